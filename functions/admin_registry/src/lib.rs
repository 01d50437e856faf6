//! The secretariat's registry: which facilities are accredited, with what is on file for each, and what may be done about
//! their accounts (S44, S45, S50–S62, D6, D7).

mod facility;
mod identity;
mod imports;
mod lookup;
mod requests;
mod search;
mod words;

use axum::Router;
use axum::extract::FromRef;
use axum::routing::get;
use shared::aws::Aws;
use shared::config::Settings;
use shared::ids::Ids;
use shared::store::Store;
use shared::web::{Routes, Web, office};

/// What the registry needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone, FromRef)]
pub struct Deps {
    /// The register, what is on file, accounts, links, sessions.
    pub store: Store,
    /// Names of accounts.
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
        .route("/admin/facilities", get(lookup::show))
        .route("/admin/facilities.csv", get(lookup::download))
        .route("/admin/facilities/{account}", get(facility::show).post(facility::handle))
        .route("/admin/facilities/{account}/identity", get(identity::show).post(identity::handle))
        .route(office::REQUESTS, get(requests::list))
        .route(
            "/admin/requests/changes/{account}/{kind}/{number}",
            get(requests::show::<requests::OfChange>).post(requests::handle::<requests::OfChange>),
        )
        .route(
            "/admin/requests/accreditations/{account}/{kind}/{number}",
            get(requests::show::<requests::OfAccreditation>).post(requests::handle::<requests::OfAccreditation>),
        )
        .route(
            "/admin/partnerships/{start}/{partner}/{core}",
            get(requests::show::<requests::OfLink>).post(requests::handle::<requests::OfLink>),
        )
        .route(imports::IMPORTS, get(imports::show).post(imports::handle))
        .route("/admin/imports/template.csv", get(imports::template))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}
