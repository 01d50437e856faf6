//! What happened to a link, in the words of its two sides. What the secretariat notes for itself is not told.

use chrono::{DateTime, Utc};
use domain::calendar::{long_minute, slash_date};
use domain::{Actor, Event, Partnership, Side};
use serde::Serialize;
use shared::store::EventRecord;

use crate::words::{blocked, cause};

/// One line of the history.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    at: DateTime<Utc>,
    #[serde(skip)]
    pub(crate) at_in_words: String,
    pub(crate) who: &'static str,
    pub(crate) what: &'static str,
    pub(crate) detail: String,
}

/// The history of a link, the newest first.
pub(super) fn lines(records: &[EventRecord], link: &Partnership, side: Side) -> Vec<Line> {
    let mut asked_by_us = false;
    let mut lines = Vec::new();
    for record in records {
        if let Event::DissolutionRequested { by_core, .. } = record.event {
            asked_by_us = by_core == (side == Side::Core);
        }
        if let Some((what, detail)) = said(&record.event, link, asked_by_us) {
            let (at, at_in_words) = (record.at, long_minute(record.at));
            lines.push(Line { at, at_in_words, who: who(&record.actor, link, side), what, detail });
        }
    }
    lines.reverse();
    lines
}

fn who(actor: &Actor, link: &Partnership, side: Side) -> &'static str {
    match (actor, link.side(actor)) {
        (Actor::Staff { .. }, _) => "学会事務局",
        (_, by) if by == side => "貴施設",
        (_, Side::Core) => "基幹施設",
        (_, Side::Partner) => "連携施設",
        _ => "システム",
    }
}

/// What an event says to a side. Why the secretariat did not approve a 解除 is for who asked for it, as its mail is.
fn said(event: &Event, link: &Partnership, asked_by_us: bool) -> Option<(&'static str, String)> {
    let from = |day| format!("連携開始日 {}", slash_date(day));
    Some(match event {
        // asked for later, it has no day yet
        Event::PartnershipRequested { .. } if link.later => ("連携申請", String::new()),
        Event::PartnershipRequested { link_start } => ("連携申請", from(*link_start)),
        Event::PartnershipBlocked { why } => ("連携申請の不成立", blocked(*why).to_owned()),
        Event::PartnershipApproved { link_start, note } if note.is_empty() => ("連携の承認", from(*link_start)),
        Event::PartnershipApproved { link_start, .. } => ("連携の承認（基幹施設の代理）", from(*link_start)),
        Event::PartnershipDeclined { reason } => ("連携の不承認", reason.clone()),
        Event::PartnershipStartSet { on, .. } => ("連携開始日の設定", from(*on)),
        Event::DissolutionRequested { on, reason, .. } => {
            ("連携の解除申請", format!("解除希望日 {}\n{reason}", slash_date(*on)))
        }
        Event::DissolutionCancelled => ("連携の解除申請の取下げ", String::new()),
        Event::DissolutionRefused { reason } if asked_by_us => ("連携の解除申請の不承認", reason.clone()),
        Event::DissolutionRefused { .. } => ("連携の解除申請の不承認", String::new()),
        Event::PartnershipEnded { on, why, .. } => (cause(*why), format!("最終日 {}", slash_date(*on))),
        _ => return None,
    })
}
