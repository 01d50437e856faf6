//! A row that is shown in words carries what it holds in one hidden control, named like the row: `instructors.12`. Packed
//! it is a JSON object of its cells; unpacked it is what its open controls would have posted.

use std::collections::BTreeMap;

use crate::answers::{Cell, Row, flag_text};

/// Texts under one name, in the order they came.
pub(crate) type Posted = BTreeMap<String, Vec<String>>;

/// What the row holds, in one text. A box that is not ticked is left out: a browser posts none either.
pub(crate) fn pack(row: &Row) -> String {
    let said: BTreeMap<&String, &Cell> = row.iter().filter(|(_, cell)| **cell != Cell::Flag(false)).collect();
    serde_json::to_string(&said).unwrap_or_default()
}

/// What the row would have posted, had it been open. A text that no page has sent is a blank row, which the next page
/// shows open.
pub(crate) fn unpack(packed: &str) -> Posted {
    let row: Row = serde_json::from_str(packed).unwrap_or_default();
    let posted = |cell| match cell {
        Cell::Text(text) => vec![text],
        Cell::Flag(ticked) => vec![flag_text(ticked).to_owned()],
    };
    row.into_iter().map(|(name, cell)| (name, posted(cell))).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts with everything that means something to JSON or HTML, and names that must not change.
    fn cell() -> impl Strategy<Value = Cell> {
        let text =
            prop_oneof![any::<String>(), "[\"'\\\\<>&{}\n\r\t]{0,9}", Just("髙﨑\u{FA19}葛\u{E0100}城".to_owned())];
        prop_oneof![3 => text.prop_map(Cell::Text), 1 => any::<bool>().prop_map(Cell::Flag)]
    }

    proptest! {
        #[test]
        fn a_row_comes_out_as_it_went_in(row in prop::collection::btree_map(any::<String>(), cell(), 0..12)) {
            let mut posted = unpack(&pack(&row));
            for (name, cell) in row {
                let expected = match cell {
                    Cell::Text(text) => Some(vec![text]),
                    Cell::Flag(true) => Some(vec!["true".to_owned()]),
                    Cell::Flag(false) => None,
                };
                prop_assert_eq!(posted.remove(&name), expected);
            }
            prop_assert!(posted.is_empty());
        }
    }
}
