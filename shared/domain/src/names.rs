//! What an accreditation says in public, and what it said before.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What an accreditation says of its facility, and of who is responsible.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// 診療施設名
    pub facility_name: String,
    /// 都道府県, by code or by name.
    pub prefecture: String,
    /// 施設責任者
    pub responsible_name: String,
    /// Whether the 施設責任者 qualifies for the transition measure: see [`crate::qualifies`] (S134, S145, E84).
    pub qualified: bool,
}

/// What was said until a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// The last day on which it held.
    pub until: NaiveDate,
    /// What was said.
    pub names: Names,
}
