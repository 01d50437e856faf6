//! Accounts, their logins and their links.

use chrono::{DateTime, Utc};
use domain::{Account, AccountId, Accreditation, ApplicationId, Capability, EmailAddress, Limit, Link, LinkId, Office};
use serde::{Deserialize, Serialize};

use super::aggregate::{Aggregate, Versioned};
use super::counters::reached;
use super::item::{from_item, to_item};
use super::registry::MOST_KEYS;
use super::{Counted, Store, StoreError, Table, Write, keys};

/// Who holds an address, with what sign-in needs: one read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Login {
    /// The account's epoch and one: the two change together, so whoever knows the account knows this version.
    pub version: u64,
    /// The account.
    pub account: AccountId,
    /// The password's hash (PHC string), once one is set.
    pub password_hash: Option<String>,
    /// The account's epoch.
    pub epoch: u32,
    /// When somebody last logged in with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<DateTime<Utc>>,
    /// Where the account has another address by now: until when this one is kept for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<DateTime<Utc>>,
}

/// How long a dead link is kept so that its page can say what happened to it.
const LINK_KEPT: chrono::TimeDelta = chrono::TimeDelta::days(7);

#[derive(Serialize, Deserialize)]
struct LinkItem {
    version: u64,
    #[serde(flatten)]
    link: Link,
    expires_at: i64,
}

/// Nothing at all.
#[derive(Serialize)]
struct Decoy {}

fn decoy(name: &LinkId, place: u8) -> Result<super::Item, StoreError> {
    to_item(&keys::decoy(name, place), "decoy", Decoy {})
}

impl Login {
    /// The login of an account as it is, with the hash that is to hold.
    pub fn of(account: &Account, password_hash: Option<String>) -> Self {
        let epoch = account.epoch;
        let version = u64::from(epoch) + 1;
        Self { version, account: account.id.clone(), password_hash, epoch, last_used: None, kept_until: None }
    }

    /// Whether the address is free: it was given up, and is kept for nobody any more.
    pub fn is_free(&self, now: DateTime<Utc>) -> bool {
        self.kept_until.is_some_and(|until| until <= now)
    }
}

impl Store {
    /// Who holds an address, or held it until lately.
    pub async fn login(&self, email: &EmailAddress) -> Result<Option<Login>, StoreError> {
        self.get(Table::Portal, &keys::login(email), true).await?.map(from_item).transpose()
    }

    /// Who holds each of some addresses, in their order: as many round trips as there are hundreds.
    pub async fn logins_of(
        &self,
        _: &Capability<Office>,
        emails: &[EmailAddress],
    ) -> Result<Vec<Option<Login>>, StoreError> {
        let mut found = Vec::new();
        for some in emails.chunks(MOST_KEYS) {
            let wanted: Vec<_> = some.iter().map(|email| (Table::Portal, keys::login(email))).collect();
            for item in self.get_all(&wanted).await? {
                found.push(item.map(from_item).transpose()?);
            }
        }
        Ok(found)
    }

    /// The same with how often `limit` was counted for `subject`, in one round trip.
    pub async fn login_within(
        &self,
        email: &EmailAddress,
        limit: &Limit,
        subject: &str,
        now: DateTime<Utc>,
    ) -> Result<(Option<Login>, Counted), StoreError> {
        let wanted = [(Table::Portal, keys::login(email)), (Table::Sessions, keys::counter(limit, subject, now))];
        let mut found = self.get_all(&wanted).await?.into_iter();
        let login = found.next().flatten().map(from_item).transpose()?;
        Ok((login, reached(limit, found.next().flatten().as_ref())))
    }

    /// The write that gives an address its login (`read` is 0), or changes the one that had version `read`.
    pub fn put_login(&self, email: &EmailAddress, login: &Login, read: u64) -> Result<Write, StoreError> {
        Write::put(self, Table::Portal, to_item(&keys::login(email), "login", login)?, read)
    }

    /// As much work as a reset for an address that has an account, so that nobody can tell the two apart: one
    /// transaction with as many puts in the same tables. These are the account, its event, the notice and its place in the
    /// outbox; and the link.
    pub async fn decoy_reset(&self, name: &LinkId) -> Result<(), StoreError> {
        let mut writes = vec![self.decoy_link(name)?];
        for place in 1..=4 {
            writes.push(Write::put_over(self, Table::Portal, decoy(name, place)?)?);
        }
        self.transact(writes).await
    }

    /// The write in place of a link, where none is issued.
    pub fn decoy_link(&self, name: &LinkId) -> Result<Write, StoreError> {
        Write::put_over(self, Table::Sessions, decoy(name, 1)?)
    }

    /// The write in place of a login, where there is one already.
    pub fn decoy_login(&self, name: &LinkId) -> Result<Write, StoreError> {
        Write::put_over(self, Table::Portal, decoy(name, 1)?)
    }

    /// An account.
    pub async fn account(&self, capability: &Capability<AccountId>) -> Result<Option<Versioned<Account>>, StoreError> {
        self.get(Table::Portal, &keys::account(capability.object()), true).await?.map(from_item).transpose()
    }

    /// An account with all that sign-up asks about it: its accreditations, what it has submitted, and outstanding links. Queries
    /// side by side, the same work for an account that does not exist.
    pub async fn account_file(&self, capability: &Capability<AccountId>) -> Result<AccountFile, StoreError> {
        let partition = keys::account_partition(capability.object());
        let (profile, accreditations, submitted, links) = tokio::try_join!(
            self.account(capability),
            self.query_prefix(Table::Portal, &partition, keys::ACCREDITATIONS),
            self.submitted_applications(capability),
            self.query_prefix(Table::Sessions, &partition, keys::LINKS),
        )?;
        Ok(AccountFile {
            account: profile,
            accreditations: accreditations.into_iter().map(from_item).collect::<Result<_, _>>()?,
            submitted,
            links: links
                .into_iter()
                .map(|item| Ok(from_item::<LinkItem>(item)?.link))
                .collect::<Result<_, StoreError>>()?,
        })
    }

    /// The write that stores a link that is to be mailed; a decoy where it is one of the `outstanding`.
    pub fn put_link(&self, account: &AccountId, link: &Link, outstanding: &[Link]) -> Result<Write, StoreError> {
        if outstanding.iter().any(|old| old.id == link.id) {
            return self.decoy_link(&link.id);
        }
        self.put_fresh_link(&keys::account_partition(account), link)
    }

    /// The write that marks a link as used, once.
    pub fn use_link(&self, account: &AccountId, link: &Link, now: DateTime<Utc>) -> Result<Write, StoreError> {
        self.put_used_link(&keys::account_partition(account), link, now)
    }

    pub(super) fn put_fresh_link(&self, partition: &str, link: &Link) -> Result<Write, StoreError> {
        self.link_item(partition, link, 0)
    }

    pub(super) fn put_used_link(&self, partition: &str, link: &Link, now: DateTime<Utc>) -> Result<Write, StoreError> {
        self.link_item(partition, &Link { used: Some(now), ..link.clone() }, 1)
    }

    fn link_item(&self, partition: &str, link: &Link, version: u64) -> Result<Write, StoreError> {
        let expires_at = (link.expires + LINK_KEPT).timestamp();
        let body = LinkItem { version: version + 1, link: link.clone(), expires_at };
        Write::put(self, Table::Sessions, to_item(&keys::link(partition, &link.id), "link", body)?, version)
    }

    /// A link with its account, in one round trip.
    pub async fn link(
        &self,
        capability: &Capability<AccountId>,
        id: &LinkId,
    ) -> Result<Option<(Versioned<Account>, Link)>, StoreError> {
        self.link_in(&keys::account_partition(capability.object()), id).await
    }

    pub(super) async fn link_in<T: Aggregate>(
        &self,
        partition: &str,
        id: &LinkId,
    ) -> Result<Option<(Versioned<T>, Link)>, StoreError> {
        let wanted = [(Table::Portal, keys::profile(partition)), (Table::Sessions, keys::link(partition, id))];
        let mut found = self.get_all(&wanted).await?.into_iter();
        let (Some(Some(holder)), Some(Some(link))) = (found.next(), found.next()) else { return Ok(None) };
        Ok(Some((from_item(holder)?, from_item::<LinkItem>(link)?.link)))
    }
}

/// An account with what sign-up asks about it.
#[derive(Debug)]
pub struct AccountFile {
    /// The account.
    pub account: Option<Versioned<Account>>,
    /// All it holds or held.
    pub accreditations: Vec<Accreditation>,
    /// What it has submitted.
    pub submitted: Vec<ApplicationId>,
    /// Its links, dead ones included.
    pub links: Vec<Link>,
}
