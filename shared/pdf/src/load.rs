//! Reads a file into its objects, completely or not at all.
//!
//! lopdf skips what it cannot parse inside an object stream, unfolds each object stream by itself without a common
//! limit, and looks only into streams that say they are object streams, while some viewers look into any stream that
//! the table calls one. So the object streams are held back while the file loads and are opened here.

use std::collections::BTreeMap;

use lopdf::xref::{XrefEntry, XrefRecovery};
use lopdf::{Document, LoadOptions, Object, ObjectId, ObjectStream, Stream};

use super::{MAX_UNFOLDED, UploadRefusal};

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
pub(super) fn read(bytes: &[u8], reading: Reading) -> Result<Document, UploadRefusal> {
    let mut document = Document::load_mem_with_options(bytes, reading.options()).map_err(|error| refusal(&error))?;
    // An empty user password opens a file that forbids printing or copying; it is still an encrypted file.
    if document.is_encrypted() || document.was_encrypted() {
        return Err(UploadRefusal::Encrypted);
    }
    let ends = EndMarks::of(bytes);
    find_ends(&mut document, &ends)?;
    open_object_streams(&mut document)?;
    // A lenient reading makes the table anew as well, when it finds none.
    let rebuilt = document.xref_recovery == Some(XrefRecovery::Reconstructed);
    if is_complete(&document) && !(rebuilt && has_loose_ends(&document)) {
        Ok(document)
    } else {
        Err(UploadRefusal::Unreadable)
    }
}

/// Gives the object streams whose length is not known what lies between their beginning and their end mark. Other
/// streams need an end mark, too: without one the file was cut off inside.
fn find_ends(document: &mut Document, ends: &EndMarks<'_>) -> Result<(), UploadRefusal> {
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && let Some(start) = stream.start_position
        {
            let content = ends.content_from(start).ok_or(UploadRefusal::Unreadable)?;
            if stream.dict.has_type(HELD) {
                stream.content = content.to_vec();
            }
        }
    }
    Ok(())
}

/// Where streams end in a file. Found in one pass, because a hostile file may ask a million times.
struct EndMarks<'a> {
    bytes: &'a [u8],
    marks: Vec<usize>,
}

impl<'a> EndMarks<'a> {
    const MARK: &'static [u8] = b"endstream";

    fn of(bytes: &'a [u8]) -> Self {
        let windows = bytes.windows(Self::MARK.len()).enumerate();
        let marks = windows.filter(|(_, window)| *window == Self::MARK).map(|(at, _)| at).collect();
        Self { bytes, marks }
    }

    fn content_from(&self, start: usize) -> Option<&'a [u8]> {
        let next = self.marks.partition_point(|mark| *mark < start);
        self.bytes.get(start..*self.marks.get(next)?)
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

fn open_object_streams(document: &mut Document) -> Result<(), UploadRefusal> {
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
                Some(XrefEntry::Compressed { container: listed, .. }) if *listed == container => {
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
fn members(stream: &Stream, budget: &mut usize) -> Result<BTreeMap<ObjectId, Object>, UploadRefusal> {
    let plain = stream.get_plain_content_with_limit(*budget).map_err(|error| refusal(&error))?;
    *budget = budget.saturating_sub(plain.len());
    let integer = |key: &[u8]| -> Result<usize, UploadRefusal> {
        let number = stream.dict.get(key).and_then(Object::as_i64).map_err(|error| refusal(&error))?;
        usize::try_from(number).map_err(|_| UploadRefusal::Unreadable)
    };
    let index = plain.get(..integer(b"First")?).ok_or(UploadRefusal::Unreadable)?;
    let numbers = index.split(|byte| matches!(byte, b'\r' | b'\n')).map(numbers_in_line).sum::<usize>();

    let mut dict = stream.dict.clone();
    for key in [b"Filter".as_slice(), b"DecodeParms"] {
        dict.remove(key);
    }
    let members = ObjectStream::new(&Stream::new(dict, plain)).map_err(|error| refusal(&error))?.objects;
    if members.len() == integer(b"N")? && numbers == members.len() * 2 {
        Ok(members)
    } else {
        Err(UploadRefusal::Unreadable)
    }
}

/// The index of an object stream is pairs of object number and offset; a comment ends with its line.
fn numbers_in_line(line: &[u8]) -> usize {
    let line = line.split(|byte| *byte == b'%').next().unwrap_or_default();
    line.split(u8::is_ascii_whitespace).filter(|token| !token.is_empty()).count()
}

/// Whether each object that the table says is in use was read, and under its own number.
fn is_complete(document: &Document) -> bool {
    document.reference_table.entries.iter().all(|(number, entry)| match entry {
        XrefEntry::Normal { generation, .. } => document.objects.contains_key(&(*number, *generation)),
        XrefEntry::Compressed { .. } => document.objects.contains_key(&(*number, 0)),
        XrefEntry::Free | XrefEntry::UnusableFree => true,
    })
}

/// Whether something refers to an object that is not there. A reader takes it for nothing, so it is allowed in a
/// sound file; in one whose table was lost it is a page or a picture that was lost with it.
fn has_loose_ends(document: &Document) -> bool {
    let mut pending: Vec<&Object> = document.objects.values().collect();
    while let Some(object) = pending.pop() {
        match object {
            Object::Reference(id) if !document.has_object(*id) => return true,
            // What is left of a stream that was cut off before its data.
            Object::Dictionary(dictionary) if dictionary.has(b"Length") => return true,
            Object::Array(items) => pending.extend(items),
            Object::Dictionary(dictionary) => pending.extend(dictionary.iter().map(|(_, value)| value)),
            Object::Stream(stream) => pending.extend(stream.dict.iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    false
}

/// What an error of the reader means.
fn refusal(error: &lopdf::Error) -> UploadRefusal {
    use lopdf::{DecompressError, Error};
    match error {
        Error::Decryption(_) | Error::InvalidPassword | Error::UnsupportedSecurityHandler(_) => {
            UploadRefusal::Encrypted
        }
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. } | DecompressError::TooManyFilters { .. })
        | Error::RecursionLimit => UploadRefusal::TooComplex,
        _ => UploadRefusal::Unreadable,
    }
}
