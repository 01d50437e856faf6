//! Validation of tables: the rules on a table as a whole, then each cell of each row that says something.

use std::collections::BTreeSet;

use crate::answers::Answers;
use crate::context::Context;
use crate::definition::Field;
use crate::kind::Table;
use crate::messages::Fault;
use crate::row::Row;
use crate::rule::{RowCondition, Rule};
use crate::validate::{FieldError, Scope, fault_of, is_required};

/// The faults of a table: at most one of the whole, and one for each cell. Blank rows are left alone.
pub(crate) fn faults(field: &Field, table: &Table, answers: &Answers, context: &Context<'_>) -> Vec<FieldError> {
    let rows: Vec<(usize, &Row)> = answers.filled_rows(&field.key).collect();
    let whole = whole_fault(field, table, &rows, answers, context);
    let whole = whole.map(|fault| FieldError::new(&field.key, fault.sentence(&field.label)));
    let cells = rows.iter().flat_map(|(index, row)| {
        table.fields.iter().filter_map(move |cell| {
            let fault = fault_of(cell, Scope::Row(row), context)?;
            let label = format!("{}の{}", table.row_title(*index), cell.label);
            Some(FieldError::new(&cell_name(field, *index, cell), fault.sentence(&label)))
        })
    });
    whole.into_iter().chain(cells).collect()
}

/// `instructors.0`
pub(crate) fn row_name(table: &Field, index: usize) -> String {
    [&table.key, ".", &index.to_string()].concat()
}

/// `instructors.0.last_name`
pub(crate) fn cell_name(table: &Field, index: usize, cell: &Field) -> String {
    [&table.key, ".", &index.to_string(), ".", &cell.key].concat()
}

fn whole_fault<'a>(
    field: &'a Field,
    table: &'a Table,
    rows: &[(usize, &Row)],
    answers: &Answers,
    context: &Context<'_>,
) -> Option<Fault<'a>> {
    field.rules.iter().find_map(|rule| match rule {
        Rule::Required => rows.is_empty().then_some(Fault::NoRow),
        Rule::RequiredIf(condition) => {
            (rows.is_empty() && Scope::Form(answers).meets(condition, context)).then_some(Fault::NoRow)
        }
        Rule::MinRows(least) => {
            (rows.len() < *least).then_some(Fault::TooFewRows { least: *least, counter: &table.counter })
        }
        Rule::MaxRows(most) => {
            (rows.len() > *most).then_some(Fault::TooManyRows { most: *most, counter: &table.counter })
        }
        Rule::AtLeastOneRow(condition) => (!some_row_meets(condition, rows)).then_some(Fault::Said(&condition.message)),
        Rule::OneRowTicked(rule) => {
            (!rows.is_empty() && ticked(rows, &rule.cell) != 1).then_some(Fault::Said(&rule.message))
        }
        Rule::OneOfSeveralTicked(rule) => {
            (rows.len() > 1 && ticked(rows, &rule.cell) != 1).then_some(Fault::Said(&rule.message))
        }
        Rule::Distinct(rule) => repeats(rows, &rule.cell).then_some(Fault::Said(&rule.message)),
        Rule::CoreFacilityNamed(message) => {
            let needed = is_required(field, Scope::Form(answers), context);
            (needed && rows.is_empty()).then_some(Fault::Said(message))
        }
        _ => None,
    })
}

/// Whether one of the rows is as the condition says.
pub(crate) fn some_row_meets(condition: &RowCondition, rows: &[(usize, &Row)]) -> bool {
    condition.alternatives.iter().any(|cells| {
        rows.iter().any(|(_, row)| {
            cells.iter().all(|(cell, values)| values.iter().any(|value| value == Scope::Row(row).text(cell)))
        })
    })
}

fn ticked(rows: &[(usize, &Row)], cell: &str) -> usize {
    rows.iter().filter(|(_, row)| Scope::Row(row).text(cell) == "true").count()
}

fn repeats(rows: &[(usize, &Row)], cell: &str) -> bool {
    let mut seen = BTreeSet::new();
    rows.iter()
        .map(|(_, row)| Scope::Row(row).text(cell))
        .filter(|text| !text.is_empty())
        .any(|text| !seen.insert(text))
}
