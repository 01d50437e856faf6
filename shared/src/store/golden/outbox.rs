//! A notice in each state of its delivery, and its place in the outbox.

use domain::delivery::{Attempt, Delivery, LEASE};
use domain::{Account, AccountCommand, AccountState, Decided, Link, LinkPurpose, PersonName};

use serde_json::json;

use super::super::item::to_item;
use super::super::{Key, NamedNotice, NoticeRecord, Store, StoreError, StoredNotice, Table, Versioned, Write, keys};
use super::{Wire, cause, comes_back, holder, now};
use crate::tests::fixture::{facility, ulid};

fn decided() -> Decided<Account> {
    let account = Account {
        id: facility(),
        email: domain::EmailAddress::parse("kanri@kakuu.example").unwrap(),
        name: PersonName { last: "架空".to_owned(), first: "花子".to_owned() },
        state: AccountState::Active,
        epoch: 1,
        entry: None,
        address_change: None,
        successor: None,
    };
    let link = Link::new(ulid("1234"), LinkPurpose::Reset, account.epoch, now());
    account.decide(AccountCommand::RequestReset { link }, now()).unwrap()
}

fn key() -> Key {
    keys::notice(&keys::account_partition(&facility()), 1, "password_reset", "login")
}

/// Commits an event with its notice.
async fn caused() -> (Wire, Store) {
    let (wire, store) = Wire::new();
    let decided = decided();
    let unstored = Versioned::unstored(decided.state.clone());
    store.commit(&holder(), &unstored, decided, &cause(), Vec::new()).await.unwrap();
    (wire, store)
}

/// All that is due at `at`, in every partition of the outbox.
async fn due(store: &Store, at: chrono::DateTime<chrono::Utc>) -> Vec<StoredNotice> {
    let mut all = Vec::new();
    for shard in 0..keys::OUTBOX_SHARDS {
        all.extend(store.due_notices(shard, at).await.unwrap().into_iter().map(Result::unwrap));
    }
    all
}

async fn leased(store: &Store) -> StoredNotice {
    let [notice]: [StoredNotice; 1] = due(store, now()).await.try_into().unwrap();
    store.lease_notice(notice, now()).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_notice_waits_with_a_place_in_the_outbox() {
    let (wire, store) = caused().await;
    insta::assert_snapshot!("notice_waiting", wire.print("portal", &key()));
    insta::assert_snapshot!("outbox", wire.print("portal", &keys::outbox(&key(), now())));
    comes_back::<NoticeRecord>(&store, Table::Portal, &key(), "notice").await;
    assert!(due(&store, now() - chrono::TimeDelta::milliseconds(1)).await.is_empty(), "not due yet");
    let [found]: [StoredNotice; 1] = due(&store, now()).await.try_into().unwrap();
    assert_eq!((found.key, &found.record.notice), (key(), &decided().notices[0]));
}

#[tokio::test]
async fn what_cannot_be_read_keeps_nobody_else_from_being_found() {
    let (_, store) = caused().await;
    let first = now() - chrono::TimeDelta::hours(1);
    let Key { pk, .. } = keys::outbox(&key(), first);
    let places = [("place", json!({})), ("record", json!({ "notice_pk": "somewhere", "notice_sk": "something" }))];
    let record = Key { pk: "somewhere".to_owned(), sk: "something".to_owned() };
    let mut writes =
        vec![Write::put(&store, Table::Portal, to_item(&record, "notice", json!({})).unwrap(), 0).unwrap()];
    for (unreadable, body) in places {
        let place = Key { pk: pk.clone(), sk: format!("{}#{unreadable}", keys::instant(first)) };
        writes.push(Write::put(&store, Table::Portal, to_item(&place, "outbox", body).unwrap(), 0).unwrap());
    }
    store.transact(writes).await.unwrap();
    let mut found = Vec::new();
    for shard in 0..keys::OUTBOX_SHARDS {
        found.extend(store.due_notices(shard, now()).await.unwrap());
    }
    let [place, record, notice]: [Result<StoredNotice, StoreError>; 3] = found.try_into().unwrap();
    assert_eq!(notice.unwrap().key, key());
    for (unreadable, name) in [(place, "#place"), (record, "#record")] {
        let told = format!("{:#}", anyhow::Error::from(unreadable.unwrap_err()));
        assert!(told.contains(&pk) && told.contains(name), "which one: {told}");
    }
}

#[tokio::test]
async fn a_notice_whose_last_sender_died_leaves_the_outbox_as_failed() {
    let (_, store) = caused().await;
    let mut at = now();
    for minutes in [0, 1, 5, 15, 60, 120, 240, 480, 720, 1440] {
        at += chrono::TimeDelta::minutes(minutes);
        let [notice]: [StoredNotice; 1] = due(&store, at).await.try_into().unwrap();
        let taken = store.lease_notice(notice, at).await.unwrap().unwrap();
        assert!(matches!(taken.record.delivery, Delivery::Sending { .. }), "{taken:?}");
    }
    let [notice]: [StoredNotice; 1] = due(&store, at + LEASE).await.try_into().unwrap();
    let taken = store.lease_notice(notice, at + LEASE).await.unwrap().unwrap();
    assert!(matches!(taken.record.delivery, Delivery::Failed { .. }), "{taken:?}");
    assert!(due(&store, at + LEASE).await.is_empty());
    let [kept]: [NamedNotice; 1] =
        store.notices_of(&keys::account_partition(&facility())).await.unwrap().try_into().unwrap();
    assert_eq!((kept.name, kept.record.delivery), (taken.name(), taken.record.delivery));
}

#[tokio::test]
async fn a_notice_being_sent_keeps_its_place() {
    let (wire, store) = caused().await;
    leased(&store).await;
    insta::assert_snapshot!("notice_sending", wire.print("portal", &key()));
    comes_back::<NoticeRecord>(&store, Table::Portal, &key(), "notice").await;
    let again = due(&store, now() + LEASE).await;
    assert_eq!(again.len(), 1, "should its sender die, another finds it");
}

#[tokio::test]
async fn a_notice_that_is_done_leaves_the_outbox() {
    for (name, attempt) in [
        ("notice_sent", Attempt::Accepted("0106018f-ses".to_owned())),
        ("notice_failed", Attempt::Never("BadRequestException".to_owned())),
    ] {
        let (wire, store) = caused().await;
        let notice = leased(&store).await;
        let delivery = notice.record.delivery.after(attempt, now()).unwrap();
        store.finish_notice(&notice, delivery.clone()).await.unwrap();
        insta::assert_snapshot!(name, wire.print("portal", &key()));
        comes_back::<NoticeRecord>(&store, Table::Portal, &key(), "notice").await;
        assert!(due(&store, now() + chrono::TimeDelta::days(3650)).await.is_empty());
        let [kept]: [NamedNotice; 1] =
            store.notices_of(&keys::account_partition(&facility())).await.unwrap().try_into().unwrap();
        assert_eq!((kept.name, kept.record.delivery), (notice.name(), delivery));
    }
}

#[tokio::test]
async fn a_notice_to_be_tried_again_moves_to_a_later_place() {
    let (wire, store) = caused().await;
    let notice = leased(&store).await;
    let delivery = notice.record.delivery.after(Attempt::Later("TooManyRequestsException".to_owned()), now()).unwrap();
    let Delivery::Waiting { due: again, .. } = delivery else { panic!("{delivery:?}") };
    store.finish_notice(&notice, delivery).await.unwrap();
    insta::assert_snapshot!("notice_waiting_again", wire.print("portal", &key()));
    assert!(due(&store, again - chrono::TimeDelta::milliseconds(1)).await.is_empty());
    assert_eq!(due(&store, again).await.len(), 1);
}

#[tokio::test]
async fn a_notice_has_one_name_in_every_attempt() {
    let (_, store) = caused().await;
    let before = due(&store, now()).await[0].name();
    assert_eq!(leased(&store).await.name(), before);
    assert_eq!(before.len(), 32);
}
