//! 施設マイページ: where a login lands. TOP tells what the facility holds, and leads to an application while one can be
//! filed (S4, S10–S14, S73, E13).

mod page;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::get;
use domain::{Action, Actor, authorize};
use shared::aws::Aws;
use shared::config::Settings;
use shared::store::Store;
use shared::web::{AppError, Page, Received, Routes, Visitor, Web};

use page::TopPage;

/// What the page needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Accreditations, submitted applications, windows, sessions.
    pub store: Store,
    /// How the portal is reached.
    pub web: Web,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self { store: Store::new(settings, aws), web: Web::new(settings) }
    }
}

/// The paths of this function.
pub fn routes() -> Routes<Deps> {
    Routes::default().route("/mypage", get(top))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}

async fn top(State(deps): State<Deps>, visitor: Visitor, received: Received) -> Result<Page<TopPage>, AppError> {
    let load = async |actor: Actor| {
        let Actor::Facility(account) = &actor else { return Err(AppError::NotFound) };
        let capability = authorize(&actor, Action::View, account.clone())?;
        Ok(tokio::try_join!(
            deps.store.accreditations(&capability),
            deps.store.submitted_applications(&capability),
            deps.store.partnerships_of(&capability),
            deps.store.windows(received.now),
        )?)
    };
    let (session, (held, submitted, links, windows)) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(TopPage::new(&deps.web, &session, &held, &submitted, &links, windows, received.now)))
}
