//! What `cargo run` starts: stand-ins, functions, schedules and the pages under `/dev`, on one port.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::aws::Aws;
use shared::ids::Ids;
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::clock_store::ClockStore;
use crate::dev::{self, DevState};
use crate::faults::{Fault, Faults};
use crate::gateway::{self, Gateway};
use crate::options::{self, Command, Options};
use crate::portal::{Portal, Surroundings, object_created};
use crate::schedules::{Every, Job, Schedules};
use crate::seed;
use crate::standins::{Data, Standins};

/// Runs the local system until Ctrl-C.
#[expect(clippy::print_stderr, clippy::print_stdout, reason = "a program for people at a terminal")]
pub fn run() -> ExitCode {
    shared::telemetry::init();
    match options::parse(std::env::args_os().skip(1)) {
        Ok(Command::Help) => {
            println!("{}", options::HELP);
            ExitCode::SUCCESS
        }
        Ok(Command::Start(options)) => match start(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error:#}");
                ExitCode::FAILURE
            }
        },
        Err(error) => {
            eprintln!("{error:#}\n\n{}", options::HELP);
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn start(options: &Options) -> anyhow::Result<()> {
    let listener = gateway::listen(options.port).await?;
    let port = listener.local_addr()?.port();
    let base_url = format!("http://localhost:{port}");
    let folder = match &options.data {
        Data::Memory => None,
        Data::Dir(folder) => Some(folder.as_path()),
    };
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let clock = ClockStore::open(folder)?;
    let now = {
        let clock = clock.clone();
        Arc::new(move || clock.now())
    };
    let (standins, uploads) = Standins::start(&options.data, &base_url, now.clone()).await?;
    let keys = Keys::open(folder)?;
    let surroundings = Surroundings {
        base_url: base_url.clone(),
        dynamodb: standins.dynamodb_endpoint.clone(),
        s3: base_url.clone(),
        ses: standins.ses_endpoint.clone(),
        link_key: keys.link_key,
        pepper: keys.pepper,
    };
    let faults = armed();
    let portal = Portal::new(&surroundings, &clock.clock(), &Ids::Random, |settings| {
        Aws::with_http_client(settings, faults.client())
    })?;
    serve(listener, standins, uploads, portal, clock, &base_url).await
}

/// The fault that `NINTEI_FAULT` names: how tests let this process die at a point of their choice.
fn armed() -> Faults {
    let faults = Faults::default();
    if let Some(fault) = shared::config::environment("NINTEI_FAULT").as_deref().and_then(Fault::parse) {
        faults.arm(fault);
    }
    faults
}

async fn serve(
    listener: tokio::net::TcpListener,
    standins: Standins,
    uploads: UnboundedReceiver<String>,
    portal: Portal,
    clock: ClockStore,
    base_url: &str,
) -> anyhow::Result<()> {
    let schedules = Schedules::new(clock.clock(), jobs(&portal));
    let standins = Arc::new(standins);
    let state = DevState {
        mailbox: standins.mailbox.clone(),
        clock: clock.clone(),
        schedules: schedules.clone(),
        accounts: {
            let (authenticators, clock) = (portal.authenticators.clone(), clock.clone());
            Arc::new(move || seed::accounts(&authenticators, clock.now()))
        },
        reset: {
            let (standins, portal, clock) = (Arc::clone(&standins), portal.clone(), clock.clone());
            Arc::new(move || {
                let (standins, portal, clock) = (Arc::clone(&standins), portal.clone(), clock.clone());
                Box::pin(async move {
                    standins.wipe().await?;
                    begin(&standins, &portal, clock.now()).await
                })
            })
        },
    };
    let gateway = Gateway {
        dev: dev::router(state),
        s3: standins.s3.clone(),
        portal: portal.router.clone(),
        now: {
            let clock = clock.clone();
            Arc::new(move || clock.now())
        },
    };
    let begun = clock.now();
    let serving = tokio::spawn(gateway.serve(listener, gateway::interrupted()));
    // the demo's files go to the buckets, which answer under this very port
    begin(&standins, &portal, begun).await?;
    tokio::spawn(inspect_arrivals(portal.clone(), uploads));
    for (bell, function) in [(&standins.bells.outbox, "deliver_mail"), (&standins.bells.due, "notify_partnerships")] {
        tokio::spawn(wake(Arc::clone(bell), function, schedules.clone()));
    }
    tokio::spawn(schedules.drive(std::future::pending()));
    greet(base_url);
    serving.await.context("serving")
}

/// Sees to it that the demo society is there. What a start left behind that was cut off in the middle of it is thrown
/// away: nobody can have used it.
async fn begin(standins: &Standins, portal: &Portal, now: DateTime<Utc>) -> anyhow::Result<()> {
    if standins.is_begun() {
        return Ok(());
    }
    if !seed::is_there(portal).await? {
        standins.wipe().await?;
        seed::seed(portal, now).await?;
    }
    standins.has_begun()
}

/// The schedules of `infra/template.yaml`.
fn jobs(portal: &Portal) -> Vec<Job> {
    let (mail, files) = (portal.deliver_mail.clone(), portal.inspect_upload.clone());
    let (links, reminders) = (portal.notify_partnerships.clone(), portal.remind.clone());
    let deliver = move |_: DateTime<Utc>, _: Value| {
        let deps = mail.clone();
        Box::pin(async move { Ok(serde_json::to_value(deliver_mail::run(&deps).await?)?) }) as _
    };
    let inspect = move |_: DateTime<Utc>, _: Value| {
        let deps = files.clone();
        Box::pin(async move { Ok(serde_json::to_value(inspect_upload::run(&deps, &Value::Null).await?)?) }) as _
    };
    let notify = move |_: DateTime<Utc>, event: Value| {
        let deps = links.clone();
        Box::pin(async move {
            let report = notify_partnerships::run(&deps, &event).await?;
            anyhow::ensure!(report.failed == 0, "{} links could not be asked for", report.failed);
            Ok(serde_json::to_value(report)?)
        }) as _
    };
    let remind = move |_: DateTime<Utc>, event: Value| {
        let deps = reminders.clone();
        Box::pin(async move {
            let report = remind::run(&deps, &event).await?;
            anyhow::ensure!(report.failed == 0, "{} mails could not be stored", report.failed);
            anyhow::ensure!(!report.stopped, "{} mails are due, {} were expected at most", report.due, report.most);
            Ok(serde_json::to_value(report)?)
        }) as _
    };
    vec![
        Job { function: "deliver_mail", every: Every::Minutes(1), run: Arc::new(deliver) },
        Job { function: "inspect_upload", every: Every::Minutes(5), run: Arc::new(inspect) },
        Job { function: "notify_partnerships", every: Every::DayAt(9), run: Arc::new(notify) },
        Job { function: "remind", every: Every::DayAt(9), run: Arc::new(remind) },
    ]
}

/// The S3 event: an object in quarantine is inspected at once.
async fn inspect_arrivals(portal: Portal, mut uploads: UnboundedReceiver<String>) {
    while let Some(key) = uploads.recv().await {
        if let Err(error) = inspect_upload::run(&portal.inspect_upload, &object_created(&key)).await {
            tracing::error!(error = format!("{error:#}"), "inspect_upload failed");
        }
    }
}

/// The stream's doorbell: a function is woken at once.
async fn wake(bell: Arc<Notify>, function: &'static str, schedules: Schedules) {
    loop {
        bell.notified().await;
        if let Some(Err(error)) = schedules.run(function, Value::Null).await {
            tracing::error!(function, error = format!("{error:#}"), "a function that the stream woke failed");
        }
    }
}

#[expect(clippy::print_stdout, reason = "a program for people at a terminal")]
fn greet(base_url: &str) {
    println!(
        "Nintei  {base_url}\n  portal        {base_url}/apply/core\n  secretariat   {base_url}/admin\n  mail, clock,\n  demo accounts {base_url}/dev\nCtrl-C stops it."
    );
}

/// The keys that a stack keeps in Secrets Manager: made once, kept with the data.
#[derive(Serialize, Deserialize)]
struct Keys {
    link_key: String,
    pepper: String,
}

impl Keys {
    fn open(folder: Option<&Path>) -> anyhow::Result<Self> {
        let fresh = || Self { link_key: Ids::Random.secret(), pepper: Ids::Random.secret() };
        let Some(path) = folder.map(|folder| folder.join("keys.json")) else { return Ok(fresh()) };
        if path.exists() {
            return serde_json::from_slice(&std::fs::read(&path)?)
                .with_context(|| format!("reading {}", path.display()));
        }
        let keys = fresh();
        std::fs::write(&path, serde_json::to_vec_pretty(&keys)?)
            .with_context(|| format!("writing {}", path.display()))?;
        Ok(keys)
    }
}
