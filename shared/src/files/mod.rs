//! Certificates in S3: browsers write to quarantine only, and only exactly what was announced; what was inspected is
//! promoted to the bucket of certificates.

mod forms;
mod policy;

use std::time::Duration;

use anyhow::Context as _;
use aws_credential_types::Credentials;
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use data_encoding::{BASE64, HEXLOWER};
use domain::{ApplicationId, UploadId};
use serde::Serialize;

pub use forms::FormFiles;
pub use policy::PostForm;

use crate::aws::Aws;
use crate::config::Settings;

/// The two buckets.
#[derive(Clone, Debug)]
pub struct Files {
    client: Client,
    credentials: Credentials,
    region: String,
    quarantine: String,
    certificates: String,
    post_url: String,
}

/// A presigned request: the browser must send exactly these headers.
#[derive(Clone, Debug, Serialize)]
pub struct PresignedPut {
    /// Where to.
    pub url: String,
    /// With which headers.
    pub headers: std::collections::BTreeMap<String, String>,
}

/// How long a presigned PUT works.
const PUT_LIFETIME: Duration = Duration::from_mins(5);
/// How long a link to a file works.
const GET_LIFETIME: Duration = Duration::from_mins(1);

/// The `Content-Disposition` of a file that is to be saved as `name`; `fallback` is for what knows ASCII only.
pub fn attachment(fallback: &str, name: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let encoded = encoded.replace('+', "%20").replace('*', "%2A");
    format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{encoded}")
}

/// The key of an upload in quarantine. It names its application, so that an object alone tells where it belongs.
pub fn quarantine_key(id: &ApplicationId, upload: &UploadId) -> String {
    format!("q/{id}/{upload}")
}

/// What a key in quarantine names.
pub fn parse_quarantine_key(key: &str) -> Option<(ApplicationId, UploadId)> {
    let (id, upload) = key.strip_prefix("q/")?.rsplit_once('/')?;
    Some((id.parse().ok()?, upload.parse().ok()?))
}

/// The key of a promoted file: its upload, and the SHA-256 of its bytes in hex.
pub fn certificate_key(id: &ApplicationId, upload: &UploadId, sha256: &str) -> String {
    format!("c/{id}/{upload}-{}.pdf", sha256.get(..16).unwrap_or_default())
}

impl Files {
    /// Reads the buckets' names.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        let quarantine = settings.required("QUARANTINE_BUCKET");
        let post_url = match settings.optional("AWS_ENDPOINT_URL_S3") {
            Some(endpoint) => format!("{endpoint}/{quarantine}"),
            None => format!("{}/", settings.required("UPLOAD_ORIGIN")),
        };
        Self {
            client: aws.s3(None),
            credentials: aws.credentials().clone(),
            region: aws.region().to_owned(),
            quarantine,
            certificates: settings.required("CERTIFICATES_BUCKET"),
            post_url,
        }
    }

    /// A PUT of exactly these bytes, once: length, type, digest and "not if it exists" are signed.
    pub async fn presign_put(&self, key: &str, size: u64, sha256_hex: &str) -> anyhow::Result<PresignedPut> {
        let digest = HEXLOWER.decode(sha256_hex.as_bytes()).context("reading a digest")?;
        let request = self
            .client
            .put_object()
            .bucket(&self.quarantine)
            .key(key)
            .content_type("application/pdf")
            .content_length(i64::try_from(size).context("a file's size")?)
            .checksum_sha256(BASE64.encode(&digest))
            .if_none_match("*")
            .presigned(PresigningConfig::expires_in(PUT_LIFETIME)?)
            .await
            .context("presigning a PUT")?;
        let headers = request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(PresignedPut { url: request.uri().to_owned(), headers })
    }

    /// A short-lived link to a promoted file, to be saved under `name`.
    pub async fn presign_get(&self, key: &str, name: &str) -> anyhow::Result<String> {
        let request = self
            .client
            .get_object()
            .bucket(&self.certificates)
            .key(key)
            .response_content_type("application/pdf")
            .response_content_disposition(attachment("certificate.pdf", name))
            .presigned(PresigningConfig::expires_in(GET_LIFETIME)?)
            .await
            .context("presigning a GET")?;
        Ok(request.uri().to_owned())
    }

    /// The size of an object in quarantine; `None` if there is none.
    pub async fn quarantined_size(&self, key: &str) -> anyhow::Result<Option<u64>> {
        match self.client.head_object().bucket(&self.quarantine).key(key).send().await {
            Ok(head) => Ok(head.content_length().and_then(|size| u64::try_from(size).ok())),
            // without the right to list the bucket, S3 says 403 of an object that is not there
            Err(error) if error.raw_response().is_some_and(|raw| matches!(raw.status().as_u16(), 403 | 404)) => {
                Ok(None)
            }
            Err(error) => Err(anyhow::Error::new(error).context("HeadObject")),
        }
    }

    /// The bytes of an object in quarantine, at most `limit` and one; `None` if there is none.
    pub async fn read_quarantined(&self, key: &str, limit: u64) -> anyhow::Result<Option<Vec<u8>>> {
        let answer = match self.client.get_object().bucket(&self.quarantine).key(key).send().await {
            Ok(answer) => answer,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => return Ok(None),
            Err(error) => return Err(anyhow::Error::new(error).context("GetObject")),
        };
        let mut body = answer.body;
        let mut bytes = Vec::new();
        while let Some(chunk) = body.try_next().await.context("reading an object")? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > limit {
                break;
            }
        }
        Ok(Some(bytes))
    }

    /// Stores inspected bytes among the certificates. Doing it twice changes nothing.
    pub async fn promote(&self, key: &str, bytes: Vec<u8>, sha256_hex: &str) -> anyhow::Result<()> {
        let digest = HEXLOWER.decode(sha256_hex.as_bytes()).context("reading a digest")?;
        let request = self
            .client
            .put_object()
            .bucket(&self.certificates)
            .key(key)
            .content_type("application/pdf")
            .checksum_sha256(BASE64.encode(&digest))
            .body(ByteStream::from(bytes));
        request.send().await.context("PutObject")?;
        Ok(())
    }

    /// Removes an object from quarantine.
    pub async fn discard(&self, key: &str) -> anyhow::Result<()> {
        self.client.delete_object().bucket(&self.quarantine).key(key).send().await.context("DeleteObject")?;
        Ok(())
    }

    /// The keys in quarantine: what an event may have missed.
    pub async fn quarantined(&self) -> anyhow::Result<Vec<String>> {
        let mut pages = self.client.list_objects_v2().bucket(&self.quarantine).prefix("q/").into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.context("ListObjectsV2")?;
            keys.extend(page.contents().iter().filter_map(|object| object.key().map(str::to_owned)));
        }
        Ok(keys)
    }
}
