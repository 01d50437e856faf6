//! Where the current time comes from. Read once at the edge; everything below takes `now`.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// The portal's clock.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's own time: what runs in AWS.
    #[default]
    System,
    /// Machine time plus an offset in milliseconds: the rehearsal clock of the local system.
    Shifted(Arc<AtomicI64>),
    /// A time that only moves when a test moves it.
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands at `instant`.
    pub fn fixed(instant: DateTime<Utc>) -> Self {
        Self::Fixed(Arc::new(Mutex::new(instant)))
    }

    /// The current instant, in whole milliseconds (what API Gateway's `timeEpoch` carries).
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            Self::System => machine_time(),
            Self::Shifted(offset) => machine_time() + TimeDelta::milliseconds(offset.load(Ordering::Relaxed)),
            Self::Fixed(instant) => *instant.lock().unwrap_or_else(PoisonError::into_inner),
        };
        DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
fn machine_time() -> DateTime<Utc> {
    DateTime::from(std::time::SystemTime::now())
}
