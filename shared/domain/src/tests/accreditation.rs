//! Accreditations by day, and whose address is in use (S12, S43, E1, E70, E82, E89).

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::fixture::{day, jst};
use super::office::{JUDGE, an_accreditation, at_work};
use crate::calendar::jst_date;
use crate::{
    Accreditation, AccreditationCommand, AccreditationKind, EndReason, Event, Refusal, Standing, address_in_use,
    default_period, held_on,
};

/// From 2023-04-01 to 2028-03-31, unless it was returned earlier.
fn accreditation(ended: Option<&str>) -> Accreditation {
    let ended_by = ended.map(|_| EndReason::Returned);
    Accreditation { ended: ended.map(day), ended_by, ..an_accreditation(AccreditationKind::Core) }
}

/// The accreditation after an end was entered.
fn ended(on: &str, reason: EndReason) -> Result<Accreditation, Refusal> {
    let end = AccreditationCommand::End { on: day(on), reason };
    accreditation(None).decide(end, JUDGE, at_work()).map(|decided| decided.state)
}

#[test]
fn it_is_in_force_from_its_first_day_to_its_last() {
    for (on, expected) in [("2023-03-31", false), ("2023-04-01", true), ("2028-03-31", true), ("2028-04-01", false)] {
        assert_eq!(accreditation(None).in_force(day(on)), expected, "{on}");
    }
}

#[test]
fn one_that_ended_early_is_in_force_on_the_day_it_ended() {
    for (on, expected) in [("2023-04-01", true), ("2026-09-30", true), ("2026-10-01", false), ("2028-03-31", false)] {
        assert_eq!(accreditation(Some("2026-09-30")).in_force(day(on)), expected, "{on}");
    }
}

#[test]
fn an_end_after_the_end_prolongs_nothing() {
    assert!(!accreditation(Some("2030-01-01")).in_force(day("2028-04-01")));
}

#[test]
fn one_that_ended_before_it_began_was_never_in_force() {
    assert!(!accreditation(Some("2023-03-31")).in_force(day("2023-04-01")));
}

#[test]
fn an_address_is_in_use_while_any_accreditation_is_in_force() {
    let both = [accreditation(Some("2026-09-30")), accreditation(None)];
    assert_eq!(address_in_use(&[], day("2027-02-10")), Ok(()));
    assert_eq!(address_in_use(&both, day("2027-02-10")), Err(Refusal::AddressInUse));
    assert_eq!(address_in_use(&both[..1], day("2027-02-10")), Ok(()));
    assert_eq!(address_in_use(&both, day("2028-04-01")), Ok(()));
}

#[test]
fn an_accreditation_that_has_not_begun_does_not_hold_its_address() {
    assert_eq!(address_in_use(&[accreditation(None)], day("2023-03-31")), Ok(()));
}

#[test]
fn how_it_stands_is_computed_for_a_day() {
    use Standing::{Active, Ended, Expired, Scheduled};
    let returned = Ended(EndReason::Returned);
    for (end, on, expected) in [
        (None, "2023-03-31", Scheduled),
        (None, "2023-04-01", Active),
        (None, "2028-03-31", Active),
        (None, "2028-04-01", Expired),
        (Some("2026-09-30"), "2023-03-31", Scheduled),
        (Some("2026-09-30"), "2026-09-30", Active),
        (Some("2026-09-30"), "2026-10-01", returned),
        (Some("2026-09-30"), "2028-04-01", returned),
        (Some("2023-03-31"), "2023-03-31", returned),
        (Some("2023-03-31"), "2023-04-01", returned),
    ] {
        assert_eq!(accreditation(end).standing(day(on)), expected, "ended {end:?}, on {on}");
    }
}

#[test]
fn it_begins_and_ends_at_midnight_in_japan() {
    for (at, expected) in [
        ("2023-03-31 23:59:59.999", Standing::Scheduled),
        ("2023-04-01 00:00:00", Standing::Active),
        ("2028-03-31 23:59:59.999", Standing::Active),
        ("2028-04-01 00:00:00", Standing::Expired),
    ] {
        assert_eq!(accreditation(None).standing(jst_date(jst(at))), expected, "{at}");
    }
}

#[test]
fn an_early_end_is_entered_once_with_its_reason() {
    let decided = accreditation(None)
        .decide(AccreditationCommand::End { on: day("2026-09-30"), reason: EndReason::Returned }, JUDGE, at_work())
        .unwrap();
    assert_eq!(decided.state, accreditation(Some("2026-09-30")));
    assert_eq!(
        decided.event,
        Event::AccreditationEnded { on: day("2026-09-30"), reason: EndReason::Returned, note: String::new() }
    );
    let again = AccreditationCommand::End { on: day("2025-09-30"), reason: EndReason::Revoked };
    assert_eq!(decided.state.decide(again, JUDGE, at_work()).err(), Some(Refusal::AlreadyEnded));
}

#[test]
fn nothing_ends_early_on_its_last_day_or_after_it() {
    assert!(ended("2028-03-30", EndReason::Revoked).is_ok());
    for on in ["2028-03-31", "2028-04-01"] {
        assert_eq!(ended(on, EndReason::Revoked).err(), Some(Refusal::AlreadyEnded), "{on}");
    }
}

#[test]
fn the_register_is_entered_with_the_period() {
    let granted = accreditation(None).granted();
    let (valid_from, valid_to) = (day("2023-04-01"), day("2028-03-31"));
    assert_eq!(
        (granted.state, granted.event),
        (
            accreditation(None),
            Event::AccreditationGranted { valid_from, valid_to, names: accreditation(None).names(), transition: false }
        )
    );
}

#[test]
fn the_period_ends_with_march_of_the_fifth_year_after() {
    for (cycle, from, to) in [
        ("2027-02", "2027-04-01", "2032-03-31"),
        ("2027-08", "2027-10-01", "2032-03-31"),
        ("2028-02", "2028-04-01", "2033-03-31"),
    ] {
        assert_eq!(default_period(cycle.parse().unwrap()), (day(from), day(to)), "{cycle}");
    }
}

#[test]
fn what_is_held_is_asked_by_kind_and_day() {
    let training = an_accreditation(AccreditationKind::Training);
    let held = [accreditation(Some("2026-09-30")), training.clone()];
    for (kind, on, expected) in [
        (AccreditationKind::Training, "2027-03-31", Some(&training)),
        (AccreditationKind::Training, "2028-04-01", None),
        (AccreditationKind::Core, "2026-09-30", Some(&held[0])),
        (AccreditationKind::Core, "2026-10-01", None),
        (AccreditationKind::Partner, "2027-03-31", None),
    ] {
        assert_eq!(held_on(&held, kind, day(on)), expected, "{kind:?} on {on}");
    }
}

fn some_day() -> impl Strategy<Value = NaiveDate> {
    (0_i64..40).prop_map(|days| day("2027-03-20") + TimeDelta::days(days))
}

fn some_reason() -> impl Strategy<Value = EndReason> {
    prop::sample::select(vec![EndReason::Returned, EndReason::Superseded, EndReason::Revoked])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2048) })]

    #[test]
    fn it_is_in_force_exactly_while_it_stands_as_active(
        from in some_day(), to in some_day(), end in prop::option::of((some_day(), some_reason())), on in some_day()
    ) {
        let (ended, ended_by) = end.unzip();
        let held = Accreditation { valid_from: from, valid_to: to, ended, ended_by, ..accreditation(None) };
        prop_assert_eq!(held.in_force(on), held.standing(on) == Standing::Active);
    }

    #[test]
    fn an_end_that_was_entered_only_takes_days_away(end in some_day(), reason in some_reason(), on in some_day()) {
        let held = Accreditation { valid_from: day("2027-04-01"), valid_to: day("2027-04-20"), ..accreditation(None) };
        let Ok(decided) = held.clone().decide(AccreditationCommand::End { on: end, reason }, JUDGE, at_work()) else {
            prop_assert!(end >= held.valid_to);
            return Ok(());
        };
        prop_assert_eq!(decided.state.in_force(on), held.in_force(on) && on <= end);
        prop_assert!(end < on || !matches!(decided.state.standing(on), Standing::Ended(_)) || end < held.valid_from);
    }
}
