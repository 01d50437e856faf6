//! Every key of the portal's tables, and with it every access pattern.
//!
//! | item | table | pk | sk | read by |
//! |---|---|---|---|---|
//! | account | portal | `ACCT#<account>` | `PROFILE` | every signed-in page (with its session), links, mail |
//! | its accreditations | portal | `ACCT#<account>` | `ACCREDITATION#<kind>#<number>` | sign-up (E1), the landing page |
//! | its applications | portal | `ACCT#<account>` | `APP#<cycle>#<kind>` | the landing page |
//! | login: address is taken, password hash | portal | `EMAIL#<sha256 of the canonical address>` | `LOGIN` | sign-up, sign-in, reset |
//! | application | portal | `APP#<account>#<cycle>#<kind>` | `META` | task list, upload, submission, inspection |
//! | its forms | portal | `APP#…` | `FORM#<form>` | task list, the form, submission |
//! | its submissions | portal | `APP#…` | `SUBMISSION#<number>` | receipt |
//! | events of an account or application | portal | the aggregate's | `EVENT#<number>` | history |
//! | notices of an account or application | portal | the aggregate's | `NOTICE#<event>#<template>#<recipient>` | delivery, history |
//! | receipt number is taken | portal | `RECEIPT#<number>` | `APP` | uniqueness only |
//! | window set by the secretariat | portal | `CYCLE#<cycle>` | `WINDOW#<kind>` | everything that asks whether it is open |
//! | accredited facilities of a kind | portal | `ROSTER#<kind>` | `<prefecture>#<number>` | choosing a core facility |
//! | notice to be sent | portal | `OUTBOX#<0..7>` | `<due>#<notice>` | delivery: a Query that stops at now |
//! | session | sessions | `ACCT#<account>` | `SESSION#<sha256 of the secret>` | every signed-in page |
//! | one-time link | sessions | `ACCT#<account>` | `LINK#<link>` | the link's page |
//! | decoy | both | `DECOY#<0..Z>` | `<1..4>` | nothing |
//! | counter | sessions | `LIMIT#<name>#<subject>` | `<window number>` | limits |

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{AccountId, AccreditationKind, ApplicationId, ApplicationKind, Cycle, EmailAddress, Limit, LinkId};
use sha2::{Digest, Sha256};

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

fn key(pk: String, sk: impl Into<String>) -> Key {
    Key { pk, sk: sk.into() }
}

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The partition of an account, in both tables.
pub fn account_partition(id: &AccountId) -> String {
    format!("ACCT#{id}")
}

/// An account.
pub fn account(id: &AccountId) -> Key {
    key(account_partition(id), "PROFILE")
}

/// An accreditation, under its account.
pub fn accreditation(id: &AccountId, kind: AccreditationKind, number: &str) -> Key {
    key(account_partition(id), format!("{ACCREDITATIONS}{}#{number}", kind.slug()))
}

/// The prefix of an account's accreditations.
pub const ACCREDITATIONS: &str = "ACCREDITATION#";

/// An application's entry in its account's list.
pub fn account_application(id: &ApplicationId) -> Key {
    key(account_partition(&id.account), format!("{ACCOUNT_APPLICATIONS}{}#{}", id.cycle, id.kind.slug()))
}

/// The prefix of an account's applications.
pub const ACCOUNT_APPLICATIONS: &str = "APP#";

/// The login of an address: hashed, because keys turn up in metrics and logs.
pub fn login(email: &EmailAddress) -> Key {
    key(format!("EMAIL#{}", sha256_hex(email.canonical())), "LOGIN")
}

/// The partition of an application.
pub fn application_partition(id: &ApplicationId) -> String {
    format!("APP#{}#{}#{}", id.account, id.cycle, id.kind.slug())
}

/// An application.
pub fn application(id: &ApplicationId) -> Key {
    key(application_partition(id), "META")
}

/// The draft of one form.
pub fn form(id: &ApplicationId, slug: &str) -> Key {
    key(application_partition(id), format!("FORM#{slug}"))
}

/// A submission's snapshot.
pub fn submission(id: &ApplicationId, number: u32) -> Key {
    key(application_partition(id), format!("SUBMISSION#{number:04}"))
}

/// An event of the aggregate in `partition`.
pub fn event(partition: &str, number: u64) -> Key {
    key(partition.to_owned(), format!("EVENT#{number:06}"))
}

/// A notice caused by event `number` of the aggregate in `partition`: each once.
pub fn notice(partition: &str, number: u64, template: &str, role: &str) -> Key {
    key(partition.to_owned(), format!("{NOTICES}{number:06}#{template}#{role}"))
}

/// The prefix of an aggregate's notices.
pub const NOTICES: &str = "NOTICE#";

/// A receipt number.
pub fn receipt(number: &str) -> Key {
    key(format!("RECEIPT#{number}"), "APP")
}

/// A window that the secretariat has set.
pub fn window(cycle: Cycle, kind: ApplicationKind) -> Key {
    key(format!("CYCLE#{cycle}"), format!("WINDOW#{}", kind.slug()))
}

/// A facility in the list of its kind.
pub fn roster(kind: AccreditationKind, prefecture: &str, number: &str) -> Key {
    key(roster_partition(kind), format!("{prefecture}#{number}"))
}

/// The partition of the facilities of a kind.
pub fn roster_partition(kind: AccreditationKind) -> String {
    format!("ROSTER#{}", kind.slug())
}

/// How many partitions the outbox has.
pub const OUTBOX_SHARDS: u8 = 8;

/// One partition of the outbox.
pub fn outbox_partition(shard: u8) -> String {
    format!("OUTBOX#{shard}")
}

/// The place of a notice in the outbox: a Query that stops at now finds what is due.
pub fn outbox(notice: &Key, due: DateTime<Utc>) -> Key {
    let digest = Sha256::digest(format!("{}|{}", notice.pk, notice.sk));
    let shard = digest.first().map_or(0, |byte| byte % OUTBOX_SHARDS);
    let name = data_encoding::HEXLOWER.encode(&digest);
    key(outbox_partition(shard), format!("{}#{name}", instant(due)))
}

/// An instant that sorts as text: always milliseconds.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A session, by the hash of its secret.
pub fn session(account: &AccountId, secret: &str) -> Key {
    key(account_partition(account), format!("{SESSIONS}{}", sha256_hex(secret)))
}

/// The prefix of an account's sessions.
pub const SESSIONS: &str = "SESSION#";

/// A one-time link.
pub fn link(account: &AccountId, link: &LinkId) -> Key {
    key(account_partition(account), format!("{LINKS}{link}"))
}

/// The prefix of an account's links.
pub const LINKS: &str = "LINK#";

/// An item that says nothing, written over again and again: see [`super::Store::decoy_reset`]. Spread by the last
/// character of a random name, so that two at once seldom meet.
pub fn decoy(name: &LinkId, place: u8) -> Key {
    key(format!("DECOY#{}", name.as_str().chars().next_back().unwrap_or('0')), place.to_string())
}

/// A counter of `limit` for `subject` in the window that holds `now`.
pub fn counter(limit: &Limit, subject: &str, now: DateTime<Utc>) -> Key {
    key(format!("LIMIT#{}#{}", limit.name, sha256_hex(subject)), limit.window_number(now).to_string())
}
