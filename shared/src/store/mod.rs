//! DynamoDB: load, and commit. Every write has a condition; no request path scans; no decision rests on an index.

mod accounts;
mod addresses;
mod aggregate;
mod answers;
mod applications;
mod commit;
mod counters;
#[cfg(test)]
mod golden;
mod item;
pub mod keys;
mod link_keys;
mod office;
mod outbox;
mod partnerships;
mod registry;
mod schedules;
mod session_keys;
mod sessions;
mod staff;
mod together;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;

pub use accounts::{AccountFile, Login};
pub use aggregate::{Aggregate, Versioned};
pub use applications::{ApplicationFile, Draft, Drafts, Snapshot};
pub use commit::{Cause, EventRecord, Write, named, settle, unless_beaten};
pub use counters::Counted;
pub use keys::Key;
pub use outbox::{NamedNotice, NoticeRecord, StoredNotice};
pub use partnerships::PartnershipFile;
pub use schedules::StoredForecast;
pub use sessions::{Holder, SessionRow, SignedIn};
pub use staff::{StaffLogin, StaffPassword};

use together::Together;

use crate::aws::Aws;
use crate::config::Settings;

/// The two tables.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    portal: String,
    sessions: String,
    together: Together,
}

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed it first.
    #[error("changed by somebody else")]
    Conflict,
    /// Anything a caller cannot react to.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// An item as DynamoDB holds it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    /// Business data.
    Portal,
    /// Sessions, links, counters: short-lived, without backup.
    Sessions,
}

impl Store {
    /// Reads the tables' names.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self {
            client: aws.dynamodb(),
            portal: settings.required("PORTAL_TABLE"),
            sessions: settings.required("SESSIONS_TABLE"),
            together: Together::default(),
        }
    }

    /// Opens the connection before the first request comes. Any answer will do: there is no such item, and not every
    /// function may read this way.
    pub async fn warm(&self) {
        let key = Key { pk: "WARM".to_owned(), sk: "UP".to_owned() };
        if let Err(error) = self.get(Table::Portal, &key, false).await {
            tracing::debug!(%error, "the connection was answered with an error");
        }
    }

    pub(crate) fn name(&self, table: Table) -> &str {
        match table {
            Table::Portal => &self.portal,
            Table::Sessions => &self.sessions,
        }
    }
}
