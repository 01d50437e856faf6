//! chromedriver, which is killed with its test, and a session of a browser in it.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde_json::json;
use tempfile::TempDir;
use thirtyfour::common::capabilities::desiredcapabilities::CapabilitiesHelper;
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::session::http::{Body, HttpClient};
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// How long a command may take: far more than it needs, so that one that hangs fails its test.
const PATIENCE: Duration = Duration::from_mins(1);
/// A window without a screen, which calls nobody.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=ja",
    "--window-size=1280,900",
];

/// A running chromedriver.
pub(crate) struct Chromedriver {
    url: String,
    folder: TempDir,
    _output: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Chromedriver {
    /// Starts it, and waits until it says where it listens.
    pub(crate) async fn start() -> Self {
        let named = shared::config::environment("CHROMEDRIVER").map(PathBuf::from);
        let path = named.unwrap_or_else(|| PathBuf::from("/usr/bin/chromedriver"));
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(&path);
        command.arg("--port=0").env("TMPDIR", folder.path()).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| missing(&path, &error));
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening = async {
            while let Some(line) = output.next_line().await.unwrap() {
                if let Some((_, port)) = line.split_once("started successfully on port ") {
                    return format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
                }
            }
            panic!("chromedriver ended before it listened");
        };
        let url = tokio::time::timeout(PATIENCE, listening).await.expect("chromedriver starts");
        Self { url, folder, _output: output, _child: child }
    }

    /// Opens a browser with a profile of its own.
    pub(crate) async fn browser(&self) -> WebDriver {
        let mut wishes = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wishes.add_arg(flag).unwrap();
        }
        wishes.add_arg(&format!("--user-data-dir={}", self.folder.path().join("profile").display())).unwrap();
        wishes.set("goog:loggingPrefs", json!({ "browser": "ALL", "performance": "ALL" })).unwrap();
        wishes
            .add_experimental_option("perfLoggingPrefs", json!({ "enableNetwork": true, "enablePage": false }))
            .unwrap();
        // chromedriver answers the question of a page that is left by itself, unless it is asked for the newer protocol
        wishes.set("webSocketUrl", true).unwrap();
        wishes.set("unhandledPromptBehavior", json!({ "beforeUnload": "ignore", "default": "ignore" })).unwrap();
        let browser = WebDriver::builder(&self.url, wishes).client(Wire::default()).connect().await;
        browser.expect("chromedriver opens Chromium, which must be installed beside it (Debian: chromium)")
    }
}

fn missing(path: &Path, error: &std::io::Error) -> ! {
    panic!(
        "the browser tests need chromedriver, and {} does not start: {error}. Install it (Debian: chromium \
         chromium-driver fonts-morisawa-bizud-gothic), or name it in the variable CHROMEDRIVER.",
        path.display()
    );
}

/// The HTTP client that the rest of the workspace uses, for thirtyfour.
struct Wire(legacy::Client<HttpConnector, Full<Bytes>>);

impl Default for Wire {
    fn default() -> Self {
        Self(legacy::Client::builder(TokioExecutor::new()).build_http())
    }
}

impl Wire {
    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Response<Bytes>, String> {
        let answer =
            tokio::time::timeout(PATIENCE, self.0.request(request)).await.map_err(|error| error.to_string())?;
        let (parts, body) = answer.map_err(|error| error.to_string())?.into_parts();
        let body = body.collect().await.map_err(|error| error.to_string())?;
        Ok(Response::from_parts(parts, body.to_bytes()))
    }
}

impl HttpClient for Wire {
    fn send<'client, 'body, 'answer>(
        &'client self,
        request: Request<Body<'body>>,
    ) -> Pin<Box<dyn Future<Output = WebDriverResult<Response<Bytes>>> + Send + 'answer>>
    where
        'client: 'answer,
        'body: 'answer,
        Self: 'answer,
    {
        let request = request.map(|body| match body {
            Body::Empty => Full::default(),
            Body::Json(document) => Full::from(document.to_string()),
        });
        Box::pin(async move { self.exchange(request).await.map_err(WebDriverError::RequestFailed) })
    }

    fn new<'client, 'answer>(&'client self) -> Pin<Box<dyn Future<Output = Arc<dyn HttpClient>> + Send + 'answer>>
    where
        'client: 'answer,
        Self: 'answer,
    {
        Box::pin(async { Arc::new(Self::default()) as Arc<dyn HttpClient> })
    }
}
