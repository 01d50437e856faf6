//! The accreditation's part of the table.

use super::super::fixture::day;
use super::super::office::{at_work, the_partner};
use super::{Legend, Machine, ROLES, mails};
use crate::calendar::slash_date;
use crate::{Accreditation, AccreditationCommand, EndReason, Names, Reminder, ReturnCommand, Role};

fn samples() -> [(&'static str, Accreditation); 4] {
    let asked = the_partner().decide(ask("2029-09-30"), Role::Facility, at_work()).unwrap().state;
    let ended = |on: &str, reason| Accreditation { ended: Some(day(on)), ended_by: Some(reason), ..the_partner() };
    [
        ("2027/4/1 ~ 2032/3/31", the_partner()),
        ("the same, 返上 on 2029/9/30 asked for", asked),
        ("the same, returned on 2029/9/30", ended("2029-09-30", EndReason::Returned)),
        ("the same, revoked before it began", ended("2027-03-31", EndReason::Revoked)),
    ]
}

fn ask(on: &str) -> AccreditationCommand {
    let reason = "診療体制の変更".to_owned();
    AccreditationCommand::Return(ReturnCommand::Ask { on: day(on), reason, informed: true, linked: vec![] })
}

fn of_returns() -> Vec<(&'static str, AccreditationCommand)> {
    let approve = |on: &str| ReturnCommand::Approve { on: day(on), reason: String::new(), linked: vec![] };
    let refuse = ReturnCommand::Refuse { reason: "書類の不足".to_owned() };
    let names = Names { facility_name: "新しい名称".to_owned(), ..the_partner().names() };
    vec![
        ("認定返上申請 for 2029/9/30", ask("2029-09-30")),
        ("認定返上申請 for yesterday", ask("2027-03-02")),
        ("it is taken back", AccreditationCommand::Return(ReturnCommand::Cancel)),
        ("返上 approved for 2029/9/30", AccreditationCommand::Return(approve("2029-09-30"))),
        ("返上 approved for an earlier day without a reason", AccreditationCommand::Return(approve("2029-08-31"))),
        ("返上 refused", AccreditationCommand::Return(refuse)),
        ("認定取消", AccreditationCommand::Revoke { on: day("2029-09-30"), why: "要件を満たさないため".to_owned() }),
        ("an approved change of its names", AccreditationCommand::Rename { names, from: day("2027-06-01") }),
        ("all links were told", AccreditationCommand::LinksTold),
        ("its beginning is told", AccreditationCommand::Remind(Reminder::Started)),
    ]
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let end = |on: &str| AccreditationCommand::End { on: day(on), reason: EndReason::Superseded };
    let mut commands = vec![
        ("ends on 2030/3/31", end("2030-03-31")),
        ("ends on the day before it begins", end("2027-03-31")),
        ("ends on its last day", end("2032-03-31")),
        ("ends after its last day", end("2032-04-01")),
    ];
    commands.extend(of_returns());
    let about = "`Accreditation::decide`, on 2027/3/3. It begins and ends by date; what can be commanded is an early end, the way to \
                 it by 返上, and what it says.";
    Machine::of(("Accreditation", about), &samples(), &commands, &ROLES, |held, command, role| {
        legend.cell(held.clone().decide(command.clone(), role, at_work()), |decided| {
            format!("to {}{}", slash_date(decided.state.last_day()), mails(&decided.notices))
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
