//! What applicants see of a window.

use chrono::{DateTime, Utc};
use domain::{Cycle, Phase, Window, window_meant};
use serde::Serialize;

/// What applicants see.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Seen {
    /// The manual's line: 「申請期間： 2027年2月1日 0:00 ~ 2027年2月28日 23:59」 (S86).
    pub(crate) period: String,
    /// Whether an application of this round can be begun now.
    pub(crate) open: bool,
    /// What ログイン選択画面 says, which may be about another round.
    pub(crate) chooser: String,
}

impl Seen {
    /// Of `window` in its cycle; `others` are the windows of the rounds that ログイン選択画面 looks at, in order.
    pub(crate) fn of(cycle: Cycle, window: Window, others: &[(Cycle, Window)], now: DateTime<Utc>) -> Self {
        let with_this: Vec<(Cycle, Window)> =
            others.iter().map(|(known, other)| (*known, if *known == cycle { window } else { *other })).collect();
        let (_, meant) = window_meant(&with_this, now).unwrap_or((cycle, window));
        let chooser = match meant.phase(now) {
            Phase::Open => line(meant),
            Phase::Before | Phase::Closed => {
                format!("現在は申請期間外です。次の申請期間： {}", meant.display())
            }
        };
        Self { period: line(window), open: window.phase(now) == Phase::Open, chooser }
    }
}

fn line(window: Window) -> String {
    format!("申請期間： {}", window.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn an_extension_keeps_the_window_open() {
        let cycle: Cycle = "2027-02".parse().unwrap();
        let others = [cycle.previous(), cycle, cycle.next()].map(|cycle| (cycle, cycle.default_window()));
        let now = at("2027-03-03T10:00:00+09:00");
        let before = Seen::of(cycle, cycle.default_window(), &others, now);
        assert!(!before.open);
        assert_eq!(before.chooser, "現在は申請期間外です。次の申請期間： 2027年8月1日 0:00 ~ 2027年8月31日 23:59");
        let extended = Window { closes: at("2027-03-08T00:00:00+09:00"), ..cycle.default_window() };
        let after = Seen::of(cycle, extended, &others, now);
        assert!(after.open);
        assert_eq!(after.period, "申請期間： 2027年2月1日 0:00 ~ 2027年3月7日 23:59");
        assert_eq!(after.chooser, after.period);
    }

    #[test]
    fn a_round_far_off_changes_nothing_at_the_door() {
        let cycle: Cycle = "2027-02".parse().unwrap();
        let others = [cycle.previous(), cycle, cycle.next()].map(|cycle| (cycle, cycle.default_window()));
        let far = cycle.next().next();
        let seen = Seen::of(far, far.default_window(), &others, at("2027-02-10T10:00:00+09:00"));
        assert_eq!(seen.chooser, "申請期間： 2027年2月1日 0:00 ~ 2027年2月28日 23:59");
        assert!(!seen.open);
    }
}
