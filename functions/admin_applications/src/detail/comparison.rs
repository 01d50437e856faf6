//! The last submission beside the one before: what was changed, what was asked for, and the proof that nothing else was.

use domain::{CorrectionRequest, CorrectionTarget, Event};
use serde::Serialize;
use shared::desk::{self, Desk};
use shared::store::EventRecord;
use shared::web::messages;

use super::page::Item;
use super::records::Records;

/// Old and new.
#[derive(Debug, Serialize)]
pub(super) struct Comparison {
    /// The number of the submission before.
    pub(super) old: u32,
    /// The number of the last one.
    pub(super) new: u32,
    pub(super) changes: Vec<Change>,
    /// What was asked for and is as it was.
    pub(super) unchanged: Vec<Item>,
    /// SHA-256, hex, over all that was not open: the same in both.
    pub(super) rest: Option<String>,
}

/// A field that differs.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    /// Which, as a correction would address it.
    pub(super) target: String,
    pub(super) label: String,
    pub(super) before: String,
    pub(super) after: String,
    /// Why it was to be corrected; `None` where it was open because another field asks for it.
    pub(super) reason: Option<String>,
}

impl Change {
    fn of(change: desk::Change, request: Option<&CorrectionRequest>) -> Self {
        let desk::Change { target, label, before, after } = change;
        Self { reason: reason(request, &target), target: target.to_string(), label, before, after }
    }
}

impl Comparison {
    pub(super) fn of(desk: &Desk, records: &Records) -> Option<Self> {
        let (old, new) = (records.previous.as_ref()?, &records.latest);
        let request = answered(&records.events);
        let changes: Vec<Change> =
            desk.changes(old, new).into_iter().map(|change| Change::of(change, request)).collect();
        let is_asked = |item: &Item| !changes.iter().any(|change| change.target == item.target);
        let unchanged = request.map(Item::all).unwrap_or_default().into_iter().filter(is_asked).collect();
        Some(Self { old: old.number, new: new.number, changes, unchanged, rest: rest(&records.events) })
    }
}

fn reason(request: Option<&CorrectionRequest>, target: &CorrectionTarget) -> Option<String> {
    let item = request?.items.iter().find(|item| item.target == *target)?;
    Some(messages::correction(&item.reason).to_owned())
}

/// The request that the last submission answered.
fn answered(events: &[EventRecord]) -> Option<&CorrectionRequest> {
    let answer = events.iter().rposition(|record| matches!(record.event, Event::Submitted { .. }))?;
    events.iter().take(answer).rev().find_map(|record| match &record.event {
        Event::CorrectionRequested(request) => Some(request),
        _ => None,
    })
}

fn rest(events: &[EventRecord]) -> Option<String> {
    events.iter().rev().find_map(|record| match &record.event {
        Event::Submitted { rest, .. } => Some(rest.clone()),
        _ => None,
    })?
}
