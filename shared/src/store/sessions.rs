//! Sessions: opaque, server-side, revocable at once.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Account, AccountId, AccountState};
use serde::{Deserialize, Serialize};

use super::item::{from_item, to_item};
use super::{Store, StoreError, Table, Versioned, Write, keys};

/// A session as it is stored. The secret itself is only in the cookie.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SessionRow {
    /// Rises with every change.
    pub version: u64,
    /// The account's epoch at sign-in; a session of an earlier epoch is dead.
    pub epoch: u32,
    /// When it was last used, to within five minutes.
    pub seen: DateTime<Utc>,
    /// When it ends whatever happens.
    pub ends: DateTime<Utc>,
    /// ログイン情報を保存する
    pub remember: bool,
    /// For the table's own clean-up.
    expires_at: i64,
}

impl SessionRow {
    /// How exactly `seen` is kept: a write at most this often.
    const TOUCH: TimeDelta = TimeDelta::minutes(5);

    /// A new session (E15): 60 minutes idle and 12 hours at most; remembered, 14 days and 30 days.
    pub fn new(epoch: u32, remember: bool, now: DateTime<Utc>) -> Self {
        let ends = now + if remember { TimeDelta::days(30) } else { TimeDelta::hours(12) };
        Self { version: 1, epoch, seen: now, ends, remember, expires_at: ends.timestamp() }
    }

    /// How long it may lie idle.
    pub const fn idle(&self) -> TimeDelta {
        if self.remember { TimeDelta::days(14) } else { TimeDelta::minutes(60) }
    }

    /// Whether it is alive for `account` at `now`.
    fn is_alive(&self, account: &Account, now: DateTime<Utc>) -> bool {
        now < self.ends
            && now < self.seen + self.idle()
            && self.epoch == account.epoch
            && account.state == AccountState::Active
    }
}

/// A valid session and whose it is.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account.
    pub account: Versioned<Account>,
    /// The session.
    pub session: SessionRow,
}

impl Store {
    /// The session of a secret, with its account, in one round trip; `None` if it is not alive.
    pub async fn session(
        &self,
        account: &AccountId,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<SignedIn>, StoreError> {
        let wanted = [(Table::Portal, keys::account(account)), (Table::Sessions, keys::session(account, secret))];
        let mut found = self.get_all(&wanted).await?.into_iter();
        let (Some(Some(account)), Some(Some(session))) = (found.next(), found.next()) else { return Ok(None) };
        let account: Versioned<Account> = from_item(account)?;
        let session: SessionRow = from_item(session)?;
        Ok(session.is_alive(&account.value, now).then_some(SignedIn { account, session }))
    }

    /// Notes that a session was used, at most every five minutes.
    pub async fn touch_session(
        &self,
        account: &AccountId,
        secret: &str,
        session: &SessionRow,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if now < session.seen + SessionRow::TOUCH {
            return Ok(());
        }
        let next = SessionRow { version: session.version + 1, seen: now, ..session.clone() };
        let item = to_item(&keys::session(account, secret), "session", next)?;
        let touched = self.transact(vec![Write::put(self, Table::Sessions, item, session.version)?]).await;
        super::unless_beaten(touched).map(|_| ())
    }

    /// Stores a new session, and with it what ends a failed count.
    pub async fn start_session(
        &self,
        account: &AccountId,
        secret: &str,
        session: &SessionRow,
        with: Vec<Write>,
    ) -> Result<(), StoreError> {
        let item = to_item(&keys::session(account, secret), "session", session)?;
        let mut writes = vec![Write::put(self, Table::Sessions, item, 0)?];
        writes.extend(with);
        // logins of one account at the same moment hold its counter for each other
        super::settle(|| async { super::unless_beaten(self.transact(writes.clone()).await) }).await
    }

    /// Ends a session.
    pub async fn end_session(&self, account: &AccountId, secret: &str) -> Result<(), StoreError> {
        self.transact(vec![Write::delete(self, Table::Sessions, &keys::session(account, secret))?]).await
    }
}
