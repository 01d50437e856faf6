//! 認定返上申請: asked for in two steps, taken back until it is approved, then how it stands (S15, E64, E90–E92, rules 3.5).

mod ask;
mod page;
mod typed;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use domain::calendar::jst_date;
use domain::{
    Accreditation, AccreditationId, Action, Actor, Application, ApplicationState, Capability, Partnership, authorize,
};
use serde::Deserialize;
use shared::store::{EventRecord, Store, Versioned, keys};
use shared::web::{AppError, Page, Posted, Received, Visitor};

use crate::Deps;
use crate::held::named;
use ask::Asking;
use page::RelinquishmentPage;
use typed::Typed;

/// An accreditation with all that its return concerns.
pub(crate) struct File {
    pub(crate) held: Vec<Accreditation>,
    pub(crate) accreditation: Versioned<Accreditation>,
    pub(crate) capability: Capability<AccreditationId>,
    pub(crate) links: Vec<Versioned<Partnership>>,
    /// Own applications that are not decided.
    pub(crate) running: Vec<Application>,
    /// Its events, oldest first.
    pub(crate) history: Vec<EventRecord>,
}

impl File {
    async fn of(store: &Store, actor: &Actor, action: Action, slug: &str, today: NaiveDate) -> Result<Self, AppError> {
        let Actor::Facility(account) = actor else { return Err(AppError::NotFound) };
        let who = authorize(actor, Action::View, account.clone())?;
        let (held, links, submitted) = tokio::try_join!(
            store.accreditations(&who),
            store.partnerships_of(&who),
            store.submitted_applications(&who),
        )?;
        let (_, capability) = named(&held, slug, actor, action, today)?;
        let named: Result<Vec<_>, _> = submitted.into_iter().map(|id| authorize(actor, Action::View, id)).collect();
        let named = named?;
        let id = capability.object();
        let partition = keys::accreditation(id.kind, &id.number).pk;
        let (accreditation, applications, history) = tokio::try_join!(
            store.accreditation(&capability),
            store.applications_named(&named),
            store.events_of(&partition),
        )?;
        let applications = applications.into_iter().map(|application| application.value);
        Ok(Self {
            accreditation: accreditation.ok_or(AppError::NotFound)?,
            running: applications.filter(is_running).collect(),
            held,
            capability,
            links,
            history,
        })
    }
}

fn is_running(application: &Application) -> bool {
    matches!(
        application.state,
        ApplicationState::Submitted | ApplicationState::UnderReview | ApplicationState::CorrectionRequested(_)
    )
}

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    Path(kind): Path<String>,
    Query(query): Query<Done>,
) -> Result<Page<RelinquishmentPage>, AppError> {
    let today = jst_date(received.now);
    let load = async |actor: Actor| File::of(&deps.store, &actor, Action::View, &kind, today).await;
    let (session, file) = visitor.signed_in(&deps.store, &received, load).await?;
    let notice = match query.done.as_deref() {
        Some("asked") => Some("認定返上を申請しました。学会事務局の承認をお待ちください。"),
        Some("cancelled") => Some("認定返上申請を取り下げました。"),
        _ => None,
    };
    let page = RelinquishmentPage::new(&deps.web, &session, &file, today, &Typed::default());
    Ok(Page::new(page.notice(notice.map(str::to_owned))))
}

pub(crate) async fn handle(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    Path(kind): Path<String>,
    posted: Posted,
) -> Result<Response, AppError> {
    let today = jst_date(received.now);
    let load = async |actor: Actor| File::of(&deps.store, &actor, Action::Change, &kind, today).await;
    let (session, file) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    Asking { deps: &deps, session, file, posted, received, today }.handle().await
}
