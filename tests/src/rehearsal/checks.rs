//! What must hold after every day of a rehearsal, and what one comes to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    Accreditation, AccreditationId, AccreditationKind, Names, Partnership, PartnershipState, SingleSiteTraining,
    TRANSITION_END, accreditation_of, known,
};

use super::{Memory, Told, at};

/// Looks at the books day by day, and keeps what the register was.
#[derive(Debug, Default)]
pub struct Daily {
    /// The register at the end of each day.
    days: BTreeMap<NaiveDate, BTreeMap<AccreditationId, Names>>,
}

fn on_register(all: &[Accreditation], day: NaiveDate) -> BTreeMap<AccreditationId, Names> {
    all.iter().filter(|held| held.in_force(day)).map(|held| (held.id(), held.names_on(day))).collect()
}

/// The last instant of a day that the books know of.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    at(day, 24) - TimeDelta::milliseconds(1)
}

impl Daily {
    /// After a day on which every schedule ran.
    pub fn looks(&mut self, books: &Memory, day: NaiveDate) {
        let held: Vec<Accreditation> = books.accreditations.values().map(|kept| kept.value.clone()).collect();
        let links: Vec<Partnership> = books.links.values().map(|kept| kept.value.clone()).collect();
        periods_do_not_meet(&held);
        for link in &links {
            counts_within_both(link, &held, day);
            let first = held.iter().filter(|held| held.kind == AccreditationKind::Core && held.account == link.id.core);
            let core_from = first.map(|held| held.valid_from).min();
            if !link.later && core_from.is_some_and(|from| from <= link.id.start) {
                assert_eq!(link.link_start, link.id.start, "I7: {}", link.id);
            }
        }
        one_link_of_a_pair_counts(&links, day);
        for partner in held.iter().filter(|held| held.kind == AccreditationKind::Partner) {
            training_alone_is_as_the_rule_says(partner, &links, day);
        }
        self.days.insert(day, on_register(&held, day));
    }

    /// The register of each past day is what it was: read again from the events as they were known then.
    pub fn is_what_it_was(&self, books: &Memory) {
        for (day, was) in &self.days {
            let then: Vec<Accreditation> = books
                .accreditations
                .iter()
                .filter_map(|(id, kept)| {
                    accreditation_of(id, kept.events.iter().map(|(at, event)| (*at, event)), end_of(*day))
                })
                .collect();
            assert_eq!(on_register(&then, *day), *was, "the register of {day}");
        }
        for (id, kept) in &books.accreditations {
            let events = kept.events.iter().map(|(at, event)| (*at, event));
            let again = accreditation_of(id, events, DateTime::<Utc>::MAX_UTC).expect("an accreditation");
            assert_eq!(again, known(&kept.value), "its events make it what it is");
        }
    }
}

/// Of one kind, an account holds one at a time.
fn periods_do_not_meet(held: &[Accreditation]) {
    for (place, one) in held.iter().enumerate() {
        for other in held[place + 1..].iter().filter(|other| other.account == one.account && other.kind == one.kind) {
            let apart = one.last_day() < other.valid_from || other.last_day() < one.valid_from;
            assert!(apart, "{} and {}", one.number, other.number);
        }
    }
}

fn counts_within_both(link: &Partnership, held: &[Accreditation], day: NaiveDate) {
    if !link.counts_on(day) {
        return;
    }
    for (account, kind) in [(&link.id.core, AccreditationKind::Core), (&link.id.partner, AccreditationKind::Partner)] {
        let in_force = held.iter().any(|held| held.account == *account && held.kind == kind && held.in_force(day));
        assert!(in_force, "{} counts on {day} without its {}", link.id, kind.slug());
    }
}

fn one_link_of_a_pair_counts(links: &[Partnership], day: NaiveDate) {
    let mut pairs = BTreeSet::new();
    for link in links.iter().filter(|link| link.counts_on(day)) {
        assert!(pairs.insert((&link.id.partner, &link.id.core)), "{} counts twice on {day}", link.id);
    }
}

fn training_alone_is_as_the_rule_says(partner: &Accreditation, links: &[Partnership], day: NaiveDate) {
    let linked = links.iter().any(|link| link.id.partner == partner.account && link.counts_on(day));
    let expected = partner.in_force(day)
        && partner.transition
        && partner.names_on(day).qualified
        && day <= TRANSITION_END
        && !linked;
    assert_eq!(SingleSiteTraining::on(partner, links, day).is_allowed(), expected, "{} on {day}", partner.number);
}

/// What a rehearsal came to, without when a schedule happened to run: the register, how each link ended, and every mail. Each
/// mail was stored once.
pub fn outcome(held: &[Accreditation], links: &[Partnership], told: &[Told]) -> (Vec<String>, Vec<String>) {
    let mut mails: Vec<String> =
        told.iter().map(|told| format!("{} {} {}", told.about, told.template, told.role)).collect();
    mails.sort();
    let register = held.iter().map(|held| format!("{:?} {:?} {:?}", known(held), held.links_told, held.reminded));
    let links = links.iter().map(|link| {
        let state = match &link.state {
            PartnershipState::Scheduled => "scheduled".to_owned(),
            PartnershipState::Requested { .. } => "requested".to_owned(),
            PartnershipState::Active { approved } => format!("active {approved}"),
            PartnershipState::Declined { at, .. } => format!("declined {at}"),
            PartnershipState::Blocked { why, .. } => format!("blocked {why:?}"),
        };
        format!("{} {state} {} {:?} {:?} {:?}", link.id, link.link_start, link.end, link.primary, link.reminded)
    });
    (register.chain(links).collect(), mails)
}
