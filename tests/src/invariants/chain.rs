//! I5: nothing changes without its event.

use std::collections::BTreeMap;

use serde_json::Value;
use shared::store::EventRecord;
use shared::store::keys::sha256_hex;

use super::{Books, Broken, typed};

/// Where an aggregate's own state stands, beside its events.
const STATES: [&str; 2] = ["META", "PROFILE"];

pub(super) fn broken(books: &Books) -> Broken {
    let items = || books.partitions.iter().flat_map(|(pk, items)| items.iter().map(move |(sk, item)| (pk, sk, item)));
    let states = items().filter(|(_, sk, item)| is_state(item) && STATES.contains(&&***sk));
    // several may have come from events that say the same at the same instant
    let mut bodies: BTreeMap<String, Vec<Body>> = BTreeMap::new();
    states.for_each(|(.., item)| bodies.entry(item["last"].to_string()).or_default().push(body(item)));
    // a link that nobody asked for yet is in its partner's list, and is not a state
    let copies = items().filter(|(_, sk, item)| is_state(item) && !STATES.contains(&&***sk) && item["version"] != 0);
    let is_so = |item: &Value| bodies.get(&item["last"].to_string()).is_some_and(|so| so.contains(&body(item)));
    let stale = copies.filter(|(.., item)| !is_so(item));
    let partitions = books.partitions.keys().flat_map(|pk| partition(books, pk));
    partitions.chain(stale.map(|(pk, sk, _)| format!("I5 {pk} {sk}: a list shows what is not so"))).collect()
}

/// What has a version and the digest of its last event.
fn is_state(item: &Value) -> bool {
    item["last"].is_string() && item["version"].is_u64()
}

/// A state's version is the number of its events; each event names the digest of the one before it, the state that of the last.
fn partition(books: &Books, pk: &str) -> Broken {
    let mut wrong = Vec::new();
    let mut last = String::new();
    let items = &books.partitions[pk];
    let events: Vec<_> = items.iter().filter(|(_, item)| item["type"] == "event").collect();
    for (place, (sk, item)) in events.iter().enumerate() {
        let number = place + 1;
        if **sk != format!("EVENT#{number:06}") || item["number"] != number {
            wrong.push(format!("I5 {pk} {sk}: an event is missing before it"));
        }
        if item["prev"] != last {
            wrong.push(format!("I5 {pk} {sk}: it does not follow the event before"));
        }
        let record: EventRecord = typed(item);
        last = sha256_hex(serde_json::to_vec(&record).expect("a record"));
    }
    let state = STATES.iter().find_map(|sk| items.get(*sk)).filter(|item| is_state(item));
    match state {
        None if events.is_empty() => {}
        None => wrong.push(format!("I5 {pk}: events of nothing")),
        Some(state) if state["version"] != events.len() => {
            wrong.push(format!("I5 {pk}: version {} after {} events", state["version"], events.len()));
        }
        Some(state) if state["last"] != last => wrong.push(format!("I5 {pk}: it does not know its last event")),
        Some(_) => {}
    }
    wrong
}

/// What a state says, wherever it stands.
type Body = BTreeMap<String, Value>;

fn body(item: &Value) -> Body {
    let mut body: Body = typed(item);
    body.retain(|name, _| name != "pk" && name != "sk");
    body
}
