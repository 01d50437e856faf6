//! The mails that days bring: accreditations that begin, come to their renewal or expire (M7, M14), the end of the transition
//! measure (M16), links that nobody answers (M10), windows that close (M15), corrections that are due. Who is due which mail is
//! decided in the domain, from the day and the state; each is sent once, and a run that was missed is made up for.
//!
//! A run that would send far more than the last one expected sends nothing and fails: somebody has to look, and to let it go.
//! `{"dry_run": true}` tells who would get what today and how many mails the next days will bring, and does nothing.

use chrono::NaiveDate;
use domain::calendar::jst_date;
use domain::{About, Actor, Due, Forecast, Ledger, Window};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::Settings;
use shared::reminders::{ledger, remind};
use shared::store::{Cause, Store, StoreError};

/// The name under which the forecast is kept.
pub const FUNCTION: &str = "remind";

/// What reminding needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone)]
pub struct Deps {
    /// The register, links, applications, the outbox.
    pub store: Store,
    /// The time.
    pub clock: Clock,
}

/// What a run did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The day of the run.
    pub day: NaiveDate,
    /// Mails that were due.
    pub due: u32,
    /// How many could be sent without somebody looking.
    pub most: u32,
    /// Whether more were due than that: nothing was sent.
    pub stopped: bool,
    /// Mails that were stored to be sent.
    pub sent: u32,
    /// What another run did meanwhile, or what is not due any more.
    pub already: u32,
    /// Not dealt with: the next run tries again.
    pub failed: u32,
    /// In a dry run: who would get what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<Due>,
    /// In a dry run: what the next days will bring.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forecast: Option<Forecast>,
}

/// What an event may ask for. Anything else in it is only a hint.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    dry_run: bool,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self { store: Store::new(settings, aws), clock: Clock::System }
    }
}

/// Sends what is due, or tells what it would send.
pub async fn run(deps: &Deps, event: &Value) -> anyhow::Result<Report> {
    let wish: Wish = serde_json::from_value(event.clone()).unwrap_or_default();
    let now = deps.clock.now();
    let system = Actor::system(FUNCTION);
    let (ledger, expected) = tokio::try_join!(Box::pin(ledger(&deps.store, &system, now)), async {
        Ok(deps.store.forecast(FUNCTION).await?)
    })?;
    let planned = ledger.due(now);
    let today = jst_date(now);
    let due = u32::try_from(planned.len()).unwrap_or(u32::MAX);
    let most = expected.forecast.most(today);
    let mut report = Report { day: today, due, most, stopped: due > most, ..Report::default() };
    if wish.dry_run {
        report.planned = planned;
        report.forecast = Some(ledger.forecast(now));
        return Ok(report);
    }
    if report.stopped {
        return Ok(report);
    }
    send(deps, &system, &ledger, &planned, &Cause { now, request_id: FUNCTION.to_owned() }, &mut report).await;
    match deps.store.keep_forecast(FUNCTION, &expected, ledger.forecast(now)).await {
        // two runs at once: either forecast will do
        Ok(()) | Err(StoreError::Conflict) => Ok(report),
        Err(error) => Err(error.into()),
    }
}

async fn send(deps: &Deps, system: &Actor, ledger: &Ledger, planned: &[Due], cause: &Cause, report: &mut Report) {
    for due in planned {
        // one that fails must not keep the others from being sent
        match Box::pin(remind(&deps.store, system, due, window(ledger, due), cause)).await {
            Ok(true) => report.sent += 1,
            Ok(false) => report.already += 1,
            Err(error) => {
                report.failed += 1;
                let about = serde_json::to_string(&due.about).unwrap_or_default();
                tracing::error!(about, error = format!("{error:#}"), "a mail could not be stored");
            }
        }
    }
}

/// The window of the application that a mail is about.
fn window(ledger: &Ledger, due: &Due) -> Option<Window> {
    let About::Application(id) = &due.about else { return None };
    ledger.applications.iter().find(|(application, _)| application.id == *id).map(|(_, window)| *window)
}
