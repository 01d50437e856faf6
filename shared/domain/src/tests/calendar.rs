//! Japanese dates as the manual writes them (S12, S86, S135).

use chrono::TimeDelta;
use proptest::prelude::*;

use super::fixture::{day, jst, now};
use crate::calendar::{
    jst_date, last_days, long_date, long_minute, long_second, period, remaining, slash_date, start_of_day,
};

#[test]
fn dates_are_written_without_leading_zeros() {
    assert_eq!(slash_date(day("2027-04-01")), "2027/4/1");
    assert_eq!(slash_date(day("2032-12-31")), "2032/12/31");
    assert_eq!(long_date(day("2029-03-31")), "2029年3月31日");
}

#[test]
fn a_type_page_shows_the_accreditation_period_of_s12() {
    let shown = format!("{} ~ {}", slash_date(day("2023-04-01")), slash_date(day("2028-03-31")));
    assert_eq!(shown, "2023/4/1 ~ 2028/3/31");
}

#[test]
fn times_are_japanese_and_hours_have_no_leading_zero() {
    assert_eq!(long_minute(jst("2027-02-10 09:05:59")), "2027年2月10日 9:05");
    assert_eq!(long_second(jst("2027-02-10 09:05:09.999")), "2027年2月10日 9:05:09");
    assert_eq!(long_minute(jst("2027-02-10 00:00:00")), "2027年2月10日 0:00");
}

#[test]
fn a_period_names_its_last_minute() {
    let (opens, closes) = (jst("2027-02-01 00:00:00"), jst("2027-03-01 00:00:00"));
    assert_eq!(period(opens, closes), "2027年2月1日 0:00 ~ 2027年2月28日 23:59");
    assert_eq!(period(opens, jst("2027-03-05 17:00:00")), "2027年2月1日 0:00 ~ 2027年3月5日 16:59");
}

#[test]
fn a_day_begins_at_midnight_in_japan() {
    let midnight = start_of_day(day("2027-02-10"));
    assert_eq!(midnight.to_rfc3339(), "2027-02-09T15:00:00+00:00");
    assert_eq!(jst_date(midnight), day("2027-02-10"));
    assert_eq!(jst_date(midnight - TimeDelta::milliseconds(1)), day("2027-02-09"));
}

#[test]
fn what_remains_is_rounded_down() {
    for (left, words) in [
        (TimeDelta::days(18) + TimeDelta::hours(23), "残り18日"),
        (TimeDelta::days(1), "残り1日"),
        (TimeDelta::days(1) - TimeDelta::milliseconds(1), "残り23時間59分"),
        (TimeDelta::hours(1), "残り1時間0分"),
        (TimeDelta::hours(1) - TimeDelta::milliseconds(1), "残り59分"),
        (TimeDelta::seconds(59), "残り0分"),
        (TimeDelta::zero(), "残り0分"),
        (TimeDelta::days(-3), "残り0分"),
    ] {
        assert_eq!(remaining(now(), now() + left), words, "{left}");
    }
}

#[test]
fn the_last_seven_days_are_said_in_plain_words() {
    let closes = start_of_day(day("2027-03-01"));
    let at = |date: &str, hours: i64| start_of_day(day(date)) + TimeDelta::hours(hours);
    for (now, words) in [
        (at("2027-02-20", 23), None),
        (at("2027-02-21", 0), Some("あと7日です")),
        (at("2027-02-25", 12), Some("あと3日です")),
        (at("2027-02-26", 23), Some("あと2日です")),
        (at("2027-02-27", 0), Some("明日までです")),
        (at("2027-02-28", 0), Some("本日までです")),
        (at("2027-02-28", 23), Some("本日までです")),
        (at("2027-03-01", 0), None),
    ] {
        assert_eq!(last_days(now, closes).as_deref(), words, "{now}");
    }
}

proptest! {
    #[test]
    fn every_instant_lies_in_its_day(seconds in 0_i64..7_000_000_000, millis in 0_i64..1000) {
        let at = chrono::DateTime::from_timestamp_millis(seconds * 1000 + millis).unwrap();
        let begins = start_of_day(jst_date(at));
        prop_assert!(begins <= at && at < begins + TimeDelta::days(1));
    }
}
