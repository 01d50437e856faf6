//! What the society has set: windows, and who is accredited.

use chrono::{DateTime, Utc};
use domain::calendar::jst_date;
use domain::{
    AccountId, Accreditation, AccreditationId, AccreditationKind, ApplicationKind, Capability, Cycle, Office,
    PortalSettings, Registration, Window, WindowId, WindowSetting, window_meant,
};

use super::aggregate::{Versioned, versioned};
use super::item::from_item;
use super::{Cause, Item, Store, StoreError, Table, keys};

/// The most keys that DynamoDB takes in one `BatchGetItem`.
pub(super) const MOST_KEYS: usize = 100;

/// The window of an item, or the one that holds when none was set.
pub(crate) fn window_of(item: Option<Item>, cycle: Cycle) -> Result<Window, StoreError> {
    item.map_or_else(|| Ok(cycle.default_window()), |item| Ok(from_item::<WindowSetting>(item)?.window))
}

impl Store {
    /// The window of each kind that somebody means at `now`, with its cycle, in the order of [`ApplicationKind::ALL`]. An
    /// extended window of the cycle before counts too (E24, E25).
    pub async fn windows(&self, now: DateTime<Utc>) -> Result<[(Cycle, Window); 2], StoreError> {
        let current = Cycle::current(now);
        let cycles = [current.previous(), current, current.next()];
        let wanted: Vec<_> = ApplicationKind::ALL
            .into_iter()
            .flat_map(|kind| cycles.map(|cycle| (Table::Portal, keys::window(cycle, kind))))
            .collect();
        let mut found = self.get_all(&wanted).await?.into_iter();
        let mut meant = || -> Result<(Cycle, Window), StoreError> {
            let windows = cycles
                .into_iter()
                .map(|cycle| Ok((cycle, window_of(found.next().flatten(), cycle)?)))
                .collect::<Result<Vec<_>, StoreError>>()?;
            Ok(window_meant(&windows, now).unwrap_or((current, current.default_window())))
        };
        Ok([meant()?, meant()?])
    }

    /// The windows of some rounds, each as it was set or, unset, as it holds.
    pub async fn window_settings(&self, ids: &[WindowId]) -> Result<Vec<Versioned<WindowSetting>>, StoreError> {
        let wanted: Vec<_> = ids.iter().map(|id| (Table::Portal, keys::window(id.cycle, id.kind))).collect();
        let found = self.get_all(&wanted).await?;
        ids.iter().zip(found).map(|(id, item)| versioned(item, WindowSetting::unset(*id))).collect()
    }

    /// What the secretariat has set, or what holds where it has set nothing.
    pub async fn portal_settings(&self) -> Result<Versioned<PortalSettings>, StoreError> {
        versioned(self.get(Table::Portal, &keys::portal_settings(), true).await?, PortalSettings::default())
    }

    /// All facilities that hold or held an accreditation of a kind, by number.
    pub async fn roster(&self, kind: AccreditationKind) -> Result<Vec<Accreditation>, StoreError> {
        let items = self.query_prefix(Table::Portal, &keys::roster_partition(kind), "").await?;
        items.into_iter().map(from_item).collect()
    }

    /// All that an account holds or held.
    pub async fn accreditations(&self, capability: &Capability<AccountId>) -> Result<Vec<Accreditation>, StoreError> {
        self.accreditations_in(capability.object()).await
    }

    pub(super) async fn accreditations_in(&self, account: &AccountId) -> Result<Vec<Accreditation>, StoreError> {
        let partition = keys::account_partition(account);
        let items = self.query_prefix(Table::Portal, &partition, keys::ACCREDITATIONS).await?;
        items.into_iter().map(from_item).collect()
    }

    /// An accreditation as the register has it.
    pub async fn accreditation(
        &self,
        capability: &Capability<AccreditationId>,
    ) -> Result<Option<Versioned<Accreditation>>, StoreError> {
        let AccreditationId { kind, number, .. } = capability.object();
        self.get(Table::Portal, &keys::accreditation(*kind, number), true).await?.map(from_item).transpose()
    }

    /// Accreditations by their numbers, in the order asked for: as many round trips as there are hundreds.
    pub async fn accreditations_named(
        &self,
        capabilities: &[Capability<AccreditationId>],
    ) -> Result<Vec<Option<Accreditation>>, StoreError> {
        let mut found = Vec::new();
        for some in capabilities.chunks(MOST_KEYS) {
            let ids = some.iter().map(Capability::object);
            let wanted: Vec<_> = ids.map(|id| (Table::Portal, keys::accreditation(id.kind, &id.number))).collect();
            for item in self.get_all(&wanted).await? {
                found.push(item.map(from_item).transpose()?);
            }
        }
        Ok(found)
    }

    /// What is on file for an accreditation.
    pub async fn registration(
        &self,
        capability: &Capability<AccreditationId>,
    ) -> Result<Option<Versioned<Registration>>, StoreError> {
        self.get(Table::Portal, &keys::registration(capability.object()), true).await?.map(from_item).transpose()
    }

    /// What is on file for some accreditations, in the order asked for: as many round trips as there are hundreds.
    pub async fn registrations_named(
        &self,
        capabilities: &[Capability<AccreditationId>],
    ) -> Result<Vec<Option<Registration>>, StoreError> {
        let mut found = Vec::new();
        for some in capabilities.chunks(MOST_KEYS) {
            let wanted: Vec<_> = some.iter().map(|one| (Table::Portal, keys::registration(one.object()))).collect();
            for item in self.get_all(&wanted).await? {
                found.push(item.map(from_item).transpose()?);
            }
        }
        Ok(found)
    }

    /// The registrations for which a change was ever asked for; whether one waits now stands in them.
    pub async fn changes(&self, _: &Capability<Office>) -> Result<Vec<Versioned<Registration>>, StoreError> {
        let items = self.query_prefix(Table::Portal, keys::CHANGES, "").await?;
        items.into_iter().map(from_item).collect()
    }

    /// Enters an accreditation that no judgement led to, with what is on file for it: one from before this portal. What its
    /// days have brought until now is not told any more.
    pub async fn enter_accreditation(
        &self,
        capability: &Capability<AccreditationId>,
        accreditation: Accreditation,
        registration: Registration,
        cause: &Cause,
    ) -> Result<Versioned<Accreditation>, StoreError> {
        let accreditation = accreditation.entered(jst_date(cause.now));
        let on_file = Versioned::unstored(registration.clone());
        let (_, with) = self.writes(capability, &on_file, registration.entered(), cause)?;
        let unstored = Versioned::unstored(accreditation.clone());
        self.commit(capability, &unstored, accreditation.granted(), cause, with).await
    }
}
