//! Answers that anybody may keep: each gets a tag, and who has it already is told so and no more.

use axum::body::to_bytes;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::store::keys::sha256_hex;

/// True when `If-None-Match` names the tag; weak comparison, as RFC 9110 wants it here.
pub fn names_tag(asked: &HeaderMap, tag: &str) -> bool {
    let tags = asked.get_all(IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
    let mut tags = tags.flat_map(|tags| tags.split(',')).map(str::trim);
    tags.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

fn is_public(response: &Response) -> bool {
    let cache = response.headers().get(CACHE_CONTROL);
    response.status() == StatusCode::OK && cache.is_some_and(|cache| cache.as_bytes().starts_with(b"public"))
}

/// The answer with its tag, or 304. Only what its handler called public is looked at; what has a tag already keeps it.
pub(super) async fn tagged(response: Response, asked: &HeaderMap) -> Response {
    if !is_public(&response) || response.headers().contains_key(ETAG) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // the answer to a HEAD request: nothing to make a tag of
    if bytes.is_empty() {
        return Response::from_parts(parts, bytes.into());
    }
    let tag = format!("\"{}\"", sha256_hex(&bytes).get(..32).unwrap_or_default());
    if let Ok(value) = HeaderValue::from_str(&tag) {
        parts.headers.insert(ETAG, value);
    }
    if names_tag(asked, &tag) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(CONTENT_TYPE);
        parts.headers.remove(CONTENT_LENGTH);
        return Response::from_parts(parts, axum::body::Body::empty());
    }
    Response::from_parts(parts, bytes.into())
}
