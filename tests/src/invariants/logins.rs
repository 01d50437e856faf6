//! I9, I10: an address is one account's, and a one-time link is used once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{Account, AccountState, Link};
use shared::store::{Login, keys};

use super::{Books, Broken, typed, word};

/// The events that use a link up.
const USES: [&str; 5] = ["password_set", "address_changed", "address_restored", "closed", "staff_enrolled"];

pub(super) fn broken(books: &Books) -> Broken {
    let mut wrong: Broken =
        books.of_kind("account").filter_map(|(pk, _, item)| account(books, pk, &typed(item))).collect();
    wrong.extend(books.of_kind("login").filter_map(|(pk, _, item)| login(books, pk, &typed(item))));
    let holders = books.partitions.keys().filter(|pk| pk.starts_with("ACCT#") || pk.starts_with("STAFF#"));
    wrong.extend(holders.flat_map(|pk| links(books, pk)));
    wrong
}

/// Whoever is not closed logs in with the address, and nobody else does.
fn account(books: &Books, pk: &str, account: &Account) -> Option<String> {
    if account.state == AccountState::Closed {
        return None;
    }
    let key = keys::login(&account.email);
    let login: Option<Login> = books.item(&key.pk, &key.sk).map(typed);
    let own = |login: &Login| login.account == account.id && login.epoch == account.epoch && login.kept_until.is_none();
    (!login.is_some_and(|login| own(&login))).then(|| format!("I9 {pk}: its address is not its own"))
}

/// A login is of an account that has the address, or that had it and may take it back.
fn login(books: &Books, pk: &str, login: &Login) -> Option<String> {
    if !pk.starts_with("EMAIL#") {
        return None;
    }
    let key = keys::account(&login.account);
    let account: Option<Account> = books.item(&key.pk, &key.sk).map(typed);
    let has =
        account.is_some_and(|account| keys::login(&account.email).pk == pk && account.state != AccountState::Closed);
    let right = has != login.kept_until.is_some() && (login.kept_until.is_none() || login.password_hash.is_none());
    (!right).then(|| format!("I9 {pk}: it logs in to {}", login.account))
}

/// As many links were used at an instant as events used one.
fn links(books: &Books, pk: &str) -> Broken {
    let mut instants: BTreeMap<DateTime<Utc>, (usize, usize)> = BTreeMap::new();
    for item in books.partitions[pk].values().filter(|item| item["type"] == "link") {
        if let Some(used) = typed::<Link>(item).used {
            instants.entry(used).or_default().0 += 1;
        }
    }
    for record in books.events(pk).iter().filter(|record| USES.contains(&&*word(&record.event))) {
        instants.entry(record.at).or_default().1 += 1;
    }
    let differs = instants.into_iter().filter(|(_, (links, events))| links != events);
    differs
        .map(|(at, (links, events))| format!("I10 {pk}: at {at} {links} links were used by {events} events"))
        .collect()
}
