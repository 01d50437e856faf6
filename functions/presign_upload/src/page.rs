//! The page 申請書・在籍証明書, and the answer to an announcement.

use askama::Template;
use domain::certificate::CERTIFICATE_LIMIT;
use domain::{Refusal, UploadId};
use serde::Serialize;
use shared::assets::CERTIFICATE_FORM;
use shared::desk::Desk;
use shared::files::{PostForm, PresignedPut};
use shared::web::{Chrome, Session, Web, messages};

/// 申請書・在籍証明書.
#[derive(Debug, Template, Serialize)]
#[template(path = "certificate.html")]
pub(crate) struct CertificatePage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    #[serde(skip)]
    template_href: &'static str,
    /// `missing`, `announced`, `checking`, `attached` or `refused`.
    state: &'static str,
    #[serde(skip)]
    state_label: &'static str,
    /// Why the last upload was refused.
    message: Option<&'static str>,
    name: Option<String>,
    sha256: Option<String>,
    pages: Option<u32>,
    /// Why nothing can be uploaded now.
    closed: Option<&'static str>,
    /// An upload without JavaScript that S3 has just accepted.
    #[serde(skip)]
    arrived: Option<UploadId>,
    #[serde(skip)]
    post: PostForm,
    limit_bytes: u64,
}

impl CertificatePage {
    pub(crate) fn new(
        web: &Web,
        session: &Session,
        desk: &Desk,
        post: PostForm,
        arrived: Option<UploadId>,
        may: Result<(), Refusal>,
    ) -> Self {
        let status = desk.certificate();
        let attached = desk.file.application.value.certificate.attached.as_ref();
        let known = |id: &UploadId| {
            let certificate = &desk.file.application.value.certificate;
            certificate.latest.as_ref().is_some_and(|upload| upload.id == *id)
                || attached.is_some_and(|file| file.upload == *id)
        };
        Self {
            chrome: Chrome::new(web, "申請書・在籍証明書").signed_in(session),
            path: desk.path(),
            template_href: CERTIFICATE_FORM,
            state: status.state,
            state_label: status.label,
            message: status.message,
            name: status.name,
            sha256: attached.map(|file| file.sha256.clone()),
            pages: attached.map(|file| file.pages),
            closed: may.err().map(|refusal| messages::refusal(refusal).2),
            arrived: arrived.filter(|id| !known(id)),
            post,
            limit_bytes: CERTIFICATE_LIMIT,
        }
    }
}

/// What to PUT, and where.
#[derive(Debug, Template, Serialize)]
#[template(source = "", ext = "html")]
pub(crate) struct AnnouncedPage {
    #[serde(flatten)]
    chrome: Chrome,
    upload: Announced,
    put: PresignedPut,
}

#[derive(Debug, Serialize)]
struct Announced {
    id: UploadId,
}

impl AnnouncedPage {
    pub(crate) fn new(web: &Web, session: &Session, id: UploadId, put: PresignedPut) -> Self {
        let chrome = Chrome::new(web, "申請書・在籍証明書").signed_in(session);
        Self { chrome, upload: Announced { id }, put }
    }
}
