//! What every function does alike: origin check, negotiation, headers, and a Japanese page in place of any plain error.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};

use super::back::Back;
use super::gzip::gzipped;
use super::known::tagged;
use super::page::{Face, Shown, render};
use super::problem::Problem;
use super::{AppError, Received, Web};

/// The most bytes a body may have; files do not come this way.
const BODY_LIMIT: usize = 256 * 1024;

/// A function's routes, with their paths kept: a test compares them with the template.
pub struct Routes<S> {
    router: Router<S>,
    paths: Vec<&'static str>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self { router: Router::new(), paths: Vec::new() }
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// Adds a path.
    #[must_use]
    pub fn route(mut self, path: &'static str, methods: MethodRouter<S>) -> Self {
        self.paths.push(path);
        Self { router: self.router.route(path, methods), paths: self.paths }
    }

    /// The paths, in order.
    pub fn paths(&self) -> &[&'static str] {
        &self.paths
    }

    /// The router with all layers.
    pub fn into_router(self, state: S, web: &Web) -> Router {
        layers(self.router.with_state(state), web)
    }
}

/// Puts the layers around a router.
pub fn layers(router: Router, web: &Web) -> Router {
    router.layer(DefaultBodyLimit::max(BODY_LIMIT)).layer(from_fn_with_state(web.clone(), frame))
}

async fn frame(State(web): State<Web>, request: Request, next: Next) -> Response {
    let face = face(request.headers());
    let asked = request.headers().clone();
    let back = Back::of(request.uri(), &asked, &web);
    let request_id = Received::of(request.extensions()).map(|received| received.request_id).unwrap_or_default();
    let response = if request.method().is_safe() || is_ours(request.headers(), &web) {
        next.run(request).await
    } else {
        AppError::Forged.into_response()
    };
    let response = tagged(shown(response, face, &web, &request_id, back), &asked).await;
    let mut response = gzipped(response, &asked).await;
    put_headers(response.headers_mut(), &web, &request_id);
    response
}

/// Replaces what the handler left by what the visitor sees.
fn shown(response: Response, face: Face, web: &Web, request_id: &str, back: Option<Back>) -> Response {
    let (mut parts, body) = response.into_parts();
    let shown = match parts.extensions.remove::<Shown>() {
        Some(shown) => shown,
        None if parts.status.is_client_error() || parts.status.is_server_error() => plain_error(parts.status),
        None => return Response::from_parts(parts, body),
    };
    let mut response = render(&shown, face, web, request_id, back);
    for (name, value) in &parts.headers {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            response.headers_mut().append(name, value.clone());
        }
    }
    response
}

/// An error that a library made, in our words and with its status.
fn plain_error(status: StatusCode) -> Shown {
    let error = match status {
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => AppError::Method,
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        status if status.is_server_error() => AppError::Internal(anyhow::anyhow!("a library answered {status}")),
        _ => AppError::BadRequest,
    };
    Shown::Problem { problem: Problem { status, ..Problem::of(&error) }, sign_in: None }
}

/// JSON where it is asked for and HTML is not.
fn face(headers: &HeaderMap) -> Face {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or("");
    let accept = text(header::ACCEPT);
    let sends_json = text(header::CONTENT_TYPE).starts_with("application/json");
    if accept.contains("text/html") {
        Face::Html
    } else if accept.contains("json") || sends_json {
        Face::Json
    } else {
        Face::Html
    }
}

/// True when a request that changes something comes from our own pages, or from a program: a browser always says where
/// a POST comes from, and no other site's form can send JSON.
fn is_ours(headers: &HeaderMap, web: &Web) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), origin) => site == "same-origin" && origin.is_none_or(|origin| origin == web.base_url()),
        (None, Some(origin)) => origin == web.base_url(),
        (None, None) => text("content-type").is_some_and(|media_type| media_type.starts_with("application/json")),
    }
}

fn put_headers(headers: &mut HeaderMap, web: &Web, request_id: &str) {
    let upload = web.upload_origin();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' {upload}; \
         form-action 'self' {upload}; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    );
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.entry(name).or_insert(value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, &policy);
    set(header::CACHE_CONTROL, "no-store");
    set(header::VARY, "Accept, Accept-Encoding, Cookie");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    set(HeaderName::from_static("x-robots-tag"), "noindex");
    set(HeaderName::from_static("x-request-id"), request_id);
    if web.is_secure() {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains");
    }
}
