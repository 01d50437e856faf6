//! A window as the secretariat has set it: for a cycle and a kind, with a reason (D2, E24, E25).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{AccountId, ApplicationKind, Cycle, Decided, Event, Owned, Phase, Refusal, Role, StaffRole, Window};

/// Which window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowId {
    /// Of which round.
    pub cycle: Cycle,
    /// For which kind.
    pub kind: ApplicationKind,
}

impl Owned for WindowId {
    fn is_of(&self, _: &AccountId) -> bool {
        false
    }
}

/// A window with its name and the reason for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowSetting {
    /// Which.
    pub id: WindowId,
    /// When applications are received.
    #[serde(flatten)]
    pub window: Window,
    /// Why it is not the whole month; empty where it is.
    pub reason: String,
}

/// The longest that a window may be open.
const LONGEST: TimeDelta = TimeDelta::days(92);

impl WindowSetting {
    /// The window that holds before anybody sets one: the whole month (S86).
    pub fn unset(id: WindowId) -> Self {
        Self { id, window: id.cycle.default_window(), reason: String::new() }
    }

    /// Sets it. What lies in the past stays as it was: nobody's submission becomes late, and none early.
    pub fn set(self, window: Window, reason: String, role: Role, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        if !role.is_staff(StaffRole::Admin) {
            return Err(Refusal::NotPermitted);
        }
        if window.closes <= window.opens || window.closes - window.opens > LONGEST {
            return Err(Refusal::WindowInvalid);
        }
        let begun = self.window.phase(now) != Phase::Before;
        let moved_opening = begun && window.opens != self.window.opens;
        if moved_opening || window.closes <= now {
            return Err(Refusal::WindowPast);
        }
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        let event = Event::WindowSet { opens: window.opens, closes: window.closes, reason: reason.clone() };
        Ok(Decided::quiet(Self { window, reason, ..self }, event))
    }
}
