//! What the society has set: windows, and who is accredited.

use chrono::{DateTime, Utc};
use domain::{AccountId, Accreditation, AccreditationKind, ApplicationKind, Capability, Cycle, Window, window_meant};
use serde::{Deserialize, Serialize};

use super::item::{from_item, to_item};
use super::{Item, Store, StoreError, Table, Write, keys};

#[derive(Serialize, Deserialize)]
struct WindowItem {
    version: u64,
    #[serde(flatten)]
    window: Window,
}

/// The window of an item, or the one that holds when none was set.
pub(crate) fn window_of(item: Option<Item>, cycle: Cycle) -> Result<Window, StoreError> {
    item.map_or_else(|| Ok(cycle.default_window()), |item| Ok(from_item::<WindowItem>(item)?.window))
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

    /// Sets a window that was not set before.
    pub async fn set_window(&self, cycle: Cycle, kind: ApplicationKind, window: Window) -> Result<(), StoreError> {
        let item = to_item(&keys::window(cycle, kind), "window", WindowItem { version: 1, window })?;
        self.transact(vec![Write::put(self, Table::Portal, item, 0)?]).await
    }

    /// All facilities that hold or held an accreditation of a kind, by prefecture and number.
    pub async fn roster(&self, kind: AccreditationKind) -> Result<Vec<Accreditation>, StoreError> {
        let items = self.query_prefix(Table::Portal, &keys::roster_partition(kind), "").await?;
        items.into_iter().map(from_item).collect()
    }

    /// All that an account holds or held.
    pub async fn accreditations(&self, capability: &Capability<AccountId>) -> Result<Vec<Accreditation>, StoreError> {
        let partition = keys::account_partition(capability.object());
        let items = self.query_prefix(Table::Portal, &partition, keys::ACCREDITATIONS).await?;
        items.into_iter().map(from_item).collect()
    }

    /// Enters an accreditation: under its account, and in the list of its kind.
    pub async fn enter_accreditation(&self, accreditation: &Accreditation) -> Result<(), StoreError> {
        let own = keys::accreditation(&accreditation.account, accreditation.kind, &accreditation.number);
        let listed = keys::roster(accreditation.kind, &accreditation.prefecture, &accreditation.number);
        let put = |key| Write::put(self, Table::Portal, to_item(key, "accreditation", accreditation)?, 0);
        self.transact(vec![put(&own)?, put(&listed)?]).await
    }
}
