//! The CORS rule of the quarantine bucket in `infra/template.yaml`: one origin, and only what an upload needs.

use anyhow::Context;
use axum::body::Body;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Response, StatusCode};

const METHODS: [&str; 2] = ["PUT", "POST"];
const HEADERS: [&str; 3] = ["content-type", "if-none-match", "x-amz-checksum-sha256"];

#[derive(Clone)]
pub(super) struct Cors {
    origin: HeaderValue,
}

impl Cors {
    pub(super) fn for_origin(origin: &str) -> anyhow::Result<Self> {
        let origin =
            HeaderValue::from_str(origin.trim_end_matches('/')).context("the origin for uploads is no header value")?;
        Ok(Self { origin })
    }

    /// Whether the request comes from a script of the allowed origin.
    pub(super) fn allows(&self, headers: &HeaderMap) -> bool {
        headers.get(ORIGIN) == Some(&self.origin)
    }

    /// The answer to OPTIONS.
    pub(super) fn preflight(&self, headers: &HeaderMap) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        if !(self.allows(headers) && method_allowed(headers) && headers_allowed(headers)) {
            *response.status_mut() = StatusCode::FORBIDDEN;
            return response;
        }
        self.decorate(&mut response);
        let answer = response.headers_mut();
        answer.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("PUT, POST"));
        answer.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("content-type, if-none-match, x-amz-checksum-sha256"),
        );
        answer.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("300"));
        response
    }

    /// Lets the allowed origin read an answer.
    pub(super) fn decorate(&self, response: &mut Response<Body>) {
        let answer = response.headers_mut();
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, self.origin.clone());
        answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag"));
        answer.append(VARY, HeaderValue::from_static("Origin"));
    }
}

fn method_allowed(headers: &HeaderMap) -> bool {
    let asked = headers.get(ACCESS_CONTROL_REQUEST_METHOD).and_then(|value| value.to_str().ok());
    asked.is_some_and(|method| METHODS.contains(&method))
}

fn headers_allowed(headers: &HeaderMap) -> bool {
    headers.get_all(ACCESS_CONTROL_REQUEST_HEADERS).iter().all(|value| {
        value.to_str().is_ok_and(|list| {
            list.split(',').all(|name| {
                let name = name.trim().to_ascii_lowercase();
                name.is_empty() || HEADERS.contains(&name.as_str())
            })
        })
    })
}
