//! The register as a list: which accreditations of a kind are in force on a day (S125, E99).

use chrono::NaiveDate;

use crate::{Accreditation, AccreditationKind};

/// The accreditations of a kind that are in force on `day`, each saying what it said then, by number. One that has not
/// begun by then is not among them, nor one that has ended.
pub fn register_on(all: &[Accreditation], kind: AccreditationKind, day: NaiveDate) -> Vec<Accreditation> {
    let wanted = all.iter().filter(|one| one.kind == kind && one.in_force(day));
    let mut found: Vec<Accreditation> = wanted.map(|one| one.as_of(day)).collect();
    found.sort_by(|one, other| one.number.cmp(&other.number));
    found
}
