//! Golden items: one of each kind as it goes over the wire. What is stored once must be readable for ever, so a change
//! here is a change of schema. Each is also read back, by the functions that read it.

mod accounts;
mod applications;
mod judging;
mod keys;
mod office;
mod outbox;
mod waits;
mod wire;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{AccountId, Action, Actor, ApplicationId, ApplicationKind, Capability, PartnershipId, authorize};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::wire::Wire;
use super::item::{from_item, to_item};
use super::{Cause, Key, Store, Table};
use crate::tests::fixture::{application_id, facility, jst, ulid};

fn now() -> chrono::DateTime<chrono::Utc> {
    jst("2027-02-10 10:00:00.123")
}

fn cause() -> Cause {
    Cause { now: now(), request_id: "JKJaXmPLvHcESHA=".to_owned() }
}

fn id() -> ApplicationId {
    application_id(ApplicationKind::Core)
}

fn partnership_id() -> PartnershipId {
    PartnershipId { partner: facility(), start: "2027-04-01".parse().unwrap(), core: ulid("C0RE") }
}

/// Somebody with a link to the account.
fn holder() -> Capability<AccountId> {
    authorize(&Actor::Anonymous, Action::Identify, facility()).unwrap()
}

/// The facility at work on its application.
fn applicant() -> Capability<ApplicationId> {
    authorize(&Actor::Facility(facility()), Action::Change, id()).unwrap()
}

/// The background function that inspects uploads.
fn inspector() -> Capability<ApplicationId> {
    authorize(&Actor::system("inspect_upload"), Action::Change, id()).unwrap()
}

/// An item is what its body makes of it: read and written again it is the same, and it says what it is.
async fn comes_back<T: Serialize + DeserializeOwned>(store: &Store, table: Table, key: &Key, kind: &str) {
    let item = store.get(table, key, true).await.unwrap().unwrap();
    assert_eq!(item.get("type"), Some(&AttributeValue::S(kind.to_owned())));
    assert_eq!(item.get("schema"), Some(&AttributeValue::N("1".to_owned())));
    let again = to_item(key, kind, from_item::<T>(item.clone()).unwrap()).unwrap();
    assert_eq!(again, item);
}
