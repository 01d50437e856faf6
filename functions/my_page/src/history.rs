//! What happened to an accreditation and to what is on file for it: who, when, what before and after, from which day.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{long_minute, slash_date};
use domain::{Actor, Changes, EndReason, Event};
use form::Difference;
use serde::Serialize;
use shared::store::EventRecord;

/// One line of the history.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    at: DateTime<Utc>,
    #[serde(skip)]
    pub(crate) at_in_words: String,
    pub(crate) who: &'static str,
    pub(crate) what: &'static str,
    /// The day that it is about: 変更日, 返上日.
    day: Option<NaiveDate>,
    #[serde(skip)]
    pub(crate) day_in_words: String,
    pub(crate) changes: Vec<Difference>,
    pub(crate) reason: String,
}

/// The lines of several histories, the newest first; `differ` puts changes into the words of a form.
pub(crate) fn lines<'a>(
    records: impl IntoIterator<Item = &'a EventRecord>,
    differ: impl Fn(&Changes) -> Vec<Difference>,
) -> Vec<Line> {
    let mut lines: Vec<Line> = records.into_iter().filter_map(|record| line(record, &differ)).collect();
    // of one instant the later event comes first, too
    lines.sort_by_key(|line| line.at);
    lines.reverse();
    lines
}

/// What an event says to a facility; not all do.
struct Said<'a> {
    what: &'static str,
    day: Option<(&'static str, NaiveDate)>,
    changes: Option<&'a Changes>,
    reason: &'a str,
}

fn line(record: &EventRecord, differ: &impl Fn(&Changes) -> Vec<Difference>) -> Option<Line> {
    let said = said(&record.event)?;
    Some(Line {
        at: record.at,
        at_in_words: long_minute(record.at),
        who: match &record.actor {
            Actor::Facility(_) => "貴施設",
            Actor::Staff { .. } => "学会事務局",
            Actor::System(_) | Actor::Anonymous => "システム",
        },
        what: said.what,
        day: said.day.map(|(_, day)| day),
        day_in_words: said.day.map(|(label, day)| format!("{label} {}", slash_date(day))).unwrap_or_default(),
        changes: said.changes.map(differ).unwrap_or_default(),
        reason: said.reason.to_owned(),
    })
}

fn said(event: &Event) -> Option<Said<'_>> {
    let plain = |what| Said { what, day: None, changes: None, reason: "" };
    Some(match event {
        Event::AccreditationGranted { valid_from, .. } => {
            Said { day: Some(("認定開始日", *valid_from)), ..plain("認定の登録") }
        }
        Event::AccreditationEnded { on, reason, .. } => {
            let what = match reason {
                EndReason::Returned => "認定返上の承認",
                EndReason::Superseded => "新しい認定への移行",
                EndReason::Revoked => "認定の取消",
            };
            Said { day: Some(("認定の最終日", *on)), ..plain(what) }
        }
        Event::ReturnRequested { on, reason } => {
            Said { day: Some(("返上希望日", *on)), reason, ..plain("認定返上申請") }
        }
        Event::ReturnCancelled => plain("認定返上申請の取下げ"),
        Event::ReturnRefused { reason } => Said { reason, ..plain("認定返上申請の不承認") },
        Event::RegistrationChanged { changes } => Said { changes: Some(changes), ..plain("登録内容の変更") },
        Event::ChangeRequested { changes, from, reason } => {
            Said { day: Some(("変更日", *from)), changes: Some(changes), reason, ..plain("変更申請") }
        }
        Event::ChangeCancelled => plain("変更申請の取下げ"),
        Event::ChangeApproved { changes, from } => {
            Said { day: Some(("変更日", *from)), changes: Some(changes), ..plain("変更申請の承認") }
        }
        Event::ChangeRefused { reason } => Said { reason, ..plain("変更申請の不承認") },
        // what it says was changed with an approval, which stands in the other history; the rest is told elsewhere
        _ => return None,
    })
}
