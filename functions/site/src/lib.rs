//! What is there before anybody signs in: the entry page, help, 個人情報の取扱い, the assets (with the form of
//! 申請書・在籍証明書 as the secretariat has it), and the small files that
//! machines look for. The gateway's `$default` route leads here too: a path that nobody has gets the Japanese 404 page,
//! which the layers make of axum's own 404, so that routers with and without this one behave alike when merged.

mod files;
mod page;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::header::HeaderName;
use shared::aws::Aws;
use shared::config::Settings;
use shared::files::FormFiles;
use shared::society::GuidanceNow;
use shared::store::Store;
use shared::web::{AppError, Page, Routes, Web};

use page::{HelpPage, HomePage, MailHelpPage, PrivacyPage};

/// What the site needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone)]
pub struct Deps {
    /// What the secretariat has set.
    pub store: Store,
    /// The form of 申請書・在籍証明書 that it has put in place of ours.
    pub forms: FormFiles,
    /// How the portal is reached.
    pub web: Web,
    /// Where its mails come from: what a hospital's mail system has to let in.
    pub mail_from: String,
}

impl Deps {
    /// Reads the settings.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self {
            store: Store::new(settings, aws),
            forms: FormFiles::new(settings, aws),
            web: Web::new(settings),
            mail_from: settings.required("MAIL_FROM"),
        }
    }
}

/// The paths of this function.
pub fn routes() -> Routes<Deps> {
    Routes::default()
        .route("/", get(home))
        .route("/help", get(help))
        .route("/help/mail", get(mail_help))
        .route("/privacy", get(privacy))
        .route("/assets/{file}", get(files::asset))
        .route("/robots.txt", get(files::robots))
        .route("/.well-known/security.txt", get(files::security_text))
        .route("/.well-known/change-password", get(files::change_password))
}

/// The router of this function.
pub fn router(deps: Deps) -> Router {
    let web = deps.web.clone();
    routes().into_router(deps, &web)
}

/// In place of the layers' `noindex`: the pages that `robots.txt` allows may be found.
const FINDABLE: [(HeaderName, &str); 1] = [(HeaderName::from_static("x-robots-tag"), "all")];

/// A page that may be found.
type Findable<T> = Result<([(HeaderName, &'static str); 1], Page<T>), AppError>;

async fn home(State(deps): State<Deps>) -> Findable<HomePage> {
    let guidance = guidance(&deps).await?;
    Ok((FINDABLE, Page::new(HomePage::new(&deps.web, guidance))))
}

async fn help(State(deps): State<Deps>) -> Findable<HelpPage> {
    let guidance = guidance(&deps).await?;
    Ok((FINDABLE, Page::new(HelpPage::new(&deps.web, guidance))))
}

async fn mail_help(State(deps): State<Deps>) -> ([(HeaderName, &'static str); 1], Page<MailHelpPage>) {
    (FINDABLE, Page::new(MailHelpPage::new(&deps.web, &deps.mail_from)))
}

async fn privacy(State(deps): State<Deps>) -> Result<Page<PrivacyPage>, AppError> {
    Ok(Page::new(PrivacyPage::new(&deps.web, guidance(&deps).await?)))
}

/// Where the society's guidance is now.
async fn guidance(deps: &Deps) -> Result<GuidanceNow, AppError> {
    Ok(GuidanceNow::of(&deps.store.portal_settings().await?.value.guidance))
}
