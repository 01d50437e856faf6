//! One application: all that was filed, what became of it, and what the secretariat does with it.

mod certificate;
mod checks;
mod command;
mod comparison;
mod page;
mod records;

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::{Action, ApplicationState};
use http::StatusCode;
use shared::desk::{AtFile, Desk, Handling};
use shared::web::{AppError, FieldError, Page, Posted};

use crate::Deps;
use crate::handled::HandledPage;
use command::Fault;
use page::DetailPage;
use records::Records;

/// The detail.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Query(query): Query<HashMap<String, String>>,
    at: AtFile,
) -> Result<Page<DetailPage>, AppError> {
    let AtFile { session, desk, .. } = at;
    let records = Records::of(&deps.store, &desk).await?;
    let page = DetailPage::new(&deps.web, &session, &desk, &records, None);
    Ok(Page::new(page.done(query.get("done").map(String::as_str))))
}

/// 受付, 担当者, checklist, note, 期限, 取下げ.
pub(crate) async fn act(State(deps): State<Deps>, handling: Handling) -> Result<Response, AppError> {
    handling.capability(Action::Review)?;
    let command = match command::read(&handling.posted, &handling.session.staff().name, handling.received.now) {
        Ok(command) => command,
        Err(Fault::Unknown) => return Err(AppError::BadRequest),
        Err(Fault::Field(error)) => return invalid(&deps, &handling, error).await,
    };
    let done = |state: &ApplicationState| command::is_done(&command, state);
    match handling.carry_out(&deps.store, Action::Review, &command, done, |_| Ok(Vec::new())).await {
        Ok(application) => Ok(HandledPage::answer(&deps.web, &handling, &command, application).into_response()),
        Err(AppError::Conflict) if matches!(handling.posted, Posted::Pairs(_)) => conflict(&deps, &handling).await,
        Err(error) => Err(error),
    }
}

/// The page once more, with what was typed.
async fn again(deps: &Deps, handling: &Handling, desk: &Desk) -> Result<DetailPage, AppError> {
    let records = Records::of(&deps.store, desk).await?;
    Ok(DetailPage::new(&deps.web, &handling.session, desk, &records, Some(&handling.posted)))
}

async fn invalid(deps: &Deps, handling: &Handling, error: FieldError) -> Result<Response, AppError> {
    let page = again(deps, handling, &handling.desk).await?;
    let errors = vec![error];
    Ok(Page::invalid(page.errors(&errors), errors).into_response())
}

/// A colleague was first: the application as it is now, and what was typed, to be sent once more.
async fn conflict(deps: &Deps, handling: &Handling) -> Result<Response, AppError> {
    let desk = handling.desk.again(&deps.store).await?;
    let page = again(deps, handling, &desk).await?;
    Ok(Page::new(page.conflict()).status(StatusCode::CONFLICT).into_response())
}
