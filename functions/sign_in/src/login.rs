//! The login screens. An unknown address and a wrong password are the same answer after the same work (E3); what counts
//! against a login is counted apart for devices that signed in before, so that nobody can lock a hospital out (E17). The
//! limit of a network address stands against one password tried on many accounts.

use axum::extract::{FromRequestParts, Path, Query, State};
use axum::response::IntoResponse;
use domain::{Account, ApplicationKind, EmailAddress, Limit};
use http::StatusCode;
use http::request::Parts;
use serde::Deserialize;
use shared::secrets::Checked;
use shared::store::{Counted, Login, SessionRow, Write};
use shared::web::session::{cookie, csrf_token, safe_next, session_cookie};
use shared::web::{AppError, FieldError, LoggedInPage, Page, Posted, Received, SameSite, Visitor, messages};

use crate::Deps;
use crate::page::{LoginPage, Screen};

const DEVICE_COOKIE: &str = "device";
/// Seconds for which a device is known: 180 days.
const DEVICE_AGE: i64 = 180 * 24 * 3600;

/// The device cookie: `<nonce>.<proof>`.
pub(crate) struct Device(Option<(String, String)>);

impl FromRequestParts<Deps> for Device {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, deps: &Deps) -> Result<Self, AppError> {
        let value = cookie(parts, &deps.web.cookie_name(DEVICE_COOKIE));
        Ok(Self(
            value.and_then(|value| value.split_once('.').map(|(nonce, proof)| (nonce.to_owned(), proof.to_owned()))),
        ))
    }
}

#[derive(Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
}

pub(crate) async fn show_apply(
    State(deps): State<Deps>,
    Path(kind): Path<String>,
    Query(query): Query<Next>,
) -> Result<Page<LoginPage>, AppError> {
    let kind: ApplicationKind = kind.parse().map_err(|_| AppError::NotFound)?;
    Ok(show(&deps, Screen::Apply(kind), &query))
}

pub(crate) async fn show_mypage(State(deps): State<Deps>, Query(query): Query<Next>) -> Page<LoginPage> {
    show(&deps, Screen::MyPage, &query)
}

fn show(deps: &Deps, screen: Screen, query: &Next) -> Page<LoginPage> {
    let next = query.next.as_deref().and_then(safe_next).unwrap_or("");
    Page::new(LoginPage::new(&deps.web, screen, "", next, &[]))
}

pub(crate) async fn apply(
    State(deps): State<Deps>,
    Path(kind): Path<String>,
    received: Received,
    device: Device,
    posted: Posted,
) -> Result<axum::response::Response, AppError> {
    let kind: ApplicationKind = kind.parse().map_err(|_| AppError::NotFound)?;
    login(&deps, Screen::Apply(kind), &received, &device, &posted).await
}

pub(crate) async fn mypage(
    State(deps): State<Deps>,
    received: Received,
    device: Device,
    posted: Posted,
) -> Result<axum::response::Response, AppError> {
    login(&deps, Screen::MyPage, &received, &device, &posted).await
}

async fn login(
    deps: &Deps,
    screen: Screen,
    received: &Received,
    device: &Device,
    posted: &Posted,
) -> Result<axum::response::Response, AppError> {
    let typed = posted.text("email").unwrap_or("");
    let next = posted.text("next").and_then(safe_next).unwrap_or("");
    let again = |message: &str, status| {
        let errors = vec![FieldError::new("email", message)];
        let page = LoginPage::new(&deps.web, screen, typed, next, &errors);
        Page::invalid(page, errors).status(status).into_response()
    };
    let Ok(email) = EmailAddress::parse(typed) else {
        return Ok(again(messages::LOGIN_FAILED, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let attempt = Attempt::new(deps, &email, device, received).await?;
    if attempt.counted == Counted::Exceeded {
        return Ok(again(messages::LOGIN_BLOCKED, StatusCode::TOO_MANY_REQUESTS));
    }
    let password = posted.text("password").unwrap_or("");
    let stored = attempt.login.as_ref().and_then(|login| login.password_hash.as_deref());
    let (checked, password) = deps.passwords.check_typed(password, stored).await?;
    if let (Some(login), Checked::Right | Checked::Outdated) = (&attempt.login, checked) {
        // the parameters of the hash may have risen since it was made
        let hash = if checked == Checked::Outdated {
            Some(deps.passwords.hash(password, deps.ids.salt()).await?)
        } else {
            None
        };
        let used = Login {
            last_used: Some(received.now),
            password_hash: hash.or_else(|| login.password_hash.clone()),
            ..login.clone()
        };
        let with = vec![
            deps.store.reset_count(attempt.limit, &attempt.subject, received.now)?,
            deps.store.put_login(&email, &used, login.version)?,
        ];
        return enter(deps, screen, received, posted, login, with).await;
    }
    fails(deps, received).await?;
    Ok(again(messages::LOGIN_FAILED, StatusCode::UNPROCESSABLE_ENTITY))
}

/// Counts a failure for the network address. Where that was the last one, the next is refused before its password is
/// looked at.
async fn fails(deps: &Deps, received: &Received) -> Result<(), AppError> {
    match deps.store.count(&Limit::LOGIN_IP, &received.source_ip.to_string(), received.now).await? {
        Counted::Within | Counted::Exceeded => Ok(()),
    }
}

/// One try at a login, counted before the password is looked at.
struct Attempt {
    login: Option<Login>,
    limit: &'static Limit,
    subject: String,
    counted: Counted,
}

impl Attempt {
    async fn new(deps: &Deps, email: &EmailAddress, device: &Device, received: &Received) -> Result<Self, AppError> {
        let ip = received.source_ip.to_string();
        let (login, by_ip) = deps.store.login_within(email, &Limit::LOGIN_IP, &ip, received.now).await?;
        let known = login
            .as_ref()
            .zip(device.0.as_ref())
            .filter(|(login, (nonce, proof))| deps.links.is_device(&login.account, nonce, proof));
        let (limit, subject) = match known {
            Some((_, (nonce, _))) => (&Limit::LOGIN_KNOWN_DEVICE, format!("{}|{nonce}", email.canonical())),
            None => (&Limit::LOGIN_UNKNOWN_DEVICE, email.canonical()),
        };
        // a device that signed in before does not suffer for its neighbours
        let counted = if known.is_none() && by_ip == Counted::Exceeded {
            Counted::Exceeded
        } else {
            deps.store.count(limit, &subject, received.now).await?
        };
        Ok(Self { login, limit, subject, counted })
    }
}

async fn enter(
    deps: &Deps,
    screen: Screen,
    received: &Received,
    posted: &Posted,
    login: &Login,
    with: Vec<Write>,
) -> Result<axum::response::Response, AppError> {
    let session = SessionRow::new(login.epoch, is_ticked(posted, "remember"), received.now).after(login.last_used);
    let secret = deps.ids.secret();
    deps.store.start_session::<Account>(&login.account, &secret, &session, with).await?;
    let nonce = deps.ids.secret();
    let proof = deps.links.device(&login.account, &nonce);
    let next = posted.text("next").and_then(safe_next).unwrap_or(screen.landing());
    let page = LoggedInPage::new(&deps.web, csrf_token(&secret), next);
    let page = page.see_other(next).cookie(session_cookie::<Account>(&deps.web, &login.account, &secret, &session));
    Ok(page
        .cookie(deps.web.cookie(DEVICE_COOKIE, &format!("{nonce}.{proof}"), Some(DEVICE_AGE), SameSite::Lax))
        .into_response())
}

fn is_ticked(posted: &Posted, name: &str) -> bool {
    match posted {
        Posted::Pairs(_) => posted.text(name).is_some(),
        Posted::Json(value) => value.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false),
    }
}

/// Ends this session, and clears what the browser keeps of it.
pub(crate) async fn logout(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    posted: Posted,
) -> Result<axum::response::Response, AppError> {
    visitor.logs_out(&deps.web, &deps.store, &received, &posted, "/").await
}
