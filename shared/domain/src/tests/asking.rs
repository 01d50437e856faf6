//! A link that a partner asks for itself (E60, E62, E67, E75), and what no order of requests, answers and ends brings about.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use proptest::prelude::*;

use super::fixture::*;
use super::office::*;
use crate::calendar::jst_date;
use crate::{
    AccountId, Accreditation, AccreditationKind, BlockReason, DissolutionCommand, EndCause, Event, InForce, LinkEnd,
    MOST_LINKS, Partnership, PartnershipCommand, PartnershipId, PartnershipState, Recipient, Refusal, Side, StaffRole,
    ask_for_link,
};

const TODAY: &str = "2027-06-10";

fn now() -> DateTime<Utc> {
    jst("2027-06-10 10:00:00")
}

/// A core facility like [`the_core`].
fn another(number: usize) -> Accreditation {
    Accreditation { account: ulid(&format!("C0RE{number}")), number: format!("K-1{number}"), ..the_core() }
}

fn asks(core: &Accreditation, links: &[Partnership], primary: bool) -> Result<Partnership, Refusal> {
    let contact = "架空　次郎 03-0000-0000".to_owned();
    ask_for_link(&the_partner(), contact, core, links, primary, now()).map(|decided| decided.state)
}

/// A link to `core` like `link`.
fn linked_to(core: &Accreditation, link: Partnership) -> Partnership {
    let id = PartnershipId { core: core.account.clone(), ..link.id };
    Partnership { id, ..link }
}

#[test]
fn the_core_facility_is_asked_at_once_and_sees_who_asks() {
    let contact = "架空　次郎 03-0000-0000".to_owned();
    let decided = ask_for_link(&the_partner(), contact.clone(), &the_core(), &[], false, now()).unwrap();
    let link = decided.state;
    assert_eq!(link.id, PartnershipId { partner: facility(), start: day(TODAY), core: core() });
    assert_eq!(link.state, PartnershipState::Requested { at: now() });
    assert_eq!((link.partner.facility_name.as_str(), &link.partner.contact), ("架空かわべ病院", &contact));
    assert_eq!((link.core.number.as_str(), link.core.contact.as_str()), ("K-0001", ""));
    assert_eq!(
        decided.notices.iter().map(|notice| &notice.to).collect::<Vec<_>>(),
        [&Recipient::LoginAddressOf(core())]
    );
    assert!(link.later && link.primary, "the only one is the primary one");
}

#[test]
fn it_counts_from_the_approval_or_the_day_that_the_secretariat_sets() {
    let link = asks(&the_core(), &[], false).unwrap();
    let late = jst("2027-06-20 10:00:00");
    let approved = link.clone().decide(approve(), Side::Core, late).unwrap().state;
    assert_eq!(approved.link_start, day("2027-06-20"), "E75: not from the day it was asked for");
    let set = PartnershipCommand::SetStart { on: day("2027-04-01"), reason: "遡及の申し出".to_owned() };
    let judge = Side::Staff(StaffRole::Judge);
    let before = link.decide(set.clone(), judge, now()).unwrap().state;
    assert_eq!(before.decide(approve(), Side::Core, late).unwrap().state.link_start, day("2027-04-01"), "E62");
    assert_eq!(approved.decide(set, judge, late).unwrap().state.link_start, day("2027-04-01"), "or set afterwards");
}

#[test]
fn both_must_be_accredited_today_and_of_their_kinds() {
    let link = |partner: &Accreditation, core: &Accreditation| {
        ask_for_link(partner, String::new(), core, &[], false, now()).map(|_| ()).err()
    };
    let over = |held: Accreditation| Accreditation { ended: Some(day("2027-06-09")), ..held };
    let to_come = |held: Accreditation| Accreditation { valid_from: day("2027-06-11"), ..held };
    let own = Accreditation { account: facility(), ..the_core() };
    assert_eq!(link(&the_partner(), &the_core()), None);
    for partner in [over(the_partner()), to_come(the_partner()), an_accreditation(AccreditationKind::Training)] {
        assert_eq!(link(&partner, &the_core()), Some(Refusal::PartnerNotAccredited), "{partner:?}");
    }
    let no_core = Accreditation { kind: AccreditationKind::Partner, ..the_core() };
    for core in [over(the_core()), to_come(the_core()), no_core, own] {
        assert_eq!(link(&the_partner(), &core), Some(Refusal::CoreNotAccredited), "{core:?}");
    }
}

#[test]
fn what_runs_is_not_asked_for_twice_and_what_is_over_may_be_asked_for_again() {
    let blocked = PartnershipState::Blocked { why: BlockReason::CoreNotAccredited, at: on_the_day() };
    let over = LinkEnd { on: day("2027-06-09"), why: EndCause::Dissolved };
    let last = LinkEnd { on: day(TODAY), why: EndCause::Dissolved };
    for (name, link, refused) in [
        ("scheduled", a_partnership(), true),
        ("unanswered", requested(), true),
        ("linked", answered(approve()), true),
        ("on its last day", Partnership { end: Some(last), ..answered(approve()) }, true),
        ("dissolved", Partnership { end: Some(over), ..answered(approve()) }, false),
        ("declined", answered(decline()), false),
        ("blocked", Partnership { state: blocked, ..a_partnership() }, false),
    ] {
        let expected = refused.then_some(Refusal::AlreadyAsked);
        assert_eq!(asks(&the_core(), std::slice::from_ref(&link), false).err(), expected, "{name}");
        assert!(asks(&another(1), &[link], false).is_ok(), "{name}: another core facility may be asked");
    }
}

#[test]
fn declined_today_it_is_asked_again_tomorrow_at_the_earliest() {
    let declined = asks(&the_core(), &[], false).unwrap().decide(decline(), Side::Core, now()).unwrap().state;
    assert_eq!(asks(&the_core(), std::slice::from_ref(&declined), false).err(), Some(Refusal::AlreadyAsked));
    let tomorrow = now() + Duration::days(1);
    assert!(ask_for_link(&the_partner(), String::new(), &the_core(), &[declined], false, tomorrow).is_ok());
}

#[test]
fn there_are_five_links_at_most_and_one_of_them_is_primary() {
    let mut links = Vec::new();
    for number in 0..MOST_LINKS {
        let link = asks(&another(number), &links, false).unwrap();
        assert_eq!(link.primary, number == 0, "the first");
        links.push(link);
    }
    assert_eq!(asks(&another(MOST_LINKS), &links, false).err(), Some(Refusal::TooManyLinks));
    // of somebody else they do not count, nor what is over
    let foreign = |link: Partnership| Partnership { id: PartnershipId { partner: ulid("FAC2"), ..link.id }, ..link };
    let others: Vec<Partnership> = links.clone().into_iter().map(foreign).collect();
    assert!(asks(&another(MOST_LINKS), &others, false).is_ok());
    links[0] = links[0].clone().decide(decline(), Side::Core, now()).unwrap().state;
    assert_eq!(
        asks(&another(MOST_LINKS), &links[1..], true).map(|link| link.primary),
        Ok(true),
        "the primary one went"
    );
    assert_eq!(asks(&another(MOST_LINKS), &links, false).map(|link| link.primary), Ok(false));
}

#[test]
fn a_second_primary_one_is_refused() {
    let first = linked_to(&another(1), answered(approve()));
    assert!(first.primary);
    let links = [first];
    assert_eq!(asks(&the_core(), &links, true).err(), Some(Refusal::PrimaryTaken));
    assert_eq!(asks(&the_core(), &links, false).map(|link| link.primary), Ok(false));
}

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
}

fn some_step() -> impl Strategy<Value = (usize, i64, Step)> {
    let some_days = -20_i64..120;
    let step = prop_oneof![
        6 => Just(Step::Asks),
        6 => prop::bool::weighted(0.8).prop_map(|approved| Step::Answers { approved }),
        2 => (any::<bool>(), 0_i64..120).prop_map(|(by_core, days)| Step::AsksToDissolve { by_core, days }),
        1 => Just(Step::TakesBack),
        3 => some_days.clone().prop_map(|days| Step::Dissolved { days }),
        1 => Just(Step::NotDissolved),
        1 => some_days.clone().prop_map(|days| Step::CoreEnds { days }),
        1 => some_days.prop_map(|days| Step::PartnerEnds { days }),
    ];
    (0_usize..2, 0_i64..60, step)
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
        let first = own().find_map(|(_, on, event)| match event {
            // what 合格 brought counts from its start, what was asked for later from the day of the approval
            Event::PartnershipApproved { .. } => Some(if *id == a_partnership().id { id.start } else { *on }),
            _ => None,
        });
        let ended = own().any(|(.., event)| matches!(event, Event::PartnershipEnded { on, .. } if *on < day));
        let core = self.cores.iter().find(|core| core.account == id.core);
        let accredited = core.is_some_and(|core| day <= core.last_day()) && day <= self.partner.last_day();
        first.is_some_and(|first| first <= day) && !ended && accredited
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn counting_agrees_with_the_events_and_links_of_one_pair_never_overlap(
        steps in prop::collection::vec(some_step(), 0..24),
    ) {
        let mut played = Played::new();
        for step in steps {
            played.plays(step);
            let open = played.links.iter().filter(|link| link.standing(played.today()).is_open()).count();
            prop_assert!(open <= MOST_LINKS);
        }
        let names: std::collections::BTreeSet<_> = played.links.iter().map(|link| &link.id).collect();
        prop_assert_eq!(names.len(), played.links.len(), "a name is one link");
        for days in 0..420 {
            let day = day("2027-03-25") + Duration::days(days);
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
