//! Who is signed in: an opaque secret in a cookie, a row that can be revoked at once.

use axum::extract::{FromRef, FromRequestParts};
use domain::{Account, AccountId, Actor};
use http::header::COOKIE;
use http::request::Parts;
use subtle::ConstantTimeEq;

use super::{AppError, Posted, Received, Resend, Web};
use crate::store::{SessionRow, SignedIn, Store, keys};

const COOKIE_NAME: &str = "session";

/// Who asks, as far as the request's headers tell. Nothing is believed before [`Visitor::signed_in`].
#[derive(Clone, Debug)]
pub struct Visitor {
    claim: Option<Claim>,
    path: String,
    header_token: Option<String>,
}

#[derive(Clone, Debug)]
struct Claim {
    account: AccountId,
    secret: String,
}

/// A valid session.
#[derive(Clone, Debug)]
pub struct Session {
    signed_in: SignedIn,
    csrf_token: String,
    secret: String,
}

impl Session {
    /// The account.
    pub const fn account(&self) -> &Account {
        &self.signed_in.account.value
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        Actor::Facility(self.account().id.clone())
    }

    /// What a POST of this session must carry: derived from the secret, so that nothing more is stored.
    pub fn csrf_token(&self) -> &str {
        &self.csrf_token
    }

    /// The secret of the cookie.
    pub fn secret(&self) -> &str {
        &self.secret
    }
}

/// The token that belongs to a session's secret.
pub fn csrf_token(secret: &str) -> String {
    keys::sha256_hex(format!("csrf|{secret}")).chars().take(32).collect()
}

impl Visitor {
    /// Reads session and page data side by side, and gives the data only if the session is valid.
    pub async fn signed_in<T, F>(
        &self,
        store: &Store,
        received: &Received,
        load: impl FnOnce(Actor) -> F,
    ) -> Result<(Session, T), AppError>
    where
        F: Future<Output = Result<T, AppError>>,
    {
        let Some(claim) = &self.claim else { return Err(self.sign_in_required()) };
        let (session, loaded) = tokio::join!(
            store.session(&claim.account, &claim.secret, received.now),
            load(Actor::Facility(claim.account.clone())),
        );
        let Some(signed_in) = session? else { return Err(self.sign_in_required()) };
        store.touch_session(&claim.account, &claim.secret, &signed_in.session, received.now).await?;
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
    ) -> Result<(Session, T), AppError>
    where
        F: Future<Output = Result<T, AppError>>,
    {
        if let Some(claim) = &self.claim {
            let token = posted.text("csrf_token").or(self.header_token.as_deref()).unwrap_or("");
            if !bool::from(csrf_token(&claim.secret).as_bytes().ct_eq(token.as_bytes())) {
                return Err(self.resend(posted).unwrap_or(AppError::Forged));
            }
        }
        match self.signed_in(store, received, load).await {
            Err(AppError::SignInRequired { next }) => {
                Err(self.resend(posted).unwrap_or(AppError::SignInRequired { next }))
            }
            outcome => outcome,
        }
    }

    /// A form of ours whose session ended, or was begun anew in another tab: what was typed is shown once more, to be
    /// sent by hand. (A form of another site never comes this far: the layer looks at where it comes from.)
    fn resend(&self, posted: &Posted) -> Option<AppError> {
        let Posted::Pairs(pairs) = posted else { return None };
        let fields = pairs.iter().filter(|(name, _)| name != "csrf_token").cloned().collect();
        let token = self.claim.as_ref().map(|claim| csrf_token(&claim.secret));
        Some(AppError::Resend(Resend { path: self.path.clone(), fields, token }))
    }

    fn sign_in_required(&self) -> AppError {
        AppError::SignInRequired { next: self.path.clone() }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor
where
    Web: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let claim = cookie(parts, &Web::from_ref(state).cookie_name(COOKIE_NAME)).and_then(|value| {
            let (account, secret) = value.split_once('.')?;
            Some(Claim { account: account.parse().ok()?, secret: secret.to_owned() })
        });
        let header_token = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Self { claim, path: parts.uri.path().to_owned(), header_token })
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
pub fn session_cookie(web: &Web, account: &AccountId, secret: &str, session: &SessionRow) -> String {
    let max_age = session.remember.then(|| (session.ends - session.seen).num_seconds());
    web.cookie(COOKIE_NAME, &format!("{account}.{secret}"), max_age)
}

/// The `Set-Cookie` that ends a session in the browser.
pub fn ended_cookie(web: &Web) -> String {
    web.cookie(COOKIE_NAME, "", Some(0))
}

/// The login screen that leads back to `next`.
pub(crate) fn login_path(next: &str) -> String {
    let screen =
        if next.starts_with("/applications/partner") || next.ends_with("/partner") || next.contains("/partner/") {
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
    let known = ["/applications/", "/mypage"].iter().any(|prefix| next.starts_with(prefix));
    let plain = next.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte)) && !next.contains("//");
    (known && plain).then_some(next)
}
