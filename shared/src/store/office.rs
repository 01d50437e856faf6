//! The secretariat's lists.

use domain::{Application, Capability, Cycle, Office};

use super::aggregate::Versioned;
use super::item::from_item;
use super::{Store, StoreError, Table, keys};

impl Store {
    /// Everything that was submitted in a round, by kind and account. These are the places of the applications: for the
    /// eye, not for a decision.
    pub async fn submitted_in(
        &self,
        _: &Capability<Office>,
        cycle: Cycle,
    ) -> Result<Vec<Versioned<Application>>, StoreError> {
        let items = self.query_prefix(Table::Portal, &keys::work_partition(cycle), "").await?;
        items.into_iter().map(from_item).collect()
    }
}
