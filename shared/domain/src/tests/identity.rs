//! 本人確認: who is identified, by whom, and for how long.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Account, Actor, Event, IDENTITY_LIFETIME, Identified, Identity, Record, Refusal, Role, StaffRole, identified,
    is_responsible,
};

fn record() -> Record {
    let answers = [("responsible_member_no", "A12345"), ("responsible_birth_date", "1975-05-01")];
    answers.map(|(key, text)| (key.to_owned(), text.to_owned())).into()
}

#[test]
fn all_that_is_given_must_match_and_something_must_be_given() {
    let born = "1975-05-01".parse().ok();
    let other = "1975-01-05".parse().ok();
    for (member_no, day, matches) in [
        ("A12345", None, true),
        ("a12345", None, true),
        ("", born, true),
        ("A12345", born, true),
        ("", None, false),
        ("A1234", None, false),
        ("A12345", other, false),
        ("654321", born, false),
    ] {
        assert_eq!(is_responsible(&record(), member_no, day), matches, "{member_no} {day:?}");
    }
    assert!(!is_responsible(&Record::new(), "", born), "nothing on file matches nothing");
}

fn staff(name: &str) -> Actor {
    let id = if name == "one" { "01JKQZ3V5T8M2N4P6R7S9W0XST" } else { "01JKQZ3V5T8M2N4P6R7S9W0XSV" };
    Actor::Staff { id: id.parse().unwrap(), name: name.to_owned(), role: StaffRole::Editor }
}

fn checked(matched: bool) -> Event {
    let identity = Identity { requester: "架空 花子".to_owned(), member_no: true, birth_date: false };
    Event::IdentityChecked { identity, matched }
}

fn at(minutes: i64) -> DateTime<Utc> {
    "2027-02-10T01:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

fn holds(events: &[(i64, Actor, Event)], by: &Actor, now: DateTime<Utc>) -> bool {
    identified(events.iter().map(|(minutes, actor, event)| (at(*minutes), actor, event)), by, now).is_some()
}

#[test]
fn the_last_check_of_the_same_person_counts_for_half_an_hour() {
    let (one, other) = (staff("one"), staff("other"));
    let matched = [(0, one.clone(), checked(true)), (5, other.clone(), checked(false))];
    assert!(holds(&matched, &one, at(10)), "a colleague's mismatch is another call");
    assert!(!holds(&matched, &other, at(10)));
    assert!(holds(&matched, &one, at(0) + IDENTITY_LIFETIME - TimeDelta::milliseconds(1)));
    assert!(!holds(&matched, &one, at(0) + IDENTITY_LIFETIME));
    let ended = [(0, one.clone(), checked(true)), (1, one.clone(), checked(false))];
    assert!(!holds(&ended, &one, at(2)), "a mismatch ends the match before it");
    let again = [(0, one.clone(), checked(false)), (1, one.clone(), checked(true))];
    assert!(holds(&again, &one, at(2)));
    assert!(!holds(&[], &one, at(0)));
    assert!(!holds(&[(0, Actor::Anonymous, checked(true))], &Actor::Anonymous, at(1)));
}

fn name() -> crate::PersonName {
    crate::PersonName { last: "架空".to_owned(), first: "花子".to_owned() }
}

fn account() -> Account {
    let (id, email) = ("01JKQZ3V5T8M2N4P6R7S9W0XAB".parse().unwrap(), "facility@example.jp");
    Account::seeded(id, crate::EmailAddress::parse(email).unwrap(), name()).state
}

#[test]
fn an_editor_may_and_nothing_is_told_without_a_match() {
    let Event::IdentityChecked { identity, .. } = checked(true) else { unreachable!() };
    let identified = Identified { identity: identity.clone(), until: at(30) };
    for role in Role::ALL {
        let may = role.is_staff(StaffRole::Editor);
        let outcome = account().identity_checked(identity.clone(), true, role);
        assert_eq!(outcome.map(|decided| decided.notices.len()), if may { Ok(0) } else { Err(Refusal::NotPermitted) });
        let told = account().address_told(Some(identified.clone()), role);
        assert_eq!(account().noted("合併".to_owned(), role).is_ok(), may, "{role:?}");
        assert_eq!(told.is_ok(), may, "{role:?}");
    }
    let editor = Role::Staff(StaffRole::Editor);
    assert_eq!(account().address_told(None, editor).unwrap_err(), Refusal::IdentityUnchecked);
}

#[test]
fn a_seeded_account_has_no_password_and_is_sent_no_mail() {
    let (id, email) = ("01JKQZ3V5T8M2N4P6R7S9W0XAB".parse().unwrap(), "facility@example.jp");
    let opened = Account::seeded(id, crate::EmailAddress::parse(email).unwrap(), name());
    assert_eq!(opened.state.state, crate::AccountState::Invited);
    assert_eq!((opened.event, opened.notices.len()), (Event::AccountOpened { entry: None }, 0));
}
