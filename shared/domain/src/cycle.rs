//! Application cycles and their windows (S86, S130, E23–E26).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{jst_date, period, start_of_day};

/// The kinds of accreditation that the society grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccreditationKind {
    /// 基幹施設
    Core,
    /// 連携施設
    Partner,
    /// 認定研修施設: held by older facilities, no longer applied for.
    Training,
}

impl AccreditationKind {
    /// All three, in the order of the list that the society publishes (S125).
    pub const ALL: [Self; 3] = [Self::Core, Self::Partner, Self::Training];

    /// The label of the manual.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Core => "基幹施設",
            Self::Partner => "連携施設",
            Self::Training => "認定研修施設",
        }
    }

    /// The stable name in URLs, keys and files.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Partner => "partner",
            Self::Training => "training",
        }
    }
}

impl FromStr for AccreditationKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.slug() == text).ok_or(UnknownName)
    }
}

/// What can be applied for: the two kinds with an application window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationKind {
    /// 基幹施設
    Core,
    /// 連携施設
    Partner,
}

impl ApplicationKind {
    /// Both kinds, in the order of the manual.
    pub const ALL: [Self; 2] = [Self::Core, Self::Partner];

    /// The accreditation that a passed application leads to.
    pub const fn accreditation(self) -> AccreditationKind {
        match self {
            Self::Core => AccreditationKind::Core,
            Self::Partner => AccreditationKind::Partner,
        }
    }

    /// The label of the manual: 基幹施設 or 連携施設.
    pub const fn label(self) -> &'static str {
        self.accreditation().label()
    }

    /// The stable name in URLs and keys.
    pub const fn slug(self) -> &'static str {
        self.accreditation().slug()
    }
}

impl FromStr for ApplicationKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.slug() == text).ok_or(UnknownName)
    }
}

/// A name in a URL or key that means nothing here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a known name")]
pub struct UnknownName;

/// The two rounds of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Round {
    /// Received in February, accredited from 4/1.
    February,
    /// Received in August, accredited from 10/1.
    August,
}

/// One round of applications: year and month of reception. Written `2027-02`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Cycle {
    year: u16,
    round: Round,
}

impl Cycle {
    /// The cycle of a year and round; `None` outside 2000–2999.
    pub const fn new(year: u16, round: Round) -> Option<Self> {
        if year >= 2000 && year < 3000 { Some(Self { year, round }) } else { None }
    }

    /// The round.
    pub const fn round(self) -> Round {
        self.round
    }

    /// As people write it: `2027年2月`.
    pub fn in_words(self) -> String {
        format!("{}年{}月", self.year, self.month())
    }

    const fn month(self) -> u32 {
        match self.round {
            Round::February => 2,
            Round::August => 8,
        }
    }

    /// The day on which a passed application's accreditation starts: 4/1 or 10/1 (S130).
    pub fn accreditation_start(self) -> NaiveDate {
        first_of(i32::from(self.year), self.month() + 2)
    }

    /// The window that holds unless the secretariat has set another: the whole month (S86, E24).
    pub fn default_window(self) -> Window {
        Window {
            opens: start_of_day(first_of(i32::from(self.year), self.month())),
            closes: start_of_day(first_of(i32::from(self.year), self.month() + 1)),
        }
    }

    /// The cycle that an applicant means at `now`: the one of this month, else the next to come.
    pub fn current(now: DateTime<Utc>) -> Self {
        let today = jst_date(now);
        let year = u16::try_from(today.year()).unwrap_or(2000).clamp(2000, 2998);
        match today.month() {
            1 | 2 => Self { year, round: Round::February },
            3..=8 => Self { year, round: Round::August },
            _ => Self { year: year + 1, round: Round::February },
        }
    }
}

impl Cycle {
    /// The cycle after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.round {
            Round::February => Self { year: self.year, round: Round::August },
            Round::August => Self { year: self.year + 1, round: Round::February },
        }
    }

    /// The cycle before this one.
    #[must_use]
    pub const fn previous(self) -> Self {
        match self.round {
            Round::February => Self { year: self.year - 1, round: Round::August },
            Round::August => Self { year: self.year, round: Round::February },
        }
    }
}

/// The window that somebody means at `now`: the one that is open, else the next to open, else the last of those given.
pub fn window_meant(windows: &[(Cycle, Window)], now: DateTime<Utc>) -> Option<(Cycle, Window)> {
    let phase = |wanted: Phase| windows.iter().filter(move |(_, window)| window.phase(now) == wanted);
    let open = phase(Phase::Open).next_back();
    let next = phase(Phase::Before).min_by_key(|(_, window)| window.opens);
    open.or(next).or(windows.last()).copied()
}

fn first_of(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MIN)
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.year, self.month())
    }
}

impl FromStr for Cycle {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let (year, round) = match text.split_once('-').ok_or(UnknownName)? {
            (year, "02") => (year, Round::February),
            (year, "08") => (year, Round::August),
            _ => return Err(UnknownName),
        };
        let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year = year.parse().ok().filter(|_| digits).ok_or(UnknownName)?;
        Self::new(year, round).ok_or(UnknownName)
    }
}

impl From<Cycle> for String {
    fn from(cycle: Cycle) -> Self {
        cycle.to_string()
    }
}

impl TryFrom<String> for Cycle {
    type Error = UnknownName;

    fn try_from(text: String) -> Result<Self, UnknownName> {
        text.parse()
    }
}

/// When applications are received: `opens ≤ t < closes`, instants (E23).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first instant that belongs to it.
    pub opens: DateTime<Utc>,
    /// The first instant that no longer does.
    pub closes: DateTime<Utc>,
}

/// Where `now` lies relative to a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Not open yet.
    Before,
    /// Applications are received.
    Open,
    /// Over.
    Closed,
}

impl Window {
    /// Where `now` lies.
    pub fn phase(&self, now: DateTime<Utc>) -> Phase {
        if now < self.opens {
            Phase::Before
        } else if now < self.closes {
            Phase::Open
        } else {
            Phase::Closed
        }
    }

    /// The period as the manual prints it (S86).
    pub fn display(&self) -> String {
        period(self.opens, self.closes)
    }
}
