//! The part of the table that is about the staff's own accounts.

use super::super::fixture::{now, ulid};
use super::super::office::a_member;
use super::{Legend, Machine, ROLES};
use crate::{Link, LinkPurpose, Staff, StaffCommand, StaffRole, StaffState};

pub(super) fn table(legend: &mut Legend) -> Machine {
    let active = a_member(StaffRole::Editor);
    let states = [("Invited", Staff { state: StaffState::Invited, ..active.clone() }), ("Active", active)];
    let link = Link::new(ulid("1234"), LinkPurpose::Invitation, 1, now());
    let enrol = |link| StaffCommand::Enrol { link };
    let commands = [
        ("invite anew", StaffCommand::Invite { name: "仮名　二郎".to_owned(), role: StaffRole::Judge }),
        ("enrol with a good link", enrol(link.clone())),
        ("with a used link", enrol(Link { used: Some(now()), ..link.clone() })),
        ("with a link from before the last enrolment", enrol(Link { epoch: 0, ..link.clone() })),
        ("with a link after its lifetime", enrol(Link { expires: now(), ..link })),
    ];
    let about = "`Staff::decide`. Whoever holds the link of an invitation enrols, signed out; the first administrator is invited by \
                 a command.";
    Machine::of(("Staff", about), &states, &commands, &ROLES, |staff, command, role| {
        legend.cell(staff.clone().decide(command.clone(), role, now()), |decided| {
            let epoch = if decided.state.epoch > staff.epoch { "; sessions and links end" } else { "" };
            format!("{:?} as {}{epoch}", decided.state.state, decided.state.role.slug())
        })
    })
}
