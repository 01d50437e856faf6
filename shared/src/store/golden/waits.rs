//! Where the store waits before it tries again: it gives up in the end, and it does not hammer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use super::super::{Key, Store, StoreError, Table, settle};
use crate::aws::Aws;
use crate::config::Settings;
use crate::tests::fixture::lookup;

/// A DynamoDB that leaves every key unprocessed for a number of calls, and then finds nothing.
#[derive(Clone, Debug)]
struct Busy {
    for_calls: u32,
    calls: Arc<AtomicU32>,
}

impl HttpConnector for Busy {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let busy = self.calls.fetch_add(1, Ordering::Relaxed) < self.for_calls;
        let unprocessed = if busy { body["RequestItems"].clone() } else { json!({}) };
        let answer = json!({ "Responses": {}, "UnprocessedKeys": unprocessed }).to_string();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), SdkBody::from(answer))))
    }
}

/// Asks it for one item; answers what came of it and the number of calls.
async fn asks(for_calls: u32) -> (Result<Vec<bool>, StoreError>, u32) {
    let busy = Busy { for_calls, calls: Arc::default() };
    let connector = busy.clone();
    let client = http_client_fn(move |_, _| SharedHttpConnector::new(connector.clone()));
    let store = Settings::build(&lookup, |settings| Store::new(settings, &Aws::with_http_client(settings, client)));
    let wanted = [(Table::Portal, Key { pk: "somewhere".to_owned(), sk: "something".to_owned() })];
    let found = store.unwrap().get_all(&wanted).await;
    (found.map(|found| found.iter().map(Option::is_some).collect()), busy.calls.load(Ordering::Relaxed))
}

#[tokio::test]
async fn keys_that_were_left_over_are_asked_for_again_and_not_for_ever() {
    let (found, calls) = asks(2).await;
    assert_eq!((found.unwrap(), calls), (vec![false], 3));
    let started = Instant::now();
    let (found, calls) = asks(u32::MAX).await;
    assert!(matches!(found, Err(StoreError::Other(_))), "what was not read is not what is not there: {found:?}");
    assert_eq!(calls, 8);
    assert!(started.elapsed() >= LEAST, "{:?}", started.elapsed());
}

/// Half of 10, 20, 40 and four times 80 milliseconds: what the seven waits between eight attempts take at least.
const LEAST: Duration = Duration::from_millis(195);

#[tokio::test]
async fn who_is_beaten_waits_a_little_and_longer_each_time() {
    let started = Instant::now();
    let mut at = Vec::new();
    let beaten = settle(|| {
        at.push(started.elapsed());
        async { Ok::<Option<()>, StoreError>(None) }
    })
    .await;
    assert!(matches!(beaten, Err(StoreError::Conflict)));
    assert_eq!(at.len(), 8);
    assert!(started.elapsed() >= LEAST, "{at:?}");
    assert!(at[7] >= at[6] + Duration::from_millis(40), "{at:?}");
}
