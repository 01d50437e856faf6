//! S3 on this machine: s3s-fs, made as strict as S3 is where the portal relies on it.
//!
//! `s3s` verifies signatures, presigned URLs and POST policies (on machine time, as S3 does: the portal's clock may
//! be moved, signatures may not). `checked` refuses wrong bytes before anything is stored, and `cors` answers the
//! one origin that may upload. Versioning and object lock are not there.

mod checked;
mod cors;
#[cfg(test)]
mod tests;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use axum::body::Body;
use http::{Method, Request, Response, StatusCode};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::sync::{Mutex, mpsc};

use self::checked::Checked;
use self::cors::Cors;
use crate::standins::Data;

/// The bucket that browsers write to.
pub const QUARANTINE_BUCKET: &str = "nintei-quarantine";
/// The bucket of files that were inspected and promoted.
pub const CERTIFICATES_BUCKET: &str = "nintei-certificates";
/// The access key id that every stand-in takes.
pub const ACCESS_KEY_ID: &str = "local";
/// The secret of [`ACCESS_KEY_ID`].
pub const SECRET_ACCESS_KEY: &str = "local-secret";
/// The region that everything is signed for.
pub const REGION: &str = "ap-northeast-1";

const BUCKETS: [&str; 2] = [QUARANTINE_BUCKET, CERTIFICATES_BUCKET];

/// The S3 endpoint as a service, to be mounted where the portal is or on a port of its own.
#[derive(Clone)]
pub struct Endpoint {
    service: S3Service,
    cors: Cors,
    folder: Arc<Folder>,
    writing: Arc<Mutex<()>>,
}

/// Where the objects are; a temporary folder goes away with the last clone of the endpoint.
enum Folder {
    Kept(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Folder {
    fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }
}

impl Endpoint {
    /// Opens the folder with both buckets. The receiver gets the key of each object stored in the quarantine bucket:
    /// the "Object Created" event. `origin` is the one origin whose scripts may upload.
    pub fn open(data: &Data, origin: &str) -> anyhow::Result<(Self, mpsc::UnboundedReceiver<String>)> {
        let folder = match data {
            Data::Memory => Folder::Temporary(tempfile::tempdir()?),
            Data::Dir(folder) => Folder::Kept(folder.join("s3")),
        };
        create_buckets(folder.path())?;
        let files = FileSystem::new(folder.path())
            .map_err(|error| anyhow!("opening {}: {error:?}", folder.path().display()))?;
        let (created, events) = mpsc::unbounded_channel();
        let writing = Arc::new(Mutex::new(()));
        let mut builder = S3ServiceBuilder::new(Checked::new(files, Arc::clone(&writing), created));
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
        let cors = Cors::for_origin(origin)?;
        let endpoint = Self { service: builder.build(), cors, folder: Arc::new(folder), writing };
        Ok((endpoint, events))
    }

    /// Whether a request path (path style) names one of the buckets.
    pub fn owns(path: &str) -> bool {
        let first = path.trim_start_matches('/').split('/').next();
        first.is_some_and(|segment| BUCKETS.contains(&segment))
    }

    /// Answers one request.
    pub async fn call(&self, request: Request<Body>) -> Response<Body> {
        if request.method() == Method::OPTIONS {
            return self.cors.preflight(request.headers());
        }
        let allowed = self.cors.allows(request.headers());
        let request = request.map(s3s::Body::http_body_unsync);
        let mut response = match self.service.call(request).await {
            Ok(response) => response.map(Body::new),
            Err(error) => {
                tracing::error!(?error, "the S3 stand-in failed");
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                response
            }
        };
        if allowed {
            self.cors.decorate(&mut response);
        }
        response
    }

    /// Removes every object of both buckets.
    pub async fn wipe(&self) -> anyhow::Result<()> {
        let _alone = self.writing.lock().await;
        let root = self.folder.path();
        for entry in std::fs::read_dir(root)? {
            let path = entry?.path();
            let removed = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            removed.with_context(|| format!("removing {}", path.display()))?;
        }
        create_buckets(root)
    }
}

fn create_buckets(root: &Path) -> anyhow::Result<()> {
    for bucket in BUCKETS {
        let folder = root.join(bucket);
        std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    Ok(())
}
