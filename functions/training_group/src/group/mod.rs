//! The list of a facility's links, on both sides.

mod page;

use axum::extract::{Query, State};
use domain::calendar::jst_date;
use domain::{Action, Actor, authorize};
use serde::Deserialize;
use shared::web::{AppError, Page, Received, Visitor};

use crate::Deps;
use page::GroupPage;

#[derive(Deserialize)]
pub(crate) struct Said {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    Query(said): Query<Said>,
) -> Result<Page<GroupPage>, AppError> {
    let load = async |actor: Actor| {
        let Actor::Facility(account) = &actor else { return Err(AppError::NotFound) };
        let capability = authorize(&actor, Action::View, account.clone())?;
        Ok(tokio::try_join!(deps.store.partnerships_of(&capability), deps.store.accreditations(&capability))?)
    };
    let (session, (links, held)) = visitor.signed_in(&deps.store, &received, load).await?;
    let links: Vec<_> = links.into_iter().map(|link| link.value).collect();
    let page = GroupPage::new(&deps.web, &session, &links, &held, jst_date(received.now));
    let notice = match said.done.as_deref() {
        Some("approved") => Some("連携を承認しました。"),
        Some("declined") => Some("連携を承認しませんでした。連携施設と事務局にお知らせします。"),
        Some("asked") => Some("連携を申請しました。基幹施設にお知らせします。"),
        _ => None,
    };
    Ok(Page::new(page.notice(notice)))
}
