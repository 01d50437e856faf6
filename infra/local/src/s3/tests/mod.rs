//! S3 as the portal uses it, through the real SDK and as a browser would.

mod form_post;
mod presigned;

use axum::body::Body;
use http::{Method, Request, StatusCode, header};

use super::*;
use crate::testing::{ORIGIN, s3, start, start_in, text};

fn request(method: Method, path: &str) -> http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "localhost:8080")
}

fn preflight(origin: &str, method: &str, headers: &str) -> Request<Body> {
    request(Method::OPTIONS, "/nintei-quarantine/q/1")
        .header(header::ORIGIN, origin)
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, method)
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, headers)
        .body(Body::empty())
        .expect("a request")
}

#[tokio::test]
async fn only_the_portals_own_origin_may_upload_and_only_what_an_upload_needs() {
    let (standins, _uploads) = start(&Data::Memory).await;
    let endpoint = &standins.s3;
    let needed = "content-type,If-None-Match, x-amz-checksum-sha256";

    let allowed = endpoint.call(preflight(ORIGIN, "PUT", needed)).await;
    assert_eq!(allowed.status(), StatusCode::OK);
    assert_eq!(allowed.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], ORIGIN);
    for refused in [
        preflight("http://evil.example", "PUT", needed),
        preflight(ORIGIN, "DELETE", needed),
        preflight(ORIGIN, "PUT", "x-amz-acl"),
    ] {
        let answer = endpoint.call(refused).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert!(!answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    }
}

#[tokio::test]
async fn an_unsigned_request_is_refused() {
    let (standins, _uploads) = start(&Data::Memory).await;
    let get = request(Method::GET, "/nintei-quarantine/q/1").body(Body::empty()).expect("a request");
    let answer = standins.s3.call(get).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(text(answer).await.contains("AccessDenied"));
}

#[tokio::test]
async fn objects_survive_a_restart_until_they_are_wiped() {
    let folder = tempfile::tempdir().expect("a folder");
    let (standins, _uploads) = start_in(folder.path()).await;
    let put = s3(&standins).put_object().bucket(CERTIFICATES_BUCKET).key("c/1");
    put.body(b"sealed".to_vec().into()).send().await.expect("stored");
    drop(standins);

    let (standins, _uploads) = start_in(folder.path()).await;
    let client = s3(&standins);
    let get = || client.get_object().bucket(CERTIFICATES_BUCKET).key("c/1").send();
    let body = get().await.expect("kept").body.collect().await;
    assert_eq!(body.expect("a body").into_bytes().as_ref(), b"sealed");
    standins.s3.wipe().await.expect("wiped");
    let gone = get().await.expect_err("gone");
    assert!(gone.into_service_error().is_no_such_key());
    let head = client.head_bucket().bucket(CERTIFICATES_BUCKET);
    head.send().await.expect("the bucket is there");
}

#[test]
fn the_first_segment_decides_what_is_s3() {
    assert!(Endpoint::owns("/nintei-quarantine"));
    assert!(Endpoint::owns("/nintei-certificates/c/1"));
    assert!(!Endpoint::owns("/nintei-quarantined/c/1"));
    assert!(!Endpoint::owns("/apply/nintei-quarantine"));
    assert!(!Endpoint::owns("/"));
}
