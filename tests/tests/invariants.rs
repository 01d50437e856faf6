//! The invariants see what is wrong: each is broken once, behind the portal's back, and says so.

use domain::{ApplicationKind, StaffRole};
use portal_tests::invariants::Books;
use portal_tests::world::World;
use serde_json::{Value, json};

/// A portal in which much has happened: two submissions, a core facility that is asked, staff.
async fn lived_in() -> World {
    let world = World::new().await;
    world.resubmitted("kikan@example.jp").await;
    let core = world.core_facility().await;
    let applied = world.applied("renkei@example.jp", ApplicationKind::Partner, &[&core]).await;
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.receives(&applied.office).await;
    judge.passes(&applied.office, "R-0042").await.is(200);
    world.turns_to("2027-04-01T09:00:00+09:00");
    assert_eq!(world.notifies().await.requested, 1);
    world.delivers().await;
    world
}

/// The first item that is so, with its partition and sort key.
fn find(books: &Books, is: impl Fn(&str, &str, &Value) -> bool) -> (String, String) {
    let mut all = books.partitions.iter().flat_map(|(pk, items)| items.iter().map(move |(sk, item)| (pk, sk, item)));
    let (pk, sk, _) = all.find(|(pk, sk, item)| is(pk, sk, item)).expect("an item");
    (pk.clone(), sk.clone())
}

fn of(kind: &'static str) -> impl Fn(&str, &str, &Value) -> bool {
    move |_, _, item| item["type"] == kind
}

/// An event of a kind.
fn event(kind: &'static str) -> impl Fn(&str, &str, &Value) -> bool {
    move |_, _, item| item["event"]["kind"] == kind
}

fn change(books: &mut Books, is: impl Fn(&str, &str, &Value) -> bool, change: impl Fn(&mut Value)) {
    let (pk, sk) = find(books, is);
    change(books.partitions.get_mut(&pk).unwrap().get_mut(&sk).unwrap());
}

fn remove(books: &mut Books, is: impl Fn(&str, &str, &Value) -> bool) {
    let (pk, sk) = find(books, is);
    books.partitions.get_mut(&pk).unwrap().remove(&sk);
}

/// Another item that says the same under another key.
fn copy(books: &mut Books, is: impl Fn(&str, &str, &Value) -> bool, to: &str, change: impl Fn(&mut Value)) {
    let (pk, sk) = find(books, is);
    let mut item = books.partitions[&pk][&sk].clone();
    change(&mut item);
    books.partitions.get_mut(&pk).unwrap().insert(to.to_owned(), item);
}

/// Something that happens to the books, with the invariant that it breaks.
type Break = (&'static str, fn(&mut Books));

const BREAKS: &[Break] = &[
    // a notice without its event, of another instant, of another letter; a mail from nowhere
    ("I1", |books| copy(books, of("notice"), "NOTICE#000099#result#login", |_| {})),
    ("I1", |books| change(books, of("notice"), |item| item["created"] = json!("2027-01-01T00:00:00.000Z"))),
    ("I1", |books| change(books, of("notice"), |item| item["notice"]["to"] = json!("secretariat"))),
    ("I1", |books| {
        let mail = local::ses::Mail { tags: [("notice".to_owned(), "0".to_owned())].into(), ..books.mails[0].clone() };
        books.mails.push(mail);
    }),
    // a mail that is lost, one that goes twice, one that is to go again, one that nobody will send
    ("I2", |books| drop(books.mails.pop())),
    ("I2", |books| books.mails.push(books.mails[0].clone())),
    ("I2", |books| {
        let (pk, sk) = find(books, of("notice"));
        let place = json!({ "pk": "OUTBOX#0", "sk": "x", "type": "outbox", "notice_pk": pk, "notice_sk": sk });
        books.partitions.entry("OUTBOX#0".to_owned()).or_default().insert("x".to_owned(), place);
    }),
    ("I2", |books| {
        let waiting = json!({ "state": "waiting", "due": "2027-04-01T00:00:00.000Z", "attempts": 1 });
        change(books, of("notice"), move |item| item["delivery"] = waiting.clone());
    }),
    // a link that is to be asked for once more; a schedule that nobody sees
    ("I3", |books| {
        let (pk, sk) = find(books, |_, sk, item| item["type"] == "partnership" && sk == "META");
        let id = books.partitions[&pk][&sk]["id"].clone();
        let text = |name: &str| id[name].as_str().unwrap().to_owned();
        let sk = format!("{}#{}#{}", text("start"), text("partner"), text("core"));
        let due = json!({ "pk": "DUE#PARTNERSHIPS", "sk": sk, "type": "due_partnership" });
        let due = merged(due, &books.partitions[&pk]["META"]);
        books.partitions.entry("DUE#PARTNERSHIPS".to_owned()).or_default().insert(sk, due);
    }),
    // a submission without its snapshot, with another one, with two
    ("I4", |books| remove(books, of("submission"))),
    ("I4", |books| change(books, of("submission"), |item| item["digest"] = json!("00"))),
    ("I4", |books| copy(books, of("submission"), "SUBMISSION#0009", |_| {})),
    // a state without its event, an event that was changed, one that was dropped, a list that shows something else
    ("I5", |books| change(books, of("application"), |item| item["version"] = json!(99))),
    ("I5", |books| change(books, event("received"), |item| item["request_id"] = json!("another"))),
    ("I5", |books| change(books, event("submitted"), |item| item["event"]["receipt_no"] = json!("C2027-02-00000"))),
    ("I5", |books| remove(books, event("received"))),
    ("I5", |books| {
        change(books, |pk, _, _| pk.starts_with("ROSTER#"), |item| item["facility_name"] = json!("別の病院"));
    }),
    ("I7", |books| {
        let is_link = |_: &str, sk: &str, item: &Value| item["type"] == "partnership" && sk == "META";
        change(books, is_link, |item| item["link_start"] = json!("2027-04-02"));
    }),
    // a window that was shorter then
    ("I8", |books| {
        let event = json!({
            "pk": "WINDOW#2027-02#core", "sk": "EVENT#000001", "type": "event", "number": 1, "actor": "anonymous", "prev": "",
            "request_id": "", "at": "2027-02-01T00:00:00Z", "event": {
                "kind": "window_set", "opens": "2027-02-01T00:00:00Z", "closes": "2027-02-02T00:00:00Z", "reason": "x",
            },
        });
        books.partitions.entry("WINDOW#2027-02#core".to_owned()).or_default().insert("EVENT#000001".to_owned(), event);
    }),
    ("I8", |books| {
        change(books, event("correction_requested"), |item| item["event"]["due"] = json!("2027-02-09"));
    }),
    // an address that is lost, that is somebody else's, that logs in to nobody
    ("I9", |books| remove(books, |pk, _, _| pk.starts_with("EMAIL#"))),
    ("I9", |books| {
        let (pk, _) =
            find(books, |pk, sk, item| pk.starts_with("ACCT#") && sk == "PROFILE" && item["type"] == "account");
        let account = books.partitions[&pk]["PROFILE"]["id"].clone();
        let others = |pk: &str, _: &str, item: &Value| pk.starts_with("EMAIL#") && item["account"] != account;
        change(books, others, |item| item["account"] = account.clone());
    }),
    // a link that was used without anything happening, or that is as good as new
    ("I10", |books| change(books, of("link"), |item| item["used"] = json!("2027-02-10T05:00:00Z"))),
    ("I10", |books| change(books, of("link"), |item| item["used"] = Value::Null)),
    // a file that is gone, or another one
    ("I11", |books| books.files.clear()),
    ("I11", |books| books.files.values_mut().for_each(String::clear)),
];

/// `item` with what `body` says beside it.
fn merged(mut item: Value, body: &Value) -> Value {
    for (name, value) in body.as_object().unwrap() {
        item.as_object_mut().unwrap().entry(name).or_insert_with(|| value.clone());
    }
    item
}

#[tokio::test]
async fn each_invariant_sees_what_breaks_it() {
    let world = lived_in().await;
    assert_eq!(world.books().await.broken(), Vec::<String>::new());
    for (place, (invariant, breaks)) in BREAKS.iter().enumerate() {
        let mut books = world.books().await;
        breaks(&mut books);
        let broken = books.broken();
        let named = broken
            .iter()
            .any(|what| what.starts_with(&format!("{invariant} ")) || what.starts_with(&format!("{invariant}:")));
        assert!(named, "break {place} of {invariant}: {broken:#?}");
    }
    world.ends().await;
}
