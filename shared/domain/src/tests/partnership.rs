//! 連携: asked for as of its start date, answered whenever, counted from the start (S124, S128–S132, E60–E73).

use chrono::{DateTime, Duration, TimeDelta, Utc};
use proptest::prelude::*;

use super::fixture::*;
use super::office::*;
use crate::calendar::{jst_date, start_of_day};
use crate::{
    Accreditation, Actor, BlockReason, Event, InForce, Letter, NextActor, Notice, Partnership, PartnershipCommand,
    PartnershipId, PartnershipState, Party, Recipient, Refusal, Side, StaffRole, last_due,
};

fn to(recipients: &[Notice]) -> Vec<&Recipient> {
    recipients.iter().map(|notice| &notice.to).collect()
}

fn login(account: &str) -> Recipient {
    Recipient::LoginAddressOf(ulid(account))
}

#[test]
fn on_its_day_the_core_facility_alone_is_asked() {
    let decided = a_partnership().decide(begin(), Side::System, on_the_day()).unwrap();
    let expected = Partnership { state: PartnershipState::Requested { at: on_the_day() }, ..a_partnership() };
    assert_eq!(decided.state, expected);
    assert_eq!(decided.event, Event::PartnershipRequested { link_start: day("2027-04-01") });
    assert_eq!(to(&decided.notices), [&login("C0RE")]);
    assert_eq!(decided.notices[0].letter, Letter::PartnershipRequested { partnership: Box::new(expected) });
}

#[test]
fn a_schedule_that_comes_late_asks_as_of_the_day() {
    let late = jst("2027-04-03 09:00:00");
    let decided = a_partnership().decide(begin(), Side::System, late).unwrap();
    assert_eq!(decided.state.link_start, day("2027-04-01"));
    assert_eq!(decided.state.state, PartnershipState::Requested { at: late });
}

#[test]
fn the_link_counts_from_the_later_of_both_starts() {
    for (core_from, expected) in
        [("2023-04-01", "2027-04-01"), ("2027-04-01", "2027-04-01"), ("2027-05-01", "2027-05-01")]
    {
        let core = Accreditation { valid_from: day(core_from), ..the_core() };
        let decided =
            a_partnership().decide(begin_with(Some(core), Some(the_partner())), Side::System, on_the_day()).unwrap();
        assert_eq!(decided.state.link_start, day(expected), "{core_from}");
        assert_eq!(decided.event, Event::PartnershipRequested { link_start: day(expected) });
    }
}

#[test]
fn the_core_facility_is_named_as_it_is_on_the_day() {
    let renamed =
        Accreditation { facility_name: "架空新中央病院".to_owned(), number: "K-2".to_owned(), ..the_core() };
    let decided = a_partnership()
        .decide(begin_with(Some(renamed.clone()), Some(the_partner())), Side::System, on_the_day())
        .unwrap();
    assert_eq!(decided.state.core, Party::of(&renamed, String::new()));
    assert_eq!(decided.state.partner, a_partnership().partner);
}

#[test]
fn without_an_accreditation_on_the_day_nobody_is_asked() {
    for (core, partner, why) in [
        (None, Some(the_partner()), BlockReason::CoreNotAccredited),
        (Some(the_core()), None, BlockReason::PartnerNotAccredited),
        (None, None, BlockReason::PartnerNotAccredited),
    ] {
        let decided = a_partnership().decide(begin_with(core, partner), Side::System, on_the_day()).unwrap();
        assert_eq!(decided.state.state, PartnershipState::Blocked { why, at: on_the_day() });
        assert_eq!(decided.event, Event::PartnershipBlocked { why });
        assert_eq!(to(&decided.notices), [&login("FAC1"), &Recipient::Secretariat]);
        assert!(decided.notices.iter().all(|notice| notice.letter.template() == "partnership_blocked"));
        assert_eq!(decided.state.next_actor(), NextActor::Facility);
    }
}

#[test]
fn it_is_asked_for_once() {
    let approved = requested().decide(approve(), Side::Core, on_the_day()).unwrap().state;
    let declined = requested().decide(decline(), Side::Core, on_the_day()).unwrap().state;
    let blocked =
        a_partnership().decide(begin_with(None, Some(the_partner())), Side::System, on_the_day()).unwrap().state;
    for state in [requested(), approved, declined, blocked] {
        let again = state.decide(begin(), Side::System, on_the_day() + TimeDelta::days(1));
        assert_eq!(again.err(), Some(Refusal::AlreadyAsked));
    }
}

#[test]
fn a_late_approval_counts_from_the_start_and_keeps_its_own_date() {
    let late = jst("2027-04-20 15:30:00");
    let decided = requested().decide(approve(), Side::Core, late).unwrap();
    assert_eq!(decided.state.link_start, day("2027-04-01"));
    assert_eq!(decided.state.state, PartnershipState::Active { approved: late });
    assert_eq!(decided.event, Event::PartnershipApproved { link_start: day("2027-04-01"), note: String::new() });
    assert_eq!(to(&decided.notices), [&login("FAC1")]);
    let partnership = Box::new(decided.state.clone());
    assert_eq!(decided.notices[0].letter, Letter::PartnershipApproved { partnership, at: late });
    assert_eq!(decided.state.next_actor(), NextActor::Nobody);
}

#[test]
fn a_refusal_has_a_reason_and_is_told_to_partner_and_secretariat() {
    let silent = PartnershipCommand::Decline { reason: String::new() };
    assert_eq!(requested().decide(silent, Side::Core, on_the_day()).err(), Some(Refusal::ReasonMissing));
    let decided = requested().decide(decline(), Side::Core, on_the_day()).unwrap();
    let reason = "事前の相談がありませんでした。".to_owned();
    assert_eq!(decided.event, Event::PartnershipDeclined { reason: reason.clone() });
    assert_eq!(decided.state.state, PartnershipState::Declined { reason, at: on_the_day() });
    assert_eq!(to(&decided.notices), [&login("FAC1"), &Recipient::Secretariat]);
    assert!(decided.notices.iter().all(|notice| notice.letter.template() == "partnership_declined"));
}

#[test]
fn both_must_be_accredited_when_it_is_approved_but_not_when_it_is_declined() {
    for (core, partner, expected) in [
        (true, true, None),
        (false, true, Some(Refusal::CoreNotAccredited)),
        (true, false, Some(Refusal::PartnerNotAccredited)),
        (false, false, Some(Refusal::CoreNotAccredited)),
    ] {
        let approve = PartnershipCommand::Approve(InForce { core, partner });
        assert_eq!(requested().decide(approve, Side::Core, on_the_day()).err(), expected, "{core} {partner}");
    }
}

#[test]
fn an_answer_comes_after_the_question_and_is_final() {
    for answer in [approve(), decline()] {
        let early = a_partnership().decide(answer.clone(), Side::Core, on_the_day());
        assert_eq!(early.err(), Some(Refusal::NotAskedYet));
        let answered = requested().decide(answer, Side::Core, on_the_day()).unwrap().state;
        for again in [approve(), decline()] {
            let refused = answered.clone().decide(again, Side::Core, on_the_day()).err();
            assert_eq!(refused, Some(Refusal::AlreadyAnswered));
        }
    }
}

#[test]
fn everybody_is_on_one_side_of_a_link() {
    let staff = |role| (a_member(role).actor(), Side::Staff(role));
    let facility = |tail| Actor::Facility(ulid(tail));
    let [viewer, editor, judge, admin] = StaffRole::ALL.map(staff);
    for (actor, side) in [
        (facility("C0RE"), Side::Core),
        (facility("FAC1"), Side::Partner),
        (facility("FAC2"), Side::Stranger),
        (Actor::Anonymous, Side::Stranger),
        (Actor::system("notify_partnerships"), Side::System),
        viewer,
        editor,
        judge,
        admin,
    ] {
        assert_eq!(a_partnership().side(&actor), side, "{actor:?}");
    }
}

#[test]
fn the_next_to_act_is_the_core_facility_while_it_is_asked() {
    assert_eq!(a_partnership().next_actor(), NextActor::Nobody);
    assert_eq!(requested().next_actor(), NextActor::CoreFacility);
    let declined = requested().decide(decline(), Side::Core, on_the_day()).unwrap().state;
    assert_eq!(declined.next_actor(), NextActor::Facility);
}

#[test]
fn a_day_is_due_from_nine_o_clock_in_japan() {
    for (at, expected) in [
        ("2027-04-01 00:00:00", "2027-03-31"),
        ("2027-04-01 08:59:59.999", "2027-03-31"),
        ("2027-04-01 09:00:00.000", "2027-04-01"),
        ("2027-04-01 23:59:59.999", "2027-04-01"),
        ("2027-04-02 08:59:59.999", "2027-04-01"),
    ] {
        assert_eq!(last_due(jst(at)), day(expected), "{at}");
    }
}

#[test]
fn a_partnership_is_named_by_partner_day_and_core() {
    let text = "0000000000000000000000FAC1/2027-04-01/0000000000000000000000C0RE";
    assert_eq!(a_partnership().id.to_string(), text);
    assert_eq!(text.parse(), Ok(a_partnership().id));
    for other in [
        "",
        "0000000000000000000000FAC1/2027-04-01",
        "0000000000000000000000FAC1/2027-04-31/0000000000000000000000C0RE",
        "0000000000000000000000FAC1/2027-04-01/core",
        "0000000000000000000000FAC1/2027-04-01/0000000000000000000000C0RE/",
    ] {
        assert!(other.parse::<PartnershipId>().is_err(), "{other:?}");
    }
}

fn some_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..10 * 24 * 3600 * 1000).prop_map(|after| jst("2027-03-28 00:00:00") + Duration::milliseconds(after))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn what_is_due_never_lies_ahead_and_never_turns_back(one in some_instant(), other in some_instant()) {
        let (earlier, later) = (one.min(other), one.max(other));
        prop_assert!(last_due(earlier) <= last_due(later));
        prop_assert!(last_due(later) <= jst_date(later));
        prop_assert!(start_of_day(last_due(later)) + TimeDelta::hours(9) <= later, "nobody is asked before nine");
        prop_assert!(later < start_of_day(last_due(later)) + TimeDelta::hours(33), "and nothing waits another day");
    }

    #[test]
    fn names_are_read_as_printed(partner in "[0-9A-HJKMNP-TV-Z]{1,20}", core in "[0-9A-HJKMNP-TV-Z]{1,20}", days in 0_i64..9_000) {
        let start = day("2020-01-01") + TimeDelta::days(days);
        let id = PartnershipId { partner: ulid(&partner), start, core: ulid(&core) };
        prop_assert_eq!(id.to_string().parse(), Ok(id));
    }
}
