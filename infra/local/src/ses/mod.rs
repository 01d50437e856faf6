//! SES v2 on this machine: the one operation the portal uses, and a mailbox.
//!
//! Some recipients misbehave on purpose, by the local part of their address (`throttle@…`, or `throttle+anything@…`):
//! `throttle` answers 429, `reject` 400, `fail500` 500, and `bounce` is accepted and recorded as bounced.

mod mailbox;
#[cfg(test)]
mod tests;

pub use self::mailbox::{Mail, Mailbox};

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;

use crate::standins::Now;

/// The routes of the endpoint.
pub(crate) fn router(mailbox: Mailbox, now: Now) -> Router {
    Router::new().route("/v2/email/outbound-emails", post(send_email)).with_state(Arc::new(Ses { mailbox, now }))
}

struct Ses {
    mailbox: Mailbox,
    now: Now,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendEmail {
    from_email_address: String,
    destination: Destination,
    #[serde(default)]
    reply_to_addresses: Vec<String>,
    content: Content,
    #[serde(default)]
    email_tags: Vec<Tag>,
    configuration_set_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    to_addresses: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Simple,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Simple {
    subject: Text,
    body: TextBody,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TextBody {
    text: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Text {
    data: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    name: String,
    value: String,
}

async fn send_email(State(ses): State<Arc<Ses>>, headers: HeaderMap, body: Bytes) -> Response {
    let signed = headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(b"AWS4-HMAC-SHA256 "));
    if !signed {
        return refusal(StatusCode::FORBIDDEN, "MissingAuthenticationTokenException", "not signed");
    }
    let request: SendEmail = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => {
            return refusal(StatusCode::BAD_REQUEST, "BadRequestException", &error.to_string());
        }
    };
    if let Some(refusal) = misbehaviour(&request.destination.to_addresses) {
        return refusal;
    }
    match ses.mailbox.add(|id| letter(id, request, (ses.now)())) {
        Ok(id) => Json(json!({ "MessageId": id })).into_response(),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "a mail could not be kept");
            internal_error()
        }
    }
}

fn letter(id: String, request: SendEmail, sent_at: DateTime<Utc>) -> Mail {
    let bounced = addressed_to(&request.destination.to_addresses, "bounce");
    let tags: BTreeMap<String, String> = request.email_tags.into_iter().map(|tag| (tag.name, tag.value)).collect();
    Mail {
        id,
        to: request.destination.to_addresses.join(", "),
        from: request.from_email_address,
        reply_to: request.reply_to_addresses,
        subject: request.content.simple.subject.data,
        text: request.content.simple.body.text.data,
        tags,
        configuration_set: request.configuration_set_name,
        sent_at,
        bounced,
    }
}

fn misbehaviour(recipients: &[String]) -> Option<Response> {
    if recipients.is_empty() {
        let text = "no recipient";
        Some(refusal(StatusCode::BAD_REQUEST, "BadRequestException", text))
    } else if addressed_to(recipients, "throttle") {
        let text = "Maximum sending rate exceeded.";
        Some(refusal(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", text))
    } else if addressed_to(recipients, "reject") {
        Some(refusal(StatusCode::BAD_REQUEST, "MessageRejected", "Email address is not verified."))
    } else if addressed_to(recipients, "fail500") {
        Some(internal_error())
    } else {
        None
    }
}

fn addressed_to(recipients: &[String], local_part: &str) -> bool {
    recipients.iter().any(|address| {
        let found = address.split('@').next().unwrap_or_default();
        found.split('+').next() == Some(local_part)
    })
}

fn internal_error() -> Response {
    let text = "The request could not be processed.";
    refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerErrorException", text)
}

/// An error in the shape from which the SDK makes its typed errors.
fn refusal(status: StatusCode, kind: &str, message: &str) -> Response {
    let body = Json(json!({ "message": message }));
    (status, [("x-amzn-errortype", kind)], body).into_response()
}
