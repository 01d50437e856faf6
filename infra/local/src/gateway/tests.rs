//! The one port as a client sees it.

use axum::Json;
use axum::extract::Request as Asked;
use axum::routing::get;
use http::Method;
use http_body_util::Empty;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::sync::oneshot;

use super::*;
use crate::standins::Data;
use crate::testing::{NOW, start, text};

async fn echo(request: Asked) -> Json<Value> {
    let context = request.extensions().get::<RequestContext>();
    Json(context.map_or(Value::Null, |context| json!(context)))
}

async fn panics() -> StatusCode {
    panic!("on purpose")
}

async fn gateway() -> (Gateway, crate::standins::Standins) {
    let (standins, _uploads) = start(&Data::Memory).await;
    let portal = Router::new()
        .route("/echo", get(echo))
        .route("/panics", get(panics))
        .fallback(|| async { (StatusCode::NOT_FOUND, "the portal's 404") });
    let gateway = Gateway {
        dev: Router::new().route("/dev", get(|| async { "dev" })),
        s3: standins.s3.clone(),
        portal,
        now: Arc::new(|| NOW.parse().expect("an instant")),
    };
    (gateway, standins)
}

async fn ask(gateway: &Gateway, method: Method, path: &str) -> (StatusCode, String) {
    let request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8080");
    let request = request.body(Body::empty()).expect("a request");
    let answer = gateway.answer(request, IpAddr::from([127, 0, 0, 1])).await;
    (answer.status(), text(answer).await)
}

#[tokio::test]
async fn the_path_decides_who_answers() {
    let (gateway, _standins) = gateway().await;
    assert_eq!(ask(&gateway, Method::GET, "/dev").await, (StatusCode::OK, "dev".to_owned()));
    let (status, body) = ask(&gateway, Method::GET, "/nintei-certificates/c/1").await;
    assert_eq!((status, body.contains("AccessDenied")), (StatusCode::FORBIDDEN, true));
    let (status, body) = ask(&gateway, Method::GET, "/developers").await;
    assert_eq!((status, body.as_str()), (StatusCode::NOT_FOUND, "the portal's 404"));
}

#[tokio::test]
async fn a_request_of_the_portal_carries_the_context_of_api_gateway() {
    let (gateway, _standins) = gateway().await;
    let (_, body) = ask(&gateway, Method::GET, "/echo?a=b").await;
    let context: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(context["timeEpoch"], json!(1_802_221_200_000_i64));
    assert_eq!(context["stage"], "$default");
    assert_eq!(context["http"]["sourceIp"], "127.0.0.1");
    assert_eq!(context["http"]["method"], "GET");
    assert_eq!(context["http"]["path"], "/echo");
    let (_, again) = ask(&gateway, Method::GET, "/echo").await;
    let again: Value = serde_json::from_str(&again).expect("JSON");
    assert_ne!(context["requestId"], again["requestId"]);
}

#[tokio::test]
async fn a_panic_is_a_500_and_no_broken_connection() {
    let (gateway, _standins) = gateway().await;
    let (status, body) = ask(&gateway, Method::GET, "/panics").await;
    assert_eq!((status, body.as_str()), (StatusCode::INTERNAL_SERVER_ERROR, r#"{"message":"Internal Server Error"}"#));
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let (gateway, _standins) = gateway().await;
    let listener = listen(0).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(gateway.serve(listener, std::future::pending()));
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<bytes::Bytes>>();
    let head = Request::head(format!("http://{address}/echo")).body(Empty::new()).expect("a request");
    let answer = client.request(head).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers()[header::CONTENT_LENGTH].to_str().expect("a number") > "100");
    assert!(text(answer.map(Body::new)).await.is_empty());
}

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_server_stops() {
    let (mut gateway, _standins) = gateway().await;
    let (reached, at_the_handler) = oneshot::channel::<()>();
    let (release, released) = oneshot::channel::<()>();
    let channels = Arc::new(std::sync::Mutex::new(Some((reached, released))));
    let slow = move || {
        let (reached, released) = channels.lock().expect("the lock").take().expect("one request");
        async move {
            reached.send(()).expect("the test waits");
            released.await.expect("released");
            "finished"
        }
    };
    gateway.portal = Router::new().route("/slow", get(slow));
    let listener = listen(0).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(gateway.serve(listener, async move { stopped.await.unwrap_or(()) }));

    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<bytes::Bytes>>();
    let answer = tokio::spawn(client.get(format!("http://{address}/slow").parse().expect("a URL")));
    at_the_handler.await.expect("reached");
    stop.send(()).expect("the server runs");
    release.send(()).expect("the handler waits");
    let answer = answer.await.expect("a task").expect("an answer");
    assert_eq!(text(answer.map(Body::new)).await, "finished");
    server.await.expect("stopped");
}

#[tokio::test]
async fn a_busy_port_is_one_line_in_both_languages() {
    let taken = listen(0).await.expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let error = listen(port).await.expect_err("busy").to_string();
    assert!(error.contains(&format!("Port {port} is not free")), "{error}");
    assert!(error.contains("ポート") && !error.contains('\n'), "{error}");
}
