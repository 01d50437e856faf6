//! Taking over what was typed in an earlier application (E34): all that this form still asks, but for what is true of one
//! application only — dates, periods, and every box that confirms something.

use crate::answers::{Answers, Cell, Value};
use crate::definition::{Field, Form};
use crate::kind::{Kind, Table};
use crate::row::Row;
use crate::rule::Rule;

/// The answers of an earlier form as this form may begin with them.
pub fn carried(form: &Form, before: &Answers) -> Answers {
    let kept = form.fields().filter(|field| is_carried(field)).filter_map(|field| {
        let value = fitting(&field.kind, before.get(&field.key)?)?;
        Some((field.key.clone(), value))
    });
    kept.collect()
}

fn is_carried(field: &Field) -> bool {
    field.kind.is_answered() && !field.asked_anew && !field.rules.contains(&Rule::MustBeTrue)
}

/// The value, if a field of this kind can hold it.
fn fitting(kind: &Kind, value: &Value) -> Option<Value> {
    match (kind, value) {
        (Kind::Rows(table), Value::Rows(rows)) => Some(Value::Rows(rows.iter().map(|row| cells(table, row)).collect())),
        (Kind::Check(_), Value::Choices(_)) | (Kind::Bool, Value::Flag(_)) => Some(value.clone()),
        (Kind::Rows(_) | Kind::Check(_) | Kind::Bool, _) => None,
        (_, Value::Text(_)) => Some(value.clone()),
        _ => None,
    }
}

fn cells(table: &Table, row: &Row) -> Row {
    let fits = |cell: &&Field| match (&cell.kind, row.get(&cell.key)) {
        (Kind::Bool, Some(Cell::Flag(_))) => is_carried(cell),
        (Kind::Bool, _) => false,
        (_, Some(Cell::Text(_))) => is_carried(cell),
        _ => false,
    };
    let kept = table.fields.iter().filter(fits);
    kept.filter_map(|cell| Some((cell.key.clone(), row.get(&cell.key)?.to_owned()))).collect()
}
