//! One object in quarantine: read, judge, promote, commit, remove. Each step can be done again after a crash.

use std::time::Duration;

use anyhow::Context as _;
use domain::certificate::CERTIFICATE_LIMIT;
use domain::{
    Action, Actor, ApplicationCommand, ApplicationId, AttachedFile, Certificate, CertificateCommand, Circumstances,
    Refusal, Role, Upload, UploadId, UploadRefusal, UploadState, authorize,
};
use shared::files::{certificate_key, parse_quarantine_key};
use shared::store::{ApplicationFile, Cause, StoreError, keys, settle, unless_beaten};

use crate::Deps;

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Attached,
    Refused,
    Discarded,
}

/// Deals with one object; `None` if it is not there or not ours.
pub(crate) async fn inspect(deps: &Deps, key: &str) -> anyhow::Result<Option<Outcome>> {
    let Some((id, upload)) = parse_quarantine_key(key) else { return Ok(None) };
    let Some(bytes) = deps.files.read_quarantined(key, CERTIFICATE_LIMIT).await? else { return Ok(None) };
    let bytes = std::sync::Arc::new(bytes);
    let sha256 = keys::sha256_hex(bytes.as_slice());
    let looked_at = std::sync::Arc::clone(&bytes);
    let found = judge(move || pdf::inspect(&looked_at), PATIENCE).await?;
    let object = Object { id, upload, bytes, sha256, found };
    let outcome = settle(|| attempt(deps, &object)).await.context("committing an inspection")?;
    deps.files.discard(key).await?;
    Ok(Some(outcome))
}

/// What was found in quarantine.
struct Object {
    id: ApplicationId,
    upload: UploadId,
    bytes: std::sync::Arc<Vec<u8>>,
    sha256: String,
    found: Found,
}

/// How long a file may be looked at; the function has twice that (`infra/template.yaml`).
const PATIENCE: Duration = Duration::from_secs(15);

type Found = Result<pdf::Inspected, UploadRefusal>;

/// Looks at a file. One that is too much for the parser is refused like any other, or it would be 確認中 for ever and
/// every run would stumble over it. A thread that takes too long cannot be stopped, only left behind.
async fn judge(look: impl FnOnce() -> Found + Send + 'static, patience: Duration) -> anyhow::Result<Found> {
    match tokio::time::timeout(patience, tokio::task::spawn_blocking(look)).await {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(ended)) if ended.is_panic() => {
            tracing::error!("the parser panicked; the file is refused as unreadable");
            Ok(Err(UploadRefusal::Unreadable))
        }
        Ok(Err(ended)) => Err(ended).context("inspecting a file"),
        Err(_) => {
            tracing::error!("the parser took too long; the file is refused as too complex");
            Ok(Err(UploadRefusal::TooComplex))
        }
    }
}

/// One attempt at load → decide → commit; `None` when somebody else was first.
async fn attempt(deps: &Deps, object: &Object) -> Result<Option<Outcome>, StoreError> {
    let system = Actor::system("inspect_upload");
    let capability = authorize(&system, Action::Change, object.id.clone()).map_err(anyhow::Error::from)?;
    let file = deps.store.application_file(&capability).await?;
    let now = deps.clock.now();
    let Some(upload) = announced(&file, object, now) else { return Ok(Some(Outcome::Discarded)) };
    let (outcome, command) = match verdict(object, &upload) {
        Ok(inspected) => {
            let attached = attached(object, &upload, inspected, now);
            let key = certificate_key(&object.id, &attached.upload, &attached.sha256);
            deps.files.promote(&key, object.bytes.to_vec(), &object.sha256).await?;
            (Outcome::Attached, CertificateCommand::Attach(attached))
        }
        Err(reason) => (Outcome::Refused, CertificateCommand::Refuse(upload.id.clone(), reason)),
    };
    let around = Circumstances { window: file.window, now, role: Role::System };
    let mut application = file.application.value.clone();
    application.certificate.latest = Some(upload);
    let decided = match application.decide(ApplicationCommand::Certificate(command), around) {
        Ok(decided) => decided,
        Err(Refusal::UploadSuperseded) => return Ok(Some(Outcome::Discarded)),
        Err(refusal) => return Err(anyhow::Error::from(refusal).into()),
    };
    let cause = Cause { now, request_id: "inspect_upload".to_owned() };
    let committed = deps.store.commit(&capability, &file.application, decided, &cause, Vec::new()).await;
    Ok(unless_beaten(committed)?.map(|_| outcome))
}

/// The upload that the object belongs to: the latest of its application, or, from the form without JavaScript, a newer
/// one that nobody announced. Anything else is of no use any more.
fn announced(file: &ApplicationFile, object: &Object, now: chrono::DateTime<chrono::Utc>) -> Option<Upload> {
    let Certificate { latest, attached } = &file.application.value.certificate;
    match latest {
        Some(latest) if latest.id == object.upload => return Some(latest.clone()),
        _ => {}
    }
    let newest = latest.as_ref().map(|upload| &upload.id).max(attached.as_ref().map(|file| &file.upload));
    let newer = newest.is_none_or(|newest| object.upload > *newest);
    let welcome = newer && file.application.value.may_upload(file.window, now).is_ok();
    welcome.then(|| Upload {
        id: object.upload.clone(),
        name: "申請書・在籍証明書.pdf".to_owned(),
        size: object.bytes.len() as u64,
        sha256: None,
        announced: now,
        state: UploadState::Received,
    })
}

/// Inspection, and whether these are the bytes that were announced.
fn verdict(object: &Object, upload: &Upload) -> Result<pdf::Inspected, UploadRefusal> {
    match &upload.sha256 {
        Some(sha256) if *sha256 != object.sha256 => Err(UploadRefusal::DigestMismatch),
        _ => object.found,
    }
}

fn attached(
    object: &Object,
    upload: &Upload,
    inspected: pdf::Inspected,
    now: chrono::DateTime<chrono::Utc>,
) -> AttachedFile {
    AttachedFile {
        upload: upload.id.clone(),
        name: upload.name.clone(),
        size: object.bytes.len() as u64,
        sha256: object.sha256.clone(),
        pages: inspected.pages,
        lenient: inspected.lenient,
        attached: now,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const FINE: pdf::Inspected = pdf::Inspected { pages: 1, lenient: false };

    #[tokio::test]
    async fn a_parser_that_panics_has_refused_the_file() {
        let found = judge(|| panic!("an index out of bounds"), PATIENCE).await.unwrap();
        assert_eq!(found, Err(UploadRefusal::Unreadable));
    }

    #[tokio::test]
    async fn a_parser_that_does_not_end_has_refused_the_file() {
        let (end, until) = channel::<()>();
        let look = move || {
            until.recv().ok();
            Ok(FINE)
        };
        assert_eq!(judge(look, Duration::ZERO).await.unwrap(), Err(UploadRefusal::TooComplex));
        drop(end);
        assert_eq!(judge(|| Ok(FINE), PATIENCE).await.unwrap(), Ok(FINE), "the next file has its turn");
    }
}
