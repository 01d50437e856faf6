//! Files made in code: what a hospital sends, and what it must not.

use lopdf::xref::XrefType;
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions, Stream, dictionary,
};

/// A document under construction, with the ids that a test hangs things on.
pub(super) struct Draft {
    pub(super) document: Document,
    pub(super) catalog: ObjectId,
    pub(super) page: ObjectId,
}

impl Draft {
    /// A document of `pages` pages of plain drawing.
    pub(super) fn of_pages(pages: usize) -> Self {
        let mut document = Document::with_version("1.5");
        document.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
        let tree = document.new_object_id();
        let content = document.add_object(Stream::new(dictionary! {}, b"0 0 m 100 100 l S".to_vec()));
        let kids: Vec<ObjectId> = (0..pages)
            .map(|_| {
                document.add_object(dictionary! {
                    "Type" => "Page",
                    "Parent" => tree,
                    "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                    "Contents" => content,
                })
            })
            .collect();
        let references: Vec<Object> = kids.iter().copied().map(Object::Reference).collect();
        document.objects.insert(
            tree,
            dictionary! { "Type" => "Pages", "Kids" => references, "Count" => i64::try_from(pages).unwrap() }.into(),
        );
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        document.trailer.set("Root", catalog);
        let id = || Object::string_literal("a fixed file id");
        document.trailer.set("ID", vec![id(), id()]);
        Self { document, catalog, page: kids.first().copied().unwrap_or(catalog) }
    }

    /// What an office multifunction printer writes: nothing but an image on each page.
    pub(super) fn scan(pages: usize) -> Self {
        let mut draft = Self::of_pages(pages);
        let mut jpeg = vec![0xFF, 0xD8, 0xFF, 0xE0];
        // Data that looks like structure must not be taken for it.
        jpeg.extend_from_slice(b"\nendobj\n9 0 obj <</S/JavaScript>> endobj\n/JavaScript %%EOF ");
        jpeg.extend((0..40_000u32).map(|step| (step.wrapping_mul(2_654_435_761) >> 24) as u8));
        jpeg.extend_from_slice(&[0xFF, 0xD9]);
        let image = draft.document.add_object(Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 2480, "Height" => 3508,
                "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
            },
            jpeg,
        ));
        let drawing =
            draft.document.add_object(Stream::new(dictionary! {}, b"q 595 0 0 842 0 0 cm /Im0 Do Q".to_vec()));
        draft.on_page("Contents", drawing);
        draft.on_page("Resources", dictionary! { "XObject" => dictionary! { "Im0" => image } });
        draft
    }

    /// The lengths of all streams in objects of their own, as programs write it that do not know them in advance.
    pub(super) fn with_lengths_apart(mut self) -> Self {
        let mut lengths = Vec::new();
        for (offset, object) in (1..).zip(self.document.objects.values_mut()) {
            if let Object::Stream(stream) = object {
                let id = (self.document.max_id + offset, 0);
                lengths.push((id, Object::from(i64::try_from(stream.content.len()).unwrap())));
                stream.dict.set("Length", id);
            }
        }
        self.document.max_id = lengths.iter().map(|(id, _)| id.0).max().unwrap_or_default();
        self.document.objects.extend(lengths);
        self
    }

    pub(super) fn in_catalog(&mut self, key: &str, value: impl Into<Object>) -> &mut Self {
        self.document.get_dictionary_mut(self.catalog).unwrap().set(key, value);
        self
    }

    pub(super) fn on_page(&mut self, key: &str, value: impl Into<Object>) -> &mut Self {
        self.document.get_dictionary_mut(self.page).unwrap().set(key, value);
        self
    }

    /// An annotation of the first page with this action.
    pub(super) fn with_link(&mut self, action: Dictionary) -> &mut Self {
        let annotation = dictionary! { "Type" => "Annot", "Subtype" => "Link", "A" => action };
        self.on_page("Annots", vec![annotation.into()])
    }

    /// A table of plain text, as scanners write it.
    pub(super) fn classic(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).unwrap();
        bytes
    }

    /// Object streams and a cross-reference stream, as office programs write it.
    pub(super) fn modern(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.document.save_modern(&mut bytes).unwrap();
        bytes
    }

    /// Encrypted for `password`; an empty one opens without asking.
    pub(super) fn encrypted(&mut self, password: &str) -> Vec<u8> {
        let version = EncryptionVersion::V2 {
            document: &self.document,
            owner_password: "owner",
            user_password: password,
            key_length: 128,
            permissions: Permissions::PRINTABLE,
        };
        let state = EncryptionState::try_from(version).unwrap();
        self.document.encrypt(&state).unwrap();
        self.classic()
    }
}

/// One page and these object streams of one member each, whose index is `first` bytes long. They call themselves
/// something else, because lopdf does not write object streams that it did not make; [`typed`] sets that right.
pub(super) fn object_streams(first: i64, contents: Vec<Vec<u8>>) -> Vec<u8> {
    let mut draft = Draft::of_pages(1);
    for content in contents {
        let mut stream = Stream::new(dictionary! { "Type" => "ObjStx", "N" => 1, "First" => first }, content);
        stream.compress().unwrap();
        draft.document.add_object(stream);
    }
    draft.classic()
}

/// The file with its object streams called by their name.
pub(super) fn typed(bytes: &[u8]) -> Vec<u8> {
    replaced(bytes, "/ObjStx", "/ObjStm")
}

/// One page and a stream whose length is in a stream whose length is in a stream, `links` times.
pub(super) fn chain_of_lengths(links: u32) -> Vec<u8> {
    let mut draft = Draft::of_pages(1);
    let first = draft.document.max_id + 1;
    for id in first..first + links {
        let mut link = Stream::new(dictionary! {}, b"abc".to_vec());
        link.dict.set("Length", (id + 1, 0));
        draft.document.objects.insert((id, 0), link.into());
    }
    draft.document.objects.insert((first + links, 0), 3.into());
    draft.document.max_id = first + links;
    draft.classic()
}

/// A script as an action.
pub(super) fn script() -> Dictionary {
    dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") }
}

/// A file specification with a file inside.
pub(super) fn attachment(document: &mut Document, kind: Option<&str>) -> Dictionary {
    let mut file = Stream::new(dictionary! {}, b"MZ".to_vec());
    if let Some(kind) = kind {
        file.dict.set("Type", kind);
    }
    let file = document.add_object(file);
    dictionary! {
        "Type" => "Filespec",
        "F" => Object::string_literal("invoice.exe"),
        "EF" => dictionary! { "F" => file },
    }
}

/// `bytes` with every `from` replaced by `to`; of one length, so that the table stays right.
pub(super) fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut bytes = bytes.to_vec();
    let mut found = false;
    let mut at = 0;
    while at + from.len() <= bytes.len() {
        if bytes[at..].starts_with(from.as_bytes()) {
            bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
            found = true;
        }
        at += 1;
    }
    assert!(found, "nothing to replace: {from}");
    bytes
}

/// Keeps the file up to its last `startxref` and writes another number behind it.
pub(super) fn with_startxref(bytes: &[u8], number: &str) -> Vec<u8> {
    let keyword = b"startxref";
    let at = bytes.windows(keyword.len()).rposition(|window| window == keyword).unwrap();
    let mut bytes = bytes[..at].to_vec();
    bytes.extend_from_slice(format!("startxref\n{number}\n%%EOF\n").as_bytes());
    bytes
}
