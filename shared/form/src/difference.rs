//! Where two sets of answers differ, in words: two people on one form, or a submission and the one before.

use serde::Serialize;

use crate::answers::Answers;
use crate::context::Context;
use crate::definition::{Field, Form};
use crate::kind::{Kind, Table};
use crate::pairing::{Pair, differing};
use crate::row::Row;
use crate::summary::{cells, rows_of};
use crate::table::row_name;

/// Stands for a row that only the other has.
const NONE: &str = "（なし）";

/// One field, or one row of a table, on which two sets of answers differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which; `instructors.0` for a row that `mine` has, the table for one that only `theirs` has.
    pub field: String,
    /// The question.
    pub label: String,
    /// The one answer.
    pub mine: String,
    /// The other.
    pub theirs: String,
}

/// Where two sets of answers differ, in the order of the form. Of tables, the rows that somebody changed, moved, removed or added.
pub fn differences(form: &Form, context: &Context<'_>, mine: &Answers, theirs: &Answers) -> Vec<Difference> {
    let both = Both { context, mine, theirs };
    let asked = form.fields().filter(|field| field.is_asked(context));
    let all = asked.flat_map(|field| match &field.kind {
        Kind::Rows(table) => both.rows(field, table),
        _ => vec![both.field(field)],
    });
    all.filter(|difference| difference.mine != difference.theirs).collect()
}

/// What is compared.
struct Both<'a> {
    context: &'a Context<'a>,
    mine: &'a Answers,
    theirs: &'a Answers,
}

impl Both<'_> {
    fn field(&self, field: &Field) -> Difference {
        let value = |answers| rows_of(field, answers, self.context).pop().map(|row| row.value).unwrap_or_default();
        let (mine, theirs) = (value(self.mine), value(self.theirs));
        Difference { field: field.key.clone(), label: field.label.clone(), mine, theirs }
    }

    fn rows(&self, field: &Field, table: &Table) -> Vec<Difference> {
        let (indices, mine): (Vec<usize>, Vec<&Row>) = self.mine.filled_rows(&field.key).unzip();
        let theirs: Vec<&Row> = self.theirs.filled_rows(&field.key).map(|(_, row)| row).collect();
        let tell = |pair: Pair| {
            let index = pair.0.and_then(|at| indices.get(at));
            Difference {
                field: index.map_or_else(|| field.key.clone(), |index| row_name(field, *index)),
                label: format!("{} {}", field.label, table.row_title(pair.0.or(pair.1).unwrap_or_default())),
                mine: self.words(table, &mine, pair.0, pair),
                theirs: self.words(table, &theirs, pair.1, pair),
            }
        };
        differing(&mine, &theirs).into_iter().map(tell).collect()
    }

    /// A row in words, with its place where that is another than the other's.
    fn words(&self, table: &Table, rows: &[&Row], at: Option<usize>, pair: Pair) -> String {
        let Some((at, row)) = at.and_then(|at| Some((at, rows.get(at)?))) else { return NONE.to_owned() };
        let said = cells(table, row, self.context);
        match pair {
            (Some(mine), Some(theirs)) if mine != theirs => format!("{}\n{said}", table.row_title(at)),
            _ => said,
        }
    }
}
