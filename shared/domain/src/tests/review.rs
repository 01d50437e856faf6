//! 受付, checks and 判定 (rules 3.6, E28, E47, E51, E58, E65, E81, E88, E101).

use super::fixture::*;
use super::office::*;
use crate::{
    Application, ApplicationCommand, ApplicationState, Check, Claims, CoreLink, Event, Finding, Judgement, Letter,
    NextActor, OfficeCommand, Particulars, Recipient, Refusal, Review, Role, StaffRole,
};

fn checked(application: Application, check: Check, finding: Finding) -> Application {
    office(application, OfficeCommand::Check([(check, finding)].into())).unwrap().state
}

fn attach(application: Application) -> Application {
    office(application, OfficeCommand::Attach(Some(a_core_link()))).unwrap().state
}

const TRANSITION: Claims = Claims { transition: true, qualification_pending: false, unlisted_core: false };
const QUALIFICATION: Claims = Claims { transition: false, qualification_pending: true, unlisted_core: false };
const UNLISTED: Claims = Claims { transition: false, qualification_pending: false, unlisted_core: true };

#[test]
fn who_receives_it_takes_it_on() {
    let decided = office(submitted(a_draft()), receive()).unwrap();
    assert_eq!(decided.state.state, ApplicationState::UnderReview);
    assert_eq!(decided.state.review.officer.as_deref(), Some("仮名　一郎"));
    assert_eq!(decided.event, Event::Received);
    assert!(decided.notices.is_empty());
    assert_eq!(office(decided.state, receive()).err(), Some(Refusal::NotToBeReceived));
}

#[test]
fn the_secretariat_works_on_nothing_that_was_never_submitted() {
    for command in [receive(), judge(pass()), withdraw(), OfficeCommand::Note("メモ".to_owned())] {
        assert_eq!(office(a_draft(), command).err(), Some(Refusal::NotSubmitted));
    }
}

#[test]
fn checks_officer_and_note_are_events_that_change_nothing_but_the_review() {
    let findings: std::collections::BTreeMap<_, _> = [(Check::Seal, Finding::Bad)].into();
    let officer = "仮名　二郎".to_owned();
    let before = under_review();
    for (command, event, review) in [
        (
            OfficeCommand::Check(findings.clone()),
            Event::Checked { findings: findings.clone() },
            Review { findings, ..before.review.clone() },
        ),
        (
            OfficeCommand::Assign { officer: officer.clone() },
            Event::OfficerAssigned { officer: officer.clone() },
            Review { officer: Some(officer), ..before.review.clone() },
        ),
        (
            OfficeCommand::Note("電話で確認した。".to_owned()),
            Event::Noted { text: "電話で確認した。".to_owned() },
            before.review.clone(),
        ),
        (
            OfficeCommand::Attach(Some(a_core_link())),
            Event::CoreFacilityAttached { core: Some(core()) },
            Review { attached: Some(a_core_link()), ..before.review.clone() },
        ),
    ] {
        let decided = office(before.clone(), command).unwrap();
        assert_eq!((decided.event, decided.notices), (event, vec![]));
        assert_eq!(decided.state, Application { review, ..before.clone() });
    }
}

#[test]
fn a_core_facility_that_was_attached_can_be_taken_away() {
    let decided = office(attach(under_review()), OfficeCommand::Attach(None)).unwrap();
    assert_eq!(decided.event, Event::CoreFacilityAttached { core: None });
    assert_eq!(decided.state.review.attached, None);
}

#[test]
fn with_five_that_are_named_there_is_no_room_for_one_that_was_not_in_the_list() {
    let named = |count: u8| {
        let link = |number: u8| CoreLink { core: ulid(&format!("C0RE{number}")), primary: number == 1 };
        let particulars = Particulars { core_links: (1..=count).map(link).collect(), ..particulars() };
        received_with(particulars)
    };
    let attached = |count, core: &str| {
        let link = CoreLink { core: ulid(core), primary: false };
        office(named(count), OfficeCommand::Attach(Some(link))).map(|decided| decided.state.review.attached.is_some())
    };
    assert_eq!(attached(4, "C0RE9"), Ok(true));
    assert_eq!(attached(5, "C0RE9"), Err(Refusal::TooManyLinks));
    assert_eq!(attached(5, "C0RE5"), Ok(true), "it is one of them");
    assert!(office(named(5), OfficeCommand::Attach(None)).is_ok());
}

#[test]
fn judging_needs_a_judge() {
    for role in StaffRole::ALL {
        let command = ApplicationCommand::Office(judge(pass()));
        let decided = under_review().decide(command, around(Role::Staff(role), at_work()));
        assert_eq!(decided.is_ok(), role >= StaffRole::Judge, "{role:?}");
    }
}

#[test]
fn what_stands_in_the_way_of_a_pass() {
    let linked = Particulars { claims: TRANSITION, core_links: vec![a_core_link()], ..particulars() };
    let all = Claims { transition: true, qualification_pending: true, unlisted_core: true };
    let three = vec![Refusal::TransitionUnverified, Refusal::QualificationUnverified, Refusal::CoreFacilityUnknown];
    for (name, application, expected) in [
        ("nothing is claimed", under_review(), vec![]),
        ("transition", claiming(TRANSITION), vec![Refusal::TransitionUnverified]),
        ("transition, seen", checked(claiming(TRANSITION), Check::Transition, Finding::Good), vec![]),
        (
            "transition, seen to be untrue",
            checked(claiming(TRANSITION), Check::Transition, Finding::Bad),
            vec![Refusal::TransitionUnverified],
        ),
        ("transition, and linked all the same", received_with(linked), vec![]),
        ("transition, a core facility attached", attach(claiming(TRANSITION)), vec![]),
        ("qualification to come", claiming(QUALIFICATION), vec![Refusal::QualificationUnverified]),
        ("qualification, seen", checked(claiming(QUALIFICATION), Check::Qualification, Finding::Good), vec![]),
        (
            "qualification, another check is good",
            checked(claiming(QUALIFICATION), Check::Transition, Finding::Good),
            vec![Refusal::QualificationUnverified],
        ),
        ("a core facility in words", claiming(UNLISTED), vec![Refusal::CoreFacilityUnknown]),
        ("a core facility in words, attached", attach(claiming(UNLISTED)), vec![]),
        ("all of it", claiming(all), three),
    ] {
        let filed = application.filed.clone().unwrap();
        assert_eq!(application.obstacles(&filed, false), expected, "{name}");
        assert_eq!(office(application, judge(pass())).err(), expected.first().copied(), "{name}");
    }
}

#[test]
fn a_training_facility_needs_nobody_to_verify_the_transition() {
    let holding = OfficeCommand::Judge { judgement: pass(), holds_training: true };
    assert!(office(claiming(TRANSITION), holding.clone()).is_ok());
    assert_eq!(office(claiming(QUALIFICATION), holding.clone()).err(), Some(Refusal::QualificationUnverified));
    assert_eq!(office(claiming(UNLISTED), holding).err(), Some(Refusal::CoreFacilityUnknown));
}

#[test]
fn nobody_passes_while_the_certificate_is_being_inspected() {
    let state = office(submitted(a_draft_being_checked()), receive()).unwrap().state;
    assert_eq!(office(state.clone(), judge(pass())).err(), Some(Refusal::CertificateUnchecked));
    assert!(office(state, judge(fail())).is_ok());
}

#[test]
fn claims_stand_in_the_way_of_a_pass_only() {
    for claims in [TRANSITION, QUALIFICATION, UNLISTED] {
        for judgement in [fail(), hold()] {
            assert!(office(claiming(claims), judge(judgement)).is_ok());
        }
    }
}

#[test]
fn a_judgement_says_all_that_it_must() {
    let pass_of = |number: &str, from: &str, to: &str| Judgement::Pass {
        number: number.to_owned(),
        valid_from: day(from),
        valid_to: day(to),
    };
    for (judgement, expected) in [
        (pass_of("", "2027-04-01", "2032-03-31"), Some(Refusal::JudgementIncomplete)),
        (pass_of("K-0042", "2027-04-01", "2027-03-31"), Some(Refusal::PeriodInvalid)),
        (pass_of("K-0042", "2027-04-01", "2027-04-01"), None),
        (Judgement::Fail { reason: String::new() }, Some(Refusal::JudgementIncomplete)),
        (Judgement::Hold { reason: String::new() }, Some(Refusal::JudgementIncomplete)),
    ] {
        assert_eq!(office(under_review(), judge(judgement.clone())).err(), expected, "{judgement:?}");
    }
}

#[test]
fn every_judgement_is_told_by_mail_as_it_stands() {
    for (judgement, word) in [(pass(), "合格"), (fail(), "不合格"), (hold(), "保留")] {
        let decided = office(under_review(), judge(judgement.clone())).unwrap();
        assert_eq!(judgement.label(), word);
        assert_eq!(decided.state.state, ApplicationState::Judged { judgement: judgement.clone(), at: at_work() });
        assert_eq!(decided.event, Event::Judged { judgement: judgement.clone() });
        let [notice] = decided.notices.as_slice() else { panic!("one mail") };
        assert_eq!(notice.to, Recipient::LoginAddressOf(facility()));
        let letter = Letter::Result {
            application: application_id(),
            receipt_no: "C2027-02-7K4QP".to_owned(),
            facility_name: "架空緩和ケア病院".to_owned(),
            responsible_name: "架空　花子".to_owned(),
            judgement,
        };
        assert_eq!(notice.letter, letter);
    }
}

#[test]
fn what_is_held_is_judged_again_or_sent_back() {
    for judgement in [pass(), fail(), hold()] {
        assert!(office(judged(hold()), judge(judgement)).is_ok());
    }
    assert!(office(judged(hold()), request(vec![of_certificate()])).is_ok());
    assert!(office(judged(hold()), withdraw()).is_ok());
}

#[test]
fn a_pass_and_a_fail_are_final() {
    for judgement in [pass(), fail()] {
        for again in [judge(pass()), judge(hold()), request(vec![of_certificate()]), withdraw()] {
            assert_eq!(office(judged(judgement.clone()), again).err(), Some(Refusal::AlreadyJudged), "{judgement:?}");
        }
        let checks = OfficeCommand::Check([(Check::Seal, Finding::Bad)].into());
        assert_eq!(office(judged(judgement.clone()), checks).err(), Some(Refusal::AlreadyJudged));
        assert!(office(judged(judgement), OfficeCommand::Note("後日の記録".to_owned())).is_ok(), "a note is no change");
    }
}

#[test]
fn it_is_judged_after_it_was_received() {
    assert_eq!(office(submitted(a_draft()), judge(pass())).err(), Some(Refusal::NotReceived));
    assert_eq!(office(submitted(a_draft()), request(vec![of_certificate()])).err(), Some(Refusal::NotReceived));
}

#[test]
fn a_withdrawal_has_a_reason_and_ends_all() {
    for state in [submitted(a_draft()), under_review(), asked(vec![of_certificate()]), judged(hold())] {
        let silent = OfficeCommand::Withdraw { reason: String::new() };
        assert_eq!(office(state.clone(), silent).err(), Some(Refusal::ReasonMissing));
        let decided = office(state, withdraw()).unwrap();
        let reason = "申請者の申し出による。".to_owned();
        assert_eq!(decided.event, Event::Withdrawn { reason: reason.clone() });
        assert_eq!(decided.state.state, ApplicationState::Withdrawn { reason });
        assert_eq!(decided.state.next_actor(window(), at_work()), NextActor::Nobody);
    }
    for command in [receive(), judge(pass()), withdraw()] {
        let expected = if matches!(command, OfficeCommand::Receive { .. }) {
            Refusal::NotToBeReceived
        } else {
            Refusal::AlreadyWithdrawn
        };
        assert_eq!(office(withdrawn(), command).err(), Some(expected));
    }
    assert_eq!(withdrawn().decide(submit(), around(Role::Facility, now())).err(), Some(Refusal::AlreadySubmitted));
}

#[test]
fn the_judgement_of_each_state_waits_for_the_right_one() {
    for (state, next) in [
        (submitted(a_draft()), NextActor::Secretariat),
        (under_review(), NextActor::Secretariat),
        (judged(hold()), NextActor::Secretariat),
        (judged(pass()), NextActor::Nobody),
        (judged(fail()), NextActor::Nobody),
    ] {
        assert_eq!(state.next_actor(window(), at_work()), next, "{:?}", state.state);
    }
}

#[test]
fn names_of_checks_and_actors_are_distinct() {
    let checks: std::collections::BTreeSet<_> =
        Check::ALL.iter().flat_map(|check| [check.slug(), check.label()]).collect();
    assert_eq!(checks.len(), 2 * Check::ALL.len());
    let actors: std::collections::BTreeSet<_> = NextActor::ALL.iter().map(|actor| actor.slug()).collect();
    assert_eq!(actors.len(), NextActor::ALL.len());
    assert!(NextActor::ALL.is_sorted(), "the order of the worklist");
}
