//! A row that is shown in words carries what it holds in one hidden control, named like the row: `instructors.12`. Packed
//! it is its cells, `last_name=架空;member_no=A12345`; unpacked it is what its open controls would have posted.

use std::collections::BTreeMap;

use percent_encoding::{percent_decode_str, percent_encode_byte};

use crate::answers::{Cell, flag_text};
use crate::row::Row;

/// Texts under one name, in the order they came.
pub(crate) type Posted = BTreeMap<String, Vec<String>>;

/// What the row holds, in one text. A box that is not ticked is left out: a browser posts none either.
pub(crate) fn pack(row: &Row) -> String {
    let mut packed = String::new();
    for (name, cell) in row.iter() {
        let text = match cell {
            Cell::Text(text) => text,
            Cell::Flag(true) => flag_text(true),
            Cell::Flag(false) => continue,
        };
        if !packed.is_empty() {
            packed.push(';');
        }
        push(name, &mut packed);
        packed.push('=');
        push(text, &mut packed);
    }
    packed
}

/// Puts a text behind others: as it is, but for what has a meaning here, and for what HTML would escape or a browser change.
fn push(mut text: &str, packed: &mut String) {
    let special = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'%' | b'&' | b'\'' | b';' | b'<' | b'=' | b'>');
    while let Some((plain, rest)) = text.bytes().position(special).and_then(|at| text.split_at_checked(at)) {
        packed.push_str(plain);
        let mut rest = rest.chars();
        packed.extend(rest.next().and_then(|special| u8::try_from(special).ok()).map(percent_encode_byte));
        text = rest.as_str();
    }
    packed.push_str(text);
}

/// What the row would have posted, had it been open. A text that no page has sent is a blank row, which the next page
/// shows open.
pub(crate) fn unpack(packed: &str) -> Posted {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let cells = packed.split(';').filter_map(|cell| cell.split_once('='));
    cells.map(|(name, text)| (decoded(name), vec![decoded(text)])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts with everything that means something here or to HTML, and names that must not change.
    fn cell() -> impl Strategy<Value = Cell> {
        let text = prop_oneof![
            any::<String>(),
            "[\"'\\\\<>&{}%;=\n\r\t\u{0}]{0,9}",
            Just("髙﨑\u{FA19}葛\u{E0100}城".to_owned())
        ];
        prop_oneof![3 => text.prop_map(Cell::Text), 1 => any::<bool>().prop_map(Cell::Flag)]
    }

    #[test]
    fn a_row_is_packed_as_it_is_but_for_what_html_would_escape() {
        let texts =
            [("name", "架空 A&B"), ("place", "")].map(|(name, text)| (name.to_owned(), Cell::Text(text.to_owned())));
        let boxes = [("new", true), ("old", false)].map(|(name, ticked)| (name.to_owned(), Cell::Flag(ticked)));
        assert_eq!(pack(&texts.into_iter().chain(boxes).collect()), "name=架空 A%26B;new=true;place=");
    }

    proptest! {
        #[test]
        fn a_row_comes_out_as_it_went_in(row in prop::collection::btree_map(any::<String>(), cell(), 0..12).prop_map(|cells| cells.into_iter().collect::<Row>())) {
            let packed = pack(&row);
            prop_assert!(!packed.contains(|c: char| c.is_ascii() && (c < ' ' || "\"'&<>".contains(c))), "{packed}");
            let mut posted = unpack(&packed);
            for (name, cell) in row.iter() {
                let expected = match cell {
                    Cell::Text(text) => Some(vec![text.clone()]),
                    Cell::Flag(true) => Some(vec!["true".to_owned()]),
                    Cell::Flag(false) => None,
                };
                prop_assert_eq!(posted.remove(name), expected);
            }
            prop_assert!(posted.is_empty());
        }
    }
}
