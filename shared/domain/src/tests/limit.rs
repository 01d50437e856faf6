//! Limits count in fixed windows of time.

use chrono::TimeDelta;

use super::fixture::jst;
use crate::Limit;

#[test]
fn the_limits_are_those_that_were_decided() {
    let table = Limit::ALL.map(|limit| format!("{} {}/{}min", limit.name, limit.count, limit.window.num_minutes()));
    assert_eq!(
        table,
        [
            "signup-address 3/1440min",
            "signup-ip 10/60min",
            "reset-address 3/60min",
            "reset-ip 20/60min",
            "login-unknown 10/15min",
            "login-known 10/15min",
            "login-ip 60/15min",
            "staff-login 5/15min",
            "address-change 10/60min",
        ]
    );
}

#[test]
fn limits_do_not_share_a_counter() {
    let names: std::collections::BTreeSet<_> = Limit::ALL.iter().map(|limit| limit.name).collect();
    assert_eq!(names.len(), Limit::ALL.len());
}

#[test]
fn a_window_ends_where_the_next_begins() {
    let at = jst("2027-02-10 10:07:31.250");
    for limit in Limit::ALL {
        let end = limit.window_end(at);
        assert!(at < end && end <= at + limit.window, "{}", limit.name);
        assert_eq!(limit.window_number(end - TimeDelta::milliseconds(1)), limit.window_number(at), "{}", limit.name);
        assert_eq!(limit.window_number(end), limit.window_number(at) + 1, "{}", limit.name);
    }
}

#[test]
fn failed_logins_are_forgotten_at_the_quarter_hour() {
    assert_eq!(Limit::LOGIN_UNKNOWN_DEVICE.window_end(jst("2027-02-10 10:07:31")), jst("2027-02-10 10:15:00"));
    assert_eq!(Limit::LOGIN_UNKNOWN_DEVICE.window_end(jst("2027-02-10 10:15:00")), jst("2027-02-10 10:30:00"));
}
