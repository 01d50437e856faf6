//! The page 判定, in two steps: what is typed is checked and shown with all that follows from it, then committed.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::slash_date;
use domain::{
    AccountId, Accreditation, AccreditationKind, Action, Actor, Application, ApplicationCommand, ApplicationState,
    Circumstances, CoreLink, Decided, Grant, Judgement, OfficeCommand, Refusal, Role, StaffRole, authorize, grant,
    held_on, superseded,
};
use serde::Deserialize;
use shared::desk::{AtFile, Desk, Handling, office_path};
use shared::store::{Cause, Store, Versioned, Write};
use shared::web::{AppError, FieldError, Page, messages};

use crate::Deps;
use crate::check::CheckPage;
use crate::page::DecisionPage;
use crate::register::{Register, held_already, held_training, is_taken};
use crate::typed::Typed;

/// The path of an application's judgement.
pub(crate) fn path(desk: &Desk) -> String {
    format!("{}/decision", office_path(desk.id()))
}

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    at: AtFile,
    Query(query): Query<Done>,
) -> Result<Page<DecisionPage>, AppError> {
    let register = Register::of(&deps.store, &at.desk).await?;
    let typed = Typed::suggested(&at.desk, &register);
    let notice = (query.done.as_deref() == Some("attached")).then(|| "基幹施設を更新しました。".to_owned());
    Ok(Page::new(DecisionPage::new(&deps.web, &at.session, &at.desk, &register, &typed).notice(notice)))
}

pub(crate) async fn handle(State(deps): State<Deps>, handling: Handling) -> Result<Response, AppError> {
    let action = match handling.posted.text("action") {
        Some("attach") => return attach(&deps, &handling).await,
        Some(action @ ("edit" | "confirm" | "judge")) => action,
        _ => return Err(AppError::BadRequest),
    };
    handling.capability(Action::Judge)?;
    let typed = Typed::posted(&handling.posted);
    let register = Register::of(&deps.store, &handling.desk);
    if action == "edit" {
        let page = DecisionPage::new(&deps.web, &handling.session, &handling.desk, &register.await?, &typed);
        return Ok(Page::new(page.unsaved()).into_response());
    }
    let judgement = match typed.judgement() {
        Ok(judgement) => judgement,
        Err(errors) => return Ok(again(&deps, &handling, &register.await?, &typed, errors)),
    };
    let (actor, desk) = (handling.session.actor(), &handling.desk);
    let held = held_training(&deps.store, &actor, desk, &judgement);
    let (register, taken, held) = tokio::try_join!(register, is_taken(&deps.store, &actor, desk, &judgement), held)?;
    if taken {
        return Ok(again(&deps, &handling, &register, &typed, vec![number_taken()]));
    }
    if let Some(held) = held_already(desk, &judgement) {
        return Ok(again(&deps, &handling, &register, &typed, vec![within(held)]));
    }
    let held = if typed.supersede { held } else { Vec::new() };
    let what = What { judgement, held, register };
    if action == "confirm" {
        confirm(&deps, &handling, &typed, &what)
    } else {
        judge(&deps, &handling, &typed, &what).await
    }
}

/// What is to be decided, with all that is needed for what follows from it.
struct What {
    judgement: Judgement,
    /// The 認定研修施設 that end.
    held: Vec<Versioned<Accreditation>>,
    register: Register,
}

fn number_taken() -> FieldError {
    let (.., title, _) = messages::refusal(Refusal::NumberTaken);
    FieldError::new("number", title)
}

/// The first day lies in what the facility holds. Only so do links of an old accreditation never meet those of a new one.
fn within(held: &Accreditation) -> FieldError {
    let last = slash_date(held.last_day());
    let sentence =
        format!("現在の認定（{}、{last}まで）の期間に含まれます。その翌日以降の日付を入力してください。", held.number);
    FieldError::new("valid_from", sentence)
}

/// The form once more, with what was typed and what is wrong with it.
fn again(deps: &Deps, handling: &Handling, register: &Register, typed: &Typed, errors: Vec<FieldError>) -> Response {
    let page =
        DecisionPage::new(&deps.web, &handling.session, &handling.desk, register, typed).unsaved().with_errors(&errors);
    Page::invalid(page, errors).into_response()
}

/// The facility holds a 認定研修施設 through the day before the start (E81).
pub(crate) fn holds_training(desk: &Desk) -> bool {
    let eve = desk.id().cycle.accreditation_start() - TimeDelta::days(1);
    held_on(desk.accreditations(), AccreditationKind::Training, eve).is_some()
}

fn command(desk: &Desk, judgement: &Judgement) -> OfficeCommand {
    OfficeCommand::Judge { judgement: judgement.clone(), holds_training: holds_training(desk) }
}

/// What a judgement would make of the application now.
pub(crate) fn outcome(desk: &Desk, judgement: &Judgement) -> Result<Decided<Application>, Refusal> {
    let command = ApplicationCommand::Office(command(desk, judgement));
    let around = Circumstances { role: Role::Staff(StaffRole::Judge), ..desk.around() };
    desk.file.application.value.clone().decide(command, around)
}

/// Shows all that will happen, the mail included; nothing has happened yet.
fn confirm(deps: &Deps, handling: &Handling, typed: &Typed, what: &What) -> Result<Response, AppError> {
    let desk = &handling.desk;
    if handling.posted.number("version").is_some_and(|seen| seen != desk.file.application.version) {
        return Err(AppError::Conflict);
    }
    let decided = outcome(desk, &what.judgement)?;
    let grant = grant(&decided.state, &what.register.cores, holds_training(desk));
    let new = grant.as_ref().map(|grant| &grant.accreditation.state);
    let ending = ending(what, new, handling.session.actor().role(), desk.now())?;
    let page = CheckPage::new(&deps.web, &handling.session, desk, typed, &decided)?;
    let ending: Vec<Accreditation> = ending.into_iter().map(|(_, decided)| decided.state).collect();
    Ok(Page::new(page.granting(grant.as_ref(), &ending, &what.register, desk.now())).into_response())
}

/// A 認定研修施設 as it was read, and its end.
type Ending<'a> = (&'a Versioned<Accreditation>, Decided<Accreditation>);

/// The 認定研修施設 whose place the new accreditation takes, each with its end.
fn ending<'a>(
    what: &'a What,
    new: Option<&Accreditation>,
    role: Role,
    now: DateTime<Utc>,
) -> Result<Vec<Ending<'a>>, Refusal> {
    let Some(new) = new else { return Ok(Vec::new()) };
    let mut ending = Vec::new();
    for held in &what.held {
        ending.extend(superseded(held.value.clone(), new, role, now)?.map(|decided| (held, decided)));
    }
    Ok(ending)
}

/// 判定: state, event, mail, accreditation, links and the end of what it replaces, in one commit. Pressed twice it is one.
async fn judge(deps: &Deps, handling: &Handling, typed: &Typed, what: &What) -> Result<Response, AppError> {
    let (store, actor, cause) = (&deps.store, handling.session.actor(), handling.received.cause());
    let command = command(&handling.desk, &what.judgement);
    let same = |state: &ApplicationState| matches!(state, ApplicationState::Judged { judgement, .. } if *judgement == what.judgement);
    let holds_training = holds_training(&handling.desk);
    let with = |application: &Application| {
        let Some(grant) = grant(application, &what.register.cores, holds_training) else { return Ok(Vec::new()) };
        what_follows(store, &actor, &cause, grant, what)
    };
    match handling.carry_out(store, Action::Judge, &command, same, with).await {
        Ok(application) => {
            let mut desk = handling.desk.clone();
            desk.file.application = application;
            let page = DecisionPage::new(&deps.web, &handling.session, &desk, &what.register, typed);
            Ok(Page::new(page).see_other(format!("{}?done=judged", office_path(desk.id()))).into_response())
        }
        // beaten: by a colleague at this application, or by one who took the number for another
        Err(AppError::Conflict) if is_taken(store, &actor, &handling.desk, &what.judgement).await? => {
            Ok(again(deps, handling, &what.register, typed, vec![number_taken()]))
        }
        Err(error) => Err(error),
    }
}

/// The writes of what follows from 合格: the accreditation with what is on file for it, its links, and the ends of others.
fn what_follows(
    store: &Store,
    actor: &Actor,
    cause: &Cause,
    grant: Grant,
    what: &What,
) -> Result<Vec<Write>, AppError> {
    let new = grant.accreditation.state.clone();
    let capability = authorize(actor, Action::Judge, new.id())?;
    let (_, mut writes) = store.writes(&capability, &Versioned::unstored(new.clone()), grant.accreditation, cause)?;
    let registration = what.register.registration(new.id()).entered();
    let unstored = Versioned::unstored(registration.state.clone());
    writes.extend(store.writes(&capability, &unstored, registration, cause)?.1);
    for partnership in &grant.partnerships {
        writes.extend(store.schedule_partnership(partnership)?);
    }
    for (held, decided) in ending(what, Some(&new), actor.role(), cause.now)? {
        let capability = authorize(actor, Action::Judge, held.value.id())?;
        writes.extend(store.writes(&capability, held, decided, cause)?.1);
    }
    Ok(writes)
}

/// A 基幹施設 in the place of one that was not in the list, or none (E65).
async fn attach(deps: &Deps, handling: &Handling) -> Result<Response, AppError> {
    handling.capability(Action::Review)?;
    let desk = &handling.desk;
    let filed = desk.file.application.value.filed.as_ref().ok_or(AppError::NotFound)?;
    if !filed.particulars.claims.unlisted_core {
        return Err(Refusal::NotPermitted.into());
    }
    let register = Register::of(&deps.store, desk).await?;
    let start = desk.id().cycle.accreditation_start();
    let chosen = chosen(handling.posted.text("core").unwrap_or(""), &register, start);
    // nobody is their own partner (E44)
    let Some(core) = chosen.ok().filter(|core| core.as_ref() != Some(&desk.id().account)) else {
        let typed = Typed::suggested(desk, &register);
        let error = FieldError::new("core", "基幹施設を一覧から選択してください。");
        return Ok(again(deps, handling, &register, &typed, vec![error]));
    };
    let link = core.map(|core| CoreLink { core, primary: filed.particulars.core_links.is_empty() });
    let mut desk = desk.clone();
    if desk.file.application.value.review.attached != link {
        let command = OfficeCommand::Attach(link);
        let carried = handling.carry_out(&deps.store, Action::Review, &command, |_| false, |_| Ok(Vec::new())).await;
        desk.file.application = match carried {
            Err(AppError::Refused(refusal @ Refusal::TooManyLinks)) => {
                let typed = Typed::suggested(&desk, &register);
                let (.., title, _) = messages::refusal(refusal);
                return Ok(again(deps, handling, &register, &typed, vec![FieldError::new("core", title)]));
            }
            carried => carried?,
        };
    }
    let typed = Typed::suggested(&desk, &register);
    let page = DecisionPage::new(&deps.web, &handling.session, &desk, &register, &typed);
    Ok(Page::new(page).see_other(format!("{}?done=attached", path(&desk))).into_response())
}

/// The account chosen; none is a choice, too.
fn chosen(typed: &str, register: &Register, start: NaiveDate) -> Result<Option<AccountId>, AppError> {
    if typed.is_empty() {
        return Ok(None);
    }
    let account = typed.parse().map_err(|_| AppError::BadRequest)?;
    let core = register.core_on(&account, start).ok_or(AppError::BadRequest)?;
    Ok(Some(core.account.clone()))
}
