//! One facility: its login, what it holds, what is on file, its links, applications and mails, and what happened to it (D6, D7,
//! E94).

mod file;
mod holding;
mod page;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::{AccountId, AccreditationId, Action, Capability, Refusal, Staff, authorize};
use form::Kind;
use serde::Deserialize;
use shared::store::{settle, unless_beaten};
use shared::web::messages::refusal;
use shared::web::{AppError, FieldError, Page, Posted, Received, Session, Visitor};

use crate::Deps;
pub(crate) use file::FacilityFile;
use page::FacilityPage;
pub(crate) use page::facility_name;

/// The most characters of a note.
const NOTE_LIMIT: u16 = 2000;

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) fn account(Path(account): &Path<String>) -> Result<AccountId, AppError> {
    account.parse().map_err(|_| AppError::NotFound)
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    place: Path<String>,
    Query(query): Query<Done>,
) -> Result<Page<FacilityPage>, AppError> {
    let load = async |actor| {
        let file = FacilityFile::of(&deps.store, &actor, account(&place)?).await?;
        let mails = file.mails(&deps.store).await?;
        Ok((file, mails))
    };
    let (session, (file, mails)) = visitor.signed_in(&deps.store, &received, load).await?;
    let page = FacilityPage::new(&deps.web, &session, &file, &mails, received.now);
    Ok(Page::new(page.done(query.done.as_deref())))
}

/// A command as it was posted.
struct Asked<'a> {
    deps: &'a Deps,
    session: Session<Staff>,
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
    let load = async |actor| FacilityFile::of(&deps.store, &actor, account(&place)?).await;
    let (session, file) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let asked = Asked { deps: &deps, session, file, posted, received };
    match asked.posted.text("action") {
        Some("birth_date") => asked.birth_date().await,
        Some("note") => asked.note().await,
        _ => Err(AppError::BadRequest),
    }
}

impl Asked<'_> {
    /// The page as it is now.
    async fn page(&self) -> Result<(FacilityFile, FacilityPage), AppError> {
        let store = &self.deps.store;
        let file = FacilityFile::of(store, &self.session.actor(), self.file.id.clone()).await?;
        let mails = file.mails(store).await?;
        let page = FacilityPage::new(&self.deps.web, &self.session, &file, &mails, self.received.now);
        Ok((file, page))
    }

    /// 生年月日 is shown: once, on the answer to this POST, and written down (rules 4.11).
    async fn birth_date(&self) -> Result<Response, AppError> {
        let said = |name| self.posted.text(name).unwrap_or_default();
        let (kind, number) = (said("kind"), said("number"));
        let mut ids = self.file.held.iter().map(|held| held.accreditation.id());
        let id = ids.find(|id| id.kind.slug() == kind && id.number == number).ok_or(AppError::NotFound)?;
        let capability = authorize(&self.session.actor(), Action::Review, id.clone());
        let capability: Capability<AccreditationId> = capability.map_err(|_| Refusal::NotPermitted)?;
        let store = &self.deps.store;
        settle(|| async {
            let read = store.registration(&capability).await?.ok_or(AppError::NotFound)?;
            let decided = read.value.clone().birth_date_shown(capability.actor().role())?;
            let committed = store.commit(&capability, &read, decided, &self.received.cause(), Vec::new()).await;
            Ok::<_, AppError>(unless_beaten(committed)?)
        })
        .await?;
        let (file, page) = self.page().await?;
        Ok(Page::new(page.showing(&id, &file)).into_response())
    }

    /// メモ
    async fn note(&self) -> Result<Response, AppError> {
        let capability = authorize(&self.session.actor(), Action::Review, self.file.id.clone());
        let capability = capability.map_err(|_| Refusal::NotPermitted)?;
        let text = Kind::Textarea.fold(self.posted.text("note").unwrap_or_default());
        if let Some(message) = note_fault(&text) {
            let errors = vec![FieldError::new("note", message)];
            let (_, page) = self.page().await?;
            return Ok(Page::invalid(page.with_note(&text, &errors), errors).into_response());
        }
        let store = &self.deps.store;
        settle(|| async {
            let read = store.account(&capability).await?.ok_or(AppError::NotFound)?;
            let decided = read.value.clone().noted(text.clone(), capability.actor().role())?;
            let committed = store.commit(&capability, &read, decided, &self.received.cause(), Vec::new()).await;
            Ok::<_, AppError>(unless_beaten(committed)?)
        })
        .await?;
        let (_, page) = self.page().await?;
        let path = format!("{}?done=note", crate::lookup::path(&self.file.id));
        Ok(Page::new(page).see_other(path).into_response())
    }
}

/// What is wrong with a note.
fn note_fault(text: &str) -> Option<String> {
    let (length, most) = (text.chars().count(), usize::from(NOTE_LIMIT));
    match length {
        0 => Some(refusal(Refusal::NoteEmpty).2.to_owned()),
        length if length > most => Some(format!("メモは{most}字以内で入力してください（現在{length}字）。")),
        _ => None,
    }
}
