//! 申請画面: the task list (S85–S88, S114–S116) and the two forms, with 一時保存, 登録
//! (S79–S80, S100–S101) and what the page saves by itself.

mod autosave;
mod carry;
mod fill;
mod page;
mod tasks;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use shared::aws::Aws;
use shared::config::Settings;
use shared::store::Store;
use shared::web::{Routes, Web};

/// What filling in needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Applications, drafts, windows, the register of core facilities, sessions.
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
        .route("/applications/{kind}", get(tasks::current))
        .route("/applications/{cycle}/{kind}", get(tasks::show))
        .route(
            "/applications/{cycle}/{kind}/application-form",
            get(fill::show_application_form).post(fill::application_form),
        )
        .route("/applications/{cycle}/{kind}/overview", get(fill::show_overview).post(fill::overview))
        .route("/applications/{cycle}/{kind}/carry-over", post(carry::carry_over))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
