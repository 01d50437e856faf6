//! The forms of 申請書・在籍証明書 that the secretariat has put in place of the release's own: each under its digest, never
//! changed and never removed, so that what was once given out can be looked up.

use anyhow::Context as _;
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use data_encoding::{BASE64, HEXLOWER};

use crate::aws::Aws;
use crate::config::Settings;

/// Where they are: a folder of the bucket of certificates, so that it is kept and backed up with them.
#[derive(Clone, Debug)]
pub struct FormFiles {
    client: Client,
    bucket: String,
}

fn key(sha256_hex: &str) -> String {
    format!("forms/{sha256_hex}.pdf")
}

impl FormFiles {
    /// Reads the bucket's name.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self { client: aws.s3(None), bucket: settings.required("CERTIFICATES_BUCKET") }
    }

    /// Stores a form. Doing it twice changes nothing.
    pub async fn put_form(&self, sha256_hex: &str, bytes: Vec<u8>) -> anyhow::Result<()> {
        let digest = HEXLOWER.decode(sha256_hex.as_bytes()).context("reading a digest")?;
        let request = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(key(sha256_hex))
            .content_type("application/pdf")
            .checksum_sha256(BASE64.encode(&digest))
            .body(ByteStream::from(bytes));
        request.send().await.context("PutObject of a form")?;
        Ok(())
    }

    /// The bytes of a form that was stored.
    pub async fn form(&self, sha256_hex: &str) -> anyhow::Result<Vec<u8>> {
        let answer = self.client.get_object().bucket(&self.bucket).key(key(sha256_hex)).send().await;
        let body = answer.context("GetObject of a form")?.body;
        Ok(body.collect().await.context("reading a form")?.to_vec())
    }
}
