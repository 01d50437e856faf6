//! 自動送信: what today and the next days bring, and the release of a run that was stopped because far more is due than was
//! expected.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::{jst_date, slash_date};
use domain::{
    About, Action, Actor, Due, FORECAST_DAYS, Forecast, Ledger, Partnership, Refusal, Release, Reminder, Staff,
    StaffRole, authorize,
};
use serde::{Deserialize, Serialize};
use shared::reminders::ledger;
use shared::store::{StoreError, StoredForecast};
use shared::web::{AppError, Chrome, Page, Posted, Received, Session, Visitor, Web, office};

use crate::Deps;

/// The schedule that this page is about.
const REMIND: &str = "remind";

/// What the page is drawn from.
struct Seen {
    ledger: Ledger,
    stored: StoredForecast,
    requests: Vec<Partnership>,
}

async fn seen(deps: &Deps, actor: &Actor, now: DateTime<Utc>) -> Result<Seen, AppError> {
    let until = jst_date(now) + TimeDelta::days(FORECAST_DAYS);
    let (ledger, stored, requests) =
        tokio::try_join!(ledger(&deps.store, actor, now), async { Ok(deps.store.forecast(REMIND).await?) }, async {
            Ok(deps.store.due_partnerships(until).await?)
        },)?;
    Ok(Seen { ledger, stored, requests })
}

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Query(query): Query<Done>,
) -> Result<Page<SchedulesPage>, AppError> {
    let load = async |actor: Actor| seen(&deps, &actor, received.now).await;
    let (session, seen) = visitor.signed_in(&deps.store, &received, load).await?;
    let notice = (query.done.as_deref() == Some("released")).then(|| "本日の送信を許可しました。".to_owned());
    Ok(Page::new(SchedulesPage::new(&deps.web, &session, &seen, received.now).notice(notice)))
}

/// Lets as many mails go as the page showed, today.
pub(crate) async fn release(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    posted: Posted,
) -> Result<Response, AppError> {
    let load = async |actor: Actor| seen(&deps, &actor, received.now).await;
    let (session, seen) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    authorize(&session.actor(), Action::Judge, domain::Office).map_err(|_| Refusal::NotPermitted)?;
    let mails = posted.number("mails").and_then(|mails| u32::try_from(mails).ok()).ok_or(AppError::BadRequest)?;
    if u32::try_from(seen.ledger.due(received.now).len()).unwrap_or(u32::MAX) > mails {
        return Err(AppError::Conflict);
    }
    let day = jst_date(received.now);
    let release = Release { day, mails, by: session.staff().name.clone() };
    let forecast = Forecast { released: Some(release), ..seen.stored.forecast.clone() };
    match deps.store.keep_forecast(REMIND, &seen.stored, forecast.clone()).await {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Err(AppError::Conflict),
        Err(error) => return Err(error.into()),
    }
    let stored = StoredForecast { version: seen.stored.version + 1, forecast };
    let page = SchedulesPage::new(&deps.web, &session, &Seen { stored, ..seen }, received.now);
    Ok(Page::new(page).see_other(format!("{}?done=released", office::SCHEDULES)).into_response())
}

/// A mail that is due today.
#[derive(Debug, Serialize)]
struct Line {
    reminder: Reminder,
    about: About,
    #[serde(skip)]
    words: String,
    #[serde(skip)]
    of: String,
    facility_name: String,
}

impl Line {
    fn of(due: Due) -> Self {
        Self {
            words: in_words(due.reminder),
            of: match &due.about {
                About::Accreditation(id) => format!("{} {}", id.kind.label(), id.number),
                About::Partnership(id) => format!("連携申請（{}）", slash_date(id.start)),
                About::Application(id) => format!("{} {}", id.kind.label(), id.cycle),
            },
            reminder: due.reminder,
            about: due.about,
            facility_name: due.facility_name,
        }
    }
}

fn in_words(reminder: Reminder) -> String {
    match reminder {
        Reminder::Started => "認定開始のお知らせ".to_owned(),
        Reminder::Renewal(months) => format!("更新申請のご案内（{months}か月前）"),
        Reminder::Expired => "認定期間終了のお知らせ".to_owned(),
        Reminder::TransitionEnd(months) => format!("移行措置終了のご案内（{months}か月前）"),
        Reminder::Unanswered(days) => format!("連携申請の承認のお願い（再送・{days}日後）"),
        Reminder::WindowClosing(days) => format!("申請期間終了のご案内（{days}日前）"),
        Reminder::CorrectionDue(round) => format!("修正期限のご案内（第{round}回）"),
        Reminder::CorrectionOverdue(round) => format!("修正期限超過（第{round}回、事務局あて）"),
    }
}

/// A day to come.
#[derive(Debug, Serialize)]
struct Ahead {
    day: NaiveDate,
    #[serde(skip)]
    in_words: String,
    /// Reminders.
    mails: u32,
    /// Links that will be asked for.
    requests: u32,
}

/// 自動送信.
#[derive(Debug, Template, Serialize)]
#[template(path = "schedules.html")]
pub(crate) struct SchedulesPage {
    #[serde(flatten)]
    chrome: Chrome,
    due: Vec<Line>,
    /// How many may be sent today without somebody looking.
    most: u32,
    /// More are due: nothing is sent.
    stopped: bool,
    #[serde(skip)]
    last_run: Option<String>,
    ahead: Vec<Ahead>,
    #[serde(skip)]
    may_release: bool,
}

impl SchedulesPage {
    fn new(web: &Web, session: &Session<Staff>, seen: &Seen, now: DateTime<Utc>) -> Self {
        let due: Vec<Line> = seen.ledger.due(now).into_iter().map(Line::of).collect();
        let most = seen.stored.forecast.most(jst_date(now));
        let on = |day: NaiveDate| seen.requests.iter().filter(|link| link.id.start == day).count();
        let ahead = seen.ledger.forecast(now).days.into_iter().map(|(day, mails)| Ahead {
            day,
            in_words: slash_date(day),
            mails,
            requests: u32::try_from(on(day)).unwrap_or(u32::MAX),
        });
        Self {
            chrome: office::chrome(web, session, "自動送信", office::SCHEDULES),
            stopped: due.len() > most as usize,
            due,
            most,
            last_run: seen.stored.forecast.made.map(slash_date),
            ahead: ahead.collect(),
            may_release: session.staff().role >= StaffRole::Judge,
        }
    }

    fn notice(self, notice: Option<String>) -> Self {
        Self { chrome: self.chrome.notice(notice), ..self }
    }
}
