//! An answer as API Gateway takes it from a function.

use std::collections::BTreeMap;

use axum::body::to_bytes;
use axum::response::Response;
use base64_simd::STANDARD as BASE64;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// What a response of a Lambda function behind an HTTP API has before its body: payload format 2.0 (API Gateway developer
/// guide, "Create AWS Lambda proxy integrations for HTTP APIs").
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    status_code: u16,
    headers: BTreeMap<String, String>,
    cookies: Vec<String>,
    is_base64_encoded: bool,
}

/// JSON that is written as it stands.
///
/// A struct of this name is how `serde_json` writes its own `RawValue`. That type would read the whole text once more, to see
/// that it is JSON; for a long page that is a tenth of all that is done. The tests below fail should the name ever change.
pub(crate) struct Json(String);

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const AS_IT_STANDS: &str = "$serde_json::private::RawValue";
        let mut raw = serializer.serialize_struct(AS_IT_STANDS, 1)?;
        raw.serialize_field(AS_IT_STANDS, &self.0)?;
        raw.end()
    }
}

/// What a router answered, read to its end, as API Gateway takes it.
///
/// Every body is base64. As a text, a page would be looked at byte by byte for what JSON escapes, and its UTF-8 checked on the
/// way; that cost more than all that the page says.
pub(crate) async fn answer(response: Response) -> anyhow::Result<Json> {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await?;
    let cookies = texts(&parts.headers, &SET_COOKIE);
    parts.headers.remove(SET_COOKIE);
    let headers = parts.headers.keys().map(|name| (name.to_string(), texts(&parts.headers, name).join(", ")));
    let status_code = parts.status.as_u16();
    let head =
        serde_json::to_string(&Head { status_code, headers: headers.collect(), cookies, is_base64_encoded: true })?;
    Ok(with_body(&head, &body))
}

/// The answer, in a text that is never moved to a larger place.
fn with_body(head: &str, body: &[u8]) -> Json {
    const BEFORE: &str = ",\"body\":\"";
    const BEHIND: &str = "\"}";
    let room = head.len() + BEFORE.len() + BASE64.encoded_length(body.len()) + BEHIND.len();
    let mut json = String::with_capacity(room);
    json.push_str(head.strip_suffix('}').unwrap_or(head));
    json.push_str(BEFORE);
    BASE64.encode_append(body, &mut json);
    json.push_str(BEHIND);
    Json(json)
}

/// All that a header says. What is no text, no header of ours says.
fn texts(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    headers.get_all(name).iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde_json::{Value, json};

    use super::*;

    async fn read(response: Response) -> Value {
        // as the Lambda runtime writes it
        let written = serde_json::to_vec(&answer(response).await.unwrap()).unwrap();
        serde_json::from_slice(&written).unwrap()
    }

    #[tokio::test]
    async fn a_page_its_headers_and_its_cookies() {
        let response = Response::builder()
            .status(422)
            .header("content-type", "text/html; charset=utf-8")
            .header("vary", "Accept")
            .header("vary", "Cookie")
            .header("set-cookie", "session=1; Path=/")
            .header("set-cookie", "email=; Max-Age=0");
        let answer = read(response.body(Body::from("架空\"\n")).unwrap()).await;
        let expected = json!({
            "statusCode": 422,
            "headers": { "content-type": "text/html; charset=utf-8", "vary": "Accept, Cookie" },
            "cookies": ["session=1; Path=/", "email=; Max-Age=0"],
            "isBase64Encoded": true,
            "body": "5p6256m6Igo="
        });
        assert_eq!(answer, expected);
    }

    #[tokio::test]
    async fn a_file_that_is_no_text_and_an_answer_without_a_body() {
        let file = read(Response::new(Body::from(vec![0, 159, 146, 150]))).await;
        assert_eq!(file["body"], "AJ+Slg==");
        let empty = read(Response::builder().status(303).body(Body::empty()).unwrap()).await;
        assert_eq!((&empty["statusCode"], &empty["body"]), (&json!(303), &json!("")));
    }
}
