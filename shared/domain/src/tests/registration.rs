//! What is on file, and changes of it: at once, or when the secretariat has approved (S13, S44, E84, rules 3.4).

use super::fixture::*;
use super::office::*;
use crate::{
    AccreditationKind, CHANGED_AT_ONCE, Changed, Decided, Event, Recipient, Record, Refusal, Registration,
    RegistrationCommand, Role, StaffRole, names,
};

fn record(answers: &[(&str, &str)]) -> Record {
    answers.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

fn on_file() -> Registration {
    let answers = [
        ("facility_name", "架空中央病院"),
        ("prefecture", "13"),
        ("phone", "03-0000-0000"),
        ("responsible_last_name", "架空"),
        ("responsible_first_name", "太郎"),
        ("responsible_qualification", "specialist"),
        ("contact_last_name", "仮名"),
        ("contact_first_name", "次郎"),
        ("contact_phone", "03-0000-0001"),
    ];
    Registration::new(an_accreditation(AccreditationKind::Core).id(), "core/2026-08".to_owned(), record(&answers))
}

fn decide(
    registration: Registration,
    command: RegistrationCommand,
    role: Role,
) -> Result<Decided<Registration>, Refusal> {
    registration.decide(command, true, role, at_work())
}

fn now_with(answers: &[(&str, &str)]) -> RegistrationCommand {
    RegistrationCommand::ChangeNow { answers: record(answers) }
}

fn ask(answers: &[(&str, &str)], reason: &str) -> RegistrationCommand {
    RegistrationCommand::Ask { answers: record(answers), from: day("2027-04-01"), reason: reason.to_owned() }
}

fn asked() -> Registration {
    let command =
        ask(&[("responsible_last_name", "新任"), ("responsible_qualification", "certified_physician")], "交代");
    decide(on_file(), command, Role::Facility).unwrap().state
}

fn approve(from: &str) -> RegistrationCommand {
    RegistrationCommand::Approve { from: day(from) }
}

#[test]
fn a_telephone_number_changes_at_once_and_nothing_else_does() {
    let posted = [("phone", "03-0000-0099"), ("facility_name", "勝手な名称")];
    let decided = decide(on_file(), now_with(&posted), Role::Facility).unwrap();
    assert_eq!((decided.state.text("phone"), decided.state.text("facility_name")), ("03-0000-0099", "架空中央病院"));
    let changed = Changed { before: "03-0000-0000".to_owned(), after: "03-0000-0099".to_owned() };
    assert_eq!(decided.event, Event::RegistrationChanged { changes: [("phone".to_owned(), changed)].into() });
    assert!(decided.notices.is_empty());
    let same = decide(on_file(), now_with(&[("phone", "03-0000-0000")]), Role::Facility);
    assert_eq!(same.err(), Some(Refusal::NothingChanged));
}

#[test]
fn no_key_of_the_public_face_changes_at_once() {
    let face = names(&on_file().record);
    for key in CHANGED_AT_ONCE {
        let decided = decide(on_file(), now_with(&[(key, "別の値")]), Role::Facility).unwrap();
        assert_eq!(decided.state.names(), face, "{key}");
    }
}

#[test]
fn what_is_asked_for_changes_nothing_until_it_is_approved() {
    let waiting = asked();
    assert_eq!(waiting.record, on_file().record);
    assert!(waiting.asked.is_some() && waiting.ever_asked);
    let decided = decide(waiting, approve("2027-04-01"), JUDGE).unwrap();
    assert_eq!((decided.state.text("responsible_last_name"), &decided.state.asked), ("新任", &None));
    assert!(!decided.state.names().qualified, "a 認定医 without 研修指導者資格 does not qualify (E84)");
    assert_eq!(decided.notices[0].to, Recipient::LoginAddressOf(facility()));
    assert_eq!(decided.notices[0].letter.template(), "change_approved");
}

#[test]
fn it_is_approved_from_the_day_that_was_asked_for_or_a_later_one() {
    for (from, allowed) in [("2027-03-31", false), ("2027-04-01", true), ("2027-05-01", true)] {
        let refused = decide(asked(), approve(from), JUDGE).err();
        assert_eq!(refused, (!allowed).then_some(Refusal::DayOutOfRange), "{from}");
    }
}

#[test]
fn words_alone_are_a_request_too_and_a_request_needs_words() {
    let in_words = decide(on_file(), ask(&[], "常勤の指導医が退職しました。"), Role::Facility).unwrap().state;
    assert!(in_words.asked.as_ref().unwrap().changes.is_empty());
    assert_eq!(decide(on_file(), ask(&[], ""), Role::Facility).err(), Some(Refusal::ReasonMissing));
    assert_eq!(decide(in_words, ask(&[], "もう一度"), Role::Facility).err(), Some(Refusal::AlreadyAsked));
}

#[test]
fn it_is_taken_back_or_refused_and_stays_in_the_list() {
    let back = decide(asked(), RegistrationCommand::Cancel, Role::Facility).unwrap().state;
    assert_eq!((&back.asked, back.ever_asked), (&None, true));
    let refuse = |reason: &str| RegistrationCommand::Refuse { reason: reason.to_owned() };
    assert_eq!(decide(asked(), refuse(""), JUDGE).err(), Some(Refusal::ReasonMissing));
    let refused = decide(asked(), refuse("書類の不足"), JUDGE).unwrap();
    assert_eq!((&refused.state.record, refused.notices[0].letter.template()), (&on_file().record, "change_refused"));
    for command in [RegistrationCommand::Cancel, ask(&[], "")] {
        assert!(decide(on_file(), command, Role::Facility).is_err());
    }
    assert_eq!(decide(on_file(), approve("2027-04-01"), JUDGE).err(), Some(Refusal::NothingAsked));
}

#[test]
fn a_facility_asks_while_it_is_accredited_and_a_judge_answers() {
    for role in Role::ALL {
        let changes = decide(on_file(), now_with(&[("phone", "03-0000-0099")]), role);
        assert_eq!(changes.is_ok(), role == Role::Facility, "{role:?}");
        let answers = decide(asked(), approve("2027-04-01"), role);
        assert_eq!(answers.is_ok(), role.is_staff(StaffRole::Judge), "{role:?}");
    }
    let over = on_file().decide(now_with(&[("phone", "03-0000-0099")]), false, Role::Facility, at_work());
    assert_eq!(over.err(), Some(Refusal::AccreditationOver));
    assert!(asked().decide(approve("2027-04-01"), false, JUDGE, at_work()).is_ok(), "the secretariat still answers");
}

#[test]
fn a_contact_is_a_name_and_a_number() {
    assert_eq!(on_file().contact(), "仮名\u{3000}次郎 03-0000-0001");
    let nobody = Registration { record: Record::new(), ..on_file() };
    assert_eq!(nobody.contact(), "");
}
