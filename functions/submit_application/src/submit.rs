//! Check and submit.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Application, ApplicationCommand, ApplicationKind, ApplicationState, Decided, Refusal, Rest, Submission};
use form::FormKind;
use http::StatusCode;
use shared::desk::{AtDesk, Desk, Filing, FormStatus, Posting};
use shared::society::Society;
use shared::store::{Draft, Snapshot, Versioned, Write, settle, unless_beaten};
use shared::web::{AppError, Page, Posted, Received};

use crate::Deps;
use crate::page::{CheckPage, ReceiptPage};
use crate::particulars::particulars;
use crate::receipt::{Submitted, last};

/// The check page: everything that will be submitted, with a way to change each part.
pub(crate) async fn check(State(deps): State<Deps>, at: AtDesk) -> Result<Response, AppError> {
    let AtDesk { session, desk, .. } = at;
    let before = before(&deps, &desk).await?;
    match outcome(&desk, "", before.as_ref()) {
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
    let submitted = is_submitted(desk);
    let before = before(deps, desk).await?;
    if !submitted {
        outcome(desk, "", before.as_ref())?;
    }
    let snapshot = if submitted {
        last(deps, desk).await?
    } else if saw_something_else(&posting.posted, desk) {
        let page = CheckPage::new(&deps.web, &posting.session, desk).changed();
        return Ok(Some(Page::new(page).status(StatusCode::PRECONDITION_FAILED).into_response()));
    } else if let Some((application, snapshot)) = file(deps, desk, &posting.received, before.as_ref()).await? {
        desk.file.application = application;
        snapshot
    } else {
        *desk = desk.again(&deps.store).await?;
        return Ok(None);
    };
    let page = ReceiptPage::new(&deps.web, &posting.session, desk, &Submitted::alone(snapshot));
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

/// It lies with the secretariat: whoever presses again gets the same answer.
fn is_submitted(desk: &Desk) -> bool {
    matches!(desk.file.application.value.state, ApplicationState::Submitted | ApplicationState::UnderReview)
}

/// In a correction, what was submitted before: the rest of it must stay as it is.
async fn before(deps: &Deps, desk: &Desk) -> Result<Option<Snapshot>, AppError> {
    match desk.file.application.value.correction() {
        Some(_) => last(deps, desk).await.map(Some),
        None => Ok(None),
    }
}

fn rest(desk: &Desk, before: Option<&Snapshot>) -> Option<Rest> {
    let (request, before) = (desk.file.application.value.correction()?, before?);
    let digest = |filing: Filing| filing.rest(request, desk.definition());
    Some(Rest { before: digest(Filing::of_snapshot(before)), now: digest(Filing::of_desk(desk)) })
}

/// What submitting would make of the application now.
fn outcome(desk: &Desk, receipt_no: &str, before: Option<&Snapshot>) -> Result<Decided<Application>, Refusal> {
    let submission = Submission {
        already_held: desk.is_already_held(),
        forms_registered: FormKind::ALL.into_iter().all(|form| desk.status(form) == FormStatus::Registered),
        receipt_no: receipt_no.to_owned(),
        particulars: particulars(desk),
        digest: digest(desk),
        rest: rest(desk, before),
    };
    desk.file.application.value.clone().decide(ApplicationCommand::Submit(submission), desk.around())
}

/// SHA-256 over everything that is submitted.
pub(crate) fn digest(desk: &Desk) -> String {
    Filing::of_desk(desk).digest()
}

/// Files it: the application as it is then, and what was kept. `None` when somebody else was first.
async fn file(
    deps: &Deps,
    desk: &Desk,
    received: &Received,
    before: Option<&Snapshot>,
) -> Result<Option<(Versioned<Application>, Snapshot)>, AppError> {
    let id = desk.id();
    let letter = match id.kind {
        ApplicationKind::Core => 'C',
        ApplicationKind::Partner => 'P',
    };
    let decided = outcome(desk, &format!("{letter}{}-{}", id.cycle, deps.ids.receipt_tail()), before)?;
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
        privacy: Some(Society::current().privacy_updated.clone()),
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
