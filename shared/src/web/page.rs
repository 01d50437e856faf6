//! A page is a struct: one view model, shown as HTML to a browser and as JSON to a machine.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use domain::Refusal;
use http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;

use super::back::Back;
use super::problem::{FieldError, Problem};
use super::{AppError, Chrome, Resend, Web};

/// A view model with everything its answer needs.
pub struct Page<T> {
    model: T,
    status: StatusCode,
    see_other: Option<String>,
    cookies: Vec<String>,
    errors: Vec<FieldError>,
    refusal: Option<Refusal>,
}

impl<T: Template + Serialize + Send + Sync + 'static> Page<T> {
    /// A page that is shown as it is.
    pub const fn new(model: T) -> Self {
        Self { model, status: StatusCode::OK, see_other: None, cookies: Vec::new(), errors: Vec::new(), refusal: None }
    }

    /// The page with the bad fields of what was posted: 422, or for a machine a problem.
    pub fn invalid(model: T, errors: Vec<FieldError>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, errors, ..Self::new(model) }
    }

    /// The page that tells why something was not done; a machine gets the refusal as a problem.
    pub fn refused(model: T, refusal: Refusal) -> Self {
        let (status, ..) = super::messages::refusal(refusal);
        Self { status, refusal: Some(refusal), ..Self::new(model) }
    }

    /// The same page under another status.
    #[must_use]
    pub fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// After a POST: a browser is sent on (303), a machine gets the model (200).
    #[must_use]
    pub fn see_other(self, path: impl Into<String>) -> Self {
        Self { see_other: Some(path.into()), ..self }
    }

    /// Sets a cookie.
    #[must_use]
    pub fn cookie(mut self, cookie: String) -> Self {
        self.cookies.push(cookie);
        self
    }
}

impl<T> Page<T> {
    /// What a machine is shown in place of the model.
    fn problem(&self) -> Option<Problem> {
        let refused = self.refusal.map(|refusal| Problem::of(&AppError::from(refusal)));
        refused.or_else(|| (!self.errors.is_empty()).then(|| Problem::invalid(self.status, self.errors.clone())))
    }
}

impl<T: Template + Serialize + Send + Sync + 'static> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let cookies = self.cookies.clone();
        let mut response = show(self.status, Shown::Page(Arc::new(self)));
        for cookie in cookies {
            if let Ok(value) = HeaderValue::try_from(cookie) {
                response.headers_mut().append(SET_COOKIE, value);
            }
        }
        response
    }
}

/// Which face of a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Html,
    Json,
}

/// What a handler left in its response for the layer to show.
#[derive(Clone)]
pub(crate) enum Shown {
    /// A page.
    Page(Arc<dyn Show>),
    /// A form to be sent once more.
    Resend { problem: Problem, resend: Resend },
    /// An error.
    Problem { problem: Problem, sign_in: Option<String> },
}

/// A page whose type is forgotten.
pub(crate) trait Show: Send + Sync {
    fn show(&self, face: Face) -> Response;
}

impl<T: Template + Serialize + Send + Sync> Show for Page<T> {
    fn show(&self, face: Face) -> Response {
        match (face, self.problem(), &self.see_other) {
            (Face::Json, Some(problem), _) => problem_json(&problem),
            (Face::Json, None, _) => json(self.status, "application/json", &self.model),
            (Face::Html, _, Some(path)) => see_other(path),
            (Face::Html, _, None) => html(self.status, &self.model),
        }
    }
}

/// A response that the layer will fill in.
pub(crate) fn show(status: StatusCode, shown: Shown) -> Response {
    let mut response = status.into_response();
    response.extensions_mut().insert(shown);
    response
}

/// The answer for `shown`, in the face asked for.
pub(crate) fn render(shown: &Shown, face: Face, web: &Web, request_id: &str, back: Option<Back>) -> Response {
    match (shown, face) {
        (Shown::Page(page), face) => page.show(face),
        (Shown::Problem { problem, .. } | Shown::Resend { problem, .. }, Face::Json) => problem_json(problem),
        (Shown::Resend { problem, resend }, Face::Html) => {
            let chrome = Chrome::new(web, problem.title).error_page(request_id);
            let login = super::session::login_path(&resend.path);
            html(problem.status, &ResendPage { chrome, detail: problem.detail, login, resend })
        }
        (Shown::Problem { sign_in: Some(next), .. }, Face::Html) => see_other(&super::session::login_path(next)),
        (Shown::Problem { problem, sign_in: None }, Face::Html) => {
            let chrome = Chrome::new(web, problem.title).error_page(request_id);
            html(problem.status, &ErrorPage { chrome, detail: problem.detail, back })
        }
    }
}

#[derive(Template)]
#[template(path = "resend.html")]
struct ResendPage<'a> {
    chrome: Chrome,
    detail: &'static str,
    login: String,
    resend: &'a Resend,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    chrome: Chrome,
    detail: &'static str,
    /// The first way on; the top page is the second.
    back: Option<Back>,
}

fn see_other(path: &str) -> Response {
    let location = HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// Room for most pages: text that grows is copied each time.
const ROOM: usize = 128 * 1024;

fn html(status: StatusCode, page: &impl Template) -> Response {
    let mut text = String::with_capacity(ROOM);
    match page.render_into(&mut text) {
        Ok(()) => (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response(),
        Err(error) => broken(&error),
    }
}

fn problem_json(problem: &Problem) -> Response {
    json(problem.status, "application/problem+json", problem)
}

fn json(status: StatusCode, content_type: &'static str, model: &impl Serialize) -> Response {
    match serde_json::to_vec(model) {
        Ok(bytes) => (status, [(CONTENT_TYPE, content_type)], Body::from(bytes)).into_response(),
        Err(error) => broken(&error),
    }
}

/// A page that cannot be drawn is a fault of the portal's own.
fn broken(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "a page could not be rendered");
    (StatusCode::INTERNAL_SERVER_ERROR, "エラーが発生しました").into_response()
}
