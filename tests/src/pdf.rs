//! Files made in code: what a hospital uploads, and what it must not.

use lopdf::{Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};
use shared::store::keys::sha256_hex;

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    sha256_hex(bytes)
}

/// A scan of so many pages.
pub fn scan(pages: usize) -> Vec<u8> {
    saved(&mut document(pages, &Dictionary::new()))
}

/// A scan that differs from [`scan`] and from other numbers.
pub fn another_scan(number: i64) -> Vec<u8> {
    saved(&mut document(1, &dictionary! { "Number" => number }))
}

/// Protected by a password.
pub fn encrypted() -> Vec<u8> {
    let mut document = document(1, &Dictionary::new());
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "secret",
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).expect("a key");
    document.encrypt(&state).expect("an encrypted document");
    saved(&mut document)
}

/// Runs a script when it is opened.
pub fn with_script() -> Vec<u8> {
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    saved(&mut document(1, &dictionary! { "OpenAction" => script }))
}

/// Cut off in the middle.
pub fn broken() -> Vec<u8> {
    let whole = scan(3);
    whole.get(..whole.len() / 2).unwrap_or_default().to_vec()
}

/// A scan with blanks behind it, up to `size`.
pub fn of_size(size: usize) -> Vec<u8> {
    let mut bytes = scan(1);
    bytes.resize(size, 0);
    bytes
}

fn document(pages: usize, catalog: &Dictionary) -> Document {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let image = document.add_object(Stream::new(dictionary! {}, (0..20_000_u32).map(|n| (n % 251) as u8).collect()));
    let drawing = document.add_object(Stream::new(dictionary! {}, b"0 0 m 100 100 l S".to_vec()));
    let kids: Vec<Object> = (0..pages)
        .map(|_| {
            let page = dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => drawing, "Thumb" => image,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            };
            document.add_object(page).into()
        })
        .collect();
    let count = i64::try_from(pages).expect("a number of pages");
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let mut root = dictionary! { "Type" => "Catalog", "Pages" => tree };
    root.extend(catalog);
    let root = document.add_object(root);
    document.trailer.set("Root", root);
    let id = || Object::string_literal("a fixed file id");
    document.trailer.set("ID", vec![id(), id()]);
    document
}

fn saved(document: &mut Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a document");
    bytes
}
