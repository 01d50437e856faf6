//! Counts calls under the SDK, and how many of them waited for one another: a call that began after another had ended
//! is one round trip further.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use serde_json::Value;

/// The calls since the last time it was asked. A clone is the same one.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Calls>>);

#[derive(Debug, Default)]
struct Calls {
    made: Vec<(usize, Call)>,
    ended: usize,
}

/// One call: what it is, and what it reads or writes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Call {
    operation: String,
    touches: String,
}

impl Call {
    fn new(operation: &str, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let mut touched: Vec<String> = match body["TransactItems"].as_array() {
            Some(writes) => writes.iter().flat_map(tables_of).collect(),
            None => body["TableName"].as_str().map(str::to_owned).into_iter().collect(),
        };
        touched.extend(body["RequestItems"].as_object().into_iter().flat_map(|tables| tables.keys().cloned()));
        touched.sort();
        Self { operation: operation.to_owned(), touches: touched.join(", ") }
    }
}

/// `Put portal` for an action of a transaction.
fn tables_of(write: &Value) -> Vec<String> {
    let actions = write.as_object().into_iter().flatten();
    actions.map(|(action, on)| format!("{action} {}", on["TableName"].as_str().unwrap_or_default())).collect()
}

impl Trace {
    /// A client that is counted.
    pub fn around(&self, inner: SharedHttpClient) -> SharedHttpClient {
        SharedHttpClient::new(Traced { trace: self.clone(), inner })
    }

    /// The calls to DynamoDB, one line for each round trip: `BatchGetItem + Query → TransactWriteItems`.
    pub fn round_trips(&self) -> String {
        self.told(|call| call.operation.clone())
    }

    /// The same with what each call touches: `TransactWriteItems (Put portal, Put portal, Put sessions)`.
    pub fn work(&self) -> String {
        self.told(|call| format!("{} ({})", call.operation, call.touches))
    }

    /// How often each operation was called.
    pub fn counts(&self) -> BTreeMap<String, u32> {
        let Calls { made, .. } = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut counts = BTreeMap::new();
        for (_, call) in made {
            *counts.entry(call.operation).or_default() += 1;
        }
        counts
    }

    fn told(&self, tells: impl Fn(&Call) -> String) -> String {
        let Calls { mut made, .. } = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        made.sort();
        let last = made.last().map_or(0, |(depth, _)| *depth);
        let trip = |depth| {
            made.iter().filter(|made| made.0 == depth).map(|made| tells(&made.1)).collect::<Vec<_>>().join(" + ")
        };
        (1..=last).map(trip).collect::<Vec<_>>().join(" → ")
    }

    fn begins(&self, call: Call) -> usize {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let depth = calls.ended + 1;
        calls.made.push((depth, call));
        depth
    }

    fn ends(&self, depth: usize) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.ended = calls.ended.max(depth);
    }
}

#[derive(Debug)]
struct Traced {
    trace: Trace,
    inner: SharedHttpClient,
}

impl HttpClient for Traced {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(TracedConnector { trace: self.trace.clone(), inner })
    }
}

#[derive(Debug)]
struct TracedConnector {
    trace: Trace,
    inner: SharedHttpConnector,
}

impl HttpConnector for TracedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").and_then(|target| target.rsplit_once('.'));
        let Some((_, operation)) = target else { return self.inner.call(request) };
        let depth = self.trace.begins(Call::new(operation, request.body().bytes().unwrap_or_default()));
        let (trace, inner) = (self.trace.clone(), self.inner.clone());
        HttpConnectorFuture::new(async move {
            let answer = inner.call(request).await;
            trace.ends(depth);
            answer
        })
    }
}
