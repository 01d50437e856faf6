//! The register of accredited facilities, as people read and write it.

pub mod import;
pub mod on_file;

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

/// The most characters of a 認定番号.
const NUMBER_LIMIT: usize = 20;

/// What is wrong with a 認定番号: it stands in mails, lists and keys, so letters, digits and hyphens.
pub fn number_fault(number: &str) -> Option<&'static str> {
    let plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if number.is_empty() {
        Some("認定番号を入力してください。")
    } else if !plain || number.len() > NUMBER_LIMIT {
        Some("認定番号は、半角の英数字とハイフン20文字以内で入力してください。")
    } else {
        None
    }
}
