//! 詳細・変更: everything on file, its history, and the two ways to change it (S13, E84, rules 3.4).

mod change;
mod page;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use domain::calendar::jst_date;
use domain::{Accreditation, AccreditationId, Action, Actor, Capability, Cycle, Record, Registration, authorize};
use serde::Deserialize;
use shared::store::{EventRecord, Store, Versioned, keys};
use shared::web::{AppError, Page, Posted, Received, Visitor};

use crate::Deps;
use crate::held::named;
use change::Change;
use page::{DetailsPage, Shown};

/// An accreditation with what is on file for it.
pub(crate) struct File {
    pub(crate) held: Vec<Accreditation>,
    pub(crate) accreditation: Accreditation,
    pub(crate) capability: Capability<AccreditationId>,
    pub(crate) registration: Versioned<Registration>,
    /// The events of both.
    pub(crate) history: Vec<EventRecord>,
}

impl File {
    async fn of(store: &Store, actor: &Actor, action: Action, slug: &str, today: NaiveDate) -> Result<Self, AppError> {
        let Actor::Facility(account) = actor else { return Err(AppError::NotFound) };
        let held = store.accreditations(&authorize(actor, Action::View, account.clone())?).await?;
        let (accreditation, capability) = named(&held, slug, actor, action, today)?;
        let accreditation = accreditation.clone();
        let id = capability.object();
        let of_registration = keys::registration(id).pk;
        let of_accreditation = keys::accreditation(id.kind, &id.number).pk;
        let (registration, mut history, changes) = tokio::try_join!(
            store.registration(&capability),
            store.events_of(&of_accreditation),
            store.events_of(&of_registration),
        )?;
        history.extend(changes);
        let registration = registration.unwrap_or_else(|| Versioned::unstored(from_names(&accreditation, today)));
        Ok(Self { held, accreditation, capability, registration, history })
    }
}

/// What there is where nothing was entered: what the accreditation itself says.
fn from_names(accreditation: &Accreditation, today: NaiveDate) -> Registration {
    let said = accreditation.names();
    let (last, first) = said.responsible_name.split_once('\u{3000}').unwrap_or((&said.responsible_name, ""));
    let record: Record = [
        ("facility_name", said.facility_name.as_str()),
        ("prefecture", &said.prefecture),
        ("responsible_last_name", last),
        ("responsible_first_name", first),
    ]
    .map(|(key, text)| (key.to_owned(), text.to_owned()))
    .into();
    form::registration(accreditation.id(), record, Cycle::current(domain::calendar::start_of_day(today)))
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
) -> Result<Page<DetailsPage>, AppError> {
    let today = jst_date(received.now);
    let load = async |actor: Actor| File::of(&deps.store, &actor, Action::View, &kind, today).await;
    let (session, file) = visitor.signed_in(&deps.store, &received, load).await?;
    let notice = match query.done.as_deref() {
        Some("changed") => Some("登録内容を変更しました。"),
        Some("asked") => Some("変更を申請しました。学会事務局の承認をお待ちください。"),
        Some("cancelled") => Some("変更申請を取り下げました。"),
        Some("withdrawn") => Some("変更申請は、すでに取り下げられています。"),
        _ => None,
    };
    let page = DetailsPage::new(&deps.web, &session, &file, today, &Shown::default());
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
    Change { deps: &deps, session, file, posted, received, today }.handle().await
}
