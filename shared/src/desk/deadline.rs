//! Until when something can be done about an application: the end of its window, or the due date of a correction. By the
//! server's clock, in Japanese time.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::calendar::{last_days, long_minute, remaining};
use serde::Serialize;

use super::Desk;

/// The end of the time that is left.
#[derive(Clone, Debug, Serialize)]
pub struct Deadline {
    /// The first instant that is too late.
    closes: DateTime<Utc>,
    /// When this was said.
    now: DateTime<Utc>,
    /// The last minute, 「2027年2月28日 23:59」.
    pub until: String,
    /// 「残り18日」
    pub left: String,
    /// 「あと3日です」, in the last seven days.
    pub soon: Option<String>,
}

impl Deadline {
    fn new(closes: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self {
            closes,
            now,
            until: long_minute(closes - TimeDelta::minutes(1)),
            left: remaining(now, closes),
            soon: last_days(now, closes),
        }
    }

    /// The first instant that is too late, for a script.
    pub fn closes(&self) -> String {
        self.closes.to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// When this was said, for a script that must not trust the clock of its machine.
    pub fn now(&self) -> String {
        self.now.to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

impl Desk {
    /// Until when the facility can work on it; `None` when it cannot.
    pub fn deadline(&self) -> Option<Deadline> {
        let application = &self.file.application.value;
        let closes = match application.correction() {
            Some(request) => request.closes(),
            None if application.may_edit("", self.file.window, self.now).is_ok() => self.file.window.closes,
            None => return None,
        };
        (closes > self.now).then(|| Deadline::new(closes, self.now))
    }
}
