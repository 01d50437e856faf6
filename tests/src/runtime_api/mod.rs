//! A Lambda Runtime API of our own: starts the real binary of a function, hands it events and takes its answers, as
//! Lambda would. One server and one process each; to start a function anew is to start both.

mod process;

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use data_encoding::BASE64;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use crate::encoding;
use process::Process;

/// How long a function may take: far more than any needs, so that one that hangs fails its test.
const PATIENCE: Duration = Duration::from_mins(1);
const PREFIX: &str = "/2018-06-01/runtime";
const ARN: &str = "arn:aws:lambda:ap-northeast-1:000000000000:function:";

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The function answered with an error.
    #[error("{kind}: {message}")]
    Function {
        /// Its `errorType`.
        kind: String,
        /// Its `errorMessage`.
        message: String,
    },
    /// The process ended before it answered.
    #[error("the process ended with {status}; it printed:\n{output}")]
    Exited {
        /// How it ended.
        status: String,
        /// What it had printed.
        output: String,
    },
    /// The answer is not JSON.
    #[error("not JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    /// It neither answered nor ended.
    #[error("no answer")]
    Silent,
}

/// The body of an HTTP function's answer, as the gateway decodes it.
///
/// # Panics
///
/// If it is not in base64.
pub fn bytes(answer: &Value) -> Vec<u8> {
    let Value::String(body) = &answer["body"] else { panic!("{answer}") };
    assert_eq!(answer["isBase64Encoded"], true);
    BASE64.decode(body.as_bytes()).unwrap()
}

/// The same as a browser reads it.
pub fn page(answer: &Value) -> String {
    encoding::text(answer["headers"]["content-encoding"].as_str().unwrap_or_default(), &bytes(answer))
}

/// A running function with the server that feeds it. Both end when this is dropped.
pub struct RuntimeApi {
    address: SocketAddr,
    desk: Arc<Desk>,
    outbox: mpsc::UnboundedSender<Invocation>,
    count: AtomicU64,
    process: Process,
    _server: JoinSet<()>,
}

/// What the function posts: an answer, or an error.
type Answer = Result<Bytes, Bytes>;

struct Invocation {
    id: String,
    event: Bytes,
    answer: oneshot::Sender<Answer>,
}

/// What the server's connections share.
struct Desk {
    function: String,
    inbox: tokio::sync::Mutex<mpsc::UnboundedReceiver<Invocation>>,
    pending: Mutex<HashMap<String, oneshot::Sender<Answer>>>,
    ready: watch::Sender<bool>,
}

impl RuntimeApi {
    /// Starts the function of this name, with the variables given and those that Lambda sets, and no others.
    pub async fn start<K, V>(
        function: &str,
        binary: &Path,
        environment: impl IntoIterator<Item = (K, V)>,
    ) -> io::Result<Self>
    where
        K: AsRef<OsStr>,
        V: AsRef<OsStr>,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mut command = Command::new(binary);
        command.env_clear().envs(environment).envs([
            ("AWS_LAMBDA_RUNTIME_API", address.to_string()),
            ("AWS_LAMBDA_FUNCTION_NAME", function.to_owned()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256".to_owned()),
            ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{function}")),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "test".to_owned()),
        ]);
        let (outbox, inbox) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk::new(function, inbox));
        let mut server = JoinSet::new();
        server.spawn(serve(listener, Arc::clone(&desk)));
        let process = Process::start(&mut command)?;
        Ok(Self { address, desk, outbox, count: AtomicU64::new(0), process, _server: server })
    }

    /// Where the function finds this server.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the function has started and asks for its first event.
    pub async fn ready(&self) -> Result<(), Failure> {
        let mut ready = self.desk.ready.subscribe();
        self.unless_ended(ready.wait_for(|ready| *ready)).await?.map(drop).map_err(|_| Failure::Silent)
    }

    /// Hands the function an event and waits for its answer.
    pub async fn invoke(&self, event: &Value) -> Result<Value, Failure> {
        let (answer, answered) = oneshot::channel();
        let id = format!("00000000-0000-4000-8000-{:012}", self.count.fetch_add(1, Ordering::Relaxed));
        let event = Bytes::from(serde_json::to_vec(event)?);
        self.outbox.send(Invocation { id, event, answer }).map_err(|_| Failure::Silent)?;
        match self.unless_ended(answered).await? {
            Ok(Ok(body)) => Ok(serde_json::from_slice(&body)?),
            Ok(Err(body)) => Err(failure(&serde_json::from_slice(&body)?)),
            Err(_) => Err(Failure::Silent),
        }
    }

    /// Ends the process as `kill -9` does, and waits until it is gone.
    pub async fn kill(&self) {
        self.process.kill();
        self.process.ended().await;
    }

    /// Waits until the process is gone, of itself or of a signal.
    pub async fn ended(&self) {
        self.process.ended().await;
    }

    /// What the process printed so far.
    pub fn output(&self) -> String {
        self.process.output()
    }

    /// What is waited for, or why it will not come.
    async fn unless_ended<T>(&self, waited: impl Future<Output = T>) -> Result<T, Failure> {
        let outcome = async {
            tokio::select! {
                biased;
                outcome = waited => Ok(outcome),
                status = self.process.ended() => Err(Failure::Exited { status, output: self.output() }),
            }
        };
        tokio::time::timeout(PATIENCE, outcome).await.unwrap_or(Err(Failure::Silent))
    }
}

fn failure(error: &Value) -> Failure {
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Failure::Function { kind: text("errorType"), message: text("errorMessage") }
}

impl Desk {
    fn new(function: &str, inbox: mpsc::UnboundedReceiver<Invocation>) -> Self {
        Self {
            function: function.to_owned(),
            inbox: tokio::sync::Mutex::new(inbox),
            pending: Mutex::default(),
            ready: watch::Sender::new(false),
        }
    }

    /// The next event; the function waits here until there is one.
    async fn next(&self) -> Result<Response<Full<Bytes>>, http::Error> {
        self.ready.send_replace(true);
        let Some(Invocation { id, event, answer }) = self.inbox.lock().await.recv().await else {
            return reply(StatusCode::GONE);
        };
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), answer);
        Response::builder()
            .header("content-type", "application/json")
            .header("lambda-runtime-aws-request-id", id)
            .header("lambda-runtime-deadline-ms", deadline())
            .header("lambda-runtime-invoked-function-arn", format!("{ARN}{}", self.function))
            .header("lambda-runtime-trace-id", "Root=1-6b6bb690-0123456789abcdef01234567;Sampled=0")
            .body(Full::new(event))
    }

    /// Passes an answer on; each event has one.
    fn settle(&self, id: &str, answer: Answer) -> StatusCode {
        let waiting = self.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        match waiting.map(|waiting| waiting.send(answer)) {
            Some(Ok(())) => StatusCode::ACCEPTED,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

async fn serve(listener: TcpListener, desk: Arc<Desk>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let desk = Arc::clone(&desk);
        connections.spawn(async move {
            let service = service_fn(|request| answer(&desk, request));
            // a process that is killed closes its connection: no error of ours
            http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
        });
    }
}

async fn answer(desk: &Desk, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, http::Error> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().strip_prefix(PREFIX).unwrap_or_default();
    if parts.method == Method::GET && path == "/invocation/next" {
        return desk.next().await;
    }
    let Ok(body) = body.collect().await else { return reply(StatusCode::BAD_REQUEST) };
    let body = body.to_bytes();
    reply(match path.strip_prefix("/invocation/").and_then(|rest| rest.split_once('/')) {
        Some((id, "response")) => desk.settle(id, Ok(body)),
        Some((id, "error")) => desk.settle(id, Err(body)),
        // the process ends by itself after this, and its output says why
        None if path == "/init/error" => StatusCode::ACCEPTED,
        _ => StatusCode::NOT_FOUND,
    })
}

fn reply(status: StatusCode) -> Result<Response<Full<Bytes>>, http::Error> {
    Response::builder().status(status).header("content-type", "application/json").body(Full::from("{}"))
}

/// In milliseconds of the machine's clock, with which the runtime compares it.
#[expect(clippy::disallowed_methods, reason = "a deadline of the machine, not a time of the portal")]
fn deadline() -> String {
    (SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + PATIENCE).as_millis().to_string()
}
