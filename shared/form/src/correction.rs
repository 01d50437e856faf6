//! What a correction opens of a form, and whether anything else was changed.

use crate::answers::{Answers, Cell, Value};
use crate::context::Context;
use crate::definition::Form;
use crate::row::Row;
use crate::rule::Rule;

/// A field that a correction leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenField {
    /// Its key.
    pub key: String,
    /// Why it is to be corrected; empty where it is open because another field asks for it.
    pub reason: String,
}

/// The fields that open with those named (key and reason): these, and those that must be answered depending on them, or
/// a correction could not be completed.
pub fn opened(form: &Form, named: &[(String, String)]) -> Vec<OpenField> {
    let open = |(key, reason): &(String, String)| OpenField { key: key.clone(), reason: reason.clone() };
    let mut all: Vec<OpenField> = named.iter().map(open).collect();
    let mut from = 0;
    while from < all.len() {
        let key = all.get(from).map(|field| field.key.clone()).unwrap_or_default();
        let follows = |rule: &Rule| matches!(rule, Rule::RequiredIf(condition) if condition.field == key);
        for field in form.fields().filter(|field| field.rules.iter().any(follows)) {
            if !all.iter().any(|known| known.key == field.key) {
                all.push(OpenField { key: field.key.clone(), reason: String::new() });
            }
        }
        from += 1;
    }
    all
}

/// The closed fields that `posted` changes against `before`, and the answers as they are without those changes. What says
/// nothing (not posted, emptied, not ticked) changes nothing: a program may send the open fields alone.
pub fn closed_changes(
    form: &Form,
    before: &Answers,
    posted: &Answers,
    context: &Context<'_>,
) -> (Vec<String>, Answers) {
    let mut merged = posted.clone();
    let mut changed = Vec::new();
    for field in form.fields().filter(|field| field.kind.is_answered() && !context.is_open(&field.key)) {
        let (old, new) = (before.get(&field.key), plain(posted.get(&field.key)));
        if new.is_some() && new != plain(old) {
            changed.push(field.key.clone());
        }
        match old {
            Some(old) => merged.set(&field.key, old.clone()),
            None => merged.set(&field.key, Value::Text(String::new())),
        }
    }
    (changed, merged)
}

/// A value without what says nothing: a box that is not ticked, a blank row.
fn plain(value: Option<&Value>) -> Option<Value> {
    let said = |row: &Row| -> Row {
        let cells = row.iter().filter(|(_, cell)| *cell != Cell::Flag(false));
        cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    match value? {
        Value::Flag(false) => None,
        Value::Rows(rows) => {
            let rows: Vec<Row> = rows.iter().filter(|row| !row.is_blank()).map(said).collect();
            (!rows.is_empty()).then_some(Value::Rows(rows))
        }
        other => Some(other.clone()),
    }
}
