//! The check page and the receipt.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::calendar::long_second;
use domain::{Cycle, FiledFile};
use form::{FormKind, SummarySection};
use serde::Serialize;
use shared::desk::{CertificateStatus, Desk};
use shared::store::{NamedNotice, Snapshot};
use shared::web::{Chrome, Session, Web};

use crate::mails::Mail;

/// One form in words.
#[derive(Debug, Serialize)]
pub(crate) struct Part {
    form: &'static str,
    #[serde(skip)]
    label: &'static str,
    sections: Vec<SummarySection>,
}

fn parts(desk: &Desk, answers: impl Fn(FormKind) -> form::Answers) -> Vec<Part> {
    FormKind::ALL
        .into_iter()
        .map(|kind| Part {
            form: kind.slug(),
            label: kind.label(),
            sections: form::summary(desk.form(kind), &answers(kind), &desk.record(kind)),
        })
        .collect()
}

/// 申請内容の確認.
#[derive(Debug, Template, Serialize)]
#[template(path = "check.html")]
pub(crate) struct CheckPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    period: String,
    parts: Vec<Part>,
    certificate: CertificateStatus,
    /// What the POST must carry: it submits this and nothing else.
    digest: String,
    /// True while the answers can be changed: not in a correction of the certificate.
    editable: bool,
    /// True when the answers changed after the page was drawn the last time.
    changed: bool,
}

impl CheckPage {
    pub(crate) fn new(web: &Web, session: &Session, desk: &Desk) -> Self {
        Self {
            chrome: Chrome::new(web, "申請内容の確認").signed_in(session),
            path: desk.path(),
            period: desk.file.window.display(),
            parts: parts(desk, |kind| desk.file.draft(kind).answers.clone()),
            certificate: desk.certificate(),
            digest: crate::submit::digest(desk),
            editable: FormKind::ALL.into_iter().any(|kind| desk.may_edit(kind)),
            changed: false,
        }
    }

    pub(crate) fn changed(self) -> Self {
        Self { changed: true, ..self }
    }
}

/// 申請の控え.
#[derive(Debug, Template, Serialize)]
#[template(path = "receipt.html")]
pub(crate) struct ReceiptPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    #[serde(skip)]
    label: &'static str,
    cycle: Cycle,
    /// `submitted`, also while a correction is asked for.
    state: &'static str,
    /// 申請済みです。
    message: &'static str,
    receipt_no: String,
    submission: u32,
    submitted_at: String,
    submitted_at_utc: DateTime<Utc>,
    digest: String,
    certificate: Option<FiledFile>,
    /// True while the file that was filed waits for inspection.
    certificate_checking: bool,
    parts: Vec<Part>,
    mails: Vec<Mail>,
}

impl ReceiptPage {
    pub(crate) fn new(web: &Web, session: &Session, desk: &Desk, snapshot: &Snapshot, notices: &[NamedNotice]) -> Self {
        Self {
            chrome: Chrome::new(web, "申請の控え").signed_in(session),
            path: desk.path(),
            label: desk.id().kind.label(),
            cycle: desk.id().cycle,
            state: "submitted",
            message: "申請済みです。",
            receipt_no: snapshot.receipt_no.clone(),
            submission: snapshot.number,
            submitted_at: long_second(snapshot.at),
            submitted_at_utc: snapshot.at,
            digest: snapshot.digest.clone(),
            certificate: snapshot.certificate.clone(),
            certificate_checking: desk.file.application.value.certificate.is_checking(),
            parts: parts(desk, |kind| match kind {
                FormKind::ApplicationForm => snapshot.application_form.clone(),
                FormKind::Overview => snapshot.overview.clone(),
            }),
            mails: notices.iter().map(Mail::new).collect(),
        }
    }
}
