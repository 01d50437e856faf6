//! 移行措置: the truth table of S133–S145, and when training alone counts (E79–E88).

use chrono::Duration;
use proptest::prelude::*;

use super::fixture::*;
use super::office::*;
use crate::{
    Accreditation, AccreditationKind, EndCause, LinkEnd, Names, Partnership, PartnershipState, SingleSiteTraining,
    TRANSITION_END, qualifies, single_site_training_allowed,
};

#[test]
fn who_qualifies_as_responsible_physician() {
    // S134 and S145, row by row
    for (qualification, trainer, expected) in [
        ("instructor", "", true),
        ("instructor", "no", true),
        ("specialist", "", true),
        ("specialist", "no", true),
        ("certified_physician", "yes", true),
        ("certified_physician", "no", false),
        ("certified_physician", "", false),
        ("", "yes", false),
        ("other", "yes", false),
    ] {
        assert_eq!(qualifies(qualification, trainer), expected, "{qualification} {trainer}");
    }
}

/// Granted under the measure, from 2027-04-01 to 2032-03-31.
fn partner() -> Accreditation {
    Accreditation { transition: true, ..the_partner() }
}

/// A link that counts from one day to another.
fn linked(from: &str, to: &str) -> Partnership {
    let state = PartnershipState::Active { approved: jst("2028-06-01 10:00:00") };
    let end = Some(LinkEnd { on: day(to), why: EndCause::Dissolved });
    let mut link = Partnership { state, link_start: day(from), end, ..a_partnership() };
    link.core.valid_to = day("2032-03-31");
    link
}

fn on(partner: &Accreditation, links: &[Partnership], text: &str) -> SingleSiteTraining {
    SingleSiteTraining::on(partner, links, day(text))
}

#[test]
fn the_truth_table() {
    use SingleSiteTraining::{Allowed, Linked, MeasureOver, NotAccredited, NotQualified, NotUnderTheMeasure};
    let allowed = Allowed { until: TRANSITION_END };
    let link = linked("2028-04-01", "2028-09-30");
    for measure in [true, false] {
        for qualified in [true, false] {
            for is_linked in [true, false] {
                for (text, accredited, open) in
                    [("2027-03-31", false, true), ("2028-06-01", true, true), ("2029-04-01", true, false)]
                {
                    let held = Accreditation { transition: measure, qualified, ..partner() };
                    let links = if is_linked { vec![link.clone()] } else { vec![] };
                    let counts = is_linked && text == "2028-06-01";
                    let expected = match (accredited, open, measure, qualified, counts) {
                        (false, ..) => NotAccredited,
                        (_, false, ..) => MeasureOver,
                        (_, _, false, ..) => NotUnderTheMeasure,
                        (_, _, _, false, _) => NotQualified,
                        (.., true) => Linked,
                        _ => allowed,
                    };
                    let found = on(&held, &links, text);
                    assert_eq!(found, expected, "{text}: measure {measure}, qualified {qualified}, linked {is_linked}");
                    assert_eq!(single_site_training_allowed(&held, &links, day(text)), expected == allowed);
                }
            }
        }
    }
}

#[test]
fn it_is_off_while_linked_and_on_again_from_the_day_after() {
    let links = [linked("2028-04-01", "2028-09-30")];
    for (text, expected) in [
        ("2028-03-31", true),
        ("2028-04-01", false),
        ("2028-09-30", false),
        ("2028-10-01", true),
        ("2029-03-31", true),
        ("2029-04-01", false),
    ] {
        assert_eq!(on(&partner(), &links, text).is_allowed(), expected, "{text}");
    }
}

#[test]
fn a_request_alone_changes_nothing_and_a_late_approval_counts_from_the_start() {
    let waiting = requested();
    assert!(on(&partner(), std::slice::from_ref(&waiting), "2027-04-10").is_allowed());
    let late = jst("2027-06-10 10:00:00");
    let approved = waiting.decide(approve(), crate::Side::Core, late).unwrap().state;
    assert_eq!(on(&partner(), &[approved], "2027-04-10"), SingleSiteTraining::Linked, "E71, E73");
}

#[test]
fn a_new_responsible_physician_who_does_not_qualify_ends_it_from_the_day_of_the_change() {
    let names = Names { qualified: false, ..partner().names() };
    let changed = partner().renamed(names, day("2028-07-01"));
    assert!(on(&changed, &[], "2028-06-30").is_allowed());
    assert_eq!(on(&changed, &[], "2028-07-01"), SingleSiteTraining::NotQualified, "E84");
}

#[test]
fn it_lasts_no_longer_than_the_accreditation() {
    let short = Accreditation { valid_to: day("2028-09-30"), ..partner() };
    assert_eq!(on(&short, &[], "2028-01-01"), SingleSiteTraining::Allowed { until: day("2028-09-30") });
    assert_eq!(on(&short, &[], "2028-10-01"), SingleSiteTraining::NotAccredited);
    let core = an_accreditation(AccreditationKind::Core);
    assert_eq!(on(&core, &[], "2027-05-01"), SingleSiteTraining::NotAccredited, "a core facility is no partner");
}

proptest! {
    #[test]
    fn it_agrees_with_its_words_on_every_day(
        measure: bool,
        qualified: bool,
        links in prop::collection::vec((0_i64..900, 0_i64..400), 0..4),
        at in 0_i64..1200,
    ) {
        let first = day("2027-01-01");
        let held = Accreditation { transition: measure, qualified, ..partner() };
        let spans: Vec<_> = links.iter().map(|(from, days)| (first + Duration::days(*from), first + Duration::days(from + days))).collect();
        let links: Vec<_> = spans.iter().map(|(from, to)| linked(&from.to_string(), &to.to_string())).collect();
        let today = first + Duration::days(at);
        // rules 3.6, in one line
        let expected = held.in_force(today) && measure && qualified && today <= TRANSITION_END
            && !spans.iter().any(|(from, to)| *from <= today && today <= *to);
        prop_assert_eq!(single_site_training_allowed(&held, &links, today), expected);
    }
}
