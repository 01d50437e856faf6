//! 申請一覧 and one application, as the secretariat sees them: the worklist by who must act next, the detail with
//! checklist, notes and history, 受付 and 修正依頼 (D3, S82–S84, S92, S120, E28–E33, E55, E101).

mod actions;
mod certificate;
mod correction;
mod detail;
mod due;
mod handled;
mod messages;
mod words;
mod worklist;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use shared::aws::Aws;
use shared::config::Settings;
use shared::files::Files;
use shared::store::Store;
use shared::web::{Routes, Web};

/// What the secretariat's daily work needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Applications, submissions, events, notices, the register, links, sessions.
    pub store: Store,
    /// The certificates that were filed.
    pub files: Files,
    /// How the portal is reached.
    pub web: Web,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self { store: Store::new(settings, aws), files: Files::new(settings, aws), web: Web::new(settings) }
    }
}

/// The paths of this function.
pub fn routes() -> Routes<Deps> {
    Routes::default()
        .route("/admin/applications", get(worklist::show))
        .route("/admin/applications/{cycle}/{kind}/{account}", get(detail::show).post(detail::act))
        .route(
            "/admin/applications/{cycle}/{kind}/{account}/correction",
            get(correction::show).post(correction::request),
        )
        .route("/admin/applications/{cycle}/{kind}/{account}/certificate", get(certificate::open))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
