//! An application from draft to submission (S79–S90, E23–E26, E40–E43).

use chrono::TimeDelta;

use super::fixture::*;
use crate::{
    Application, ApplicationCommand, ApplicationState, Certificate, CertificateCommand, Event, Letter, NextActor,
    Recipient, Refusal, Role, Submission, UploadRefusal, UploadState,
};

const MILLISECOND: TimeDelta = TimeDelta::milliseconds(1);

const FORM: &str = "application-form";

#[test]
fn the_first_submission_gets_a_receipt_number_and_a_mail() {
    let decided = a_draft().decide(submit(), around(Role::Facility, now())).unwrap();
    let filed = decided.state.filed.clone().unwrap();
    assert_eq!(decided.state.state, ApplicationState::Submitted);
    assert_eq!(
        (filed.receipt_no.as_str(), filed.submission, filed.at, filed.corrections),
        ("C2027-02-7K4QP", 1, now(), 0)
    );
    let (receipt_no, digest) = ("C2027-02-7K4QP".to_owned(), "cd".repeat(32));
    assert_eq!(decided.event, Event::Submitted { receipt_no, submission: 1, digest, rest: None });
    assert_eq!(filed.particulars, particulars());
    let [notice] = decided.notices.as_slice() else { panic!("one mail") };
    assert_eq!(notice.to, Recipient::LoginAddressOf(facility()));
    let expected = Letter::SubmissionReceived {
        application: application_id(),
        receipt_no: "C2027-02-7K4QP".to_owned(),
        submission: 1,
        facility_name: "架空緩和ケア病院".to_owned(),
        responsible_name: "架空　花子".to_owned(),
        submitted_at: now(),
    };
    assert_eq!(notice.letter, expected);
}

#[test]
fn it_can_be_submitted_in_the_window_to_the_millisecond() {
    for (at, outcome) in [
        (window().opens - MILLISECOND, Some(Refusal::WindowNotOpen)),
        (window().opens, None),
        (window().closes - MILLISECOND, None),
        (window().closes, Some(Refusal::WindowClosed)),
    ] {
        assert_eq!(a_draft().decide(submit(), around(Role::Facility, at)).err(), outcome, "{at}");
        assert_eq!(a_draft().decide(register(), around(Role::Facility, at)).err(), outcome, "{at}");
        assert_eq!(a_draft().may_edit(FORM, window(), at).err(), outcome, "{at}");
        assert_eq!(a_draft().may_upload(window(), at).err(), outcome, "{at}");
    }
}

#[test]
fn what_is_missing_is_named() {
    let incomplete = ApplicationCommand::Submit(Submission { forms_registered: false, ..submission() });
    let without = Application::untouched(application_id());
    let here = around(Role::Facility, now());
    assert_eq!(a_draft().decide(incomplete.clone(), here).err(), Some(Refusal::FormsIncomplete));
    assert_eq!(without.clone().decide(submit(), here).err(), Some(Refusal::CertificateMissing));
    assert_eq!(without.decide(incomplete, here).err(), Some(Refusal::FormsIncomplete), "the forms come first");
}

#[test]
fn a_certificate_that_only_was_announced_does_not_count() {
    let mut draft = a_draft_being_checked();
    draft.certificate.latest = Some(upload("B", UploadState::Announced));
    assert_eq!(draft.decide(submit(), around(Role::Facility, now())).err(), Some(Refusal::CertificateMissing));
}

#[test]
fn a_certificate_still_being_checked_counts() {
    let state = submitted(a_draft_being_checked());
    assert_eq!(state.state, ApplicationState::Submitted);
    assert!(state.certificate.is_checking(), "and is still checked afterwards");
}

#[test]
fn an_upload_that_had_not_arrived_at_submission_never_arrives() {
    let mut draft = a_draft();
    draft.certificate.latest = Some(upload("B", UploadState::Announced));
    let state = submitted(draft);
    let late = ApplicationCommand::Certificate(CertificateCommand::Receive(ulid("B")));
    assert_eq!(state.decide(late, around(Role::System, now())).err(), Some(Refusal::UploadSuperseded));
}

#[test]
fn registration_is_an_event_and_changes_nothing_else() {
    let decided = a_draft().decide(register(), around(Role::Facility, now())).unwrap();
    assert_eq!(decided.state, a_draft());
    assert_eq!(decided.event, Event::FormRegistered { form: "application-form".to_owned(), form_version: 3 });
    assert!(decided.notices.is_empty());
}

#[test]
fn nothing_can_be_changed_once_submitted() {
    let state = submitted(a_draft());
    let announce = ApplicationCommand::Certificate(CertificateCommand::Announce(upload("B", UploadState::Announced)));
    for command in [submit(), register(), announce] {
        let refused = state.clone().decide(command, around(Role::Facility, now())).err();
        assert_eq!(refused, Some(Refusal::AlreadySubmitted));
    }
    assert_eq!(state.may_edit(FORM, window(), now()), Err(Refusal::AlreadySubmitted));
    assert_eq!(state.may_upload(window(), now()), Err(Refusal::AlreadySubmitted));
}

#[test]
fn submitting_sixty_four_times_submits_once() {
    let mut state = a_draft();
    let mut accepted = Vec::new();
    for _ in 0..64 {
        match state.clone().decide(submit(), around(Role::Facility, now())) {
            Ok(decided) => {
                state = decided.state;
                accepted.push(decided.event);
            }
            Err(refusal) => assert_eq!(refusal, Refusal::AlreadySubmitted),
        }
    }
    assert_eq!(accepted.len(), 1);
    assert_eq!(state, submitted(a_draft()));
}

#[test]
fn inspection_goes_on_after_the_window_closed() {
    let after = around(Role::System, window().closes + TimeDelta::days(1));
    let attach = ApplicationCommand::Certificate(CertificateCommand::Attach(attached("B")));
    assert!(submitted(a_draft_being_checked()).decide(attach.clone(), after).is_ok());
    assert!(a_draft_being_checked().decide(attach, after).is_ok());
}

#[test]
fn a_refused_certificate_of_a_draft_opens_no_correction() {
    let refuse = ApplicationCommand::Certificate(CertificateCommand::Refuse(ulid("B"), crate::UploadRefusal::Empty));
    let decided = a_draft_being_checked().decide(refuse, around(Role::System, now())).unwrap();
    assert_eq!(decided.state.state, ApplicationState::Draft);
    assert!(decided.notices.is_empty());
}

#[test]
fn each_role_has_its_own_commands() {
    let attach = ApplicationCommand::Certificate(CertificateCommand::Attach(attached("B")));
    let announce = ApplicationCommand::Certificate(CertificateCommand::Announce(upload("C", UploadState::Announced)));
    for (role, command) in [
        (Role::Facility, attach.clone()),
        (Role::Anonymous, attach),
        (Role::System, announce.clone()),
        (Role::Anonymous, announce),
        (Role::System, submit()),
        (Role::Anonymous, submit()),
        (Role::System, register()),
        (Role::Anonymous, register()),
    ] {
        let refused = a_draft_being_checked().decide(command.clone(), around(role, now())).err();
        assert_eq!(refused, Some(Refusal::NotPermitted), "{role:?} {command:?}");
    }
}

#[test]
fn somebody_must_act_next_unless_it_was_never_submitted() {
    let after = window().closes;
    assert_eq!(a_draft().next_actor(window(), now()), NextActor::Facility);
    assert_eq!(a_draft().next_actor(window(), after), NextActor::Nobody);
    assert_eq!(submitted(a_draft()).next_actor(window(), after), NextActor::Secretariat);
    assert_eq!(a_correction().next_actor(window(), now()), NextActor::Facility);
    let overdue = now() + TimeDelta::days(60);
    assert_eq!(a_correction().next_actor(window(), overdue), NextActor::Secretariat);
}

#[test]
fn who_holds_the_kind_already_cannot_apply_anew() {
    let held = Submission { already_held: true, ..submission() };
    let refused = a_draft_being_checked().decide(ApplicationCommand::Submit(held), around(Role::Facility, now())).err();
    assert_eq!(refused, Some(Refusal::AlreadyAccredited));
}

#[test]
fn what_was_received_last_is_what_is_filed() {
    let both = Certificate { latest: Some(upload("B", UploadState::Received)), attached: Some(attached("A")) };
    assert_eq!(both.to_file().unwrap().upload, ulid("B"));
    let refused = UploadState::Refused { reason: UploadRefusal::Empty };
    let kept = Certificate { latest: Some(upload("B", refused)), attached: Some(attached("A")) };
    assert_eq!(kept.to_file().unwrap().upload, ulid("A"));
}
