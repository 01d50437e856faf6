//! Accreditations and whose address is in use (S43, E1).

use super::fixture::{day, facility};
use crate::{Accreditation, AccreditationKind, Refusal, address_in_use};

fn accreditation(ended: Option<&str>) -> Accreditation {
    Accreditation {
        account: facility(),
        kind: AccreditationKind::Core,
        number: "K-0001".to_owned(),
        facility_name: "架空中央病院".to_owned(),
        prefecture: "東京都".to_owned(),
        responsible_name: "架空　太郎".to_owned(),
        valid_from: day("2023-04-01"),
        valid_to: day("2028-03-31"),
        ended: ended.map(day),
    }
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
