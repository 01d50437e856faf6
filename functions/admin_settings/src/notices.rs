//! お知らせ on マイページTOP: the list, one of them, and the look at it before it is shown (S78).

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::calendar::jst_date;
use domain::{Action, Capability, Office, Refusal, SettingsCommand, Staff, TopNotice};
use serde::Deserialize;
use shared::web::{AppError, FieldError, Page, Posted, Received, Session, Visitor, office};

use crate::Deps;
use crate::notice_page::{ListPage, NoticePage, PreviewPage};
use crate::notice_typed::TypedNotice;
use crate::settings::{SettingsFile, change};

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

impl Done {
    fn sentence(&self) -> Option<String> {
        let sentence = match self.done.as_deref()? {
            "added" => "お知らせを登録しました。",
            "changed" => "お知らせを変更しました。",
            "ended" => "お知らせの掲載を終了しました。",
            _ => return None,
        };
        Some(sentence.to_owned())
    }
}

pub(crate) async fn list(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Query(query): Query<Done>,
) -> Result<Page<ListPage>, AppError> {
    let load = async |_| Ok(deps.store.portal_settings().await?);
    let (session, settings) = visitor.signed_in(&deps.store, &received, load).await?;
    let page = ListPage::new(&deps.web, &session, &settings, received.now);
    Ok(Page::new(page.notice(query.sentence())))
}

/// Which notice a path names: `new`, or one that there is.
fn named(file: &SettingsFile, place: &str) -> Result<Option<TopNotice>, AppError> {
    if place == "new" {
        return Ok(None);
    }
    let id = place.parse().map_err(|_| AppError::NotFound)?;
    Ok(Some(file.settings.value.notice(id).ok_or(AppError::NotFound)?.clone()))
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Path(place): Path<String>,
) -> Result<Page<NoticePage>, AppError> {
    let load = async |_| SettingsFile::of(&deps.store).await;
    let (session, file) = visitor.signed_in(&deps.store, &received, load).await?;
    let notice = named(&file, &place)?;
    let typed = notice.as_ref().map_or_else(|| TypedNotice::from_day(jst_date(received.now)), TypedNotice::of);
    Ok(Page::new(NoticePage::new(&deps.web, &session, &file, notice.as_ref(), &typed, received.now)))
}

/// What was posted, by somebody who may post it.
struct Change<'a> {
    deps: &'a Deps,
    session: Session<Staff>,
    capability: Capability<Office>,
    file: SettingsFile,
    notice: Option<TopNotice>,
    posted: Posted,
    received: Received,
}

pub(crate) async fn handle(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Path(place): Path<String>,
    posted: Posted,
) -> Result<Response, AppError> {
    let load = async |_| SettingsFile::of(&deps.store).await;
    let (session, file) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let capability = office::capability(&session, Action::Review)?;
    let notice = named(&file, &place)?;
    Change { deps: &deps, session, capability, file, notice, posted, received }.handle().await
}

impl Change<'_> {
    async fn handle(&self) -> Result<Response, AppError> {
        // a program need not look first
        let otherwise = if matches!(self.posted, Posted::Json(_)) { "save" } else { "confirm" };
        let action = self.posted.text("action").unwrap_or(otherwise);
        if action == "end" {
            let id = self.notice.as_ref().ok_or(AppError::BadRequest)?.id;
            return self.commit(&SettingsCommand::EndNotice(id), "ended").await;
        }
        let typed = TypedNotice::posted(&self.posted);
        if action == "edit" {
            return Ok(Page::new(self.page(&typed).unsaved(self.posted.number("version"))).into_response());
        }
        let wanted = match typed.wanted(self.notice.as_ref().map_or(0, |notice| notice.id)) {
            Ok(wanted) => wanted,
            Err(errors) => return Ok(self.again(&typed, errors)),
        };
        match action {
            "confirm" => Ok(self.preview(&typed, &wanted)),
            "save" if self.notice.is_some() => {
                let outcome = self.commit(&SettingsCommand::ChangeNotice(wanted), "changed").await;
                match outcome {
                    Err(AppError::Refused(Refusal::NothingChanged)) => Ok(self.again(&typed, vec![unchanged()])),
                    outcome => outcome,
                }
            }
            "save" => self.commit(&SettingsCommand::AddNotice(wanted), "added").await,
            _ => Err(AppError::BadRequest),
        }
    }

    fn page(&self, typed: &TypedNotice) -> NoticePage {
        let (web, notice) = (&self.deps.web, self.notice.as_ref());
        NoticePage::new(web, &self.session, &self.file, notice, typed, self.received.now)
    }

    /// The form once more, with what was typed and what is wrong with it.
    fn again(&self, typed: &TypedNotice, errors: Vec<FieldError>) -> Response {
        let page = self.page(typed).unsaved(self.posted.number("version")).with_errors(&errors);
        Page::invalid(page, errors).into_response()
    }

    /// Shows what facilities will see; nothing is changed yet.
    fn preview(&self, typed: &TypedNotice, wanted: &TopNotice) -> Response {
        let version = self.posted.number("version").unwrap_or(self.file.settings.version);
        let path = self.notice.as_ref().map(|notice| notice.id);
        Page::new(PreviewPage::new(&self.deps.web, &self.session, path, version, typed, wanted)).into_response()
    }

    async fn commit(&self, command: &SettingsCommand, done: &str) -> Result<Response, AppError> {
        let (store, read) = (&self.deps.store, &self.file.settings);
        let settings = change(store, &self.capability, read, command, &self.posted, &self.received).await?;
        let page = ListPage::new(&self.deps.web, &self.session, &settings, self.received.now);
        Ok(Page::new(page).see_other(format!("{}?done={done}", office::NOTICES)).into_response())
    }
}

fn unchanged() -> FieldError {
    FieldError::new("title", "変更された項目がありません。変更する項目を入力し直してください。")
}
