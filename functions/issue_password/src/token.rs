//! A one-time link is exchanged for a short-lived cookie, so that it does not stay in the address bar; only a POST uses it.
//! Mail scanners open links, too (E10).

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use domain::{Account, AccountId, Action, Actor, Capability, Link, LinkId, LinkPurpose, Refusal, authorize};
use http::request::Parts;
use serde::Serialize;
use shared::store::Versioned;
use shared::web::session::cookie;
use shared::web::{AppError, Page, Posted, Received, SameSite};

use crate::Deps;
use crate::page::DeadLinkPage;

const COOKIE_NAME: &str = "password-link";
/// Seconds for which the cookie lasts: as long as somebody may think about a password.
const COOKIE_AGE: i64 = 3600;

/// The token of the cookie.
pub(crate) struct Token(Option<String>);

impl FromRequestParts<Deps> for Token {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, deps: &Deps) -> Result<Self, AppError> {
        Ok(Self(cookie(parts, &deps.web.cookie_name(COOKIE_NAME))))
    }
}

impl Token {
    /// The token, which a form may carry itself.
    pub(crate) fn or_posted<'a>(&'a self, posted: &'a Posted) -> &'a str {
        posted.text("token").or(self.0.as_deref()).unwrap_or("")
    }

    /// The token, or none.
    pub(crate) fn text(&self) -> &str {
        self.0.as_deref().unwrap_or("")
    }
}

/// The link of a mail, which was read: `token` goes into the cookie, and the browser to `path`, where `page` is.
pub(crate) fn exchanged<P: Template + Serialize + Send + Sync + 'static>(
    deps: &Deps,
    token: &str,
    has_login: bool,
    path: &str,
    page: Result<P, AppError>,
) -> Response {
    let cookie = deps.web.cookie(COOKIE_NAME, token, Some(COOKIE_AGE), SameSite::Lax);
    let opened = page.map(|page| Page::new(page).see_other(path).cookie(cookie).into_response());
    ([(http::header::REFERRER_POLICY, "no-referrer")], or_dead(deps, has_login, opened)).into_response()
}

/// The cookie that ends it.
pub(crate) fn forget(deps: &Deps) -> String {
    deps.web.cookie(COOKIE_NAME, "", Some(0), SameSite::Lax)
}

/// A link that may be used, and its account.
pub(crate) struct Good {
    pub(crate) capability: Capability<AccountId>,
    pub(crate) account: Versioned<Account>,
    pub(crate) link: Link,
}

/// The link that a token names, if it may be used and its purpose is `wanted`.
pub(crate) async fn read(
    deps: &Deps,
    token: &str,
    wanted: fn(LinkPurpose) -> bool,
    received: &Received,
) -> Result<Good, AppError> {
    let (account, link): (AccountId, LinkId) = deps.links.open(token).ok_or(Refusal::LinkInvalid)?;
    let capability = authorize(&Actor::Anonymous, Action::Identify, account)?;
    let (account, link) = deps.store.link(&capability, &link).await?.ok_or(Refusal::LinkInvalid)?;
    if !wanted(link.purpose) {
        return Err(Refusal::LinkInvalid.into());
    }
    link.check(account.value.epoch, received.now)?;
    Ok(Good { capability, account, link })
}

/// A refusal on the page of a dead link; `has_login` where whoever follows one has a login surely.
pub(crate) fn or_dead(deps: &Deps, has_login: bool, outcome: Result<Response, AppError>) -> Result<Response, AppError> {
    match outcome {
        Err(AppError::Refused(refusal)) => Ok(DeadLinkPage::answer(&deps.web, refusal, has_login).into_response()),
        outcome => outcome,
    }
}
