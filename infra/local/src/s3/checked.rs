//! s3s-fs with the checks moved before the write.
//!
//! Left alone, s3s-fs answers wrong bytes with `BadDigest` but has stored them by then, and two writers with
//! `if-none-match: *` may both pass its check. Multipart uploads are left out: nothing uses them, and their parts
//! would escape the checks.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use s3s::dto::{
    CopyObjectInput, CopyObjectOutput, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput,
    GetBucketLocationInput, GetBucketLocationOutput, GetObjectInput, GetObjectOutput, HeadBucketInput,
    HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListBucketsInput, ListBucketsOutput, ListObjectsInput,
    ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output, PutObjectInput, PutObjectOutput, StreamingBlob,
};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;
use tokio::sync::{Mutex, mpsc};

use super::{QUARANTINE_BUCKET, verify};

/// Objects are held in memory while they are checked. The largest POST policy of the portal allows 50 MB.
const LARGEST_OBJECT: usize = 64 << 20;

/// What `#[async_trait]` makes of an answer in the trait [`S3`].
type Answer<'f, T> = Pin<Box<dyn Future<Output = S3Result<S3Response<T>>> + Send + 'f>>;

pub(super) struct Checked {
    files: FileSystem,
    /// One write at a time: makes the condition and the write one step.
    writing: Arc<Mutex<()>>,
    created: mpsc::UnboundedSender<String>,
}

impl Checked {
    pub(super) fn new(files: FileSystem, writing: Arc<Mutex<()>>, created: mpsc::UnboundedSender<String>) -> Self {
        Self { files, writing, created }
    }

    async fn put(&self, mut request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let bytes = read_body(&mut request.input).await?;
        verify::length(&request.input, &bytes)?;
        verify::digests(&mut request, &bytes)?;
        request.input.body = Some(StreamingBlob::from(s3s::Body::from(bytes)));
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());

        let alone = self.writing.lock().await;
        let stored = self.files.put_object(request).await?;
        drop(alone);
        if bucket == QUARANTINE_BUCKET && self.created.send(key).is_err() {
            tracing::debug!("nobody listens for stored objects");
        }
        Ok(stored)
    }
}

async fn read_body(input: &mut PutObjectInput) -> S3Result<Bytes> {
    let Some(body) = input.body.take() else {
        return Ok(Bytes::new());
    };
    let mut body = s3s::Body::from(body);
    body.store_all_limited(LARGEST_OBJECT).await.map_err(|error| {
        tracing::debug!(%error, "an upload was not read to its end");
        s3_error!(EntityTooLarge, "larger than this stand-in keeps, or cut off")
    })
}

/// Methods that s3s-fs answers as they are.
macro_rules! forward {
    ($($method:ident: $input:ident => $output:ident,)+) => {$(
        fn $method<'s, 'f>(&'s self, request: S3Request<$input>) -> Answer<'f, $output>
        where
            's: 'f,
            Self: 'f,
        {
            self.files.$method(request)
        }
    )+};
}

impl S3 for Checked {
    fn put_object<'s, 'f>(&'s self, request: S3Request<PutObjectInput>) -> Answer<'f, PutObjectOutput>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(self.put(request))
    }

    forward! {
        copy_object: CopyObjectInput => CopyObjectOutput,
        delete_object: DeleteObjectInput => DeleteObjectOutput,
        delete_objects: DeleteObjectsInput => DeleteObjectsOutput,
        get_bucket_location: GetBucketLocationInput => GetBucketLocationOutput,
        get_object: GetObjectInput => GetObjectOutput,
        head_bucket: HeadBucketInput => HeadBucketOutput,
        head_object: HeadObjectInput => HeadObjectOutput,
        list_buckets: ListBucketsInput => ListBucketsOutput,
        list_objects: ListObjectsInput => ListObjectsOutput,
        list_objects_v2: ListObjectsV2Input => ListObjectsV2Output,
    }
}
