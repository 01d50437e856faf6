//! One facility: its login, what it holds, what is on file, its links, applications and mails, and what happened to it (D6, D7,
//! E94).

mod file;
mod holding;
mod page;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::{AccountId, AccreditationId, Action, Refusal, Staff, authorize};
use shared::store::{settle, unless_beaten};
use shared::web::{AppError, Page, Posted, Received, Visitor};

use crate::Deps;
pub(crate) use file::FacilityFile;
use page::FacilityPage;
pub(crate) use page::facility_name;

pub(crate) fn account(Path(account): &Path<String>) -> Result<AccountId, AppError> {
    account.parse().map_err(|_| AppError::NotFound)
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    place: Path<String>,
) -> Result<Page<FacilityPage>, AppError> {
    let load = async |actor| {
        let file = FacilityFile::of(&deps.store, &actor, account(&place)?).await?;
        let mails = file.mails(&deps.store).await?;
        Ok((file, mails))
    };
    let (session, (file, mails)) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(FacilityPage::new(&deps.web, &session, &file, &mails, received.now)))
}

/// 生年月日 is shown: once, on the answer to this POST, and written down (rules 4.11).
pub(crate) async fn handle(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    place: Path<String>,
    posted: Posted,
) -> Result<Response, AppError> {
    let load = async |actor| FacilityFile::of(&deps.store, &actor, account(&place)?).await;
    let (session, file) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    if posted.text("action") != Some("birth_date") {
        return Err(AppError::BadRequest);
    }
    let (kind, number) = (posted.text("kind").unwrap_or_default(), posted.text("number").unwrap_or_default());
    let ids = || file.held.iter().map(|held| held.accreditation.id());
    let id: AccreditationId =
        ids().find(|id| id.kind.slug() == kind && id.number == number).ok_or(AppError::NotFound)?;
    let capability = authorize(&session.actor(), Action::Review, id.clone()).map_err(|_| Refusal::NotPermitted)?;
    settle(|| async {
        let read = deps.store.registration(&capability).await?.ok_or(AppError::NotFound)?;
        let decided = read.value.clone().birth_date_shown(capability.actor().role())?;
        let committed = deps.store.commit(&capability, &read, decided, &received.cause(), Vec::new()).await;
        Ok::<_, AppError>(unless_beaten(committed)?)
    })
    .await?;
    let file = FacilityFile::of(&deps.store, &session.actor(), file.id.clone()).await?;
    let mails = file.mails(&deps.store).await?;
    let page = FacilityPage::new(&deps.web, &session, &file, &mails, received.now).showing(&id, &file);
    Ok(Page::new(page).into_response())
}
