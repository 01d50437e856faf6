//! A link that a partner asks for itself (E60, E62, E67, E75).

use chrono::{DateTime, Duration, Utc};

use super::fixture::*;
use super::office::*;
use crate::{
    Accreditation, AccreditationKind, BlockReason, EndCause, LinkEnd, MOST_LINKS, Partnership, PartnershipCommand,
    PartnershipId, PartnershipState, Recipient, Refusal, Side, StaffRole, ask_for_link,
};

const TODAY: &str = "2027-06-10";

fn now() -> DateTime<Utc> {
    jst("2027-06-10 10:00:00")
}

/// A core facility like [`the_core`].
pub(super) fn another(number: usize) -> Accreditation {
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
    let set = set_start("2027-04-01", Vec::new());
    let judge = Side::Staff(StaffRole::Judge);
    let before = link.decide(set.clone(), judge, now()).unwrap().state;
    assert_eq!(before.decide(approve(), Side::Core, late).unwrap().state.link_start, day("2027-04-01"), "E62");
    assert_eq!(approved.decide(set, judge, late).unwrap().state.link_start, day("2027-04-01"), "or set afterwards");
}

fn set_start(on: &str, others: Vec<Partnership>) -> PartnershipCommand {
    PartnershipCommand::SetStart { on: day(on), reason: "遡及の申し出".to_owned(), others }
}

#[test]
fn no_day_belongs_to_two_links_of_the_same_two() {
    let over = LinkEnd { on: day("2027-06-09"), why: EndCause::Dissolved };
    let before = Partnership { end: Some(over), ..answered(approve()) };
    let link = asks(&the_core(), std::slice::from_ref(&before), false).unwrap();
    let approved = link.clone().decide(approve(), Side::Core, now()).unwrap().state;
    let refused = |link: &Partnership, on: &str, other: &Partnership| {
        let set = set_start(on, vec![link.clone(), other.clone()]);
        link.clone().decide(set, Side::Staff(StaffRole::Judge), now()).err()
    };
    for link in [&link, &approved] {
        // the day before it began as well: it would lie within
        for on in ["2027-06-09", "2027-04-01", "2027-03-31"] {
            assert_eq!(refused(link, on, &before), Some(Refusal::LinksOverlap), "{on}");
        }
        assert_eq!(refused(link, "2027-06-10", &before), None, "the day after");
        let unanswered = Partnership { end: Some(over), ..requested() };
        let of_another =
            Partnership { id: PartnershipId { partner: ulid("FAC2"), ..before.id.clone() }, ..before.clone() };
        for other in [answered(decline()), unanswered, of_another, linked_to(&another(1), before.clone())] {
            assert_eq!(refused(link, "2027-04-01", &other), None, "{other:?}");
        }
    }
    let first = Partnership { later: true, ..before };
    let end_of_may = LinkEnd { on: day("2027-05-31"), why: EndCause::Dissolved };
    let first = Partnership { end: Some(end_of_may), ..first };
    assert_eq!(
        refused(&first, "2027-04-02", &approved),
        None,
        "nor does a later one stand in the way of an earlier one"
    );
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
