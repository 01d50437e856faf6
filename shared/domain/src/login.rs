//! What is written down and mailed about a login beyond its password: its address, its sessions, its end.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AccountId, ApplicationKind, EmailAddress, LinkId};

/// One event of a login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "login", rename_all = "snake_case")]
pub enum LoginEvent {
    /// The facility wants another address.
    AddressAsked {
        /// Which.
        new: EmailAddress,
    },
    /// It no longer wants it.
    AddressCancelled,
    /// The new address was confirmed, and holds.
    AddressChanged {
        /// The address that held before.
        old: EmailAddress,
        /// The address that holds.
        new: EmailAddress,
    },
    /// The old address took the change back, and the password ended with it.
    AddressRestored {
        /// The address that held before.
        old: EmailAddress,
        /// The address that holds.
        new: EmailAddress,
    },
    /// The secretariat entered another address (S60, E19).
    AddressReplaced {
        /// The address that held before.
        old: EmailAddress,
        /// The address that holds.
        new: EmailAddress,
        /// Whose identity was checked.
        requester: String,
        /// Why.
        reason: String,
    },
    /// The secretariat ended every session.
    SessionsEnded,
    /// Every session ended as an accreditation was returned (E15).
    SessionsEndedByReturn,
    /// The account is closed: somebody signed up anew with its address (S5).
    Closed {
        /// The account that has the address now.
        successor: AccountId,
    },
    /// The account was opened in the place of a finished one.
    Succeeded {
        /// The account that had the address before.
        former: AccountId,
        /// The entry that the person came from (E12).
        entry: Option<ApplicationKind>,
    },
}

/// M12, and the other mails about a login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "login", rename_all = "snake_case")]
pub enum LoginLetter {
    /// To the new address: the link that confirms it.
    AddressConfirmation {
        /// The person's name as registered.
        name: String,
        /// The one-time link.
        link: LinkId,
        /// Until when the link works.
        expires: DateTime<Utc>,
    },
    /// To the new address, which is another account's: it cannot be taken.
    AddressTaken,
    /// To the old address: another one is wanted.
    AddressAsked {
        /// The person's name as registered.
        name: String,
        /// The address that is wanted.
        new: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// To the old address: it was changed, and the link that takes it back.
    AddressChanged {
        /// The person's name as registered.
        name: String,
        /// The address that holds.
        new: String,
        /// When.
        at: DateTime<Utc>,
        /// The one-time link.
        link: LinkId,
        /// Until when the link works.
        expires: DateTime<Utc>,
    },
    /// To the new address: it holds.
    AddressConfirmed {
        /// The person's name as registered.
        name: String,
        /// The address that held before.
        old: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// To the address that holds again: the link that sets a new password.
    AddressRestored {
        /// The person's name as registered.
        name: String,
        /// The one-time link.
        link: LinkId,
        /// Until when the link works.
        expires: DateTime<Utc>,
    },
    /// To the address that no longer holds: the change was taken back.
    AddressDropped {
        /// The person's name as registered.
        name: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// To both: the secretariat has changed it.
    AddressReplaced {
        /// The person's name as registered.
        name: String,
        /// The address that held before.
        old: String,
        /// The address that holds.
        new: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// The secretariat has ended every session.
    SessionsEnded {
        /// The person's name as registered.
        name: String,
        /// When.
        at: DateTime<Utc>,
    },
}

impl LoginLetter {
    /// Its one-time link.
    pub const fn link(&self) -> Option<&LinkId> {
        match self {
            Self::AddressConfirmation { link, .. }
            | Self::AddressChanged { link, .. }
            | Self::AddressRestored { link, .. } => Some(link),
            _ => None,
        }
    }

    /// The template's stable name, as part of a notice's key.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::AddressConfirmation { .. } => "address_confirmation",
            Self::AddressTaken => "address_taken",
            Self::AddressAsked { .. } => "address_asked",
            Self::AddressChanged { .. } => "address_changed",
            Self::AddressConfirmed { .. } => "address_confirmed",
            Self::AddressRestored { .. } => "address_restored",
            Self::AddressDropped { .. } => "address_dropped",
            Self::AddressReplaced { .. } => "address_replaced",
            Self::SessionsEnded { .. } => "sessions_ended",
        }
    }
}
