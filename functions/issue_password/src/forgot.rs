//! パスワードをお忘れの方はこちら: one answer for every address, known or not.

use axum::extract::{Query, State};
use domain::{AccountCommand, AccountId, Action, Actor, EmailAddress, Limit, Link, LinkId, LinkPurpose, authorize};
use serde::Deserialize;
use shared::store::{Counted, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Posted, Received, messages};

use crate::Deps;
use crate::page::ForgotPage;

#[derive(Deserialize)]
pub(crate) struct Sent {
    sent: Option<String>,
}

pub(crate) async fn show(State(deps): State<Deps>, Query(query): Query<Sent>) -> Page<ForgotPage> {
    Page::new(if query.sent.is_some() { ForgotPage::sent(&deps.web) } else { ForgotPage::form(&deps.web, "", &[]) })
}

pub(crate) async fn request(
    State(deps): State<Deps>,
    received: Received,
    posted: Posted,
) -> Result<Page<ForgotPage>, AppError> {
    let typed = posted.text("email").unwrap_or("");
    let email = match EmailAddress::parse(typed) {
        Ok(email) => email,
        Err(invalid) => {
            let errors = vec![FieldError::new("email", messages::email(invalid))];
            return Ok(Page::invalid(ForgotPage::form(&deps.web, typed, &errors), errors));
        }
    };
    if within_limits(&deps, &email, &received).await? {
        settle(|| issue(&deps, &email, &received)).await?;
    }
    Ok(Page::new(ForgotPage::sent(&deps.web)).see_other("/password/forgot?sent=1"))
}

/// The network first: what is above its limit is not counted for the address, so that one host cannot use up the mails of
/// many.
async fn within_limits(deps: &Deps, email: &EmailAddress, received: &Received) -> Result<bool, AppError> {
    let (ip, address) = (received.source_ip.to_string(), email.canonical());
    Ok(deps.store.count(&Limit::RESET_IP, &ip, received.now).await? == Counted::Within
        && deps.store.count(&Limit::RESET_ADDRESS, &address, received.now).await? == Counted::Within)
}

/// One attempt; `None` when somebody else was first. An unknown address takes the same steps and comes to nothing.
async fn issue(deps: &Deps, email: &EmailAddress, received: &Received) -> Result<Option<()>, AppError> {
    let now = received.now;
    // an address that was given up is nobody's to log in with
    let login = deps.store.login(email).await?.filter(|login| login.kept_until.is_none());
    let known = login.is_some();
    let id: AccountId = login.map_or_else(|| deps.ids.name(now), |login| login.account);
    let capability = authorize(&Actor::Anonymous, Action::Identify, id.clone())?;
    let file = deps.store.account_file(&capability).await?;
    let name: LinkId = deps.ids.name(now);
    let Some(account) = file.account.filter(|_| known) else {
        return Ok(unless_beaten(deps.store.decoy_reset(&name).await)?);
    };
    let fresh = Link::new(name, LinkPurpose::Reset, account.value.epoch, now);
    let link = fresh.or_newest(&file.links, account.value.epoch, now);
    let with = vec![deps.store.put_link(&id, &link, &file.links)?];
    let decided = account.value.clone().decide(AccountCommand::RequestReset { link }, now)?;
    let committed = deps.store.commit(&capability, &account, decided, &received.cause(), with).await;
    Ok(unless_beaten(committed)?.map(|_| ()))
}
