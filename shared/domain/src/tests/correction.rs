//! A certificate that turned out unusable after submission: the system opens a correction for it (E28, E33, E54).

use chrono::TimeDelta;

use super::fixture::*;
use crate::{
    Application, ApplicationCommand, ApplicationState, CertificateCommand, Event, Letter, Refusal, Role, Submission,
    UploadRefusal, UploadState,
};

/// The correction of [`a_correction`] is open until the end of this day.
const DUE: &str = "2027-02-24";

fn facility_does(application: Application, command: CertificateCommand) -> Result<Application, Refusal> {
    let here = around(Role::Facility, now());
    application.decide(ApplicationCommand::Certificate(command), here).map(|decided| decided.state)
}

/// A correction with a new file `C` that has arrived.
fn answered() -> Application {
    let announced = facility_does(a_correction(), CertificateCommand::Announce(upload("C", UploadState::Announced)));
    facility_does(announced.unwrap(), CertificateCommand::Receive(ulid("C"))).unwrap()
}

#[test]
fn it_names_reason_round_and_due_day_and_is_told_by_mail() {
    let reason = UploadRefusal::Encrypted;
    let refuse = ApplicationCommand::Certificate(CertificateCommand::Refuse(ulid("B"), reason));
    let decided = submitted(a_draft_being_checked()).decide(refuse, around(Role::System, now())).unwrap();
    assert_eq!(decided.state.state, ApplicationState::CorrectionRequested { round: 1, reason, due: day(DUE) });
    assert_eq!(decided.event, Event::CorrectionRequested { round: 1, reason });
    let [notice] = decided.notices.as_slice() else { panic!("one mail") };
    let expected = Letter::CorrectionRequested {
        application: application_id(),
        receipt_no: "C2027-02-7K4QP".to_owned(),
        facility_name: "架空緩和ケア病院".to_owned(),
        responsible_name: "架空　花子".to_owned(),
        reason,
        due: day(DUE),
    };
    assert_eq!(notice.letter, expected);
}

#[test]
fn the_due_day_is_fourteen_days_on_in_japan() {
    let refuse = ApplicationCommand::Certificate(CertificateCommand::Refuse(ulid("B"), UploadRefusal::Empty));
    for (at, expected) in [("2027-02-10 23:59:59.999", "2027-02-24"), ("2027-02-11 00:00:00", "2027-02-25")] {
        let state =
            submitted(a_draft_being_checked()).decide(refuse.clone(), around(Role::System, jst(at))).unwrap().state;
        let ApplicationState::CorrectionRequested { due, .. } = state.state else { panic!("a correction") };
        assert_eq!(due, day(expected), "{at}");
    }
}

#[test]
fn only_the_certificate_is_open() {
    let here = around(Role::Facility, now());
    assert_eq!(a_correction().decide(register(), here).err(), Some(Refusal::NotInCorrection));
    assert_eq!(a_correction().may_edit_forms(window(), now()), Err(Refusal::NotInCorrection));
    assert_eq!(a_correction().may_upload(window(), now()), Ok(()));
}

#[test]
fn the_refused_file_is_no_answer() {
    let here = around(Role::Facility, now());
    assert_eq!(a_correction().decide(submit(), here).err(), Some(Refusal::CertificateMissing));
    let announced = facility_does(a_correction(), CertificateCommand::Announce(upload("C", UploadState::Announced)));
    assert_eq!(announced.unwrap().decide(submit(), here).err(), Some(Refusal::CertificateMissing));
}

#[test]
fn nor_is_a_file_that_was_attached_before_the_refused_one() {
    let mut draft = a_draft_being_checked();
    draft.certificate.attached = Some(attached("A"));
    let refuse = ApplicationCommand::Certificate(CertificateCommand::Refuse(ulid("B"), UploadRefusal::Empty));
    let state = submitted(draft).decide(refuse, around(Role::System, now())).unwrap().state;
    assert_eq!(state.decide(submit(), around(Role::Facility, now())).err(), Some(Refusal::CertificateMissing));
}

#[test]
fn resubmission_keeps_the_number_and_counts_on() {
    let second = Submission { receipt_no: "C2027-02-OTHER".to_owned(), ..submission() };
    let at = now() + TimeDelta::days(3);
    let again = answered().decide(ApplicationCommand::Submit(second), around(Role::Facility, at)).unwrap();
    let filed = again.state.filed.clone().unwrap();
    assert_eq!(again.state.state, ApplicationState::Submitted);
    assert_eq!(
        (filed.receipt_no.as_str(), filed.submission, filed.at, filed.corrections),
        ("C2027-02-7K4QP", 2, at, 1)
    );
    assert!(
        matches!(&again.event, Event::Submitted { receipt_no, submission: 2, .. } if receipt_no == "C2027-02-7K4QP")
    );
    assert!(matches!(&again.notices[0].letter, Letter::SubmissionReceived { submission: 2, .. }));
}

#[test]
fn an_answer_that_is_attached_before_resubmission_counts_too() {
    let attach = ApplicationCommand::Certificate(CertificateCommand::Attach(attached("C")));
    let state = answered().decide(attach, around(Role::System, now())).unwrap().state;
    assert!(matches!(state.state, ApplicationState::CorrectionRequested { round: 1, .. }));
    assert!(state.decide(submit(), around(Role::Facility, now())).is_ok());
}

#[test]
fn a_file_refused_during_the_correction_leaves_it_open_as_it_is() {
    let refuse = ApplicationCommand::Certificate(CertificateCommand::Refuse(ulid("C"), UploadRefusal::NotPdf));
    let decided = answered().decide(refuse, around(Role::System, now())).unwrap();
    assert_eq!(decided.state.state, a_correction().state);
    assert!(decided.notices.is_empty());
}

#[test]
fn a_second_unusable_file_opens_a_second_round() {
    let again = answered().decide(submit(), around(Role::Facility, now())).unwrap().state;
    let reason = UploadRefusal::TooManyPages;
    let refuse = ApplicationCommand::Certificate(CertificateCommand::Refuse(ulid("C"), reason));
    let later = now() + TimeDelta::days(7);
    let state = again.decide(refuse, around(Role::System, later)).unwrap().state;
    assert_eq!(state.state, ApplicationState::CorrectionRequested { round: 2, reason, due: day("2027-03-03") });
}

#[test]
fn it_is_open_to_the_end_of_the_due_day_whatever_the_window() {
    let closed = jst("2027-02-24 23:59:59.999");
    let short = crate::Window { closes: jst("2027-02-11 00:00:00"), ..window() };
    let here = |now| crate::Circumstances { window: short, now, role: Role::Facility };
    assert!(answered().decide(submit(), here(closed)).is_ok());
    assert_eq!(a_correction().may_upload(short, closed), Ok(()));
    let over = closed + TimeDelta::milliseconds(1);
    assert_eq!(answered().decide(submit(), here(over)).err(), Some(Refusal::CorrectionOverdue));
    assert_eq!(a_correction().may_upload(short, over), Err(Refusal::CorrectionOverdue));
}
