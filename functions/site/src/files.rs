//! Answers that are not pages: the assets, `robots.txt`, `security.txt` (RFC 9116) and the address at which password
//! managers look for the change of a password.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{Days, NaiveTime, SecondsFormat};
use http::header::{self, HeaderMap, HeaderName};
use http::{HeaderValue, StatusCode};
use serde::Deserialize;
use shared::assets::{self, ASSETS, Asset, CERTIFICATE_FORM};
use shared::society::Society;
use shared::web::{AppError, Received, names_tag};

use crate::Deps;

/// How long `security.txt` is valid: well within the year that RFC 9116 advises, well beyond a release.
const SECURITY_TEXT_DAYS: Days = Days::new(180);

/// Everything but the pages that are meant to be found. `$` ends a path, so that `/` is not a prefix of all.
const ROBOTS: &str = "User-agent: *\nAllow: /$\nAllow: /help\nAllow: /roster\nDisallow: /\n";

/// 申請書・在籍証明書.pdf, as RFC 8187 writes it: what the file is called when it is saved.
const CERTIFICATE_FORM_NAME: &str = "inline; filename=\"certificate-form.pdf\"; \
     filename*=UTF-8''%E7%94%B3%E8%AB%8B%E6%9B%B8%E3%83%BB%E5%9C%A8%E7%B1%8D%E8%A8%BC%E6%98%8E%E6%9B%B8.pdf";

/// The layers' policy would also bind the viewer that a browser draws a PDF with.
const PDF_POLICY: &str = "frame-ancestors 'none'";

#[derive(Deserialize)]
pub(crate) struct Version {
    v: Option<String>,
}

/// A file of `shared/assets`. Under the address with its version it never changes; without, it is asked for anew, so
/// that the one stable address of the certificate form (S94, S119) always gives the current one: the secretariat's, where
/// it has put one in place of ours.
pub(crate) async fn asset(
    State(deps): State<Deps>,
    Path(file): Path<String>,
    Query(version): Query<Version>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    let asset = ASSETS.iter().find(|asset| asset.name == file).ok_or(AppError::NotFound)?;
    if address_of(asset) == CERTIFICATE_FORM
        && let Some(form) = deps.store.portal_settings().await?.value.form
    {
        let tag = format!("\"{}\"", form.sha256);
        let known = names_tag(&headers, &tag);
        let bytes = if known { Vec::new() } else { deps.forms.form(&form.sha256).await? };
        return Ok(answer(known, bytes, asset.content_type, &tag, "no-cache"));
    }
    let address = assets::url(asset.name);
    let current = address.split_once("?v=").map_or("", |(_, version)| version);
    let tag = format!("\"{current}\"");
    let cache = match version.v {
        Some(asked) if asked == current => "public, max-age=31536000, immutable",
        _ => "no-cache",
    };
    Ok(answer(names_tag(&headers, &tag), asset.bytes, asset.content_type, &tag, cache))
}

fn address_of(asset: &Asset) -> String {
    format!("/assets/{}", asset.name)
}

fn answer(known: bool, bytes: impl IntoResponse, content_type: &str, tag: &str, cache: &str) -> Response {
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { bytes.into_response() };
    put(&mut response, header::CONTENT_TYPE, content_type);
    put(&mut response, header::CACHE_CONTROL, cache);
    put(&mut response, header::ETAG, tag);
    // one representation for everybody: neither Accept nor a cookie chooses
    put(&mut response, header::VARY, "Accept-Encoding");
    if content_type == "application/pdf" {
        // with a 304 too: its headers replace those that the browser has kept
        put(&mut response, header::CONTENT_DISPOSITION, CERTIFICATE_FORM_NAME);
        put(&mut response, header::CONTENT_SECURITY_POLICY, PDF_POLICY);
    }
    response
}

fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

pub(crate) async fn robots() -> &'static str {
    ROBOTS
}

/// Where to report a weakness (RFC 9116). The end of its validity is computed, so that it never runs out unnoticed.
pub(crate) async fn security_text(State(deps): State<Deps>, received: Received) -> Result<String, AppError> {
    let last = received.now.checked_add_days(SECURITY_TEXT_DAYS).unwrap_or(received.now).date_naive();
    let expires = last.and_time(NaiveTime::MIN).and_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(format!(
        "Contact: mailto:{}\nExpires: {expires}\nPreferred-Languages: ja, en\nCanonical: {}/.well-known/security.txt\n",
        Society::current().contact_email,
        deps.web.base_url(),
    ))
}

pub(crate) async fn change_password() -> Redirect {
    Redirect::to("/password/forgot")
}
