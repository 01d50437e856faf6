//! What an applicant has answered so far, in one form. Keeps anything; complaining is the business of validation.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::row::Row;

/// The most text that one form may hold in all, in bytes. Far beyond any honest answer, and within a stored item.
pub const TEXT_LIMIT: usize = 64 * 1024;

/// The most rows of one table, whatever the form says.
pub const ROW_LIMIT: usize = 200;

/// An answer in a row; a row lends its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell<T = String> {
    /// A text, number, date or choice.
    Text(T),
    /// A box, ticked or not.
    Flag(bool),
}

impl Cell {
    /// The same, lent.
    pub fn as_ref(&self) -> Cell<&str> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Flag(ticked) => Cell::Flag(*ticked),
        }
    }
}

impl Cell<&str> {
    /// The same, to keep.
    pub fn to_owned(self) -> Cell {
        match self {
            Self::Text(text) => Cell::Text(text.to_owned()),
            Self::Flag(ticked) => Cell::Flag(ticked),
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A text, number, date or choice.
    Text(String),
    /// A box, ticked or not.
    Flag(bool),
    /// Several choices.
    Choices(Vec<String>),
    /// A table.
    Rows(Vec<Row>),
}

impl Value {
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Flag(_) => false,
            Self::Choices(chosen) => chosen.is_empty(),
            Self::Rows(rows) => rows.is_empty(),
        }
    }
}

/// The answers of one form by field. An empty text or list is the same as no answer and is not kept, so equal answers
/// are equal values and equal JSON. A clone shares them until one of the two is changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "BTreeMap<String, Value>")]
pub struct Answers(Arc<Vec<(String, Value)>>);

impl Serialize for Answers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl From<BTreeMap<String, Value>> for Answers {
    fn from(values: BTreeMap<String, Value>) -> Self {
        values.into_iter().collect()
    }
}

impl FromIterator<(String, Value)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(values: I) -> Self {
        Self(Arc::new(by_name(values.into_iter().filter(|(_, value)| !value.is_empty()).collect())))
    }
}

impl Answers {
    /// The answer to a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let at = self.position(name).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }

    /// Answers a field; an empty value takes the answer away.
    pub fn set(&mut self, name: &str, value: Value) {
        let (at, values) = (self.position(name), Arc::make_mut(&mut self.0));
        if let Ok(at) = at {
            values.remove(at);
        }
        if !value.is_empty() {
            values.insert(at.unwrap_or_else(|at| at), (name.to_owned(), value));
        }
    }

    /// Where an answer is, or would be.
    fn position(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }

    /// All answers, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The text of a field; empty if there is none. A box says `true` or `false`.
    pub fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Value::Text(text)) => text,
            Some(Value::Flag(ticked)) => flag_text(*ticked),
            _ => "",
        }
    }

    /// Whether a box is ticked.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == Some(&Value::Flag(true))
    }

    /// What was chosen among several.
    pub fn choices(&self, name: &str) -> &[String] {
        match self.get(name) {
            Some(Value::Choices(chosen)) => chosen,
            _ => &[],
        }
    }

    /// The rows of a table, blank ones included: they stand on the page until they are removed.
    pub fn rows(&self, name: &str) -> &[Row] {
        match self.get(name) {
            Some(Value::Rows(rows)) => rows,
            _ => &[],
        }
    }

    /// The rows of a table that say something, with their index on the page.
    pub fn filled_rows(&self, name: &str) -> impl Iterator<Item = (usize, &Row)> {
        self.rows(name).iter().enumerate().filter(|(_, row)| !row.is_blank())
    }

    /// The same answers without blank rows: what a submission keeps.
    #[must_use]
    pub fn without_blank_rows(&self) -> Self {
        let settled = |(name, value): &(String, Value)| {
            let value = match value {
                Value::Rows(rows) => Value::Rows(rows.iter().filter(|row| !row.is_blank()).cloned().collect()),
                other => other.clone(),
            };
            (name.clone(), value)
        };
        self.0.iter().map(settled).collect()
    }

    /// Whether the answers stay within [`TEXT_LIMIT`] and [`ROW_LIMIT`].
    pub(crate) fn fits(&self) -> bool {
        let values = || self.0.iter().map(|(_, value)| value);
        let rows = values().all(|value| !matches!(value, Value::Rows(rows) if rows.len() > ROW_LIMIT));
        rows && values().map(text_bytes).sum::<usize>() <= TEXT_LIMIT
    }
}

/// Each name once, in their order; what was said later counts.
pub(crate) fn by_name<T>(mut named: Vec<(String, T)>) -> Vec<(String, T)> {
    if !named.is_sorted_by(|(one, _), (next, _)| one < next) {
        named.reverse();
        named.sort_by(|(one, _), (other, _)| one.cmp(other));
        named.dedup_by(|(one, _), (kept, _)| one == kept);
    }
    named
}

/// How a box is written where a text is expected.
pub(crate) const fn flag_text(ticked: bool) -> &'static str {
    if ticked { "true" } else { "false" }
}

fn text_bytes(value: &Value) -> usize {
    let cell = |(_, cell): (&str, Cell<&str>)| {
        if let Cell::Text(text) = cell { text.len() } else { 0 }
    };
    match value {
        Value::Text(text) => text.len(),
        Value::Flag(_) => 0,
        Value::Choices(chosen) => chosen.iter().map(String::len).sum(),
        Value::Rows(rows) => rows.iter().flat_map(Row::iter).map(cell).sum(),
    }
}
