//! Reads a file into its objects, completely or not at all.
//!
//! lopdf skips what it cannot parse inside an object stream, unfolds each object stream by itself without a common
//! limit, and looks only into streams that say they are object streams, while some viewers look into any stream that
//! the table calls one. So the object streams are held back while the file loads and are opened here.

use std::collections::BTreeMap;

use lopdf::xref::XrefEntry;
use lopdf::{Document, LoadOptions, Object, ObjectId, ObjectStream, Stream};

use super::{MAX_UNFOLDED, PdfRefusal};

/// How much a reading forgives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// By the letter of the format.
    Strict,
    /// Small faults are overlooked, the table is used as written.
    Lenient,
    /// The table is thrown away and made anew from the objects that are found.
    Rebuilt,
}

impl Reading {
    /// From the strictest to the most forgiving.
    pub(super) const ALL: [Self; 3] = [Self::Strict, Self::Lenient, Self::Rebuilt];

    fn options(self) -> LoadOptions {
        LoadOptions {
            password: None,
            filter: Some(hold_back),
            strict: self == Self::Strict,
            max_decompressed_size: Some(MAX_UNFOLDED),
            force_reconstruct: self == Self::Rebuilt,
        }
    }
}

/// The type given to an object stream so that lopdf leaves it alone until [`open_object_streams`].
const HELD: &[u8] = b"ObjStm (held)";

/// Reads the document; every object of its table is in the answer.
pub(super) fn read(bytes: &[u8], reading: Reading) -> Result<Document, PdfRefusal> {
    let mut document = Document::load_mem_with_options(bytes, reading.options())?;
    // An empty user password opens a file that forbids printing or copying; it is still an encrypted file.
    if document.is_encrypted() || document.was_encrypted() {
        return Err(PdfRefusal::Encrypted);
    }
    open_object_streams(&mut document)?;
    if is_complete(&document) {
        Ok(document)
    } else {
        Err(PdfRefusal::Unreadable)
    }
}

/// Called by lopdf for each object it has parsed: marks object streams and drops the data of all other streams,
/// which nobody looks at here and which is most of a scan.
#[expect(clippy::unnecessary_wraps, reason = "the signature is lopdf's")]
fn hold_back(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    if let Object::Stream(stream) = object {
        if stream.dict.has_type(b"ObjStm") || (stream.dict.has(b"First") && stream.dict.has(b"N")) {
            stream.dict.set("Type", Object::Name(HELD.to_vec()));
        } else {
            // Not empty: lopdf would take that for a stream whose length is still to be found, and read it again.
            stream.content = vec![0];
        }
    }
    // Outside object streams lopdf asks only whether there is an answer, and goes on with the object it lent.
    Some((id, Object::Null))
}

fn open_object_streams(document: &mut Document) -> Result<(), PdfRefusal> {
    let mut budget = MAX_UNFOLDED;
    let mut opened = Vec::new();
    for (container, object) in &document.objects {
        if let Object::Stream(stream) = object
            && stream.dict.has_type(HELD)
        {
            opened.push((container.0, members(stream, &mut budget)?));
        }
    }
    for (container, members) in opened {
        for (id, member) in members {
            match document.reference_table.get(id.0) {
                Some(XrefEntry::Compressed {
                    container: listed, ..
                }) if *listed == container => {
                    document.objects.insert(id, member);
                }
                // A rebuilt table does not know what lies inside object streams.
                None => {
                    document.objects.entry(id).or_insert(member);
                }
                // An older copy of an object that was changed or deleted since.
                Some(_) => {}
            }
        }
    }
    Ok(())
}

/// The objects inside one object stream, or a refusal if a single one of them cannot be read.
fn members(stream: &Stream, budget: &mut usize) -> Result<BTreeMap<ObjectId, Object>, PdfRefusal> {
    let plain = stream.get_plain_content_with_limit(*budget)?;
    *budget = budget.saturating_sub(plain.len());
    let integer = |key: &[u8]| -> Result<usize, PdfRefusal> {
        let number = stream.dict.get(key).and_then(Object::as_i64)?;
        usize::try_from(number).map_err(|_| PdfRefusal::Unreadable)
    };
    let index = plain
        .get(..integer(b"First")?)
        .ok_or(PdfRefusal::Unreadable)?;
    let numbers = index
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .map(numbers_in_line)
        .sum::<usize>();

    let mut dict = stream.dict.clone();
    for key in [b"Filter".as_slice(), b"DecodeParms"] {
        dict.remove(key);
    }
    let members = ObjectStream::new(&Stream::new(dict, plain))?.objects;
    if members.len() == integer(b"N")? && numbers == members.len() * 2 {
        Ok(members)
    } else {
        Err(PdfRefusal::Unreadable)
    }
}

/// The index of an object stream is pairs of object number and offset; a comment ends with its line.
fn numbers_in_line(line: &[u8]) -> usize {
    let line = line.split(|byte| *byte == b'%').next().unwrap_or_default();
    line.split(u8::is_ascii_whitespace)
        .filter(|token| !token.is_empty())
        .count()
}

/// Whether each object that the table says is in use was read, and under its own number.
fn is_complete(document: &Document) -> bool {
    document
        .reference_table
        .entries
        .iter()
        .all(|(number, entry)| match entry {
            XrefEntry::Normal { generation, .. } => {
                document.objects.contains_key(&(*number, *generation))
            }
            XrefEntry::Compressed { .. } => document.objects.contains_key(&(*number, 0)),
            XrefEntry::Free | XrefEntry::UnusableFree => true,
        })
}
