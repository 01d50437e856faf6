//! What a letter puts into words.

use chrono::{DateTime, NaiveDate, Utc};
use domain::CorrectionReason;
use domain::calendar::{long_minute, slash_date};

use crate::web::messages;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "how askama hands a value over")]
pub(super) fn date(day: &NaiveDate) -> String {
    slash_date(*day)
}

pub(super) fn minute(at: &DateTime<Utc>) -> String {
    long_minute(*at)
}

/// 都道府県, whether it was stored by code or by name.
pub(super) fn place(stored: &str) -> &str {
    form::prefecture_in_words(stored)
}

pub(super) fn why(reason: &CorrectionReason) -> &str {
    messages::correction(reason)
}
