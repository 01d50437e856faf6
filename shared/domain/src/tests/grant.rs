//! What follows from 合格 in the same act (E65, E67, E70, E82).

use super::fixture::*;
use super::office::*;
use crate::{
    Accreditation, AccreditationKind, Application, ApplicationId, ApplicationKind, CoreLink, EndReason, Event,
    Judgement, OfficeCommand, Particulars, PartnershipState, Party, Refusal, Role, StaffRole, grant, links, superseded,
};

fn link(tail: &str, primary: bool) -> CoreLink {
    CoreLink { core: ulid(tail), primary }
}

/// An application as a partner that names `core_links`, with one that the secretariat found, passed.
fn passed(core_links: Vec<CoreLink>, attached: Option<CoreLink>) -> Application {
    let mut received = received_with(Particulars { core_links, ..particulars() });
    received.id = ApplicationId { kind: ApplicationKind::Partner, ..application_id() };
    let attached = office(received, OfficeCommand::Attach(attached)).unwrap().state;
    office(attached, judge(pass())).unwrap().state
}

#[test]
fn a_pass_enters_the_accreditation_as_it_was_judged() {
    let granted = grant(&judged(pass()), &[], false).unwrap();
    let expected = Accreditation {
        number: "K-0042".to_owned(),
        facility_name: "架空緩和ケア病院".to_owned(),
        responsible_name: "架空　花子".to_owned(),
        valid_from: day("2027-04-01"),
        valid_to: day("2032-03-31"),
        ..an_accreditation(AccreditationKind::Core)
    };
    let (valid_from, valid_to, names) = (expected.valid_from, expected.valid_to, expected.names());
    assert_eq!(granted.accreditation.state, expected);
    assert_eq!(
        granted.accreditation.event,
        Event::AccreditationGranted { valid_from, valid_to, names, transition: false }
    );
    assert!(granted.accreditation.notices.is_empty(), "the result is told by the application's mail");
    assert!(granted.partnerships.is_empty());
}

#[test]
fn nothing_follows_from_anything_else() {
    for state in [a_draft(), submitted(a_draft()), under_review(), judged(fail()), judged(hold()), withdrawn()] {
        assert!(grant(&state, &[the_core()], false).is_none(), "{:?}", state.state);
    }
}

#[test]
fn each_link_waits_for_the_first_day_of_the_accreditation() {
    let granted = grant(&passed(vec![link("C0RE", true), link("C0RE2", false)], None), &[the_core()], false).unwrap();
    let [first, second] = granted.partnerships.as_slice() else { panic!("two links") };
    let partner = Party::of(&granted.accreditation.state, particulars().contact);
    for (partnership, core, primary) in [(first, core(), true), (second, ulid("C0RE2"), false)] {
        assert_eq!(partnership.id.partner, facility());
        assert_eq!((&partnership.id.core, partnership.primary), (&core, primary));
        assert_eq!((partnership.id.start, partnership.link_start), (day("2027-04-01"), day("2027-04-01")));
        assert_eq!(partnership.partner, partner);
        assert_eq!(partnership.state, PartnershipState::Scheduled);
    }
    assert_eq!(first.core, Party::of(&the_core(), String::new()), "with the name that the register has");
    assert_eq!(second.core.facility_name, "", "a core facility that the register does not know has no name");
}

#[test]
fn a_core_facility_is_named_as_its_last_accreditation_has_it() {
    let renewed = Accreditation {
        number: "K-0077".to_owned(),
        valid_from: day("2028-04-01"),
        valid_to: day("2033-03-31"),
        ..the_core()
    };
    let granted = grant(&passed(vec![a_core_link()], None), &[renewed.clone(), the_core()], false).unwrap();
    assert_eq!(granted.partnerships[0].core, Party::of(&renewed, String::new()));
}

#[test]
fn the_link_that_the_secretariat_found_comes_last_and_none_comes_twice() {
    for (named, attached, expected) in [
        (vec![], None, vec![]),
        (vec![], Some(link("A", true)), vec![link("A", true)]),
        (vec![link("A", true)], Some(link("B", false)), vec![link("A", true), link("B", false)]),
        (vec![link("A", true), link("A", false)], None, vec![link("A", true)]),
        (vec![link("A", false)], Some(link("A", true)), vec![link("A", false)]),
    ] {
        let application = passed(named, attached);
        assert_eq!(links(&application), expected);
        let granted = grant(&application, &[], false).unwrap().partnerships;
        let granted = granted.into_iter().map(|made| CoreLink { core: made.id.core, primary: made.primary });
        assert_eq!(granted.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_later_start_moves_the_links_with_it() {
    let late = Judgement::Pass { number: "R-1".to_owned(), valid_from: day("2027-10-01"), valid_to: day("2032-03-31") };
    let mut application = passed(vec![a_core_link()], None);
    application.state = crate::ApplicationState::Judged { judgement: late, at: at_work() };
    let granted = grant(&application, &[the_core()], false).unwrap();
    assert_eq!(granted.partnerships[0].id.start, day("2027-10-01"));
}

#[test]
fn a_training_facility_ends_the_day_before_its_new_accreditation() {
    let training = an_accreditation(AccreditationKind::Training);
    let decided = superseded(training.clone(), &the_partner(), JUDGE, at_work()).unwrap().unwrap();
    assert_eq!((decided.state.ended, decided.state.ended_by), (Some(day("2027-03-31")), Some(EndReason::Superseded)));
    assert_eq!(
        decided.event,
        Event::AccreditationEnded { on: day("2027-03-31"), reason: EndReason::Superseded, note: String::new() }
    );
    assert!(decided.state.in_force(day("2027-03-31")) && !decided.state.in_force(day("2027-04-01")));
    let editor = superseded(training, &the_partner(), Role::Staff(StaffRole::Editor), at_work());
    assert_eq!(editor.err(), Some(Refusal::NotPermitted));
}

#[test]
fn only_a_training_facility_in_force_on_the_first_day_gives_way() {
    let training = || an_accreditation(AccreditationKind::Training);
    let over = Accreditation { valid_to: day("2027-03-31"), ..training() };
    let ended = Accreditation { ended: Some(day("2027-03-31")), ended_by: Some(EndReason::Returned), ..training() };
    for (name, held) in [
        ("over the day before", over),
        ("returned the day before", ended),
        ("a core facility", an_accreditation(AccreditationKind::Core)),
        ("a partner", an_accreditation(AccreditationKind::Partner)),
    ] {
        assert_eq!(superseded(held, &the_partner(), JUDGE, at_work()), Ok(None), "{name}");
    }
    let one_day = Accreditation { valid_to: day("2027-04-01"), ..training() };
    assert_eq!(
        superseded(one_day, &the_partner(), JUDGE, at_work()).unwrap().unwrap().state.ended,
        Some(day("2027-03-31"))
    );
}
