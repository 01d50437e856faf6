//! Accounts with their logins, links, sessions and events.

use domain::{Account, AccountCommand, ApplicationKind, Decided, EmailAddress, Link, LinkPurpose, PersonName};

use super::super::commit::EventRecord;
use super::super::{Login, SessionRow, Store, Table, Versioned, keys};
use super::{Wire, cause, comes_back, holder, now};
use crate::tests::fixture::{facility, ulid};

fn email() -> EmailAddress {
    EmailAddress::parse("Kanri@Kakuu.Example").unwrap()
}

fn opened() -> (Decided<Account>, Link) {
    let name = PersonName { last: "髙橋".to_owned(), first: "花子".to_owned() };
    Account::open(facility(), email(), name, Some(ApplicationKind::Core), |account| {
        Link::new(ulid("1234"), LinkPurpose::Issuance, account.epoch, now())
    })
}

/// Opens the account with its login and its first link, as sign-up does.
async fn signed_up(store: &Store) -> (Versioned<Account>, Link) {
    let (decided, link) = opened();
    let unstored = Versioned::unstored(decided.state.clone());
    let mut with = vec![store.put_login(&email(), &Login::of(&decided.state, None), 0).unwrap()];
    with.push(store.put_link(&facility(), &link, &[]).unwrap());
    (store.commit(&holder(), &unstored, decided, &cause(), with).await.unwrap(), link)
}

/// Uses the link, as the issuance of a password does.
async fn password_set(store: &Store) -> Versioned<Account> {
    let (account, link) = signed_up(store).await;
    let decided = account.value.clone().decide(AccountCommand::SetPassword { link: link.clone() }, now()).unwrap();
    let hash = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned();
    let with = vec![
        store.put_login(&email(), &Login::of(&decided.state, Some(hash)), 1).unwrap(),
        store.use_link(&facility(), &link, now()).unwrap(),
    ];
    store.commit(&holder(), &account, decided, &cause(), with).await.unwrap()
}

#[tokio::test]
async fn an_account() {
    let (wire, store) = Wire::new();
    let committed = password_set(&store).await;
    let key = keys::account(&facility());
    insta::assert_snapshot!("account", wire.print("portal", &key));
    comes_back::<Versioned<Account>>(&store, Table::Portal, &key, "account").await;
    let read = store.account(&holder()).await.unwrap().unwrap();
    assert_eq!((read.version, &read.last, &read.value), (2, &committed.last, &committed.value));
}

#[tokio::test]
async fn a_login_before_and_after_the_first_password() {
    let (wire, store) = Wire::new();
    signed_up(&store).await;
    let key = keys::login(&email());
    insta::assert_snapshot!("login_invited", wire.print("portal", &key));
    password_set(&store).await;
    insta::assert_snapshot!("login", wire.print("portal", &key));
    comes_back::<Login>(&store, Table::Portal, &key, "login").await;
}

#[tokio::test]
async fn a_link_fresh_and_used() {
    let (wire, store) = Wire::new();
    let (_, link) = signed_up(&store).await;
    let key = keys::link(&keys::account_partition(&facility()), &link.id);
    insta::assert_snapshot!("link", wire.print("sessions", &key));
    assert_eq!(store.link(&holder(), &link.id).await.unwrap().unwrap().1, link);
    password_set(&store).await;
    insta::assert_snapshot!("link_used", wire.print("sessions", &key));
    let used = Link { used: Some(now()), ..link.clone() };
    assert_eq!(store.link(&holder(), &link.id).await.unwrap().unwrap().1, used);
}

#[tokio::test]
async fn a_session() {
    let (wire, store) = Wire::new();
    password_set(&store).await;
    let row = SessionRow::new(1, true, now());
    store.start_session::<Account>(&facility(), "secret", &row, Vec::new()).await.unwrap();
    let key = keys::session(&keys::account_partition(&facility()), "secret");
    insta::assert_snapshot!("session", wire.print("sessions", &key));
    comes_back::<SessionRow>(&store, Table::Sessions, &key, "session").await;
    assert!(store.session::<Account>(&facility(), "secret", now()).await.unwrap().is_some());
    assert!(!wire.print("sessions", &key).contains("\"secret\""), "the secret is in the cookie only");
}

#[tokio::test]
async fn events_are_a_chain() {
    let (wire, store) = Wire::new();
    let committed = password_set(&store).await;
    let partition = keys::account_partition(&facility());
    let mut last = String::new();
    for (number, name) in [(1, "event_first"), (2, "event_second")] {
        let key = keys::event(&partition, number);
        insta::assert_snapshot!(name, wire.print("portal", &key));
        comes_back::<EventRecord>(&store, Table::Portal, &key, "event").await;
        let item = store.get(Table::Portal, &key, true).await.unwrap().unwrap();
        let record: EventRecord = super::from_item(item).unwrap();
        assert_eq!(record.prev, last, "event {number} names the one before");
        last = keys::sha256_hex(serde_json::to_vec(&record).unwrap());
    }
    assert_eq!(committed.last, last, "the state names its last event");
}

#[tokio::test]
async fn decoys_say_nothing_and_do_not_pile_up() {
    let (wire, store) = Wire::new();
    for name in ["1234", "5674", "9994"] {
        store.decoy_reset(&ulid(name)).await.unwrap();
    }
    insta::assert_snapshot!("decoy", wire.print("sessions", &keys::decoy(&ulid("1234"), 1)));
    insta::assert_snapshot!("decoy_reset_writes", wire.keys());
}

#[tokio::test]
async fn what_a_sign_up_writes() {
    let (wire, store) = Wire::new();
    signed_up(&store).await;
    insta::assert_snapshot!("sign_up_writes", wire.keys());
}
