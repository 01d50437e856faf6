//! Items: one envelope around each body, and the four ways to read.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::commit::{ATTEMPTS, pause};
use super::{Item, Key, Store, StoreError, Table};

/// What every item carries around its body. `schema` rises when a body's shape changes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stored<T> {
    pub(crate) pk: String,
    pub(crate) sk: String,
    /// What it is. Bodies have a `kind` of their own.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) schema: u32,
    #[serde(flatten)]
    pub(crate) body: T,
}

/// The item of `body` under `key`.
pub(crate) fn to_item<T: Serialize>(key: &Key, kind: &str, body: T) -> Result<Item, StoreError> {
    let stored = Stored { pk: key.pk.clone(), sk: key.sk.clone(), kind: kind.to_owned(), schema: 1, body };
    Ok(serde_dynamo::to_item(stored).with_context(|| format!("writing a {kind}"))?)
}

/// The body of an item.
pub(crate) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let stored: Stored<T> = serde_dynamo::from_item(item).context("reading an item")?;
    Ok(stored.body)
}

/// The key of an item.
pub(crate) fn key_of(item: &Item) -> Result<Key, StoreError> {
    Ok(serde_dynamo::from_item(item.clone()).context("reading a key")?)
}

/// The key as attributes.
pub(crate) fn key_attributes(key: &Key) -> Item {
    HashMap::from([
        ("pk".to_owned(), AttributeValue::S(key.pk.clone())),
        ("sk".to_owned(), AttributeValue::S(key.sk.clone())),
    ])
}

impl Store {
    /// One item.
    pub(crate) async fn get(&self, table: Table, key: &Key, consistent: bool) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(self.name(table)).set_key(Some(key_attributes(key)));
        let answer = request.consistent_read(consistent).send().await.context("GetItem")?;
        Ok(answer.item)
    }

    /// Several items in one round trip, in the order asked for; strongly consistent. What is asked for side by side is one
    /// request.
    pub(crate) async fn get_all(&self, wanted: &[(Table, Key)]) -> Result<Vec<Option<Item>>, StoreError> {
        let Some(found) = self.together.join(wanted) else { return self.fetch(wanted).await };
        // what is read beside this one comes to the same point
        tokio::task::yield_now().await;
        let reads = self.together.take();
        if !reads.is_empty() {
            let keys: Vec<_> = reads.iter().flat_map(|read| read.keys.iter().cloned()).collect();
            let mut items = self.fetch(&keys).await?.into_iter();
            for read in reads {
                // whoever asked may have given up
                read.found.send(items.by_ref().take(read.keys.len()).collect()).ok();
            }
        }
        Ok(found.await.context("the read that this one went with failed")?)
    }

    async fn fetch(&self, wanted: &[(Table, Key)]) -> Result<Vec<Option<Item>>, StoreError> {
        let mut found: HashMap<(String, String, String), Item> = HashMap::new();
        let mut pending = Some(self.requests(wanted)?);
        let mut rounds = 0;
        while let Some(request) = pending.filter(|request| !request.is_empty()) {
            if rounds == ATTEMPTS {
                // not "not there": nobody may decide on what was not read
                return Err(anyhow!("BatchGetItem left keys unprocessed {rounds} times").into());
            }
            pause(rounds).await;
            rounds += 1;
            let answer =
                self.client.batch_get_item().set_request_items(Some(request)).send().await.context("BatchGetItem")?;
            for (table, items) in answer.responses.unwrap_or_default() {
                for item in items {
                    found.insert((table.clone(), text(&item, "pk"), text(&item, "sk")), item);
                }
            }
            pending = answer.unprocessed_keys;
        }
        let take =
            |(table, key): &(Table, Key)| found.remove(&(self.name(*table).to_owned(), key.pk.clone(), key.sk.clone()));
        Ok(wanted.iter().map(take).collect())
    }

    fn requests(&self, wanted: &[(Table, Key)]) -> Result<HashMap<String, KeysAndAttributes>, StoreError> {
        let mut requests = HashMap::new();
        for table in [Table::Portal, Table::Sessions] {
            let keys: Vec<_> =
                wanted.iter().filter(|(of, _)| *of == table).map(|(_, key)| key_attributes(key)).collect();
            if !keys.is_empty() {
                let request = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
                requests.insert(self.name(table).to_owned(), request.context("BatchGetItem")?);
            }
        }
        Ok(requests)
    }

    /// All items of a partition whose sort key begins with `prefix`; strongly consistent, every page read.
    pub(crate) async fn query_prefix(&self, table: Table, pk: &str, prefix: &str) -> Result<Vec<Item>, StoreError> {
        let request = self.partition(table, pk);
        let request = if prefix.is_empty() {
            request.key_condition_expression("pk = :pk")
        } else {
            request
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()))
        };
        all_pages(request).await
    }

    /// All items of a partition with sort keys up to `last`; strongly consistent, every page read.
    pub(crate) async fn query_until(&self, table: Table, pk: &str, last: &str) -> Result<Vec<Item>, StoreError> {
        let request = self
            .partition(table, pk)
            .key_condition_expression("pk = :pk AND sk <= :last")
            .expression_attribute_values(":last", AttributeValue::S(last.to_owned()));
        all_pages(request).await
    }

    fn partition(&self, table: Table, pk: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(self.name(table))
            .consistent_read(true)
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
    }
}

async fn all_pages(request: QueryFluentBuilder) -> Result<Vec<Item>, StoreError> {
    let mut items = Vec::new();
    let mut start = None;
    loop {
        let page = request.clone().set_exclusive_start_key(start).send().await.context("Query")?;
        items.extend(page.items.unwrap_or_default());
        start = page.last_evaluated_key;
        if start.is_none() {
            return Ok(items);
        }
    }
}

fn text(item: &Item, name: &str) -> String {
    item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default()
}
