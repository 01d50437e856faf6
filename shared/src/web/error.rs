//! The one error of all handlers. What is shown is decided in [`super::messages`]; what went wrong inside is logged once.

use axum::response::{IntoResponse, Response};
use domain::{Denied, Refusal};

use super::page::{Shown, show};
use super::problem::Problem;
use crate::store::StoreError;

/// A form that has to be sent once more: where to, and all that was typed.
#[derive(Clone, Debug)]
pub struct Resend {
    /// Where to.
    pub path: String,
    /// Names and values, in order.
    pub fields: Vec<(String, String)>,
    /// The token of the session that the browser has now, if it has one.
    pub token: Option<String>,
    /// It was drawn for another account than the one that is signed in now.
    pub others: bool,
}

/// Why a request ends without its page.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// There is no such thing, or it is not this visitor's.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in; `next` is where to go afterwards.
    #[error("sign-in required")]
    SignInRequired {
        /// The path that was asked for.
        next: String,
    },
    /// The request did not come from our own pages.
    #[error("request forged")]
    Forged,
    /// A form of ours without a session that it belongs to.
    #[error("session ended")]
    Resend(Resend),
    /// The body is not what this path takes.
    #[error("bad request")]
    BadRequest,
    /// The method is not one this path takes.
    #[error("method not allowed")]
    Method,
    /// The body is too large.
    #[error("too large")]
    TooLarge,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany,
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody else was first.
    #[error("conflict")]
    Conflict,
    /// Something broke that no visitor can mend.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::Other(error) => Self::Internal(error),
        }
    }
}

impl From<Denied> for AppError {
    fn from(_: Denied) -> Self {
        Self::NotFound
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        if let Self::Internal(error) = &self {
            tracing::error!(error = format!("{error:#}"), "request failed");
        }
        let problem = Problem::of(&self);
        match self {
            Self::SignInRequired { next } => show(problem.status, Shown::Problem { problem, sign_in: Some(next) }),
            Self::Resend(resend) => show(problem.status, Shown::Resend { problem, resend }),
            _ => show(problem.status, Shown::Problem { problem, sign_in: None }),
        }
    }
}
