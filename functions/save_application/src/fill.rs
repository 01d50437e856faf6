//! Filling in a form. 一時保存 keeps anything; 登録 demands everything, tells all that is missing at once, and keeps what
//! was typed all the same. 自動保存 is 一時保存 without a button. Two people in one account never overwrite each other: the
//! second sees both texts.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::{ApplicationCommand, ApplicationState, Refusal};
use form::{Answers, Difference, FormKind, Removed};
use http::StatusCode;
use serde::Deserialize;
use shared::desk::{AtDesk, Desk, Posting};
use shared::store::{Draft, settle};
use shared::web::{AppError, FieldError, Page, Posted, Received, Session};

use crate::Deps;
use crate::autosave::Autosaved;
use crate::page::{FormPage, ReadPage, Shown};

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// Whether to say that it was saved.
    saved: Option<String>,
    /// Rows to be shown open: `instructors.12`, several with commas.
    open: Option<String>,
}

pub(crate) async fn show_application_form(
    State(deps): State<Deps>,
    Query(asked): Query<Asked>,
    at: AtDesk,
) -> Result<Response, AppError> {
    show(&deps, &at, FormKind::ApplicationForm, &asked)
}

pub(crate) async fn show_overview(
    State(deps): State<Deps>,
    Query(asked): Query<Asked>,
    at: AtDesk,
) -> Result<Response, AppError> {
    show(&deps, &at, FormKind::Overview, &asked)
}

fn show(deps: &Deps, at: &AtDesk, kind: FormKind, asked: &Asked) -> Result<Response, AppError> {
    let AtDesk { session, desk, .. } = at;
    match desk.may_edit(kind) {
        Ok(()) => {}
        // outside the window a draft stays hidden (S81); what was submitted can be read at any time
        Err(refusal) if desk.file.application.value.state == ApplicationState::Draft => return Err(refusal.into()),
        Err(refusal) => {
            return Ok(Page::new(ReadPage::new(&deps.web, session, desk, kind, refusal)).into_response());
        }
    }
    let answers = desk.beginning(kind, session.account().email.as_str());
    let faults = desk.errors(kind, &answers);
    let opened = asked.open.iter().flat_map(|rows| rows.split(',')).map(str::to_owned);
    let shown = Shown::new(answers, &faults).opened(opened).removed(desk.file.draft(kind).removed.clone());
    // a form that was registered and is no longer valid says why at once
    let (status, errors) = desk.standing(kind, || faults);
    let shown = shown.errors(errors);
    let page = FormPage::new(&deps.web, session, desk, kind, shown, status);
    Ok(Page::new(if asked.saved.is_some() { page.saved() } else { page }).into_response())
}

pub(crate) async fn application_form(State(deps): State<Deps>, posting: Posting) -> Result<Response, AppError> {
    fill(deps, posting, FormKind::ApplicationForm).await
}

pub(crate) async fn overview(State(deps): State<Deps>, posting: Posting) -> Result<Response, AppError> {
    fill(deps, posting, FormKind::Overview).await
}

async fn fill(deps: Deps, posting: Posting, kind: FormKind) -> Result<Response, AppError> {
    let Posting { session, desk, received, posted } = posting;
    Filling { removed: desk.file.draft(kind).removed.clone(), deps, received, session, desk, kind }.act(&posted).await
}

/// One POST of a form.
struct Filling {
    deps: Deps,
    received: Received,
    session: Session,
    desk: Desk,
    kind: FormKind,
    /// The row that can be put back afterwards.
    removed: Option<Removed>,
}

impl Filling {
    async fn act(mut self, posted: &Posted) -> Result<Response, AppError> {
        let form = self.desk.form(self.kind);
        let read = match posted {
            Posted::Pairs(pairs) => form::read_pairs(form, pairs.iter().cloned()),
            Posted::Json(json) => form::read_json(form, json.get("answers").unwrap_or(&serde_json::Value::Null)),
        };
        let mut answers = match read {
            Ok(answers) => answers,
            Err(errors) => return Ok(self.invalid(&self.desk.file.draft(self.kind).answers.clone(), errors)),
        };
        let action = posted.text("action").unwrap_or("save_draft");
        let before = answers.clone();
        let rows = answers.edit_rows(form, action);
        self.notes_removed(action, &before, &answers);
        if !rows && !["register", "save_draft", "autosave"].contains(&action) {
            return Err(AppError::BadRequest);
        }
        let (closed, within) = form::closed_changes(
            form,
            &self.desk.file.draft(self.kind).answers,
            &answers,
            &self.desk.context(self.kind),
        );
        if !closed.is_empty() {
            return Ok(self.closed(&within, &closed));
        }
        let answers = within;
        let seen = posted.number("version");
        let filling = tokio::sync::Mutex::new(self);
        settle(|| async { filling.lock().await.attempt(&answers, action, seen).await }).await
    }

    /// What can be put back once the button has done its work. A table that is full took nothing back, so that is still offered.
    fn notes_removed(&mut self, action: &str, before: &Answers, after: &Answers) {
        if let Some(removed) = Removed::by(action, before) {
            self.removed = Some(removed);
        } else if action.starts_with("restore:") && before != after {
            self.removed = None;
        }
    }

    /// One attempt; `None` when somebody else was first. What is there then is looked at anew: it may be what is posted
    /// here (a lost answer, a lock that another transaction held for a moment), and then it is no conflict.
    async fn attempt(
        &mut self,
        answers: &Answers,
        action: &str,
        seen: Option<u64>,
    ) -> Result<Option<Response>, AppError> {
        let application = &self.desk.file.application.value;
        if let Err(refusal) = application.may_edit(self.kind.slug(), self.desk.file.window, self.received.now) {
            return Ok(Some(self.too_late(answers, action, refusal)));
        }
        if self.is_stale(seen, answers) {
            return Ok(Some(self.conflict(answers, action)));
        }
        let done = match action {
            "register" => self.register(answers.clone()).await,
            "autosave" => self.autosave(answers).await,
            _ => self.save(answers, action).await,
        };
        match done {
            Err(AppError::Conflict) => {
                self.desk = self.desk.again(&self.deps.store).await?;
                Ok(None)
            }
            done => done.map(Some),
        }
    }

    /// Somebody saved since this page was drawn, and something else than what is posted.
    fn is_stale(&self, seen: Option<u64>, answers: &Answers) -> bool {
        let draft = self.desk.file.draft(self.kind);
        seen != Some(draft.version) && draft.answers != *answers
    }

    /// Writes the answers, unless they are what is there: an untouched form stays 登録済み.
    async fn keep(&self, answers: &Answers) -> Result<Draft, AppError> {
        let draft = self.desk.file.draft(self.kind);
        if draft.version > 0 && draft.answers == *answers {
            return Ok(draft.clone());
        }
        let next = Draft { removed: self.removed.clone(), ..self.desk.next_draft(self.kind, answers.clone(), false) };
        self.deps.store.save_draft(&self.desk.capability, self.kind, &next).await?;
        Ok(next)
    }

    async fn autosave(&self, answers: &Answers) -> Result<Response, AppError> {
        let kept = self.keep(answers).await?;
        Ok(Autosaved::answer(&self.desk, self.kind, &kept, &self.received).into_response())
    }

    async fn save(&self, answers: &Answers, action: &str) -> Result<Response, AppError> {
        let kept = self.keep(answers).await?;
        let place = place(&kept, action);
        let path = format!("{}/{}?saved=1{place}", self.desk.path(), self.kind.slug());
        let shown = self.shown(kept.answers).opened(opened(action));
        let page = self.page(shown).version(kept.version).saved();
        Ok(Page::new(page).see_other(path).into_response())
    }

    /// 登録: what is not valid is saved as a draft, so that nothing is lost while it is mended.
    async fn register(&self, answers: Answers) -> Result<Response, AppError> {
        let errors = self.desk.errors(self.kind, &answers);
        if !errors.is_empty() {
            let kept = self.keep(&answers).await?;
            return Ok(self.invalid_at(&kept.answers, kept.version, errors));
        }
        let next = self.desk.next_draft(self.kind, answers, true);
        let command = ApplicationCommand::Register { form: self.kind.slug().to_owned(), form_version: next.version };
        let application = &self.desk.file.application;
        let decided = application.value.clone().decide(command, self.desk.around())?;
        let mut with = vec![self.deps.store.put_draft(&self.desk.capability, self.kind, &next)?];
        if next.is_first() {
            with.push(self.deps.store.list_draft(&self.desk.capability)?);
        }
        self.deps.store.commit(&self.desk.capability, application, decided, &self.received.cause(), with).await?;
        let path = format!("{}?done={}", self.desk.path(), self.kind.slug());
        let page = self.page(Shown::new(next.answers, &[])).version(next.version).registered();
        Ok(Page::new(page).see_other(path).into_response())
    }

    fn shown(&self, answers: Answers) -> Shown {
        let faults = self.desk.errors(self.kind, &answers);
        Shown::new(answers, &faults).removed(self.removed.clone())
    }

    fn page(&self, shown: Shown) -> FormPage {
        let status = self.desk.status(self.kind);
        FormPage::new(&self.deps.web, &self.session, &self.desk, self.kind, shown, status)
    }

    fn invalid(&self, answers: &Answers, errors: Vec<form::FieldError>) -> Response {
        self.invalid_at(answers, self.desk.file.draft(self.kind).version, errors)
    }

    fn invalid_at(&self, answers: &Answers, version: u64, errors: Vec<form::FieldError>) -> Response {
        let shown: Vec<FieldError> = errors.iter().cloned().map(Into::into).collect();
        let page = self.page(self.shown(answers.clone()).errors(errors)).version(version);
        Page::invalid(page, shown).into_response()
    }

    /// Something was changed that the correction leaves closed: told at its fields, and nothing is saved.
    fn closed(&self, answers: &Answers, closed: &[String]) -> Response {
        let (status, _, message, _) = shared::web::messages::refusal(Refusal::NotInCorrection);
        let errors: Vec<_> = closed.iter().map(|key| form::FieldError::new(key, message)).collect();
        let shown: Vec<FieldError> = errors.iter().cloned().map(Into::into).collect();
        Page::invalid(self.page(self.shown(answers.clone()).errors(errors)), shown).status(status).into_response()
    }

    fn conflict(&self, answers: &Answers, action: &str) -> Response {
        let both = self.unsaved(answers);
        // a row on which both differ is to be mended, so it is open
        let rows = fields(&both).chain(opened(action));
        let page = self.page(self.shown(answers.clone()).opened(rows));
        Page::new(page.conflict(both)).status(StatusCode::PRECONDITION_FAILED).into_response()
    }

    /// The window closed, or the application was submitted, while the page was open: what was typed is shown once more. A
    /// program keeps what it sent, and is told why.
    fn too_late(&self, answers: &Answers, action: &str, refusal: Refusal) -> Response {
        // what was typed into a row is to be read and copied, so the row is open; no button will open it any more
        let rows = fields(&self.unsaved(answers)).chain(opened(action)).collect::<Vec<_>>();
        let page = self.page(self.shown(answers.clone()).opened(rows));
        Page::refused(page.too_late(refusal), refusal).into_response()
    }

    /// Where answers differ from what is saved.
    fn unsaved(&self, answers: &Answers) -> Vec<Difference> {
        let saved = &self.desk.file.draft(self.kind).answers;
        form::differences(self.desk.form(self.kind), &self.desk.context(self.kind), answers, saved)
    }
}

fn fields(differences: &[Difference]) -> impl Iterator<Item = String> {
    differences.iter().map(|difference| difference.field.clone())
}

/// The row that a button opens.
fn opened(action: &str) -> Option<String> {
    action.strip_prefix("open:").map(|row| row.replace(':', "."))
}

/// Where a button of a table leads: to the row that is new, opened, moved or put back, or to where one was removed.
fn place(kept: &Draft, action: &str) -> String {
    let mut parts = action.split(':');
    let (Some(verb), Some(table)) = (parts.next(), parts.next()) else { return String::new() };
    let index = parts.next().and_then(|index| index.parse::<usize>().ok()).unwrap_or_default();
    if verb == "remove"
        && kept.removed.as_ref().is_some_and(|removed| (removed.table.as_str(), removed.index) == (table, index))
    {
        return format!("#{table}-removed");
    }
    let Some(last) = kept.answers.rows(table).len().checked_sub(1) else { return format!("#{table}") };
    let row = match verb {
        "add" => last,
        "up" => index.saturating_sub(1),
        "down" => last.min(index + 1),
        _ => index.min(last),
    };
    let open = opened(action).map_or_else(String::new, |row| format!("&open={row}"));
    format!("{open}#{table}-{row}")
}
