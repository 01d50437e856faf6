//! Counts calls under the SDK, and how many of them waited for one another: a call that began after another had ended
//! is one round trip further.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// The calls since the last time it was asked. A clone is the same one.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Calls>>);

#[derive(Debug, Default)]
struct Calls {
    made: Vec<(usize, String)>,
    ended: usize,
}

impl Trace {
    /// A client that is counted.
    pub fn around(&self, inner: SharedHttpClient) -> SharedHttpClient {
        SharedHttpClient::new(Traced { trace: self.clone(), inner })
    }

    /// The calls to DynamoDB, one line for each round trip: `BatchGetItem + Query → TransactWriteItems`.
    pub fn round_trips(&self) -> String {
        let Calls { mut made, .. } = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        made.sort();
        let last = made.last().map_or(0, |(depth, _)| *depth);
        let trip =
            |depth| made.iter().filter(|call| call.0 == depth).map(|call| &*call.1).collect::<Vec<_>>().join(" + ");
        (1..=last).map(trip).collect::<Vec<_>>().join(" → ")
    }

    fn begins(&self, operation: &str) -> usize {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let depth = calls.ended + 1;
        calls.made.push((depth, operation.to_owned()));
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
        let depth = self.trace.begins(operation);
        let (trace, inner) = (self.trace.clone(), self.inner.clone());
        HttpConnectorFuture::new(async move {
            let answer = inner.call(request).await;
            trace.ends(depth);
            answer
        })
    }
}
