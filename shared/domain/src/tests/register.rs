//! The register of a day, against a filter that goes through the days one by one.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::fixture::day;
use super::office::an_accreditation;
use crate::{Accreditation, AccreditationKind, EndReason, Former, Names, register_on};

const FIRST: &str = "2027-01-01";

fn days_later(days: u64) -> NaiveDate {
    day(FIRST) + Days::new(days)
}

/// An accreditation that lasts `length` days beyond its first and may have ended, and been renamed, on days of its own.
fn some_accreditation() -> impl Strategy<Value = Accreditation> {
    let ended = proptest::option::of(0_u64..60);
    let renamed = proptest::option::of(0_u64..60);
    (0_usize..3, 0_u32..20, 0_u64..40, 0_u64..20, ended, renamed).prop_map(
        |(kind, number, from, length, ended, renamed)| {
            let held = an_accreditation(AccreditationKind::ALL[kind]);
            let before = Names { facility_name: "旧称病院".to_owned(), ..held.names() };
            let former = renamed.map(|until| Former { until: days_later(until), names: before });
            Accreditation {
                number: format!("X-{number:04}"),
                valid_from: days_later(from),
                valid_to: days_later(from + length),
                ended: ended.map(days_later),
                ended_by: ended.map(|_| EndReason::Returned),
                former: former.into_iter().collect(),
                ..held
            }
        },
    )
}

/// The days on which one is in force, one after the other.
fn days_of(one: &Accreditation) -> Vec<NaiveDate> {
    let last = one.ended.unwrap_or(one.valid_to);
    one.valid_from.iter_days().take_while(|day| *day <= one.valid_to && *day <= last).collect()
}

proptest! {
    #[test]
    fn it_holds_what_a_walk_through_the_days_finds(
        all in prop::collection::vec(some_accreditation(), 0..30),
        kind in 0_usize..3,
        on in 0_u64..70,
    ) {
        let (kind, on) = (AccreditationKind::ALL[kind], days_later(on));
        let found = register_on(&all, kind, on);
        let mut expected: Vec<&str> =
            all.iter().filter(|one| one.kind == kind && days_of(one).contains(&on)).map(|one| one.number.as_str()).collect();
        expected.sort_unstable();
        let numbers: Vec<&str> = found.iter().map(|one| one.number.as_str()).collect();
        prop_assert_eq!(numbers, expected);
        for one in found {
            let renamed_later = one.former.iter().any(|former| on <= former.until);
            prop_assert_eq!(one.facility_name == "旧称病院", renamed_later);
        }
    }

    #[test]
    fn the_order_in_which_it_is_read_makes_no_difference(all in prop::collection::vec(some_accreditation(), 0..30)) {
        let distinct: std::collections::BTreeMap<_, _> =
            all.into_iter().map(|one| (one.number.clone(), one)).collect();
        let (all, on) = (distinct.into_values().collect::<Vec<_>>(), days_later(20));
        let backwards: Vec<Accreditation> = all.iter().rev().cloned().collect();
        for kind in AccreditationKind::ALL {
            prop_assert_eq!(register_on(&all, kind, on), register_on(&backwards, kind, on));
        }
    }
}
