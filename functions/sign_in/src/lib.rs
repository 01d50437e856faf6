//! ログイン: the chooser (S66–S69), the two login screens (S22–S28, S54), and logging out.

mod chooser;
mod login;
mod page;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::{get, post};
use shared::aws::Aws;
use shared::config::Settings;
use shared::ids::Ids;
use shared::secrets::{LinkKey, Passwords};
use shared::store::Store;
use shared::web::{Routes, Web};

/// What signing in needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Logins, sessions, counters, windows.
    pub store: Store,
    /// Secrets of sessions.
    pub ids: Ids,
    /// How the portal is reached.
    pub web: Web,
    /// Proves known devices.
    pub links: LinkKey,
    /// Checks.
    pub passwords: Passwords,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self {
            store: Store::new(settings, aws),
            ids: Ids::Random,
            web: Web::new(settings),
            links: LinkKey::new(settings),
            passwords: Passwords::new(settings),
        }
    }
}

/// The paths of this function.
pub fn routes() -> Routes<Deps> {
    Routes::default()
        .route("/apply/{kind}", get(chooser::show))
        .route("/apply/{kind}/login", get(login::show_apply).post(login::apply))
        .route("/login", get(login::show_mypage).post(login::mypage))
        .route("/logout", post(login::logout))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
