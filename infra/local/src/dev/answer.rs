//! HTML or JSON out, form or JSON in.

use askama::Template;
use axum::http::header::{ACCEPT, CONTENT_TYPE, LOCATION, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Json, Response};
use serde::Serialize;
use serde_json::Value;

/// A page, as the client wants it.
pub(super) fn page<T: Template + Serialize>(model: &T, headers: &HeaderMap) -> Response {
    let answer = if wants_json(headers) { Json(model).into_response() } else { html(model) };
    ([(VARY, "Accept")], answer).into_response()
}

fn html<T: Template>(model: &T) -> Response {
    match model.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page under /dev could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// What was done: JSON for a program, the start page for a browser.
pub(super) fn done(report: Value, headers: &HeaderMap) -> Response {
    if wants_json(headers) {
        Json(report).into_response()
    } else {
        (StatusCode::SEE_OTHER, [(LOCATION, "/dev")]).into_response()
    }
}

/// Whether the client asks for JSON, or sends it without saying what it wants.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    let holds =
        |name, kind: &str| headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|v| v.contains(kind));
    holds(ACCEPT, "application/json") || (holds(CONTENT_TYPE, "application/json") && !holds(ACCEPT, "text/html"))
}

/// The value of one field of a form or a JSON object.
pub(super) fn field(name: &str, headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("application/json") {
        let object: Value = serde_json::from_slice(body).ok()?;
        object.get(name)?.as_str().map(str::to_owned)
    } else {
        let mut pairs = form_urlencoded::parse(body);
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// Something that was not done, and why.
#[derive(Template, Serialize)]
#[template(path = "problem.html")]
pub(super) struct Problem {
    status: u16,
    title: &'static str,
    detail: String,
    #[serde(skip)]
    json: bool,
}

impl Problem {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>, json: bool) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        Self { status: status.as_u16(), title, detail: detail.into(), json }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if self.json {
            let kind = [(CONTENT_TYPE, "application/problem+json")];
            (status, kind, Json(self)).into_response()
        } else {
            (status, html(&self)).into_response()
        }
    }
}
