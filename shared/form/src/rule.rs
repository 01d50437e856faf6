//! The closed sets of rules and advice that a form definition can use. There is no scripting: what these cannot say
//! is added here, with its check and its test.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate, TimeDelta};
use domain::calendar::jst_date;
use serde::Deserialize;

use crate::context::Context;

/// What 登録 demands. 一時保存 asks none of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// There is an answer.
    Required,
    /// There is an answer if another field of the same form or row has one of these values.
    RequiredIf(Condition),
    /// At most so many characters.
    MaxChars(usize),
    /// A number of at least this.
    Min(u64),
    /// A number of at most this.
    Max(u64),
    /// At least so many rows.
    MinRows(usize),
    /// At most so many rows.
    MaxRows(usize),
    /// The answer has a certain shape.
    Pattern(Pattern),
    /// The box is ticked.
    MustBeTrue,
    /// A day on or after this.
    NotBefore(DateLimit),
    /// A day on or before this.
    NotAfter(DateLimit),
    /// One row is like this.
    AtLeastOneRow(RowCondition),
    /// In a table of several rows, exactly one has this box ticked.
    OneRowTicked(CellRule),
    /// No two rows have the same value in this cell.
    Distinct(CellRule),
    /// The chosen facility is not the applicant itself.
    NotOwnAccount(String),
    /// A core facility is named, in this table or by name, unless the transition measure is claimed (S122, S142, E65).
    CoreFacilityNamed(String),
    /// Ticked when no core facility is named (S142).
    AcknowledgedWithoutCoreFacility,
}

/// What is worth a second look. Shown beside the field, never in the way.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Advice {
    /// Another answer than these was given.
    Expects {
        /// The usual answers.
        any_of: Vec<String>,
        /// What to say.
        message: String,
    },
    /// All these pairs of fields hold the same text (E49).
    SameValues {
        /// Names of two fields each.
        pairs: Vec<(String, String)>,
        /// What to say.
        message: String,
    },
    /// A day before this.
    NotBefore {
        /// The first day that is usual.
        limit: DateLimit,
        /// What to say.
        message: String,
    },
    /// No row is like this.
    AtLeastOneRow(RowCondition),
    /// A number below the guide value, 目安 (E52).
    Guide {
        /// The guide value.
        at_least: u64,
        /// What to say.
        message: String,
    },
    /// There is an answer.
    Filled {
        /// What to say.
        message: String,
    },
    /// The accreditation named is not the one that the register shows (E47, E48).
    MatchesHeld,
}

/// Another field has one of these values; a ticked box has the value `true`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The other field, of the same form or row.
    pub field: String,
    /// Its values.
    pub any_of: Vec<String>,
}

/// What one row has to be like.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowCondition {
    /// Alternatives; in each, every cell has one of its values.
    #[serde(rename = "where")]
    pub alternatives: Vec<BTreeMap<String, Vec<String>>>,
    /// What to say.
    pub message: String,
}

/// A rule on one cell across all rows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellRule {
    /// The cell.
    pub cell: String,
    /// What to say.
    pub message: String,
}

/// Shapes of text beyond what the kind of a field asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// フリガナ of a facility: letters and digits too.
    FacilityKana,
    /// 会員番号: 1 to 10 letters and digits.
    MemberNo,
    /// 医療機関コード: ten digits, the last by Luhn.
    MedicalInstitutionCode,
}

/// A day that a date is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DateLimit {
    /// This day.
    Date(NaiveDate),
    /// Today in Japan.
    Today,
    /// The same day so many years ago.
    YearsAgo(u32),
    /// So many days before the cycle's window opens.
    DaysBeforeWindow(u32),
}

impl DateLimit {
    /// The day meant; the far past if it lies outside the calendar.
    pub fn day(self, context: &Context<'_>) -> NaiveDate {
        match self {
            Self::Date(day) => Some(day),
            Self::Today => Some(context.today),
            Self::YearsAgo(years) => {
                years.checked_mul(12).and_then(|months| context.today.checked_sub_months(Months::new(months)))
            }
            Self::DaysBeforeWindow(days) => {
                jst_date(context.cycle.default_window().opens).checked_sub_signed(TimeDelta::days(i64::from(days)))
            }
        }
        .unwrap_or(NaiveDate::MIN)
    }
}
