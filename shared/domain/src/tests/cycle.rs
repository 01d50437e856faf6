//! Rounds of application and their windows (S86, S130, E23–E26).

use chrono::TimeDelta;
use proptest::prelude::*;

use super::fixture::{day, jst};
use crate::{AccreditationKind, ApplicationKind, Cycle, Phase, Round};

fn cycle(text: &str) -> Cycle {
    text.parse().unwrap()
}

#[test]
fn a_cycle_is_a_year_and_one_of_two_months() {
    assert_eq!(cycle("2027-02").round(), Round::February);
    assert_eq!(cycle("2027-08").round(), Round::August);
    for text in [
        "",
        "2027",
        "2027-2",
        "2027-03",
        "27-02",
        "1999-08",
        "3000-02",
        "+027-02",
        "２０２７-02",
        "2027-02-",
        " 2027-02",
        "2027-08 ",
    ] {
        assert!(text.parse::<Cycle>().is_err(), "{text:?}");
    }
    assert!(Cycle::try_from("2027-13".to_owned()).is_err());
}

#[test]
fn cycles_sort_by_time() {
    assert!(cycle("2027-02") < cycle("2027-08") && cycle("2027-08") < cycle("2028-02"));
}

#[test]
fn the_window_is_the_whole_month_in_japan_to_the_millisecond() {
    for (name, opens, closes) in [
        ("2027-02", "2027-02-01 00:00:00", "2027-03-01 00:00:00"),
        ("2028-02", "2028-02-01 00:00:00", "2028-03-01 00:00:00"),
        ("2027-08", "2027-08-01 00:00:00", "2027-09-01 00:00:00"),
    ] {
        let window = cycle(name).default_window();
        let millisecond = TimeDelta::milliseconds(1);
        assert_eq!((window.opens, window.closes), (jst(opens), jst(closes)), "{name}");
        assert_eq!(window.phase(jst(opens) - millisecond), Phase::Before, "{name}");
        assert_eq!(window.phase(jst(opens)), Phase::Open, "{name}");
        assert_eq!(window.phase(jst(closes) - millisecond), Phase::Open, "{name}");
        assert_eq!(window.phase(jst(closes)), Phase::Closed, "{name}");
    }
}

#[test]
fn february_has_as_many_days_as_its_year_gives_it() {
    for (name, last) in [("2027-02", 28), ("2028-02", 29), ("2100-02", 28), ("2400-02", 29), ("2027-08", 31)] {
        let shown = cycle(name).default_window().display();
        assert!(shown.ends_with(&format!("月{last}日 23:59")), "{name}: {shown}");
    }
}

#[test]
fn the_window_is_shown_as_in_the_manual() {
    assert_eq!(cycle("2027-02").default_window().display(), "2027年2月1日 0:00 ~ 2027年2月28日 23:59");
    assert_eq!(cycle("2028-02").default_window().display(), "2028年2月1日 0:00 ~ 2028年2月29日 23:59");
    assert_eq!(cycle("2027-08").default_window().display(), "2027年8月1日 0:00 ~ 2027年8月31日 23:59");
}

#[test]
fn february_leads_to_april_and_august_to_october() {
    assert_eq!(cycle("2027-02").accreditation_start(), day("2027-04-01"));
    assert_eq!(cycle("2027-08").accreditation_start(), day("2027-10-01"));
}

#[test]
fn the_current_cycle_changes_with_the_month_in_japan() {
    for (month, before, from) in [
        (1, "2027-02", "2027-02"),
        (2, "2027-02", "2027-02"),
        (3, "2027-02", "2027-08"),
        (4, "2027-08", "2027-08"),
        (5, "2027-08", "2027-08"),
        (6, "2027-08", "2027-08"),
        (7, "2027-08", "2027-08"),
        (8, "2027-08", "2027-08"),
        (9, "2027-08", "2028-02"),
        (10, "2028-02", "2028-02"),
        (11, "2028-02", "2028-02"),
        (12, "2028-02", "2028-02"),
    ] {
        let begins = jst(&format!("2027-{month:02}-01 00:00:00"));
        assert_eq!(Cycle::current(begins), cycle(from), "from month {month}");
        assert_eq!(Cycle::current(begins - TimeDelta::milliseconds(1)), cycle(before), "before month {month}");
    }
}

#[test]
fn the_current_cycle_is_one_that_can_still_be_submitted() {
    let mut now = jst("2027-01-01 00:00:00");
    while now < jst("2029-01-01 00:00:00") {
        assert_ne!(Cycle::current(now).default_window().phase(now), Phase::Closed, "{now}");
        now += TimeDelta::hours(7);
    }
}

#[test]
fn two_kinds_are_applied_for_and_three_are_held() {
    assert_eq!(ApplicationKind::ALL.map(ApplicationKind::label), ["基幹施設", "連携施設"]);
    assert_eq!(ApplicationKind::ALL.map(|kind| kind.slug().parse()), ApplicationKind::ALL.map(Ok));
    assert!("training".parse::<ApplicationKind>().is_err());
    assert_eq!((AccreditationKind::Training.label(), AccreditationKind::Training.slug()), ("認定研修施設", "training"));
}

proptest! {
    #[test]
    fn a_cycle_reads_what_it_prints(year in 2000_u16..3000, august: bool) {
        let cycle = Cycle::new(year, if august { Round::August } else { Round::February }).unwrap();
        prop_assert_eq!(cycle.to_string().parse(), Ok(cycle));
        prop_assert_eq!(Cycle::try_from(String::from(cycle)), Ok(cycle));
    }

    #[test]
    fn whatever_is_read_as_a_cycle_prints_the_same(text in "\\PC{0,9}|[0-9]{3,5}-0[0-9]") {
        if let Ok(cycle) = text.parse::<Cycle>() {
            prop_assert_eq!(cycle.to_string(), text);
        }
    }
}
