//! The task list of one application, and the way to it.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Action, Actor, ApplicationKind, ApplicationState, Cycle, Phase, authorize};
use serde::Deserialize;
use shared::desk::AtDesk;
use shared::store::Store;
use shared::web::{AppError, Page, Received, Visitor};

use crate::page::{OutsidePage, TaskListPage};
use crate::{Deps, carry};

/// Leads to the application that somebody means: the one of the open window, else the last one submitted, else the
/// window to come.
pub(crate) async fn current(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    Path(kind): Path<String>,
) -> Result<Redirect, AppError> {
    let kind: ApplicationKind = kind.parse().map_err(|_| AppError::NotFound)?;
    let find = async |actor| meant(&deps.store, &actor, kind, &received).await;
    let (_, cycle) = visitor.signed_in(&deps.store, &received, find).await?;
    Ok(Redirect::to(&format!("/applications/{cycle}/{}", kind.slug())))
}

async fn meant(store: &Store, actor: &Actor, kind: ApplicationKind, received: &Received) -> Result<Cycle, AppError> {
    let Actor::Facility(account) = actor else { return Err(AppError::NotFound) };
    let capability = authorize(actor, Action::View, account.clone())?;
    let ([core, partner], submitted) =
        tokio::try_join!(store.windows(received.now), store.submitted_applications(&capability))?;
    let (current, window) = match kind {
        ApplicationKind::Core => core,
        ApplicationKind::Partner => partner,
    };
    let last = submitted.iter().filter(|id| id.kind == kind).map(|id| id.cycle).max();
    Ok(if window.phase(received.now) == Phase::Open { current } else { last.unwrap_or(current) })
}

#[derive(Deserialize)]
pub(crate) struct Said {
    done: Option<String>,
}

pub(crate) async fn show(State(deps): State<Deps>, Query(said): Query<Said>, at: AtDesk) -> Result<Response, AppError> {
    let AtDesk { session, desk, received } = at;
    let outside = desk.file.application.value.state == ApplicationState::Draft && desk.phase() != Phase::Open;
    if outside {
        return Ok(OutsidePage::answer(&deps.web, &session, &desk).into_response());
    }
    let earlier = carry::offer(&deps.store, &session.actor(), &desk).await?;
    let page = TaskListPage::new(&deps.web, &session, &desk, received.now).done(said.done.as_deref());
    Ok(Page::new(page.carry_over(earlier)).into_response())
}
