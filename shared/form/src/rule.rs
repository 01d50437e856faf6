//! The closed sets of rules and advice that a form definition can use. There is no scripting: what these cannot say
//! is added here, with its check and its test.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate, TimeDelta};
use domain::calendar::jst_date;
use serde::Deserialize;

use crate::context::Context;
use crate::form_kind::FormKind;

/// What 登録 demands. 一時保存 asks none of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// Exactly one row has this box ticked.
    OneRowTicked(CellRule),
    /// The same, but a row that stands alone needs no tick.
    OneOfSeveralTicked(CellRule),
    /// One of these values while a condition holds.
    Demands(Demand),
    /// The sum of these fields is not above another field.
    SumAtMost(Sum),
    /// The same text as another field, in capitals or not, once that is answered.
    SameAs(Twin),
    /// The last day of a period of so many months that begins on the day in another field.
    EndsPeriod {
        /// The field with the first day.
        from: String,
        /// The length of the period.
        months: u32,
    },
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Advice {
    /// Another answer than these was given.
    Expects {
        /// The usual answers.
        any_of: Vec<String>,
        /// What to say.
        message: String,
    },
    /// Another answer than these was given, or none, while a condition holds.
    Demands(Demand),
    /// The sum of these fields is above another field.
    SumAtMost(Sum),
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
    /// There are rows, and none is like this.
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Where the other field is, if not in the same form or row: in the other form.
    #[serde(default)]
    pub form: Option<FormKind>,
    /// The other field.
    pub field: String,
    /// Its values.
    pub any_of: Vec<String>,
    /// What must hold besides: that the other field itself matters.
    #[serde(default)]
    pub and: Option<Box<Condition>>,
}

/// What is demanded of a field while a condition holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// The answers that will do.
    pub any_of: Vec<String>,
    /// While this holds.
    pub when: Condition,
    /// What to say.
    pub message: String,
}

/// Numbers that together are not above another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// The fields that are added up.
    pub of: Vec<String>,
    /// The field that they may reach.
    pub most: String,
    /// What to say.
    pub message: String,
}

/// Another field that says the same.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Twin {
    /// Where it is, if not in the same form or row: in the other form.
    #[serde(default)]
    pub form: Option<FormKind>,
    /// The other field.
    pub field: String,
    /// While this holds; absent: always.
    #[serde(default)]
    pub when: Option<Condition>,
    /// What to say.
    pub message: String,
}

/// What one row has to be like.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CellRule {
    /// The cell.
    pub cell: String,
    /// What to say.
    pub message: String,
}

/// Shapes of text beyond what the kind of a field asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DateLimit {
    /// This day.
    Date(#[cfg_attr(test, schemars(with = "String"))] NaiveDate),
    /// Today in Japan.
    Today,
    /// The same day so many years ago.
    YearsAgo(u32),
    /// So many days before the cycle's window opens.
    DaysBeforeWindow(u32),
    /// The day on which the accreditation would start.
    AccreditationStart,
}

impl DateLimit {
    /// The day meant; the far past if it lies outside the calendar.
    pub fn day(self, context: &Context<'_>) -> NaiveDate {
        match self {
            Self::Date(day) => Some(day),
            Self::Today => Some(context.today),
            Self::AccreditationStart => Some(context.cycle.accreditation_start()),
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
