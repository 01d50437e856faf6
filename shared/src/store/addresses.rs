//! A login's address changes: the login moves from one key to another, inside the account's own commit.

use chrono::{DateTime, Utc};
use domain::calendar::jst_date;
use domain::{Account, AccountId, Application, ApplicationId, ApplicationKind, Cycle, is_finished};

use super::aggregate::versioned;
use super::registry::MOST_KEYS;
use super::{AccountFile, Key, Login, Store, StoreError, Table, Write, keys};

impl Login {
    /// The version of what lies at an address, if `account` may take it: nobody holds it, or it is kept for this account.
    pub fn claim(found: Option<&Self>, account: &AccountId, now: DateTime<Utc>) -> Option<u64> {
        match found {
            None => Some(0),
            Some(login) if login.is_free(now) || (login.kept_until.is_some() && login.account == *account) => {
                Some(login.version)
            }
            Some(_) => None,
        }
    }

    /// The same login after something that ends its sessions.
    #[must_use]
    pub fn after(self, account: &Account) -> Self {
        Self { last_used: self.last_used, ..Self::of(account, self.password_hash) }
    }
}

impl Store {
    /// Whether an account is finished, so that its address may be taken anew (S5, E1): one round trip, also for an account that
    /// does not exist.
    pub async fn is_finished(
        &self,
        account: &AccountId,
        file: &AccountFile,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let current = Cycle::current(now);
        let rounds = [current, current.next()].into_iter();
        let drafts: Vec<ApplicationId> = rounds
            .flat_map(|cycle| ApplicationKind::ALL.map(|kind| ApplicationId { account: account.clone(), cycle, kind }))
            .filter(|id| !file.submitted.contains(id))
            .collect();
        let of_portal = |key: Key| (Table::Portal, key);
        let mut wanted: Vec<_> = file.submitted.iter().map(|id| of_portal(keys::application(id))).collect();
        wanted.extend(drafts.iter().map(|id| of_portal(keys::draft(id))));
        let mut found = Vec::new();
        for some in wanted.chunks(MOST_KEYS) {
            found.extend(self.get_all(some).await?);
        }
        let drafting = found.split_off(file.submitted.len()).iter().any(Option::is_some);
        let read = |(id, item): (&ApplicationId, _)| Ok(versioned(item, Application::untouched(id.clone()))?.value);
        let filed: Vec<Application> = file.submitted.iter().zip(found).map(read).collect::<Result<_, StoreError>>()?;
        Ok(is_finished(&file.accreditations, &filed, drafting, jst_date(now)))
    }

    /// The write that has the login of an account follow it into a new epoch, so that it can log in again.
    pub async fn renew_login(&self, after: &Account) -> Result<Write, StoreError> {
        let login = self.login(&after.email).await?.ok_or(StoreError::Conflict)?;
        let version = login.version;
        self.put_login(&after.email, &login.after(after), version)
    }

    /// The writes that move the login of `before` to the address of `after`; `None` where that is somebody's. While `after` can
    /// go back, the old address is nobody else's; otherwise it is free at once. Without `password` a new one has to be set.
    pub async fn move_login(
        &self,
        before: &Account,
        after: &Account,
        password: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<[Write; 2]>, StoreError> {
        let (login, found) = tokio::try_join!(self.login(&before.email), self.login(&after.email))?;
        let login = login.ok_or(StoreError::Conflict)?;
        let Some(claimed) = Login::claim(found.as_ref(), &before.id, now) else { return Ok(None) };
        let old = match after.undoable(now) {
            Some((_, until)) => {
                let given_up = Login { kept_until: Some(until), ..Login::of(after, None) };
                self.put_login(&before.email, &given_up, login.version)?
            }
            None => Write::delete(self, Table::Portal, &keys::login(&before.email))?,
        };
        let login = login.after(after);
        let login = Login { password_hash: login.password_hash.filter(|_| password), ..login };
        Ok(Some([self.put_login(&after.email, &login, claimed)?, old]))
    }
}
