//! What an import would do with a row, by what is there.

use chrono::NaiveDate;
use domain::{AccountId, Accreditation, Cycle};
use shared::registry::import::{Row, read};

use super::plan::{Known, Outcome, Planned, digest, place, plan};

const OURS: &str = "01JKQZ3V5T8M2N4P6R7S9W0XAB";
const OTHERS: &str = "01JKQZ3V5T8M2N4P6R7S9W0XAC";

fn account(name: &str) -> AccountId {
    name.parse().unwrap()
}

fn today() -> NaiveDate {
    "2027-02-10".parse().unwrap()
}

/// Rows of a file: kind, number, name, last day, address.
fn rows(said: &[[&str; 5]]) -> Vec<Row> {
    let heading = "認定種別,認定番号,診療施設名,診療施設名フリガナ,都道府県,郵便番号,市区町村以下,電話番号,FAX番号,施設長 姓,施設長 名,施設責任者 姓,施設責任者 名,会員番号,生年月日,資格,研修指導者資格,認定開始日,認定終了日,メールアドレス\n";
    let line = |[kind, number, name, to, email]: &[&str; 5]| {
        format!("{kind},{number},{name},,東京都,,,,,,,架空,花子,123456,1975/5/1,専門医,,2025/4/1,{to},{email}\n")
    };
    let file = heading.to_owned() + &said.iter().map(line).collect::<String>();
    read(file.as_bytes(), today()).unwrap().rows
}

const CORE: [&str; 5] = ["基幹施設", "K-0001", "架空病院", "2030/3/31", "a@example.jp"];
const PARTNER: [&str; 5] = ["連携施設", "R-0001", "架空病院", "2030/3/31", "a@example.jp"];

/// What is there after these rows were entered for an account that has this address now.
fn known(said: &[[&str; 5]], owner: &str, address: Option<&str>) -> Known {
    let mut known = Known::default();
    for row in rows(said) {
        let place = place(row.kind, &row.number);
        known.accreditations.insert(place.clone(), row.accreditation(account(owner)));
        let registration = row.registration(account(owner), Cycle::current("2027-02-10T01:00:00Z".parse().unwrap()));
        known.registrations.insert(place, registration);
    }
    known.logins.extend(address.map(|address| (address.to_owned(), account(owner))));
    known
}

fn outcomes(said: &[[&str; 5]], known: &Known) -> Vec<Outcome> {
    plan(rows(said), known).into_iter().map(|planned| planned.outcome).collect()
}

fn reason(outcome: &Outcome) -> &str {
    let Outcome::Refused { reason } = outcome else { panic!("{outcome:?}") };
    reason
}

#[test]
fn what_nobody_knows_is_a_new_account() {
    assert_eq!(outcomes(&[CORE, PARTNER], &Known::default()), [Outcome::NewAccount, Outcome::NewAccount]);
}

#[test]
fn what_is_there_is_left_alone() {
    let there = known(&[CORE], OURS, Some("a@example.jp"));
    assert_eq!(outcomes(&[CORE, PARTNER], &there), [Outcome::Known, Outcome::OnAccount]);
    let planned: Vec<Planned> = plan(rows(&[CORE, PARTNER]), &there);
    assert!(planned.iter().all(|planned| planned.account == Some(account(OURS))));
    let lower = ["基幹施設", "k-0001", "架空病院", "2030/3/31", "A@example.jp"];
    assert_eq!(outcomes(&[lower], &there), [Outcome::Known], "case makes no difference");
}

#[test]
fn what_is_there_and_says_something_else_is_told_and_left_alone() {
    let there = known(&[CORE], OURS, Some("a@example.jp"));
    let other = ["基幹施設", "K-0001", "架空総合病院", "2029/3/31", "a@example.jp"];
    let [Outcome::Differs { differences }] = &outcomes(&[other], &there)[..] else { panic!() };
    assert_eq!(
        differences,
        &[
            "認定終了日：登録「2030/3/31」／ファイル「2029/3/31」",
            "診療施設名（正式名称）：登録「架空病院」／ファイル「架空総合病院」"
        ]
    );
}

#[test]
fn a_birth_date_that_differs_is_not_shown() {
    let mut there = known(&[CORE], OURS, Some("a@example.jp"));
    for registration in there.registrations.values_mut() {
        registration.record.insert("responsible_birth_date".to_owned(), "1980-01-01".to_owned());
    }
    let [Outcome::Differs { differences }] = &outcomes(&[CORE], &there)[..] else { panic!() };
    assert_eq!(differences, &["生年月日：登録と異なります"]);
}

#[test]
fn an_address_that_was_changed_since_stays_and_its_facility_is_known_by_its_number() {
    let changed = known(&[CORE], OURS, Some("new@example.jp"));
    let planned = plan(rows(&[CORE, PARTNER]), &changed);
    let Outcome::Differs { differences } = &planned[0].outcome else { panic!() };
    assert_eq!(differences.len(), 1, "{differences:?}");
    assert!(differences[0].starts_with("メールアドレス"));
    assert_eq!((&planned[1].outcome, &planned[1].account), (&Outcome::OnAccount, &Some(account(OURS))));
}

#[test]
fn an_address_of_another_facility_is_refused() {
    let there =
        known(&[["基幹施設", "K-0009", "架空みなと病院", "2030/3/31", "a@example.jp"]], OTHERS, Some("a@example.jp"));
    let outcomes = outcomes(&[PARTNER], &there);
    assert!(reason(&outcomes[0]).contains("別の施設「架空みなと病院」"));
    let spaced = ["連携施設", "R-0001", "架空 みなと　病院", "2030/3/31", "a@example.jp"];
    assert_eq!(self::outcomes(&[spaced], &there), [Outcome::OnAccount], "blanks make no other facility");
}

#[test]
fn an_applicant_who_has_the_address_is_given_the_accreditation() {
    let mut there = Known::default();
    there.logins.insert("a@example.jp".to_owned(), account(OURS));
    assert_eq!(outcomes(&[CORE], &there), [Outcome::OnAccount]);
}

#[test]
fn two_accreditations_of_a_kind_do_not_overlap() {
    let there = known(&[CORE], OURS, Some("a@example.jp"));
    let second = ["基幹施設", "K-0002", "架空病院", "2031/3/31", "a@example.jp"];
    assert!(reason(&outcomes(&[second], &there)[0]).contains("K-0001"));
    let mut over = there.clone();
    for held in over.accreditations.values_mut() {
        *held = Accreditation { ended: "2025-03-31".parse().ok(), ..held.clone() };
    }
    assert_eq!(outcomes(&[second], &over), [Outcome::OnAccount]);
}

#[test]
fn rows_of_one_address_that_are_two_facilities_are_refused() {
    let mut there = known(&[CORE], OURS, Some("a@example.jp"));
    there.accreditations.extend(known(&[PARTNER], OTHERS, None).accreditations);
    let third = ["認定研修施設", "T-0001", "架空病院", "2030/3/31", "a@example.jp"];
    assert!(reason(&outcomes(&[CORE, PARTNER, third], &there)[2]).contains("別々の施設"));
}

#[test]
fn an_address_that_went_to_another_account_is_refused() {
    let mut there = known(&[CORE], OURS, Some("new@example.jp"));
    there.logins.insert("a@example.jp".to_owned(), account(OTHERS));
    let outcomes = outcomes(&[CORE, PARTNER], &there);
    assert!(matches!(&outcomes[0], Outcome::Differs { .. }));
    assert!(reason(&outcomes[1]).contains("別のアカウント"));
}

#[test]
fn what_was_shown_has_one_name() {
    let (none, there) = (Known::default(), known(&[CORE], OURS, Some("a@example.jp")));
    let name = |file: &[u8], known: &Known| digest(file, &plan(rows(&[CORE, PARTNER]), known));
    assert_eq!(name(b"x", &none), name(b"x", &none));
    assert_ne!(name(b"x", &none), name(b"y", &none));
    assert_ne!(name(b"x", &none), name(b"x", &there));
}
