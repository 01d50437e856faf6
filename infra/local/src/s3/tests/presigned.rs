//! The exact-bytes upload: a presigned PUT that signs length, type and digest.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::presigning::{PresignedRequest, PresigningConfig};
use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::UnboundedReceiver;

use super::*;
use crate::standins::Standins;

const PDF: &[u8] = b"%PDF-1.7 a sealed page";

async fn presigned(standins: &Standins, key: &str, config: PresigningConfig) -> PresignedRequest {
    s3(standins)
        .put_object()
        .bucket(QUARANTINE_BUCKET)
        .key(key)
        .content_type("application/pdf")
        .content_length(i64::try_from(PDF.len()).expect("a length"))
        .checksum_sha256(BASE64.encode(&Sha256::digest(PDF)))
        .if_none_match("*")
        .presigned(config)
        .await
        .expect("a presigned request")
}

fn for_five_minutes() -> PresigningConfig {
    PresigningConfig::expires_in(Duration::from_mins(5)).expect("a config")
}

/// The upload as a browser sends it, with some headers given other values.
fn upload(signed: &PresignedRequest, bytes: &[u8], changed: &[(&str, &str)]) -> Request<Body> {
    let uri: http::Uri = signed.uri().parse().expect("a URL");
    let mut request = Request::builder()
        .method(signed.method())
        .uri(uri.path_and_query().expect("a path").as_str())
        .header(header::HOST, uri.authority().expect("a host").as_str())
        .header(header::ORIGIN, ORIGIN);
    for (name, value) in signed.headers() {
        let other = changed.iter().find(|(header, _)| *header == name);
        request = request.header(name, other.map_or(value, |(_, value)| *value));
    }
    request.body(Body::from(bytes.to_vec())).expect("a request")
}

async fn stored(standins: &Standins, key: &str) -> bool {
    let head = s3(standins).head_object().bucket(QUARANTINE_BUCKET).key(key).send().await;
    head.is_ok()
}

fn nothing_came(uploads: &mut UnboundedReceiver<String>) -> bool {
    uploads.try_recv().is_err()
}

#[tokio::test]
async fn the_announced_bytes_are_stored_and_announced_with_their_digest() {
    let (standins, mut uploads) = start(&Data::Memory).await;
    let signed = presigned(&standins, "q/1", for_five_minutes()).await;
    let answer = standins.s3.call(upload(&signed, PDF, &[])).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], ORIGIN);
    assert_eq!(uploads.try_recv().as_deref(), Ok("q/1"));

    let head = s3(&standins)
        .head_object()
        .bucket(QUARANTINE_BUCKET)
        .key("q/1")
        .checksum_mode(aws_sdk_s3::types::ChecksumMode::Enabled)
        .send()
        .await
        .expect("stored");
    let digest = BASE64.encode(&Sha256::digest(PDF));
    assert_eq!(head.checksum_sha256(), Some(digest.as_str()));
    assert_eq!(head.content_type(), Some("application/pdf"));
}

#[tokio::test]
async fn other_bytes_of_the_same_length_are_refused_and_not_stored() {
    let (standins, mut uploads) = start(&Data::Memory).await;
    let signed = presigned(&standins, "q/1", for_five_minutes()).await;
    let other = PDF.to_ascii_uppercase();
    let answer = standins.s3.call(upload(&signed, &other, &[])).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(text(answer).await.contains("BadDigest"));
    assert!(!stored(&standins, "q/1").await);
    assert!(nothing_came(&mut uploads));
}

#[tokio::test]
async fn what_was_signed_cannot_be_changed() {
    let (standins, mut uploads) = start(&Data::Memory).await;
    let signed = presigned(&standins, "q/1", for_five_minutes()).await;
    let own = BASE64.encode(&Sha256::digest(b"other"));
    for changed in [("content-type", "text/html"), ("content-length", "5"), ("x-amz-checksum-sha256", own.as_str())] {
        let answer = standins.s3.call(upload(&signed, PDF, &[changed])).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{}", changed.0);
    }
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let config = PresigningConfig::builder().start_time(past).expires_in(Duration::from_mins(1));
    let expired = presigned(&standins, "q/1", config.build().expect("a config")).await;
    let answer = standins.s3.call(upload(&expired, PDF, &[])).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(!stored(&standins, "q/1").await);
    assert!(nothing_came(&mut uploads));
}

#[tokio::test]
async fn a_key_is_written_once_whoever_else_tries() {
    let (standins, mut uploads) = start(&Data::Memory).await;
    let signed = presigned(&standins, "q/1", for_five_minutes()).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (endpoint, request) = (standins.s3.clone(), upload(&signed, PDF, &[]));
        tries.spawn(async move { endpoint.call(request).await.status() });
    }
    let statuses = tries.join_all().await;
    let count = |status| statuses.iter().filter(|found| **found == status).count();
    assert_eq!((count(StatusCode::OK), count(StatusCode::PRECONDITION_FAILED)), (1, 15));
    assert_eq!(uploads.try_recv().as_deref(), Ok("q/1"));
    assert!(nothing_came(&mut uploads));
}

#[tokio::test]
async fn the_sdks_own_trailing_checksum_is_understood() {
    let (standins, mut uploads) = start(&Data::Memory).await;
    let put = s3(&standins).put_object().bucket(QUARANTINE_BUCKET).key("q/2");
    put.body(PDF.to_vec().into()).send().await.expect("stored");
    assert_eq!(uploads.try_recv().as_deref(), Ok("q/2"));
}
