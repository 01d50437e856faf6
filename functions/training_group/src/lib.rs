//! (基幹)研修施設群: the core facility approves its partners or does not, late approval counting from the start date; the
//! partner sees how its links stand (S128–S132, S138, E60, E71–E73, E77).

mod answer;
mod group;
mod page;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use shared::aws::Aws;
use shared::config::Settings;
use shared::store::Store;
use shared::web::{Routes, Web};

/// What the pages need; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Links, accreditations, sessions.
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
    Routes::default()
        .route("/mypage/training-group", get(group::show))
        .route("/mypage/training-group/{start}/{partner}", get(answer::show).post(answer::answer))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
