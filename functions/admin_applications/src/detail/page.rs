//! The page of one application.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::calendar::{long_date, long_minute, long_second};
use domain::{ApplicationState, CorrectionRequest, Cycle, Event, NextActor, Staff};
use form::{FieldView, FormKind, SummarySection};
use serde::Serialize;
use shared::desk::{Desk, office_path};
use shared::history::Line;
use shared::mail::subject;
use shared::store::NamedNotice;
use shared::web::{Chrome, ErrorLink, FieldError, Posted, Session, Web, error_links, messages, office, with_errors};

use super::certificate::CertificateView;
use super::checks::{CheckView, checks};
use super::command::{TEXT_LIMIT, typed};
use super::comparison::Comparison;
use super::records::Records;
use crate::{actions, due, words};

/// One form in words.
#[derive(Debug, Serialize)]
struct Part {
    form: &'static str,
    #[serde(skip)]
    label: &'static str,
    sections: Vec<SummarySection>,
}

/// The correction that is asked for.
#[derive(Debug, Serialize)]
struct Correction {
    round: u32,
    items: Vec<Item>,
    due: String,
    overdue: bool,
}

/// One thing to correct.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    /// `certificate`, or form and field: `application-form/phone`.
    pub(super) target: String,
    label: String,
    reason: String,
}

impl Item {
    /// All that a request names.
    pub(super) fn all(request: &CorrectionRequest) -> Vec<Self> {
        let items = request.items.iter().map(|item| Self {
            target: item.target.to_string(),
            label: item.label.clone(),
            reason: messages::correction(&item.reason).to_owned(),
        });
        items.collect()
    }
}

/// A mail of the application.
#[derive(Debug, Serialize)]
struct Mail {
    subject: String,
    created_at: String,
    state: &'static str,
}

/// What the head of the page says.
#[derive(Debug, Serialize)]
struct Facts {
    receipt_no: String,
    kind: &'static str,
    #[serde(skip)]
    kind_label: &'static str,
    cycle: Cycle,
    facility_name: String,
    responsible_name: String,
    state: &'static str,
    state_label: String,
    /// How it was judged, or why it was withdrawn.
    outcome: String,
    next_actor: NextActor,
    #[serde(skip)]
    next_label: &'static str,
    officer: Option<String>,
    submission: u32,
    submitted_at: String,
    submitted_at_utc: DateTime<Utc>,
}

impl Facts {
    fn new(desk: &Desk, records: &Records) -> Self {
        let (application, snapshot) = (&desk.file.application.value, &records.latest);
        let particulars = application.filed.as_ref().map(|filed| filed.particulars.clone()).unwrap_or_default();
        let next_actor = words::next_actor(application, records.links.iter(), desk.now());
        Self {
            receipt_no: snapshot.receipt_no.clone(),
            kind: desk.id().kind.slug(),
            kind_label: desk.id().kind.label(),
            cycle: desk.id().cycle,
            facility_name: particulars.facility_name,
            responsible_name: particulars.responsible_name,
            state: application.state.slug(),
            state_label: words::state(&application.state, desk.now()),
            outcome: words::outcome(&application.state),
            next_actor,
            next_label: words::next(next_actor),
            officer: application.review.officer.clone(),
            submission: snapshot.number,
            submitted_at: long_second(snapshot.at),
            submitted_at_utc: snapshot.at,
        }
    }
}

/// 申請の詳細.
#[derive(Debug, Template, Serialize)]
#[template(path = "detail.html")]
pub(crate) struct DetailPage {
    #[serde(flatten)]
    chrome: Chrome,
    path: String,
    /// What the next POST must carry.
    version: u64,
    #[serde(flatten)]
    facts: Facts,
    /// What this session may do now.
    actions: Vec<&'static str>,
    correction: Option<Correction>,
    comparison: Option<Comparison>,
    certificate: Option<CertificateView>,
    checks: Vec<CheckView>,
    parts: Vec<Part>,
    notes: Vec<Line>,
    history: Vec<Line>,
    mails: Vec<Mail>,
    #[serde(skip)]
    own: bool,
    #[serde(skip)]
    check_fields: Vec<FieldView>,
    #[serde(skip)]
    due: Vec<FieldView>,
    #[serde(skip)]
    note: Vec<FieldView>,
    #[serde(skip)]
    reason: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
    #[serde(skip)]
    conflict: bool,
}

impl DetailPage {
    pub(super) fn new(
        web: &Web,
        session: &Session<Staff>,
        desk: &Desk,
        records: &Records,
        posted: Option<&Posted>,
    ) -> Self {
        let (facts, checks) = (Facts::new(desk, records), checks(desk));
        let lines = records.events.iter().rev();
        let text = |name| posted.map(|posted| typed(posted, name)).unwrap_or_default();
        let limited = |field: FieldView| FieldView { max_chars: Some(TEXT_LIMIT), ..field };
        Self {
            chrome: office::chrome(web, session, format!("申請 {}", facts.receipt_no), office::APPLICATIONS),
            path: office_path(desk.id()),
            version: desk.file.application.version,
            actions: actions::allowed(session, desk),
            own: facts.officer.as_deref() == Some(session.staff().name.as_str()),
            facts,
            correction: correction(desk),
            comparison: Comparison::of(desk, records),
            certificate: CertificateView::of(records),
            check_fields: checks.iter().map(CheckView::field).collect(),
            checks,
            parts: FormKind::ALL.into_iter().map(|kind| part(desk, records, kind)).collect(),
            notes: lines.clone().filter(|record| matches!(record.event, Event::Noted { .. })).map(Line::of).collect(),
            history: lines.map(Line::of).collect(),
            mails: records.notices.iter().rev().map(mail).collect(),
            due: vec![FieldView::new("due", "新しい期限", "date").value(last_day(desk, posted)).required()],
            note: vec![limited(FieldView::new("note", "メモ", "textarea").value(text("note")))],
            reason: vec![
                limited(FieldView::new("reason", "取下げの理由", "textarea").value(text("reason"))).required(),
            ],
            errors: Vec::new(),
            conflict: false,
        }
    }

    /// With a line on what was done.
    pub(super) fn done(self, done: Option<&str>) -> Self {
        let notice = done.and_then(crate::messages::done).map(str::to_owned);
        Self { chrome: self.chrome.notice(notice), ..self }
    }

    pub(super) fn errors(self, errors: &[FieldError]) -> Self {
        Self {
            chrome: self.chrome.with_errors(),
            due: with_errors(self.due, errors),
            note: with_errors(self.note, errors),
            reason: with_errors(self.reason, errors),
            errors: error_links(errors),
            ..self
        }
    }

    pub(super) fn conflict(self) -> Self {
        Self { conflict: true, chrome: self.chrome.with_errors(), ..self }
    }

    fn may(&self, action: &str) -> bool {
        self.actions.contains(&action)
    }
}

fn correction(desk: &Desk) -> Option<Correction> {
    let ApplicationState::CorrectionRequested(request) = &desk.file.application.value.state else { return None };
    Some(Correction {
        round: request.round,
        items: Item::all(request),
        due: long_date(request.due),
        overdue: request.is_open(desk.now()).is_err(),
    })
}

/// What stands in the field of the new last day.
fn last_day(desk: &Desk, posted: Option<&Posted>) -> String {
    let known = || desk.file.application.value.correction().map(|request| request.due.to_string());
    posted.and_then(due::typed).or_else(known).unwrap_or_default()
}

fn part(desk: &Desk, records: &Records, kind: FormKind) -> Part {
    Part { form: kind.slug(), label: kind.label(), sections: desk.filed(&records.latest, kind) }
}

fn mail(NamedNotice { record, .. }: &NamedNotice) -> Mail {
    Mail {
        subject: subject(&record.notice.letter, &record.notice.to),
        created_at: long_minute(record.created),
        state: record.delivery.label(),
    }
}
