//! Counters of limits: one conditional write each, in the table without backup.

use anyhow::Context as _;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::Limit;

use super::item::key_attributes;
use super::{Item, Store, StoreError, Table, Write, keys, settle};

/// Whether one more was within the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Counted {
    /// It was, and is counted.
    Within,
    /// It was not.
    Exceeded,
}

/// Whether `counter` leaves room for one more.
pub(super) fn reached(limit: &Limit, counter: Option<&Item>) -> Counted {
    let count = counter.and_then(|item| item.get("count")?.as_n().ok()?.parse().ok()).unwrap_or(0_u32);
    if count < limit.count { Counted::Within } else { Counted::Exceeded }
}

impl Store {
    /// Counts one more of `limit` for `subject`, unless the limit is reached.
    pub async fn count(&self, limit: &Limit, subject: &str, now: DateTime<Utc>) -> Result<Counted, StoreError> {
        let number = |value: i64| AttributeValue::N(value.to_string());
        let request = self
            .client
            .update_item()
            .table_name(self.name(Table::Sessions))
            .set_key(Some(key_attributes(&keys::counter(limit, subject, now))))
            .update_expression("ADD #count :one SET expires_at = :expires")
            .condition_expression("attribute_not_exists(#count) OR #count < :limit")
            .expression_attribute_names("#count", "count")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(i64::from(limit.count)))
            .expression_attribute_values(":expires", number(limit.window_end(now).timestamp()));
        let attempt = async || match request.clone().send().await {
            Ok(_) => Ok(Some(Counted::Within)),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(Some(Counted::Exceeded)),
                // a login that begins the count anew holds it for a moment
                Some(UpdateItemError::TransactionConflictException(_)) => Ok(None),
                _ => Err(StoreError::from(anyhow::Error::new(error).context("UpdateItem of a counter"))),
            },
        };
        settle(attempt).await
    }

    /// The write that begins a count anew.
    pub fn reset_count(&self, limit: &Limit, subject: &str, now: DateTime<Utc>) -> Result<Write, StoreError> {
        Write::delete(self, Table::Sessions, &keys::counter(limit, subject, now))
            .context("resetting a counter")
            .map_err(Into::into)
    }
}
