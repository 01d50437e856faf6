//! One row of a table. What it holds is one text, with marks where its cells are: of fifty rows with a dozen cells each name and
//! answer would otherwise be a text of its own, and be packed anew for the page (`pack.rs`).

use std::fmt;

use memchr::memchr_iter;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Serialize, Serializer};

use crate::answers::{Cell, by_name, flag_text};
use crate::pack::{encode, encode_name, is_special, marks_end_of_name};
use crate::scan;

/// The cells of a row by name: each name once, in their order, so that equal rows are equal values and equal JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// `last_name=架空;!pending;`: the row as it is packed, but that nothing is encoded.
    text: String,
    cells: Vec<Place>,
    /// Whether `text` holds what has to be encoded.
    special: bool,
}

/// Where a cell is in the text of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Place {
    /// Where its name begins.
    name: usize,
    /// Where its name ends.
    middle: usize,
    /// Where it ends.
    end: usize,
    /// Of a box.
    ticked: Option<bool>,
}

impl Place {
    /// Of a cell that begins at `start` and is written in the one way in which it is packed.
    fn of(cell: &str, start: usize) -> Option<Self> {
        let end = start + cell.len();
        let mark = cell.bytes().position(marks_end_of_name);
        let place = |name, middle, ticked| Some(Self { name, middle, end, ticked });
        match mark.map(|at| (at, cell.as_bytes().get(at))) {
            Some((at, Some(b'='))) => place(start, start + at, None),
            Some((0, Some(b'!'))) if !cell.bytes().skip(1).any(marks_end_of_name) => place(start + 1, end, Some(false)),
            None => place(start, end, Some(true)),
            Some(_) => None,
        }
    }
}

impl Row {
    /// A row that says nothing.
    pub const fn new() -> Self {
        Self { text: String::new(), cells: Vec::new(), special: false }
    }

    /// What a cell says.
    pub fn get(&self, name: &str) -> Option<Cell<&str>> {
        let bytes = self.text.as_bytes();
        let is_named = |place: &&Place| {
            // that most differ in length is cheaper to see
            place.middle - place.name == name.len() && bytes.get(place.name..place.middle) == Some(name.as_bytes())
        };
        self.cells.iter().find(is_named).map(|place| self.cell(place))
    }

    /// The text of a cell; `true` or `false` for a box; empty if there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Cell::Text(text)) => text,
            Some(Cell::Flag(ticked)) => flag_text(ticked),
            None => "",
        }
    }

    /// Its cells, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Cell<&str>)> {
        self.cells.iter().map(|place| (self.name(place), self.cell(place)))
    }

    /// Whether it says nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.iter().all(|(_, cell)| matches!(cell, Cell::Text("") | Cell::Flag(false)))
    }

    /// Writes all that it holds, as it is packed.
    pub(crate) fn pack_into(&self, packed: &mut String) {
        if !self.special {
            packed.push_str(&self.text);
            return;
        }
        for (name, cell) in self.iter() {
            match cell {
                Cell::Text(text) => {
                    encode_name(name, packed);
                    packed.push('=');
                    encode(text, packed);
                }
                Cell::Flag(ticked) => {
                    packed.push_str(if ticked { "" } else { "!" });
                    encode_name(name, packed);
                }
            }
            packed.push(';');
        }
    }

    /// The row that was packed, if nothing in it is encoded; `None` of any other text.
    pub(crate) fn of_packed(packed: &str) -> Option<Self> {
        if scan::position(packed.as_bytes(), |byte| (byte != b';') & is_special(byte)).is_some() {
            return None;
        }
        let (mut cells, mut start, mut before) = (Vec::with_capacity(16), 0, "");
        for end in memchr_iter(b';', packed.as_bytes()) {
            let place = Place::of(packed.get(start..end)?, start)?;
            let name = packed.get(place.name..place.middle)?;
            if name <= before {
                return None;
            }
            cells.push(place);
            (start, before) = (end + 1, name);
        }
        (start == packed.len()).then(|| Self { text: packed.to_owned(), cells, special: false })
    }

    fn name(&self, place: &Place) -> &str {
        self.text.get(place.name..place.middle).unwrap_or_default()
    }

    fn cell(&self, place: &Place) -> Cell<&str> {
        let text = || self.text.get(place.middle + 1..place.end).unwrap_or_default();
        place.ticked.map_or_else(|| Cell::Text(text()), Cell::Flag)
    }

    /// Adds a cell whose name comes behind all that are there.
    fn push(&mut self, name: &str, cell: &Cell) {
        let ticked = if let Cell::Flag(ticked) = cell { Some(*ticked) } else { None };
        self.text.push_str(if ticked == Some(false) { "!" } else { "" });
        let start = self.text.len();
        self.text.push_str(name);
        let middle = self.text.len();
        if let Cell::Text(text) = cell {
            self.text.push('=');
            self.text.push_str(text);
            self.special |= text.bytes().any(is_special);
        }
        self.special |= name.bytes().any(|byte| is_special(byte) | marks_end_of_name(byte));
        self.cells.push(Place { name: start, middle, end: self.text.len(), ticked });
        self.text.push(';');
    }
}

impl FromIterator<(String, Cell)> for Row {
    fn from_iter<I: IntoIterator<Item = (String, Cell)>>(cells: I) -> Self {
        let mut row = Self::new();
        for (name, cell) in by_name(cells.into_iter().collect()) {
            row.push(&name, &cell);
        }
        row
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RowVisitor)
    }
}

struct RowVisitor;

impl<'de> Visitor<'de> for RowVisitor {
    type Value = Row;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut cells: A) -> Result<Row, A::Error> {
        std::iter::from_fn(|| cells.next_entry().transpose()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_row_is_what_a_map_would_be(cells in prop::collection::vec(("[a-c!;=]{0,2}", "[xy;=]?"), 0..9)) {
            let cells = cells.into_iter().map(|(name, text)| (name, Cell::Text(text)));
            let (row, map): (Row, BTreeMap<String, Cell>) = (cells.clone().collect(), cells.collect());
            let json = serde_json::to_string(&map).unwrap();
            prop_assert_eq!(serde_json::to_string(&row).unwrap(), json.clone());
            prop_assert_eq!(serde_json::from_str::<Row>(&json).unwrap(), row.clone());
            prop_assert!(map.iter().all(|(name, cell)| row.get(name) == Some(cell.as_ref())) && row.get("d").is_none());
            prop_assert!(row.iter().eq(map.iter().map(|(name, cell)| (name.as_str(), cell.as_ref()))));
        }
    }
}
