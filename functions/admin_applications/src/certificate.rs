//! 申請書・在籍証明書 as it was filed. The history says what inspection made of each upload, also of one that a
//! correction has replaced since.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::Redirect;
use domain::{Event, UploadId, UploadRefusal};
use shared::desk::AtFile;
use shared::files::certificate_key;
use shared::store::{EventRecord, keys};
use shared::web::AppError;

use crate::Deps;

/// What inspection made of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inspection<'a> {
    /// 確認中
    Checking,
    /// It stands among the certificates.
    Attached {
        /// SHA-256, hex.
        sha256: &'a str,
        /// Pages.
        pages: u32,
        /// Only a lenient reading opened it.
        lenient: bool,
    },
    /// It was refused.
    Refused(UploadRefusal),
}

/// What the events of an application say of an upload.
pub(crate) fn inspection<'a>(events: &'a [EventRecord], wanted: &UploadId) -> Inspection<'a> {
    let verdict = |record: &'a EventRecord| match &record.event {
        Event::CertificateAttached { upload, sha256, pages, lenient } if upload == wanted => {
            Some(Inspection::Attached { sha256, pages: *pages, lenient: *lenient })
        }
        Event::CertificateRefused { upload, reason } if upload == wanted => Some(Inspection::Refused(*reason)),
        _ => None,
    };
    events.iter().rev().find_map(verdict).unwrap_or(Inspection::Checking)
}

/// A link to the file of a submission, the last one unless `submission` names another: it works for a minute.
pub(crate) async fn open(
    State(deps): State<Deps>,
    Query(query): Query<HashMap<String, String>>,
    at: AtFile,
) -> Result<Redirect, AppError> {
    let desk = at.desk;
    let filed = desk.file.application.value.filed.as_ref().ok_or(AppError::NotFound)?;
    let number = query.get("submission").and_then(|number| number.parse().ok()).unwrap_or(filed.submission);
    let partition = keys::application_partition(desk.id());
    let (snapshot, events) =
        tokio::try_join!(deps.store.submission(&desk.capability, number), deps.store.events_of(&partition))?;
    let file = snapshot.and_then(|snapshot| snapshot.certificate).ok_or(AppError::NotFound)?;
    let Inspection::Attached { sha256, .. } = inspection(&events, &file.upload) else { return Err(AppError::NotFound) };
    let key = certificate_key(desk.id(), &file.upload, sha256);
    Ok(Redirect::to(&deps.files.presign_get(&key, &file.name).await?))
}
