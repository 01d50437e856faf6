//! What a schedule expects of the days to come: what stops a run that would send far more.

use domain::Forecast;
use serde::{Deserialize, Serialize};

use super::item::{from_item, to_item};
use super::{Store, StoreError, Table, Write, keys};

/// A forecast as it is stored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StoredForecast {
    /// Rises with every change; 0 where nothing is stored.
    pub version: u64,
    /// What is expected.
    #[serde(flatten)]
    pub forecast: Forecast,
}

impl Store {
    /// What `function` expected when it last ran.
    pub async fn forecast(&self, function: &str) -> Result<StoredForecast, StoreError> {
        let item = self.get(Table::Portal, &keys::schedule(function), true).await?;
        item.map_or_else(|| Ok(StoredForecast::default()), from_item)
    }

    /// Keeps what it expects now, in the place of what was `read`.
    pub async fn keep_forecast(
        &self,
        function: &str,
        read: &StoredForecast,
        forecast: Forecast,
    ) -> Result<(), StoreError> {
        let next = StoredForecast { version: read.version + 1, forecast };
        let item = to_item(&keys::schedule(function), "schedule", next)?;
        self.transact(vec![Write::put(self, Table::Portal, item, read.version)?]).await
    }
}
