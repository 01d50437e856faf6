//! 移行措置 (S133–S145, E79–E88): until 2029-03-31 a partner that was a 認定研修施設 may train alone while it is not linked.
//! Derived from the accreditation, the responsible physician's qualification and the links, each for a day.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{Accreditation, AccreditationKind, Partnership};

/// The last day of the measure (S135, E79): unless the society's settings say otherwise.
pub const TRANSITION_END: NaiveDate = match NaiveDate::from_ymd_opt(2029, 3, 31) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Whether a 施設責任者 of this qualification qualifies: 指導医, 専門医, or 認定医 with 研修指導者資格 (S134, S145).
pub fn qualifies(qualification: &str, trainer: &str) -> bool {
    match qualification {
        "instructor" | "specialist" => true,
        "certified_physician" => trainer == "yes",
        _ => false,
    }
}

/// Whether training at a partner alone counts on a day, or why it does not (S136, S138–S140).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "single_site_training", rename_all = "snake_case")]
pub enum SingleSiteTraining {
    /// It counts, at the latest until this day.
    Allowed {
        /// The last day of the measure, or of the accreditation if that is earlier.
        until: NaiveDate,
    },
    /// It is no partner facility, or not accredited on that day.
    NotAccredited,
    /// The measure is over (S140).
    MeasureOver,
    /// It was not granted under the measure (S144).
    NotUnderTheMeasure,
    /// The 施設責任者 does not qualify (S145, E84).
    NotQualified,
    /// It is linked to a 基幹施設 (S138).
    Linked,
}

impl SingleSiteTraining {
    /// How it is for a partner's accreditation on a day, by all the links that it has or had.
    pub fn on(partner: &Accreditation, links: &[Partnership], day: NaiveDate) -> Self {
        let of_ours = |link: &&Partnership| link.id.partner == partner.account;
        if partner.kind != AccreditationKind::Partner || !partner.in_force(day) {
            Self::NotAccredited
        } else if day > TRANSITION_END {
            Self::MeasureOver
        } else if !partner.transition {
            Self::NotUnderTheMeasure
        } else if !partner.names_on(day).qualified {
            Self::NotQualified
        } else if links.iter().filter(of_ours).any(|link| link.counts_on(day)) {
            Self::Linked
        } else {
            Self::Allowed { until: TRANSITION_END.min(partner.last_day()) }
        }
    }

    /// Whether it counts.
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allowed { .. })
    }
}

/// `single_site_training_allowed(facility, day)` of rules 3.6.
pub fn single_site_training_allowed(partner: &Accreditation, links: &[Partnership], day: NaiveDate) -> bool {
    SingleSiteTraining::on(partner, links, day).is_allowed()
}
