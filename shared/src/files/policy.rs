//! The POST policy for a browser without JavaScript: the SDK does not make one, so it is signed here (AWS Signature
//! Version 4, "Authenticating Requests: Browser-Based Uploads Using POST").

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use super::Files;
use crate::clock::Clock;

/// A multipart form that S3 accepts: hidden fields, then the file.
#[derive(Clone, Debug)]
pub struct PostForm {
    /// Where to.
    pub url: String,
    /// The hidden fields, in order.
    pub fields: Vec<(String, String)>,
}

/// How long the form works: long enough to find the file.
const LIFETIME: TimeDelta = TimeDelta::minutes(60);
/// S3's own limit; ours is enforced at inspection, in Japanese.
const LIMIT: u64 = 50_000_000;

impl Files {
    /// A form that puts one PDF under `key` and then leads the browser to `redirect`.
    pub fn post_form(&self, key: &str, redirect: &str) -> PostForm {
        // S3 compares with machine time, so the portal's clock has no say here.
        let now = Clock::System.now();
        let date = now.format("%Y%m%d").to_string();
        let scope = format!("{date}/{}/s3/aws4_request", self.region);
        let mut fields = vec![
            ("key", key.to_owned()),
            ("Content-Type", "application/pdf".to_owned()),
            ("success_action_redirect", redirect.to_owned()),
            ("x-amz-algorithm", "AWS4-HMAC-SHA256".to_owned()),
            ("x-amz-credential", format!("{}/{scope}", self.credentials.access_key_id())),
            ("x-amz-date", now.format("%Y%m%dT%H%M%SZ").to_string()),
        ];
        if let Some(token) = self.credentials.session_token() {
            fields.push(("x-amz-security-token", token.to_owned()));
        }
        let policy = BASE64.encode(self.policy(&fields, now).to_string().as_bytes());
        let signature = self.sign(&date, &policy);
        fields.extend([("policy", policy), ("x-amz-signature", signature)]);
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        PostForm { url: self.post_url.clone(), fields }
    }

    fn policy(&self, fields: &[(&str, String)], now: DateTime<Utc>) -> serde_json::Value {
        let mut conditions = vec![json!({ "bucket": self.quarantine }), json!(["content-length-range", 0, LIMIT])];
        conditions.extend(fields.iter().map(|(name, value)| json!(["eq", format!("${name}"), value])));
        let expiration = (now + LIFETIME).to_rfc3339_opts(SecondsFormat::Millis, true);
        json!({ "expiration": expiration, "conditions": conditions })
    }

    fn sign(&self, date: &str, text: &str) -> String {
        let first = format!("AWS4{}", self.credentials.secret_access_key());
        let parts = [date, &self.region, "s3", "aws4_request", text];
        HEXLOWER.encode(&parts.iter().fold(first.into_bytes(), |key, part| hmac_sha256(&key, part)))
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
fn hmac_sha256(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}
