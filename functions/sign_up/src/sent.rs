//! The address that a mail was just sent to, so that its owner sees a slip. It comes from the browser that typed it and
//! is shown to no other; it tells nothing about whether the address is known.

use axum::extract::FromRequestParts;
use domain::EmailAddress;
use http::request::Parts;
use shared::web::session::cookie;
use shared::web::{AppError, SameSite, Web};

use crate::Deps;

const COOKIE_NAME: &str = "signed-up";
/// Seconds for which the page can be looked at again.
const COOKIE_AGE: i64 = 600;

/// The address of the cookie.
pub(crate) struct SentTo(pub(crate) Option<EmailAddress>);

impl FromRequestParts<Deps> for SentTo {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, deps: &Deps) -> Result<Self, AppError> {
        let value = cookie(parts, &deps.web.cookie_name(COOKIE_NAME));
        Ok(Self(value.and_then(|value| EmailAddress::parse(&value).ok())))
    }
}

/// The cookie that remembers it: an address has no character that a cookie forbids.
pub(crate) fn remembered(web: &Web, email: &EmailAddress) -> String {
    web.cookie(COOKIE_NAME, email.as_str(), Some(COOKIE_AGE), SameSite::Lax)
}
