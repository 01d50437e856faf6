//! 申請書・在籍証明書: the template's download, and uploads bound to exact bytes (S92–S99, E53–E56). A file goes from the
//! browser straight to quarantine; nobody opens it before `inspect_upload` has promoted it.

mod page;
mod upload;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use shared::aws::Aws;
use shared::config::Settings;
use shared::files::Files;
use shared::ids::Ids;
use shared::store::Store;
use shared::web::{Routes, Web};

/// What uploading needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Applications and sessions.
    pub store: Store,
    /// The two buckets.
    pub files: Files,
    /// Names of uploads.
    pub ids: Ids,
    /// How the portal is reached.
    pub web: Web,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self {
            store: Store::new(settings, aws),
            files: Files::new(settings, aws),
            ids: Ids::Random,
            web: Web::new(settings),
        }
    }
}

/// The paths of this function.
pub fn routes() -> Routes<Deps> {
    Routes::default()
        .route("/applications/{cycle}/{kind}/certificate", get(upload::show).post(upload::announce))
        .route("/applications/{cycle}/{kind}/certificate/received", get(upload::back).post(upload::received))
        .route("/applications/{cycle}/{kind}/certificate/file", get(upload::file))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
