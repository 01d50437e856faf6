//! Names of things: what is printed is read back, and nothing else is.

use proptest::prelude::*;

use super::fixture::{application_id, ulid};
use crate::{AccountId, ApplicationId, ApplicationKind, Cycle, LinkId, Round, UploadId};

#[test]
fn a_name_is_a_ulid_in_its_canonical_form() {
    let text = "01HV0000000000000000000000";
    assert_eq!(text.parse::<AccountId>().unwrap().as_str(), text);
    assert_eq!(String::from(text.parse::<LinkId>().unwrap()), text);
    assert!(UploadId::try_from("7ZZZZZZZZZZZZZZZZZZZZZZZZZ".to_owned()).is_ok());
    for other in [
        "",
        "01hv0000000000000000000000",
        "01HV000000000000000000000",
        "01HV00000000000000000000000",
        "81HV0000000000000000000000",
        "01HVI000000000000000000000",
        "01HVL000000000000000000000",
        "01HVO000000000000000000000",
        "01HVU000000000000000000000",
        "01HV#000000000000000000000",
        "０1HV00000000000000000000",
        "01HV/000000000000000000000",
    ] {
        assert!(other.parse::<AccountId>().is_err(), "{other:?}");
    }
}

#[test]
fn an_application_is_named_by_whose_when_and_what() {
    assert_eq!(application_id().to_string(), "0000000000000000000000FAC1/2027-02/core");
    for text in [
        "0000000000000000000000FAC1/2027-02",
        "0000000000000000000000FAC1/2027-02/core/",
        "0000000000000000000000FAC1/2027-02/training",
        "0000000000000000000000FAC1/2027-04/core",
        "/2027-02/core",
        "",
    ] {
        assert!(text.parse::<ApplicationId>().is_err(), "{text:?}");
    }
}

proptest! {
    #[test]
    fn names_are_read_as_printed(text in "[0-7][0-9A-HJKMNP-TV-Z]{25}") {
        prop_assert_eq!(text.parse::<AccountId>().unwrap().to_string(), text.clone());
        prop_assert_eq!(text.parse::<UploadId>().unwrap().to_string(), text);
    }

    #[test]
    fn applications_are_read_as_printed(tail in "[0-9A-HJKMNP-TV-Z]{1,20}", year in 2000_u16..3000, august: bool, partner: bool) {
        let id = ApplicationId {
            account: ulid(&tail),
            cycle: Cycle::new(year, if august { Round::August } else { Round::February }).unwrap(),
            kind: if partner { ApplicationKind::Partner } else { ApplicationKind::Core },
        };
        prop_assert_eq!(id.to_string().parse(), Ok(id));
    }
}
