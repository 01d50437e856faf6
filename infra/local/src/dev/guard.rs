//! Keeps other sites from pressing the buttons of these pages, and gives every answer its headers.

use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::answer::{Problem, wants_json};

/// Refuses a POST that a page of another origin sends. A client that is no browser sends neither header.
pub(super) async fn same_origin(request: Request, next: Next) -> Response {
    if request.method() == Method::POST && foreign(request.headers()) {
        let text = "他のサイトからの操作は受け付けません。";
        return Problem::new(StatusCode::FORBIDDEN, text, wants_json(request.headers())).into_response();
    }
    next.run(request).await
}

fn foreign(headers: &HeaderMap) -> bool {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let site = headers.get("sec-fetch-site").map(text);
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return true;
    }
    let host = headers.get(HOST).map(text).unwrap_or_default();
    let origin = headers.get(ORIGIN).map(text);
    origin.is_some_and(|origin| origin.split("://").nth(1) != Some(host.as_str()))
}

/// These pages show passwords and one-time links: not for caches, frames or referrers.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; \
             frame-ancestors 'none'; base-uri 'none'",
        ),
    );
    response
}
