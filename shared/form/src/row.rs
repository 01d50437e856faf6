//! One row of a table. A list of its cells and no tree: of a dozen names few have the same length, so looking at all of them
//! costs less than a search.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Serialize, Serializer};

use crate::answers::{Cell, flag_text};

/// The cells of a row by name: each name once, in their order, so that equal rows are equal values and equal JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row(Vec<(String, Cell)>);

impl Row {
    /// A row that says nothing.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// What a cell says.
    pub fn get(&self, name: &str) -> Option<&Cell> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, cell)| cell)
    }

    /// The text of a cell; `true` or `false` for a box; empty if there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Cell::Text(text)) => text,
            Some(Cell::Flag(ticked)) => flag_text(*ticked),
            None => "",
        }
    }

    /// Its cells, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Cell)> {
        self.0.iter().map(|(name, cell)| (name.as_str(), cell))
    }

    /// Whether it says nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.0.iter().all(|(_, cell)| match cell {
            Cell::Text(text) => text.is_empty(),
            Cell::Flag(ticked) => !ticked,
        })
    }
}

impl FromIterator<(String, Cell)> for Row {
    fn from_iter<I: IntoIterator<Item = (String, Cell)>>(cells: I) -> Self {
        cells.into_iter().collect::<Vec<_>>().into()
    }
}

/// Of two cells of one name the later counts.
impl From<Vec<(String, Cell)>> for Row {
    fn from(mut cells: Vec<(String, Cell)>) -> Self {
        if !cells.is_sorted_by(|(one, _), (next, _)| one < next) {
            cells.reverse();
            cells.sort_by(|(one, _), (other, _)| one.cmp(other));
            cells.dedup_by(|(one, _), (kept, _)| one == kept);
        }
        Self(cells)
    }
}

impl IntoIterator for Row {
    type Item = (String, Cell);
    type IntoIter = std::vec::IntoIter<(String, Cell)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
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
        fn a_row_is_what_a_map_would_be(cells in prop::collection::vec(("[a-c]{0,2}", "[xy]?"), 0..9)) {
            let cells = cells.into_iter().map(|(name, text)| (name, Cell::Text(text)));
            let (row, map): (Row, BTreeMap<String, Cell>) = (cells.clone().collect(), cells.collect());
            let json = serde_json::to_string(&map).unwrap();
            prop_assert_eq!(serde_json::to_string(&row).unwrap(), json.clone());
            prop_assert_eq!(serde_json::from_str::<Row>(&json).unwrap(), row.clone());
            prop_assert!(map.iter().all(|(name, cell)| row.get(name) == Some(cell)) && row.get("d").is_none());
            prop_assert!(row.into_iter().eq(map));
        }
    }
}
