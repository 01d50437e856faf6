//! One-time links (E10): what a stored link is, and whether it may still be used. The secret part is derived, not stored.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{INVITATION_LIFETIME, LinkId, Refusal};

/// How long a link of a facility works.
pub const LINK_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// How long the old login address can take a change back.
pub const UNDO_LIFETIME: TimeDelta = TimeDelta::days(7);

/// How many links for the password of one account may be outstanding; using one voids all, asking for another voids none.
pub const OUTSTANDING_LINKS: usize = 3;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// The first password after 新規登録.
    Issuance,
    /// A new password (パスワードをお忘れの方はこちら).
    Reset,
    /// Password and authenticator of one of the secretariat's staff.
    Invitation,
    /// A new login address is its holder's (E18).
    AddressConfirmation,
    /// The old login address takes the change back.
    AddressUndo,
}

impl LinkPurpose {
    /// How long a link works.
    pub const fn lifetime(self) -> TimeDelta {
        match self {
            Self::Issuance | Self::Reset | Self::AddressConfirmation => LINK_LIFETIME,
            Self::Invitation => INVITATION_LIFETIME,
            Self::AddressUndo => UNDO_LIFETIME,
        }
    }

    /// Whether it is about a login address; else about a password.
    pub const fn is_of_an_address(self) -> bool {
        matches!(self, Self::AddressConfirmation | Self::AddressUndo)
    }
}

/// A one-time link as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its name.
    pub id: LinkId,
    /// What for.
    pub purpose: LinkPurpose,
    /// The account's epoch when it was issued; a link of an earlier epoch is void.
    pub epoch: u32,
    /// When it stops working.
    pub expires: DateTime<Utc>,
    /// When it was used.
    pub used: Option<DateTime<Utc>>,
}

impl Link {
    /// A fresh link for an account of that epoch.
    pub fn new(id: LinkId, purpose: LinkPurpose, epoch: u32, now: DateTime<Utc>) -> Self {
        Self { id, purpose, epoch, expires: now + purpose.lifetime(), used: None }
    }

    /// The link to mail: this fresh one or, where as many as there may be are alive, the newest of those. So nobody's
    /// request ends a link that the holder was sent (E10).
    #[must_use]
    pub fn or_newest(self, outstanding: &[Self], epoch: u32, now: DateTime<Utc>) -> Self {
        let same_kind = |link: &&Self| link.purpose.is_of_an_address() == self.purpose.is_of_an_address();
        let alive: Vec<_> =
            outstanding.iter().filter(same_kind).filter(|link| link.check(epoch, now).is_ok()).collect();
        if alive.len() < OUTSTANDING_LINKS {
            return self;
        }
        alive.into_iter().max_by_key(|link| (link.expires, &link.id)).cloned().unwrap_or(self)
    }

    /// Whether the link may be used at `now` for an account of that epoch. That of an old address works whatever happened to
    /// the password: whoever took the account over may have changed it.
    pub fn check(&self, epoch: u32, now: DateTime<Utc>) -> Result<(), Refusal> {
        if self.used.is_some() {
            Err(Refusal::LinkUsed)
        } else if self.epoch != epoch && self.purpose != LinkPurpose::AddressUndo {
            Err(Refusal::LinkInvalid)
        } else if now >= self.expires {
            Err(Refusal::LinkExpired)
        } else {
            Ok(())
        }
    }
}
