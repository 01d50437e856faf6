//! The register of accredited facilities, as people read and write it.

use chrono::NaiveDate;
use domain::{Accreditation, AccreditationKind, register_on};

/// What sorts after every code of a prefecture.
const UNKNOWN: &str = "99";

/// The register of a day by prefecture, from north to south, and number: the published list, and what a partner chooses
/// its core facilities from.
pub fn listed(all: &[Accreditation], kind: AccreditationKind, day: NaiveDate) -> Vec<Accreditation> {
    let mut found = register_on(all, kind, day);
    // stable: within a prefecture the numbers stay in order
    found.sort_by_cached_key(|one| form::prefecture_code(&one.prefecture).unwrap_or_else(|| UNKNOWN.to_owned()));
    found
}
