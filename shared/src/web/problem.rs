//! Errors for people and machines: RFC 9457 `application/problem+json`, or the same words as a page.

use form::FieldView;
use http::StatusCode;
use serde::Serialize;

use super::{AppError, messages};

/// A bad field: where it is, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name in the page, `instructors.0.last_name`.
    pub field: String,
    /// The Japanese sentence.
    #[serde(rename = "detail")]
    pub message: String,
    /// The same place as a JSON Pointer (RFC 6901), `/instructors/0/last_name`.
    pub pointer: String,
}

impl FieldError {
    /// An error of a field named with dots.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        let field = field.into();
        let pointer = format!("/{}", field.replace('~', "~0").replace('/', "~1").replace('.', "/"));
        Self { field, message: message.into(), pointer }
    }

    /// The id of the field's control in the page.
    pub fn anchor(&self) -> String {
        self.field.replace('.', "-")
    }
}

/// A line of the error summary: the id of a control, and the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorLink {
    /// The control's id; empty where the error belongs to none.
    pub field: String,
    /// The Japanese sentence.
    pub message: String,
}

/// The lines of the error summary.
pub fn error_links(errors: &[FieldError]) -> Vec<ErrorLink> {
    errors.iter().map(|error| ErrorLink { field: error.anchor(), message: error.message.clone() }).collect()
}

/// The fields of a small form, each with its error.
pub fn with_errors(fields: Vec<FieldView>, errors: &[FieldError]) -> Vec<FieldView> {
    let message = |name: &str| errors.iter().find(|error| error.field == name).map(|error| error.message.clone());
    fields
        .into_iter()
        .map(|field| {
            let error = message(&field.name);
            field.error(error)
        })
        .collect()
}

impl From<form::FieldError> for FieldError {
    fn from(error: form::FieldError) -> Self {
        Self::new(error.field, error.message)
    }
}

/// One error answer.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// The HTTP status.
    #[serde(serialize_with = "status")]
    pub status: StatusCode,
    /// The stable English code, as a relative URI reference.
    #[serde(rename = "type")]
    pub code: &'static str,
    /// What happened, in a few words.
    pub title: &'static str,
    /// What to do.
    pub detail: &'static str,
    /// The bad fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl Problem {
    /// What is shown for an error.
    pub fn of(error: &AppError) -> Self {
        let (status, code, title, detail) = messages::error(error);
        Self { status, code, title, detail, errors: Vec::new() }
    }

    /// What is shown to a machine for bad fields, under the status of the page.
    pub fn invalid(status: StatusCode, errors: Vec<FieldError>) -> Self {
        let (_, code, title, detail) = match status {
            StatusCode::TOO_MANY_REQUESTS => messages::error(&AppError::TooMany),
            _ => messages::INVALID,
        };
        Self { status, code, title, detail, errors }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn status<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}
