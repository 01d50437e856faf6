//! What no order of requests, answers, first days and ends of links brings about.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use proptest::prelude::*;

use super::asking::another;
use super::fixture::*;
use super::office::*;
use crate::calendar::jst_date;
use crate::{
    AccountId, Accreditation, DissolutionCommand, EndCause, Event, InForce, MOST_LINKS, Partnership,
    PartnershipCommand, PartnershipId, Side, StaffRole, ask_for_link,
};

/// What happens next, so many days later, at one of two core facilities.
#[derive(Clone, Debug)]
enum Step {
    Asks,
    Answers { approved: bool },
    AsksToDissolve { by_core: bool, days: i64 },
    TakesBack,
    Dissolved { days: i64 },
    NotDissolved,
    CoreEnds { days: i64 },
    PartnerEnds { days: i64 },
    StartSet { days: i64 },
}

fn some_step() -> impl Strategy<Value = (usize, i64, Step)> {
    let some_days = -20_i64..60;
    let step = prop_oneof![
        8 => Just(Step::Asks),
        8 => prop::bool::weighted(0.8).prop_map(|approved| Step::Answers { approved }),
        2 => (any::<bool>(), 0_i64..60).prop_map(|(by_core, days)| Step::AsksToDissolve { by_core, days }),
        1 => Just(Step::TakesBack),
        8 => some_days.clone().prop_map(|days| Step::Dissolved { days }),
        1 => Just(Step::NotDissolved),
        1 => some_days.clone().prop_map(|days| Step::CoreEnds { days }),
        1 => some_days.prop_map(|days| Step::PartnerEnds { days }),
        6 => (-200_i64..40).prop_map(|days| Step::StartSet { days }),
    ];
    (0_usize..2, 0_i64..20, step)
}

/// The register of one partner and two core facilities, with everything that was said of their links.
struct Played {
    links: Vec<Partnership>,
    events: Vec<(PartnershipId, NaiveDate, Event)>,
    partner: Accreditation,
    cores: [Accreditation; 2],
    now: DateTime<Utc>,
}

impl Played {
    /// Beginning with a link that 合格 brought.
    fn new() -> Self {
        let (partner, cores) = (the_partner(), [the_core(), another(1)]);
        let mut played = Self { links: vec![a_partnership()], events: Vec::new(), partner, cores, now: on_the_day() };
        played.commands(0, begin(), Side::System);
        played
    }

    fn today(&self) -> NaiveDate {
        jst_date(self.now)
    }

    fn commands(&mut self, at: usize, command: PartnershipCommand, side: Side) {
        if let Ok(decided) = self.links[at].clone().decide(command, side, self.now) {
            self.events.push((decided.state.id.clone(), self.today(), decided.event));
            self.links[at] = decided.state;
        }
    }

    /// Something happens to every link of a core facility that takes it.
    fn commands_all(&mut self, core: &AccountId, command: &PartnershipCommand, side: Side) {
        for at in 0..self.links.len() {
            if self.links[at].id.core == *core {
                self.commands(at, command.clone(), side);
            }
        }
    }

    fn plays(&mut self, (core, days, step): (usize, i64, Step)) {
        self.now += Duration::days(days);
        let (today, account, judge) = (self.today(), self.cores[core].account.clone(), Side::Staff(StaffRole::Judge));
        let after = |days: i64| today + Duration::days(days);
        let dissolution = PartnershipCommand::Dissolution;
        match step {
            Step::Asks => {
                let asked = ask_for_link(&self.partner, String::new(), &self.cores[core], &self.links, false, self.now);
                if let Ok(decided) = asked {
                    self.events.push((decided.state.id.clone(), today, decided.event));
                    self.links.push(decided.state);
                }
            }
            Step::Answers { approved: false } => self.commands_all(&account, &decline(), Side::Core),
            Step::Answers { approved: true } => {
                let in_force =
                    InForce { core: self.cores[core].in_force(today), partner: self.partner.in_force(today) };
                self.commands_all(&account, &PartnershipCommand::Approve(in_force), Side::Core);
            }
            Step::AsksToDissolve { by_core, days } => {
                let side = if by_core { Side::Core } else { Side::Partner };
                self.commands_all(&account, &ask_to_dissolve(&after(days).to_string()), side);
            }
            Step::TakesBack => {
                self.commands_all(&account, &dissolution(DissolutionCommand::Cancel), Side::Core);
            }
            Step::Dissolved { days } => {
                let approve = DissolutionCommand::Approve { on: after(days), reason: "理由".to_owned() };
                self.commands_all(&account, &dissolution(approve), judge);
            }
            Step::NotDissolved => {
                let refuse = DissolutionCommand::Refuse { reason: "理由".to_owned() };
                self.commands_all(&account, &dissolution(refuse), judge);
            }
            Step::CoreEnds { days } => {
                self.cores[core].ended = Some(self.cores[core].last_day().min(after(days)));
                let end = PartnershipCommand::End { on: after(days), why: EndCause::CoreEnded };
                self.commands_all(&account, &end, Side::System);
            }
            Step::StartSet { days } => {
                let (on, others) = (after(days), self.links.clone());
                let set = PartnershipCommand::SetStart { on, reason: "理由".to_owned(), others };
                self.commands_all(&account, &set, judge);
            }
            Step::PartnerEnds { days } => {
                self.partner.ended = Some(self.partner.last_day().min(after(days)));
                let end = PartnershipCommand::End { on: after(days), why: EndCause::PartnerEnded };
                for core in self.cores.clone() {
                    self.commands_all(&core.account, &end, Side::System);
                }
            }
        }
    }

    /// Whether a link counts on a day, read off its events alone.
    fn naive(&self, id: &PartnershipId, day: NaiveDate) -> bool {
        let own = || self.events.iter().filter(|(of, ..)| of == id);
        let approved = own().find_map(|(_, on, event)| match event {
            // what 合格 brought counts from its start, what was asked for later from the day of the approval
            Event::PartnershipApproved { .. } => Some(if *id == a_partnership().id { id.start } else { *on }),
            _ => None,
        });
        let mut set = own().rev().filter_map(|(.., event)| match event {
            Event::PartnershipStartSet { on, .. } => Some(*on),
            _ => None,
        });
        let first = approved.map(|first| set.next().unwrap_or(first));
        let ended = own().any(|(.., event)| matches!(event, Event::PartnershipEnded { on, .. } if *on < day));
        let core = self.cores.iter().find(|core| core.account == id.core);
        let accredited = core.is_some_and(|core| day <= core.last_day()) && day <= self.partner.last_day();
        first.is_some_and(|first| first <= day) && !ended && accredited
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn counting_agrees_with_the_events_and_links_of_one_pair_never_overlap(
        steps in prop::collection::vec(some_step(), 0..48),
    ) {
        let mut played = Played::new();
        for step in steps {
            played.plays(step);
            let open = played.links.iter().filter(|link| link.standing(played.today()).is_open()).count();
            prop_assert!(open <= MOST_LINKS);
        }
        let names: std::collections::BTreeSet<_> = played.links.iter().map(|link| &link.id).collect();
        prop_assert_eq!(names.len(), played.links.len(), "a name is one link");
        for days in 0..620 {
            let day = day("2026-09-06") + Duration::days(days);
            for link in &played.links {
                prop_assert_eq!(link.counts_on(day), played.naive(&link.id, day), "{} on {}: {:?}", link.id, day, played.events);
            }
            for core in &played.cores {
                let counting = |link: &&Partnership| link.id.core == core.account && link.counts_on(day);
                prop_assert!(played.links.iter().filter(counting).count() <= 1, "{} on {day}: {:?}", core.account, played.events);
            }
        }
    }
}
