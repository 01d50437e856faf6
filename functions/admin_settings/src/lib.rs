//! What the secretariat sets: 申請期間 for each round and kind, with what applicants see of it (E24, E25); the notices on
//! マイページTOP (S78); where the guidance is, and the form of 申請書・在籍証明書 (S94, S118–S121, E102).

mod documents;
mod documents_page;
mod notice_page;
mod notice_typed;
mod notices;
mod page;
mod period;
mod schedules;
mod seen;
mod settings;
mod windows;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use shared::aws::Aws;
use shared::config::Settings;
use shared::files::FormFiles;
use shared::store::Store;
use shared::web::{Routes, Web};

/// What the settings need; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Windows and settings with their history, sessions.
    pub store: Store,
    /// The forms of 申請書・在籍証明書.
    pub forms: FormFiles,
    /// How the portal is reached.
    pub web: Web,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self { store: Store::new(settings, aws), forms: FormFiles::new(settings, aws), web: Web::new(settings) }
    }
}

/// The paths of this function.
pub fn routes() -> Routes<Deps> {
    Routes::default()
        .route("/admin/settings/schedules", get(schedules::show).post(schedules::release))
        .route("/admin/settings/windows", get(windows::list))
        .route("/admin/settings/windows/{cycle}/{kind}", get(windows::show).post(windows::handle))
        .route("/admin/settings/notices", get(notices::list))
        .route("/admin/settings/notices/{notice}", get(notices::show).post(notices::handle))
        .route("/admin/settings/documents", get(documents::show).post(documents::handle))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
