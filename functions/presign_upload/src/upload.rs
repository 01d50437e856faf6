//! Announce, upload, say that it arrived; and look at what was attached.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::certificate::CERTIFICATE_LIMIT;
use domain::{ApplicationCommand, CertificateCommand, Refusal, Upload, UploadId, UploadRefusal, UploadState};
use serde::Deserialize;
use shared::desk::{AtDesk, Desk, Place, Posting};
use shared::files::{certificate_key, quarantine_key};
use shared::store::{settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Received, Session, messages};

use crate::Deps;
use crate::page::{AnnouncedPage, CertificatePage};

#[derive(Deserialize)]
pub(crate) struct Arrived {
    /// Where S3 sent a browser without JavaScript back from.
    uploaded: Option<String>,
}

pub(crate) async fn show(State(deps): State<Deps>, Query(query): Query<Arrived>, at: AtDesk) -> Page<CertificatePage> {
    let AtDesk { session, desk, received } = at;
    let arrived: Option<UploadId> = query.uploaded.and_then(|id| id.parse().ok());
    Page::new(page(&deps, &session, &desk, &received, arrived))
}

/// The page with a fresh form for a browser without JavaScript. Its upload gets its name here; nothing is stored.
fn page(
    deps: &Deps,
    session: &Session,
    desk: &Desk,
    received: &Received,
    arrived: Option<UploadId>,
) -> CertificatePage {
    let may = desk.file.application.value.may_upload(desk.file.window, received.now);
    let id: UploadId = deps.ids.name(received.now);
    let redirect = format!("{}{}/certificate?uploaded={id}", deps.web.base_url(), desk.path());
    let form = deps.files.post_form(&quarantine_key(desk.id(), &id), &redirect);
    CertificatePage::new(&deps.web, session, desk, form, arrived, may)
}

/// What a browser says of a file before it sends it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announcement {
    name: String,
    size: u64,
    sha256: String,
    #[serde(rename = "csrf_token")]
    _csrf_token: Option<String>,
}

pub(crate) async fn announce(State(deps): State<Deps>, posting: Posting) -> Result<Response, AppError> {
    let Posting { session, desk, received, posted } = posting;
    let announcement: Announcement = posted.read()?;
    let upload = match parse(&announcement, &deps, &received) {
        Ok(upload) => upload,
        Err(reason) => {
            let errors = vec![FieldError::new("file", messages::upload(reason))];
            return Ok(Page::invalid(page(&deps, &session, &desk, &received, None), errors).into_response());
        }
    };
    let digest = upload.sha256.clone().unwrap_or_default();
    let (id, size) = (upload.id.clone(), upload.size);
    commit(&deps, desk.clone(), &received, |_| Ok(CertificateCommand::Announce(upload.clone()))).await?;
    let put = deps.files.presign_put(&quarantine_key(desk.id(), &id), size, &digest).await?;
    Ok(Page::new(AnnouncedPage::new(&deps.web, &session, id, put))
        .see_other(format!("{}/certificate", desk.path()))
        .into_response())
}

fn parse(announcement: &Announcement, deps: &Deps, received: &Received) -> Result<Upload, UploadRefusal> {
    let digest = announcement.sha256.to_ascii_lowercase();
    if announcement.size == 0 {
        Err(UploadRefusal::Empty)
    } else if announcement.size > CERTIFICATE_LIMIT {
        Err(UploadRefusal::TooLarge)
    } else if digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        Err(UploadRefusal::DigestMismatch)
    } else {
        Ok(Upload {
            id: deps.ids.name(received.now),
            name: display_name(&announcement.name),
            size: announcement.size,
            sha256: Some(digest),
            announced: received.now,
            state: UploadState::Announced,
        })
    }
}

/// A file's name as it may be shown: one line, at most 100 characters, no path.
fn display_name(typed: &str) -> String {
    let last = typed.rsplit(['/', '\\']).next().unwrap_or("");
    let clean: String = last.chars().filter(|c| !domain::is_forbidden(*c)).take(100).collect();
    if clean.is_empty() { DEFAULT_NAME.to_owned() } else { clean }
}

const DEFAULT_NAME: &str = "申請書・在籍証明書.pdf";

/// Where a login leads that was asked for in the middle of an upload.
pub(crate) async fn back(Path(Place { cycle, kind }): Path<Place>) -> Redirect {
    Redirect::to(&format!("/applications/{cycle}/{kind}/certificate"))
}

/// The browser says that the bytes arrived; the bucket is asked whether that is so.
pub(crate) async fn received(State(deps): State<Deps>, posting: Posting) -> Result<Response, AppError> {
    let Posting { session, desk, received, posted } = posting;
    let id: UploadId = posted.text("upload").and_then(|id| id.parse().ok()).ok_or(AppError::BadRequest)?;
    let arrived = deps.files.quarantined_size(&quarantine_key(desk.id(), &id)).await?;
    let desk = match arrived {
        Some(size) => match commit(&deps, desk.clone(), &received, |desk| arrival(desk, &id, size, &received)).await {
            Ok(desk) => desk,
            // inspection was quicker
            Err(AppError::Refused(Refusal::UploadSuperseded)) => desk.again(&deps.store).await?,
            Err(error) => return Err(error),
        },
        None => desk.again(&deps.store).await?,
    };
    let path = format!("{}/certificate", desk.path());
    Ok(Page::new(page(&deps, &session, &desk, &received, None)).see_other(path).into_response())
}

/// For an upload that was announced, that it arrived; for one from the form without JavaScript, both at once.
fn arrival(desk: &Desk, id: &UploadId, size: u64, received: &Received) -> Result<CertificateCommand, Refusal> {
    let certificate = &desk.file.application.value.certificate;
    let known = certificate
        .latest
        .as_ref()
        .map(|upload| &upload.id)
        .max(certificate.attached.as_ref().map(|file| &file.upload));
    match known {
        Some(known) if known == id => Ok(CertificateCommand::Receive(id.clone())),
        Some(known) if known > id => Err(Refusal::UploadSuperseded),
        _ => Ok(CertificateCommand::Announce(Upload {
            id: id.clone(),
            name: DEFAULT_NAME.to_owned(),
            size,
            sha256: None,
            announced: received.now,
            state: UploadState::Received,
        })),
    }
}

/// Decides and commits a command about the certificate, anew whenever somebody else was first.
async fn commit(
    deps: &Deps,
    desk: Desk,
    received: &Received,
    command: impl Fn(&Desk) -> Result<CertificateCommand, Refusal>,
) -> Result<Desk, AppError> {
    let desk = tokio::sync::Mutex::new(desk);
    settle(|| async {
        let mut desk = desk.lock().await;
        let read = &desk.file.application;
        let decided = read.value.clone().decide(ApplicationCommand::Certificate(command(&desk)?), desk.around())?;
        let committed = deps.store.commit(&desk.capability, read, decided, &received.cause(), Vec::new()).await;
        if let Some(application) = unless_beaten(committed)? {
            desk.file.application = application;
            return Ok(Some(desk.clone()));
        }
        *desk = desk.again(&deps.store).await?;
        Ok::<_, AppError>(None)
    })
    .await
}

/// A look at what was attached: a link that works for a minute.
pub(crate) async fn file(State(deps): State<Deps>, at: AtDesk) -> Result<Redirect, AppError> {
    let desk = at.desk;
    let file = desk.file.application.value.certificate.attached.as_ref().ok_or(AppError::NotFound)?;
    let key = certificate_key(desk.id(), &file.upload, &file.sha256);
    Ok(Redirect::to(&deps.files.presign_get(&key, &file.name).await?))
}
