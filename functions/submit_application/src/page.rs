//! The check page and the receipt.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::calendar::long_second;
use domain::{Cycle, FiledFile, Letter, UploadState};
use serde::Serialize;
use shared::desk::{CertificateStatus, Change, Deadline, Desk};
use shared::store::NamedNotice;
use shared::web::{Chrome, Session, Web};

use crate::mails::Mail;
use crate::parts::Part;
use crate::receipt::Submitted;

/// 申請内容の確認.
#[derive(Debug, Template, Serialize)]
#[template(path = "check.html")]
pub(crate) struct CheckPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    period: String,
    /// Until when it can be submitted.
    deadline: Option<Deadline>,
    parts: Vec<Part>,
    certificate: CertificateStatus,
    /// What the POST must carry: it submits this and nothing else.
    digest: String,
    /// Whether another certificate can be uploaded.
    #[serde(skip)]
    may_upload: bool,
    /// True when the answers changed after the page was drawn the last time.
    changed: bool,
}

impl CheckPage {
    pub(crate) fn new(web: &Web, session: &Session, desk: &Desk) -> Self {
        let may_upload = desk.file.application.value.may_upload(desk.file.window, desk.now()).is_ok();
        Self {
            chrome: Chrome::new(web, "申請内容の確認（まだ申請は完了していません）").signed_in(session),
            path: desk.path(),
            period: desk.file.window.display(),
            deadline: desk.deadline(),
            parts: Part::drafted(desk),
            certificate: desk.certificate(),
            digest: crate::submit::digest(desk),
            may_upload,
            changed: false,
        }
    }

    pub(crate) fn changed(self) -> Self {
        Self { changed: true, chrome: self.chrome.with_errors(), ..self }
    }
}

/// One of the submissions of an application.
#[derive(Debug, Serialize)]
pub(crate) struct Submission {
    number: u32,
    #[serde(skip)]
    label: String,
    /// Not known in the answer to a POST, but for the last one.
    submitted_at: Option<String>,
    submitted_at_utc: Option<DateTime<Utc>>,
}

/// Something that was changed since the submission before.
#[derive(Debug, Serialize)]
pub(crate) struct Changed {
    /// `certificate`, or form and field: `application-form/phone`.
    target: String,
    label: String,
    before: String,
    after: String,
}

impl Changed {
    fn new(Change { target, label, before, after }: Change) -> Self {
        Self { target: target.to_string(), label, before, after }
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
    /// The version of 個人情報の取扱い that was agreed to.
    privacy: Option<String>,
    /// True while the file that was filed waits for inspection.
    certificate_checking: bool,
    /// All of them, newest first.
    submissions: Vec<Submission>,
    /// What is not as it was in the submission before; `null` where that was not looked at: of the first, and in the
    /// answer to a POST.
    changes: Option<Vec<Changed>>,
    parts: Vec<Part>,
    mails: Vec<Mail>,
}

impl ReceiptPage {
    pub(crate) fn new(web: &Web, session: &Session, desk: &Desk, submitted: &Submitted) -> Self {
        let Submitted { snapshot, before, notices } = submitted;
        let submissions = submissions(desk, notices);
        let title = match submissions.as_slice() {
            [_] => "申請の控え".to_owned(),
            _ => format!("申請の控え（{}）", nth(snapshot.number)),
        };
        Self {
            chrome: Chrome::new(web, title).signed_in(session),
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
            privacy: snapshot.privacy.clone(),
            certificate_checking: snapshot.certificate.as_ref().is_some_and(|file| is_checking(desk, file)),
            submissions,
            changes: before
                .as_ref()
                .map(|before| desk.changes(before, snapshot).into_iter().map(Changed::new).collect()),
            parts: Part::filed(desk, snapshot),
            mails: notices.iter().map(Mail::new).collect(),
        }
    }

    /// Whether a later submission has taken its place.
    fn is_superseded(&self) -> bool {
        self.submissions.first().is_some_and(|last| last.number != self.submission)
    }
}

fn is_checking(desk: &Desk, file: &FiledFile) -> bool {
    let latest = desk.file.application.value.certificate.latest.as_ref();
    latest.is_some_and(|upload| upload.id == file.upload && upload.state == UploadState::Received)
}

/// All submissions, newest first. When the last one was made stands in the application, and of each in its mail.
fn submissions(desk: &Desk, notices: &[NamedNotice]) -> Vec<Submission> {
    let Some(filed) = &desk.file.application.value.filed else { return Vec::new() };
    let told = |wanted: u32| {
        notices.iter().find_map(|notice| match &notice.record.notice.letter {
            Letter::SubmissionReceived { submission, submitted_at, .. } if *submission == wanted => Some(*submitted_at),
            _ => None,
        })
    };
    let submission = |number| {
        let at = if number == filed.submission { Some(filed.at) } else { told(number) };
        Submission { number, label: nth(number), submitted_at: at.map(long_second), submitted_at_utc: at }
    };
    (1..=filed.submission).rev().map(submission).collect()
}

/// 第1回, 再申請 第2回.
pub(crate) fn nth(number: u32) -> String {
    let again = if number > 1 { "再申請 " } else { "" };
    format!("{again}第{number}回")
}
