//! The secretariat's staff: invited, enrolled with password and authenticator, never without (D1).

use chrono::TimeDelta;

use super::fixture::{now, ulid};
use super::office::a_member;
use crate::{
    Actor, Event, INVITATION_LIFETIME, Link, LinkPurpose, Refusal, Role, Staff, StaffCommand, StaffRole, StaffState,
};

fn invited() -> Staff {
    let member = a_member(StaffRole::Editor);
    Staff::invite(member.id, member.email, member.name, member.role).state
}

fn invitation(epoch: u32) -> Link {
    Link::new(ulid("1234"), LinkPurpose::Invitation, epoch, now())
}

fn again() -> StaffCommand {
    StaffCommand::Invite { name: "仮名　二郎".to_owned(), role: StaffRole::Judge }
}

#[test]
fn somebody_is_invited_and_cannot_sign_in_yet() {
    let member = a_member(StaffRole::Editor);
    let decided = Staff::invite(member.id.clone(), member.email.clone(), member.name.clone(), member.role);
    assert_eq!(decided.state, Staff { state: StaffState::Invited, epoch: 0, ..member });
    assert_eq!(decided.event, Event::StaffInvited { role: StaffRole::Editor });
    assert!(decided.notices.is_empty(), "the link is handed over by whoever invites");
}

#[test]
fn the_link_makes_them_active_and_ends_what_was_before() {
    let decided = invited().decide(StaffCommand::Enrol { link: invitation(0) }, Role::Anonymous, now()).unwrap();
    assert_eq!(decided.state, Staff { state: StaffState::Active, epoch: 1, ..invited() });
    assert_eq!(decided.event, Event::StaffEnrolled);
    let twice = decided.state.decide(StaffCommand::Enrol { link: invitation(0) }, Role::Anonymous, now());
    assert_eq!(twice.err(), Some(Refusal::LinkInvalid), "a link of before");
}

#[test]
fn an_invitation_works_for_an_hour_to_the_millisecond() {
    let link = invitation(0);
    assert_eq!(INVITATION_LIFETIME, TimeDelta::minutes(60));
    for (at, expected) in [
        (now() + INVITATION_LIFETIME - TimeDelta::milliseconds(1), None),
        (now() + INVITATION_LIFETIME, Some(Refusal::LinkExpired)),
    ] {
        let enrol = StaffCommand::Enrol { link: link.clone() };
        assert_eq!(invited().decide(enrol, Role::Anonymous, at).err(), expected);
    }
    let used = Link { used: Some(now()), ..link };
    let refused = invited().decide(StaffCommand::Enrol { link: used }, Role::Anonymous, now());
    assert_eq!(refused.err(), Some(Refusal::LinkUsed));
}

#[test]
fn who_is_invited_anew_keeps_signing_in_until_the_link_is_used() {
    for by in [Role::System, Role::Staff(StaffRole::Admin)] {
        let decided = a_member(StaffRole::Editor).decide(again(), by, now()).unwrap();
        let expected =
            Staff { name: "仮名　二郎".to_owned(), role: StaffRole::Judge, ..a_member(StaffRole::Editor) };
        assert_eq!(decided.state, expected, "state and epoch stay");
        assert_eq!(decided.event, Event::StaffInvited { role: StaffRole::Judge });
        let enrolled = decided.state.decide(StaffCommand::Enrol { link: invitation(1) }, Role::Anonymous, now());
        assert_eq!(enrolled.unwrap().state.epoch, 2);
    }
}

#[test]
fn only_an_administrator_and_the_command_invite() {
    for role in Role::ALL {
        let may = matches!(role, Role::System | Role::Staff(StaffRole::Admin));
        assert_eq!(a_member(StaffRole::Viewer).decide(again(), role, now()).is_ok(), may, "{role:?}");
        let enrol = StaffCommand::Enrol { link: invitation(1) };
        let holds_the_link = role == Role::Anonymous;
        assert_eq!(a_member(StaffRole::Viewer).decide(enrol, role, now()).is_ok(), holds_the_link, "{role:?}");
    }
}

#[test]
fn they_act_by_name_and_with_the_role_of_the_day() {
    let member = a_member(StaffRole::Judge);
    let (id, name, role) = (member.id.clone(), member.name.clone(), StaffRole::Judge);
    assert_eq!(member.actor(), Actor::Staff { id, name, role });
}

#[test]
fn each_role_reaches_down_but_not_up() {
    for (held, row) in StaffRole::ALL.iter().enumerate() {
        for (least, asked) in StaffRole::ALL.iter().enumerate() {
            assert_eq!(Role::Staff(*row).is_staff(*asked), held >= least, "{row:?} as {asked:?}");
        }
    }
    for role in [Role::Anonymous, Role::Facility, Role::System] {
        assert!(!role.is_staff(StaffRole::Viewer), "{role:?}");
    }
}
