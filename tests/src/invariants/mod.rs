//! What must hold of all that is stored, whatever was done: asked when a test ends, and after every day of a rehearsal.
//!
//! | | what | where |
//! |---|---|---|
//! | I1 | every notice has one cause, and is stored once for its event, template and recipient | `mails` |
//! | I2 | what is to be sent has one place in the outbox; what was sent is in the mailbox | `mails` |
//! | I3 | a core facility is asked once for each partner and start date | `partnerships` |
//! | I4 | a submission is one event and one snapshot, with one digest | `filing` |
//! | I5 | nothing changes without its event: versions, the chain of digests, the copies that lists read | `chain` |
//! | I7 | a link counts from its start date, whenever it was approved | `partnerships` |
//! | I8 | what was received was received while it was open | `filing` |
//! | I9 | an address is one account's | `logins` |
//! | I10 | a one-time link is used once | `logins` |
//! | I11 | what was submitted is in the bucket, byte for byte | `filing` |
//!
//! I6 (after a lost answer the page says what is stored) and I12 (nothing from before a restore is mailed) are about requests
//! and runs, not about what is stored: `tests/faults.rs`, `tests/restored.rs`.

mod chain;
mod filing;
mod logins;
mod mails;
mod partnerships;

use std::collections::BTreeMap;

use domain::Event;
use local::ses::Mail;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::store::EventRecord;

/// All that is stored.
#[derive(Debug, Default)]
pub struct Books {
    /// The items of both tables: sort keys by partition.
    pub partitions: BTreeMap<String, BTreeMap<String, Value>>,
    /// The mailbox.
    pub mails: Vec<Mail>,
    /// How many calls went wrong: a mail goes twice only where one did.
    pub struck: usize,
    /// SHA-256 of each promoted file, in hexadecimal, by key.
    pub files: BTreeMap<String, String>,
}

/// What is wrong, each beginning with the invariant that it breaks.
type Broken = Vec<String>;

impl Books {
    /// The books of a portal.
    pub fn new(items: Vec<Value>, mails: Vec<Mail>, struck: usize, files: BTreeMap<String, String>) -> Self {
        let mut partitions: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        for item in items {
            let text = |name: &str| item[name].as_str().expect("a key").to_owned();
            partitions.entry(text("pk")).or_default().insert(text("sk"), item);
        }
        Self { partitions, mails, struck, files }
    }

    /// All that does not hold.
    pub fn broken(&self) -> Broken {
        let all = [chain::broken, mails::broken, partnerships::broken, filing::broken, logins::broken];
        all.into_iter().flat_map(|broken| broken(self)).collect()
    }

    /// Every item of a kind, with its partition and sort key.
    fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a str, &'a Value)> {
        let all =
            self.partitions.iter().flat_map(|(pk, items)| items.iter().map(move |(sk, item)| (&**pk, &**sk, item)));
        all.filter(move |(_, _, item)| item["type"] == kind)
    }

    fn item(&self, pk: &str, sk: &str) -> Option<&Value> {
        self.partitions.get(pk)?.get(sk)
    }

    /// The events of a partition, oldest first.
    fn events(&self, pk: &str) -> Vec<EventRecord> {
        let items = self.partitions.get(pk).into_iter().flatten();
        items.filter(|(_, item)| item["type"] == "event").map(|(_, item)| typed(item)).collect()
    }
}

/// The body of an item.
fn typed<T: DeserializeOwned>(item: &Value) -> T {
    serde_json::from_value(item.clone()).unwrap_or_else(|error| panic!("{error}: {item}"))
}

/// The word of an event.
fn word(event: &Event) -> String {
    let event = serde_json::to_value(event).expect("an event");
    event["login"].as_str().or(event["kind"].as_str()).unwrap_or_default().to_owned()
}
