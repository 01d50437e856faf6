//! Sessions: opaque, server-side, revocable at once.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Account, AccountId, AccountState, Staff, StaffId, StaffState};
use serde::{Deserialize, Serialize};

use super::item::{from_item, to_item};
use super::{Aggregate, Store, StoreError, Table, Versioned, Write, keys};

/// Who can sign in: a facility with its account, or one of the staff.
pub trait Holder: Aggregate + Clone {
    /// How long a session may lie idle, where it is not remembered.
    const IDLE: TimeDelta;
    /// The partition of profile, sessions and links.
    fn partition(id: &Self::Id) -> String;
    /// Rises whenever a credential changes.
    fn epoch(&self) -> u32;
    /// Whether there is anything to sign in with.
    fn can_sign_in(&self) -> bool;
}

impl Holder for Account {
    const IDLE: TimeDelta = TimeDelta::minutes(60);

    fn partition(id: &AccountId) -> String {
        keys::account_partition(id)
    }

    fn epoch(&self) -> u32 {
        self.epoch
    }

    fn can_sign_in(&self) -> bool {
        self.state == AccountState::Active
    }
}

impl Holder for Staff {
    const IDLE: TimeDelta = TimeDelta::minutes(30);

    fn partition(id: &StaffId) -> String {
        keys::staff_partition(id)
    }

    fn epoch(&self) -> u32 {
        self.epoch
    }

    fn can_sign_in(&self) -> bool {
        self.state == StaffState::Active
    }
}

/// A session as it is stored. The secret itself is only in the cookie.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SessionRow {
    /// Rises with every change.
    pub version: u64,
    /// The holder's epoch at sign-in; a session of an earlier epoch is dead.
    pub epoch: u32,
    /// When it was last used, to within five minutes.
    pub seen: DateTime<Utc>,
    /// When it ends whatever happens.
    pub ends: DateTime<Utc>,
    /// ログイン情報を保存する
    pub remember: bool,
    /// When somebody had last logged in to the account before (最終ログイン).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<DateTime<Utc>>,
    /// For the table's own clean-up.
    expires_at: i64,
}

impl SessionRow {
    /// How exactly `seen` is kept: a write at most this often.
    const TOUCH: TimeDelta = TimeDelta::minutes(5);

    /// A new session (E15): 12 hours at most; remembered, 14 days idle and 30 days.
    pub fn new(epoch: u32, remember: bool, now: DateTime<Utc>) -> Self {
        let ends = now + if remember { TimeDelta::days(30) } else { TimeDelta::hours(12) };
        Self { version: 1, epoch, seen: now, ends, remember, before: None, expires_at: ends.timestamp() }
    }

    /// The same, after an earlier login.
    #[must_use]
    pub fn after(self, before: Option<DateTime<Utc>>) -> Self {
        Self { before, ..self }
    }

    /// Whether it is alive for `holder` at `now`.
    fn is_alive<H: Holder>(&self, holder: &H, now: DateTime<Utc>) -> bool {
        let idle = if self.remember { TimeDelta::days(14) } else { H::IDLE };
        now < self.ends && now < self.seen + idle && self.epoch == holder.epoch() && holder.can_sign_in()
    }
}

/// A valid session and whose it is.
#[derive(Clone, Debug)]
pub struct SignedIn<H> {
    /// Who.
    pub holder: Versioned<H>,
    /// The session.
    pub session: SessionRow,
}

impl Store {
    /// The session of a secret, with its holder, in one round trip; `None` if it is not alive.
    pub async fn session<H: Holder>(
        &self,
        id: &H::Id,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<SignedIn<H>>, StoreError> {
        let partition = H::partition(id);
        let wanted = [(Table::Portal, keys::profile(&partition)), (Table::Sessions, keys::session(&partition, secret))];
        let mut found = self.get_all(&wanted).await?.into_iter();
        let (Some(Some(holder)), Some(Some(session))) = (found.next(), found.next()) else { return Ok(None) };
        let holder: Versioned<H> = from_item(holder)?;
        let session: SessionRow = from_item(session)?;
        Ok(session.is_alive(&holder.value, now).then_some(SignedIn { holder, session }))
    }

    /// Notes that a session was used, at most every five minutes.
    pub async fn touch_session<H: Holder>(
        &self,
        id: &H::Id,
        secret: &str,
        session: &SessionRow,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if now < session.seen + SessionRow::TOUCH {
            return Ok(());
        }
        let next = SessionRow { version: session.version + 1, seen: now, ..session.clone() };
        let item = to_item(&keys::session(&H::partition(id), secret), "session", next)?;
        let touched = self.transact(vec![Write::put(self, Table::Sessions, item, session.version)?]).await;
        super::unless_beaten(touched).map(|_| ())
    }

    /// The write of a new session.
    fn put_session<H: Holder>(&self, id: &H::Id, secret: &str, session: &SessionRow) -> Result<Write, StoreError> {
        let item = to_item(&keys::session(&H::partition(id), secret), "session", session)?;
        Write::put(self, Table::Sessions, item, 0)
    }

    /// Stores a new session, and with it what ends a failed count.
    pub async fn start_session<H: Holder>(
        &self,
        id: &H::Id,
        secret: &str,
        session: &SessionRow,
        with: Vec<Write>,
    ) -> Result<(), StoreError> {
        let mut writes = vec![self.put_session::<H>(id, secret, session)?];
        writes.extend(with);
        // logins of one account at the same moment hold its counter for each other
        super::settle(|| async { super::unless_beaten(self.transact(writes.clone()).await) }).await
    }

    /// Ends a session.
    pub async fn end_session<H: Holder>(&self, id: &H::Id, secret: &str) -> Result<(), StoreError> {
        self.transact(vec![Write::delete(self, Table::Sessions, &keys::session(&H::partition(id), secret))?]).await
    }
}
