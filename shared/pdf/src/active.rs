//! Content that does something by itself, or carries something along.
//!
//! Names are compared as the parser decoded them (`/J#61vaScript` is `JavaScript`), wherever they stand: an action
//! can be reached from so many places that following the known ways would miss the next one. Links to web pages and
//! inside the document stay allowed.

use lopdf::{Dictionary, Document, Object};

/// Names that a form or a scan has no use for, as a key or as a value.
const FORBIDDEN: [&[u8]; 16] = [
    b"3D",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"FileAttachment",
    b"GoToE",
    b"GoToR",
    b"ImportData",
    b"JS",
    b"JavaScript",
    b"Launch",
    b"Movie",
    b"Rendition",
    b"RichMedia",
    b"Sound",
    b"SubmitForm",
    b"XFA",
];

/// Whether any object of the document is, has or names active content.
pub(super) fn acts_on_its_own(document: &Document) -> bool {
    // A list of what is still to be seen and not recursion: the depth is the sender's choice.
    let mut pending: Vec<&Object> = document.objects.values().collect();
    pending.extend(document.trailer.iter().map(|(_, value)| value));
    while let Some(object) = pending.pop() {
        let dictionary = match object {
            Object::Name(name) if FORBIDDEN.contains(&name.as_slice()) => return true,
            Object::Array(items) => {
                pending.extend(items);
                continue;
            }
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        if dictionary.iter().any(|(key, value)| is_active(document, key, value)) {
            return true;
        }
        pending.extend(dictionary.iter().map(|(_, value)| value));
    }
    false
}

fn is_active(document: &Document, key: &[u8], value: &Object) -> bool {
    match key {
        b"OpenAction" => is_more_than_a_jump(document, value),
        b"AA" => dictionary(document, value)
            .is_some_and(|actions| actions.iter().any(|(_, action)| is_more_than_a_jump(document, action))),
        // The file that a file specification brings along; its stream need not say that it is one.
        b"EF" => dictionary(document, value).is_some(),
        _ => FORBIDDEN.contains(&key),
    }
}

/// An action that is not a plain jump to a page of the same document, or that is followed by another action.
/// What is no action at all (a destination, `null`) is a jump.
fn is_more_than_a_jump(document: &Document, action: &Object) -> bool {
    dictionary(document, action).is_some_and(|action| {
        let kind = action.get_deref(b"S", document).and_then(Object::as_name);
        kind.is_ok_and(|kind| kind != b"GoTo") || action.has(b"Next")
    })
}

fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    let (_, object) = document.dereference(object).ok()?;
    object.as_dict().ok()
}
