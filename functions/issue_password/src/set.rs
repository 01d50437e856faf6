//! パスワードの発行: a link is exchanged for a short-lived cookie, so that the link itself does not stay in the address
//! bar, and is used by the POST alone.

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::response::IntoResponse;
use domain::{
    Account, AccountCommand, AccountId, Action, Actor, ApplicationKind, Capability, Link, LinkId, Password, Refusal,
    authorize,
};
use http::request::Parts;
use serde::Deserialize;
use shared::store::{Login, Versioned, settle, unless_beaten};
use shared::web::session::cookie;
use shared::web::{AppError, FieldError, Page, Posted, Received, SameSite, messages};

use crate::Deps;
use crate::page::{DeadLinkPage, PasswordPage};

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

/// A link that may be used, and its account.
struct Good {
    capability: Capability<AccountId>,
    account: Versioned<Account>,
    link: Link,
}

async fn read(deps: &Deps, token: &str, received: &Received) -> Result<Good, AppError> {
    let (account, link): (AccountId, LinkId) = deps.links.open(token).ok_or(Refusal::LinkInvalid)?;
    let capability = authorize(&Actor::Anonymous, Action::Identify, account)?;
    let (account, link) = deps.store.link(&capability, &link).await?.ok_or(Refusal::LinkInvalid)?;
    link.check(account.value.epoch, received.now)?;
    Ok(Good { capability, account, link })
}

/// The link of the mail. Mail scanners open it too, so nothing is used up.
pub(crate) async fn open(State(deps): State<Deps>, received: Received, Path(token): Path<String>) -> impl IntoResponse {
    let no_referrer = [(http::header::REFERRER_POLICY, "no-referrer")];
    let page = match read(&deps, &token, &received).await {
        Ok(good) => {
            let cookie = deps.web.cookie(COOKIE_NAME, &token, Some(COOKIE_AGE), SameSite::Lax);
            let model = PasswordPage::form(&deps.web, good.link.purpose, &[]);
            Ok(Page::new(model).see_other("/password/new").cookie(cookie).into_response())
        }
        Err(AppError::Refused(refusal)) => Ok(DeadLinkPage::answer(&deps.web, refusal).into_response()),
        Err(error) => Err(error),
    };
    (no_referrer, page)
}

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    received: Received,
    token: Token,
    Query(query): Query<Done>,
) -> Result<axum::response::Response, AppError> {
    if let Some(entry) = query.done {
        return Ok(Page::new(PasswordPage::done(&deps.web, entry.parse().ok())).into_response());
    }
    match read(&deps, token.0.as_deref().unwrap_or(""), &received).await {
        Ok(good) => Ok(Page::new(PasswordPage::form(&deps.web, good.link.purpose, &[])).into_response()),
        Err(AppError::Refused(refusal)) => Ok(DeadLinkPage::answer(&deps.web, refusal).into_response()),
        Err(error) => Err(error),
    }
}

/// The POST that uses the link.
pub(crate) async fn set(
    State(deps): State<Deps>,
    received: Received,
    token: Token,
    posted: Posted,
) -> Result<axum::response::Response, AppError> {
    let token = posted.text("token").or(token.0.as_deref()).unwrap_or("");
    let good = match read(&deps, token, &received).await {
        Ok(good) => good,
        Err(AppError::Refused(refusal)) => return Ok(DeadLinkPage::answer(&deps.web, refusal).into_response()),
        Err(error) => return Err(error),
    };
    let password = match parse(&posted, &good.account.value) {
        Ok(password) => password,
        Err(errors) => {
            let model = PasswordPage::form(&deps.web, good.link.purpose, &errors);
            return Ok(Page::invalid(model, errors).into_response());
        }
    };
    let entry = good.account.value.entry;
    let hash = deps.passwords.hash(password, deps.ids.salt()).await?;
    let first = tokio::sync::Mutex::new(Some(good));
    let stored = settle(|| async {
        // beaten: whether the link was used meanwhile is read from the link, not guessed
        let good = match first.lock().await.take() {
            Some(good) => good,
            None => read(&deps, token, &received).await?,
        };
        store(&deps, good, &hash, &received).await
    });
    match stored.await {
        Ok(()) => Ok(done(&deps, entry)),
        Err(AppError::Refused(refusal)) => Ok(DeadLinkPage::answer(&deps.web, refusal).into_response()),
        Err(error) => Err(error),
    }
}

fn done(deps: &Deps, entry: Option<ApplicationKind>) -> axum::response::Response {
    let path = format!("/password/new?done={}", entry.map_or("mypage", ApplicationKind::slug));
    let forget = deps.web.cookie(COOKIE_NAME, "", Some(0), SameSite::Lax);
    Page::new(PasswordPage::done(&deps.web, entry)).see_other(path).cookie(forget).into_response()
}

fn parse(posted: &Posted, account: &Account) -> Result<Password, Vec<FieldError>> {
    let typed = posted.text("password").unwrap_or("");
    let repeated = posted.text("password_confirmation").unwrap_or("");
    let local_part = account.email.as_str().split('@').next().unwrap_or("");
    let password = Password::new(typed, &[local_part, &account.name.last, &account.name.first]);
    let weak = password.as_ref().err().map(|weak| FieldError::new("password", messages::weak_password(*weak)));
    let differs = (typed != repeated).then(|| FieldError::new("password_confirmation", messages::PASSWORD_MISMATCH));
    match (password, differs) {
        (Ok(password), None) => Ok(password),
        (_, differs) => Err(weak.into_iter().chain(differs).collect()),
    }
}

/// One attempt; `None` when somebody else was first.
async fn store(deps: &Deps, good: Good, hash: &str, received: &Received) -> Result<Option<()>, AppError> {
    let now = received.now;
    let (account, link) = (&good.account, good.link);
    let use_link = deps.store.use_link(&account.value.id, &link, now)?;
    let read = Login::of(&account.value, None).version;
    let decided = account.value.clone().decide(AccountCommand::SetPassword { link }, now)?;
    let login = Login::of(&decided.state, Some(hash.to_owned()));
    let with = vec![use_link, deps.store.put_login(&account.value.email, &login, read)?];
    let committed = deps.store.commit(&good.capability, account, decided, &received.cause(), with).await;
    Ok(unless_beaten(committed)?.map(|_| ()))
}
