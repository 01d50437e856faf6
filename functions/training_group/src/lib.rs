//! (基幹)研修施設群: the core facility approves its partners or does not, late approval counting from the start date; either side
//! sees how its links stand and who must act, and asks for 解除; a partner asks for another link (S128–S132, S138, S139,
//! E60–E64, E67, E71–E77, E87).

mod asking;
mod group;
mod link;
mod words;

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
    /// Links, accreditations and what is on file for them, the register, sessions.
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
        .route("/mypage/training-group", get(group::show))
        .route("/mypage/training-group/new", get(asking::show).post(asking::ask))
        .route("/mypage/training-group/{start}/{other}", get(link::show).post(link::handle))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
