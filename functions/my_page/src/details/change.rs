//! A change as it was posted: made at once, asked for, or taken back.

use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::{Action, Event, Refusal, Registration, RegistrationCommand};
use form::Answers;
use http::StatusCode;
use shared::store::{Versioned, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Posted, Received, Session};

use super::File;
use super::page::{DetailsPage, Shown};
use crate::Deps;
use shared::registry::on_file::{OnFile, Part};
use shared::web::typed::{REASON_LIMIT, day, lines, refused, text_fault};

/// A change as it was posted, by the facility itself.
pub(super) struct Change<'a> {
    pub(super) deps: &'a Deps,
    pub(super) session: Session,
    pub(super) file: File,
    pub(super) posted: Posted,
    pub(super) received: Received,
    pub(super) today: NaiveDate,
}

impl Change<'_> {
    pub(super) async fn handle(&self) -> Result<Response, AppError> {
        let (part, done) = match self.posted.text("action") {
            Some("change") => (Part::AtOnce, "changed"),
            Some("ask") => (Part::ByApproval, "asked"),
            Some("cancel") => return self.cancel().await,
            _ => return Err(AppError::BadRequest),
        };
        let on_file = OnFile::of(&self.file.registration.value, self.today);
        let typed = on_file.read(part, &self.posted)?;
        let shown =
            Shown { from: day(&self.posted, "from"), reason: lines(&self.posted, "reason"), ..Shown::default() };
        let shown = Shown { typed: Some((part, typed.clone())), ..shown };
        let wanted = match self.wanted(&on_file, part, &typed, &shown) {
            Ok(wanted) => wanted,
            Err(errors) => return Ok(self.again(shown, errors)),
        };
        let committed = self.commit(&wanted).await;
        match committed {
            Ok(_) => self.done(done).await,
            Err(AppError::Refused(refusal @ Refusal::NothingChanged)) => {
                Ok(self.again(shown, vec![refused("", refusal)]))
            }
            Err(AppError::Refused(refusal @ Refusal::ReasonMissing)) => {
                Ok(self.again(shown, vec![refused("reason", refusal)]))
            }
            Err(AppError::Conflict) if matches!(self.posted, Posted::Pairs(_)) => Ok(self.conflict(shown)),
            Err(error) => Err(error),
        }
    }

    /// The command, or everything that is wrong with what was typed.
    fn wanted(
        &self,
        on_file: &OnFile<'_>,
        part: Part,
        typed: &Answers,
        shown: &Shown,
    ) -> Result<RegistrationCommand, Vec<FieldError>> {
        let mut errors: Vec<FieldError> = on_file.faults(part, typed).into_iter().map(FieldError::from).collect();
        let answers = on_file.wanted(part, typed);
        if part == Part::AtOnce {
            return if errors.is_empty() { Ok(RegistrationCommand::ChangeNow { answers }) } else { Err(errors) };
        }
        let (held, from) = (&self.file.accreditation, shown.from.parse::<NaiveDate>().ok());
        let within = from.filter(|from| held.valid_from <= *from && *from <= held.last_day());
        let sentence = match from {
            None => "変更日を、正しい日付で入力してください。",
            Some(_) => "変更日は、認定期間内の日付を入力してください。",
        };
        errors.extend(within.is_none().then(|| FieldError::new("from", sentence)));
        let missing = shown.reason.is_empty().then(|| refused("reason", Refusal::ReasonMissing));
        errors.extend(missing.or_else(|| text_fault("reason", "理由・補足", &shown.reason, REASON_LIMIT)));
        match within {
            Some(from) if errors.is_empty() => {
                Ok(RegistrationCommand::Ask { answers, from, reason: shown.reason.clone() })
            }
            _ => Err(errors),
        }
    }

    async fn cancel(&self) -> Result<Response, AppError> {
        match self.commit(&RegistrationCommand::Cancel).await {
            Ok(_) => self.done("cancelled").await,
            Err(AppError::Conflict) if self.is_withdrawn().await? => self.done("withdrawn").await,
            Err(AppError::Conflict) if matches!(self.posted, Posted::Pairs(_)) => Ok(self.conflict(Shown::default())),
            Err(error) => Err(error),
        }
    }

    /// Whether what was asked for last was taken back, by a first press or a colleague: to take it back once more changes
    /// nothing. What the secretariat answered is another matter.
    async fn is_withdrawn(&self) -> Result<bool, AppError> {
        let kind = self.file.accreditation.kind.slug();
        let file = File::of(&self.deps.store, &self.session.actor(), Action::Change, kind, self.today).await?;
        let last = file.history.iter().rev().find(|record| {
            matches!(
                record.event,
                Event::ChangeRequested { .. }
                    | Event::ChangeCancelled
                    | Event::ChangeApproved { .. }
                    | Event::ChangeRefused { .. }
            )
        });
        Ok(last.is_some_and(|record| record.event == Event::ChangeCancelled))
    }

    /// Makes it. Pressed twice it is one change; a colleague or the secretariat who was first is a conflict.
    async fn commit(&self, command: &RegistrationCommand) -> Result<Versioned<Registration>, AppError> {
        let (store, capability) = (&self.deps.store, &self.file.capability);
        let seen = self.posted.number("version");
        let first = tokio::sync::Mutex::new(Some(self.file.registration.clone()));
        settle(|| async {
            let read = match first.lock().await.take() {
                Some(read) => read,
                None => store.registration(capability).await?.ok_or(AppError::Conflict)?,
            };
            if seen.is_some_and(|seen| seen < read.version) && holds(&read.value, command) {
                return Ok(Some(read));
            }
            if seen.is_some_and(|seen| seen != read.version) {
                return Err(AppError::Conflict);
            }
            let accredited = self.file.accreditation.in_force(self.today);
            let role = capability.actor().role();
            let decided = read.value.clone().decide(command.clone(), accredited, role, self.received.now)?;
            let committed = store.commit(capability, &read, decided, &self.received.cause(), Vec::new()).await;
            Ok::<_, AppError>(unless_beaten(committed)?)
        })
        .await
    }

    fn page(&self, shown: &Shown) -> DetailsPage {
        DetailsPage::new(&self.deps.web, &self.session, &self.file, self.today, shown)
    }

    /// The form once more, with what was typed and what is wrong with it.
    fn again(&self, shown: Shown, errors: Vec<FieldError>) -> Response {
        let page = self.page(&Shown { errors: errors.clone(), ..shown });
        Page::invalid(page, errors).into_response()
    }

    /// What was typed, over what is on file by now.
    fn conflict(&self, shown: Shown) -> Response {
        Page::new(self.page(&Shown { stale: true, ..shown })).status(StatusCode::CONFLICT).into_response()
    }

    /// A browser is sent on; a program gets the page with the change in its history.
    async fn done(&self, done: &str) -> Result<Response, AppError> {
        let (store, kind) = (&self.deps.store, self.file.accreditation.kind.slug());
        let read = match self.posted {
            Posted::Pairs(_) => None,
            Posted::Json(_) => Some(File::of(store, &self.session.actor(), Action::Change, kind, self.today).await?),
        };
        let file = read.as_ref().unwrap_or(&self.file);
        let page = DetailsPage::new(&self.deps.web, &self.session, file, self.today, &Shown::default());
        let path = page.path();
        Ok(Page::new(page).see_other(format!("{path}?done={done}")).into_response())
    }
}

/// Whether a registration already is as a command would make it.
fn holds(registration: &Registration, command: &RegistrationCommand) -> bool {
    match command {
        RegistrationCommand::ChangeNow { answers } => answers.iter().all(|(key, text)| registration.text(key) == text),
        RegistrationCommand::Ask { from, reason, .. } => {
            registration.asked.as_ref().is_some_and(|asked| asked.from == *from && asked.reason == *reason)
        }
        _ => false,
    }
}
