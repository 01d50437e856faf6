//! A partner asks another 基幹施設 of the register for a link (E60, E62, E67, E75): chosen by prefecture or name, asked at once.

mod page;
mod typed;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::calendar::{jst_date, slash_date};
use domain::{
    Accreditation, AccreditationKind, Action, Actor, LinkStanding, Partnership, PartnershipId, Record, Refusal,
    TRANSITION_END, ask_for_link, authorize, held_on,
};
use shared::registry::listed;
use shared::store::{Store, Versioned, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Posted, Received, Session, Visitor, mypage};

use crate::Deps;
use crate::link::LinkPage;
use page::AskingPage;
use typed::{Filter, Typed, field_of};

/// All that the page shows and the rules ask.
struct File {
    held: Vec<Accreditation>,
    links: Vec<Partnership>,
    /// The 基幹施設 of today.
    cores: Vec<Accreditation>,
}

impl File {
    async fn of(store: &Store, actor: &Actor, today: NaiveDate) -> Result<Self, AppError> {
        let Actor::Facility(account) = actor else { return Err(AppError::NotFound) };
        let who = authorize(actor, Action::View, account.clone())?;
        let (held, links, cores) = tokio::try_join!(
            store.accreditations(&who),
            store.partnerships_of(&who),
            store.roster(AccreditationKind::Core),
        )?;
        // who never was a partner has no such page
        if !held.iter().any(|held| held.kind == AccreditationKind::Partner) {
            return Err(AppError::NotFound);
        }
        let links = links.into_iter().map(|link| link.value).filter(|link| link.id.partner == *account).collect();
        Ok(Self { held, links, cores: listed(&cores, AccreditationKind::Core, today) })
    }

    /// The accreditation by which it asks.
    fn own(&self, today: NaiveDate) -> Option<&Accreditation> {
        held_on(&self.held, AccreditationKind::Partner, today)
    }

    /// Whether it has links of which none is the 主たる基幹施設: of none, the first one becomes it.
    fn offers_primary(&self, today: NaiveDate) -> bool {
        let open: Vec<_> = self.links.iter().filter(|link| link.standing(today).is_open()).collect();
        !open.is_empty() && !open.iter().any(|link| link.primary)
    }
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    Query(filter): Query<Filter>,
) -> Result<Page<AskingPage>, AppError> {
    let today = jst_date(received.now);
    let load = async |actor: Actor| File::of(&deps.store, &actor, today).await;
    let (session, file) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(AskingPage::new(&deps.web, &session, &file, today, &filter.folded(), &Typed::default())))
}

pub(crate) async fn ask(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    posted: Posted,
) -> Result<Response, AppError> {
    let today = jst_date(received.now);
    let load = async |actor: Actor| File::of(&deps.store, &actor, today).await;
    let (session, file) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let (typed, filter) = (Typed::posted(&posted), Filter::posted(&posted));
    let asking = Asking { deps: &deps, session, file, received, today };
    let own = asking.file.own(today).ok_or(Refusal::AccreditationOver)?;
    let asked = match typed.wanted(&asking.file.cores) {
        Ok(core) => asking.ask(own, core, typed.primary).await,
        Err(errors) => return Ok(asking.again(&filter, &typed, errors)),
    };
    match asked {
        Ok(link) => Ok(asking.done(&link)),
        Err(AppError::Refused(refusal)) => {
            let error = field_of(refusal, &asking.file.links, &typed, today).ok_or(refusal)?;
            Ok(asking.again(&filter, &typed, vec![error]))
        }
        Err(error) => Err(error),
    }
}

/// A partner that asks.
struct Asking<'a> {
    deps: &'a Deps,
    session: Session,
    file: File,
    received: Received,
    today: NaiveDate,
}

impl Asking<'_> {
    /// Asks. Pressed twice it is one: the link of today to that core facility is there already, and waits.
    async fn ask(
        &self,
        own: &Accreditation,
        core: &Accreditation,
        primary: bool,
    ) -> Result<Versioned<Partnership>, AppError> {
        let (store, actor) = (&self.deps.store, self.session.actor());
        let id = PartnershipId { partner: own.account.clone(), start: self.today, core: core.account.clone() };
        let capability = authorize(&actor, Action::Change, id.clone())?;
        let (who, on_file) =
            (authorize(&actor, Action::View, own.account.clone())?, authorize(&actor, Action::View, own.id())?);
        let contact = store.registration(&on_file).await?.map(|file| contact(&file.value.record)).unwrap_or_default();
        settle(|| async {
            let links = store.partnerships_of(&who).await?;
            if let Some(same) = links.iter().find(|link| link.value.id == id && waits(&link.value, self.today)) {
                return Ok(Some(same.clone()));
            }
            let links: Vec<_> = links.into_iter().map(|link| link.value).collect();
            let decided = ask_for_link(own, contact.clone(), core, &links, primary, self.received.now)?;
            let unstored = Versioned::unstored(decided.state.clone());
            let with = vec![store.one_more_link(&own.account, &links)?];
            let committed = store.commit(&capability, &unstored, decided, &self.received.cause(), with).await;
            Ok::<_, AppError>(unless_beaten(committed)?)
        })
        .await
    }

    /// The form once more, with what was typed and what is wrong with it.
    fn again(&self, filter: &Filter, typed: &Typed, errors: Vec<FieldError>) -> Response {
        let page = AskingPage::new(&self.deps.web, &self.session, &self.file, self.today, filter, typed);
        Page::invalid(page.with_errors(&errors), errors).into_response()
    }

    fn done(&self, link: &Versioned<Partnership>) -> Response {
        let page = LinkPage::asked(&self.deps.web, &self.session, &self.file.held, link, self.today);
        Page::new(page).see_other(format!("{}?done=asked", mypage::TRAINING_GROUP)).into_response()
    }
}

fn waits(link: &Partnership, today: NaiveDate) -> bool {
    link.later && link.standing(today) == LinkStanding::Requested
}

/// The contact of the office, as the core facility sees it (E77).
fn contact(record: &Record) -> String {
    let text = |key: &str| record.get(key).map(String::as_str).unwrap_or_default();
    let name = format!("{}\u{3000}{}", text("contact_last_name"), text("contact_first_name"));
    format!("{} {}", name.trim(), text("contact_phone")).trim().to_owned()
}

/// From when on a partner is reminded that the measure ends (S140, E86).
const NEAR: NaiveDate = match NaiveDate::from_ymd_opt(2029, 2, 1) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// What a partner under the transition measure is told of its end.
pub(crate) fn measure_ends(own: &Accreditation, today: NaiveDate) -> Option<String> {
    if !own.transition || today < NEAR {
        return None;
    }
    let (end, over) = (slash_date(TRANSITION_END), today > TRANSITION_END);
    let ends = if over { "に終了しました" } else { "に終了します" };
    Some(format!(
        "移行期間は{end}{ends}。移行期間終了後は単体での研修による専門医申請は不可となります。基幹施設との連携が必要です。"
    ))
}
