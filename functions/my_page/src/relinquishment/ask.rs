//! A return as it was posted: looked at once more, asked for, or taken back.

use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::{Accreditation, AccreditationCommand, Decided, ReturnCommand};
use shared::store::{Versioned, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Posted, Received, Session};

use super::File;
use super::page::{CheckPage, RelinquishmentPage};
use super::typed::{Typed, Wanted, field_of};
use crate::Deps;
use crate::partner::concerned;

/// A return as it was posted, by the facility itself.
pub(super) struct Asking<'a> {
    pub(super) deps: &'a Deps,
    pub(super) session: Session,
    pub(super) file: File,
    pub(super) posted: Posted,
    pub(super) received: Received,
    pub(super) today: NaiveDate,
}

impl Asking<'_> {
    pub(super) async fn handle(&self) -> Result<Response, AppError> {
        // a program need not look first
        let otherwise = if matches!(self.posted, Posted::Json(_)) { "ask" } else { "confirm" };
        let action = self.posted.text("action").unwrap_or(otherwise);
        let typed = Typed::posted(&self.posted);
        if action == "edit" {
            return Ok(Page::new(self.page(&self.file.accreditation, &typed).unsaved()).into_response());
        }
        if action == "cancel" {
            let command = ReturnCommand::Cancel;
            let settled = self.commit(&command, |held| held.returning.is_none()).await?;
            return Ok(self.done(&settled, "cancelled"));
        }
        let wanted = match typed.wanted() {
            Ok(wanted) => wanted,
            Err(errors) => return Ok(self.again(&typed, errors)),
        };
        let outcome = match action {
            "confirm" => self.confirm(&typed, &wanted),
            "ask" => self.ask(&wanted).await,
            _ => return Err(AppError::BadRequest),
        };
        match outcome {
            Err(AppError::Refused(refusal)) => Ok(self.again(&typed, vec![field_of(refusal).ok_or(refusal)?])),
            outcome => outcome,
        }
    }

    fn page(&self, accreditation: &Versioned<Accreditation>, typed: &Typed) -> RelinquishmentPage {
        RelinquishmentPage::of(&self.deps.web, &self.session, &self.file, &accreditation.value, self.today, typed)
    }

    /// The form once more, with what was typed and what is wrong with it.
    fn again(&self, typed: &Typed, errors: Vec<FieldError>) -> Response {
        let page = self.page(&self.file.accreditation, typed).unsaved().with_errors(&errors);
        Page::invalid(page, errors).into_response()
    }

    fn linked(&self) -> Vec<String> {
        concerned(&self.file.accreditation.value, &self.file.links, self.today)
    }

    fn decide(&self, read: &Accreditation, command: &ReturnCommand) -> Result<Decided<Accreditation>, AppError> {
        let role = self.file.capability.actor().role();
        Ok(read.clone().decide(AccreditationCommand::Return(command.clone()), role, self.received.now)?)
    }

    /// Shows what will be asked for; nothing is yet.
    fn confirm(&self, typed: &Typed, wanted: &Wanted) -> Result<Response, AppError> {
        self.decide(&self.file.accreditation.value, &wanted.command(self.linked()))?;
        let page = CheckPage::new(&self.deps.web, &self.session, &self.file, self.today, typed, wanted);
        Ok(Page::new(page).into_response())
    }

    async fn ask(&self, wanted: &Wanted) -> Result<Response, AppError> {
        let is_asked = |held: &Accreditation| {
            held.returning.as_ref().is_some_and(|asked| asked.on == wanted.on && asked.reason == wanted.reason)
        };
        let settled = self.commit(&wanted.command(self.linked()), is_asked).await?;
        Ok(self.done(&settled, "asked"))
    }

    /// Asks or takes back. Pressed twice it is one.
    async fn commit(
        &self,
        command: &ReturnCommand,
        is_done: impl Fn(&Accreditation) -> bool,
    ) -> Result<Versioned<Accreditation>, AppError> {
        let (store, capability) = (&self.deps.store, &self.file.capability);
        let seen = self.posted.number("version");
        let first = tokio::sync::Mutex::new(Some(self.file.accreditation.clone()));
        settle(|| async {
            let read = match first.lock().await.take() {
                Some(read) => read,
                None => store.accreditation(capability).await?.ok_or(AppError::NotFound)?,
            };
            // taken back a moment ago, not approved meanwhile
            if seen.is_some_and(|seen| seen < read.version) && read.value.ended.is_none() && is_done(&read.value) {
                return Ok(Some(read));
            }
            let decided = self.decide(&read.value, command)?;
            let committed = store.commit(capability, &read, decided, &self.received.cause(), Vec::new()).await;
            Ok::<_, AppError>(unless_beaten(committed)?)
        })
        .await
    }

    fn done(&self, settled: &Versioned<Accreditation>, done: &str) -> Response {
        let page = self.page(settled, &Typed::default());
        let path = page.path();
        Page::new(page).see_other(format!("{path}?done={done}")).into_response()
    }
}
