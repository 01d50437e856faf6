//! What happened. Appended with the state that it explains, never changed.

use serde::{Deserialize, Serialize};

use crate::certificate::UploadRefusal;
use crate::{ApplicationKind, LinkPurpose, UploadId};

/// One event of an account or an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// An account was opened without a password.
    AccountOpened {
        /// The entry that the person came from (E12).
        entry: Option<ApplicationKind>,
    },
    /// 新規登録 was tried with an address that has a password; its holder is told by mail.
    SignUpRepeated,
    /// A one-time link was issued.
    LinkIssued {
        /// What for.
        purpose: LinkPurpose,
    },
    /// A password was set with a link.
    PasswordSet {
        /// The link's purpose.
        purpose: LinkPurpose,
    },
    /// A form was registered (登録).
    FormRegistered {
        /// Its slug.
        form: String,
        /// The version of its answers.
        form_version: u64,
    },
    /// An upload was announced.
    CertificateAnnounced {
        /// Which.
        upload: UploadId,
        /// Its size in bytes.
        size: u64,
    },
    /// The announced bytes arrived in quarantine.
    CertificateReceived {
        /// Which.
        upload: UploadId,
    },
    /// The upload was inspected and attached.
    CertificateAttached {
        /// Which.
        upload: UploadId,
        /// SHA-256 of the file, hex.
        sha256: String,
        /// Its pages.
        pages: u32,
        /// True where only a lenient reading opened it.
        lenient: bool,
    },
    /// The upload was inspected and refused.
    CertificateRefused {
        /// Which.
        upload: UploadId,
        /// Why.
        reason: UploadRefusal,
    },
    /// 申請, or 再申請 after a correction.
    Submitted {
        /// 受付番号
        receipt_no: String,
        /// 1 for the first submission.
        submission: u32,
        /// SHA-256 of the submitted snapshot, hex.
        digest: String,
    },
    /// Fields were opened for correction.
    CorrectionRequested {
        /// 1 for the first round.
        round: u32,
        /// Why the certificate was refused.
        reason: UploadRefusal,
    },
}
