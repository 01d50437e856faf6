//! I1, I2: every notice has one cause, one place while it waits, and one mail in the end.

use std::collections::BTreeMap;

use domain::Delivery;
use shared::store::{NoticeRecord, keys};

use super::{Books, Broken, typed};

pub(super) fn broken(books: &Books) -> Broken {
    let notices: Vec<(String, &str, &str, NoticeRecord)> =
        books.of_kind("notice").map(|(pk, sk, item)| (name(pk, sk), pk, sk, typed(item))).collect();
    let mut wrong: Broken = notices.iter().flat_map(|(_, pk, sk, record)| cause(books, pk, sk, record)).collect();
    wrong.extend(places(books, &notices));
    wrong.extend(sent(books, &notices));
    wrong
}

/// What its mail is tagged with.
fn name(pk: &str, sk: &str) -> String {
    keys::sha256_hex(format!("{pk}|{sk}")).chars().take(32).collect()
}

/// The event that a notice names is there, of the same instant; the name says which letter it is, and whose.
fn cause(books: &Books, pk: &str, sk: &str, record: &NoticeRecord) -> Broken {
    let mut wrong = Vec::new();
    let parts: Vec<&str> = sk.split('#').collect();
    let [_, number, template, role] = parts[..] else { return vec![format!("I1 {pk} {sk}: no name of a notice")] };
    let cause = books.events(pk).into_iter().find(|event| format!("{:06}", event.number) == number);
    match cause {
        None => wrong.push(format!("I1 {pk} {sk}: nothing caused it")),
        Some(event) if event.at != record.created => wrong.push(format!("I1 {pk} {sk}: not stored with its cause")),
        Some(_) => {}
    }
    let to = record.notice.to.role();
    let second =
        role.strip_prefix(to).and_then(|rest| rest.strip_prefix('-')).is_some_and(|rest| rest.parse::<u8>().is_ok());
    if template != record.notice.letter.template() || !(role == to || second) {
        wrong.push(format!("I1 {pk} {sk}: it is another letter"));
    }
    wrong
}

/// A notice that is to be sent stands once in the outbox, where it is due; one that is done, nowhere.
fn places(books: &Books, notices: &[(String, &str, &str, NoticeRecord)]) -> Broken {
    let mut places: BTreeMap<(String, String), &str> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (pk, sk, item) in books.of_kind("outbox") {
        let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
        if places.insert((text("notice_pk"), text("notice_sk")), sk).is_some() {
            wrong.push(format!("I2 {pk} {sk}: a notice stands twice in the outbox"));
        }
    }
    for (_, pk, sk, record) in notices {
        let key = keys::Key { pk: (*pk).to_owned(), sk: (*sk).to_owned() };
        let due = match &record.delivery {
            Delivery::Waiting { due, .. } | Delivery::Sending { due, .. } => Some(keys::outbox(&key, *due).sk),
            Delivery::Sent { .. } | Delivery::Failed { .. } => None,
        };
        let place = places.remove(&(key.pk, key.sk));
        if place != due.as_deref() {
            wrong.push(format!("I2 {pk} {sk}: in the outbox at {place:?}, due at {due:?}"));
        }
    }
    wrong.extend(places.keys().map(|(pk, sk)| format!("I2 {pk} {sk}: in the outbox, and is not there")));
    wrong
}

/// Each notice that says so was sent, once; and no mail has another origin.
fn sent(books: &Books, notices: &[(String, &str, &str, NoticeRecord)]) -> Broken {
    let mut mails: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for mail in &books.mails {
        let notice = mail.tags.get("notice").map_or("", String::as_str);
        mails.entry(notice).or_default().push(&mail.id);
    }
    let (mut wrong, mut again) = (Vec::new(), 0);
    for (name, pk, sk, record) in notices {
        let mails = mails.remove(&**name).unwrap_or_default();
        again += mails.len().saturating_sub(1);
        match &record.delivery {
            Delivery::Sent { ses_id, .. } if !mails.contains(&ses_id.as_str()) => {
                wrong.push(format!("I2 {pk} {sk}: sent as {ses_id}, in the mailbox as {mails:?}"));
            }
            Delivery::Waiting { attempts: 0, .. } if !mails.is_empty() => {
                wrong.push(format!("I2 {pk} {sk}: in the mailbox, and waits"));
            }
            _ => {}
        }
    }
    if again > books.struck {
        wrong.push(format!("I2: {again} mails went out again, and {} calls went wrong", books.struck));
    }
    wrong.extend(mails.values().map(|ids| format!("I1 {ids:?}: mails that nothing caused")));
    wrong
}
