//! I3, I7: a core facility is asked once for each partner and start date, and a link counts from that date.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use domain::{Accreditation, AccreditationKind, Event, Partnership};
use shared::store::keys;

use super::{Books, Broken, typed};

pub(super) fn broken(books: &Books) -> Broken {
    let links: Vec<(&str, Partnership)> = books
        .of_kind("partnership")
        .filter(|(_, sk, _)| *sk == "META")
        .map(|(pk, _, item)| (pk, typed(item)))
        .collect();
    let mut wrong: Broken = links.iter().flat_map(|(pk, link)| asked(books, pk, link)).collect();
    wrong.extend(scheduled(books));
    let first = first_days(books);
    for (pk, link) in links.iter().filter(|(_, link)| !link.later) {
        if !matches!((link.id.start.month(), link.id.start.day()), (4 | 10, 1)) && !is_edited(books, link) {
            wrong.push(format!("I7 {pk}: asked for from {}", link.id.start));
        }
        let was_there = first.get(link.id.core.as_str()).is_some_and(|first| *first <= link.id.start);
        if was_there && link.link_start != link.id.start {
            wrong.push(format!("I7 {pk}: it counts from {}", link.link_start));
        }
    }
    wrong
}

/// What a partner sees as to come is what the schedule will ask for.
fn scheduled(books: &Books) -> Broken {
    let links = books.of_kind("partnership").filter(|(_, _, item)| item["version"] == 0);
    let shown: BTreeSet<String> = links.map(|(_, _, item)| due_key(&typed(item))).collect();
    let due: BTreeSet<String> = books.of_kind("due_partnership").map(|(_, _, item)| due_key(&typed(item))).collect();
    shown.symmetric_difference(&due).map(|link| format!("I3 {link}: shown or due, but not both")).collect()
}

fn due_key(link: &Partnership) -> String {
    keys::due_partnership(&link.id).sk
}

/// Asked once, or found impossible once; and then no longer among those to be asked.
fn asked(books: &Books, pk: &str, link: &Partnership) -> Broken {
    let mut wrong = Vec::new();
    let is_asking =
        |event: &Event| matches!(event, Event::PartnershipRequested { .. } | Event::PartnershipBlocked { .. });
    let times = books.events(pk).iter().filter(|record| is_asking(&record.event)).count();
    if times != 1 {
        wrong.push(format!("I3 {pk}: asked {times} times"));
    }
    let due = keys::due_partnership(&link.id);
    if books.item(&due.pk, &due.sk).is_some() {
        wrong.push(format!("I3 {pk}: asked, and to be asked once more"));
    }
    wrong
}

/// The day from which each account is a core facility.
fn first_days(books: &Books) -> BTreeMap<String, NaiveDate> {
    let mut first: BTreeMap<String, NaiveDate> = BTreeMap::new();
    let held = books.of_kind("accreditation").map(|(_, _, item)| typed::<Accreditation>(item));
    for held in held.filter(|held| held.kind == AccreditationKind::Core) {
        let day = first.entry(held.account.as_str().to_owned()).or_insert(held.valid_from);
        *day = held.valid_from.min(*day);
    }
    first
}

/// The secretariat may have an accreditation begin on another day; its links begin with it.
fn is_edited(books: &Books, link: &Partnership) -> bool {
    let held = books.of_kind("accreditation").map(|(_, _, item)| typed::<Accreditation>(item));
    held.filter(|held| held.account == link.id.partner).any(|held| held.valid_from == link.id.start)
}
