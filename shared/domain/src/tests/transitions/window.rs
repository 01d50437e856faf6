//! The window's part of the table.

use super::super::fixture::{application_id, jst, window};
use super::{Legend, Machine, ROLES};
use crate::{Window, WindowId, WindowSetting};

pub(super) fn table(legend: &mut Legend) -> Machine {
    let id = application_id();
    let unset = WindowSetting::unset(WindowId { cycle: id.cycle, kind: id.kind });
    let states = [
        ("before it opens", jst("2027-01-10 10:00:00")),
        ("open", jst("2027-02-10 10:00:00")),
        ("closed", jst("2027-03-02 10:00:00")),
    ];
    let reason = || "システム障害のため".to_owned();
    let between = |opens: &str, closes: &str| Window { opens: jst(opens), closes: jst(closes) };
    let closing = |closes: &str| Window { closes: jst(closes), ..window() };
    let commands = [
        ("a week longer", (closing("2027-03-08 00:00:00"), reason())),
        ("a week longer, without a reason", (closing("2027-03-08 00:00:00"), String::new())),
        ("from 2/8 to 3/7", (between("2027-02-08 00:00:00", "2027-03-08 00:00:00"), reason())),
        ("to 2/8", (closing("2027-02-09 00:00:00"), reason())),
        ("from 1/1 to 1/8", (between("2027-01-01 00:00:00", "2027-01-09 00:00:00"), reason())),
        ("closes before it opens", (between("2027-02-01 00:00:00", "2027-01-31 00:00:00"), reason())),
        ("open for more than 92 days", (closing("2027-05-05 00:00:00"), reason())),
    ];
    let about = "`WindowSetting::set`, of the whole of February 2027.";
    Machine::of(("Window", about), &states, &commands, &ROLES, |at, (window, reason), role| {
        legend.cell(unset.clone().set(*window, reason.clone(), role, *at), |decided| decided.state.window.display())
    })
}
