//! What the pages show.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeDelta, Utc};
use domain::calendar::{JST, jst_date, long_second, start_of_day};
use serde::Serialize;

use super::answer::{Problem, page, wants_json};
use super::mail_text::{Piece, pieces};
use super::{DemoAccount, DevState};
use crate::schedules::Standing;
use crate::ses::Mail;

/// An instant as the API gives it: RFC 3339 in Japan's time.
pub(super) fn api_time(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&JST).to_rfc3339_opts(SecondsFormat::Millis, false)
}

#[derive(Template, Serialize)]
#[template(path = "home.html")]
struct Home {
    now: String,
    accounts: Vec<DemoAccount>,
    schedules: Vec<Schedule>,
    #[serde(skip)]
    shown_now: String,
    #[serde(skip)]
    leaps: Vec<Leap>,
    #[serde(skip)]
    mails: usize,
}

#[derive(Serialize)]
struct Schedule {
    function: &'static str,
    every: String,
    last_run: Option<String>,
    next_run: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
    #[serde(skip)]
    shown_last: String,
    #[serde(skip)]
    shown_next: String,
}

impl From<Standing> for Schedule {
    fn from(standing: Standing) -> Self {
        Self {
            function: standing.function,
            every: standing.every.to_string(),
            last_run: standing.last_run.map(api_time),
            next_run: api_time(standing.next_run),
            last_error: standing.last_error,
            shown_last: standing.last_run.map_or_else(|| "まだ".to_owned(), long_second),
            shown_next: long_second(standing.next_run),
        }
    }
}

/// A button that moves the clock.
struct Leap {
    label: &'static str,
    to: String,
}

fn leaps(now: DateTime<Utc>) -> Vec<Leap> {
    let mut leaps = vec![
        Leap { label: "10分後", to: api_time(now + TimeDelta::minutes(10)) },
        Leap { label: "1時間後", to: api_time(now + TimeDelta::hours(1)) },
        Leap { label: "1日後", to: api_time(now + TimeDelta::days(1)) },
    ];
    for (label, month) in [("次の4月1日 9:00", 4), ("次の10月1日 9:00", 10)] {
        let year = jst_date(now).year();
        let nine = |year| {
            let day = NaiveDate::from_ymd_opt(year, month, 1)?;
            Some(start_of_day(day) + TimeDelta::hours(9))
        };
        let next = [nine(year), nine(year + 1)].into_iter().flatten().find(|time| *time > now);
        leaps.extend(next.map(|time| Leap { label, to: api_time(time) }));
    }
    leaps
}

pub(super) async fn home(State(state): State<DevState>, headers: HeaderMap) -> Response {
    let now = state.clock.now();
    let model = Home {
        now: api_time(now),
        accounts: (state.accounts)(),
        schedules: state.schedules.list().into_iter().map(Schedule::from).collect(),
        shown_now: long_second(now),
        leaps: leaps(now),
        mails: state.mailbox.all().len(),
    };
    page(&model, &headers)
}

#[derive(Template, Serialize)]
#[template(path = "mail.html")]
#[serde(transparent)]
struct Mails {
    mails: Vec<Mail>,
}

pub(super) async fn mail(State(state): State<DevState>, headers: HeaderMap) -> Response {
    page(&Mails { mails: state.mailbox.all() }, &headers)
}

#[derive(Template, Serialize)]
#[template(path = "clock.html")]
struct Time {
    now: String,
    #[serde(skip)]
    shown_now: String,
    #[serde(skip)]
    leaps: Vec<Leap>,
}

pub(super) async fn clock(State(state): State<DevState>, headers: HeaderMap) -> Response {
    let now = state.clock.now();
    let model = Time { now: api_time(now), shown_now: long_second(now), leaps: leaps(now) };
    page(&model, &headers)
}

pub(super) async fn not_found(headers: HeaderMap) -> Response {
    let text = "このページはありません。";
    Problem::new(StatusCode::NOT_FOUND, text, wants_json(&headers)).into_response()
}
