//! EventBridge Scheduler on this machine: each scheduled function, when it ran and when it runs next.
//!
//! Times are the portal's. When the clock is moved, everything that has become due runs once, in the order in which
//! it became due: functions catch up by themselves, so running one of them twice for two days gains nothing.

use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::{jst_date, start_of_day};
use serde_json::Value;
use shared::clock::Clock;
use tokio::sync::MutexGuard;

/// How often is looked whether something is due.
const TICK: Duration = Duration::from_secs(1);

/// What a run came to: the function's report as JSON.
pub type Outcome = anyhow::Result<Value>;
/// Runs a function with an event, as of an instant.
pub type Run = Arc<dyn Fn(DateTime<Utc>, Value) -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync>;

/// When a function runs, as `infra/template.yaml` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// `rate(n minutes)`.
    Minutes(u16),
    /// `cron(0 hour * * ? *)` in Asia/Tokyo.
    DayAt(u8),
}

impl Every {
    /// The first time after `last`.
    fn after(self, last: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Minutes(minutes) => last + TimeDelta::minutes(i64::from(minutes)),
            Self::DayAt(hour) => {
                let today = start_of_day(jst_date(last)) + TimeDelta::hours(i64::from(hour));
                if today > last { today } else { today + TimeDelta::days(1) }
            }
        }
    }
}

impl fmt::Display for Every {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(minutes) => write!(out, "{minutes}分ごと"),
            Self::DayAt(hour) => write!(out, "毎日 {hour}:00"),
        }
    }
}

/// A function with its schedule.
pub struct Job {
    /// The function's name.
    pub function: &'static str,
    /// When it runs.
    pub every: Every,
    /// Runs it.
    pub run: Run,
}

/// How a schedule stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The function's name.
    pub function: &'static str,
    /// When it runs.
    pub every: Every,
    /// The portal's time of its last run.
    pub last_run: Option<DateTime<Utc>>,
    /// The portal's time of its next run.
    pub next_run: DateTime<Utc>,
    /// What went wrong in the last run.
    pub last_error: Option<String>,
}

/// All schedules; a clone is the same schedules.
#[derive(Clone)]
pub struct Schedules {
    inner: Arc<Inner>,
}

struct Inner {
    clock: Clock,
    rows: Vec<Row>,
    /// One run at a time, whoever asked for it.
    turn: tokio::sync::Mutex<()>,
}

struct Row {
    job: Job,
    state: Mutex<State>,
}

struct State {
    last_run: Option<DateTime<Utc>>,
    next_run: DateTime<Utc>,
    last_error: Option<String>,
}

impl State {
    /// Due at once: what was missed while the portal was stopped is caught up with.
    fn due(now: DateTime<Utc>) -> Self {
        Self { last_run: None, next_run: now, last_error: None }
    }
}

impl Schedules {
    /// Schedules that are all due now.
    pub fn new(clock: Clock, jobs: Vec<Job>) -> Self {
        let now = clock.now();
        let rows = jobs.into_iter().map(|job| Row { job, state: Mutex::new(State::due(now)) });
        let inner = Inner { rows: rows.collect(), clock, turn: tokio::sync::Mutex::new(()) };
        Self { inner: Arc::new(inner) }
    }

    /// How each schedule stands.
    pub fn list(&self) -> Vec<Standing> {
        self.inner.rows.iter().map(Row::standing).collect()
    }

    /// Runs a function now with an event; `None` if there is no such schedule.
    pub async fn run(&self, function: &str, event: Value) -> Option<Outcome> {
        let row = self.inner.rows.iter().find(|row| row.job.function == function)?;
        let _turn = self.inner.turn.lock().await;
        Some(row.run(self.inner.clock.now(), event).await)
    }

    /// Runs what is due, in the order in which it became due, and says what ran.
    pub async fn run_due(&self) -> Vec<&'static str> {
        let _turn = self.inner.turn.lock().await;
        let now = self.inner.clock.now();
        let mut due: Vec<(DateTime<Utc>, &Row)> =
            self.inner.rows.iter().map(|row| (row.standing().next_run, row)).collect();
        due.retain(|(next_run, _)| *next_run <= now);
        due.sort_by_key(|(next_run, _)| *next_run);
        for (_, row) in &due {
            if let Err(error) = row.run(now, Value::Null).await {
                let function = row.job.function;
                tracing::error!(function, error = format!("{error:#}"), "a scheduled run failed");
            }
        }
        due.iter().map(|(_, row)| row.job.function).collect()
    }

    /// Runs what becomes due until `stop` resolves.
    pub async fn drive(self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = &mut stop => return,
                _ = tick.tick() => {}
            }
            self.run_due().await;
        }
    }

    /// Keeps every schedule from running while the guard is held.
    pub async fn quiet(&self) -> MutexGuard<'_, ()> {
        self.inner.turn.lock().await
    }

    /// Forgets all runs: everything is due now.
    pub fn forget(&self) {
        let now = self.inner.clock.now();
        for row in &self.inner.rows {
            row.with_state(|state| *state = State::due(now));
        }
    }
}

impl Row {
    async fn run(&self, now: DateTime<Utc>, event: Value) -> Outcome {
        let outcome = (self.job.run)(now, event).await;
        self.with_state(|state| {
            state.last_run = Some(now);
            state.next_run = self.job.every.after(now);
            state.last_error = outcome.as_ref().err().map(|error| format!("{error:#}"));
        });
        outcome
    }

    fn standing(&self) -> Standing {
        self.with_state(|state| Standing {
            function: self.job.function,
            every: self.job.every,
            last_run: state.last_run,
            next_run: state.next_run,
            last_error: state.last_error.clone(),
        })
    }

    fn with_state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests;
