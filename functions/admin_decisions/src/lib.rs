//! 判定: 合格, 不合格 or 保留 of an application, with the result mail and, in the same act, the accreditation and its links
//! to 基幹施設; and the list of links, asked for and to be asked for (S124, S128–S132, E47, E51, E62, E65, E68–E71, E81, E82).

mod check;
mod decision;
mod linked;
mod links;
mod page;
mod register;
mod typed;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use shared::aws::Aws;
use shared::config::Settings;
use shared::store::Store;
use shared::web::{Routes, Web};

/// What judging needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Applications, accreditations, links, sessions.
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
        .route("/admin/applications/{cycle}/{kind}/{account}/decision", get(decision::show).post(decision::handle))
        .route("/admin/partnerships", get(links::show))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
