//! The links that a new address confirms with, and an old one takes a change back with. Whoever has the mailbox may press the
//! button; a login is not asked for.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::{Account, AddressChange, AddressCommand, Decided, EmailAddress, Link, LinkId, LinkPurpose, Refusal};
use serde::Deserialize;
use shared::store::{Login, Write, settle, unless_beaten};
use shared::web::{AppError, Page, Posted, Received};

use super::page::LinkPage;
use crate::Deps;
use crate::token::{Good, Token, forget, or_dead, read, remember};

const PATH: &str = "/email/confirm";

/// The link of the mail.
pub(crate) async fn open(State(deps): State<Deps>, received: Received, Path(token): Path<String>) -> impl IntoResponse {
    let no_referrer = [(http::header::REFERRER_POLICY, "no-referrer")];
    let opened = async {
        let page = asking(&deps, &token, &received).await?;
        Ok(Page::new(page).see_other(PATH).cookie(remember(&deps, &token)).into_response())
    };
    (no_referrer, or_dead(&deps, true, opened.await))
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
) -> Result<Response, AppError> {
    if let Some(done) = query.done {
        return Ok(Page::new(LinkPage::done(&deps.web, &done)).into_response());
    }
    let page = asking(&deps, token.text(), &received).await;
    or_dead(&deps, true, page.map(|page| Page::new(page).into_response()))
}

async fn asking(deps: &Deps, token: &str, received: &Received) -> Result<LinkPage, AppError> {
    let good = read(deps, token, LinkPurpose::is_of_an_address, received).await?;
    let change = good.account.value.change_of(&good.link, received.now)?;
    Ok(LinkPage::asking(&deps.web, change))
}

/// The POST that uses the link.
pub(crate) async fn confirm(
    State(deps): State<Deps>,
    received: Received,
    token: Token,
    posted: Posted,
) -> Result<Response, AppError> {
    let token = token.or_posted(&posted);
    let used = settle(|| async {
        let good = read(&deps, token, LinkPurpose::is_of_an_address, &received).await?;
        match good.account.value.change_of(&good.link, received.now)?.clone() {
            AddressChange::Asked { new, .. } => confirmed(&deps, good, &new, &received).await,
            AddressChange::Changed { old, .. } => undone(&deps, good, &old, &received).await,
        }
    });
    let outcome = used.await.map(|done| {
        let page = Page::new(LinkPage::done(&deps.web, done)).see_other(format!("{PATH}?done={done}"));
        page.cookie(forget(&deps)).into_response()
    });
    or_dead(&deps, true, outcome)
}

/// One attempt; `None` when somebody else was first.
async fn confirmed(
    deps: &Deps,
    good: Good,
    new: &EmailAddress,
    received: &Received,
) -> Result<Option<&'static str>, AppError> {
    let undo: LinkId = deps.ids.name(received.now);
    let command = AddressCommand::Confirm { link: good.link.clone(), undo: undo.clone() };
    let decided = decide(&good, command, received)?;
    let back = Link::new(undo, LinkPurpose::AddressUndo, decided.state.epoch, received.now);
    let (login, claimed) = logins(deps, &good, new, received).await?;
    let moved = deps.store.move_login(&good.account.value, &decided.state, login, claimed, Some(back.expires))?;
    Ok(commit(deps, &good, decided, &back, moved, received).await?.map(|()| "confirmed"))
}

/// The same of the way back: the password goes, and a link for a new one comes.
async fn undone(
    deps: &Deps,
    good: Good,
    old: &EmailAddress,
    received: &Received,
) -> Result<Option<&'static str>, AppError> {
    let reset: LinkId = deps.ids.name(received.now);
    let command = AddressCommand::Undo { link: good.link.clone(), reset: reset.clone() };
    let decided = decide(&good, command, received)?;
    let password = Link::new(reset, LinkPurpose::Reset, decided.state.epoch, received.now);
    let (login, claimed) = logins(deps, &good, old, received).await?;
    let login = Login { password_hash: None, ..login };
    let moved = deps.store.move_login(&good.account.value, &decided.state, login, claimed, None)?;
    Ok(commit(deps, &good, decided, &password, moved, received).await?.map(|()| "undone"))
}

fn decide(good: &Good, command: AddressCommand, received: &Received) -> Result<Decided<Account>, Refusal> {
    good.account.value.clone().decide_address(command, good.capability.actor().role(), received.now)
}

/// The login as it is, and the version of what lies at the address that is to hold; refused where that is somebody's by now.
async fn logins(deps: &Deps, good: &Good, next: &EmailAddress, received: &Received) -> Result<(Login, u64), AppError> {
    let account = &good.account.value;
    let (login, found) = tokio::try_join!(deps.store.login(&account.email), deps.store.login(next))?;
    let claimed = Login::claim(found.as_ref(), &account.id, received.now).ok_or(Refusal::AddressInUse)?;
    Ok((login.ok_or(AppError::Conflict)?, claimed))
}

async fn commit(
    deps: &Deps,
    good: &Good,
    decided: Decided<Account>,
    fresh: &Link,
    moved: [Write; 2],
    received: &Received,
) -> Result<Option<()>, AppError> {
    let id = &good.account.value.id;
    let mut with = Vec::from(moved);
    with.push(deps.store.use_link(id, &good.link, received.now)?);
    with.push(deps.store.put_link(id, fresh, &[])?);
    let committed = deps.store.commit(&good.capability, &good.account, decided, &received.cause(), with).await;
    Ok(unless_beaten(committed)?.map(|_| ()))
}
