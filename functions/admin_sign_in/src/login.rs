//! The staff's login: one form and one answer, whichever of address, password and code is wrong, after the same work.
//! Tries are counted before the password is looked at. A code is good once: the login that it opens changes the row that
//! keeps its step, in the transaction that begins the session.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::{EmailAddress, Limit, Staff};
use http::StatusCode;
use serde::Deserialize;
use shared::secrets::Checked;
use shared::store::{Counted, SessionRow, StaffLogin, StaffPassword, unless_beaten};
use shared::web::session::{csrf_token, safe_staff_next, session_cookie};
use shared::web::{AppError, FieldError, LoggedInPage, Page, Posted, Received, Visitor, messages, office};

use crate::Deps;
use crate::page::LoginPage;

#[derive(Deserialize)]
pub(crate) struct Asked {
    next: Option<String>,
    enrolled: Option<String>,
}

pub(crate) async fn show(State(deps): State<Deps>, Query(asked): Query<Asked>) -> Page<LoginPage> {
    if asked.enrolled.is_some() {
        return Page::new(LoginPage::enrolled(&deps.web));
    }
    let next = asked.next.as_deref().and_then(safe_staff_next).unwrap_or("");
    Page::new(LoginPage::new(&deps.web, "", next, &[]))
}

pub(crate) async fn login(State(deps): State<Deps>, received: Received, posted: Posted) -> Result<Response, AppError> {
    let typed = posted.text("email").unwrap_or("");
    let next = posted.text("next").and_then(safe_staff_next).unwrap_or("");
    let again = |message: &str, status| {
        let errors = vec![FieldError::new("email", message)];
        let page = LoginPage::new(&deps.web, typed, next, &errors);
        Page::invalid(page, errors).status(status).into_response()
    };
    let failed = || again(messages::STAFF_LOGIN_FAILED, StatusCode::UNPROCESSABLE_ENTITY);
    let Ok(email) = EmailAddress::parse(typed) else { return Ok(failed()) };
    let ip = received.source_ip.to_string();
    let (login, by_ip) = deps.store.staff_login_within(&email, &Limit::LOGIN_IP, &ip, received.now).await?;
    if by_ip == Counted::Exceeded || count(&deps, &email, &received).await? == Counted::Exceeded {
        return Ok(again(messages::STAFF_LOGIN_BLOCKED, StatusCode::TOO_MANY_REQUESTS));
    }
    if let Some(login) = prove(&deps, login, &posted, &received).await?
        && let Some(entered) = enter(&deps, &email, &login, next, &received).await?
    {
        return Ok(entered);
    }
    // where that was the last one of this network address, the next is refused before its password is looked at
    match deps.store.count(&Limit::LOGIN_IP, &ip, received.now).await? {
        Counted::Within | Counted::Exceeded => Ok(failed()),
    }
}

async fn count(deps: &Deps, email: &EmailAddress, received: &Received) -> Result<Counted, AppError> {
    Ok(deps.store.count(&Limit::STAFF_LOGIN, &email.canonical(), received.now).await?)
}

/// The login as it is to be stored, where password and code are right and the code is newer than the last one.
async fn prove(
    deps: &Deps,
    login: Option<StaffLogin>,
    posted: &Posted,
    received: &Received,
) -> Result<Option<StaffLogin>, AppError> {
    let typed = posted.text("password").unwrap_or("");
    let stored = login.as_ref().and_then(|login| login.password.as_ref()).map(|password| password.hash.as_str());
    let (checked, taken) = deps.passwords.check_typed(typed, stored).await?;
    let Some(StaffLogin { version, staff, epoch, password: Some(password) }) = login else { return Ok(None) };
    let authenticator = deps.authenticators.of(&staff, &password.authenticator);
    let step = authenticator.step_of(posted.text("code").unwrap_or(""), received.now);
    let Some(last_step) = step.filter(|step| *step > password.last_step) else { return Ok(None) };
    let hash = match checked {
        Checked::Wrong => return Ok(None),
        Checked::Right => password.hash,
        Checked::Outdated => deps.passwords.hash(taken, deps.ids.salt()).await?,
    };
    let password = Some(StaffPassword { hash, authenticator: password.authenticator, last_step });
    Ok(Some(StaffLogin { version: version + 1, staff, epoch, password }))
}

/// Begins the session; `None` where another login with this code was first.
async fn enter(
    deps: &Deps,
    email: &EmailAddress,
    login: &StaffLogin,
    next: &str,
    received: &Received,
) -> Result<Option<Response>, AppError> {
    let session = SessionRow::new(login.epoch, false, received.now);
    let secret = deps.ids.secret();
    let with = vec![
        deps.store.put_staff_login(email, login)?,
        deps.store.reset_count(&Limit::STAFF_LOGIN, &email.canonical(), received.now)?,
    ];
    // tried again while another try holds the counter; a login that has changed since it was read stays changed
    let started = deps.store.start_session::<Staff>(&login.staff, &secret, &session, with).await;
    if unless_beaten(started)?.is_none() {
        return Ok(None);
    }
    let next = if next.is_empty() { office::APPLICATIONS } else { next };
    let page = LoggedInPage::new(&deps.web, csrf_token(&secret), next).see_other(next);
    Ok(Some(page.cookie(session_cookie::<Staff>(&deps.web, &login.staff, &secret, &session)).into_response()))
}

/// Ends this session, and clears what the browser keeps of it.
pub(crate) async fn logout(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    posted: Posted,
) -> Result<Response, AppError> {
    visitor.logs_out(&deps.web, &deps.store, &received, &posted, "/admin/login").await
}
