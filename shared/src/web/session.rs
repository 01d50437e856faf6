//! Who is signed in: an opaque secret in a cookie, a row that can be revoked at once.

use std::marker::PhantomData;
use std::str::FromStr;

use axum::extract::{FromRef, FromRequestParts};
use chrono::{DateTime, Utc};
use domain::{Account, AccountId, Actor, Staff, StaffId, StaffRole};
use http::header::COOKIE;
use http::request::Parts;
use subtle::ConstantTimeEq;

use super::chrome::SameSite;
use super::{AppError, Posted, Received, Resend, Web};
use crate::store::{Holder, SessionRow, SignedIn, Store, keys};

/// A holder of sessions, as a browser knows it.
pub trait Person: Holder<Id: FromStr + Clone + std::fmt::Display> {
    /// The name of the cookie: each kind of person has its own, so that one session opens nothing of the other's.
    const COOKIE: &'static str;
    /// From where the cookie comes along.
    const SAME_SITE: SameSite;
    /// Where the button ログアウト leads.
    const LOGOUT: &'static str;
    /// Who looks, before the session is known to be valid; nothing is shown if it is not.
    fn looker(id: Self::Id) -> Actor;
    /// Who acts.
    fn actor(&self) -> Actor;
    /// What stands beside ログアウト.
    fn shown_as(&self) -> String;
    /// Its name.
    fn name(&self) -> &Self::Id;
}

impl Person for Account {
    const COOKIE: &'static str = "session";
    const SAME_SITE: SameSite = SameSite::Lax;
    const LOGOUT: &'static str = "/logout";

    fn looker(id: AccountId) -> Actor {
        Actor::Facility(id)
    }

    fn actor(&self) -> Actor {
        Actor::Facility(self.id.clone())
    }

    fn shown_as(&self) -> String {
        self.email.as_str().to_owned()
    }

    fn name(&self) -> &AccountId {
        &self.id
    }
}

impl Person for Staff {
    const COOKIE: &'static str = "staff";
    const SAME_SITE: SameSite = SameSite::Strict;
    const LOGOUT: &'static str = "/admin/logout";

    /// The least role: enough to look.
    fn looker(id: StaffId) -> Actor {
        Actor::Staff { id, name: String::new(), role: StaffRole::Viewer }
    }

    fn actor(&self) -> Actor {
        Self::actor(self)
    }

    fn shown_as(&self) -> String {
        self.name.clone()
    }

    fn name(&self) -> &StaffId {
        &self.id
    }
}

/// Who asks, as far as the request's headers tell. Nothing is believed before [`Visitor::signed_in`].
#[derive(Clone, Debug)]
pub struct Visitor<P: Person = Account> {
    claim: Option<Claim<P::Id>>,
    path: String,
    header_token: Option<String>,
    person: PhantomData<P>,
}

#[derive(Clone, Debug)]
struct Claim<I> {
    id: I,
    secret: String,
}

/// A valid session.
#[derive(Clone, Debug)]
pub struct Session<P = Account> {
    signed_in: SignedIn<P>,
    csrf_token: String,
    secret: String,
}

impl Session<Account> {
    /// 前回のログイン.
    pub const fn last_login(&self) -> Option<DateTime<Utc>> {
        self.signed_in.session.before
    }

    /// The account.
    pub const fn account(&self) -> &Account {
        &self.signed_in.holder.value
    }
}

impl Session<Staff> {
    /// Who of the staff.
    pub const fn staff(&self) -> &Staff {
        &self.signed_in.holder.value
    }
}

impl<P: Person> Session<P> {
    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.signed_in.holder.value.actor()
    }

    /// What stands beside ログアウト.
    pub(crate) fn shown_as(&self) -> String {
        self.signed_in.holder.value.shown_as()
    }

    /// Whose it is: a form says for whom it was drawn.
    pub(crate) fn holder(&self) -> String {
        self.signed_in.holder.value.name().to_string()
    }

    /// What a POST of this session must carry: derived from the secret, so that nothing more is stored.
    pub fn csrf_token(&self) -> &str {
        &self.csrf_token
    }

    /// Ends it.
    pub async fn sign_out(&self, store: &Store) -> Result<(), AppError> {
        Ok(store.end_session::<P>(self.signed_in.holder.value.name(), &self.secret).await?)
    }
}

/// The token that belongs to a session's secret.
pub fn csrf_token(secret: &str) -> String {
    keys::sha256_hex(format!("csrf|{secret}")).chars().take(32).collect()
}

impl<P: Person> Visitor<P> {
    /// Reads session and page data side by side, and gives the data only if the session is valid.
    pub async fn signed_in<T, F>(
        &self,
        store: &Store,
        received: &Received,
        load: impl FnOnce(Actor) -> F,
    ) -> Result<(Session<P>, T), AppError>
    where
        F: Future<Output = Result<T, AppError>>,
    {
        let Some(claim) = &self.claim else { return Err(self.sign_in_required()) };
        // boxed: what waits for the SDK is kilobytes, and every layer around would move it
        let (session, loaded) = tokio::join!(
            Box::pin(store.session::<P>(&claim.id, &claim.secret, received.now)),
            Box::pin(load(P::looker(claim.id.clone()))),
        );
        let Some(signed_in) = session? else { return Err(self.sign_in_required()) };
        store.touch_session::<P>(&claim.id, &claim.secret, &signed_in.session, received.now).await?;
        let session = Session { signed_in, csrf_token: csrf_token(&claim.secret), secret: claim.secret.clone() };
        Ok((session, loaded?))
    }

    /// The same for a POST, which must carry the session's token.
    pub async fn signed_in_post<T, F>(
        &self,
        store: &Store,
        received: &Received,
        posted: &Posted,
        load: impl FnOnce(Actor) -> F,
    ) -> Result<(Session<P>, T), AppError>
    where
        F: Future<Output = Result<T, AppError>>,
    {
        if let Some(claim) = &self.claim {
            if posted.text("holder").is_some_and(|holder| holder != claim.id.to_string()) {
                return Err(self.others(posted));
            }
            let token = posted.text("csrf_token").or(self.header_token.as_deref()).unwrap_or("");
            if !bool::from(csrf_token(&claim.secret).as_bytes().ct_eq(token.as_bytes())) {
                return Err(self.resend(posted, Some(csrf_token(&claim.secret))).unwrap_or(AppError::Forged));
            }
        }
        match self.signed_in(store, received, load).await {
            Err(AppError::SignInRequired { next }) => {
                Err(self.resend(posted, None).unwrap_or(AppError::SignInRequired { next }))
            }
            outcome => outcome,
        }
    }

    /// A form of ours whose session ended, or was begun anew in another tab: what was typed is shown once more, to be
    /// sent by hand. (A form of another site never comes this far: the layer looks at where it comes from.)
    fn resend(&self, posted: &Posted, token: Option<String>) -> Option<AppError> {
        let Posted::Pairs(pairs) = posted else { return None };
        let fields = pairs.iter().filter(|(name, _)| name != "csrf_token").cloned().collect();
        Some(AppError::Resend(Resend { path: self.path.clone(), fields, token, others: false }))
    }

    /// A form that was drawn for somebody else than who is signed in now: it must not land in their records.
    fn others(&self, posted: &Posted) -> AppError {
        match self.resend(posted, None) {
            Some(AppError::Resend(resend)) => AppError::Resend(Resend { others: true, ..resend }),
            _ => AppError::Forged,
        }
    }

    fn sign_in_required(&self) -> AppError {
        AppError::SignInRequired { next: self.path.clone() }
    }
}

impl<S: Send + Sync, P: Person> FromRequestParts<S> for Visitor<P>
where
    Web: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let claim = cookie(parts, &Web::from_ref(state).cookie_name(P::COOKIE)).and_then(|value| {
            let (id, secret) = value.split_once('.')?;
            Some(Claim { id: id.parse().ok()?, secret: secret.to_owned() })
        });
        let header_token = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Self { claim, path: parts.uri.path().to_owned(), header_token, person: PhantomData })
    }
}

/// The value of a cookie.
pub fn cookie(parts: &Parts, name: &str) -> Option<String> {
    let all = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}

/// The `Set-Cookie` of a new session. A remembered one stays until it ends; that it may not lie idle is for the server to
/// say.
pub fn session_cookie<P: Person>(web: &Web, id: &P::Id, secret: &str, session: &SessionRow) -> String {
    let max_age = session.remember.then(|| (session.ends - session.seen).num_seconds());
    web.cookie(P::COOKIE, &format!("{id}.{secret}"), max_age, P::SAME_SITE)
}

/// The `Set-Cookie` that ends a session in the browser.
pub fn ended_cookie<P: Person>(web: &Web) -> String {
    web.cookie(P::COOKIE, "", Some(0), P::SAME_SITE)
}

/// The login screen that leads back to `next`.
pub(crate) fn login_path(next: &str) -> String {
    let screen = if next == "/admin" || next.starts_with("/admin/") {
        "/admin/login"
    } else if next.starts_with("/mypage") {
        "/login"
    } else if next.starts_with("/applications/partner") || next.ends_with("/partner") || next.contains("/partner/") {
        "/apply/partner/login"
    } else if next.starts_with("/applications/") {
        "/apply/core/login"
    } else {
        "/login"
    };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    format!("{screen}?{query}")
}

/// A path of ours to go to after login; nothing that leads elsewhere.
pub fn safe_next(next: &str) -> Option<&str> {
    safe_path(next, &["/applications/", "/mypage"])
}

/// The same for the staff.
pub fn safe_staff_next(next: &str) -> Option<&str> {
    safe_path(next, &["/admin/"])
}

fn safe_path<'a>(next: &'a str, ours: &[&str]) -> Option<&'a str> {
    let known = ours.iter().any(|prefix| next.starts_with(prefix));
    let plain = next.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte)) && !next.contains("//");
    (known && plain).then_some(next)
}
