//! The windows: all of them, and one with its history, changed in two steps by an administrator.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::{
    Action, ApplicationKind, Capability, Cycle, Decided, Refusal, Staff, Window, WindowId, WindowSetting, authorize,
};
use serde::Deserialize;
use shared::store::{EventRecord, Store, Versioned, keys, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Posted, Received, Session, Visitor, office};

use crate::Deps;
use crate::page::{CheckPage, ListPage, WindowPage};
use crate::period::{Typed, Wanted, refused, wanted};

pub(crate) async fn list(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
) -> Result<Page<ListPage>, AppError> {
    let current = Cycle::current(received.now);
    let cycles = [current.previous(), current, current.next(), current.next().next()];
    let ids: Vec<WindowId> =
        cycles.into_iter().flat_map(|cycle| ApplicationKind::ALL.map(|kind| WindowId { cycle, kind })).collect();
    let load = async |_| Ok(deps.store.window_settings(&ids).await?);
    let (session, settings) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(ListPage::new(&deps.web, &session, &settings, received.now)))
}

/// The two parts of a window's path: cycle and kind.
type WindowPlace = Path<(String, String)>;

fn named(Path((cycle, kind)): &WindowPlace) -> Result<WindowId, AppError> {
    let cycle = cycle.parse().map_err(|_| AppError::NotFound)?;
    let kind = kind.parse().map_err(|_| AppError::NotFound)?;
    Ok(WindowId { cycle, kind })
}

/// The path of a window.
pub(crate) fn path(id: WindowId) -> String {
    format!("{}/{}/{}", office::WINDOWS, id.cycle, id.kind.slug())
}

/// A window with what its page shows.
#[derive(Clone, Debug)]
pub(crate) struct WindowFile {
    pub(crate) setting: Versioned<WindowSetting>,
    /// The windows of its kind that ログイン選択画面 looks at.
    pub(crate) around: Vec<(Cycle, Window)>,
    /// Its events, oldest first.
    pub(crate) history: Vec<EventRecord>,
}

impl WindowFile {
    async fn of(store: &Store, id: WindowId, now: DateTime<Utc>) -> Result<Self, AppError> {
        let current = Cycle::current(now);
        let around = [current.previous(), current, current.next()];
        let rest = around.into_iter().filter(|cycle| *cycle != id.cycle);
        let cycles = std::iter::once(id.cycle).chain(rest);
        let ids: Vec<WindowId> = cycles.map(|cycle| WindowId { cycle, kind: id.kind }).collect();
        let partition = keys::window(id.cycle, id.kind).pk;
        let (settings, history) = tokio::try_join!(store.window_settings(&ids), store.events_of(&partition))?;
        let of = |cycle: Cycle| settings.iter().find(|setting| setting.value.id.cycle == cycle);
        let setting = of(id.cycle).ok_or(AppError::NotFound)?.clone();
        let around = around.into_iter().filter_map(|cycle| Some((cycle, of(cycle)?.value.window))).collect();
        Ok(Self { setting, around, history })
    }
}

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    place: WindowPlace,
    Query(query): Query<Done>,
) -> Result<Page<WindowPage>, AppError> {
    let load = async |_| WindowFile::of(&deps.store, named(&place)?, received.now).await;
    let (session, file) = visitor.signed_in(&deps.store, &received, load).await?;
    let notice = (query.done.as_deref() == Some("changed")).then(|| "申請期間を変更しました。".to_owned());
    let typed = Typed::of(&file.setting.value);
    Ok(Page::new(WindowPage::new(&deps.web, &session, &file, &typed, received.now).notice(notice)))
}

/// A change as it was posted, by somebody who may make it.
struct Change<'a> {
    deps: &'a Deps,
    session: Session<Staff>,
    capability: Capability<WindowId>,
    file: WindowFile,
    posted: Posted,
    received: Received,
}

pub(crate) async fn handle(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    place: WindowPlace,
    posted: Posted,
) -> Result<Response, AppError> {
    let load = async |_| WindowFile::of(&deps.store, named(&place)?, received.now).await;
    let (session, file) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let capability = authorize(&session.actor(), Action::Administer, file.setting.value.id);
    let capability = capability.map_err(|_| Refusal::NotPermitted)?;
    Change { deps: &deps, session, capability, file, posted, received }.handle().await
}

impl Change<'_> {
    async fn handle(&self) -> Result<Response, AppError> {
        // a program need not look first
        let otherwise = if matches!(self.posted, Posted::Json(_)) { "change" } else { "confirm" };
        let action = self.posted.text("action").unwrap_or(otherwise);
        if action == "edit" {
            return Ok(Page::new(self.page(&Typed::posted(&self.posted)).unsaved()).into_response());
        }
        let wanted = match wanted(&self.posted) {
            Ok(wanted) => wanted,
            Err(errors) => return Ok(self.again(errors)),
        };
        let outcome = match action {
            "confirm" => self.confirm(&wanted),
            "change" => self.commit(&wanted).await,
            _ => return Err(AppError::BadRequest),
        };
        match outcome {
            Err(AppError::Refused(refusal)) => {
                let error = refused(refusal, wanted.window, self.received.now);
                Ok(self.again(vec![error.ok_or(refusal)?]))
            }
            outcome => outcome,
        }
    }

    fn page(&self, typed: &Typed) -> WindowPage {
        WindowPage::new(&self.deps.web, &self.session, &self.file, typed, self.received.now)
    }

    /// The form once more, with what was typed and what is wrong with it.
    fn again(&self, errors: Vec<FieldError>) -> Response {
        let page = self.page(&Typed::posted(&self.posted)).unsaved().with_errors(&errors);
        Page::invalid(page, errors).into_response()
    }

    /// What setting it would make of what was read.
    fn outcome(&self, read: &Versioned<WindowSetting>, wanted: &Wanted) -> Result<Decided<WindowSetting>, AppError> {
        if self.posted.number("version").is_some_and(|seen| seen != read.version) {
            return Err(AppError::Conflict);
        }
        let role = self.capability.actor().role();
        Ok(read.value.clone().set(wanted.window, wanted.reason.clone(), role, self.received.now)?)
    }

    /// Shows what applicants will see; nothing is changed yet.
    fn confirm(&self, wanted: &Wanted) -> Result<Response, AppError> {
        self.outcome(&self.file.setting, wanted)?;
        let typed = Typed::posted(&self.posted);
        let page = CheckPage::new(&self.deps.web, &self.session, &self.file, &typed, wanted, self.received.now);
        Ok(Page::new(page).into_response())
    }

    /// Sets it. Pressed twice it is one change; a colleague who was first is a conflict.
    async fn commit(&self, wanted: &Wanted) -> Result<Response, AppError> {
        let (store, id) = (&self.deps.store, self.file.setting.value.id);
        let first = tokio::sync::Mutex::new(Some(self.file.setting.clone()));
        let setting = settle(|| async {
            let read = match first.lock().await.take() {
                Some(read) => read,
                None => store.window_settings(&[id]).await?.pop().ok_or(AppError::NotFound)?,
            };
            if read.version > 0 && read.value.window == wanted.window && read.value.reason == wanted.reason {
                return Ok(Some(read));
            }
            let decided = self.outcome(&read, wanted)?;
            let committed = store.commit(&self.capability, &read, decided, &self.received.cause(), Vec::new()).await;
            Ok::<_, AppError>(unless_beaten(committed)?)
        })
        .await?;
        let typed = Typed::of(&setting.value);
        let file = WindowFile { setting, ..self.file.clone() };
        let page = WindowPage::new(&self.deps.web, &self.session, &file, &typed, self.received.now);
        let page = page.changed(&self.session, self.received.now);
        Ok(Page::new(page).see_other(format!("{}?done=changed", path(id))).into_response())
    }
}
