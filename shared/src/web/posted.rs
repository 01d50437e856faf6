//! Bodies: a form or JSON, by Content-Type, through one extractor.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::AppError;

/// The body of a POST.
#[derive(Clone, Debug)]
pub enum Posted {
    /// `application/x-www-form-urlencoded`: names and values in order.
    Pairs(Vec<(String, String)>),
    /// `application/json`.
    Json(serde_json::Value),
}

/// The most fields a form may have.
const MOST_FIELDS: usize = 2000;

impl Posted {
    /// The body as `T`. Unknown names of a form are ignored, as a browser may send more than a page asks for.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        let value = match self {
            Self::Json(value) => value.clone(),
            Self::Pairs(pairs) => {
                let entries = pairs.iter().map(|(name, value)| (name.clone(), value.clone().into()));
                serde_json::Value::Object(entries.collect())
            }
        };
        serde_json::from_value(value).map_err(|_| AppError::BadRequest)
    }

    /// One text of the body.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self {
            Self::Pairs(pairs) => pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()),
            Self::Json(value) => value.get(name).and_then(|value| value.as_str()),
        }
    }

    /// One whole number of the body.
    pub fn number(&self, name: &str) -> Option<u64> {
        match self {
            Self::Pairs(_) => self.text(name).and_then(|text| text.parse().ok()),
            Self::Json(value) => value.get(name).and_then(serde_json::Value::as_u64),
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let media_type = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        let bytes = Bytes::from_request(request, state).await.map_err(|_| AppError::TooLarge)?;
        match media_type.as_str() {
            "application/json" => serde_json::from_slice(&bytes).map(Self::Json).map_err(|_| AppError::BadRequest),
            "application/x-www-form-urlencoded" => {
                let pairs: Vec<_> = form_urlencoded::parse(&bytes).into_owned().collect();
                if pairs.len() > MOST_FIELDS { Err(AppError::TooLarge) } else { Ok(Self::Pairs(pairs)) }
            }
            _ => Err(AppError::BadRequest),
        }
    }
}
