//! 施設マイページ: where a login lands. TOP tells what the facility holds and what waits for it; each kind of accreditation has
//! its page, with 詳細・変更, 認定返上申請 and the way to an application while one can be filed (S4, S10–S15, S72–S74, E13).

mod details;
mod held;
mod history;
mod kind;
mod partner;
mod relinquishment;
mod single_site;
mod top;
mod ways;

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
    /// Accreditations and what is on file for them, links, submitted applications, windows, sessions.
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
        .route("/mypage", get(top::show))
        .route("/mypage/accreditations/{kind}", get(kind::show))
        .route("/mypage/accreditations/{kind}/details", get(details::show).post(details::handle))
        .route("/mypage/accreditations/{kind}/relinquishment", get(relinquishment::show).post(relinquishment::handle))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
