//! 修正依頼 by the secretariat: what is asked for, what it opens, until when, and what its answer leaves (S82–S84, E28–E33).

use chrono::{DateTime, TimeDelta, Utc};

use super::fixture::*;
use super::office::*;
use crate::{
    Application, ApplicationCommand, ApplicationState, CertificateCommand, Check, CorrectionItem, CorrectionReason,
    CorrectionRequest, CorrectionTarget, Decided, Event, Finding, Letter, NextActor, OfficeCommand, Recipient, Refusal,
    Rest, Role, Submission, UploadState, default_due,
};

const FORM: &str = "application-form";

fn field() -> CorrectionItem {
    of_field(FORM, "phone")
}

/// 再申請 of a correction while it is open.
fn resubmitted(application: Application) -> Application {
    application.decide(resubmit(), around(Role::Facility, at_work())).unwrap().state
}

/// The last instant of the day that is due, and the first after it.
fn edge() -> (DateTime<Utc>, DateTime<Utc>) {
    (jst("2027-03-17 23:59:59.999"), jst("2027-03-18 00:00:00"))
}

fn extend(due: &str) -> OfficeCommand {
    OfficeCommand::ExtendCorrection { due: day(due) }
}

#[test]
fn it_names_items_round_and_due_day_and_is_told_by_mail() {
    let items = vec![field(), of_field("overview", "beds"), of_certificate()];
    let decided = office(under_review(), request(items.clone())).unwrap();
    let request = CorrectionRequest { round: 1, items, due: day(DUE) };
    assert_eq!(decided.state.state, ApplicationState::CorrectionRequested(request.clone()));
    assert_eq!(decided.state.filed.unwrap().corrections, 1);
    assert_eq!(decided.event, Event::CorrectionRequested(request.clone()));
    let [notice] = decided.notices.as_slice() else { panic!("one mail") };
    assert_eq!(notice.to, Recipient::LoginAddressOf(facility()));
    assert!(matches!(&notice.letter, Letter::CorrectionRequested { request: told, .. } if *told == request));
}

#[test]
fn fourteen_days_are_proposed() {
    assert_eq!(default_due(at_work()), day(DUE));
    assert_eq!(default_due(jst("2027-03-03 23:59:59.999")), day(DUE));
    assert_eq!(default_due(jst("2027-03-04 00:00:00")), day("2027-03-18"));
}

#[test]
fn it_asks_for_something_gives_each_reason_and_a_day_to_come() {
    let silent = CorrectionItem { reason: CorrectionReason::Said(String::new()), ..field() };
    for (items, due, expected) in [
        (vec![], DUE, Some(Refusal::NothingToCorrect)),
        (vec![field(), silent], DUE, Some(Refusal::NothingToCorrect)),
        (vec![field()], "2027-03-02", Some(Refusal::DueDayPast)),
        (vec![field()], "2027-03-03", None),
    ] {
        let command = OfficeCommand::RequestCorrection { items, due: day(due) };
        assert_eq!(office(under_review(), command).err(), expected, "{due}");
    }
}

#[test]
fn only_the_forms_and_the_file_that_it_names_are_open() {
    let after = window().closes + TimeDelta::days(3);
    let closed = Err(Refusal::NotInCorrection);
    for (items, form, overview, upload) in [
        (vec![field()], Ok(()), closed, closed),
        (vec![of_field("overview", "beds")], closed, Ok(()), closed),
        (vec![of_certificate()], closed, closed, Ok(())),
        (vec![field(), of_certificate()], Ok(()), closed, Ok(())),
    ] {
        let state = asked(items);
        assert_eq!(state.may_edit(FORM, window(), after), form);
        assert_eq!(state.may_edit("overview", window(), after), overview);
        assert_eq!(state.may_upload(window(), after), upload);
        let command = ApplicationCommand::Certificate(CertificateCommand::Announce(upload_announced()));
        assert_eq!(state.clone().decide(command, around(Role::Facility, after)).map(|_| ()), upload);
        assert_eq!(state.decide(register(), around(Role::Facility, after)).map(|_| ()), form);
    }
}

fn upload_announced() -> crate::Upload {
    upload("C", UploadState::Announced)
}

#[test]
fn it_is_open_to_the_end_of_its_last_day_long_after_the_window() {
    let (last, over) = edge();
    let state = asked(vec![field(), of_certificate()]);
    for (at, expected, next) in
        [(last, Ok(()), NextActor::Facility), (over, Err(Refusal::CorrectionOverdue), NextActor::Secretariat)]
    {
        assert_eq!(state.may_edit(FORM, window(), at), expected);
        assert_eq!(state.may_upload(window(), at), expected);
        let here = around(Role::Facility, at);
        assert_eq!(state.clone().decide(register(), here).map(|_| ()), expected);
        assert_eq!(state.clone().decide(resubmit(), here).map(|_| ()), expected);
        assert_eq!(state.next_actor(window(), at), next);
    }
}

#[test]
fn an_extension_opens_it_again_and_changes_nothing_else() {
    let (_, over) = edge();
    let asked = asked(vec![field()]);
    let decided = office_at(asked.clone(), extend("2027-03-25"), over).unwrap();
    assert_eq!(decided.event, Event::CorrectionExtended { round: 1, due: day("2027-03-25") });
    assert!(decided.notices.is_empty());
    let open = decided.state.correction().unwrap();
    assert_eq!((open.round, &open.items), (1, &vec![field()]));
    assert_eq!(decided.state.may_edit(FORM, window(), jst("2027-03-25 23:59:59.999")), Ok(()));
    assert_eq!(decided.state.may_edit(FORM, window(), jst("2027-03-26 00:00:00")), Err(Refusal::CorrectionOverdue));
    assert_eq!(office_at(asked, extend("2027-03-17"), over).err(), Some(Refusal::DueDayPast));
}

#[test]
fn there_is_nothing_to_extend_where_nothing_was_asked() {
    for state in [under_review(), judged(hold()), submitted(a_draft())] {
        assert_eq!(office(state, extend(DUE)).err(), Some(Refusal::NoCorrectionOpen));
    }
}

#[test]
fn what_was_not_asked_for_must_be_as_it_was() {
    let rest = |before: &str, now: &str| Some(Rest { before: before.to_owned(), now: now.to_owned() });
    for (rest, expected) in [
        (rest("a", "a"), None),
        (rest("a", "b"), Some(Refusal::NotInCorrection)),
        (None, Some(Refusal::NotInCorrection)),
    ] {
        let command = ApplicationCommand::Submit(Submission { rest: rest.clone(), ..answer() });
        let refused = asked(vec![field()]).decide(command, around(Role::Facility, at_work())).err();
        assert_eq!(refused, expected, "{rest:?}");
    }
}

#[test]
fn the_history_keeps_the_digest_of_the_rest_and_the_number_stays() {
    let Decided { state, event, notices } =
        asked(vec![field()]).decide(resubmit(), around(Role::Facility, at_work())).unwrap();
    let filed = state.filed.unwrap();
    assert_eq!((filed.receipt_no.as_str(), filed.submission, filed.corrections), ("C2027-02-7K4QP", 2, 1));
    let (receipt_no, digest) = (filed.receipt_no, "ce".repeat(32));
    assert_eq!(event, Event::Submitted { receipt_no, submission: 2, digest, rest: Some("ef".repeat(32)) });
    assert!(matches!(&notices[0].letter, Letter::SubmissionReceived { submission: 2, .. }));
}

#[test]
fn particulars_are_those_of_the_last_submission() {
    let particulars = crate::Particulars { facility_name: "架空みどり病院".to_owned(), ..particulars() };
    let command = ApplicationCommand::Submit(Submission { particulars: particulars.clone(), ..answer() });
    let state = asked(vec![field()]).decide(command, around(Role::Facility, at_work())).unwrap().state;
    assert_eq!(state.filed.unwrap().particulars, particulars);
}

#[test]
fn rounds_are_numbered_and_come_after_each_other() {
    let first = asked(vec![field()]);
    assert_eq!(office(first.clone(), request(vec![field()])).err(), Some(Refusal::CorrectionOpen));
    let again = resubmitted(first);
    assert_eq!(again.state, ApplicationState::Submitted);
    assert_eq!(office(again.clone(), request(vec![field()])).err(), Some(Refusal::NotReceived));
    let received = office(again, receive()).unwrap().state;
    let second = office(received, request(vec![of_certificate()])).unwrap().state;
    assert_eq!((second.correction().unwrap().round, second.filed.unwrap().corrections), (2, 2));
}

#[test]
fn an_answer_clears_the_checks_that_it_may_touch_and_what_was_bad() {
    let good = |checks: &[Check]| checks.iter().map(|check| (*check, Finding::Good)).collect();
    let mut found: std::collections::BTreeMap<_, _> = good(&Check::ALL);
    for (bad, items, kept) in [
        (None, vec![field()], good(&[Check::Seal, Check::Format])),
        (Some(Check::Seal), vec![field()], good(&[Check::Format])),
        (None, vec![of_certificate()], good(&[Check::MemberNumber, Check::Transition, Check::Qualification])),
        (Some(Check::Transition), vec![of_certificate()], good(&[Check::MemberNumber, Check::Qualification])),
        (None, vec![field(), of_certificate()], good(&[])),
    ] {
        found.extend(Check::ALL.map(|check| (check, Finding::Good)));
        found.extend(bad.map(|check| (check, Finding::Bad)));
        let checked = office(under_review(), OfficeCommand::Check(found.clone())).unwrap().state;
        let asked = office(checked, request(items.clone())).unwrap().state;
        assert_eq!(asked.review.findings, found, "asking changes no finding");
        let answered = resubmitted(asked);
        assert_eq!(answered.review.findings, kept, "{bad:?} {items:?}");
        assert_eq!(answered.review.officer.as_deref(), Some("仮名　一郎"), "the officer stays");
    }
}

#[test]
fn one_that_is_overdue_can_be_judged_on_what_was_submitted() {
    let (last, over) = edge();
    for judgement in [pass(), fail(), hold()] {
        let asked = asked(vec![field()]);
        assert_eq!(office_at(asked.clone(), judge(judgement.clone()), last).err(), Some(Refusal::CorrectionOpen));
        assert_eq!(
            office_at(asked, judge(judgement.clone()), over).unwrap().state.state,
            ApplicationState::Judged { judgement, at: over }
        );
    }
}

#[test]
fn a_target_is_read_as_it_is_written() {
    for (target, text) in [(CorrectionTarget::Certificate, "certificate"), (field().target, "application-form/phone")] {
        assert_eq!(target.to_string(), text);
        assert_eq!(text.parse(), Ok(target));
    }
    for text in ["", "phone", "Certificate"] {
        assert!(text.parse::<CorrectionTarget>().is_err(), "{text:?}");
    }
}
