//! The links that a new address confirms with, and an old one takes a change back with. Whoever has the mailbox may press the
//! button; a login is not asked for.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::{AddressChange, AddressCommand, Link, LinkId, LinkPurpose, Refusal};
use serde::Deserialize;
use shared::store::{settle, unless_beaten};
use shared::web::{AppError, Page, Posted, Received};

use super::page::LinkPage;
use crate::Deps;
use crate::token::{Good, Token, exchanged, forget, or_dead, read};

const PATH: &str = "/email/confirm";

/// The link of the mail.
pub(crate) async fn open(State(deps): State<Deps>, received: Received, Path(token): Path<String>) -> Response {
    exchanged(&deps, &token, true, PATH, asking(&deps, &token, &received).await)
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
    let done = settle(|| async {
        let good = read(&deps, token, LinkPurpose::is_of_an_address, &received).await?;
        used(&deps, good, &received).await
    });
    let outcome = done.await.map(|done| {
        let page = Page::new(LinkPage::done(&deps.web, done)).see_other(format!("{PATH}?done={done}"));
        page.cookie(forget(&deps)).into_response()
    });
    or_dead(&deps, true, outcome)
}

/// One attempt; `None` when somebody else was first.
async fn used(deps: &Deps, good: Good, received: &Received) -> Result<Option<&'static str>, AppError> {
    let (account, now) = (&good.account.value, received.now);
    let name: LinkId = deps.ids.name(now);
    let (link, fresh) = (good.link.clone(), name.clone());
    // the way back ends the password too: a link for a new one goes to the old address
    let (command, purpose, done) = match account.change_of(&good.link, now)? {
        AddressChange::Asked { .. } => {
            (AddressCommand::Confirm { link, undo: fresh }, LinkPurpose::AddressUndo, "confirmed")
        }
        AddressChange::Changed { .. } => (AddressCommand::Undo { link, reset: fresh }, LinkPurpose::Reset, "undone"),
    };
    let decided = account.clone().decide_address(command, good.capability.actor().role(), now)?;
    let fresh = Link::new(name, purpose, decided.state.epoch, now);
    let moved = deps.store.move_login(account, &decided.state, done == "confirmed", now).await?;
    let mut with = Vec::from(moved.ok_or(Refusal::AddressInUse)?);
    with.push(deps.store.use_link(&account.id, &good.link, now)?);
    with.push(deps.store.put_link(&account.id, &fresh, &[])?);
    let committed = deps.store.commit(&good.capability, &good.account, decided, &received.cause(), with).await;
    Ok(unless_beaten(committed)?.map(|_| done))
}
