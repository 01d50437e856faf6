//! The stream of `portal`, as functions see it: a bell for each that rings when something was stored for it.
//!
//! Like the event source mappings in `infra/template.yaml` it reacts to an INSERT whose `pk` begins with a prefix.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::{GetRecordsRequest, Record};
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::actions::list_streams::ListStreamsRequest;
use dynoxide::types::AttributeValue;
use serde_json::json;
use tokio::sync::Notify;

use crate::dynamodb::{PORTAL_TABLE, Tables, request};

/// How often the stream is read.
const INTERVAL: Duration = Duration::from_millis(200);
/// What the partition keys of a pending notice and of a link to be asked for begin with; see the key table of
/// `shared::store`.
const OUTBOX: &str = "OUTBOX#";
const DUE: &str = "DUE#";

/// The bells of the functions that the stream wakes.
#[derive(Clone, Default)]
pub struct Bells {
    /// A notice was stored: `deliver_mail`.
    pub outbox: Arc<Notify>,
    /// A link is to be asked for: `notify_partnerships`.
    pub due: Arc<Notify>,
}

/// A reader of the stream and its place in it.
pub struct Follower {
    tables: Tables,
    place: String,
    bells: Bells,
}

impl Follower {
    /// A reader of what is written from now on.
    pub fn from_now_on(tables: &Tables, bells: Bells) -> anyhow::Result<Self> {
        Ok(Self { place: latest(tables)?, tables: tables.clone(), bells })
    }

    /// Reads on and rings until `stop` resolves.
    pub(crate) async fn follow(mut self, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        let mut tick = tokio::time::interval(INTERVAL);
        loop {
            tokio::select! {
                () = &mut stop => return,
                _ = tick.tick() => {}
            }
            // SQLite blocks; elsewhere it must not hold up the requests of this process.
            let reading = tokio::task::spawn_blocking(move || {
                let read = self.read();
                (self, read)
            });
            let Ok((follower, read)) = reading.await else {
                return;
            };
            self = follower;
            if let Err(error) = read {
                tracing::warn!(error = format!("{error:#}"), "the stream could not be read");
            }
        }
    }

    /// Reads all records that have come and rings each bell once whose prefix is among them.
    pub fn read(&mut self) -> anyhow::Result<()> {
        let (mut notice, mut due) = (false, false);
        loop {
            let batch = GetRecordsRequest { shard_iterator: self.place.clone(), limit: None };
            let answer = self.tables.database().get_records(batch)?;
            self.place = answer.next_shard_iterator.context("the stream has ended")?;
            if answer.records.is_empty() {
                break;
            }
            notice |= answer.records.iter().any(|record| is_new(record, OUTBOX));
            due |= answer.records.iter().any(|record| is_new(record, DUE));
        }
        for (bell, rings) in [(&self.bells.outbox, notice), (&self.bells.due, due)] {
            if rings {
                bell.notify_one();
            }
        }
        Ok(())
    }
}

fn is_new(record: &Record, prefix: &str) -> bool {
    record.event_name == "INSERT"
        && matches!(record.dynamodb.keys.get("pk"), Some(AttributeValue::S(pk)) if pk.starts_with(prefix))
}

fn latest(tables: &Tables) -> anyhow::Result<String> {
    let database = tables.database();
    let list: ListStreamsRequest = request(json!({ "TableName": PORTAL_TABLE }))?;
    let streams = database.list_streams(list)?.streams;
    let stream = streams.into_iter().next().context("the table portal has no stream")?.stream_arn;
    let describe: DescribeStreamRequest = request(json!({ "StreamArn": stream }))?;
    let shards = database.describe_stream(describe)?.stream_description.shards;
    let shard = shards.into_iter().next().context("the stream has no shard")?.shard_id;
    let place: GetShardIteratorRequest = request(json!({
        "StreamArn": stream, "ShardId": shard, "ShardIteratorType": "LATEST",
    }))?;
    database.get_shard_iterator(place)?.shard_iterator.context("the stream gave no iterator")
}

#[cfg(test)]
mod tests {
    use dynoxide::actions::put_item::PutItemRequest;

    use super::*;
    use crate::dynamodb::SESSIONS_TABLE;
    use crate::standins::Data;

    fn put(tables: &Tables, table: &str, pk: &str, body: &str) {
        let item = json!({ "pk": { "S": pk }, "sk": { "S": "1" }, "body": { "S": body } });
        let put: PutItemRequest = request(json!({ "TableName": table, "Item": item })).expect("a request");
        tables.database().put_item(put).expect("written");
    }

    /// Polls the bell once, without waiting for it.
    async fn rung(bell: &Notify) -> bool {
        tokio::time::timeout(Duration::ZERO, bell.notified()).await.is_ok()
    }

    #[tokio::test]
    async fn only_what_is_new_for_it_rings_a_bell() {
        let tables = Tables::open(&Data::Memory).expect("tables");
        put(&tables, PORTAL_TABLE, "OUTBOX#1", "from before");
        let bells = Bells::default();
        let (bell, due) = (Arc::clone(&bells.outbox), Arc::clone(&bells.due));
        let mut follower = Follower::from_now_on(&tables, bells).expect("a stream");

        put(&tables, PORTAL_TABLE, "ACCT#1", "an account");
        put(&tables, PORTAL_TABLE, "OUTBOX#1", "a retry is an update");
        put(&tables, SESSIONS_TABLE, "OUTBOX#1", "another table");
        follower.read().expect("read");
        assert!(!rung(&bell).await);

        put(&tables, PORTAL_TABLE, "OUTBOX#7", "a notice");
        put(&tables, PORTAL_TABLE, "OUTBOX#6", "another");
        follower.read().expect("read");
        assert!(rung(&bell).await);
        follower.read().expect("read");
        assert!(!rung(&bell).await, "once for what has come");
        assert!(!rung(&due).await);

        put(&tables, PORTAL_TABLE, "DUE#PARTNERSHIPS", "a link");
        follower.read().expect("read");
        assert!(rung(&due).await && !rung(&bell).await);
    }
}
