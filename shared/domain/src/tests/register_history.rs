//! The register as of a day, and as it was known on a day: both agree with a naive reading of the events.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use proptest::prelude::*;

use super::fixture::*;
use super::office::*;
use crate::{Accreditation, AccreditationCommand, AccreditationKind, EndReason, Event, Names, accreditation_of, known};

/// Something that the secretariat enters, so many days after the grant, about a day.
#[derive(Clone, Debug)]
enum Entry {
    Renamed { from: NaiveDate, to: u8 },
    Ended { on: NaiveDate },
}

fn names(number: u8) -> Names {
    Names {
        facility_name: format!("架空病院{number}"),
        qualified: number.is_multiple_of(2),
        ..an_accreditation(AccreditationKind::Core).names()
    }
}

fn some_entry() -> impl Strategy<Value = Entry> {
    let a_day = (0_i64..1800).prop_map(|days| day("2023-04-01") + Duration::days(days));
    prop_oneof![
        4 => (a_day.clone(), 1_u8..9).prop_map(|(from, to)| Entry::Renamed { from, to }),
        1 => a_day.prop_map(|on| Entry::Ended { on }),
    ]
}

/// Plays entries, ten days apart.
fn play(entries: &[Entry]) -> (Accreditation, Vec<(DateTime<Utc>, Event)>) {
    let start = jst("2023-04-01 10:00:00");
    let granted = an_accreditation(AccreditationKind::Core).granted();
    let (mut state, mut events) = (granted.state, vec![(start, granted.event)]);
    for (place, entry) in entries.iter().enumerate() {
        let at = start + Duration::days(10 * (i64::try_from(place).unwrap() + 1));
        let command = match entry {
            Entry::Renamed { from, to } => AccreditationCommand::Rename { names: names(*to), from: *from },
            Entry::Ended { on } => AccreditationCommand::End { on: *on, reason: EndReason::Returned },
        };
        if let Ok(decided) = state.clone().decide(command, JUDGE, at) {
            state = decided.state;
            events.push((at, decided.event));
        }
    }
    (state, events)
}

/// What it says on `day`, read off the events known at `known`: the entry that came last of those that hold on that day.
fn naive(events: &[(DateTime<Utc>, Event)], day: NaiveDate, known: DateTime<Utc>) -> Option<(Names, bool)> {
    let mut said = None;
    let mut last_day = day;
    for (at, event) in events.iter().filter(|(at, _)| *at <= known) {
        _ = at;
        match event {
            Event::AccreditationGranted { names, valid_from, valid_to, .. } => {
                said = Some(names.clone());
                last_day = *valid_to;
                if day < *valid_from {
                    last_day = day.pred_opt().unwrap();
                }
            }
            Event::AccreditationRenamed { from, names } if *from <= day => said = Some(names.clone()),
            Event::AccreditationEnded { on, .. } => last_day = last_day.min(*on),
            _ => {}
        }
    }
    said.map(|names| (names, day <= last_day))
}

proptest! {
    #[test]
    fn as_of_any_day_it_is_what_the_events_say(
        entries in prop::collection::vec(some_entry(), 0..8),
        days in 0_i64..2200,
    ) {
        let (state, events) = play(&entries);
        let day = day("2023-01-01") + Duration::days(days);
        let (said, in_force) = naive(&events, day, DateTime::<Utc>::MAX_UTC).unwrap();
        prop_assert_eq!(state.in_force(day), in_force);
        if in_force {
            prop_assert_eq!(state.names_on(day), said.clone());
            prop_assert_eq!(state.as_of(day).names(), said);
        }
    }

    #[test]
    fn as_known_on_any_day_it_is_what_the_events_until_then_say(
        entries in prop::collection::vec(some_entry(), 0..8),
        days in 0_i64..2200,
        knowing in 0_i64..100,
    ) {
        let (state, events) = play(&entries);
        let (day, then) = (day("2023-01-01") + Duration::days(days), jst("2023-03-31 10:00:00") + Duration::days(knowing));
        let read = accreditation_of(&state.id(), events.iter().map(|(at, event)| (*at, event)), then);
        let expected = naive(&events, day, then);
        prop_assert_eq!(read.is_some(), expected.is_some());
        if let (Some(read), Some((said, in_force))) = (read, expected) {
            prop_assert_eq!(read.in_force(day), in_force);
            if in_force {
                prop_assert_eq!(read.names_on(day), said);
            }
        }
    }

    #[test]
    fn all_its_events_make_it_what_it_is(entries in prop::collection::vec(some_entry(), 0..8)) {
        let (state, events) = play(&entries);
        let read = accreditation_of(&state.id(), events.iter().map(|(at, event)| (*at, event)), DateTime::<Utc>::MAX_UTC);
        prop_assert_eq!(read, Some(known(&state)));
    }
}

#[test]
fn before_it_was_granted_nothing_was_known() {
    let (state, events) = play(&[]);
    let before = jst("2023-04-01 09:59:59");
    assert_eq!(accreditation_of(&state.id(), events.iter().map(|(at, event)| (*at, event)), before), None);
}
