//! What the gateway says of a request: when it was received, from where, and its name.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use chrono::{DateTime, Utc};
use http::request::Parts;
use lambda_http::request::RequestContext;

use super::AppError;
use crate::store::Cause;

/// The gateway's own account of a request. Without it a request is refused with 500: time and address are never taken
/// from headers that a client could write.
#[derive(Clone, Debug)]
pub struct Received {
    /// When the gateway received it.
    pub now: DateTime<Utc>,
    /// The client's address.
    pub source_ip: IpAddr,
    /// The request's name, shown on error pages as お問い合わせ番号.
    pub request_id: String,
}

impl Received {
    /// What to write into events.
    pub fn cause(&self) -> Cause {
        Cause { now: self.now, request_id: self.request_id.clone() }
    }

    /// Reads the gateway's context from a request's extensions.
    pub(crate) fn of(extensions: &http::Extensions) -> Option<Self> {
        let Some(RequestContext::ApiGatewayV2(context)) = extensions.get::<RequestContext>() else { return None };
        Some(Self {
            now: DateTime::from_timestamp_millis(context.time_epoch)?,
            source_ip: context.http.source_ip.as_deref()?.parse().ok()?,
            request_id: context.request_id.clone()?,
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Received {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        Self::of(&parts.extensions)
            .ok_or_else(|| anyhow::anyhow!("the request came without a gateway's context").into())
    }
}
