//! Passwords by one-time links: the first one (パスワードの発行, S38–S42) and a new one (パスワードをお忘れの方はこちら); and another login
//! address, by links, too (S21). Opening a link changes nothing, however often and by whom; only a POST uses it (E10).

mod address;
mod forgot;
mod page;
mod set;
mod token;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use shared::aws::Aws;
use shared::config::Settings;
use shared::ids::Ids;
use shared::secrets::{LinkKey, Passwords};
use shared::store::Store;
use shared::web::{Routes, Web};

/// What passwords need; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// Accounts with what they hold, logins, links, sessions, counters.
    pub store: Store,
    /// Names of links, salts.
    pub ids: Ids,
    /// How the portal is reached.
    pub web: Web,
    /// Opens links.
    pub links: LinkKey,
    /// Hashes.
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
        .route("/password/forgot", get(forgot::show).post(forgot::request))
        .route("/password/link/{token}", get(set::open))
        .route("/password/new", get(set::show).post(set::set))
        .route("/mypage/email", get(address::show).post(address::handle))
        .route("/email/link/{token}", get(address::link::open))
        .route("/email/confirm", get(address::link::show).post(address::link::confirm))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
