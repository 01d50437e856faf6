//! Links between facilities: to be asked for, asked for, answered.

use chrono::NaiveDate;
use domain::{AccountId, Accreditation, AccreditationId, Capability, Office, Partnership, PartnershipId};
use serde::{Deserialize, Serialize};

use super::aggregate::Versioned;
use super::item::{from_item, to_item};
use super::{Item, Store, StoreError, Table, Write, keys};

/// A link with all that an answer to it looks at.
#[derive(Clone, Debug)]
pub struct PartnershipFile {
    /// The link.
    pub partnership: Versioned<Partnership>,
    /// All that its core facility holds or held.
    pub core: Vec<Accreditation>,
    /// All that its partner holds or held.
    pub partner: Vec<Accreditation>,
}

/// How many links a partner has, over and ended ones included. The number only rises, as no link is ever deleted.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LinkCount {
    pub(super) version: u64,
}

impl Store {
    /// The writes that let a link be asked for on its start date: what the schedule looks for, and what the partner sees
    /// of it until then.
    pub fn schedule_partnership(&self, partnership: &Partnership) -> Result<[Write; 2], StoreError> {
        let key = keys::due_partnership(&partnership.id);
        let due = Write::put(self, Table::Portal, to_item(&key, "due_partnership", partnership)?, 0)?;
        let seen = self.place(&keys::link_of_partner(&partnership.id), &Versioned::unstored(partnership.clone()))?;
        Ok([due, seen])
    }

    /// The links to be asked for up to a day, the earliest first. What was asked for is no longer among them.
    pub async fn due_partnerships(&self, last: NaiveDate) -> Result<Vec<Partnership>, StoreError> {
        let items = self.query_until(Table::Portal, keys::DUE_PARTNERSHIPS, &keys::due_until(last)).await?;
        items.into_iter().map(from_item).collect()
    }

    /// Whether a link is still to be asked for.
    pub async fn is_due(&self, id: &PartnershipId) -> Result<bool, StoreError> {
        Ok(self.get(Table::Portal, &keys::due_partnership(id), true).await?.is_some())
    }

    /// The write that takes a link out of those to be asked for, in the commit that asks.
    pub fn asked_for(&self, id: &PartnershipId) -> Result<Write, StoreError> {
        Write::delete(self, Table::Portal, &keys::due_partnership(id))
    }

    /// The write that goes with a link that `partner` asks for: it has one more than `known`, all that the decision was made on.
    /// Of two that were decided on the same links one is committed; the other one meets a conflict.
    pub fn one_more_link(&self, partner: &AccountId, known: &[Partnership]) -> Result<Write, StoreError> {
        let own = known.iter().filter(|link| link.id.partner == *partner);
        let count = LinkCount { version: own.fold(1, |count, _| count + 1) };
        Write::put_newer(self, to_item(&keys::link_count(partner), "link_count", &count)?, count.version)
    }

    /// The write that has the links of an accreditation told that it ends: in the commit that ends it. It wakes the
    /// schedule, which would find it anyway.
    pub fn links_to_tell(&self, id: &AccreditationId) -> Result<Write, StoreError> {
        Write::put_over(self, Table::Portal, to_item(&keys::ending(id), "ending", id)?)
    }

    /// The accreditations whose links are to be told that they end.
    pub async fn endings(&self) -> Result<Vec<AccreditationId>, StoreError> {
        let items = self.query_prefix(Table::Portal, keys::ENDINGS, "").await?;
        items.into_iter().map(from_item).collect()
    }

    /// The write that takes an accreditation out of those, in the commit that says that all were told.
    pub fn links_are_told(&self, id: &AccreditationId) -> Result<Write, StoreError> {
        Write::delete(self, Table::Portal, &keys::ending(id))
    }

    /// One link as the register has it; `None` if it was never asked for.
    pub async fn partnership(
        &self,
        capability: &Capability<PartnershipId>,
    ) -> Result<Option<Versioned<Partnership>>, StoreError> {
        self.get(Table::Portal, &keys::partnership(capability.object()), true).await?.map(from_item).transpose()
    }

    /// The link between two accounts from a start date, with the accreditations of both, in one round trip: `either` names it
    /// both ways round, as either of them may be its core facility. With the right to it.
    pub async fn link_between<'a>(
        &self,
        either: &'a [Capability<PartnershipId>; 2],
    ) -> Result<Option<(&'a Capability<PartnershipId>, PartnershipFile)>, StoreError> {
        let [one, _] = either;
        let wanted = either.each_ref().map(|name| (Table::Portal, keys::partnership(name.object())));
        let (found, core, partner) = tokio::try_join!(
            self.get_all(&wanted),
            self.accreditations_in(&one.object().core),
            self.accreditations_in(&one.object().partner),
        )?;
        let Some((capability, item)) = either.iter().zip(found).find_map(|(name, item)| Some((name, item?))) else {
            return Ok(None);
        };
        let (core, partner) = if capability.object() == one.object() { (core, partner) } else { (partner, core) };
        Ok(Some((capability, PartnershipFile { partnership: from_item(item)?, core, partner })))
    }

    /// The links of an account, on both sides, by start date.
    pub async fn partnerships_of(
        &self,
        capability: &Capability<AccountId>,
    ) -> Result<Vec<Versioned<Partnership>>, StoreError> {
        let partition = keys::account_partition(capability.object());
        states(self.query_prefix(Table::Portal, &partition, keys::PARTNERSHIPS).await?)
    }

    /// The links of a start date that were asked for, or could not be.
    pub async fn partnerships_from(
        &self,
        _: &Capability<Office>,
        start: NaiveDate,
    ) -> Result<Vec<Versioned<Partnership>>, StoreError> {
        states(self.query_prefix(Table::Portal, keys::ALL_LINKS, &keys::links_from(start)).await?)
    }

    /// All links that were asked for, or could not be, by start date.
    pub async fn all_partnerships(&self, _: &Capability<Office>) -> Result<Vec<Versioned<Partnership>>, StoreError> {
        states(self.query_prefix(Table::Portal, keys::ALL_LINKS, "").await?)
    }

    /// A link with the accreditations of both sides, read side by side; `None` if it was never asked for.
    pub async fn partnership_file(
        &self,
        capability: &Capability<PartnershipId>,
    ) -> Result<Option<PartnershipFile>, StoreError> {
        let id = capability.object();
        let key = keys::partnership(id);
        let (item, core, partner) = tokio::try_join!(
            self.get(Table::Portal, &key, true),
            self.accreditations_in(&id.core),
            self.accreditations_in(&id.partner),
        )?;
        let file = item.map(|item| Ok(PartnershipFile { partnership: from_item(item)?, core, partner }));
        file.transpose()
    }
}

fn states(items: Vec<Item>) -> Result<Vec<Versioned<Partnership>>, StoreError> {
    items.into_iter().map(from_item).collect()
}
