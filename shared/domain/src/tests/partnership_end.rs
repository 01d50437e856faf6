//! How a link ends, and how it stands on a day (E63, E64, E72, E74, S138, S139).

use super::fixture::*;
use super::office::*;
use crate::{
    Accreditation, Dissolution, DissolutionCommand, EndCause, Event, InForce, LinkEnd, LinkStanding, NextActor, Notice,
    Partnership, PartnershipCommand, Recipient, Refusal, Side, StaffRole,
};

fn to(notices: &[Notice]) -> Vec<&Recipient> {
    notices.iter().map(|notice| &notice.to).collect()
}

fn login(account: &str) -> Recipient {
    Recipient::LoginAddressOf(ulid(account))
}

fn ends(link: Partnership, on: &str, why: EndCause) -> Partnership {
    Partnership { end: Some(LinkEnd { on: day(on), why }), ..link }
}

/// What the secretariat answers to a 解除申請.
fn answers(command: DissolutionCommand) -> PartnershipCommand {
    PartnershipCommand::Dissolution(command)
}

fn asked_by(side: Side) -> Partnership {
    answered(approve()).decide(ask_to_dissolve("2027-09-30"), side, jst("2027-07-01 10:00:00")).unwrap().state
}

#[test]
fn how_it_stands_on_a_day() {
    use LinkStanding::{Active, Blocked, Declined, Ended, Requested, Scheduled};
    let with_core = ends(requested(), "2027-06-30", EndCause::CoreEnded);
    let with_partner = ends(requested(), "2027-06-30", EndCause::PartnerEnded);
    let dissolved = ends(answered(approve()), "2027-06-30", EndCause::Dissolved);
    // the core facility is accredited until 2028-03-31
    for (name, link, expected) in [
        ("scheduled", a_partnership(), [Scheduled; 5]),
        ("unanswered", requested(), [Requested, Requested, Requested, Requested, Blocked]),
        ("the core facility went, unanswered", with_core, [Requested, Requested, Blocked, Blocked, Blocked]),
        ("the partner went, unanswered", with_partner, [Requested, Requested, Ended, Ended, Ended]),
        ("approved", answered(approve()), [Active, Active, Active, Active, Ended]),
        ("dissolved", dissolved, [Active, Active, Ended, Ended, Ended]),
        ("declined", answered(decline()), [Declined; 5]),
    ] {
        let days = ["2027-04-01", "2027-06-30", "2027-07-01", "2028-03-31", "2028-04-01"];
        assert_eq!(days.map(|text| link.standing(day(text))), expected, "{name}");
        let counts = days.map(|text| link.counts_on(day(text)));
        assert_eq!(counts, expected.map(|standing| standing == Active), "{name}");
    }
}

#[test]
fn it_counts_from_its_first_day_to_its_last_and_on_no_other() {
    let dissolved = ends(answered(approve()), "2027-06-30", EndCause::Dissolved);
    for (text, expected) in [
        ("2027-03-31", false),
        ("2027-04-01", true),
        ("2027-06-30", true),
        ("2027-07-01", false),
        ("2028-03-31", false),
    ] {
        assert_eq!(dissolved.counts_on(day(text)), expected, "{text}");
    }
    let before_it_began = ends(answered(approve()), "2027-03-31", EndCause::Dissolved);
    assert!(!before_it_began.counts_on(day("2027-04-01")), "dissolved from the start");
}

#[test]
fn either_side_asks_and_the_other_one_is_told() {
    for (side, other, by_core) in [(Side::Core, "FAC1", true), (Side::Partner, "C0RE", false)] {
        let decided =
            answered(approve()).decide(ask_to_dissolve("2027-09-30"), side, jst("2027-07-01 10:00:00")).unwrap();
        assert_eq!(to(&decided.notices), [&login(other), &Recipient::Secretariat]);
        assert!(decided.notices.iter().all(|notice| notice.letter.template() == "dissolution_requested"));
        let expected = Dissolution {
            by_core,
            on: day("2027-09-30"),
            reason: "診療体制の変更のため。".to_owned(),
            at: jst("2027-07-01 10:00:00"),
        };
        assert_eq!(decided.state.dissolution, Some(expected));
        assert_eq!(decided.state.next_actor(), NextActor::Secretariat);
        assert!(decided.state.counts_on(day("2027-12-31")), "asking alone ends nothing");
    }
}

#[test]
fn the_secretariat_approves_and_both_are_told() {
    let judge = Side::Staff(StaffRole::Judge);
    let as_asked = answers(DissolutionCommand::Approve { on: day("2027-09-30"), reason: String::new() });
    let decided = asked_by(Side::Partner).decide(as_asked, judge, jst("2027-07-10 10:00:00")).unwrap();
    assert_eq!(to(&decided.notices), [&login("C0RE"), &login("FAC1")]);
    assert_eq!(decided.state.end, Some(LinkEnd { on: day("2027-09-30"), why: EndCause::Dissolved }));
    assert_eq!(decided.state.dissolution, None);
    let last = ["2027-09-30", "2027-10-01"].map(|text| decided.state.counts_on(day(text)));
    assert_eq!(last, [true, false], "the last day is part of it");
    let again = answers(DissolutionCommand::Approve { on: day("2027-08-31"), reason: "誤り".to_owned() });
    let refused = decided.state.decide(again, judge, jst("2027-07-11 10:00:00")).err();
    assert_eq!(refused, Some(Refusal::NotLinked), "once");
}

#[test]
fn the_secretariat_does_not_approve_and_who_asked_is_told_why() {
    for (side, account) in [(Side::Core, "C0RE"), (Side::Partner, "FAC1")] {
        let reason = "専攻医の研修期間中のため。".to_owned();
        let refuse = answers(DissolutionCommand::Refuse { reason: reason.clone() });
        let judge = Side::Staff(StaffRole::Judge);
        let decided = asked_by(side).decide(refuse, judge, jst("2027-07-10 10:00:00")).unwrap();
        assert_eq!(to(&decided.notices), [&login(account)]);
        assert_eq!(decided.event, Event::DissolutionRefused { reason });
        assert_eq!((decided.state.dissolution.as_ref(), decided.state.end), (None, None));
        let anew = decided.state.decide(ask_to_dissolve("2027-12-31"), side, jst("2027-08-01 10:00:00"));
        assert!(anew.is_ok(), "it can be asked for again");
    }
}

#[test]
fn only_who_asked_takes_it_back() {
    let back = || answers(DissolutionCommand::Cancel);
    for (by, other) in [(Side::Core, Side::Partner), (Side::Partner, Side::Core)] {
        let refused = asked_by(by).decide(back(), other, on_the_day()).err();
        assert_eq!(refused, Some(Refusal::NotPermitted));
        let decided = asked_by(by).decide(back(), by, on_the_day()).unwrap();
        assert_eq!((decided.state.dissolution.as_ref(), decided.notices.len()), (None, 0));
        assert_eq!(decided.state.decide(back(), by, on_the_day()).err(), Some(Refusal::NothingAsked));
    }
}

#[test]
fn the_last_day_that_is_wished_for_lies_between_today_and_the_end_of_both_accreditations() {
    let now = jst("2027-07-01 10:00:00");
    for (on, fine) in [
        ("2027-06-30", false),
        ("2027-07-01", true),
        ("2028-03-31", true),
        ("2028-04-01", false),
        ("2032-03-31", false),
    ] {
        let asked = answered(approve()).decide(ask_to_dissolve(on), Side::Core, now);
        let expected = if fine { None } else { Some(Refusal::DayOutOfRange) };
        assert_eq!(asked.err(), expected, "{on}");
    }
}

#[test]
fn an_accreditation_that_ends_takes_the_link_with_it_and_the_other_side_is_told() {
    for (why, told) in [(EndCause::CoreEnded, "FAC1"), (EndCause::PartnerEnded, "C0RE")] {
        for link in [requested(), answered(approve()), asked_by(Side::Core)] {
            let end = PartnershipCommand::End { on: day("2027-09-30"), why };
            let decided = link.decide(end, Side::System, on_the_day()).unwrap();
            assert_eq!(to(&decided.notices), [&login(told)]);
            assert_eq!(decided.state.last_day(), day("2027-09-30"));
            assert_eq!(decided.state.dissolution, None, "what was asked for is settled");
        }
    }
}

#[test]
fn of_two_ends_the_earlier_day_holds() {
    use EndCause::{CoreEnded, Dissolved, PartnerEnded};
    for (known, on, why, fine) in [
        (Dissolved, "2027-06-30", CoreEnded, true),
        (Dissolved, "2027-09-30", CoreEnded, false),
        (Dissolved, "2027-12-31", PartnerEnded, false),
        (CoreEnded, "2027-06-30", PartnerEnded, true),
        (CoreEnded, "2027-09-30", CoreEnded, false),
        (PartnerEnded, "2027-09-29", CoreEnded, true),
        (PartnerEnded, "2027-10-01", CoreEnded, false),
    ] {
        let link = ends(answered(approve()), "2027-09-30", known);
        assert_eq!(link.hears_of(day(on)), fine, "{known:?}, then {why:?} on {on}");
        let decided = link.decide(PartnershipCommand::End { on: day(on), why }, Side::System, on_the_day());
        assert_eq!(decided.err(), (!fine).then_some(Refusal::AlreadyEnded), "{known:?}, then {why:?} on {on}");
    }
    for closed in [a_partnership(), answered(decline())] {
        assert!(!closed.hears_of(day("2027-06-30")));
    }
}

#[test]
fn what_is_over_is_not_approved_even_if_the_facility_is_accredited_anew() {
    let both = InForce { core: true, partner: true };
    let partner_gone = ends(requested(), "2027-06-30", EndCause::PartnerEnded);
    let core_gone = ends(requested(), "2027-06-30", EndCause::CoreEnded);
    for (link, at, expected) in [
        (partner_gone.clone(), "2027-06-30 23:59:59", None),
        (partner_gone, "2027-07-01 00:00:00", Some(Refusal::PartnerNotAccredited)),
        (core_gone, "2027-07-01 00:00:00", Some(Refusal::CoreNotAccredited)),
        (requested(), "2028-03-31 12:00:00", None),
        (requested(), "2028-04-01 12:00:00", Some(Refusal::CoreNotAccredited)),
    ] {
        let approved = link.decide(PartnershipCommand::Approve(both), Side::Core, jst(at));
        assert_eq!(approved.err(), expected, "{at}");
    }
}

#[test]
fn approved_on_the_partners_last_days_it_still_ends_with_it() {
    let leaving = ends(requested(), "2027-06-30", EndCause::PartnerEnded);
    let approved = leaving.decide(approve(), Side::Core, jst("2027-06-15 10:00:00")).unwrap().state;
    let counts = ["2027-04-01", "2027-06-30", "2027-07-01"].map(|text| approved.counts_on(day(text)));
    assert_eq!(counts, [true, true, false]);
}

#[test]
fn a_period_that_is_over_needs_no_end() {
    let partner = Accreditation { valid_to: day("2027-12-31"), ..the_partner() };
    let begun = begin_with(Some(the_core()), Some(partner));
    let link = a_partnership().decide(begun, Side::System, on_the_day()).unwrap().state;
    assert_eq!(link.last_day(), day("2027-12-31"));
    assert_eq!(link.standing(day("2028-01-01")), LinkStanding::Ended);
}
