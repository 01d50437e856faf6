//! 移行措置 (S133–S145, E79–E88): until 2029-03-31 a facility accredited as 認定研修施設 may become a partner without
//! naming a core facility, if its new responsible physician is qualified.
//!
//! *Claimed* is what the application form says, and lifts the demand for a link. Whether the claim is *true* is
//! another question, asked before 合格: [`doubts`] lists what the secretariat still has to see (E47).

use chrono::NaiveDate;
use domain::{AccreditationKind, Cycle};

use crate::answers::Answers;

/// The accreditation must start on or before this day (E79, E80).
const LAST_START: Option<NaiveDate> = NaiveDate::from_ymd_opt(2029, 3, 31);

/// Who qualifies as responsible physician: 資格, and 研修指導者資格 where it counts (S134, S145).
const QUALIFYING: [(&str, Option<&str>); 3] =
    [("instructor", None), ("specialist", None), ("certified_physician", Some("yes"))];

/// What keeps a claim from being taken as true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The register shows no active 認定研修施設 for this account (S144, E47, E81).
    NotAccredited,
    /// The qualification is still 認定手続中 (E51, E88).
    QualificationPending,
}

/// Whether the measure can be used in this cycle at all (E80).
pub fn is_open(cycle: Cycle) -> bool {
    LAST_START.is_some_and(|last| cycle.accreditation_start() <= last)
}

/// Whether the application form claims the measure (S141).
pub fn transition_claimed(application_form: &Answers, cycle: Cycle) -> bool {
    let qualification = application_form.text("responsible_qualification");
    let trainer = application_form.text("responsible_trainer_qualified");
    let qualifies = |(named, needed): &(&str, Option<&str>)| {
        *named == qualification && needed.is_none_or(|answer| answer == trainer)
    };
    is_open(cycle)
        && application_form.text("current_accreditation") == AccreditationKind::Training.slug()
        && QUALIFYING.iter().any(qualifies)
}

/// What has to be cleared before 合格; empty when nothing is claimed.
pub fn doubts(application_form: &Answers, cycle: Cycle, held: &[AccreditationKind]) -> Vec<Doubt> {
    if !transition_claimed(application_form, cycle) {
        return Vec::new();
    }
    let unseen = (!held.contains(&AccreditationKind::Training)).then_some(Doubt::NotAccredited);
    let pending = application_form.flag("responsible_qualification_pending").then_some(Doubt::QualificationPending);
    unseen.into_iter().chain(pending).collect()
}
