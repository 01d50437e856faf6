//! The files under `/assets`, inside the binary, each under an address that changes with its content.

use std::sync::LazyLock;

/// One file.
#[derive(Debug)]
pub struct Asset {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

macro_rules! asset {
    ($name:literal, $content_type:literal) => {
        Asset { name: $name, content_type: $content_type, bytes: include_bytes!(concat!("../assets/", $name)) }
    };
}

/// All files.
pub const ASSETS: [Asset; 7] = [
    asset!("style.css", "text/css; charset=utf-8"),
    asset!("dads-tokens.css", "text/css; charset=utf-8"),
    asset!("app.js", "text/javascript; charset=utf-8"),
    asset!("autosave.js", "text/javascript; charset=utf-8"),
    asset!("upload.js", "text/javascript; charset=utf-8"),
    asset!("icon.svg", "image/svg+xml"),
    asset!("certificate-form.pdf", "application/pdf"),
];

/// The template of 申請書・在籍証明書: one stable public address, for the society's own pages (S94, S119).
pub const CERTIFICATE_FORM: &str = "/assets/certificate-form.pdf";

static VERSIONS: LazyLock<[String; 7]> =
    LazyLock::new(|| ASSETS.each_ref().map(|asset| format!("{:016x}", fnv1a(asset.bytes))));

/// The address of a file, with its version.
pub fn url(name: &str) -> String {
    let version = ASSETS.iter().zip(VERSIONS.iter()).find(|(asset, _)| asset.name == name).map(|(_, version)| version);
    match version {
        Some(version) => format!("/assets/{name}?v={version}"),
        None => format!("/assets/{name}"),
    }
}

/// FNV-1a: tells versions apart, protects nothing.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
