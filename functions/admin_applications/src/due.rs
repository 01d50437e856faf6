//! 期限: the last day of a correction, as it is typed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Refusal;
use domain::calendar::jst_date;
use shared::web::{Posted, messages::refusal, typed::day};

use crate::messages::{DUE_INVALID, DUE_MISSING};

/// What was typed: one ISO date, or year, month and day under one name. `None` where the body has no such name.
pub(crate) fn typed(posted: &Posted) -> Option<String> {
    posted.text("due").map(|_| day(posted, "due"))
}

/// The day that was typed, from today on.
pub(crate) fn read(typed: &str, now: DateTime<Utc>) -> Result<NaiveDate, &'static str> {
    if typed.is_empty() {
        return Err(DUE_MISSING);
    }
    let day: NaiveDate = typed.parse().map_err(|_| DUE_INVALID)?;
    let (_, _, past, _) = refusal(Refusal::DueDayPast);
    if day < jst_date(now) { Err(past) } else { Ok(day) }
}
