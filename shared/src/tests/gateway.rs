//! A request as the gateway hands it over, and a small portal that answers it.

use askama::Template;
use axum::body::Body;
use axum::routing::{get, post};
use axum::{Router, http::Response};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;
use lambda_http::request::RequestContext;
use serde::Serialize;
use tower::ServiceExt as _;

use super::fixture::{jst, web};
use crate::web::{AppError, FieldError, Page, Received, Routes};

pub(super) const REQUEST_ID: &str = "JKJaXmPLvHcESHA=";

/// The gateway's account of a request, as `infra/local` makes it.
fn context() -> RequestContext {
    let mut context = ApiGatewayV2httpRequestContext::default();
    context.request_id = Some(REQUEST_ID.to_owned());
    context.time_epoch = jst("2027-02-10 10:00:00.123").timestamp_millis();
    context.http.source_ip = Some("192.0.2.7".to_owned());
    RequestContext::ApiGatewayV2(context)
}

#[derive(Template, Serialize)]
#[template(source = "<h1>{{ facility }}</h1>", ext = "html")]
pub(super) struct Small {
    pub(super) facility: &'static str,
}

const SMALL: Small = Small { facility: "架空<緩和>病院" };

async fn bad_fields() -> Page<Small> {
    Page::invalid(SMALL, vec![FieldError::new("instructors.0.last_name", "姓を入力してください。")])
}

async fn saved() -> Page<Small> {
    Page::new(SMALL).see_other("/saved").cookie("session=1; Path=/; HttpOnly".to_owned())
}

async fn told(received: Received) -> String {
    format!("{} {} {}", received.now.timestamp_millis(), received.source_ip, received.request_id)
}

async fn broken() -> AppError {
    AppError::Internal(anyhow::anyhow!("a text that nobody may see"))
}

async fn secret_page() -> AppError {
    AppError::SignInRequired { next: "/applications/2027-02/partner".to_owned() }
}

/// A portal with one route of each way to answer.
fn portal() -> Router {
    Routes::default()
        .route("/page", get(async || Page::new(SMALL)))
        .route("/save", post(saved))
        .route("/invalid", post(bad_fields))
        .route("/long", get(async || "架空".repeat(1000)))
        .route("/told", get(told))
        .route("/broken", get(broken))
        .route("/sign-in-first", get(secret_page))
        .route("/plain-404", get(async || StatusCode::NOT_FOUND))
        .route("/plain-415", get(async || (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported media type")))
        .route("/plain-503", get(async || (StatusCode::SERVICE_UNAVAILABLE, "upstream is down")))
        .route("/body", post(async |body: axum::body::Bytes| body.len().to_string()))
        .into_router((), &web())
}

/// An answer, read to its end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

async fn read(response: Response<Body>) -> Answer {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(bytes.to_vec()).unwrap() }
}

/// Sends a request through the layers, with the gateway's context.
pub(super) async fn send(method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
    read(pass(method, path, headers, body).await).await
}

/// The same, with the answer as it comes: packed, perhaps.
pub(super) async fn send_raw(path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    pass(Method::GET, path, headers, String::new()).await
}

async fn pass(method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path).extension(context());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    portal().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
}

/// The same without a gateway in front.
pub(super) async fn send_directly(path: &str) -> Answer {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    read(portal().oneshot(request).await.unwrap()).await
}

pub(super) async fn get_as(path: &str, accept: &str) -> Answer {
    send(Method::GET, path, &[("accept", accept)], String::new()).await
}

/// What a browser says of a form on our own page.
pub(super) const OWN_FORM: [(&str, &str); 4] = [
    ("accept", "text/html"),
    ("content-type", "application/x-www-form-urlencoded"),
    ("sec-fetch-site", "same-origin"),
    ("origin", "https://nintei.example"),
];

/// What a program says.
pub(super) const OWN_JSON: [(&str, &str); 2] = [("accept", "application/json"), ("content-type", "application/json")];
