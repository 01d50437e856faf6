//! 本人確認, and what may be done about a login after it (S55–S62, E19, E20): what a caller gives is compared, the answer is 一致
//! or 不一致, and each comparison is written down with who asked.

mod login;
mod page;
mod replacing;
mod typed;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::calendar::jst_date;
use domain::{
    Account, AccountId, Action, Actor, Capability, Decided, Identified, Identity, Record, Refusal, Staff, authorize,
    identified, is_responsible,
};
use serde::Deserialize;
use shared::store::{Store, Versioned, settle, unless_beaten};
use shared::web::{AppError, Page, Posted, Received, Session, Visitor};

use crate::Deps;
use crate::facility::{FacilityFile, account};
use page::IdentityPage;
use typed::Typed;

/// The page of a facility's 本人確認.
pub(crate) fn path(id: &AccountId) -> String {
    format!("{}/identity", crate::lookup::path(id))
}

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// The facility, if it has a login.
async fn file(store: &Store, actor: &Actor, place: &Path<String>) -> Result<FacilityFile, AppError> {
    let file = FacilityFile::of(store, actor, account(place)?).await?;
    if file.account.is_some() { Ok(file) } else { Err(AppError::NotFound) }
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    place: Path<String>,
    Query(query): Query<Done>,
) -> Result<Page<IdentityPage>, AppError> {
    let load = async |actor| file(&deps.store, &actor, &place).await;
    let (session, file) = visitor.signed_in(&deps.store, &received, load).await?;
    let holds = holds(&file, &session, &received);
    let typed = Typed::again(&file, &session.actor());
    let page = IdentityPage::new(&deps.web, &session, &file, &typed, holds.as_ref(), received.now);
    Ok(Page::new(page.done(query.done.as_deref())))
}

/// The identity that this session has checked and that still holds.
fn holds(file: &FacilityFile, session: &Session<Staff>, received: &Received) -> Option<Identified> {
    let events = file.account_events.iter().map(|record| (record.at, &record.actor, &record.event));
    identified(events, &session.actor(), received.now)
}

/// A command as it was posted, by somebody who may give it.
struct Asked<'a> {
    deps: &'a Deps,
    session: Session<Staff>,
    capability: Capability<AccountId>,
    file: FacilityFile,
    posted: Posted,
    received: Received,
}

pub(crate) async fn handle(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    place: Path<String>,
    posted: Posted,
) -> Result<Response, AppError> {
    let load = async |actor| file(&deps.store, &actor, &place).await;
    let (session, file) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let capability = authorize(&session.actor(), Action::Review, file.id.clone()).map_err(|_| Refusal::NotPermitted)?;
    let asked = Asked { deps: &deps, session, capability, file, posted, received };
    match asked.posted.text("action") {
        Some("check") => asked.check().await,
        Some("tell") => asked.tell().await,
        Some("resend") => asked.resend().await,
        Some("replace") => asked.replace().await,
        Some("end_sessions") => asked.end_sessions().await,
        _ => Err(AppError::BadRequest),
    }
}

impl Asked<'_> {
    /// The page as it is without anything typed, and the identity that holds.
    fn plain(&self) -> (IdentityPage, Option<Identified>) {
        let holds = holds(&self.file, &self.session, &self.received);
        (self.page(&Typed::again(&self.file, &self.session.actor()), holds.as_ref()), holds)
    }

    /// The page again, with a line on what was done.
    fn redirect(mut self, account: Versioned<Account>, done: &str) -> Response {
        self.file.account = Some(account);
        Page::new(self.plain().0).see_other(format!("{}?done={done}", path(&self.file.id))).into_response()
    }

    fn page(&self, typed: &Typed, holds: Option<&Identified>) -> IdentityPage {
        IdentityPage::new(&self.deps.web, &self.session, &self.file, typed, holds, self.received.now)
    }

    /// 照合する
    async fn check(&self) -> Result<Response, AppError> {
        let typed = Typed::posted(&self.posted);
        let given = match typed.given() {
            Ok(given) => given,
            Err(errors) => {
                let page = self.page(&typed, None).with_errors(&errors);
                return Ok(Page::invalid(page, errors).into_response());
            }
        };
        let on_file = self.on_file().await?;
        let matched = on_file.iter().any(|record| is_responsible(record, &given.member_no, given.birth_date));
        let identity = Identity {
            requester: given.requester,
            member_no: !given.member_no.is_empty(),
            birth_date: given.birth_date.is_some(),
        };
        let role = self.capability.actor().role();
        self.commit(|account| account.identity_checked(identity.clone(), matched, role)).await?;
        let until = self.received.now + domain::IDENTITY_LIFETIME;
        let holds = matched.then_some(Identified { identity, until });
        let page = self.page(&typed.without_answers(), holds.as_ref()).compared(matched);
        let done = if matched { "matched" } else { "different" };
        Ok(Page::new(page).see_other(format!("{}?done={done}", path(&self.file.id))).into_response())
    }

    /// The login address is shown: once, on the answer to this POST.
    async fn tell(&self) -> Result<Response, AppError> {
        let (page, holds) = self.plain();
        let role = self.capability.actor().role();
        let account = self.commit(|account| account.address_told(holds.clone(), role)).await?;
        Ok(Page::new(page.telling(&account.value.email)).into_response())
    }

    /// The answers that a caller is compared with: of what the facility holds or will hold; if that is nothing, of what it held
    /// last; if it never held anything, of its last application.
    async fn on_file(&self) -> Result<Vec<Record>, AppError> {
        let today = jst_date(self.received.now);
        let held = |of_today: bool| {
            let held = self.file.held.iter().filter(move |held| !of_today || today <= held.accreditation.last_day());
            held.filter_map(|held| Some((held.accreditation.valid_from, &held.registration.as_ref()?.value.record)))
        };
        let today: Vec<Record> = held(true).map(|(_, record)| record.clone()).collect();
        if !today.is_empty() {
            return Ok(today);
        }
        if let Some((_, last)) = held(false).max_by_key(|(from, _)| *from) {
            return Ok(vec![last.clone()]);
        }
        let filed =
            self.file.applications.iter().filter_map(|application| Some((application, application.filed.as_ref()?)));
        let Some((application, filed)) = filed.max_by_key(|(_, filed)| filed.at) else { return Ok(Vec::new()) };
        let viewed = authorize(self.capability.actor(), Action::View, application.id.clone())?;
        let snapshot = self.deps.store.submission(&viewed, filed.submission).await?;
        Ok(snapshot.iter().map(|snapshot| form::record(&snapshot.application_form)).collect())
    }

    /// One more event of the account.
    async fn commit(
        &self,
        decide: impl Fn(Account) -> Result<Decided<Account>, Refusal>,
    ) -> Result<Versioned<Account>, AppError> {
        let store = &self.deps.store;
        settle(|| async {
            let read = store.account(&self.capability).await?.ok_or(AppError::NotFound)?;
            let decided = decide(read.value.clone())?;
            let committed = store.commit(&self.capability, &read, decided, &self.received.cause(), Vec::new()).await;
            Ok::<_, AppError>(unless_beaten(committed)?)
        })
        .await
    }
}
