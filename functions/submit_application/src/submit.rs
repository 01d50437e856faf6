//! Check, submit, receipt.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{
    Application, ApplicationCommand, ApplicationKind, ApplicationState, Decided, FiledFile, Refusal, Submission,
};
use form::{Answers, FormKind};
use http::StatusCode;
use serde::Serialize;
use shared::desk::{AtDesk, Desk, FormStatus, Posting};
use shared::store::{Draft, Snapshot, Versioned, Write, keys, settle, unless_beaten};
use shared::web::{AppError, Page, Posted, Received};

use crate::Deps;
use crate::page::{CheckPage, ReceiptPage};

/// The check page: everything that will be submitted, with a way to change each part.
pub(crate) async fn check(State(deps): State<Deps>, at: AtDesk) -> Result<Response, AppError> {
    let AtDesk { session, desk, .. } = at;
    match outcome(&desk, "") {
        Ok(_) => Ok(Page::new(CheckPage::new(&deps.web, &session, &desk)).into_response()),
        Err(Refusal::AlreadySubmitted) => Ok(Redirect::to(&format!("{}/receipt", desk.path())).into_response()),
        Err(refusal) => Err(refusal.into()),
    }
}

/// 申請. Pressed twice, or by two people at once, it is one submission and the same answer (E40).
pub(crate) async fn submit(State(deps): State<Deps>, posting: Posting) -> Result<Response, AppError> {
    let desk = tokio::sync::Mutex::new(posting.desk.clone());
    settle(|| async { attempt(&deps, &posting, &mut *desk.lock().await).await }).await
}

/// One attempt; `None` when somebody else was first, and then everything is looked at anew: what they changed must not
/// be submitted by somebody who has not seen it.
async fn attempt(deps: &Deps, posting: &Posting, desk: &mut Desk) -> Result<Option<Response>, AppError> {
    let submitted = desk.file.application.value.state == ApplicationState::Submitted;
    if !submitted {
        outcome(desk, "")?;
    }
    let snapshot = if submitted {
        snapshot_of(deps, desk).await?
    } else if saw_something_else(&posting.posted, desk) {
        let page = CheckPage::new(&deps.web, &posting.session, desk).changed();
        return Ok(Some(Page::new(page).status(StatusCode::PRECONDITION_FAILED).into_response()));
    } else if let Some((application, snapshot)) = file(deps, desk, &posting.received).await? {
        desk.file.application = application;
        snapshot
    } else {
        *desk = desk.again(&deps.store).await?;
        return Ok(None);
    };
    let page = ReceiptPage::new(&deps.web, &posting.session, desk, &snapshot, &[]);
    Ok(Some(Page::new(page).see_other(desk.path()).into_response()))
}

/// What is to be submitted is not what the check page showed: somebody changed an answer or the PDF meanwhile. A program
/// that names no digest submits what is there.
fn saw_something_else(posted: &Posted, desk: &Desk) -> bool {
    match posted.text("digest") {
        Some(seen) => seen != digest(desk),
        None => matches!(posted, Posted::Pairs(_)),
    }
}

/// What submitting would make of the application now.
fn outcome(desk: &Desk, receipt_no: &str) -> Result<Decided<Application>, Refusal> {
    let answers = &desk.file.application_form.answers;
    let submission = Submission {
        already_held: desk.is_already_held(),
        forms_registered: FormKind::ALL.into_iter().all(|form| desk.status(form) == FormStatus::Registered),
        receipt_no: receipt_no.to_owned(),
        facility_name: answers.text("facility_name").to_owned(),
        responsible_name: format!(
            "{}\u{3000}{}",
            answers.text("responsible_last_name"),
            answers.text("responsible_first_name")
        ),
        digest: digest(desk),
    };
    desk.file.application.value.clone().decide(ApplicationCommand::Submit(submission), desk.around())
}

/// Everything that is submitted, in the one order that is hashed.
#[derive(Serialize)]
struct Content<'a> {
    definition: &'a str,
    application_form: Answers,
    overview: Answers,
    certificate: Option<FiledFile>,
}

/// SHA-256 over everything that is submitted.
pub(crate) fn digest(desk: &Desk) -> String {
    let content = Content {
        definition: desk.definition().version(),
        application_form: desk.file.application_form.answers.without_blank_rows(),
        overview: desk.file.overview.answers.without_blank_rows(),
        certificate: desk.file.application.value.certificate.to_file(),
    };
    keys::sha256_hex(serde_json::to_vec(&content).unwrap_or_default())
}

/// Files it: the application as it is then, and what was kept. `None` when somebody else was first.
async fn file(
    deps: &Deps,
    desk: &Desk,
    received: &Received,
) -> Result<Option<(Versioned<Application>, Snapshot)>, AppError> {
    let id = desk.id();
    let letter = match id.kind {
        ApplicationKind::Core => 'C',
        ApplicationKind::Partner => 'P',
    };
    let decided = outcome(desk, &format!("{letter}{}-{}", id.cycle, deps.ids.receipt_tail()))?;
    let snapshot = snapshot(desk, &decided)?;
    let with = writes(deps, desk, &snapshot)?;
    let committed = deps.store.commit(&desk.capability, &desk.file.application, decided, &received.cause(), with).await;
    Ok(unless_beaten(committed)?.map(|application| (application, snapshot)))
}

/// What is kept of what is submitted.
fn snapshot(desk: &Desk, decided: &Decided<Application>) -> Result<Snapshot, AppError> {
    let filed = decided.state.filed.as_ref().ok_or(AppError::NotFound)?;
    Ok(Snapshot {
        number: filed.submission,
        at: filed.at,
        receipt_no: filed.receipt_no.clone(),
        definition: desk.definition().version().to_owned(),
        application_form: desk.file.application_form.answers.without_blank_rows(),
        overview: desk.file.overview.answers.without_blank_rows(),
        certificate: desk.file.application.value.certificate.to_file(),
        digest: filed.digest.clone(),
    })
}

/// The snapshot, and both drafts moved on: a save that was under way meets a conflict instead of a filed application.
fn writes(deps: &Deps, desk: &Desk, snapshot: &Snapshot) -> Result<Vec<Write>, AppError> {
    let mut writes = deps.store.put_submission(&desk.capability, snapshot)?;
    for form in FormKind::ALL {
        let draft = desk.file.draft(form);
        let next = Draft { version: draft.version + 1, registered: Some(draft.version + 1), ..draft.clone() };
        writes.push(deps.store.put_draft(&desk.capability, form, &next)?);
    }
    Ok(writes)
}

async fn snapshot_of(deps: &Deps, desk: &Desk) -> Result<Snapshot, AppError> {
    let filed = desk.file.application.value.filed.as_ref().ok_or(AppError::NotFound)?;
    deps.store.submission(&desk.capability, filed.submission).await?.ok_or(AppError::NotFound)
}

/// What was submitted, when, with its digests and mails: to be kept, also after the window.
pub(crate) async fn receipt(State(deps): State<Deps>, at: AtDesk) -> Result<Page<ReceiptPage>, AppError> {
    let AtDesk { session, desk, .. } = at;
    let partition = keys::application_partition(desk.id());
    let notices = async { Ok(deps.store.notices_of(&partition).await?) };
    let (snapshot, notices) = tokio::try_join!(snapshot_of(&deps, &desk), notices)?;
    Ok(Page::new(ReceiptPage::new(&deps.web, &session, &desk, &snapshot, &notices)))
}
