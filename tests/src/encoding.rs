//! What a browser makes of a form, and of a body.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::read::GzDecoder;
use hyper::body::{Body, Frame};

use crate::page::{Control, Kind};

const BOUNDARY: &str = "----nintei-tests";

/// A body that arrives in pieces, as it does from a network.
pub(crate) struct Pieces(pub(crate) Bytes);

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let piece = self.0.len().min(64 * 1024);
        Poll::Ready((piece > 0).then(|| Ok(Frame::data(self.0.split_to(piece)))))
    }
}

/// What a browser reads of a body that came with this `Content-Encoding`.
///
/// # Panics
///
/// If it is no text, or packed otherwise.
pub fn text(coding: &str, body: &[u8]) -> String {
    match coding {
        "gzip" => std::io::read_to_string(GzDecoder::new(body)).unwrap(),
        coding => String::from_utf8(body.to_vec()).unwrap_or_else(|error| panic!("{coding}: {error}")),
    }
}

/// Whether a control takes part when a button is pressed.
pub(crate) fn is_sent(control: &Control, pressed: &Control) -> bool {
    let chosen = match control.kind {
        Kind::Submit => std::ptr::eq(control, pressed),
        Kind::Button => false,
        Kind::Checkbox | Kind::Radio => control.checked,
        Kind::Text | Kind::Hidden | Kind::Select(_) | Kind::File => true,
    };
    chosen && !control.disabled && !control.name.is_empty()
}

/// Media type and body of a usual form.
pub(crate) fn urlencoded(controls: &[&Control]) -> (String, Vec<u8>) {
    let pairs =
        controls.iter().map(|control| (&control.name, control.value.replace("\r\n", "\n").replace('\n', "\r\n")));
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    ("application/x-www-form-urlencoded".to_owned(), body.into_bytes())
}

/// Media type and body of a form with a file.
pub(crate) fn multipart(controls: &[&Control]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for control in controls {
        let name = &control.name;
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"").into_bytes());
        if control.kind == Kind::File {
            let (file, bytes) = control.file.clone().unwrap_or_default();
            body.extend(format!("; filename=\"{file}\"\r\nContent-Type: application/pdf\r\n\r\n").into_bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        } else {
            body.extend(format!("\r\n\r\n{}\r\n", control.value).into_bytes());
        }
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
