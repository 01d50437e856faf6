//! Are these the bytes that the request announced? Asked before anything is stored.

use bytes::Bytes;
use data_encoding::BASE64;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Md5, Sha1, Sha256};
use s3s::dto::PutObjectInput;
use s3s::{S3Request, S3Result, s3_error};

/// Refuses a body of another length than `Content-Length` said.
pub(super) fn length(input: &PutObjectInput, bytes: &Bytes) -> S3Result<()> {
    match input.content_length {
        Some(announced) if u64::try_from(announced) != Ok(bytes.len() as u64) => {
            Err(s3_error!(IncompleteBody, "announced {announced} bytes, got {}", bytes.len()))
        }
        _ => Ok(()),
    }
}

/// Refuses a body with another digest than a header or a trailer gave; afterwards the request carries its digests in
/// the input only, where s3s-fs records them.
pub(super) fn digests(request: &mut S3Request<PutObjectInput>, bytes: &Bytes) -> S3Result<()> {
    take_trailers(request)?;
    let input = &mut request.input;
    let mut hasher = ChecksumHasher {
        crc32: input.checksum_crc32.as_ref().map(|_| Crc32::default()),
        crc32c: input.checksum_crc32c.as_ref().map(|_| Crc32c::default()),
        sha1: input.checksum_sha1.as_ref().map(|_| Sha1::default()),
        sha256: input.checksum_sha256.as_ref().map(|_| Sha256::default()),
        crc64nvme: input.checksum_crc64nvme.as_ref().map(|_| Crc64Nvme::default()),
    };
    hasher.update(bytes);
    let found = hasher.finalize();
    let same = found.checksum_crc32 == input.checksum_crc32
        && found.checksum_crc32c == input.checksum_crc32c
        && found.checksum_sha1 == input.checksum_sha1
        && found.checksum_sha256 == input.checksum_sha256
        && found.checksum_crc64nvme == input.checksum_crc64nvme;
    if !same {
        return Err(s3_error!(BadDigest, "the checksum does not match the bytes received"));
    }
    // s3s-fs would insist on a digest of the algorithm that is only named; S3 computes it and goes on.
    input.checksum_algorithm = None;
    md5(input, bytes)
}

fn md5(input: &PutObjectInput, bytes: &Bytes) -> S3Result<()> {
    let Some(announced) = &input.content_md5 else {
        return Ok(());
    };
    let mut hasher = Md5::new();
    hasher.update(bytes);
    if BASE64.encode(hasher.finalize().as_ref()) == *announced {
        Ok(())
    } else {
        Err(s3_error!(BadDigest, "Content-MD5 does not match the bytes received"))
    }
}

fn take_trailers(request: &mut S3Request<PutObjectInput>) -> S3Result<()> {
    let Some(trailers) = request.trailing_headers.take().and_then(|trailers| trailers.take()) else {
        return Ok(());
    };
    let input = &mut request.input;
    for (name, digest) in [
        ("x-amz-checksum-crc32", &mut input.checksum_crc32),
        ("x-amz-checksum-crc32c", &mut input.checksum_crc32c),
        ("x-amz-checksum-sha1", &mut input.checksum_sha1),
        ("x-amz-checksum-sha256", &mut input.checksum_sha256),
        ("x-amz-checksum-crc64nvme", &mut input.checksum_crc64nvme),
    ] {
        if let Some(value) = trailers.get(name) {
            let value = value.to_str().map_err(|_| s3_error!(InvalidArgument))?;
            *digest = Some(value.to_owned());
        }
    }
    Ok(())
}
