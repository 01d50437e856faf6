//! Takes one weapon out of a file before lopdf sees it.
//!
//! The length of a stream may be written as a reference to another object. lopdf follows it while it parses, and if
//! that object is a stream with such a length, and so on, it calls itself once per link: seven hundred links, 50 kB,
//! overflow the stack, which no `catch_unwind` contains. So every length that is a reference becomes `null`, which
//! lopdf takes for "not known", and `load` finds the end of the few streams that are read by their end mark.

const KEY: &[u8] = b"Length";

/// Overwrites each reference after the name `/Length`, however it is spelt, with `null`. No byte changes its place.
pub(super) fn forget_references(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(slash) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'/')) {
        at += slash + 1;
        if let Some(end) = end_of_key(bytes, at) {
            at = forget_reference(bytes, end);
        }
    }
}

/// Where the name that begins at `at` ends, if it is the key.
fn end_of_key(bytes: &[u8], mut at: usize) -> Option<usize> {
    for expected in KEY {
        let (byte, length) = match bytes.get(at)? {
            b'#' => (hex(*bytes.get(at + 1)?)? << 4 | hex(*bytes.get(at + 2)?)?, 3),
            byte => (*byte, 1),
        };
        if byte != *expected {
            return None;
        }
        at += length;
    }
    let goes_on = bytes.get(at).is_some_and(|byte| !is_blank(*byte) && !b"()<>[]{}/%".contains(byte));
    (!goes_on).then_some(at)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Overwrites the reference at `at`, if there is one, and says where to go on.
fn forget_reference(bytes: &mut [u8], at: usize) -> usize {
    let start = skip(bytes, at, is_blank);
    let mut end = start;
    for part in [|byte: u8| byte.is_ascii_digit(), is_blank, |byte: u8| byte.is_ascii_digit(), is_blank] {
        end = skip(bytes, end, part);
    }
    match bytes.get(end) {
        Some(b'R') if end > start => {
            let mut null = b"null".iter();
            for byte in bytes.iter_mut().take(end + 1).skip(start) {
                *byte = null.next().copied().unwrap_or(b' ');
            }
        }
        // A comment could go on for megabytes before the reference goes on. Nobody writes one here, so it need not
        // be understood, only made to fail.
        Some(b'%') => {
            if let Some(byte) = bytes.get_mut(end) {
                *byte = b')';
            }
        }
        _ => {}
    }
    end
}

fn skip(bytes: &[u8], at: usize, part: fn(u8) -> bool) -> usize {
    let run = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| part(**byte)).count();
    at + run
}

fn is_blank(byte: u8) -> bool {
    b" \t\n\r\0\x0C".contains(&byte)
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_lengths_that_are_references_change() {
        let cases = [
            ("<</Length 12 0 R>>", "<</Length null  >>"),
            ("<</Length 5 0R/N 1>>", "<</Length null/N 1>>"),
            ("<</L#65ngth\r\n5 0 R>>", "<</L#65ngth\r\nnull >>"),
            ("<</Length 1/#4cength 5 0 R>>", "<</Length 1/#4cength null >>"),
            ("<</Length%x\n5 0 R>>", "<</Length)x\n5 0 R>>"),
            ("<</Length 5%x\n0 R>>", "<</Length 5)x\n0 R>>"),
            ("<</Length 120>>", "<</Length 120>>"),
            ("<</Length 120/Root 1 0 R>>", "<</Length 120/Root 1 0 R>>"),
            ("<</Length1 5 0 R>>", "<</Length1 5 0 R>>"),
            ("<</Len 5 0 R/Lengt", "<</Len 5 0 R/Lengt"),
            ("/Length", "/Length"),
            ("/L#6", "/L#6"),
        ];
        for (before, after) in cases {
            let mut bytes = before.as_bytes().to_vec();
            super::forget_references(&mut bytes);
            assert_eq!(String::from_utf8_lossy(&bytes), after);
        }
    }
}
