//! The rehearsal clock: machine time plus an offset that is kept with the data.
//!
//! The demo begins at 2027-02-10 10:00 JST whatever the real date, and the clock runs on from there, also while the
//! portal is stopped. It moves forward only: what was recorded must stay in the past.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::clock::Clock;

/// 2027-02-10 10:00 JST, when the demo begins, as an RFC 3339 instant.
pub const DEMO_START: &str = "2027-02-10T01:00:00Z";

/// The clock of the local portal; a clone is the same clock.
#[derive(Clone)]
pub struct ClockStore {
    offset: Arc<AtomicI64>,
    file: Option<Arc<PathBuf>>,
}

/// Why the clock was not moved.
#[derive(Debug)]
pub enum NotMoved {
    /// The instant lies before the clock's own.
    Backwards,
    /// The offset could not be kept.
    Failed(anyhow::Error),
}

#[derive(Serialize, Deserialize)]
struct Kept {
    offset_ms: i64,
}

impl ClockStore {
    /// The clock kept in `folder`, or one that is gone with the process. A new clock stands at [`DEMO_START`].
    pub fn open(folder: Option<&Path>) -> anyhow::Result<Self> {
        let file = folder.map(|folder| folder.join("clock.json"));
        let store = Self { offset: Arc::new(AtomicI64::new(0)), file: file.map(Arc::new) };
        match store.read()? {
            Some(kept) => store.offset.store(kept.offset_ms, Ordering::Relaxed),
            None => store.reset()?,
        }
        Ok(store)
    }

    /// The clock for the functions.
    pub fn clock(&self) -> Clock {
        Clock::Shifted(Arc::clone(&self.offset))
    }

    /// The portal's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock().now()
    }

    /// Moves the clock forward to `instant`, from where it runs on.
    pub fn move_to(&self, instant: DateTime<Utc>) -> Result<(), NotMoved> {
        if instant < self.now() {
            return Err(NotMoved::Backwards);
        }
        self.set(instant).map_err(NotMoved::Failed)
    }

    /// Back to the beginning of the demo; only together with the data.
    pub fn reset(&self) -> anyhow::Result<()> {
        self.set(DEMO_START.parse().context("the beginning of the demo is no instant")?)
    }

    fn set(&self, instant: DateTime<Utc>) -> anyhow::Result<()> {
        let offset_ms = (instant - Clock::System.now()).num_milliseconds();
        if let Some(file) = &self.file {
            write(file, &Kept { offset_ms })?;
        }
        self.offset.store(offset_ms, Ordering::Relaxed);
        Ok(())
    }

    fn read(&self) -> anyhow::Result<Option<Kept>> {
        let Some(file) = &self.file else {
            return Ok(None);
        };
        match std::fs::read(file.as_path()) {
            Ok(bytes) => {
                let kept = serde_json::from_slice(&bytes);
                kept.map(Some).with_context(|| format!("{} is no clock", file.display()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("reading {}", file.display())),
        }
    }
}

fn write(file: &Path, kept: &Kept) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    }
    let draft = file.with_extension("tmp");
    std::fs::write(&draft, serde_json::to_vec(kept)?).context("writing the clock")?;
    std::fs::rename(&draft, file).context("keeping the clock")
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn start() -> DateTime<Utc> {
        DEMO_START.parse().expect("an instant")
    }

    #[test]
    fn the_demo_begins_on_its_day_and_the_clock_runs_on() {
        let store = ClockStore::open(None).expect("a clock");
        let first = store.now();
        assert!(first >= start() && first < start() + TimeDelta::seconds(60), "{first}");
        assert!(store.now() >= first);
    }

    #[test]
    fn moving_forward_is_kept_and_moving_back_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = ClockStore::open(Some(folder.path())).expect("a clock");
        let spring: DateTime<Utc> = "2027-04-01T00:00:00Z".parse().expect("an instant");
        store.move_to(spring).expect("moved");

        assert!(matches!(store.move_to(start()), Err(NotMoved::Backwards)));
        let reopened = ClockStore::open(Some(folder.path())).expect("the clock again");
        assert!(reopened.now() >= spring && reopened.now() < spring + TimeDelta::seconds(60));

        reopened.reset().expect("reset");
        assert!(reopened.now() < spring);
    }

    #[test]
    fn a_spoilt_file_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("clock.json"), "noon").expect("written");
        let error = ClockStore::open(Some(folder.path())).err().expect("an error");
        assert!(format!("{error:#}").contains("clock.json"));
    }
}
