//! The HTTP API on this machine: one port for the portal, S3 and the pages under `/dev`.
//!
//! As in AWS every request of the portal carries API Gateway's request context, from which the functions take the
//! time, the source address and the request id. A handler runs to its end though the browser has gone, and one that
//! panics answers 500.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use http::{Request, Response, StatusCode, header};
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;
use lambda_http::request::RequestContext;
use serde_json::json;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::s3;
use crate::server;
use crate::standins::Now;

/// What answers under the one port.
#[derive(Clone)]
pub struct Gateway {
    /// Everything under `/dev`.
    pub dev: Router,
    /// Everything under a bucket's name.
    pub s3: s3::Endpoint,
    /// Everything else.
    pub portal: Router,
    /// The portal's clock.
    pub now: Now,
}

/// The port cannot be had.
#[derive(Debug, thiserror::Error)]
#[error(
    "Port {port} is not free ({reason}); choose another with --port. / \
     ポート {port} は使用できません。--port で別の番号を指定してください。"
)]
pub struct Busy {
    port: u16,
    reason: std::io::Error,
}

/// Takes the port on 127.0.0.1; port 0 is any free one.
pub async fn listen(port: u16) -> Result<TcpListener, Busy> {
    TcpListener::bind(("127.0.0.1", port)).await.map_err(|reason| Busy { port, reason })
}

/// Resolves on Ctrl-C or SIGTERM.
pub async fn interrupted() {
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<Option<()>>();
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => {
            if let Err(error) = pressed {
                tracing::warn!(%error, "Ctrl-C cannot be heard");
                std::future::pending::<()>().await;
            }
        }
        _ = terminated => {}
    }
}

impl Gateway {
    /// Answers requests until `stop` resolves; requests under way are finished first.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let gateway = Arc::new(self);
        let answer = move |request: Request<hyper::body::Incoming>, peer: SocketAddr| {
            let gateway = Arc::clone(&gateway);
            async move { gateway.answer(request.map(Body::new), peer.ip()).await }
        };
        server::serve(listener, answer, stop).await;
    }

    /// Answers one request that came from `source`.
    pub async fn answer(&self, mut request: Request<Body>, source: IpAddr) -> Response<Body> {
        let path = request.uri().path();
        if path == "/dev" || path.starts_with("/dev/") {
            return to_the_end(self.dev.clone(), request).await;
        }
        if s3::Endpoint::owns(path) {
            return self.s3.call(request).await;
        }
        let context = request_context(&request, source, request_id(), (self.now)());
        request.extensions_mut().insert(context);
        to_the_end(self.portal.clone(), request).await
    }
}

/// The context that API Gateway gives a request.
pub fn request_context<B>(
    request: &Request<B>,
    source: IpAddr,
    request_id: String,
    now: DateTime<Utc>,
) -> RequestContext {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut context = ApiGatewayV2httpRequestContext::default();
    context.route_key = Some("$default".to_owned());
    context.account_id = Some("000000000000".to_owned());
    context.stage = Some("$default".to_owned());
    context.apiid = Some("local".to_owned());
    context.domain_name = text(header::HOST);
    context.request_id = Some(request_id);
    context.time = Some(now.format("%d/%b/%Y:%H:%M:%S +0000").to_string());
    context.time_epoch = now.timestamp_millis();
    context.http.method = request.method().clone();
    context.http.path = Some(request.uri().path().to_owned());
    context.http.protocol = Some("HTTP/1.1".to_owned());
    context.http.source_ip = Some(source.to_string());
    context.http.user_agent = text(header::USER_AGENT);
    RequestContext::ApiGatewayV2(context)
}

/// Request ids go into the history of records, so they are unique over restarts too.
fn request_id() -> String {
    let mut bytes = [0; 10];
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!(%error, "no randomness for request ids");
    }
    HEXLOWER.encode(&bytes)
}

/// In a task of its own, because hyper drops the handler of a connection that was closed.
async fn to_the_end(router: Router, request: Request<Body>) -> Response<Body> {
    let answer = tokio::spawn(router.oneshot(request)).await;
    match answer {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(error) => {
            tracing::error!(%error, "a handler panicked");
            let body = axum::Json(json!({ "message": "Internal Server Error" }));
            (StatusCode::INTERNAL_SERVER_ERROR, body).into_response()
        }
    }
}

#[cfg(test)]
mod tests;
