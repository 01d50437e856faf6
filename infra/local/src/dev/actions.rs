//! What the buttons do.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDateTime, Utc};
use domain::calendar::JST;
use serde_json::{Value, json};

use super::DevState;
use super::answer::{Problem, done, field, wants_json};
use super::pages::api_time;
use crate::clock_store::NotMoved;

/// `POST /dev/clock`: moves the clock forward and runs what has become due.
pub(super) async fn move_clock(State(state): State<DevState>, headers: HeaderMap, body: Bytes) -> Response {
    let refuse = |status, text: &str| Problem::new(status, text, wants_json(&headers)).into_response();
    let Some(to) = field("now", &headers, &body).as_deref().and_then(read_time) else {
        let text = "時刻は「2027-04-01T09:00:00+09:00」または「2027-04-01T09:00」のように入力してください。";
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, text);
    };
    match state.clock.move_to(to) {
        Ok(()) => {
            let ran = state.schedules.run_due().await;
            done(json!({ "now": api_time(state.clock.now()), "ran": ran }), &headers)
        }
        Err(NotMoved::Backwards) => {
            let text = "時計を戻すことはできません。先に「最初の状態に戻す」を実行してください。(reset first)";
            refuse(StatusCode::CONFLICT, text)
        }
        Err(NotMoved::Failed(error)) => refuse(StatusCode::INTERNAL_SERVER_ERROR, &format!("{error:#}")),
    }
}

/// RFC 3339, or without an offset (what a browser's input sends) Japan's time.
fn read_time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.to_utc());
    }
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
    local.and_local_timezone(JST).single().map(|instant| instant.to_utc())
}

/// `POST /dev/schedules/{function}`: runs a scheduled function now.
pub(super) async fn run_schedule(
    State(state): State<DevState>,
    Path(function): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let refuse = |status, text: String| Problem::new(status, text, wants_json(&headers)).into_response();
    let ran_at = api_time(state.clock.now());
    match state.schedules.run(&function, event(&headers, &body)).await {
        Some(Ok(report)) => done(json!({ "function": function, "ran_at": ran_at, "report": report }), &headers),
        Some(Err(error)) => refuse(StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")),
        None => refuse(StatusCode::NOT_FOUND, format!("{function} という定期実行はありません。")),
    }
}

/// The event that a program sends along: `{"dry_run": true}`.
fn event(headers: &HeaderMap, body: &[u8]) -> Value {
    if wants_json(headers) { serde_json::from_slice(body).unwrap_or_default() } else { Value::Null }
}

/// `POST /dev/reset`: back to the demo data and to the beginning of the demo.
pub(super) async fn reset(State(state): State<DevState>, headers: HeaderMap) -> Response {
    match start_again(&state).await {
        Ok(()) => done(json!({ "now": api_time(state.clock.now()) }), &headers),
        Err(error) => {
            let text = format!("{error:#}");
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, text, wants_json(&headers)).into_response()
        }
    }
}

async fn start_again(state: &DevState) -> anyhow::Result<()> {
    let _quiet = state.schedules.quiet().await;
    state.clock.reset()?;
    state.mailbox.clear()?;
    (state.reset)().await?;
    state.schedules.forget();
    Ok(())
}
