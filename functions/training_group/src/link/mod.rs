//! One link, from either side: how it stands and what happened to it; its core facility answers a request, and either side
//! asks for 解除 in two steps or takes that back.

mod answer;
mod dissolution;
mod history;
mod page;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::calendar::jst_date;
use domain::{
    AccountId, AccreditationKind, Action, Actor, Capability, InForce, Partnership, PartnershipCommand, PartnershipId,
    PartnershipState, Side, authorize, held_on,
};
use serde::Deserialize;
use shared::store::{EventRecord, PartnershipFile, keys, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Posted, Received, Session, Visitor};

use crate::Deps;
use dissolution::Typed;
pub(crate) use page::LinkPage;

/// Start date and the other side: ours is whoever is signed in.
type LinkPlace = Path<(String, String)>;

/// A link as it was read, and the right to do with it what it was read for.
#[derive(Clone)]
struct Found {
    side: Side,
    capability: Capability<PartnershipId>,
    file: PartnershipFile,
    /// Its events, oldest first.
    history: Vec<EventRecord>,
}

/// Both ways in which a link between us and the other side can be named, each with the right to it.
fn named(actor: &Actor, action: Action, place: &LinkPlace) -> Result<[Capability<PartnershipId>; 2], AppError> {
    let (Actor::Facility(own), Path((start, other))) = (actor, place) else { return Err(AppError::NotFound) };
    let start: NaiveDate = start.parse().map_err(|_| AppError::NotFound)?;
    let other: AccountId = other.parse().map_err(|_| AppError::NotFound)?;
    // nobody is linked to itself, and two equal keys are no question for the table
    if other == *own {
        return Err(AppError::NotFound);
    }
    let name = |partner: &AccountId, core: &AccountId| {
        authorize(actor, action, PartnershipId { partner: partner.clone(), start, core: core.clone() })
    };
    Ok([name(&other, own)?, name(own, &other)?])
}

/// A core facility sees a link from the day on which it is asked for it.
async fn find(deps: &Deps, actor: &Actor, action: Action, place: &LinkPlace) -> Result<Found, AppError> {
    let either = named(actor, action, place)?;
    let [as_core, as_partner] = either.each_ref().map(|name| keys::partnership(name.object()).pk);
    let (found, as_core, as_partner) = tokio::try_join!(
        deps.store.link_between(&either),
        deps.store.events_of(&as_core),
        deps.store.events_of(&as_partner),
    )?;
    let (capability, file) = found.ok_or(AppError::NotFound)?;
    let link = &file.partnership.value;
    let side = link.side(actor);
    match link.state {
        PartnershipState::Scheduled => Err(AppError::NotFound),
        PartnershipState::Blocked { .. } if side == Side::Core => Err(AppError::NotFound),
        _ => {
            let history = if side == Side::Core { as_core } else { as_partner };
            Ok(Found { side, capability: capability.clone(), file, history })
        }
    }
}

impl Found {
    fn link(&self) -> &Partnership {
        &self.file.partnership.value
    }

    fn in_force(&self, today: NaiveDate) -> InForce {
        InForce {
            core: held_on(&self.file.core, AccreditationKind::Core, today).is_some(),
            partner: held_on(&self.file.partner, AccreditationKind::Partner, today).is_some(),
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Said {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    place: LinkPlace,
    Query(said): Query<Said>,
) -> Result<Page<LinkPage>, AppError> {
    let load = async |actor: Actor| find(&deps, &actor, Action::View, &place).await;
    let (session, found) = visitor.signed_in(&deps.store, &received, load).await?;
    let notice = match said.done.as_deref() {
        Some("asked") => Some("連携の解除を申請しました。学会事務局の確認をお待ちください。"),
        Some("cancelled") => Some("連携の解除申請を取り下げました。"),
        _ => None,
    };
    Ok(Page::new(LinkPage::new(&deps.web, &session, &found, jst_date(received.now)).notice(notice)))
}

pub(crate) async fn handle(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    place: LinkPlace,
    posted: Posted,
) -> Result<Response, AppError> {
    let load = async |actor: Actor| find(&deps, &actor, Action::Change, &place).await;
    let (session, found) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let today = jst_date(received.now);
    let acting = Acting { deps: &deps, session, found, posted, received, today };
    match acting.posted.text("action") {
        Some("approve") => acting.approve().await,
        Some("decline") => acting.decline().await,
        Some("edit") => Ok(acting.shown_again(&Typed::posted(&acting.posted), &[])),
        Some("confirm") => acting.confirm(),
        Some("dissolve") => acting.ask_to_dissolve().await,
        Some("cancel") => acting.take_back().await,
        _ => Err(AppError::BadRequest),
    }
}

/// Somebody who does something about a link.
struct Acting<'a> {
    deps: &'a Deps,
    session: Session,
    found: Found,
    posted: Posted,
    received: Received,
    today: NaiveDate,
}

impl Acting<'_> {
    fn page(&self) -> LinkPage {
        LinkPage::new(&self.deps.web, &self.session, &self.found, self.today)
    }

    /// The page once more, with what was typed for 解除 and what is wrong with it.
    fn shown_again(&self, typed: &Typed, errors: &[FieldError]) -> Response {
        let page = self.page().typed(typed, errors);
        if errors.is_empty() {
            Page::new(page).into_response()
        } else {
            Page::invalid(page, errors.to_vec()).into_response()
        }
    }

    /// Decides and commits, anew whenever somebody else was first; `is_done` tells what need not be done again.
    async fn commit(
        &self,
        command: impl Fn(&Found) -> PartnershipCommand,
        is_done: impl Fn(&Found) -> Result<bool, AppError>,
    ) -> Result<Found, AppError> {
        let (store, actor) = (&self.deps.store, self.session.actor());
        let found = tokio::sync::Mutex::new(self.found.clone());
        let settled = settle(|| async {
            let mut found = found.lock().await;
            if is_done(&found)? {
                return Ok(Some(found.clone()));
            }
            let (read, capability) = (&found.file.partnership, &found.capability);
            let decided = read.value.clone().decide(command(&found), read.value.side(&actor), self.received.now)?;
            let committed = store.commit(capability, read, decided, &self.received.cause(), Vec::new()).await;
            if let Some(partnership) = unless_beaten(committed)? {
                found.file.partnership = partnership;
                return Ok(Some(found.clone()));
            }
            found.file = store.partnership_file(&found.capability).await?.ok_or(AppError::NotFound)?;
            Ok::<_, AppError>(None)
        });
        settled.await
    }

    /// The answer after something was done; a program sees the link as it is now, with what happened.
    async fn done(&self, settled: Found, place: impl Fn(&LinkPage) -> String) -> Result<Response, AppError> {
        let history = match self.posted {
            Posted::Json(_) => {
                let partition = keys::partnership(settled.capability.object()).pk;
                self.deps.store.events_of(&partition).await?
            }
            Posted::Pairs(_) => settled.history,
        };
        let page = LinkPage::new(&self.deps.web, &self.session, &Found { history, ..settled }, self.today);
        let place = place(&page);
        Ok(Page::new(page).see_other(place).into_response())
    }
}
