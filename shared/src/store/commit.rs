//! The commit: one transaction that writes the new state (only if it is still the one read), appends the event, and
//! stores the notices.

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem};
use chrono::{DateTime, Utc};
use domain::{Action, Actor, Capability, Decided, Delivery, Event, Notice};
use serde::{Deserialize, Serialize};

use super::aggregate::{Aggregate, Versioned};
use super::item::{from_item, key_attributes, to_item};
use super::outbox::NoticeRecord;
use super::{Item, Key, Store, StoreError, Table, keys};

/// The most actions a commit may have: a commit touches one cause.
const MOST_ACTIONS: usize = 25;

/// Why and when a commit happens.
#[derive(Clone, Debug)]
pub struct Cause {
    /// When the command was received.
    pub now: DateTime<Utc>,
    /// The request (or run) that carried it.
    pub request_id: String,
}

/// An event as it is stored: a chain in which each names the hash of the one before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventRecord {
    /// Its place in the chain, from 1.
    pub number: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// The request that carried it.
    pub(crate) request_id: String,
    /// What happened.
    pub event: Event,
    /// SHA-256 of the event before.
    pub(crate) prev: String,
}

/// One more action in a commit. Made by the modules of this folder only.
#[derive(Clone, Debug)]
pub struct Write(TransactWriteItem);

impl Write {
    /// Puts an item that must not exist, or must still have `version`.
    pub(crate) fn put(store: &Store, table: Table, item: Item, version: u64) -> Result<Self, StoreError> {
        let put = Put::builder().table_name(store.name(table)).set_item(Some(item));
        let put = if version == 0 {
            put.condition_expression("attribute_not_exists(pk)")
        } else {
            put.condition_expression("version = :version")
                .expression_attribute_values(":version", AttributeValue::N(version.to_string()))
        };
        let put = put.build().context("building a Put")?;
        Ok(Self(TransactWriteItem::builder().put(put).build()))
    }

    /// Puts an item without a version, over another one without: for items that nobody reads.
    pub(crate) fn put_over(store: &Store, table: Table, item: Item) -> Result<Self, StoreError> {
        let put = Put::builder().table_name(store.name(table)).set_item(Some(item));
        let put = put.condition_expression("attribute_not_exists(version)").build().context("building a Put")?;
        Ok(Self(TransactWriteItem::builder().put(put).build()))
    }

    /// Puts an item over an older one: a copy of state under another key, or a number that only rises.
    pub(super) fn put_newer(store: &Store, item: Item, version: u64) -> Result<Self, StoreError> {
        let put = Put::builder()
            .table_name(store.name(Table::Portal))
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR version < :version")
            .expression_attribute_values(":version", AttributeValue::N(version.to_string()));
        Ok(Self(TransactWriteItem::builder().put(put.build().context("building a Put")?).build()))
    }

    /// Deletes an item; it may be gone already.
    pub(crate) fn delete(store: &Store, table: Table, key: &Key) -> Result<Self, StoreError> {
        let delete = Delete::builder().table_name(store.name(table)).set_key(Some(key_attributes(key))).build();
        Ok(Self(TransactWriteItem::builder().delete(delete.context("building a Delete")?).build()))
    }
}

impl Store {
    /// Commits a decision: state, event, notices and `with` together, or nothing.
    pub async fn commit<T: Aggregate>(
        &self,
        capability: &Capability<T::Id>,
        read: &Versioned<T>,
        decided: Decided<T>,
        cause: &Cause,
        with: Vec<Write>,
    ) -> Result<Versioned<T>, StoreError> {
        let (state, mut writes) = self.writes(capability, read, decided, cause)?;
        writes.extend(with);
        self.transact(writes).await?;
        Ok(state)
    }

    /// The writes of a decision that is committed together with another one, and the state as it will be.
    pub fn writes<T: Aggregate>(
        &self,
        capability: &Capability<T::Id>,
        read: &Versioned<T>,
        decided: Decided<T>,
        cause: &Cause,
    ) -> Result<(Versioned<T>, Vec<Write>), StoreError> {
        if !decided.state.is(capability.object()) {
            return Err(anyhow!("the capability was granted on another {}", T::KIND).into());
        }
        if capability.action() == Action::View {
            return Err(anyhow!("the capability was granted to look at the {}", T::KIND).into());
        }
        let number = read.version + 1;
        let key = decided.state.key();
        let record = EventRecord {
            number,
            at: cause.now,
            actor: capability.actor().clone(),
            request_id: cause.request_id.clone(),
            event: decided.event,
            prev: read.last.clone(),
        };
        let last = keys::sha256_hex(serde_json::to_vec(&record).context("hashing an event")?);
        let state = Versioned { version: number, last, value: decided.state };
        let mut writes = vec![
            Write::put(self, Table::Portal, to_item(&key, T::KIND, &state)?, read.version)?,
            Write::put(self, Table::Portal, to_item(&keys::event(&key.pk, number), "event", &record)?, 0)?,
        ];
        for place in state.value.places() {
            writes.push(self.place(&place, &state)?);
        }
        for (role, notice) in named(decided.notices) {
            writes.extend(self.notice(&key.pk, number, &role, notice, cause.now)?);
        }
        Ok((state, writes))
    }

    /// The write of a copy of state where a list looks for it.
    pub(super) fn place<T: Aggregate>(&self, place: &Key, state: &Versioned<T>) -> Result<Write, StoreError> {
        Write::put_newer(self, to_item(place, T::KIND, state)?, state.version)
    }

    /// The events of an aggregate, oldest first.
    pub async fn events_of(&self, partition: &str) -> Result<Vec<EventRecord>, StoreError> {
        let items = self.query_prefix(Table::Portal, partition, keys::EVENTS).await?;
        items.into_iter().map(from_item).collect()
    }

    /// The record of a notice and its place in the outbox.
    fn notice(
        &self,
        partition: &str,
        number: u64,
        role: &str,
        notice: Notice,
        now: DateTime<Utc>,
    ) -> Result<[Write; 2], StoreError> {
        let key = keys::notice(partition, number, notice.letter.template(), role);
        let record = NoticeRecord { version: 1, created: now, notice, delivery: Delivery::due(now) };
        Ok([Write::put(self, Table::Portal, to_item(&key, "notice", record)?, 0)?, self.outbox_entry(&key, now)?])
    }

    /// All writes, or none. A single put goes without a transaction, at half the price; after a lost answer its retry
    /// meets its own write as a conflict, so callers compare before they call it one.
    pub(crate) async fn transact(&self, mut writes: Vec<Write>) -> Result<(), StoreError> {
        if writes.len() > MOST_ACTIONS {
            return Err(anyhow!("a commit of {} actions touches more than one cause", writes.len()).into());
        }
        if writes.len() == 1
            && let Some(put) = writes.pop_if(|only| only.0.put.is_some()).and_then(|only| only.0.put)
        {
            return self.put_one(put).await;
        }
        let items = writes.into_iter().map(|write| write.0).collect();
        match self.client.transact_write_items().set_transact_items(Some(items)).send().await {
            Ok(_) => Ok(()),
            Err(error) if is_conflict(&error) => Err(StoreError::Conflict),
            Err(error) => Err(anyhow::Error::new(error).context("TransactWriteItems").into()),
        }
    }
}

impl Store {
    async fn put_one(&self, put: Put) -> Result<(), StoreError> {
        let request = self
            .client
            .put_item()
            .table_name(put.table_name)
            .set_item(Some(put.item))
            .set_condition_expression(put.condition_expression)
            .set_expression_attribute_values(put.expression_attribute_values);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(is_beaten) => Err(StoreError::Conflict),
            Err(error) => Err(anyhow::Error::new(error).context("PutItem").into()),
        }
    }
}

/// Notices of one event by the roles of their recipients; a second one of a role that gets the same letter (both sides of a
/// link) is numbered, in the order of the decision.
pub fn named(notices: Vec<Notice>) -> Vec<(String, Notice)> {
    let mut named: Vec<(String, Notice)> = Vec::new();
    for notice in notices {
        let (template, role) = (notice.letter.template(), notice.to.role());
        let same = |other: &&(String, Notice)| other.1.letter.template() == template && other.1.to.role() == role;
        let before = named.iter().filter(same).count();
        let name = if before == 0 { role.to_owned() } else { format!("{role}-{}", before + 1) };
        named.push((name, notice));
    }
    named
}

/// The same of a single put.
fn is_beaten(error: &PutItemError) -> bool {
    error.is_conditional_check_failed_exception() || error.is_transaction_conflict_exception()
}

/// True when a condition failed, or another transaction held an item: in both cases somebody else was first.
fn is_conflict<R>(error: &SdkError<TransactWriteItemsError, R>) -> bool {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            let code = |code: &str| matches!(code, "ConditionalCheckFailed" | "TransactionConflict");
            cancelled.cancellation_reasons().iter().any(|reason| reason.code().is_some_and(code))
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => true,
        _ => false,
    }
}

/// How often a command is decided anew when somebody else was first.
pub(super) const ATTEMPTS: u32 = 8;

/// Runs load → decide → commit until it is not beaten by somebody else, with a short wait before each new attempt.
pub async fn settle<T, E, F>(mut attempt: impl FnMut() -> F) -> Result<T, E>
where
    E: From<StoreError>,
    F: Future<Output = Result<Option<T>, E>>,
{
    for attempts in 0..ATTEMPTS {
        pause(attempts).await;
        if let Some(settled) = attempt().await? {
            return Ok(settled);
        }
    }
    Err(StoreError::Conflict.into())
}

/// Waits before one more attempt: none before the first, then around 10, 20, 40, and from then on 80 milliseconds. Of
/// each wait one half is chance, or those who met once would meet again every time.
pub(super) async fn pause(attempts: u32) {
    let Some(again) = attempts.checked_sub(1) else { return };
    let half = Duration::from_millis(5 << again.min(3));
    let mut chance = [u8::MAX];
    // without chance the wait is the whole one
    getrandom::fill(&mut chance).ok();
    let [chance] = chance;
    tokio::time::sleep(half + half * u32::from(chance) / u32::from(u8::MAX)).await;
}

/// `Ok(None)` for a conflict: the way a commit ends inside [`settle`].
pub fn unless_beaten<T>(result: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::Conflict) => Ok(None),
        Err(error) => Err(error),
    }
}
