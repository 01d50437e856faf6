//! Text goes to whoever takes gzip as gzip: a long form is a tenth of its size, and API Gateway packs nothing by itself.

use std::io::Write as _;

use axum::body::to_bytes;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderValue, StatusCode};

/// Below this, in bytes, an answer is one packet either way.
const LEAST: usize = 1024;

/// The answer as gzip, if that is asked for and worth it.
pub(super) async fn gzipped(response: Response, asked: &HeaderMap) -> Response {
    if !takes_gzip(asked) || is_from_elsewhere(asked) || !is_text(response.headers()) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // memory does not fail; if it did, the answer would go as it is
    let Some(packed) = (bytes.len() >= LEAST).then(|| pack(&bytes).ok()).flatten() else {
        return Response::from_parts(parts, bytes.into());
    };
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    if let Some(tag) = parts.headers.get_mut(ETAG) {
        weaken(tag);
    }
    Response::from_parts(parts, packed.into())
}

/// The fastest of zlib's levels: a page repeats itself so much that the others gain little.
fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    packer.write_all(bytes)?;
    packer.finish()
}

/// Whether gzip is among what is taken, and not with the weight 0 (RFC 9110, 12.5.3).
fn takes_gzip(asked: &HeaderMap) -> bool {
    let lists = asked.get_all(ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("gzip") && weight.is_some_and(|weight| weight > 0.0)
    })
}

/// The length of a packed page tells what it repeats. Who sends somebody here from another site may have put what is repeated
/// into the address, and gets no such hint (BREACH).
fn is_from_elsewhere(asked: &HeaderMap) -> bool {
    asked.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}

fn is_text(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default();
    media_type.starts_with("text/") || ["json", "xml", "javascript"].iter().any(|end| media_type.ends_with(end))
}

/// A strong tag would promise the same bytes (RFC 9110, 8.8.1).
fn weaken(tag: &mut HeaderValue) {
    let weak = tag
        .to_str()
        .ok()
        .filter(|tag| tag.starts_with('"'))
        .and_then(|tag| HeaderValue::try_from(format!("W/{tag}")).ok());
    if let Some(weak) = weak {
        *tag = weak;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use axum::body::Body;
    use flate2::read::GzDecoder;

    use super::*;

    fn asks(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    fn page(text: &str) -> Response {
        let page = Response::builder().header(CONTENT_TYPE, "text/html; charset=utf-8").header(ETAG, "\"1\"");
        page.header(CONTENT_LENGTH, text.len()).body(Body::from(text.to_owned())).unwrap()
    }

    async fn is_packed(response: Response, asked: &HeaderMap) -> bool {
        gzipped(response, asked).await.headers().contains_key(CONTENT_ENCODING)
    }

    #[tokio::test]
    async fn a_page_is_packed_for_whoever_takes_it() {
        let text = "架空緩和ケア病院\n".repeat(500);
        let response = gzipped(page(&text), &asks(&[("accept-encoding", "br, gzip;q=0.8")])).await;
        let headers = response.headers().clone();
        assert_eq!(
            (&headers[CONTENT_ENCODING], &headers[ETAG]),
            (&HeaderValue::from_static("gzip"), &HeaderValue::from_static("W/\"1\""))
        );
        assert!(!headers.contains_key(CONTENT_LENGTH));
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert!(bytes.len() * 20 < text.len(), "{}", bytes.len());
        let mut read = String::new();
        GzDecoder::new(&bytes[..]).read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
    }

    #[tokio::test]
    async fn nobody_else_gets_it_packed() {
        let long = "架".repeat(LEAST);
        for (asked, packed) in [
            (asks(&[]), false),
            (asks(&[("accept-encoding", "identity")]), false),
            (asks(&[("accept-encoding", "gzip;q=0, br")]), false),
            (asks(&[("accept-encoding", "GZIP")]), true),
            (asks(&[("accept-encoding", "gzip"), ("sec-fetch-site", "cross-site")]), false),
            (asks(&[("accept-encoding", "gzip"), ("sec-fetch-site", "same-site")]), false),
            (asks(&[("accept-encoding", "gzip"), ("sec-fetch-site", "same-origin")]), true),
            (asks(&[("accept-encoding", "gzip"), ("sec-fetch-site", "none")]), true),
        ] {
            assert_eq!(is_packed(page(&long), &asked).await, packed, "{asked:?}");
        }
        let gzip = asks(&[("accept-encoding", "gzip")]);
        assert!(!is_packed(page("短い"), &gzip).await);
        for (media_type, packed) in [
            ("application/problem+json", true),
            ("text/csv", true),
            ("image/svg+xml", true),
            ("application/pdf", false),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false),
        ] {
            let file = Response::builder().header(CONTENT_TYPE, media_type).body(Body::from(long.clone())).unwrap();
            assert_eq!(is_packed(file, &gzip).await, packed, "{media_type}");
        }
    }
}
