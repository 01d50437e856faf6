//! 申請書・在籍証明書 as it was filed last.

use domain::FiledFile;
use serde::Serialize;
use shared::web::messages;

use super::records::Records;
use crate::certificate::{Inspection, inspection};

/// The filed PDF.
#[derive(Debug, Serialize)]
pub(super) struct CertificateView {
    pub(super) name: String,
    /// `attached`, `checking` or `refused`.
    pub(super) state: &'static str,
    pub(super) pages: Option<u32>,
    /// Only a lenient reading opened it: worth a second look.
    pub(super) lenient: bool,
    pub(super) sha256: Option<String>,
    /// Why it was refused.
    pub(super) message: Option<&'static str>,
}

impl CertificateView {
    pub(super) fn of(records: &Records) -> Option<Self> {
        let FiledFile { upload, name, sha256 } = records.latest.certificate.clone()?;
        let checking = Self { name, state: "checking", pages: None, lenient: false, sha256, message: None };
        Some(match inspection(&records.events, &upload) {
            Inspection::Checking => checking,
            Inspection::Attached { sha256, pages, lenient } => {
                let sha256 = Some(sha256.to_owned());
                Self { state: "attached", pages: Some(pages), lenient, sha256, ..checking }
            }
            Inspection::Refused(reason) => {
                Self { state: "refused", message: Some(messages::upload(reason)), ..checking }
            }
        })
    }
}
