//! The partnership's part of the table.

use chrono::{DateTime, Utc};

use super::super::fixture::{day, jst};
use super::super::office::*;
use super::{Legend, Machine, mails};
use crate::calendar::slash_date;
use crate::{
    DissolutionCommand, EndCause, InForce, LinkEnd, Partnership, PartnershipCommand, PartnershipState, Side, StaffRole,
};

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

fn samples() -> [(&'static str, Partnership); 7] {
    let unasked = begin_with(None, Some(the_partner()));
    [
        ("Scheduled", a_partnership()),
        ("Requested", requested()),
        ("Requested by the partner itself", asked_for_later()),
        ("Active", answered(approve())),
        ("Active, asked for by the partner itself", approved_later()),
        ("Declined", answered(decline())),
        ("Blocked", a_partnership().decide(unasked, Side::System, on_the_day()).unwrap().state),
    ]
}

fn commands() -> [(&'static str, PartnershipCommand); 15] {
    let approve_with = |core, partner| PartnershipCommand::Approve(InForce { core, partner });
    let by_proxy = |core, note: &str| PartnershipCommand::ApproveByProxy {
        in_force: InForce { core, partner: true },
        note: note.to_owned(),
    };
    let starts_beside = |on: &str, reason: &str, others| PartnershipCommand::SetStart {
        on: day(on),
        reason: reason.to_owned(),
        others,
    };
    let starts = |on: &str, reason: &str| starts_beside(on, reason, Vec::new());
    let end = Some(LinkEnd { on: day("2027-04-05"), why: EndCause::Dissolved });
    let before = Partnership { end, ..answered(approve()) };
    [
        ("its day has come", begin()),
        ("its day has come, core not accredited", begin_with(None, Some(the_partner()))),
        ("its day has come, partner not accredited", begin_with(Some(the_core()), None)),
        ("承認する", approve()),
        ("承認する, core not accredited", approve_with(false, true)),
        ("承認する, partner not accredited", approve_with(true, false)),
        ("承認しない", decline()),
        ("承認しない without a reason", PartnershipCommand::Decline { reason: String::new() }),
        ("approved in its place", by_proxy(true, NOTE)),
        ("approved in its place, core not accredited", by_proxy(false, NOTE)),
        ("approved in its place without a note", by_proxy(true, "")),
        ("counts from 2027/4/5", starts("2027-04-05", NOTE)),
        ("counts from 2027/4/5 without a reason", starts("2027-04-05", "")),
        ("counts from 2028/4/1, after its last day", starts("2028-04-01", NOTE)),
        ("counts from 2027/4/5, in a link before", starts_beside("2027-04-05", NOTE, vec![before])),
    ]
}

const NOTE: &str = "基幹施設の施設責任者から電話で依頼があったため。";

fn state_name(state: &PartnershipState) -> &'static str {
    match state {
        PartnershipState::Scheduled => "Scheduled",
        PartnershipState::Requested { .. } => "Requested",
        PartnershipState::Active { .. } => "Active",
        PartnershipState::Declined { .. } => "Declined",
        PartnershipState::Blocked { .. } => "Blocked",
    }
}

/// When the commands of both tables are given.
fn late() -> DateTime<Utc> {
    jst("2027-04-20 10:00:00")
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let about = "`Partnership::decide`, on 2027/4/20, of a link that starts on 2027/4/1, or that was asked for on 2027/4/10 by the \
                 partner itself. Whether it can be asked for is decided as of its start date, whether it can be approved as of today.";
    Machine::of(("Partnership", about), &samples(), &commands(), &SIDES, |link, command, side| {
        legend.cell(link.clone().decide(command.clone(), side, late()), |decided| {
            let from = decided.state.link_start;
            let counts = match decided.state.state {
                PartnershipState::Active { .. } => format!(" from {from}"),
                PartnershipState::Requested { .. } if decided.state.set.is_some() => format!(", to count from {from}"),
                _ => String::new(),
            };
            format!("{}{counts}{}", state_name(&decided.state.state), mails(&decided.notices))
        })
    })
}

/// Links on their way out.
fn ending() -> [(&'static str, Partnership); 8] {
    let active = || answered(approve());
    let ends = |why| Partnership { end: Some(LinkEnd { on: day("2027-09-30"), why }), ..active() };
    let ended = LinkEnd { on: day("2027-04-19"), why: EndCause::PartnerEnded };
    let ended = Partnership { end: Some(ended), ..active() };
    let asked = |side| active().decide(ask_to_dissolve("2027-09-30"), side, late()).unwrap().state;
    [
        ("Requested", requested()),
        ("Active", active()),
        ("Active, the core facility asks", asked(Side::Core)),
        ("Active, the partner asks", asked(Side::Partner)),
        ("Active, ends by 解除 on 2027/9/30", ends(EndCause::Dissolved)),
        ("Active, ends with the core facility on 2027/9/30", ends(EndCause::CoreEnded)),
        ("Active, ended with the partner on 2027/4/19", ended),
        ("Declined", answered(decline())),
    ]
}

fn ending_commands() -> [(&'static str, PartnershipCommand); 13] {
    let approved = |on: &str, reason: &str| {
        let reason = reason.to_owned();
        PartnershipCommand::Dissolution(DissolutionCommand::Approve { on: day(on), reason })
    };
    let asks = |on: &str, reason: &str| {
        let reason = reason.to_owned();
        PartnershipCommand::Dissolution(DissolutionCommand::Ask { on: day(on), reason })
    };
    let refused = |reason: &str| {
        let reason = reason.to_owned();
        PartnershipCommand::Dissolution(DissolutionCommand::Refuse { reason })
    };
    let ends = |on: &str, why| PartnershipCommand::End { on: day(on), why };
    [
        ("解除申請 for 2027/9/30", ask_to_dissolve("2027-09-30")),
        ("解除申請 without a reason", asks("2027-09-30", "")),
        ("解除申請 for yesterday", asks("2027-04-19", NOTE)),
        ("解除申請 for after its last day", asks("2028-04-01", NOTE)),
        ("taken back", PartnershipCommand::Dissolution(DissolutionCommand::Cancel)),
        ("解除 to 2027/9/30", approved("2027-09-30", "")),
        ("解除 to 2027/6/30, and why", approved("2027-06-30", NOTE)),
        ("解除 to 2027/6/30 without a reason", approved("2027-06-30", "")),
        ("解除 to after its last day", approved("2028-04-01", NOTE)),
        ("no 解除", refused(NOTE)),
        ("no 解除, without a reason", refused("")),
        ("the core facility's accreditation ends on 2027/6/30", ends("2027-06-30", EndCause::CoreEnded)),
        ("the partner's accreditation ends on 2027/12/31", ends("2027-12-31", EndCause::PartnerEnded)),
    ]
}

pub(super) fn end_table(legend: &mut Legend) -> Machine {
    let about = "`Partnership::decide`, on 2027/4/20, of what ends a link: its last day is part of it. The core facility is accredited \
                 until 2028/3/31.";
    Machine::of(("Partnership, its end", about), &ending(), &ending_commands(), &SIDES, |link, command, side| {
        legend.cell(link.clone().decide(command.clone(), side, late()), |decided| {
            let asked = if decided.state.dissolution.is_some() { ", 解除申請" } else { "" };
            let last = slash_date(decided.state.last_day());
            format!("{}{asked}, to {last}{}", state_name(&decided.state.state), mails(&decided.notices))
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
