//! The list of a facility's links, on both sides.

use axum::extract::{Query, State};
use domain::{Action, Actor, authorize};
use serde::Deserialize;
use shared::web::{AppError, Page, Received, Visitor};

use crate::Deps;
use crate::page::GroupPage;

#[derive(Deserialize)]
pub(crate) struct Said {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    Query(said): Query<Said>,
) -> Result<Page<GroupPage>, AppError> {
    let load = async |actor: Actor| {
        let Actor::Facility(account) = &actor else { return Err(AppError::NotFound) };
        let capability = authorize(&actor, Action::View, account.clone())?;
        Ok(tokio::try_join!(deps.store.partnerships_of(&capability), deps.store.accreditations(&capability))?)
    };
    let (session, (links, held)) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(GroupPage::new(&deps.web, &session, &links, &held, said.done.as_deref())))
}
