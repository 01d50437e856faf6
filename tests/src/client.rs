//! A program that uses the portal's JSON face over the network, with its cookies and its token.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// The connection ended before there was an answer.
#[derive(Debug, thiserror::Error)]
#[error("no answer: {0}")]
pub struct Broken(String);

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// The body, which is JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body of an answer that must be 200.
    #[track_caller]
    pub fn good(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        self.json()
    }
}

/// One program with its cookies. A clone is the same program with a memory of its own.
#[derive(Clone)]
pub struct Client {
    base: String,
    http: legacy::Client<HttpConnector, Full<Bytes>>,
    cookies: BTreeMap<String, String>,
    token: Option<String>,
}

impl Client {
    /// A client of what answers at `base`.
    pub fn new(base: &str) -> Self {
        // a connection for each request: none is left over from a process that died
        let http = legacy::Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build_http();
        Self { base: base.to_owned(), http, cookies: BTreeMap::new(), token: None }
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Result<Answer, Broken> {
        self.send(Method::GET, path, Bytes::new()).await
    }

    /// Sends a document.
    pub async fn post(&mut self, path: &str, document: &Value) -> Result<Answer, Broken> {
        self.send(Method::POST, path, document.to_string().into()).await
    }

    async fn send(&mut self, method: Method, path: &str, body: Bytes) -> Result<Answer, Broken> {
        let mut request = Request::builder().method(&method).uri(format!("{}{path}", self.base));
        request = request.header(ACCEPT, "application/json");
        if method == Method::POST {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some(token) = &self.token {
            request = request.header("x-csrf-token", token);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(COOKIE, pairs.join("; "));
        }
        let answer = self.exchange(request.body(Full::new(body)).unwrap()).await?;
        self.remember(&answer);
        Ok(answer)
    }

    /// Sends a request as it is: no cookies, no token.
    pub async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Answer, Broken> {
        let response = self.http.request(request).await.map_err(|error| Broken(error.to_string()))?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.map_err(|error| Broken(error.to_string()))?.to_bytes();
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    fn remember(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let json: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let token = json.as_ref().and_then(|json| json.get("csrf_token")).and_then(Value::as_str);
        self.token = token.map(str::to_owned).or(self.token.take());
    }
}
