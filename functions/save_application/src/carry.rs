//! 前回の入力内容を引き継ぐ (E34): what was typed in an earlier application becomes the beginning of this one, once, while
//! nothing was saved in it. The PDF, dates and consents belong to one application and are asked anew.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::{Action, Actor, ApplicationId, ApplicationKind, ApplicationState, Cycle, Phase, Refusal, authorize};
use form::FormKind;
use serde::Serialize;
use shared::desk::{Desk, Posting};
use shared::store::{ApplicationFile, Store, StoreError};
use shared::web::{AppError, Page};

use crate::Deps;
use crate::page::TaskListPage;

/// What the task list is told afterwards.
pub(crate) const CARRIED: &str = "carried";

/// Drafts that were never submitted are kept for 13 months: two cycles back and this one.
const CYCLES_BACK: usize = 2;

/// An application to take over from.
#[derive(Debug, Serialize)]
pub(crate) struct Earlier {
    cycle: Cycle,
    kind: ApplicationKind,
    /// 「2026-08 基幹施設申請」
    pub(crate) label: String,
}

/// Whether nothing was saved here yet, so that nothing can be lost.
fn is_untouched(desk: &Desk) -> bool {
    let saved = desk.file.application_form.version + desk.file.overview.version;
    saved == 0 && desk.file.application.value.state == ApplicationState::Draft && desk.phase() == Phase::Open
}

/// The application that the task list offers to take over from.
pub(crate) async fn offer(store: &Store, actor: &Actor, desk: &Desk) -> Result<Option<Earlier>, AppError> {
    if !is_untouched(desk) {
        return Ok(None);
    }
    let found = find(store, actor, desk).await?;
    Ok(found.map(|file| {
        let id = file.application.value.id;
        Earlier { cycle: id.cycle, kind: id.kind, label: format!("{} {}申請", id.cycle, id.kind.label()) }
    }))
}

/// The newest application of this kind in which something was saved, else the newest of the other kind.
async fn find(store: &Store, actor: &Actor, desk: &Desk) -> Result<Option<ApplicationFile>, AppError> {
    let id = desk.id();
    let account = authorize(actor, Action::View, id.account.clone())?;
    let submitted = store.submitted_applications(&account).await?;
    let mut ids: Vec<ApplicationId> = recent(id).chain(submitted).filter(|other| is_before(other, id)).collect();
    ids.sort_by_key(|other| (other.kind != id.kind, std::cmp::Reverse(other.cycle)));
    ids.dedup();
    for other in ids {
        let file = store.application_file(&authorize(actor, Action::View, other)?).await?;
        if file.application_form.version + file.overview.version > 0 {
            return Ok(Some(file));
        }
    }
    Ok(None)
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
