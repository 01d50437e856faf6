//! A program that talks to the portal in JSON.

use std::net::IpAddr;

use axum::body::Body;
use http::{Method, Request, header};
use local::gateway::Gateway;
use serde_json::{Value, json};

use crate::answer::{Answer, Jar};
use crate::pdf;

/// An API client.
#[derive(Clone)]
pub struct Api {
    gateway: Gateway,
    source: IpAddr,
    /// Its cookies.
    pub jar: Jar,
    /// The token that its session's POSTs carry.
    pub token: Option<String>,
}

impl Api {
    /// A fresh client at a source address.
    pub fn new(gateway: &Gateway, source: IpAddr) -> Self {
        Self { gateway: gateway.clone(), source, jar: Jar::default(), token: None }
    }

    /// The same client, seen at another address.
    #[must_use]
    pub fn from(self, source: &str) -> Self {
        Self { source: source.parse().expect("an IP address"), ..self }
    }

    /// A request with cookies and token.
    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::HOST, "localhost:8080").header(header::ACCEPT, "application/json");
        if let Some(token) = &self.token {
            request = request.header("x-csrf-token", token);
        }
        let cookies = self.jar.line();
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies) }
    }

    /// Sends a request as it is and keeps the cookies.
    pub async fn sends(&mut self, request: Request<Body>) -> Answer {
        let answer = Answer::of(self.gateway.answer(request, self.source).await).await;
        self.jar.keep(&answer.headers);
        answer
    }

    /// GET.
    pub async fn gets(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty()).expect("a request");
        self.sends(request).await
    }

    /// POST of JSON.
    pub async fn posts(&mut self, path: &str, body: &Value) -> Answer {
        let request = self.post(path, body);
        self.sends(request).await
    }

    /// The request of a POST: for a test that sends it often or late.
    pub fn post(&self, path: &str, body: &Value) -> Request<Body> {
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/json");
        request.body(Body::from(body.to_string())).expect("a request")
    }

    /// Uses a one-time link.
    pub async fn sets_password(&mut self, link: &str, password: &str) -> Answer {
        let token = link.rsplit('/').next().unwrap_or_default();
        let body = json!({ "token": token, "password": password, "password_confirmation": password });
        self.posts("/password/new", &body).await
    }

    /// Logs in for a core facility's application.
    pub async fn logs_in(&mut self, email: &str, password: &str) -> Answer {
        let answer = self.posts("/apply/core/login", &json!({ "email": email, "password": password })).await;
        if answer.status == 200 {
            self.token = answer.json()["csrf_token"].as_str().map(str::to_owned);
        }
        answer
    }

    /// 一時保存 or 登録 on top of the version that is there now.
    pub async fn saves(&mut self, form: &str, action: &str, answers: &Value) -> Answer {
        let version = self.gets(form).await.json()["version"].clone();
        self.posts(form, &json!({ "action": action, "version": version, "answers": answers })).await
    }

    /// Announces bytes; the answer holds the presigned PUT.
    pub async fn announces(&mut self, application: &str, bytes: &[u8]) -> Answer {
        let body = json!({ "name": "申請書.pdf", "size": bytes.len(), "sha256": pdf::sha256(bytes) });
        self.posts(&format!("{application}/certificate"), &body).await
    }

    /// PUTs bytes as an announcement's answer says.
    pub async fn puts(&mut self, announced: &Value, bytes: &[u8]) -> Answer {
        let url = announced["put"]["url"].as_str().expect("a URL");
        let (_, rest) = url.split_once("://").expect("a URL");
        let (host, path) = rest.split_at(rest.find('/').expect("a path"));
        let mut request = Request::builder().method(Method::PUT).uri(path).header(header::HOST, host);
        let headers = announced["put"]["headers"].as_object().expect("headers");
        for (name, value) in headers.iter().filter(|(name, _)| !["host", "content-length"].contains(&name.as_str())) {
            request = request.header(name, value.as_str().expect("a header"));
        }
        let request = request.header(header::CONTENT_LENGTH, bytes.len()).body(Body::from(bytes.to_vec()));
        Answer::of(self.gateway.answer(request.expect("a request"), self.source).await).await
    }

    /// Announces, PUTs and says that the bytes arrived.
    pub async fn uploads(&mut self, application: &str, bytes: &[u8]) -> Answer {
        let announced = self.announces(application, bytes).await.is(200).json();
        self.puts(&announced, bytes).await.is(200);
        self.posts(&format!("{application}/certificate/received"), &json!({ "upload": announced["upload"]["id"] }))
            .await
    }
}
