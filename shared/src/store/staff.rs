//! The secretariat's staff, their logins and their invitations.

use chrono::{DateTime, Utc};
use domain::{Capability, EmailAddress, Limit, Link, LinkId, Staff, StaffId};
use serde::{Deserialize, Serialize};

use super::aggregate::Versioned;
use super::counters::reached;
use super::item::{from_item, to_item};
use super::{Counted, Store, StoreError, Table, Write, keys};

/// Who of the staff holds an address, with what sign-in needs: one read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StaffLogin {
    /// Rises with every change, each login included: so a code that was used once finds another version.
    pub version: u64,
    /// Who.
    pub staff: StaffId,
    /// Their epoch.
    pub epoch: u32,
    /// Password and authenticator, once they are set.
    pub password: Option<StaffPassword>,
}

/// What one of the staff signs in with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StaffPassword {
    /// The password's hash (PHC string).
    pub hash: String,
    /// The name of the enrolment from which the authenticator's secret is derived.
    pub authenticator: LinkId,
    /// The step (RFC 6238) of the last code that was accepted: none up to it is accepted again.
    pub last_step: u64,
}

impl Store {
    /// Who of the staff holds an address, with how often `limit` was counted for `subject`, in one round trip.
    pub async fn staff_login_within(
        &self,
        email: &EmailAddress,
        limit: &Limit,
        subject: &str,
        now: DateTime<Utc>,
    ) -> Result<(Option<StaffLogin>, Counted), StoreError> {
        let wanted = [(Table::Portal, keys::staff_login(email)), (Table::Sessions, keys::counter(limit, subject, now))];
        let mut found = self.get_all(&wanted).await?.into_iter();
        let login = found.next().flatten().map(from_item).transpose()?;
        Ok((login, reached(limit, found.next().flatten().as_ref())))
    }

    /// Who of the staff holds an address.
    pub async fn staff_login(&self, email: &EmailAddress) -> Result<Option<StaffLogin>, StoreError> {
        self.get(Table::Portal, &keys::staff_login(email), true).await?.map(from_item).transpose()
    }

    /// The write of a login; it follows the version before its own.
    pub fn put_staff_login(&self, email: &EmailAddress, login: &StaffLogin) -> Result<Write, StoreError> {
        let item = to_item(&keys::staff_login(email), "staff_login", login)?;
        Write::put(self, Table::Portal, item, login.version.saturating_sub(1))
    }

    /// One of the staff.
    pub async fn staff(&self, capability: &Capability<StaffId>) -> Result<Option<Versioned<Staff>>, StoreError> {
        let key = keys::profile(&keys::staff_partition(capability.object()));
        self.get(Table::Portal, &key, true).await?.map(from_item).transpose()
    }

    /// An invitation with whom it is for, in one round trip.
    pub async fn invitation(
        &self,
        capability: &Capability<StaffId>,
        id: &LinkId,
    ) -> Result<Option<(Versioned<Staff>, Link)>, StoreError> {
        self.link_in(&keys::staff_partition(capability.object()), id).await
    }

    /// The write that stores an invitation.
    pub fn put_invitation(&self, staff: &StaffId, link: &Link) -> Result<Write, StoreError> {
        self.put_fresh_link(&keys::staff_partition(staff), link)
    }

    /// The write that marks an invitation as used, once.
    pub fn use_invitation(&self, staff: &StaffId, link: &Link, now: DateTime<Utc>) -> Result<Write, StoreError> {
        self.put_used_link(&keys::staff_partition(staff), link, now)
    }
}
