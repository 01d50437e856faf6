//! 申請: the check page, the submission with its 受付番号, the receipt of each as a page and as a file, and the mails that
//! were sent about it (S88–S91, S113–S116, E39–E43).

mod file;
mod mails;
mod page;
mod particulars;
mod parts;
mod receipt;
mod submit;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use shared::aws::Aws;
use shared::config::Settings;
use shared::ids::Ids;
use shared::store::Store;
use shared::web::{Routes, Web};

/// What submitting needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Applications, drafts, submissions, notices, sessions.
    pub store: Store,
    /// Receipt numbers.
    pub ids: Ids,
    /// How the portal is reached.
    pub web: Web,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self { store: Store::new(settings, aws), ids: Ids::Random, web: Web::new(settings) }
    }
}

/// The paths of this function.
pub fn routes() -> Routes<Deps> {
    Routes::default()
        .route("/applications/{cycle}/{kind}/submit", get(submit::check).post(submit::submit))
        .route("/applications/{cycle}/{kind}/receipt", get(receipt::show))
        .route("/applications/{cycle}/{kind}/receipt/file", get(file::save))
        .route("/applications/{cycle}/{kind}/mails", get(mails::list))
        .route("/applications/{cycle}/{kind}/mails/{name}", get(mails::show))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
