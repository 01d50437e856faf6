//! Where two sets of answers differ, in words: two people on one form, or a submission and the one before.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::answers::Answers;
use crate::context::Context;
use crate::definition::Form;
use crate::summary::{SummaryRow, summary};

/// One field, or one row of a table, on which two sets of answers differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which.
    pub field: String,
    /// The question.
    pub label: String,
    /// The one answer.
    pub mine: String,
    /// The other.
    pub theirs: String,
}

/// Where two sets of answers differ, in the order of the form.
pub fn differences(form: &Form, context: &Context<'_>, mine: &Answers, theirs: &Answers) -> Vec<Difference> {
    let rows = |answers| summary(form, answers, context).into_iter().flat_map(|section| section.rows);
    let (mine, theirs): (Vec<_>, Vec<_>) = (rows(mine).collect(), rows(theirs).collect());
    let value = |rows: &[SummaryRow], field: &str| {
        rows.iter().find(|row| row.field == field).map(|row| row.value.clone()).unwrap_or_default()
    };
    let mut seen = BTreeSet::new();
    let mut all: Vec<_> = mine.iter().chain(&theirs).filter(|row| seen.insert(row.field.clone())).collect();
    // what only the other has stands in its own place, too
    all.sort_by_key(|row| place(form, &row.field));
    let differences = all.into_iter().map(|row| Difference {
        field: row.field.clone(),
        label: row.label.clone(),
        mine: value(&mine, &row.field),
        theirs: value(&theirs, &row.field),
    });
    differences.filter(|difference| difference.mine != difference.theirs).collect()
}

/// Where a field, or a row of a table, stands in the form.
fn place(form: &Form, name: &str) -> (Option<usize>, Option<usize>) {
    let (key, row) = name.split_once('.').unwrap_or((name, ""));
    (form.fields().position(|field| field.key == key), row.parse().ok())
}
