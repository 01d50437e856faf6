//! The last submission beside the one before: what was changed, what was asked for, and the proof that nothing else was.

use domain::{CERTIFICATE_LABEL, CorrectionRequest, CorrectionTarget, Event, FiledFile};
use form::{Difference, FormKind};
use serde::Serialize;
use shared::desk::Desk;
use shared::store::{EventRecord, Snapshot};
use shared::web::messages;

use super::page::Item;
use super::records::Records;
use crate::filed;

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

impl Comparison {
    pub(super) fn of(desk: &Desk, records: &Records) -> Option<Self> {
        let (old, new) = (records.previous.as_ref()?, &records.latest);
        let request = answered(&records.events);
        let mut changes: Vec<Change> =
            FormKind::ALL.into_iter().flat_map(|kind| changes(desk, kind, old, new, request)).collect();
        changes.extend(replaced(old, new, request));
        let is_asked = |item: &Item| !changes.iter().any(|change| change.target == item.target);
        let unchanged = request.map(Item::all).unwrap_or_default().into_iter().filter(is_asked).collect();
        Some(Self { old: old.number, new: new.number, changes, unchanged, rest: rest(&records.events) })
    }
}

fn changes<'a>(
    desk: &'a Desk,
    kind: FormKind,
    old: &'a Snapshot,
    new: &'a Snapshot,
    request: Option<&'a CorrectionRequest>,
) -> impl Iterator<Item = Change> {
    let context = filed::context(desk, new, kind);
    let all = form::differences(desk.form(kind), &context, filed::answers(old, kind), filed::answers(new, kind));
    all.into_iter().map(move |Difference { field, label, mine, theirs }| {
        // a row of a table is corrected with its table
        let field = field.split('.').next().unwrap_or_default().to_owned();
        let target = CorrectionTarget::Field { form: kind.slug().to_owned(), field };
        Change {
            reason: reason(request, &target),
            target: target.to_string(),
            label: format!("{} {label}", kind.label()),
            before: mine,
            after: theirs,
        }
    })
}

fn replaced(old: &Snapshot, new: &Snapshot, request: Option<&CorrectionRequest>) -> Option<Change> {
    let upload = |snapshot: &Snapshot| snapshot.certificate.as_ref().map(|file| file.upload.clone());
    (upload(old) != upload(new)).then(|| Change {
        target: CorrectionTarget::Certificate.to_string(),
        label: CERTIFICATE_LABEL.to_owned(),
        before: old.certificate.as_ref().map(named).unwrap_or_default(),
        after: new.certificate.as_ref().map(named).unwrap_or_default(),
        reason: reason(request, &CorrectionTarget::Certificate),
    })
}

/// Two files often have one name.
fn named(file: &FiledFile) -> String {
    let FiledFile { name, sha256, .. } = file;
    sha256.as_ref().map_or_else(|| name.clone(), |sha256| format!("{name}\n照合値 {sha256}"))
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
