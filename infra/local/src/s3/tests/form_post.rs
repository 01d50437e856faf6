//! The upload without JavaScript: an HTML form with a signed POST policy.

use chrono::{TimeDelta, Utc};
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use shared::clock::Clock;

use super::*;

const BOUNDARY: &str = "----a-form";

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any key");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn sign(secret: &str, day: &str, policy: &str) -> String {
    let first = format!("AWS4{secret}").into_bytes();
    let scope = [day, REGION, "s3", "aws4_request"];
    let signing_key = scope.iter().fold(first, |key, part| mac(&key, part));
    HEXLOWER.encode(&mac(&signing_key, policy))
}

/// A form as the portal makes it: at most 64 bytes, any key under `q/`.
struct Form {
    expires: chrono::DateTime<Utc>,
    key: &'static str,
    file: Vec<u8>,
    secret: &'static str,
    content_type: &'static str,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            expires: Clock::System.now() + TimeDelta::minutes(5),
            key: "q/1",
            file: b"%PDF-1.7".to_vec(),
            secret: SECRET_ACCESS_KEY,
            content_type: "application/pdf",
        }
    }
}

impl Form {
    fn policy(&self, date: &str, credential: &str) -> Value {
        json!({ "expiration": self.expires.format("%Y-%m-%dT%H:%M:%SZ").to_string(), "conditions": [
            { "bucket": QUARANTINE_BUCKET },
            ["starts-with", "$key", "q/"],
            ["eq", "$Content-Type", "application/pdf"],
            ["content-length-range", 1, 64],
            { "success_action_redirect": "http://localhost:8080/received?x=1" },
            { "x-amz-algorithm": "AWS4-HMAC-SHA256" },
            { "x-amz-credential": credential },
            { "x-amz-date": date },
        ]})
    }

    fn request(self) -> Request<Body> {
        let now = Clock::System.now();
        let (day, date) = (now.format("%Y%m%d").to_string(), now.format("%Y%m%dT%H%M%SZ").to_string());
        let credential = format!("{ACCESS_KEY_ID}/{day}/{REGION}/s3/aws4_request");
        let policy = BASE64.encode(self.policy(&date, &credential).to_string().as_bytes());
        let signature = sign(self.secret, &day, &policy);
        let mut body = Vec::new();
        for (name, value) in [
            ("key", self.key),
            ("Content-Type", self.content_type),
            ("success_action_redirect", "http://localhost:8080/received?x=1"),
            ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
            ("x-amz-credential", &credential),
            ("x-amz-date", &date),
            ("policy", &policy),
            ("x-amz-signature", &signature),
        ] {
            let head = format!("Content-Disposition: form-data; name=\"{name}\"");
            body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n{value}\r\n").into_bytes());
        }
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"";
        body.extend(format!("--{BOUNDARY}\r\n{head}\r\nContent-Type: application/pdf\r\n\r\n").into_bytes());
        body.extend(self.file);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        request(Method::POST, "/nintei-quarantine")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))
            .expect("a request")
    }
}

#[tokio::test]
async fn a_form_within_its_policy_is_stored_and_redirected() {
    let (standins, mut uploads) = start(&Data::Memory).await;
    let answer = standins.s3.call(Form::default().request()).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let location = answer.headers()[header::LOCATION].to_str().expect("a URL");
    let expected = "http://localhost:8080/received?x=1&bucket=nintei-quarantine&key=q%2F1&etag=";
    assert!(location.starts_with(expected), "{location}");
    assert_eq!(uploads.try_recv().as_deref(), Ok("q/1"));

    let get = s3(&standins).get_object().bucket(QUARANTINE_BUCKET).key("q/1").send().await;
    let object = get.expect("stored");
    assert_eq!(object.content_type(), Some("application/pdf"));
    let bytes = object.body.collect().await.expect("a body").into_bytes();
    assert_eq!(bytes.as_ref(), b"%PDF-1.7");
}

/// Forms that break one condition each, with the status and code of the refusal. S3 itself answers a condition that
/// does not hold with 403 `AccessDenied`; s3s has a code of its own for it.
fn forms_outside_the_policy() -> [(Form, u16, &'static str); 6] {
    let whole = Form::default;
    let expires = Clock::System.now() - TimeDelta::minutes(1);
    let (file, content_type) = (vec![b'x'; 65], "text/html");
    let (key, secret) = ("elsewhere/1", "guessed");
    [
        (Form { file, ..whole() }, 400, "EntityTooLarge"),
        (Form { file: Vec::new(), ..whole() }, 400, "EntityTooSmall"),
        (Form { key, ..whole() }, 400, "InvalidPolicyDocument"),
        (Form { content_type, ..whole() }, 400, "InvalidPolicyDocument"),
        (Form { expires, ..whole() }, 403, "AccessDenied"),
        (Form { secret, ..whole() }, 403, "SignatureDoesNotMatch"),
    ]
}

#[tokio::test]
async fn a_form_outside_its_policy_is_refused_and_not_stored() {
    let (standins, mut uploads) = start(&Data::Memory).await;
    for (form, status, code) in forms_outside_the_policy() {
        let answer = standins.s3.call(form.request()).await;
        let found = answer.status().as_u16();
        let body = text(answer).await;
        assert_eq!((found, body.contains(code)), (status, true), "{code}: {body}");
    }
    let list = s3(&standins).list_objects_v2().bucket(QUARANTINE_BUCKET);
    assert_eq!(list.send().await.expect("a list").contents().len(), 0);
    assert!(uploads.try_recv().is_err());
}
