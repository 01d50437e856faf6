//! Decides whether the bytes of an upload are the PDF that the portal asks for: readable, one to twenty pages, harmless.
//!
//! Pure: no I/O, no clock. What cannot be read cannot be called harmless, so every object that the file's own table
//! names must have been read before the file is accepted; the parser's habit of skipping what it does not understand
//! is undone in `load`.

mod active;
mod lengths;
mod load;
#[cfg(test)]
mod tests;

use lopdf::Document;
use serde::{Deserialize, Serialize};

use self::load::Reading;
use domain::UploadRefusal;

/// The largest file that is looked at, in bytes: 20 MiB.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// The most pages a file may have.
pub const MAX_PAGES: usize = 20;
/// The most objects a file may hold, those inside object streams included.
pub const MAX_OBJECTS: usize = 50_000;
/// How far the object streams of a file may unfold, all together, in bytes: 16 MiB.
pub const MAX_UNFOLDED: usize = 16 * 1024 * 1024;

/// Readers look for the header this far into a file, and mail gateways and scanners rely on it.
const HEADER_WITHIN: usize = 1024;
const HEADER: &[u8] = b"%PDF-";
const END_OF_FILE: &[u8] = b"%%EOF";

/// What is known of a file that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    /// How many pages it has.
    pub pages: u32,
    /// The file bends the rules of the format and opens only in a forgiving reader; staff are told.
    pub lenient: bool,
}

/// Looks at a whole file and says what it is, or why it is refused.
///
/// The file is read by the letter first. Only damage leads to a more forgiving reading; anything harmful, encrypted
/// or excessive is refused by the first reading that shows it.
pub fn inspect(bytes: &[u8]) -> Result<Inspected, UploadRefusal> {
    if bytes.is_empty() {
        return Err(UploadRefusal::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(UploadRefusal::TooLarge);
    }
    let header = position(bytes, HEADER).filter(|at| *at < HEADER_WITHIN);
    let header = header.ok_or(UploadRefusal::NotPdf)?;
    let tidy = header == 0 && ends_cleanly(bytes);
    let mut file = bytes.get(header..).unwrap_or_default().to_vec();
    lengths::forget_references(&mut file);

    let mut damage = None;
    for reading in Reading::ALL {
        if reading == Reading::Strict && !tidy {
            continue;
        }
        match load::read(&file, reading).and_then(|document| check(&document)) {
            Ok(pages) => {
                return Ok(Inspected { pages, lenient: reading != Reading::Strict });
            }
            Err(refusal) if is_damage(refusal) => damage = damage.or(Some(refusal)),
            Err(refusal) => return Err(refusal),
        }
    }
    Err(damage.unwrap_or(UploadRefusal::Unreadable))
}

/// The rules for a document that was read completely; answers the number of pages.
fn check(document: &Document) -> Result<u32, UploadRefusal> {
    if document.objects.len() > MAX_OBJECTS {
        return Err(UploadRefusal::TooComplex);
    }
    if active::acts_on_its_own(document) {
        return Err(UploadRefusal::ActiveContent);
    }
    let mut pages = 0;
    // A page tree can name one page a million times, so counting stops where the answer is known.
    for page in document.page_iter().take(MAX_PAGES + 1) {
        // The walk lends a blank page to an entry that leads nowhere; here it is a page that got lost.
        document.get_dictionary(page).map_err(|_| UploadRefusal::Unreadable)?;
        pages += 1;
    }
    match pages {
        0 => Err(UploadRefusal::NoPages),
        pages if pages as usize > MAX_PAGES => Err(UploadRefusal::TooManyPages),
        pages => Ok(pages),
    }
}

/// Nothing but white space or padding after the last end-of-file mark: nothing is hidden behind the document.
fn ends_cleanly(bytes: &[u8]) -> bool {
    let mark = bytes.windows(END_OF_FILE.len()).rposition(|window| window == END_OF_FILE);
    let rest = mark.and_then(|at| bytes.get(at + END_OF_FILE.len()..));
    rest.is_some_and(|rest| rest.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0))
}

fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

/// Whether a more forgiving reading of the same bytes may come to another answer.
fn is_damage(refusal: UploadRefusal) -> bool {
    matches!(refusal, UploadRefusal::Unreadable | UploadRefusal::NoPages)
}
