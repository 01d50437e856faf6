//! The outbox: each notice has a record in its aggregate's partition, which holds its whole state, and while it is to
//! be sent a place under `OUTBOX#<shard>` that sorts by when it is due.

use chrono::{DateTime, Utc};
use domain::{Delivery, Notice};
use serde::{Deserialize, Serialize};

use super::item::{from_item, key_of, to_item};
use super::{Item, Key, Store, StoreError, Table, Write, keys};

/// A notice with its state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NoticeRecord {
    /// Rises with every change.
    pub(crate) version: u64,
    /// When its cause was committed.
    pub created: DateTime<Utc>,
    /// To whom, and what.
    pub notice: Notice,
    /// Where it stands.
    pub delivery: Delivery,
}

/// A notice and where it is stored.
#[derive(Clone, Debug)]
pub struct StoredNotice {
    /// Its key: the notice's one name everywhere.
    pub key: Key,
    /// The place in the outbox that led to it.
    place: Key,
    /// The record.
    pub record: NoticeRecord,
}

impl StoredNotice {
    /// A short name for logs, for SES's tags and for links: the same in every attempt.
    pub fn name(&self) -> String {
        name_of(&self.key)
    }
}

fn name_of(key: &Key) -> String {
    keys::sha256_hex(format!("{}|{}", key.pk, key.sk)).chars().take(32).collect()
}

/// A notice in the history of its aggregate.
#[derive(Clone, Debug)]
pub struct NamedNotice {
    /// Its short name: [`StoredNotice::name`].
    pub name: String,
    /// The record.
    pub record: NoticeRecord,
}

#[derive(Serialize, Deserialize)]
struct Place {
    notice_pk: String,
    notice_sk: String,
}

impl Store {
    pub(crate) fn outbox_entry(&self, notice: &Key, due: DateTime<Utc>) -> Result<Write, StoreError> {
        let place = Place { notice_pk: notice.pk.clone(), notice_sk: notice.sk.clone() };
        Write::put(self, Table::Portal, to_item(&keys::outbox(notice, due), "outbox", place)?, 0)
    }

    /// Everything due in one partition of the outbox at `now`, oldest first, with the records read by key. A notice that
    /// cannot be read has its error in its place: it must not keep those behind it from being sent.
    pub async fn due_notices(
        &self,
        shard: u8,
        now: DateTime<Utc>,
    ) -> Result<Vec<Result<StoredNotice, StoreError>>, StoreError> {
        // '~' sorts after '#' and every digit: all that is due at this very millisecond is included
        let last = format!("{}~", keys::instant(now));
        let mut due = Vec::new();
        for item in self.query_until(Table::Portal, &keys::outbox_partition(shard), &last).await? {
            let place = key_of(&item)?;
            let found = self.notice_at(&place, item).await.transpose();
            let told = |error| anyhow::Error::from(error).context(format!("reading the notice of {place:?}"));
            due.extend(found.map(|found| found.map_err(|error| told(error).into())));
        }
        Ok(due)
    }

    async fn notice_at(&self, place: &Key, item: Item) -> Result<Option<StoredNotice>, StoreError> {
        let to: Place = from_item(item)?;
        let key = Key { pk: to.notice_pk, sk: to.notice_sk };
        let Some(item) = self.get(Table::Portal, &key, true).await? else { return Ok(None) };
        Ok(Some(StoredNotice { key, place: place.clone(), record: from_item(item)? }))
    }

    /// Takes a notice for sending; `None` when another sender has it or it is done. When its last sender died it comes
    /// back as `Failed`, written down and out of the outbox.
    pub async fn lease_notice(
        &self,
        mut notice: StoredNotice,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredNotice>, StoreError> {
        let Some(delivery) = notice.record.delivery.lease(now) else { return Ok(None) };
        if matches!(delivery, Delivery::Failed { .. }) {
            let given_up = self.finish_notice(&notice, delivery.clone()).await;
            notice.record.delivery = delivery;
            return super::unless_beaten(given_up).map(|given_up| given_up.map(|()| notice));
        }
        let read = notice.record.version;
        notice.record = NoticeRecord { version: read + 1, delivery, ..notice.record };
        let item = to_item(&notice.key, "notice", &notice.record)?;
        let leased = self.transact(vec![Write::put(self, Table::Portal, item, read)?]).await;
        super::unless_beaten(leased).map(|leased| leased.map(|()| notice))
    }

    /// Writes what an attempt made of a leased notice: out of the outbox, or to a later place in it.
    pub async fn finish_notice(&self, notice: &StoredNotice, delivery: Delivery) -> Result<(), StoreError> {
        let read = notice.record.version;
        let again = match delivery {
            Delivery::Waiting { due, .. } => Some(due),
            _ => None,
        };
        let record = NoticeRecord { version: read + 1, delivery, ..notice.record.clone() };
        let mut writes = vec![
            Write::put(self, Table::Portal, to_item(&notice.key, "notice", record)?, read)?,
            Write::delete(self, Table::Portal, &notice.place)?,
        ];
        if let Some(due) = again {
            writes.push(self.outbox_entry(&notice.key, due)?);
        }
        self.transact(writes).await
    }

    /// The notices of an aggregate, oldest first.
    pub async fn notices_of(&self, partition: &str) -> Result<Vec<NamedNotice>, StoreError> {
        let named = |item| Ok(NamedNotice { name: name_of(&key_of(&item)?), record: from_item(item)? });
        self.query_prefix(Table::Portal, partition, keys::NOTICES).await?.into_iter().map(named).collect()
    }
}
