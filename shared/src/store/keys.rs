//! Every key of the portal's tables, and with it every access pattern.
//!
//! | item | table | pk | sk | read by |
//! |---|---|---|---|---|
//! | account | portal | `ACCT#<account>` | `PROFILE` | every signed-in page (with its session), links, mail |
//! | its accreditations (a place) | portal | `ACCT#<account>` | `ACCREDITATION#<kind>#<number>` | sign-up (E1), the landing page, 判定, links |
//! | its links, on both sides (a place) | portal | `ACCT#<account>` | `PARTNERSHIP#<start>#<other account>` | (基幹)研修施設群 |
//! | how many links it has as a partner, when it asks for one | portal | `ACCT#<account>` | `LINK_COUNT` | nothing: of two that ask at once, one is second |
//! | its applications | portal | `ACCT#<account>` | `APP#<cycle>#<kind>` | the landing page |
//! | login: address is taken, password hash | portal | `EMAIL#<sha256 of the canonical address>` | `LOGIN` | sign-up, sign-in, reset |
//! | application | portal | `APP#<account>#<cycle>#<kind>` | `META` | task list, upload, submission, inspection |
//! | its forms | portal | `APP#…` | `FORM#<form>` | task list, the form, submission |
//! | its submissions | portal | `APP#…` | `SUBMISSION#<number>` | receipt, the secretariat's detail, a correction's proof |
//! | submitted applications of a round (a place) | portal | `WORK#<cycle>` | `<kind>#<account>` | the secretariat's worklist |
//! | events of an aggregate | portal | the aggregate's | `EVENT#<number>` | history |
//! | notices of an aggregate | portal | the aggregate's | `NOTICE#<event>#<template>#<recipient>` | delivery, history, the facility's mails |
//! | receipt number is taken | portal | `RECEIPT#<number>` | `APP` | uniqueness only |
//! | window set by the secretariat | portal | `WINDOW#<cycle>#<kind>` | `META` | everything that asks whether it is open |
//! | settings and notices of the secretariat | portal | `SETTINGS` | `META` | the entry page, help, マイページTOP |
//! | accreditation | portal | `ACCR#<kind>#<number>` | `META` | its end; a number is taken once |
//! | accredited facilities of a kind (a place) | portal | `ROSTER#<kind>` | `<number>` | the public 名簿, choosing a core facility, the next number |
//! | link to be asked for | portal | `DUE#PARTNERSHIPS` | `<start>#<partner>#<core>` | the schedule: a Query that stops at today |
//! | link | portal | `PARTNERSHIP#<partner>#<start>#<core>` | `META` | approving, declining |
//! | links that were asked for (a place) | portal | `LINKS` | `<start>#<core>#<partner>` | the secretariat's lists, the reminders: all, or those of a start date |
//! | what is on file for an accreditation | portal | `REGISTRATION#<kind>#<number>` | `META` | 詳細・変更, the secretariat's registry |
//! | registrations with a 変更申請, once there was one (a place) | portal | `CHANGES` | `<kind>#<number>` | the secretariat's list of what waits |
//! | drafts of a round | portal | `DRAFTS#<cycle>` | `<kind>#<account>` | the reminder before the window closes |
//! | accreditation whose links are to be told that it ends | portal | `DUE#ENDINGS` | `<kind>#<number>` | the schedule, woken by it |
//! | what a schedule expects | portal | `SCHEDULE#<function>` | `META` | that schedule, before it sends |
//! | one of the staff | portal | `STAFF#<staff>` | `PROFILE` | every page of the secretariat (with its session) |
//! | staff login: address is taken, password hash, last code | portal | `OFFICER#<sha256 of the canonical address>` | `LOGIN` | staff sign-in, invitation |
//! | notice to be sent | portal | `OUTBOX#<0..7>` | `<due>#<notice>` | delivery: a Query that stops at now |
//! | session | sessions | `ACCT#<account>` or `STAFF#<staff>` | `SESSION#<sha256 of the secret>` | every signed-in page |
//! | one-time link | sessions | `ACCT#<account>` or `STAFF#<staff>` | `LINK#<link>` | the link's page |
//! | decoy | both | `DECOY#<0..Z>` | `<1..4>` | nothing |
//! | counter | sessions | `LIMIT#<name>#<subject>` | `<window number>` | limits |
//!
//! A *place* is a copy of an aggregate where a list looks for it, written whole in the aggregate's own commit.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    AccountId, AccreditationId, AccreditationKind, ApplicationId, ApplicationKind, Cycle, EmailAddress, StaffId,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

pub use super::link_keys::{
    ALL_LINKS, DUE_PARTNERSHIPS, PARTNERSHIPS, due_partnership, due_until, link_count, link_of_core, link_of_day,
    link_of_partner, links_from, partnership, partnership_partition,
};
pub use super::session_keys::{LINKS, SESSIONS, counter, decoy, link, session};

/// A primary key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

pub(super) fn key(pk: String, sk: impl Into<String>) -> Key {
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

/// The partition of one of the staff, in both tables.
pub fn staff_partition(id: &StaffId) -> String {
    format!("STAFF#{id}")
}

/// Whoever holds a partition: an account, or one of the staff.
pub fn profile(partition: &str) -> Key {
    key(partition.to_owned(), "PROFILE")
}

/// An account.
pub fn account(id: &AccountId) -> Key {
    profile(&account_partition(id))
}

/// An accreditation.
pub fn accreditation(kind: AccreditationKind, number: &str) -> Key {
    key(format!("ACCR#{}#{number}", kind.slug()), META)
}

/// The one item of a partition that all others are about.
pub(super) const META: &str = "META";

/// An accreditation's place under its account.
pub fn held(id: &AccountId, kind: AccreditationKind, number: &str) -> Key {
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

/// The login of one of the staff: staff and facilities may have the same address.
pub fn staff_login(email: &EmailAddress) -> Key {
    key(format!("OFFICER#{}", sha256_hex(email.canonical())), "LOGIN")
}

/// The partition of an application.
pub fn application_partition(id: &ApplicationId) -> String {
    format!("APP#{}#{}#{}", id.account, id.cycle, id.kind.slug())
}

/// An application.
pub fn application(id: &ApplicationId) -> Key {
    key(application_partition(id), META)
}

/// A submitted application's place in the secretariat's worklist.
pub fn work(id: &ApplicationId) -> Key {
    key(work_partition(id.cycle), format!("{}#{}", id.kind.slug(), id.account))
}

/// The submitted applications of a round.
pub fn work_partition(cycle: Cycle) -> String {
    format!("WORK#{cycle}")
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
    key(partition.to_owned(), format!("{EVENTS}{number:06}"))
}

/// A notice caused by event `number` of the aggregate in `partition`: each once.
pub fn notice(partition: &str, number: u64, template: &str, role: &str) -> Key {
    key(partition.to_owned(), format!("{NOTICES}{number:06}#{template}#{role}"))
}

/// The prefix of an aggregate's events.
pub const EVENTS: &str = "EVENT#";

/// The prefix of an aggregate's notices.
pub const NOTICES: &str = "NOTICE#";

/// A receipt number.
pub fn receipt(number: &str) -> Key {
    key(format!("RECEIPT#{number}"), "APP")
}

/// A window that the secretariat has set.
pub fn window(cycle: Cycle, kind: ApplicationKind) -> Key {
    key(format!("WINDOW#{cycle}#{}", kind.slug()), META)
}

/// The settings and notices of the secretariat.
pub fn portal_settings() -> Key {
    key("SETTINGS".to_owned(), META)
}

/// A facility in the list of its kind.
pub fn roster(kind: AccreditationKind, number: &str) -> Key {
    key(roster_partition(kind), number)
}

/// The partition of the facilities of a kind.
pub fn roster_partition(kind: AccreditationKind) -> String {
    format!("ROSTER#{}", kind.slug())
}

/// An accreditation whose links are to be told that it ends.
pub fn ending(id: &AccreditationId) -> Key {
    key(ENDINGS.to_owned(), format!("{}#{}", id.kind.slug(), id.number))
}

/// The partition of those.
pub const ENDINGS: &str = "DUE#ENDINGS";

/// What is on file for an accreditation.
pub fn registration(id: &AccreditationId) -> Key {
    key(format!("REGISTRATION#{}#{}", id.kind.slug(), id.number), META)
}

/// A registration's place among those for which a change was ever asked for.
pub fn change(id: &AccreditationId) -> Key {
    key(CHANGES.to_owned(), format!("{}#{}", id.kind.slug(), id.number))
}

/// The partition of those.
pub const CHANGES: &str = "CHANGES";

/// A draft's entry in the list of its round.
pub fn draft(id: &ApplicationId) -> Key {
    key(drafts_partition(id.cycle), format!("{}#{}", id.kind.slug(), id.account))
}

/// The drafts of a round.
pub fn drafts_partition(cycle: Cycle) -> String {
    format!("DRAFTS#{cycle}")
}

/// What a schedule expects of the days to come.
pub fn schedule(function: &str) -> Key {
    key(format!("SCHEDULE#{function}"), META)
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
