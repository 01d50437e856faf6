//! The receipt as a file: one HTML document that needs nothing else, to be kept and printed.

use std::collections::HashMap;

use anyhow::Context as _;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::calendar::long_second;
use domain::{Cycle, FiledFile};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use shared::desk::{AtDesk, Desk};
use shared::files::attachment;
use shared::society::Society;
use shared::store::Snapshot;
use shared::web::AppError;

use crate::Deps;
use crate::page::nth;
use crate::parts::Part;
use crate::receipt::{numbered, wanted};

/// 申請の控え, without the portal around it. Whoever saves it twice has the same bytes.
#[derive(Debug, Template)]
#[template(path = "file.html")]
struct ReceiptFile {
    society: &'static Society,
    label: &'static str,
    cycle: Cycle,
    nth: String,
    receipt_no: String,
    facility_name: String,
    submitted_at: String,
    digest: String,
    certificate: Option<FiledFile>,
    /// The version of 個人情報の取扱い that was agreed to.
    privacy: Option<String>,
    parts: Vec<Part>,
}

impl ReceiptFile {
    fn new(desk: &Desk, snapshot: &Snapshot) -> Self {
        Self {
            society: Society::current(),
            label: desk.id().kind.label(),
            cycle: desk.id().cycle,
            nth: nth(snapshot.number),
            receipt_no: snapshot.receipt_no.clone(),
            facility_name: snapshot.application_form.text("facility_name").to_owned(),
            submitted_at: long_second(snapshot.at),
            digest: snapshot.digest.clone(),
            certificate: snapshot.certificate.clone(),
            privacy: snapshot.privacy.clone(),
            parts: Part::filed(desk, snapshot),
        }
    }
}

/// Saves the receipt of a submission. It has this one face, for a program, too.
pub(crate) async fn save(
    State(deps): State<Deps>,
    Query(query): Query<HashMap<String, String>>,
    at: AtDesk,
) -> Result<Response, AppError> {
    let snapshot = numbered(&deps, &at.desk, wanted(&at.desk, &query)?).await?;
    let text = ReceiptFile::new(&at.desk, &snapshot).render().context("rendering a receipt")?;
    let headers =
        [(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition(&snapshot))];
    Ok((headers, text).into_response())
}

/// Named after the receipt number, and from the second submission on after that, too.
fn disposition(snapshot: &Snapshot) -> String {
    let Snapshot { receipt_no, number, .. } = snapshot;
    let (ascii, japanese) = match number {
        1 => (String::new(), String::new()),
        number => (format!("-{number}"), format!("_第{number}回")),
    };
    attachment(&format!("receipt-{receipt_no}{ascii}.html"), &format!("申請の控え_{receipt_no}{japanese}.html"))
}
