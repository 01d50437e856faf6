//! DynamoDB on this machine: dynoxide behind HTTP, with the two tables of `infra/template.yaml`.

use std::future::Future;

use anyhow::{Context, anyhow};
use dynoxide::actions::create_table::CreateTableRequest;
use dynoxide::actions::delete_table::DeleteTableRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::update_time_to_live::UpdateTimeToLiveRequest;
use dynoxide::errors::DynoxideError;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::standins::Data;

/// Name of the business table.
pub const PORTAL_TABLE: &str = "portal";
/// Name of the table of sessions, one-time links and counters.
pub const SESSIONS_TABLE: &str = "sessions";

/// The database with both tables in it.
#[derive(Clone)]
pub struct Tables {
    database: dynoxide::Database,
}

impl Tables {
    /// Opens the database and creates what is missing in it.
    pub fn open(data: &Data) -> anyhow::Result<Self> {
        let database = match data {
            Data::Memory => dynoxide::Database::memory()?,
            Data::Dir(folder) => {
                let file = folder.join("portal.sqlite");
                let path = file.to_str().context("the data folder's name is not UTF-8")?;
                dynoxide::Database::new(path).with_context(|| format!("opening {path}"))?
            }
        };
        let tables = Self { database };
        tables.create_missing()?;
        Ok(tables)
    }

    /// Empties both tables. Requests that arrive meanwhile may find no table.
    pub fn wipe(&self) -> anyhow::Result<()> {
        for table in [PORTAL_TABLE, SESSIONS_TABLE] {
            let request: DeleteTableRequest = request(json!({ "TableName": table }))?;
            self.database.delete_table(request)?;
        }
        self.create_missing()
    }

    /// Answers DynamoDB requests on `listener` until `stop` resolves.
    pub(crate) async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) {
        if let Err(error) = dynoxide::server::serve_with_shutdown(listener, self.database, stop).await {
            tracing::error!(%error, "the DynamoDB stand-in stopped");
        }
    }

    pub(crate) fn database(&self) -> &dynoxide::Database {
        &self.database
    }

    fn create_missing(&self) -> anyhow::Result<()> {
        if !self.exists(PORTAL_TABLE)? {
            self.create(portal())?;
        }
        if !self.exists(SESSIONS_TABLE)? {
            self.create(sessions())?;
            // Nothing sweeps expired rows here: expiry is decided where a row is read.
            let ttl: UpdateTimeToLiveRequest = request(json!({
                "TableName": SESSIONS_TABLE,
                "TimeToLiveSpecification": { "AttributeName": "expires_at", "Enabled": true },
            }))?;
            self.database.update_time_to_live(ttl)?;
        }
        Ok(())
    }

    fn create(&self, definition: Value) -> anyhow::Result<()> {
        let request: CreateTableRequest = request(definition)?;
        self.database.create_table(request).context("creating a table")?;
        Ok(())
    }

    fn exists(&self, table: &str) -> anyhow::Result<bool> {
        let request: DescribeTableRequest = request(json!({ "TableName": table }))?;
        match self.database.describe_table(request) {
            Ok(_) => Ok(true),
            Err(DynoxideError::ResourceNotFoundException(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// A dynoxide request, written as the JSON that DynamoDB itself takes.
pub(crate) fn request<T: DeserializeOwned>(body: Value) -> anyhow::Result<T> {
    serde_json::from_value(body).map_err(|error| anyhow!("a request of our own is wrong: {error}"))
}

fn portal() -> Value {
    let key = |name: &str| json!({ "AttributeName": name, "AttributeType": "S" });
    json!({
        "TableName": PORTAL_TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [key("pk"), key("sk")],
        "KeySchema": key_schema("pk", "sk"),
        "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "KEYS_ONLY" },
    })
}

fn sessions() -> Value {
    json!({
        "TableName": SESSIONS_TABLE,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            { "AttributeName": "pk", "AttributeType": "S" },
            { "AttributeName": "sk", "AttributeType": "S" },
        ],
        "KeySchema": key_schema("pk", "sk"),
    })
}

fn key_schema(hash: &str, range: &str) -> Value {
    json!([
        { "AttributeName": hash, "KeyType": "HASH" },
        { "AttributeName": range, "KeyType": "RANGE" },
    ])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;
    use crate::standins::Standins;
    use crate::testing::{dynamodb, start, start_in};

    fn text(value: &str) -> AttributeValue {
        AttributeValue::S(value.to_owned())
    }

    async fn put(standins: &Standins, table: &str, pk: &str) {
        let client = dynamodb(standins);
        let put = client.put_item().table_name(table).item("pk", text(pk)).item("sk", text("1"));
        put.send().await.expect("written");
    }

    async fn rows(standins: &Standins, pk: &str) -> i32 {
        let client = dynamodb(standins);
        let query = client.query().table_name(PORTAL_TABLE).key_condition_expression("pk = :pk");
        let found = query.expression_attribute_values(":pk", text(pk)).send().await;
        found.expect("a page").count()
    }

    #[tokio::test]
    async fn rows_survive_a_restart_until_they_are_wiped() {
        let folder = tempfile::tempdir().expect("a folder");
        let (standins, _uploads) = start_in(folder.path()).await;
        put(&standins, PORTAL_TABLE, "ACCT#1").await;
        drop(standins);
        let (standins, _uploads) = start_in(folder.path()).await;
        assert_eq!(rows(&standins, "ACCT#1").await, 1);
        standins.wipe().await.expect("wiped");
        assert_eq!(rows(&standins, "ACCT#1").await, 0);
    }

    #[tokio::test]
    async fn one_folder_serves_one_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let (_standins, _uploads) = start_in(folder.path()).await;
        let now = std::sync::Arc::new(|| crate::testing::NOW.parse().expect("an instant"));
        let second = Standins::start(&Data::Dir(folder.path().to_owned()), "http://x", now).await;
        assert!(second.err().expect("refused").to_string().contains("in use"));
    }

    #[tokio::test]
    async fn the_bell_rings_for_a_new_notice_also_after_a_wipe() {
        let (standins, _uploads) = start(&Data::Memory).await;
        for round in 0..2 {
            put(&standins, PORTAL_TABLE, "OUTBOX#3").await;
            let rung = standins.bells.outbox.notified();
            let rung = tokio::time::timeout(Duration::from_secs(20), rung).await;
            assert!(rung.is_ok(), "round {round}");
            standins.wipe().await.expect("wiped");
        }
    }
}
