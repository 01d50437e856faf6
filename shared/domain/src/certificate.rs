//! 申請書・在籍証明書: the one PDF of an application, from its announcement to its place in the file (S92–S99, E53–E56).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Decided, Event, Refusal, UploadId};

/// The most bytes a certificate may have: 20 MiB.
pub const CERTIFICATE_LIMIT: u64 = 20 * 1024 * 1024;

/// Why the bytes of an upload are refused. Each has its own Japanese sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadRefusal {
    /// No bytes.
    Empty,
    /// More than [`CERTIFICATE_LIMIT`].
    TooLarge,
    /// Not a PDF, whatever its name says.
    NotPdf,
    /// Protected by a password or by permissions.
    Encrypted,
    /// A PDF that cannot be opened.
    Unreadable,
    /// Without a page.
    NoPages,
    /// More than 20 pages.
    TooManyPages,
    /// With scripts, embedded files or other active content.
    ActiveContent,
    /// Built so that reading it would take too much.
    TooComplex,
    /// Not the bytes that were announced.
    DigestMismatch,
}

impl UploadRefusal {
    /// All reasons.
    pub const ALL: [Self; 10] = [
        Self::Empty,
        Self::TooLarge,
        Self::NotPdf,
        Self::Encrypted,
        Self::Unreadable,
        Self::NoPages,
        Self::TooManyPages,
        Self::ActiveContent,
        Self::TooComplex,
        Self::DigestMismatch,
    ];
}

/// What the browser said about a file, and what became of it since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its name; part of the key in quarantine.
    pub id: UploadId,
    /// The file's name on the applicant's machine, for display only.
    pub name: String,
    /// Bytes, as announced.
    pub size: u64,
    /// SHA-256 as announced, hex; `None` for an upload without JavaScript.
    pub sha256: Option<String>,
    /// When it was announced.
    pub announced: DateTime<Utc>,
    /// Where it stands.
    pub state: UploadState,
}

/// Where the latest upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum UploadState {
    /// The browser has a presigned request.
    Announced,
    /// The bytes are in quarantine: 確認中.
    Received,
    /// Inspected and refused.
    Refused {
        /// Why.
        reason: UploadRefusal,
    },
}

/// A promoted file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedFile {
    /// The upload it came from; part of its key.
    pub upload: UploadId,
    /// Its name for display.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hex, of the bytes that were inspected.
    pub sha256: String,
    /// Pages.
    pub pages: u32,
    /// True where only a lenient reading opened it: staff look twice.
    pub lenient: bool,
    /// When.
    pub attached: DateTime<Utc>,
}

/// Which file a submission files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledFile {
    /// The upload.
    pub upload: UploadId,
    /// Its name for display.
    pub name: String,
    /// SHA-256, hex: of the bytes as inspected, else as announced; `None` for an upload without JavaScript that was not
    /// inspected yet.
    pub sha256: Option<String>,
}

/// The certificate of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The latest upload, until it is attached.
    pub latest: Option<Upload>,
    /// The file in force.
    pub attached: Option<AttachedFile>,
}

/// What may be done to a certificate.
#[derive(Clone, Debug)]
pub enum CertificateCommand {
    /// The applicant is about to upload.
    Announce(Upload),
    /// The bytes arrived.
    Receive(UploadId),
    /// Inspection found nothing wrong.
    Attach(AttachedFile),
    /// Inspection refused it.
    Refuse(UploadId, UploadRefusal),
}

impl Certificate {
    /// The file that a submission would file now: the one that was received last, inspected or not; else the one attached.
    pub fn to_file(&self) -> Option<FiledFile> {
        let received = self.latest.as_ref().filter(|upload| upload.state == UploadState::Received);
        let received = received.map(|upload| FiledFile {
            upload: upload.id.clone(),
            name: upload.name.clone(),
            sha256: upload.sha256.clone(),
        });
        received.or_else(|| {
            self.attached.as_ref().map(|file| FiledFile {
                upload: file.upload.clone(),
                name: file.name.clone(),
                sha256: Some(file.sha256.clone()),
            })
        })
    }

    /// True when the application can be submitted with it: attached, or received and not yet inspected.
    pub fn is_present(&self) -> bool {
        self.to_file().is_some()
    }

    /// True while the latest upload waits for inspection.
    pub fn is_checking(&self) -> bool {
        self.latest.as_ref().is_some_and(|upload| upload.state == UploadState::Received)
    }

    /// The certificate as it is filed: an upload whose bytes had not arrived by then can no longer come in.
    #[must_use]
    pub fn filed(self) -> Self {
        let latest = self.latest.filter(|upload| upload.state == UploadState::Received);
        Self { latest, ..self }
    }

    /// The one transition function of a certificate.
    pub fn decide(self, command: CertificateCommand) -> Result<Decided<Self>, Refusal> {
        match command {
            CertificateCommand::Announce(upload) => {
                let event = Event::CertificateAnnounced { upload: upload.id.clone(), size: upload.size };
                Ok(Decided::quiet(Self { latest: Some(upload), ..self }, event))
            }
            CertificateCommand::Receive(id) => {
                let upload = self.current(&id)?;
                if upload.state == UploadState::Received {
                    return Err(Refusal::UploadSuperseded);
                }
                let latest = Some(Upload { state: UploadState::Received, ..upload });
                Ok(Decided::quiet(Self { latest, ..self }, Event::CertificateReceived { upload: id }))
            }
            CertificateCommand::Attach(file) => {
                self.current(&file.upload)?;
                let event = Event::CertificateAttached {
                    upload: file.upload.clone(),
                    sha256: file.sha256.clone(),
                    pages: file.pages,
                    lenient: file.lenient,
                };
                Ok(Decided::quiet(Self { latest: None, attached: Some(file) }, event))
            }
            CertificateCommand::Refuse(id, reason) => {
                let upload = self.current(&id)?;
                let latest = Some(Upload { state: UploadState::Refused { reason }, ..upload });
                Ok(Decided::quiet(Self { latest, ..self }, Event::CertificateRefused { upload: id, reason }))
            }
        }
    }

    /// The latest upload if it is `id` and not yet dealt with.
    fn current(&self, id: &UploadId) -> Result<Upload, Refusal> {
        let latest = self.latest.clone().filter(|upload| upload.id == *id);
        latest.filter(|upload| !matches!(upload.state, UploadState::Refused { .. })).ok_or(Refusal::UploadSuperseded)
    }
}
