//! A form with a file: `multipart/form-data`, for the few pages of the secretariat's that take one. Every other page goes on
//! refusing it, and with it bodies of that size.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;

use super::{AppError, Posted};

/// The most bytes such a body may have. A function is given at most 6 MB, in Base64: 4.5 MB of a browser's.
const UPLOAD_LIMIT: usize = 4 * 1024 * 1024;

/// The most parts a form may have.
const MOST_PARTS: usize = 200;

/// The body of a POST that may bring a file. Without one it is read as [`Posted`] is.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The texts of the form: its tokens as everywhere.
    pub posted: Posted,
    /// The first file that was chosen.
    pub file: Option<PostedFile>,
}

/// A file of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedFile {
    /// The control that it was chosen with.
    pub field: String,
    /// What it is called where it comes from: for the eye only.
    pub name: String,
    /// What it holds.
    pub bytes: Bytes,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let Some(boundary) = boundary(content_type) else {
            return Ok(Self { posted: Posted::from_request(request, state).await?, file: None });
        };
        let body = to_bytes(request.into_body(), UPLOAD_LIMIT).await.map_err(|_| AppError::TooLarge)?;
        read(&body, &boundary).ok_or(AppError::BadRequest)
    }
}

/// What parts the parts, if it is such a form.
fn boundary(content_type: &str) -> Option<String> {
    let (media_type, parameters) = content_type.split_once(';')?;
    if !media_type.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let mut named = parameters.split(';').filter_map(|parameter| parameter.trim().split_once('='));
    let (_, boundary) = named.find(|(name, _)| name.eq_ignore_ascii_case("boundary"))?;
    let boundary = boundary.trim_matches('"');
    (1..=70).contains(&boundary.len()).then(|| boundary.to_owned())
}

/// The form; `None` where it is not one, or was cut off.
fn read(body: &Bytes, boundary: &str) -> Option<Upload> {
    let delimiter = format!("\r\n--{boundary}");
    // the first delimiter may be the very beginning
    let mut at = if body.starts_with(delimiter.get(2..)?.as_bytes()) {
        delimiter.len() - 2
    } else {
        find(body, delimiter.as_bytes())? + delimiter.len()
    };
    let (mut pairs, mut file) = (Vec::new(), None);
    for _ in 0..MOST_PARTS {
        let rest = body.get(at..)?;
        if rest.starts_with(b"--") {
            return Some(Upload { posted: Posted::Pairs(pairs), file });
        }
        let start = at + find(rest, b"\r\n")?;
        let head = start + find(body.get(start..)?, b"\r\n\r\n")?;
        let content = head + 4;
        let end = content + find(body.get(content..)?, delimiter.as_bytes())?;
        let bytes = body.slice(content..end);
        let (field, name) = disposition(std::str::from_utf8(body.get(start..head)?).ok()?)?;
        match name {
            None => pairs.push((field, String::from_utf8(bytes.to_vec()).ok()?)),
            // a control with which nothing was chosen
            Some(name) if name.is_empty() && bytes.is_empty() => {}
            Some(name) => file = file.or(Some(PostedFile { field, name, bytes })),
        }
        at = end + delimiter.len();
    }
    None
}

/// The name of a part, and what its file is called.
fn disposition(head: &str) -> Option<(String, Option<String>)> {
    let mut lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, value) = lines.find(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"))?;
    value.trim().to_ascii_lowercase().starts_with("form-data").then_some(())?;
    Some((parameter(value, "; name=\"")?, parameter(value, "; filename=\"")))
}

/// A parameter in quotes; browsers write a quote inside as `%22`.
fn parameter(value: &str, beginning: &str) -> Option<String> {
    let (_, rest) = value.split_once(beginning)?;
    Some(rest.split_once('"')?.0.replace("%22", "\""))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    const FORM: &str = "--xyz\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\nabc\r\n\
        --xyz\r\nContent-Disposition: form-data; name=\"version\"\r\n\r\n3\r\n\
        --xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"書式%22.pdf\"\r\n\
        Content-Type: application/pdf\r\n\r\n%PDF-1.7\r\n\r\n--xy\r\n--xyz--\r\n";

    async fn posted(content_type: &str, body: impl Into<Body>) -> Result<Upload, AppError> {
        let request = Request::post("/").header(CONTENT_TYPE, content_type).body(body.into()).unwrap();
        Upload::from_request(request, &()).await
    }

    #[tokio::test]
    async fn texts_and_the_bytes_of_a_file() {
        for content_type in ["multipart/form-data; boundary=xyz", "Multipart/Form-Data; boundary=\"xyz\""] {
            let upload = posted(content_type, FORM).await.unwrap();
            assert_eq!(upload.posted.text("csrf_token"), Some("abc"));
            assert_eq!(upload.posted.number("version"), Some(3));
            let file = upload.file.unwrap();
            assert_eq!((file.field.as_str(), file.name.as_str()), ("file", "書式\".pdf"));
            assert_eq!(&file.bytes[..], b"%PDF-1.7\r\n\r\n--xy");
        }
    }

    #[tokio::test]
    async fn nothing_chosen_is_no_file_and_an_empty_file_is_one() {
        let form = |name: &str| {
            format!("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n\r\n--xyz--")
        };
        assert_eq!(posted("multipart/form-data; boundary=xyz", form("")).await.unwrap().file, None);
        assert!(
            posted("multipart/form-data; boundary=xyz", form("a.pdf")).await.unwrap().file.unwrap().bytes.is_empty()
        );
    }

    #[tokio::test]
    async fn other_forms_are_read_as_everywhere() {
        let upload = posted("application/x-www-form-urlencoded", "a=b").await.unwrap();
        assert_eq!((upload.posted.text("a"), upload.file), (Some("b"), None));
        assert!(matches!(posted("text/plain", "a=b").await, Err(AppError::BadRequest)));
    }

    #[tokio::test]
    async fn what_is_cut_off_or_too_large_is_refused() {
        for end in 0..FORM.len() - 4 {
            let Some(part) = FORM.get(..end) else { continue };
            let outcome = posted("multipart/form-data; boundary=xyz", part.to_owned()).await;
            assert!(matches!(outcome, Err(AppError::BadRequest)), "{part}");
        }
        let large = vec![b'a'; UPLOAD_LIMIT + 1];
        let outcome = posted("multipart/form-data; boundary=xyz", large).await;
        assert!(matches!(outcome, Err(AppError::TooLarge)));
    }
}
