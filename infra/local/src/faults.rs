//! Faults under the SDK, in its HTTP connector: what is tested is the real client, its retries and its errors, over a
//! network that breaks where a test wants it. `NINTEI_FAULT` arms one in the local system, so that a test can let it die
//! at a named point.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use shared::aws::http_client;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The process dies before the call is made.
    DieBefore,
    /// The process dies after the call took effect.
    DieAfter,
    /// The call is never made; the caller sees a broken connection.
    FailBefore,
    /// The call takes effect; its answer is lost.
    LoseAnswer,
    /// The service says that it is too busy.
    Throttle,
    /// DynamoDB says that another transaction holds an item, which the stand-in never says by itself.
    TransactionConflict,
}

/// A fault: its effect on calls of one operation whose body holds a text, a number of times.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What goes wrong.
    pub effect: Effect,
    /// `TransactWriteItems`, `SendEmail`, `S3 PUT nintei-certificates`, …
    pub operation: String,
    /// What the request must hold; empty for any.
    pub containing: String,
    /// How often.
    pub times: u32,
}

impl Fault {
    /// Reads `die-after TransactWriteItems form_registered`: effect, operation, and what its body must hold (`-` for any).
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let effect = match parts.next()? {
            "die-before" => Effect::DieBefore,
            "die-after" => Effect::DieAfter,
            _ => return None,
        };
        let rest: Vec<_> = parts.collect();
        let (containing, operation) = rest.split_last()?;
        let containing = if *containing == "-" { "" } else { containing };
        Some(Self { effect, operation: operation.join(" "), containing: containing.to_owned(), times: 1 })
    }
}

/// The faults that are armed, and what was called: a clone is the same ones.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    armed: Arc<Mutex<Vec<Fault>>>,
    calls: Arc<Mutex<Vec<String>>>,
    struck: Arc<AtomicUsize>,
}

impl Faults {
    /// Arms one more.
    pub fn arm(&self, fault: Fault) {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }

    /// Takes all of them away: the network is well again.
    pub fn disarm(&self) {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How many calls went wrong so far.
    pub fn struck(&self) -> usize {
        self.struck.load(Ordering::Relaxed)
    }

    /// The operations called since the last time this was asked: how a test counts round trips.
    pub fn calls(&self) -> Vec<String> {
        std::mem::take(&mut *self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// An HTTP client with these faults under it.
    pub fn client(&self) -> SharedHttpClient {
        SharedHttpClient::new(Faulty { faults: self.clone(), inner: http_client(false) })
    }

    fn strike(&self, request: &HttpRequest) -> Option<Effect> {
        let operation = operation(request);
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(operation.clone());
        let body = request.body().bytes().unwrap_or_default();
        let holds = |text: &str| text.is_empty() || body.windows(text.len()).any(|part| part == text.as_bytes());
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = armed
            .iter_mut()
            .find(|fault| fault.times > 0 && fault.operation == operation && holds(&fault.containing))?;
        fault.times -= 1;
        self.struck.fetch_add(1, Ordering::Relaxed);
        Some(fault.effect)
    }
}

/// What a request does, in a word or three.
fn operation(request: &HttpRequest) -> String {
    if let Some((_, name)) = request.headers().get("x-amz-target").and_then(|target| target.rsplit_once('.')) {
        return name.to_owned();
    }
    let path = request.uri().split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    if path.starts_with("v2/email/") {
        return "SendEmail".to_owned();
    }
    let method = if path.contains("list-type=2") { "LIST" } else { request.method() };
    format!("S3 {method} {}", path.split(['/', '?']).next().unwrap_or(""))
}

#[derive(Debug)]
struct Faulty {
    faults: Faults,
    inner: SharedHttpClient,
}

impl HttpClient for Faulty {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(FaultyConnector { faults: self.faults.clone(), inner })
    }
}

#[derive(Debug)]
struct FaultyConnector {
    faults: Faults,
    inner: SharedHttpConnector,
}

impl HttpConnector for FaultyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let effect = self.faults.strike(&request);
        let alone = operation(&request) != "TransactWriteItems";
        let inner = self.inner.clone();
        HttpConnectorFuture::new(async move {
            match effect {
                None => inner.call(request).await,
                Some(Effect::DieBefore) => die(),
                Some(Effect::DieAfter) => {
                    inner.call(request).await?;
                    die()
                }
                Some(Effect::FailBefore) => Err(broken()),
                Some(Effect::LoseAnswer) => {
                    inner.call(request).await?;
                    Err(broken())
                }
                Some(Effect::Throttle) => answer(400, "ThrottlingException", "{}"),
                Some(Effect::TransactionConflict) if alone => answer(400, "TransactionConflictException", "{}"),
                Some(Effect::TransactionConflict) => answer(
                    400,
                    "TransactionCanceledException",
                    r#"{"CancellationReasons":[{"Code":"TransactionConflict"}]}"#,
                ),
            }
        })
    }
}

/// As `kill -9`: nothing is flushed, nothing is dropped.
fn die() -> ! {
    std::process::abort()
}

fn broken() -> ConnectorError {
    ConnectorError::io(std::io::Error::new(std::io::ErrorKind::ConnectionReset, "a fault was armed").into())
}

fn answer(status: u16, code: &str, fields: &str) -> Result<HttpResponse, ConnectorError> {
    let kind = format!("{{\"__type\":\"com.amazonaws.dynamodb.v20120810#{code}\",");
    let body = fields.replacen('{', &kind, 1).replace(",}", "}");
    let status = StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
    Ok(HttpResponse::new(status, body.into()))
}
