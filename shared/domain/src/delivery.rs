//! The life of one notice between the commit that caused it and SES (the outbox), as one state machine.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long a sender may hold a notice before another may take it.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

/// The waits before each further attempt; after the last the notice has failed.
const WAITS: [TimeDelta; 9] = [
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::hours(1),
    TimeDelta::hours(2),
    TimeDelta::hours(4),
    TimeDelta::hours(8),
    TimeDelta::hours(12),
    TimeDelta::hours(24),
];

/// The reason of a notice whose last sender never came back.
const SENDER_DIED: &str = "the sender died";

/// Where a notice stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Delivery {
    /// Stored with its cause; to be sent from `due` on.
    Waiting {
        /// When.
        due: DateTime<Utc>,
        /// Attempts that failed.
        attempts: u32,
    },
    /// A sender has it. After `until` the sender is taken for dead, and its attempt for failed.
    Sending {
        /// The end of the lease.
        until: DateTime<Utc>,
        /// When it was due: the key of its place in the outbox.
        due: DateTime<Utc>,
        /// Attempts that failed before.
        attempts: u32,
    },
    /// SES accepted it.
    Sent {
        /// When.
        at: DateTime<Utc>,
        /// SES's name for it.
        ses_id: String,
    },
    /// It will not be sent: it never could be, or every attempt failed.
    Failed {
        /// When.
        at: DateTime<Utc>,
        /// What the last attempt met: SES's own error code, or a word of ours.
        reason: String,
    },
}

/// What came of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// SES accepted it under this id.
    Accepted(String),
    /// It may work later (throttled, unreachable, server error; rejected, which is also what SES says while the sender's
    /// address is not verified).
    Later(String),
    /// It never will (a request that SES cannot read, no such account).
    Never(String),
}

impl Delivery {
    /// A new notice, due at once.
    pub const fn due(due: DateTime<Utc>) -> Self {
        Self::Waiting { due, attempts: 0 }
    }

    /// Takes the notice for sending; `None` if it is not due, is held by another sender, or is done.
    ///
    /// A sender that died has failed like one that came back to say so: its attempt counts, the wait is the same, and
    /// after the last attempt what is answered is `Failed`. Else a notice that kills its sender would be tried for ever.
    pub fn lease(&self, now: DateTime<Utc>) -> Option<Self> {
        let (due, attempts) = match *self {
            Self::Waiting { due, attempts } if due <= now => (due, attempts),
            Self::Sending { until, due, attempts } if until <= now => match WAITS.get(attempts as usize) {
                Some(&wait) if until - LEASE + wait <= now => (due, attempts + 1),
                Some(_) => return None,
                None => return Some(Self::Failed { at: now, reason: SENDER_DIED.to_owned() }),
            },
            _ => return None,
        };
        Some(Self::Sending { until: now + LEASE, due, attempts })
    }

    /// What an attempt made of a leased notice; `None` if it was not leased.
    pub fn after(&self, attempt: Attempt, now: DateTime<Utc>) -> Option<Self> {
        let Self::Sending { attempts, .. } = *self else { return None };
        Some(match attempt {
            Attempt::Accepted(ses_id) => Self::Sent { at: now, ses_id },
            Attempt::Never(reason) => Self::Failed { at: now, reason },
            Attempt::Later(reason) => match WAITS.get(attempts as usize) {
                Some(&wait) => Self::Waiting { due: now + wait, attempts: attempts + 1 },
                None => Self::Failed { at: now, reason },
            },
        })
    }

    /// The label shown to a facility.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Waiting { .. } | Self::Sending { .. } => "送信待ち",
            Self::Sent { .. } => "送信済み",
            Self::Failed { .. } => "送信できませんでした",
        }
    }
}
