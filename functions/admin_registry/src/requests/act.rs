//! The page of something that waits, with what may be done about it: each act in two steps, the second showing the mails.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::{AccountId, Actor, Notice, Refusal, Staff};
use form::{Difference, FieldView};
use serde::{Deserialize, Serialize};
use shared::history::Line;
use shared::store::Store;
use shared::web::{AppError, FieldError, Page, Posted, Received, Visitor, with_errors};

use super::page::{CheckPage, RequestPage};
use super::typed::{Typed, refused};
use crate::Deps;

/// The three parts of a path.
pub(crate) type Place = (String, String, String);

/// An act that is offered.
#[derive(Debug, Serialize)]
pub(crate) struct Act {
    /// Its stable name.
    #[serde(rename = "act")]
    pub(crate) name: &'static str,
    /// 承認する
    #[serde(skip)]
    pub(crate) button: &'static str,
    /// What it does, in a sentence.
    #[serde(skip)]
    pub(crate) about: String,
    /// The question for the day, and what is suggested.
    #[serde(skip)]
    pub(crate) day: Option<(&'static str, String)>,
    /// The question for the words.
    #[serde(skip)]
    pub(crate) text: Option<&'static str>,
    /// The question for the tick.
    #[serde(skip)]
    pub(crate) tick: Option<&'static str>,
    #[serde(skip)]
    pub(super) fields: Vec<FieldView>,
}

impl Act {
    pub(crate) fn new(act: &'static str, button: &'static str, about: impl Into<String>) -> Self {
        Self { name: act, button, about: about.into(), day: None, text: None, tick: None, fields: Vec::new() }
    }

    pub(crate) fn day(self, question: &'static str, suggested: impl Into<String>) -> Self {
        Self { day: Some((question, suggested.into())), ..self }
    }

    pub(crate) fn text(self, question: &'static str) -> Self {
        Self { text: Some(question), ..self }
    }

    pub(crate) fn tick(self, question: &'static str) -> Self {
        Self { tick: Some(question), ..self }
    }

    /// Its controls, filled with what was typed for it.
    pub(super) fn drawn(self, typed: Option<&Typed>, errors: &[FieldError]) -> Self {
        let typed = typed.filter(|typed| typed.act == self.name);
        let name = |field: &str| format!("{}-{field}", self.name);
        let mut fields = Vec::new();
        if let Some((question, suggested)) = &self.day {
            let value = typed.map_or(suggested.as_str(), |typed| &typed.on);
            fields.push(FieldView { id: name("on"), ..FieldView::new("on", question, "date").value(value) });
        }
        if let Some(question) = self.text {
            let value = typed.map_or("", |typed| &typed.text);
            let field = FieldView::new("text", question, "textarea").value(value).max_chars(500);
            fields.push(FieldView { id: name("text"), ..field });
        }
        if let Some(question) = self.tick {
            let ticked = typed.is_some_and(|typed| typed.ticked);
            fields.push(FieldView { id: name("ticked"), ..FieldView::checkbox("ticked", question, ticked) });
        }
        let errors = if typed.is_some() { errors } else { &[] };
        Self { fields: with_errors(fields, errors), ..self }
    }
}

/// What a page says of its subject.
#[derive(Debug, Default, Serialize)]
pub(crate) struct View {
    /// Question and answer.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Before and after.
    pub(crate) changes: Vec<Difference>,
    /// What follows.
    pub(crate) effects: Vec<String>,
    /// What to look at.
    pub(crate) warnings: Vec<String>,
    /// What may be done.
    pub(crate) acts: Vec<Act>,
    #[serde(skip)]
    pub(crate) history: Vec<Line>,
}

/// Something that the secretariat acts on.
pub(crate) trait Subject: Sized + Send + Sync {
    /// Reads it.
    fn load(
        store: &Store,
        actor: &Actor,
        place: &Place,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Self, AppError>> + Send;
    /// Where it is.
    fn path(&self) -> String;
    /// The page's title.
    fn title(&self) -> String;
    /// What a facility that it concerns is called.
    fn facility(&self, account: &AccountId) -> String;
    /// The version that the page is drawn from.
    fn version(&self) -> u64;
    /// What the page says.
    fn view(&self, now: DateTime<Utc>) -> View;
    /// A refusal at the field that it is about.
    fn fault(&self, refusal: Refusal, _: DateTime<Utc>) -> Option<FieldError> {
        refused(refusal)
    }
    /// The mails of an act, if it is allowed.
    fn decide(&self, typed: &Typed, actor: &Actor, now: DateTime<Utc>) -> Result<Vec<Notice>, Refusal>;
    /// Does it.
    fn commit(
        &self,
        store: &Store,
        typed: &Typed,
        actor: &Actor,
        received: &Received,
    ) -> impl Future<Output = Result<(), AppError>> + Send;
}

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show<S: Subject>(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Path(place): Path<Place>,
    Query(query): Query<Done>,
) -> Result<Page<RequestPage>, AppError> {
    let load = async |actor: Actor| S::load(&deps.store, &actor, &place, received.now).await;
    let (session, subject) = visitor.signed_in(&deps.store, &received, load).await?;
    let notice = query.done.is_some().then(|| "処理しました。".to_owned());
    Ok(Page::new(RequestPage::new(&deps.web, &session, &subject, received.now, None, &[]).notice(notice)))
}

pub(crate) async fn handle<S: Subject>(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Path(place): Path<Place>,
    posted: Posted,
) -> Result<Response, AppError> {
    let load = async |actor: Actor| S::load(&deps.store, &actor, &place, received.now).await;
    let (session, subject) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let (typed, actor, now) = (Typed::posted(&posted), session.actor(), received.now);
    // a program need not look first
    let otherwise = if matches!(posted, Posted::Json(_)) { "do" } else { "confirm" };
    let step = posted.text("action").unwrap_or(otherwise);
    let draw = |errors: &[FieldError]| RequestPage::new(&deps.web, &session, &subject, now, Some(&typed), errors);
    let acts = subject.view(now).acts;
    let act = acts.iter().find(|act| act.name == typed.act).ok_or(Refusal::NothingAsked)?;
    if step == "edit" {
        return Ok(Page::new(draw(&[])).into_response());
    }
    if posted.number("version").is_some_and(|seen| seen != subject.version()) {
        return Err(AppError::Conflict);
    }
    let mut errors = typed.faults(act.day.is_some());
    if act.tick.is_some() && !typed.ticked {
        errors.push(FieldError::new("ticked", "内容を確認し、チェックを入れてください。"));
    }
    let decided = subject.decide(&typed, &actor, now);
    if let Err(refusal) = decided
        && errors.is_empty()
    {
        errors.push(subject.fault(refusal, now).ok_or(refusal)?);
    }
    match (decided, step) {
        (_, "confirm" | "do") if !errors.is_empty() => {
            let page = draw(&errors);
            Ok(Page::invalid(page, errors).into_response())
        }
        (Ok(notices), "confirm") => {
            let page = CheckPage::new(&deps.web, &session, &subject, act.button, &typed, &notices, now)?;
            Ok(Page::new(page).into_response())
        }
        (Ok(_), "do") => {
            subject.commit(&deps.store, &typed, &actor, &received).await?;
            let after = S::load(&deps.store, &actor, &place, now).await?;
            let page = RequestPage::new(&deps.web, &session, &after, now, None, &[]);
            Ok(Page::new(page).see_other(format!("{}?done={}", subject.path(), typed.act)).into_response())
        }
        _ => Err(AppError::BadRequest),
    }
}
