//! The secretariat's way in: login with password and authenticator, logout, and the invitation with which both are set.

mod enrol;
mod login;
mod page;

use axum::Router;
use axum::extract::FromRef;
use axum::response::Redirect;
use axum::routing::{get, post};
use shared::authenticator::Authenticators;
use shared::aws::Aws;
use shared::config::Settings;
use shared::ids::Ids;
use shared::secrets::{LinkKey, Passwords};
use shared::store::Store;
use shared::web::{Routes, Web, office};

/// What the staff's sign-in needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Staff, their logins, invitations and sessions, counters.
    pub store: Store,
    /// Secrets of sessions, salts.
    pub ids: Ids,
    /// How the portal is reached.
    pub web: Web,
    /// Opens invitations.
    pub links: LinkKey,
    /// Hashes and checks.
    pub passwords: Passwords,
    /// Checks codes.
    pub authenticators: Authenticators,
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
            authenticators: Authenticators::new(settings),
        }
    }
}

/// The paths of this function.
pub fn routes() -> Routes<Deps> {
    Routes::default()
        .route("/admin", get(async || Redirect::to(office::APPLICATIONS)))
        .route("/admin/login", get(login::show).post(login::login))
        .route("/admin/logout", post(login::logout))
        .route("/admin/link/{token}", get(enrol::open))
        .route("/admin/enrol", get(enrol::show).post(enrol::enrol))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
