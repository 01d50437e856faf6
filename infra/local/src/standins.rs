//! All the AWS services that the portal needs, started together on loopback ports.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use axum::body::Body;
use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, watch};
use tower::ServiceExt;

use crate::dynamodb::Tables;
use crate::s3;
use crate::server;
use crate::ses::{self, Mailbox};
use crate::stream::{Bells, Follower};

/// The portal's clock, as the stand-ins read it.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Where the stand-ins keep what they are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// Nowhere: gone with the process.
    Memory,
    /// In this folder, which one process at a time may use.
    Dir(PathBuf),
}

/// The running stand-ins. They stop when this is dropped.
pub struct Standins {
    /// URL of the DynamoDB endpoint.
    pub dynamodb_endpoint: String,
    /// URL of the SES v2 endpoint.
    pub ses_endpoint: String,
    /// URL of an S3 endpoint on a port of its own.
    pub s3_endpoint: String,
    /// The same S3 as a service, to be mounted under the portal's port.
    pub s3: s3::Endpoint,
    /// The mails that were sent.
    pub mailbox: Mailbox,
    /// The stream's doorbells.
    pub bells: Bells,
    tables: Tables,
    /// A file that is there once the data is complete; none where everything is gone with the process.
    begun: Option<PathBuf>,
    // Declared after the tables: the lock goes when everything else is gone.
    _owner: watch::Sender<()>,
    _lock: Option<File>,
}

impl Standins {
    /// Starts everything. The receiver gets the key of each object stored in the quarantine bucket. `origin` is the
    /// portal's own origin, whose scripts may upload; `now` is the portal's clock.
    pub async fn start(data: &Data, origin: &str, now: Now) -> anyhow::Result<(Self, mpsc::UnboundedReceiver<String>)> {
        let lock = lock(data)?;
        let tables = Tables::open(data)?;
        let (s3, uploads) = s3::Endpoint::open(data, origin)?;
        let mailbox = Mailbox::open(match data {
            Data::Memory => None,
            Data::Dir(folder) => Some(folder.join("mail")),
        })?;
        let bells = Bells::default();
        let (owner, gone) = watch::channel(());
        let standins = Self {
            dynamodb_endpoint: start_dynamodb(&tables, &bells, &gone).await?,
            ses_endpoint: start_ses(&mailbox, now, &gone).await?,
            s3_endpoint: start_s3(&s3, &gone).await?,
            s3,
            mailbox,
            bells,
            tables,
            begun: match data {
                Data::Memory => None,
                Data::Dir(folder) => Some(folder.join("begun")),
            },
            _owner: owner,
            _lock: lock,
        };
        Ok((standins, uploads))
    }

    /// Throws away all rows, objects and mails.
    pub async fn wipe(&self) -> anyhow::Result<()> {
        if let Some(file) = self.begun.as_ref().filter(|file| file.exists()) {
            std::fs::remove_file(file)?;
        }
        self.tables.wipe()?;
        self.s3.wipe().await?;
        self.mailbox.clear()
    }

    /// Whether the data that a start begins with is complete.
    pub fn is_begun(&self) -> bool {
        self.begun.as_ref().is_some_and(|file| file.exists())
    }

    /// Says that it is.
    pub fn has_begun(&self) -> anyhow::Result<()> {
        if let Some(file) = &self.begun {
            File::create(file)?;
        }
        Ok(())
    }
}

/// Two processes on one folder would each keep half of the mails and of the events.
fn lock(data: &Data) -> anyhow::Result<Option<File>> {
    let Data::Dir(folder) = data else {
        return Ok(None);
    };
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let file = File::create(folder.join("lock"))?;
    if file.try_lock().is_err() {
        let folder = folder.display();
        bail!("{folder} is in use by another nintei. / {folder} は別の nintei が使用中です。");
    }
    Ok(Some(file))
}

async fn start_dynamodb(tables: &Tables, bells: &Bells, gone: &watch::Receiver<()>) -> anyhow::Result<String> {
    let (listener, endpoint) = server::loopback().await?;
    tokio::spawn(tables.clone().serve(listener, server::gone(gone.clone())));
    let follower = Follower::from_now_on(tables, bells.clone())?;
    tokio::spawn(follower.follow(server::gone(gone.clone())));
    Ok(endpoint)
}

async fn start_ses(mailbox: &Mailbox, now: Now, gone: &watch::Receiver<()>) -> anyhow::Result<String> {
    let (listener, endpoint) = server::loopback().await?;
    let router = ses::router(mailbox.clone(), now);
    let answer = move |request: http::Request<hyper::body::Incoming>, _| {
        let router = router.clone();
        async move {
            match router.oneshot(request.map(Body::new)).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        }
    };
    tokio::spawn(server::serve(listener, answer, server::gone(gone.clone())));
    Ok(endpoint)
}

async fn start_s3(s3: &s3::Endpoint, gone: &watch::Receiver<()>) -> anyhow::Result<String> {
    let (listener, endpoint) = server::loopback().await?;
    let s3 = s3.clone();
    let answer = move |request: http::Request<hyper::body::Incoming>, _| {
        let s3 = s3.clone();
        async move { s3.call(request.map(Body::new)).await }
    };
    tokio::spawn(server::serve(listener, answer, server::gone(gone.clone())));
    Ok(endpoint)
}
