//! The life of a notice between its cause and SES.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn a_notice_is_sent_at_most_once_a_lease_and_its_end_is_final(
        steps in prop::collection::vec((0_u8..5, 0_i64..200), 1..60)
    ) {
        let mut delivery = Delivery::due(now());
        let (mut at, mut held, mut leases) = (now(), false, 0);
        for (step, minutes) in steps {
            at += TimeDelta::seconds(minutes * minutes);
            let attempt = match step {
                0 => Some(Attempt::Accepted("ses-1".to_owned())),
                1 => Some(Attempt::Never("BadRequestException".to_owned())),
                2 => Some(Attempt::Later("TooManyRequestsException".to_owned())),
                _ => None,
            };
            let done = matches!(delivery, Delivery::Sent { .. } | Delivery::Failed { .. });
            let next = match attempt {
                Some(attempt) => delivery.after(attempt, at),
                None => delivery.lease(at),
            };
            prop_assert!(!(done && next.is_some()), "{:?} is final", delivery);
            let Some(next) = next else { continue };
            if step <= 2 {
                prop_assert!(held, "an outcome without a lease");
            }
            held = matches!(next, Delivery::Sending { .. });
            // what a sender takes may turn out to have had its last attempt
            let given_up = matches!(next, Delivery::Failed { .. });
            prop_assert!(step <= 2 || held || given_up);
            prop_assert!(step > 2 || !held);
            leases += u32::from(held);
            prop_assert!(leases <= 10, "ten attempts, whatever became of them");
            delivery = next;
        }
    }
}
