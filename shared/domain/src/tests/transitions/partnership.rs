//! The partnership's part of the table.

use super::super::fixture::jst;
use super::super::office::*;
use super::{Legend, Machine, mails};
use crate::{InForce, Partnership, PartnershipCommand, PartnershipState, Side, StaffRole};

/// Everybody, seen from a link, as the table names them.
const SIDES: [(&str, Side); 8] = [
    ("stranger", Side::Stranger),
    ("core facility", Side::Core),
    ("partner", Side::Partner),
    ("viewer", Side::Staff(StaffRole::Viewer)),
    ("editor", Side::Staff(StaffRole::Editor)),
    ("judge", Side::Staff(StaffRole::Judge)),
    ("admin", Side::Staff(StaffRole::Admin)),
    ("background function", Side::System),
];

fn samples() -> [(&'static str, Partnership); 5] {
    let answered = |answer| requested().decide(answer, Side::Core, on_the_day()).unwrap().state;
    let unasked = begin_with(None, Some(the_partner()));
    [
        ("Scheduled", a_partnership()),
        ("Requested", requested()),
        ("Active", answered(approve())),
        ("Declined", answered(decline())),
        ("Blocked", a_partnership().decide(unasked, Side::System, on_the_day()).unwrap().state),
    ]
}

fn commands() -> [(&'static str, PartnershipCommand); 8] {
    let approve_with = |core, partner| PartnershipCommand::Approve(InForce { core, partner });
    [
        ("its day has come", begin()),
        ("its day has come, core not accredited", begin_with(None, Some(the_partner()))),
        ("its day has come, partner not accredited", begin_with(Some(the_core()), None)),
        ("承認する", approve()),
        ("承認する, core not accredited", approve_with(false, true)),
        ("承認する, partner not accredited", approve_with(true, false)),
        ("承認しない", decline()),
        ("承認しない without a reason", PartnershipCommand::Decline { reason: String::new() }),
    ]
}

fn state_name(state: &PartnershipState) -> &'static str {
    match state {
        PartnershipState::Scheduled => "Scheduled",
        PartnershipState::Requested { .. } => "Requested",
        PartnershipState::Active { .. } => "Active",
        PartnershipState::Declined { .. } => "Declined",
        PartnershipState::Blocked { .. } => "Blocked",
    }
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let about = "`Partnership::decide`, on 2027/4/20, of a link that starts on 2027/4/1. Whether it can be asked for is decided as \
                 of its start date, whether it can be approved as of today.";
    let late = jst("2027-04-20 10:00:00");
    Machine::of(("Partnership", about), &samples(), &commands(), &SIDES, |link, command, side| {
        legend.cell(link.clone().decide(command.clone(), side, late), |decided| {
            let counts = match decided.state.state {
                PartnershipState::Active { .. } => format!(" from {}", decided.state.link_start),
                _ => String::new(),
            };
            format!("{}{counts}{}", state_name(&decided.state.state), mails(&decided.notices))
        })
    })
}

#[test]
fn every_side_has_a_column() {
    for (_, side) in SIDES {
        match side {
            Side::Core | Side::Partner | Side::Staff(_) | Side::System | Side::Stranger => {}
        }
    }
    let staff = SIDES.iter().filter_map(|(_, side)| match side {
        Side::Staff(role) => Some(*role),
        _ => None,
    });
    assert_eq!(staff.collect::<Vec<_>>(), StaffRole::ALL);
    assert_eq!(SIDES.len(), StaffRole::ALL.len() + 4);
}
