//! Every key, printed.

use domain::{AccreditationId, AccreditationKind, ApplicationKind, EmailAddress, Limit, PartnershipId};

use super::super::Key;
use super::super::keys::*;
use super::{id, now, partnership_id};
use crate::tests::fixture::{facility, ulid};

fn accreditation_id() -> AccreditationId {
    AccreditationId { account: facility(), kind: AccreditationKind::Partner, number: "R-0042".to_owned() }
}

fn of_facilities() -> Vec<(&'static str, Key)> {
    let email = EmailAddress::parse("Kanri@Kakuu.Example").unwrap();
    vec![
        ("account", account(&facility())),
        ("profile", profile(&staff_partition(&ulid("5TAFF")))),
        ("accreditation", accreditation(AccreditationKind::Training, "T-0007")),
        ("held", held(&facility(), AccreditationKind::Training, "T-0007")),
        ("account_application", account_application(&id())),
        ("login", login(&email)),
        ("staff_login", staff_login(&email)),
        ("application", application(&id())),
        ("work", work(&id())),
        ("form", form(&id(), "application-form")),
        ("submission", submission(&id(), 2)),
        ("event", event(&application_partition(&id()), 12)),
        ("notice", notice(&application_partition(&id()), 12, "submission_received", "login")),
        ("receipt", receipt("C2027-02-7K4QP")),
        ("portal_settings", portal_settings()),
        ("window", window(id().cycle, ApplicationKind::Partner)),
        ("roster", roster(AccreditationKind::Core, "K-0001")),
        ("partnership", partnership(&partnership_id())),
        ("link_of_partner", link_of_partner(&partnership_id())),
        ("link_of_core", link_of_core(&partnership_id())),
        ("link_of_day", link_of_day(&partnership_id())),
        ("link_count", link_count(&facility())),
        ("registration", registration(&accreditation_id())),
        ("change", change(&accreditation_id())),
        ("draft", draft(&id())),
        ("ending", ending(&accreditation_id())),
        ("schedule", schedule("remind")),
        ("due_partnership", due_partnership(&partnership_id())),
        ("outbox", outbox(&notice(&application_partition(&id()), 12, "submission_received", "login"), now())),
    ]
}

fn of_sessions() -> Vec<(&'static str, Key)> {
    vec![
        ("session", session(&account_partition(&facility()), "secret")),
        ("link", link(&account_partition(&facility()), &ulid("1234"))),
        ("decoy", decoy(&ulid("1234"), 1)),
        ("counter", counter(&Limit::SIGN_UP_ADDRESS, "kanri@kakuu.example", now())),
    ]
}

#[test]
fn every_key_printed() {
    let lines: Vec<_> = of_facilities()
        .into_iter()
        .chain(of_sessions())
        .map(|(name, key)| format!("{name} | {} | {}", key.pk, key.sk))
        .collect();
    insta::assert_snapshot!("keys", lines.join("\n"));
}

#[test]
fn every_function_that_makes_a_key_is_printed() {
    let source =
        concat!(include_str!("../keys.rs"), include_str!("../link_keys.rs"), include_str!("../session_keys.rs"));
    let makers: Vec<&str> = source
        .split("pub fn ")
        .skip(1)
        .filter(|text| text.lines().next().is_some_and(|signature| signature.ends_with("-> Key {")))
        .filter_map(|text| text.split('(').next())
        .collect();
    let mut printed: Vec<&str> = of_facilities().iter().chain(&of_sessions()).map(|(name, _)| *name).collect();
    let mut makers = makers;
    printed.sort_unstable();
    makers.sort_unstable();
    assert_eq!(makers, printed);
}

#[test]
fn an_address_is_one_key_in_any_case_and_cannot_be_read_from_it() {
    let [one, other] =
        ["Kanri@Kakuu.Example", "kanri@kakuu.example"].map(|text| login(&EmailAddress::parse(text).unwrap()));
    assert_eq!(one, other);
    assert!(!one.pk.contains("kakuu"));
}

#[test]
fn keys_sort_as_what_they_number() {
    let partition = account_partition(&facility());
    assert!(event(&partition, 9).sk < event(&partition, 10).sk);
    assert!(event(&partition, 99_999).sk < event(&partition, 100_000).sk);
    assert!(submission(&id(), 9).sk < submission(&id(), 10).sk);
    let of = |start: &str, core: &str| {
        let start = start.parse().unwrap();
        due_partnership(&PartnershipId { start, core: ulid(core), ..partnership_id() })
    };
    assert!(of("2027-04-01", "Z").sk < of("2027-10-01", "A").sk, "a day before the next, whoever it is");
    let second = chrono::TimeDelta::milliseconds(877);
    let place = |at| outbox(&account(&facility()), at).sk;
    assert!(place(now()) < place(now() + second), "a whole second sorts after the fraction before it");
}

#[test]
fn notices_spread_over_all_partitions_of_the_outbox() {
    let shards: std::collections::BTreeSet<String> =
        (0..200).map(|number| outbox(&event("ACCT", number), now()).pk).collect();
    assert_eq!(shards, (0..OUTBOX_SHARDS).map(outbox_partition).collect());
}
