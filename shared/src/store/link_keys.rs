//! The keys of links between facilities; `keys.rs` has the table of all.

use chrono::NaiveDate;
use domain::{AccountId, PartnershipId};

use super::keys::{Key, META, account_partition, key};

/// The partition of a link.
pub fn partnership_partition(id: &PartnershipId) -> String {
    format!("{PARTNERSHIPS}{}#{}#{}", id.partner, id.start, id.core)
}

/// A link.
pub fn partnership(id: &PartnershipId) -> Key {
    key(partnership_partition(id), META)
}

/// A link's place under its partner.
pub fn link_of_partner(id: &PartnershipId) -> Key {
    key(account_partition(&id.partner), format!("{PARTNERSHIPS}{}#{}", id.start, id.core))
}

/// A link's place under its core facility.
pub fn link_of_core(id: &PartnershipId) -> Key {
    key(account_partition(&id.core), format!("{PARTNERSHIPS}{}#{}", id.start, id.partner))
}

/// The prefix of an account's links.
pub const PARTNERSHIPS: &str = "PARTNERSHIP#";

/// A link's place among all that were asked for.
pub fn link_of_day(id: &PartnershipId) -> Key {
    key(ALL_LINKS.to_owned(), format!("{}{}#{}", links_from(id.start), id.core, id.partner))
}

/// The partition of links that were asked for.
pub const ALL_LINKS: &str = "LINKS";

/// The prefix of those of a start date.
pub fn links_from(start: NaiveDate) -> String {
    format!("{start}#")
}

/// How many links a partner has, counted by the last one that it asked for.
pub fn link_count(partner: &AccountId) -> Key {
    key(account_partition(partner), "LINK_COUNT")
}

/// A link that is to be asked for on its start date.
pub fn due_partnership(id: &PartnershipId) -> Key {
    key(DUE_PARTNERSHIPS.to_owned(), format!("{}#{}#{}", id.start, id.partner, id.core))
}

/// The partition of links to be asked for.
pub const DUE_PARTNERSHIPS: &str = "DUE#PARTNERSHIPS";

/// What sorts after everything of `day` in that partition.
pub fn due_until(day: NaiveDate) -> String {
    format!("{day}~")
}
