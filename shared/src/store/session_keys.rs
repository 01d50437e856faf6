//! The keys of sessions, one-time links and counters; `keys.rs` has the table of all.

use chrono::{DateTime, Utc};
use domain::{Limit, LinkId};

use super::keys::{Key, key, sha256_hex};

/// A session of whoever holds a partition, by the hash of its secret.
pub fn session(partition: &str, secret: &str) -> Key {
    key(partition.to_owned(), format!("{SESSIONS}{}", sha256_hex(secret)))
}

/// The prefix of sessions.
pub const SESSIONS: &str = "SESSION#";

/// A one-time link to whoever holds a partition.
pub fn link(partition: &str, link: &LinkId) -> Key {
    key(partition.to_owned(), format!("{LINKS}{link}"))
}

/// The prefix of one-time links.
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
