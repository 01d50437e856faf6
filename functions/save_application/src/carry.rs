//! 前回の入力内容を引き継ぐ (E34): what was typed in an earlier application becomes the beginning of this one, once, while
//! nothing was saved in it. The PDF, dates and consents belong to one application and are asked anew.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::{Action, Actor, ApplicationId, ApplicationKind, ApplicationState, Cycle, Phase, Refusal, authorize};
use form::FormKind;
use serde::Serialize;
use shared::desk::{Desk, Posting};
use shared::store::{Drafts, Store, StoreError};
use shared::web::{AppError, Page};

use crate::Deps;
use crate::page::TaskListPage;

/// What the task list is told afterwards.
pub(crate) const CARRIED: &str = "carried";

/// Drafts that were never submitted are kept for 13 months: two cycles back and this one.
const CYCLES_BACK: usize = 2;

/// How many older ones are looked at: as many as one request to the table can name.
const OLDER: usize = 50;

/// An application to take over from.
#[derive(Debug, Serialize)]
pub(crate) struct Earlier {
    cycle: Cycle,
    kind: ApplicationKind,
    /// 「2026年8月の基幹施設申請」
    pub(crate) label: String,
}

/// Whether nothing was saved here yet, so that nothing can be lost, and whether there is a use in it.
fn is_untouched(desk: &Desk) -> bool {
    let saved = desk.file.application_form.version + desk.file.overview.version;
    let draft = desk.file.application.value.state == ApplicationState::Draft;
    saved == 0 && draft && desk.phase() == Phase::Open && !desk.is_already_held()
}

/// The application that the task list offers to take over from.
pub(crate) async fn offer(store: &Store, actor: &Actor, desk: &Desk) -> Result<Option<Earlier>, AppError> {
    if !is_untouched(desk) {
        return Ok(None);
    }
    let found = find(store, actor, desk).await?;
    Ok(found.map(|Drafts { id, .. }| {
        let label = format!("{}の{}申請", id.cycle.in_words(), id.kind.label());
        Earlier { cycle: id.cycle, kind: id.kind, label }
    }))
}

/// The newest application of this kind in which something was saved, else the newest of the other kind. Recent ones are
/// read beside the list of those that were submitted; older ones only if that list has any.
async fn find(store: &Store, actor: &Actor, desk: &Desk) -> Result<Option<Drafts>, AppError> {
    let id = desk.id();
    let account = authorize(actor, Action::View, id.account.clone())?;
    let recent: Vec<ApplicationId> = recent(id).filter(|other| is_before(other, id)).collect();
    let (submitted, mut found) =
        tokio::try_join!(store.submitted_applications(&account), store.drafts_of(&account, &recent))?;
    let older = submitted.into_iter().rev().filter(|other| is_before(other, id) && !recent.contains(other));
    let older: Vec<ApplicationId> = older.take(OLDER).collect();
    if !older.is_empty() {
        found.extend(store.drafts_of(&account, &older).await?);
    }
    found.retain(|drafts| drafts.application_form.version + drafts.overview.version > 0);
    Ok(found.into_iter().min_by_key(|drafts| (drafts.id.kind != id.kind, std::cmp::Reverse(drafts.id.cycle))))
}

fn recent(id: &ApplicationId) -> impl Iterator<Item = ApplicationId> {
    let cycles = std::iter::successors(Some(id.cycle), |cycle| Some(cycle.previous())).take(CYCLES_BACK + 1);
    cycles.flat_map(|cycle| ApplicationKind::ALL.map(|kind| ApplicationId { cycle, kind, account: id.account.clone() }))
}

/// An earlier one, or the other kind's of the same cycle.
fn is_before(other: &ApplicationId, id: &ApplicationId) -> bool {
    other.cycle < id.cycle || (other.cycle == id.cycle && other.kind != id.kind)
}

/// Takes over. Pressed twice, or when somebody saved meanwhile, it changes nothing more.
pub(crate) async fn carry_over(State(deps): State<Deps>, posting: Posting) -> Result<Response, AppError> {
    let Posting { session, mut desk, received, .. } = posting;
    desk.file.application.value.may_edit("", desk.file.window, received.now)?;
    if is_untouched(&desk) {
        let earlier = find(&deps.store, &session.actor(), &desk).await?.ok_or(Refusal::NothingToCarryOver)?;
        let next = |kind| desk.next_draft(kind, form::carried(desk.form(kind), &earlier.draft(kind).answers), false);
        match deps.store.save_drafts(&desk.capability, &FormKind::ALL.map(|kind| (kind, next(kind)))).await {
            // somebody saved meanwhile: theirs stays
            Ok(()) | Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
        desk = desk.again(&deps.store).await?;
    }
    let page = TaskListPage::new(&deps.web, &session, &desk, received.now).done(Some(CARRIED));
    Ok(Page::new(page).see_other(format!("{}?done={CARRIED}", desk.path())).into_response())
}
