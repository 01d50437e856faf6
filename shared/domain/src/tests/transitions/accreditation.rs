//! The accreditation's part of the table.

use super::super::fixture::day;
use super::super::office::{at_work, the_partner};
use super::{Legend, Machine, ROLES};
use crate::calendar::slash_date;
use crate::{Accreditation, AccreditationCommand, EndReason};

fn samples() -> [(&'static str, Accreditation); 3] {
    let ended = |on: &str, reason| Accreditation { ended: Some(day(on)), ended_by: Some(reason), ..the_partner() };
    [
        ("2027/4/1 ~ 2032/3/31", the_partner()),
        ("the same, returned on 2029/9/30", ended("2029-09-30", EndReason::Returned)),
        ("the same, revoked before it began", ended("2027-03-31", EndReason::Revoked)),
    ]
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let end = |on: &str| AccreditationCommand::End { on: day(on), reason: EndReason::Superseded };
    let commands = [
        ("ends on 2030/3/31", end("2030-03-31")),
        ("ends on the day before it begins", end("2027-03-31")),
        ("ends on its last day", end("2032-03-31")),
        ("ends after its last day", end("2032-04-01")),
    ];
    let about = "`Accreditation::decide`. It begins and ends by date; what can be commanded is an early end.";
    Machine::of(("Accreditation", about), &samples(), &commands, &ROLES, |held, command, role| {
        legend.cell(held.clone().decide(command.clone(), role, at_work()), |decided| {
            format!("to {}", slash_date(decided.state.last_day()))
        })
    })
}

/// Days around each beginning and each end.
const DAYS: [&str; 6] = ["2027/3/31", "2027/4/1", "2029/9/30", "2029/10/1", "2032/3/31", "2032/4/1"];

pub(super) fn by_day(_: &mut Legend) -> Machine {
    let rows = samples().map(|(name, held)| {
        let days = ["2027-03-31", "2027-04-01", "2029-09-30", "2029-10-01", "2032-03-31", "2032-04-01"].map(day);
        let cells = days.map(|day| format!("→ {:?}", held.standing(day)));
        std::iter::once(name.to_owned()).chain(cells).collect()
    });
    let mut head = vec!["state"];
    head.extend(DAYS);
    Machine {
        title: "Accreditation, by day",
        about: "`Accreditation::standing`: computed for a day in Japan, so no job begins or ends one.",
        head,
        rows: rows.into(),
    }
}
