//! A certificate that turned out unusable after submission: the system opens a correction for it (E28, E33, E54).

use chrono::TimeDelta;

use super::fixture::*;
use super::office::{DUE as LATER, asked, judge, of_certificate, of_field, office_at, pass, receive, request};
use crate::{
    Application, ApplicationCommand, ApplicationState, CertificateCommand, CorrectionItem, CorrectionReason,
    CorrectionRequest, CorrectionTarget, Decided, Event, Judgement, Letter, Refusal, Role, Submission, UploadRefusal,
    UploadState,
};

/// The correction of [`a_correction`] is open until the end of this day.
const DUE: &str = "2027-02-24";

fn facility_does(application: Application, command: CertificateCommand) -> Result<Application, Refusal> {
    let here = around(Role::Facility, now());
    application.decide(ApplicationCommand::Certificate(command), here).map(|decided| decided.state)
}

/// Inspection refuses the file `id` at `at`.
fn refused(application: Application, id: &str, reason: UploadRefusal, at: &str) -> Decided<Application> {
    let refuse = ApplicationCommand::Certificate(CertificateCommand::Refuse(ulid(id), reason));
    application.decide(refuse, around(Role::System, jst(at))).unwrap()
}

/// What the portal says of a file that it refused.
fn item(reason: UploadRefusal) -> CorrectionItem {
    let label = "申請書・在籍証明書".to_owned();
    CorrectionItem { target: CorrectionTarget::Certificate, label, reason: CorrectionReason::Upload(reason) }
}

/// A correction with a new file `C` that has arrived.
fn answered() -> Application {
    let announced = facility_does(a_correction(), CertificateCommand::Announce(upload("C", UploadState::Announced)));
    facility_does(announced.unwrap(), CertificateCommand::Receive(ulid("C"))).unwrap()
}

#[test]
fn it_names_reason_round_and_due_day_and_is_told_by_mail() {
    let reason = UploadRefusal::Encrypted;
    let decided = refused(submitted(a_draft_being_checked()), "B", reason, "2027-02-10 10:00:00");
    let request = CorrectionRequest { round: 1, items: vec![item(reason)], due: day(DUE) };
    assert_eq!(decided.state.state, ApplicationState::CorrectionRequested(request.clone()));
    assert_eq!(decided.event, Event::CorrectionRequested(request.clone()));
    let [notice] = decided.notices.as_slice() else { panic!("one mail") };
    let expected = Letter::CorrectionRequested {
        application: application_id(),
        receipt_no: "C2027-02-7K4QP".to_owned(),
        facility_name: "架空緩和ケア病院".to_owned(),
        responsible_name: "架空　花子".to_owned(),
        request,
    };
    assert_eq!(notice.letter, expected);
}

#[test]
fn the_due_day_is_fourteen_days_on_in_japan() {
    for (at, expected) in [("2027-02-10 23:59:59.999", "2027-02-24"), ("2027-02-11 00:00:00", "2027-02-25")] {
        let state = refused(submitted(a_draft_being_checked()), "B", UploadRefusal::Empty, at).state;
        assert_eq!(state.correction().unwrap().due, day(expected), "{at}");
    }
}

#[test]
fn only_the_certificate_is_open() {
    let here = around(Role::Facility, now());
    assert_eq!(a_correction().decide(register(), here).err(), Some(Refusal::NotInCorrection));
    for form in ["application-form", "overview"] {
        assert_eq!(a_correction().may_edit(form, window(), now()), Err(Refusal::NotInCorrection), "{form}");
    }
    assert_eq!(a_correction().may_upload(window(), now()), Ok(()));
}

#[test]
fn the_refused_file_is_no_answer() {
    let here = around(Role::Facility, now());
    assert_eq!(a_correction().decide(resubmit(), here).err(), Some(Refusal::CertificateMissing));
    let announced = facility_does(a_correction(), CertificateCommand::Announce(upload("C", UploadState::Announced)));
    assert_eq!(announced.unwrap().decide(resubmit(), here).err(), Some(Refusal::CertificateMissing));
}

#[test]
fn nor_is_a_file_that_was_attached_before_the_refused_one() {
    let mut draft = a_draft_being_checked();
    draft.certificate.attached = Some(attached("A"));
    let state = refused(submitted(draft), "B", UploadRefusal::Empty, "2027-02-10 10:00:00").state;
    assert_eq!(state.decide(resubmit(), around(Role::Facility, now())).err(), Some(Refusal::CertificateMissing));
}

#[test]
fn resubmission_keeps_the_number_and_counts_on() {
    let second = Submission { receipt_no: "C2027-02-OTHER".to_owned(), ..answer() };
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
    assert_eq!(state.correction().unwrap().round, 1);
    assert!(state.decide(resubmit(), around(Role::Facility, now())).is_ok());
}

#[test]
fn a_file_refused_during_the_correction_leaves_it_open_as_it_is() {
    let decided = refused(answered(), "C", UploadRefusal::NotPdf, "2027-02-10 10:00:00");
    assert_eq!(decided.state.state, a_correction().state);
    assert!(decided.notices.is_empty());
}

#[test]
fn a_second_unusable_file_opens_a_second_round() {
    let again = answered().decide(resubmit(), around(Role::Facility, now())).unwrap().state;
    let reason = UploadRefusal::TooManyPages;
    let state = refused(again, "C", reason, "2027-02-17 10:00:00").state;
    let second = CorrectionRequest { round: 2, items: vec![item(reason)], due: day("2027-03-03") };
    assert_eq!(state.state, ApplicationState::CorrectionRequested(second));
}

#[test]
fn it_is_open_to_the_end_of_the_due_day_whatever_the_window() {
    let closed = jst("2027-02-24 23:59:59.999");
    let short = crate::Window { closes: jst("2027-02-11 00:00:00"), ..window() };
    let here = |now| crate::Circumstances { window: short, now, role: Role::Facility };
    assert!(answered().decide(resubmit(), here(closed)).is_ok());
    assert_eq!(a_correction().may_upload(short, closed), Ok(()));
    let over = closed + TimeDelta::milliseconds(1);
    assert_eq!(answered().decide(resubmit(), here(over)).err(), Some(Refusal::CorrectionOverdue));
    assert_eq!(a_correction().may_upload(short, over), Err(Refusal::CorrectionOverdue));
}

/// Received while `B` was being checked, and asked for `items` in the first round.
fn asked_while_checking(items: Vec<CorrectionItem>) -> Application {
    let received = office_at(submitted(a_draft_being_checked()), receive(), now()).unwrap().state;
    office_at(received, request(items), now()).unwrap().state
}

#[test]
fn a_file_refused_while_fields_are_open_is_the_next_round_with_them() {
    let state = asked_while_checking(vec![of_field("overview", "beds")]);
    let decided = refused(state, "B", UploadRefusal::Unreadable, "2027-02-12 10:00:00");
    let items = vec![of_field("overview", "beds"), item(UploadRefusal::Unreadable)];
    let request = CorrectionRequest { round: 2, items, due: day(LATER) };
    assert_eq!(decided.state.state, ApplicationState::CorrectionRequested(request.clone()), "the later day holds");
    assert!(
        matches!(&decided.notices[0].letter, Letter::CorrectionRequested { request: told, .. } if *told == request)
    );
    assert_eq!(decided.state.may_edit("overview", window(), now()), Ok(()));
    assert_eq!(decided.state.may_upload(window(), now()), Ok(()));
}

#[test]
fn it_then_gives_fourteen_days_even_where_fewer_were_left() {
    let state = asked_while_checking(vec![of_field("overview", "beds")]);
    let decided = refused(state, "B", UploadRefusal::Unreadable, "2027-03-16 10:00:00");
    assert_eq!(decided.state.correction().unwrap().due, day("2027-03-30"));
}

#[test]
fn a_file_that_is_asked_for_anyway_opens_no_round_when_it_is_refused() {
    let before = asked_while_checking(vec![of_certificate()]);
    let decided = refused(before.clone(), "B", UploadRefusal::Unreadable, "2027-02-12 10:00:00");
    assert_eq!(decided.state.state, before.state);
    assert!(decided.notices.is_empty());
}

#[test]
fn a_file_refused_while_held_opens_a_round() {
    let hold = judge(Judgement::Hold { reason: "書類の確認中です。".to_owned() });
    let received = office_at(submitted(a_draft_being_checked()), receive(), now()).unwrap().state;
    let waiting = office_at(received, hold, now()).unwrap().state;
    let decided = refused(waiting, "B", UploadRefusal::NoPages, "2027-03-10 10:00:00");
    assert_eq!(decided.state.correction().unwrap().items, [item(UploadRefusal::NoPages)]);
    assert_eq!(decided.notices.len(), 1);
}

#[test]
fn nobody_passes_without_a_certificate_that_can_be_used() {
    let overdue = jst("2027-02-25 00:00:00");
    assert_eq!(office_at(a_correction(), judge(pass()), overdue).err(), Some(Refusal::CertificateUnusable));
    let asked_for =
        refused(asked_while_checking(vec![of_certificate()]), "B", UploadRefusal::Empty, "2027-02-12 10:00:00");
    let overdue = jst("2027-03-18 00:00:00");
    assert_eq!(office_at(asked_for.state, judge(pass()), overdue).err(), Some(Refusal::CertificateUnusable));
    assert!(office_at(asked(vec![of_certificate()]), judge(pass()), overdue).is_ok(), "the one that was filed can");
}
