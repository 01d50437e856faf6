//! Windows as the secretariat sets them (D2, E24–E26).

use chrono::{DateTime, TimeDelta, Utc};

use super::fixture::*;
use crate::{Event, Phase, Refusal, Role, StaffRole, Window, WindowId, WindowSetting};

const ADMIN: Role = Role::Staff(StaffRole::Admin);

fn unset() -> WindowSetting {
    let id = application_id();
    WindowSetting::unset(WindowId { cycle: id.cycle, kind: id.kind })
}

fn between(opens: &str, closes: &str) -> Window {
    Window { opens: jst(opens), closes: jst(closes) }
}

fn reason() -> String {
    "システム障害のため".to_owned()
}

fn refused(setting: WindowSetting, window: Window, now: DateTime<Utc>) -> Option<Refusal> {
    setting.set(window, reason(), ADMIN, now).err()
}

#[test]
fn unless_it_is_set_it_is_the_whole_month() {
    assert_eq!(unset().window, between("2027-02-01 00:00:00", "2027-03-01 00:00:00"));
    assert_eq!(unset().reason, "");
}

#[test]
fn it_is_set_with_a_reason_and_all_of_it_is_an_event() {
    let longer = between("2027-02-01 00:00:00", "2027-03-08 00:00:00");
    let decided = unset().set(longer, reason(), ADMIN, now()).unwrap();
    assert_eq!((decided.state.window, decided.state.reason.as_str()), (longer, "システム障害のため"));
    assert_eq!(decided.event, Event::WindowSet { opens: longer.opens, closes: longer.closes, reason: reason() });
    assert!(decided.notices.is_empty());
    assert_eq!(unset().set(longer, String::new(), ADMIN, now()).err(), Some(Refusal::ReasonMissing));
}

#[test]
fn only_an_administrator_sets_it() {
    let longer = between("2027-02-01 00:00:00", "2027-03-08 00:00:00");
    for role in Role::ALL {
        assert_eq!(unset().set(longer, reason(), role, now()).is_ok(), role == ADMIN, "{role:?}");
    }
}

#[test]
fn it_closes_after_it_opens_and_is_open_three_months_at_most() {
    let before = jst("2027-01-10 10:00:00");
    for (opens, closes, expected) in [
        ("2027-02-01 00:00:00", "2027-02-01 00:00:00", Some(Refusal::WindowInvalid)),
        ("2027-02-02 00:00:00", "2027-02-01 00:00:00", Some(Refusal::WindowInvalid)),
        ("2027-02-01 00:00:00", "2027-02-01 00:00:01", None),
        ("2027-02-01 00:00:00", "2027-05-04 00:00:00", None),
        ("2027-02-01 00:00:00", "2027-05-04 00:00:01", Some(Refusal::WindowInvalid)),
    ] {
        assert_eq!(refused(unset(), between(opens, closes), before), expected, "{opens} {closes}");
    }
}

#[test]
fn what_has_begun_keeps_its_opening() {
    let moved = between("2027-02-05 00:00:00", "2027-03-01 00:00:00");
    for (at, expected) in [
        ("2027-01-31 23:59:59.999", None),
        ("2027-02-01 00:00:00", Some(Refusal::WindowPast)),
        ("2027-03-01 00:00:00", Some(Refusal::WindowPast)),
    ] {
        assert_eq!(refused(unset(), moved, jst(at)), expected, "{at}");
    }
}

#[test]
fn it_never_closes_in_the_past() {
    let closing = |at: DateTime<Utc>| Window { opens: window().opens, closes: at };
    assert_eq!(refused(unset(), closing(now()), now()), Some(Refusal::WindowPast));
    assert_eq!(refused(unset(), closing(now() + TimeDelta::milliseconds(1)), now()), None);
}

#[test]
fn one_that_is_over_can_be_opened_again() {
    let over = jst("2027-03-02 09:00:00");
    let longer = Window { opens: window().opens, closes: jst("2027-03-04 00:00:00") };
    let decided = unset().set(longer, reason(), ADMIN, over).unwrap();
    assert_eq!(decided.state.window.phase(over), Phase::Open);
}
