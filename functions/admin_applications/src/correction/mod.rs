//! 修正依頼: fields and the PDF are named with a reason each and a last day; only these unlock (S82–S84, E28–E33, E55).

mod page;
mod targets;
mod typed;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::{Action, ApplicationState, OfficeCommand};
use http::StatusCode;
use shared::desk::{AtFile, Desk, Handling};
use shared::store::Snapshot;
use shared::web::{AppError, Page, Posted};

use crate::handled::HandledPage;
use crate::{Deps, actions};
use page::CorrectionPage;
use targets::sections;
use typed::Typed;

/// Every field that can be asked for, with what was filed.
pub(crate) async fn show(State(deps): State<Deps>, at: AtFile) -> Result<Page<CorrectionPage>, AppError> {
    let AtFile { session, desk, received } = at;
    let refused = actions::correction_refused(&session, &desk)?;
    let sections = sections(&desk, &filed(&deps, &desk).await?);
    let typed = Typed::untouched(received.now);
    Ok(Page::new(CorrectionPage::new(&deps.web, &session, &desk, sections, &typed, &[]).refused(refused)))
}

/// Asks for it.
pub(crate) async fn request(State(deps): State<Deps>, handling: Handling) -> Result<Response, AppError> {
    handling.capability(Action::Review)?;
    let (session, desk, now) = (&handling.session, &handling.desk, handling.received.now);
    let typed = Typed::posted(&handling.posted, now)?;
    let sections = sections(desk, &filed(&deps, desk).await?);
    let (items, due) = match typed.request(&sections, now) {
        Ok(request) => request,
        Err(errors) => {
            let page = CorrectionPage::new(&deps.web, session, desk, sections, &typed, &errors);
            return Ok(Page::invalid(page, errors).into_response());
        }
    };
    let command = OfficeCommand::RequestCorrection { items: items.clone(), due };
    let done = |state: &ApplicationState| matches!(state, ApplicationState::CorrectionRequested(open) if open.items == items && open.due == due);
    match handling.carry_out(&deps.store, Action::Review, &command, done, |_| Ok(Vec::new())).await {
        Ok(application) => Ok(HandledPage::answer(&deps.web, &handling, &command, application).into_response()),
        Err(AppError::Conflict) if matches!(handling.posted, Posted::Pairs(_)) => {
            conflict(&deps, &handling, &typed).await
        }
        Err(error) => Err(error),
    }
}

/// A colleague was first: what was filed by now, and what was typed, to be sent once more, or why it no longer can be.
async fn conflict(deps: &Deps, handling: &Handling, typed: &Typed) -> Result<Response, AppError> {
    let desk = handling.desk.again(&deps.store).await?;
    let refused = actions::correction_refused(&handling.session, &desk)?;
    let sections = sections(&desk, &filed(deps, &desk).await?);
    let page = CorrectionPage::new(&deps.web, &handling.session, &desk, sections, typed, &[]);
    Ok(Page::new(page.conflict().refused(refused)).status(StatusCode::CONFLICT).into_response())
}

async fn filed(deps: &Deps, desk: &Desk) -> Result<Snapshot, AppError> {
    let filed = desk.file.application.value.filed.as_ref().ok_or(AppError::NotFound)?;
    deps.store.submission(&desk.capability, filed.submission).await?.ok_or(AppError::NotFound)
}
