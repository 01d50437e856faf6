//! 認定返上申請: who asks, who answers, which day, what is told (S15, E63, E64, E90–E92).

use super::fixture::*;
use super::office::*;
use crate::{
    Accreditation, AccreditationCommand, AccreditationKind, Decided, EndReason, Event, Recipient, Refusal,
    ReturnCommand, Role, StaffRole,
};

/// From 2023-04-01 to 2028-03-31; it is 2027-03-03.
fn held() -> Accreditation {
    an_accreditation(AccreditationKind::Core)
}

fn decide(held: Accreditation, command: ReturnCommand, role: Role) -> Result<Decided<Accreditation>, Refusal> {
    held.decide(AccreditationCommand::Return(command), role, at_work())
}

fn ask_on(on: &str) -> ReturnCommand {
    ReturnCommand::Ask { on: day(on), reason: "診療体制の変更".to_owned(), informed: true, linked: vec![] }
}

fn approve(on: &str, reason: &str) -> ReturnCommand {
    ReturnCommand::Approve { on: day(on), reason: reason.to_owned(), linked: vec!["架空かわべ病院".to_owned()] }
}

fn asked() -> Accreditation {
    decide(held(), ask_on("2027-09-30"), Role::Facility).unwrap().state
}

#[test]
fn it_is_asked_for_from_today_to_the_day_before_the_last() {
    for (on, allowed) in [("2027-03-02", false), ("2027-03-03", true), ("2028-03-30", true), ("2028-03-31", false)] {
        let refused = decide(held(), ask_on(on), Role::Facility).err();
        assert_eq!(refused, (!allowed).then_some(Refusal::DayOutOfRange), "{on}");
    }
}

#[test]
fn who_is_linked_has_informed_the_others() {
    for (informed, linked, allowed) in [(false, false, true), (false, true, false), (true, true, true)] {
        let linked = if linked { vec!["架空かわべ病院".to_owned()] } else { vec![] };
        let command =
            ReturnCommand::Ask { on: day("2027-09-30"), reason: "診療体制の変更".to_owned(), informed, linked };
        let refused = decide(held(), command, Role::Facility).err();
        assert_eq!(refused, (!allowed).then_some(Refusal::PartnersNotInformed));
    }
}

#[test]
fn asking_ends_nothing_and_tells_facility_and_secretariat() {
    let decided = decide(held(), ask_on("2027-09-30"), Role::Facility).unwrap();
    assert_eq!((decided.state.ended, decided.state.last_day()), (None, day("2028-03-31")));
    let told: Vec<_> = decided.notices.iter().map(|notice| (&notice.to, notice.letter.template())).collect();
    let login = Recipient::LoginAddressOf(facility());
    assert_eq!(told, [(&login, "return_requested"), (&Recipient::Secretariat, "return_requested")]);
}

#[test]
fn it_is_asked_for_once_with_a_reason_while_there_is_something_to_return() {
    assert_eq!(decide(asked(), ask_on("2027-09-30"), Role::Facility).err(), Some(Refusal::AlreadyAsked));
    let silent = ReturnCommand::Ask { on: day("2027-09-30"), reason: String::new(), informed: true, linked: vec![] };
    assert_eq!(decide(held(), silent, Role::Facility).err(), Some(Refusal::ReasonMissing));
    let over = Accreditation { valid_to: day("2027-03-02"), ..held() };
    assert_eq!(decide(over, ask_on("2027-03-03"), Role::Facility).err(), Some(Refusal::AlreadyEnded));
    let ends = Accreditation { ended: Some(day("2027-12-31")), ended_by: Some(EndReason::Revoked), ..held() };
    assert_eq!(decide(ends, ask_on("2027-03-03"), Role::Facility).err(), Some(Refusal::AlreadyEnded));
}

#[test]
fn it_is_taken_back_until_it_is_approved() {
    assert_eq!(decide(asked(), ReturnCommand::Cancel, Role::Facility).unwrap().state, held());
    let approved = decide(asked(), approve("2027-09-30", ""), JUDGE).unwrap().state;
    for nothing_asked in [held(), approved] {
        assert_eq!(decide(nothing_asked, ReturnCommand::Cancel, Role::Facility).err(), Some(Refusal::NothingAsked));
    }
}

#[test]
fn approved_it_is_in_force_to_its_last_day_and_the_mail_names_the_facilities_concerned() {
    let decided = decide(asked(), approve("2027-09-30", ""), JUDGE).unwrap();
    let state = &decided.state;
    assert_eq!(
        (state.ended, state.ended_by, &state.returning),
        (Some(day("2027-09-30")), Some(EndReason::Returned), &None)
    );
    assert!(state.in_force(day("2027-09-30")) && !state.in_force(day("2027-10-01")));
    assert!(state.has_links_to_tell(day("2027-03-03")), "its links hear of it at once");
    let [notice] = &decided.notices[..] else { panic!("one mail") };
    assert!(format!("{:?}", notice.letter).contains("架空かわべ病院"));
}

#[test]
fn an_earlier_day_than_was_asked_for_needs_a_reason_which_is_kept() {
    assert_eq!(decide(asked(), approve("2027-05-31", ""), JUDGE).err(), Some(Refusal::ReasonMissing));
    let decided = decide(asked(), approve("2027-05-31", "施設の閉院"), JUDGE).unwrap();
    let (on, note) = (day("2027-05-31"), "施設の閉院".to_owned());
    assert_eq!(decided.event, Event::AccreditationEnded { on, reason: EndReason::Returned, note });
    assert!(decide(asked(), approve("2027-12-31", ""), JUDGE).is_ok(), "a later day needs none");
}

#[test]
fn refused_with_a_reason_it_goes_on() {
    let refuse = |reason: &str| ReturnCommand::Refuse { reason: reason.to_owned() };
    assert_eq!(decide(asked(), refuse(""), JUDGE).err(), Some(Refusal::ReasonMissing));
    let decided = decide(asked(), refuse("書類の不足"), JUDGE).unwrap();
    assert_eq!(decided.state, held());
    assert_eq!(decided.notices[0].letter.template(), "return_refused");
    assert_eq!(decide(held(), refuse("書類の不足"), JUDGE).err(), Some(Refusal::NothingAsked));
}

#[test]
fn a_facility_asks_and_a_judge_answers() {
    for role in Role::ALL {
        let asks = decide(held(), ask_on("2027-09-30"), role);
        assert_eq!(asks.is_ok(), role == Role::Facility, "{role:?}");
        let answers = decide(asked(), approve("2027-09-30", ""), role);
        assert_eq!(answers.is_ok(), role.is_staff(StaffRole::Judge), "{role:?}");
    }
}

#[test]
fn revoking_says_why_and_clears_what_waits() {
    let revoke = |why: &str| AccreditationCommand::Revoke { on: day("2027-03-31"), why: why.to_owned() };
    assert_eq!(held().decide(revoke(""), JUDGE, at_work()).err(), Some(Refusal::ReasonMissing));
    let decided = asked().decide(revoke("要件を満たさないため"), JUDGE, at_work()).unwrap();
    assert_eq!((decided.state.ended_by, &decided.state.returning), (Some(EndReason::Revoked), &None));
    let editor = held().decide(revoke("要件を満たさないため"), Role::Staff(StaffRole::Editor), at_work());
    assert_eq!(editor.err(), Some(Refusal::NotPermitted));
}

#[test]
fn changes_of_a_name_follow_one_another_in_time() {
    let rename = |name: &str, from: &str| AccreditationCommand::Rename {
        names: crate::Names { facility_name: name.to_owned(), ..held().names() },
        from: day(from),
    };
    let renamed = held().decide(rename("新しい名称", "2027-06-01"), JUDGE, at_work()).unwrap().state;
    let undoing = renamed.clone().decide(rename("もとの名称", "2027-05-31"), JUDGE, at_work());
    assert_eq!(undoing.err(), Some(Refusal::DayOutOfRange));
    let again = renamed.decide(rename("次の名称", "2027-07-01"), JUDGE, at_work()).unwrap().state;
    for (on, expected) in [
        ("2027-05-31", "架空中央病院"),
        ("2027-06-01", "新しい名称"),
        ("2027-06-30", "新しい名称"),
        ("2027-07-01", "次の名称"),
    ] {
        assert_eq!(again.as_of(day(on)).facility_name, expected, "{on}");
    }
}
