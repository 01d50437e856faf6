//! The life of a notice between its cause and SES.

use chrono::{DateTime, TimeDelta, Utc};

use super::fixture::now;
use crate::delivery::{Attempt, Delivery, LEASE};

const MILLISECOND: TimeDelta = TimeDelta::milliseconds(1);

fn leased() -> Delivery {
    Delivery::due(now()).lease(now()).unwrap()
}

fn later() -> Attempt {
    Attempt::Later("TooManyRequestsException".to_owned())
}

#[test]
fn a_notice_is_taken_from_the_instant_it_is_due() {
    assert_eq!(Delivery::due(now()).lease(now() - MILLISECOND), None);
    let expected = Delivery::Sending { until: now() + LEASE, due: now(), attempts: 0 };
    assert_eq!(Delivery::due(now()).lease(now()), Some(expected));
}

#[test]
fn nobody_else_takes_it_until_the_lease_is_over() {
    assert_eq!(LEASE, TimeDelta::seconds(60));
    assert_eq!(leased().lease(now() + LEASE - MILLISECOND), None);
    let again = leased().lease(now() + LEASE).unwrap();
    assert_eq!(again, Delivery::Sending { until: now() + LEASE + LEASE, due: now(), attempts: 1 });
}

#[test]
fn a_sender_that_dies_every_time_ends_like_one_that_fails_every_time() {
    let mut delivery = leased();
    let mut taken = now();
    let mut waits = Vec::new();
    for attempts in 1..=9 {
        let minute = (1..=1440).find(|minute| delivery.lease(taken + TimeDelta::minutes(*minute)).is_some()).unwrap();
        assert_eq!(delivery.lease(taken + TimeDelta::minutes(minute) - MILLISECOND), None);
        waits.push(minute);
        taken += TimeDelta::minutes(minute);
        delivery = delivery.lease(taken).unwrap();
        assert_eq!(delivery, Delivery::Sending { until: taken + LEASE, due: now(), attempts });
    }
    assert_eq!(waits, [1, 5, 15, 60, 120, 240, 480, 720, 1440]);
    assert_eq!(delivery.lease(taken + LEASE - MILLISECOND), None, "the tenth has its time, too");
    let failed = delivery.lease(taken + LEASE).unwrap();
    assert_eq!(failed, Delivery::Failed { at: taken + LEASE, reason: "the sender died".to_owned() });
}

#[test]
fn attempts_that_died_and_attempts_that_failed_are_counted_together() {
    let again = leased().lease(now() + LEASE).unwrap();
    let waiting = again.after(later(), now() + LEASE);
    assert_eq!(waiting, Some(Delivery::Waiting { due: now() + LEASE + TimeDelta::minutes(5), attempts: 2 }));
}

#[test]
fn an_attempt_ends_in_one_of_three_ways() {
    let accepted = leased().after(Attempt::Accepted("ses-1".to_owned()), now());
    assert_eq!(accepted, Some(Delivery::Sent { at: now(), ses_id: "ses-1".to_owned() }));
    let never = leased().after(Attempt::Never("BadRequestException".to_owned()), now());
    assert_eq!(never, Some(Delivery::Failed { at: now(), reason: "BadRequestException".to_owned() }));
    let again = leased().after(later(), now());
    assert_eq!(again, Some(Delivery::Waiting { due: now() + TimeDelta::minutes(1), attempts: 1 }));
}

#[test]
fn the_waits_grow_and_after_the_last_it_has_failed() {
    let mut delivery = Delivery::due(now());
    let mut at = now();
    let mut waits = Vec::new();
    let failed: DateTime<Utc> = loop {
        let leased = delivery.lease(at).unwrap();
        match leased.after(later(), at).unwrap() {
            Delivery::Waiting { due, attempts } => {
                waits.push((due - at).num_minutes());
                assert_eq!(attempts as usize, waits.len());
                at = due;
                delivery = Delivery::Waiting { due, attempts };
            }
            Delivery::Failed { at, reason } => {
                assert_eq!(reason, "TooManyRequestsException");
                break at;
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(waits, [1, 5, 15, 60, 120, 240, 480, 720, 1440]);
    assert_eq!((failed - now()).num_hours(), 51, "two days and three hours of trying");
}

#[test]
fn only_who_holds_it_may_say_what_came_of_it() {
    for delivery in [
        Delivery::due(now()),
        Delivery::Sent { at: now(), ses_id: "ses-1".to_owned() },
        Delivery::Failed { at: now(), reason: "BadRequestException".to_owned() },
    ] {
        for attempt in [Attempt::Accepted("ses-2".to_owned()), later(), Attempt::Never("no".to_owned())] {
            assert_eq!(delivery.after(attempt, now()), None);
        }
    }
}

#[test]
fn what_is_done_is_never_taken_again() {
    let years = now() + TimeDelta::days(3650);
    assert_eq!(Delivery::Sent { at: now(), ses_id: "ses-1".to_owned() }.lease(years), None);
    assert_eq!(Delivery::Failed { at: now(), reason: "no".to_owned() }.lease(years), None);
}

#[test]
fn a_facility_reads_three_words() {
    let sent = Delivery::Sent { at: now(), ses_id: String::new() };
    let failed = Delivery::Failed { at: now(), reason: String::new() };
    let labels = [Delivery::due(now()), leased(), sent, failed].map(|delivery| delivery.label());
    assert_eq!(labels, ["送信待ち", "送信待ち", "送信済み", "送信できませんでした"]);
}
