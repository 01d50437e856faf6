//! 移行措置 (S133–S145, E79–E88): until 2029-03-31 a facility accredited as 認定研修施設 may become a partner without
//! naming a core facility, if its new responsible physician is qualified.
//!
//! *Claimed* is what the application form says, and lifts the demand for a link. Whether the claim is *true* is
//! another question, asked before 合格: [`doubts`] lists what the secretariat still has to see (E47).

use domain::{AccreditationKind, Cycle, TRANSITION_END, qualifies};

use crate::answers::Answers;

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
    cycle.accreditation_start() <= TRANSITION_END
}

/// Whether the application form claims the measure (S141).
pub fn transition_claimed(application_form: &Answers, cycle: Cycle) -> bool {
    let qualification = application_form.text("responsible_qualification");
    let trainer = application_form.text("responsible_trainer_qualified");
    is_open(cycle)
        && application_form.text("current_accreditation") == AccreditationKind::Training.slug()
        && qualifies(qualification, trainer)
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
