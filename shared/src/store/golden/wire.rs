//! The wire under the SDK: keeps what is written, as the JSON that DynamoDB would get, and gives it back when it is read.
//! No conditions are checked; that is for the tests on a real engine.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use super::super::{Key, Store};
use crate::aws::Aws;
use crate::config::Settings;
use crate::tests::fixture::lookup;

/// Table, partition key, sort key.
type Place = (String, String, String);

#[derive(Clone, Debug, Default)]
pub(super) struct Wire(Arc<Mutex<BTreeMap<Place, Value>>>);

impl Wire {
    /// A store at the other end of a fresh wire.
    pub(super) fn new() -> (Self, Store) {
        let wire = Self::default();
        let connector = wire.clone();
        let client = http_client_fn(move |_, _| {
            aws_smithy_runtime_api::client::http::SharedHttpConnector::new(connector.clone())
        });
        let store = Settings::build(&lookup, |settings| Store::new(settings, &Aws::with_http_client(settings, client)))
            .unwrap();
        (wire, store)
    }

    /// An item as text, a line for each attribute.
    pub(super) fn print(&self, table: &str, key: &Key) -> String {
        let place = (table.to_owned(), key.pk.clone(), key.sk.clone());
        let items = self.0.lock().unwrap();
        let Some(Value::Object(item)) = items.get(&place) else {
            panic!("no item {key:?}; there are {:?}", items.keys())
        };
        let lines: Vec<_> = item.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        lines.join("\n")
    }

    /// The keys of all items, a line each.
    pub(super) fn keys(&self) -> String {
        let items = self.0.lock().unwrap();
        let lines: Vec<_> = items.keys().map(|(table, pk, sk)| format!("{table} | {pk} | {sk}")).collect();
        lines.join("\n")
    }

    fn answer(&self, operation: &str, body: &Value) -> Value {
        match operation {
            "PutItem" => self.put(body),
            "TransactWriteItems" => {
                for action in body["TransactItems"].as_array().unwrap() {
                    self.apply(action);
                }
                json!({})
            }
            "GetItem" => self.get(&body["TableName"], &body["Key"]).map_or(json!({}), |item| json!({ "Item": item })),
            "BatchGetItem" => {
                let found = |(table, request): (&String, &Value)| {
                    let keys = request["Keys"].as_array().unwrap();
                    let items: Vec<_> = keys.iter().filter_map(|key| self.get(&json!(table), key)).collect();
                    (table.clone(), json!(items))
                };
                let responses: serde_json::Map<_, _> =
                    body["RequestItems"].as_object().unwrap().iter().map(found).collect();
                json!({ "Responses": responses, "UnprocessedKeys": {} })
            }
            "Query" => self.query(body),
            other => panic!("{other} is not for this wire"),
        }
    }

    fn apply(&self, action: &Value) {
        if action["Put"].is_object() {
            self.put(&action["Put"]);
        } else {
            let delete = &action["Delete"];
            let _gone = self.0.lock().unwrap().remove(&place(&delete["TableName"], &delete["Key"]));
        }
    }

    fn put(&self, put: &Value) -> Value {
        let condition = put["ConditionExpression"].as_str().unwrap_or_default();
        assert!(
            condition.contains("attribute_not_exists") || condition.contains("version"),
            "a put without a condition"
        );
        self.0.lock().unwrap().insert(place(&put["TableName"], &put["Item"]), put["Item"].clone());
        json!({})
    }

    fn get(&self, table: &Value, key: &Value) -> Option<Value> {
        self.0.lock().unwrap().get(&place(table, key)).cloned()
    }

    /// A partition, up to `:last` or from `:prefix` on.
    fn query(&self, body: &Value) -> Value {
        let values = &body["ExpressionAttributeValues"];
        let text = |name: &str| values[name]["S"].as_str();
        let matches = |(table, pk, sk): &Place| {
            body["TableName"] == **table
                && text(":pk") == Some(pk)
                && text(":prefix").is_none_or(|prefix| sk.starts_with(prefix))
                && text(":last").is_none_or(|last| sk.as_str() <= last)
        };
        let items = self.0.lock().unwrap();
        let found: Vec<_> = items.iter().filter(|(place, _)| matches(place)).map(|(_, item)| item).collect();
        json!({ "Items": found, "Count": found.len() })
    }
}

fn place(table: &Value, item: &Value) -> Place {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(table), text(&item["pk"]["S"]), text(&item["sk"]["S"]))
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let answer = self.answer(operation, &body).to_string();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), SdkBody::from(answer))))
    }
}
