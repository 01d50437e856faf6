//! Answers as a browser posts them (name–value pairs) and as an API client sends them (JSON). Both fold alike, refuse
//! nothing but nonsense and sheer size, and give the same answers for the same input.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::answers::{Answers, Cell, Value, flag_text};
use crate::definition::{Field, Form};
use crate::kind::{Alternative, Kind, Table};
use crate::messages;
use crate::pack::unpack;
use crate::row::Row;
use crate::validate::FieldError;

/// Texts under one name, in the order they came.
type Posted = BTreeMap<String, Vec<String>>;

/// What was posted of a row.
#[derive(Default)]
struct PostedRow {
    cells: Posted,
    packed: String,
}

/// Reads a posted form. Cells are named `instructors.0.last_name`, a row that was shown in words `instructors.0`; unknown
/// names are somebody else's and ignored; a box that was not posted is not ticked.
pub fn read_pairs(form: &Form, pairs: impl Iterator<Item = (String, String)>) -> Result<Answers, Vec<FieldError>> {
    let mut plain = Posted::new();
    let mut tables: BTreeMap<String, BTreeMap<usize, PostedRow>> = BTreeMap::new();
    for (name, text) in pairs {
        let Some((table, index, cell)) = in_table(form, &name) else {
            plain.entry(name).or_default().push(text);
            continue;
        };
        let row = tables.entry(table.to_owned()).or_default().entry(index).or_default();
        match cell {
            Some(cell) => row.cells.entry(cell.to_owned()).or_default().push(text),
            None => row.packed = text,
        }
    }
    let answers = form.fields().filter_map(|field| {
        let value = match &field.kind {
            Kind::Rows(table) => {
                let rows = tables.remove(&field.key).unwrap_or_default().into_values();
                Value::Rows(rows.map(|posted| posted_row(table, posted)).collect())
            }
            _ => posted_value(field, plain.get(&field.key).map_or(&[], Vec::as_slice))?,
        };
        Some((field.key.clone(), value))
    });
    within_limits(answers.collect())
}

/// `instructors.0.last_name` or `instructors.0`, if the form has such a cell or table.
fn in_table<'a>(form: &Form, name: &'a str) -> Option<(&'a str, usize, Option<&'a str>)> {
    let mut parts = name.splitn(3, '.');
    let (table, index, cell) = (parts.next()?, parts.next()?, parts.next());
    let fields = &form.table(table)?.fields;
    let known = cell.is_none_or(|cell| fields.iter().any(|field| field.key == cell));
    Some((table, index.parse().ok().filter(|_| known)?, cell))
}

/// A row that was packed, read as if it had been posted.
pub(crate) fn row_of(table: &Table, packed: &str) -> Row {
    posted_row(table, PostedRow { packed: packed.to_owned(), ..PostedRow::default() })
}

/// What was typed into a row counts before what it held while it was in words.
fn posted_row(table: &Table, posted: PostedRow) -> Row {
    let posted = if posted.cells.is_empty() { as_posted(&unpack(&posted.packed)) } else { posted.cells };
    let cells = table.fields.iter().filter_map(|field| {
        let cell = match posted_value(field, posted.get(&field.key).map_or(&[], Vec::as_slice))? {
            Value::Flag(ticked) => Cell::Flag(ticked),
            Value::Text(text) if !text.is_empty() => Cell::Text(text),
            _ => return None,
        };
        Some((field.key.clone(), cell))
    });
    cells.collect()
}

/// What the row would have posted, had it been open.
fn as_posted(row: &Row) -> Posted {
    let text = |cell| match cell {
        Cell::Text(text) => text,
        Cell::Flag(ticked) => flag_text(ticked),
    };
    row.iter().map(|(name, cell)| (name.to_owned(), vec![text(cell).to_owned()])).collect()
}

fn posted_value(field: &Field, texts: &[String]) -> Option<Value> {
    let last = texts.last().map_or("", String::as_str);
    match &field.kind {
        Kind::Note(_) | Kind::Computed(_) | Kind::Certificate | Kind::Rows(_) => None,
        Kind::Bool => Some(Value::Flag(texts.iter().any(|text| !matches!(text.as_str(), "" | "false")))),
        Kind::Check(listed) => Some(chosen(listed, texts)),
        // A date control posts year, month and day under one name.
        Kind::Date | Kind::YearMonth => {
            Some(Value::Text(field.fold(&texts.join("-")))).filter(|_| texts.iter().any(|text| !text.is_empty()))
        }
        _ => Some(Value::Text(field.fold(last))),
    }
}

/// Several choices, each once, in the order of the form; unknown ones last.
fn chosen(listed: &[Alternative], texts: &[String]) -> Value {
    let mut unknown: BTreeSet<&str> =
        texts.iter().map(|text| domain::trim(text)).filter(|text| !text.is_empty()).collect();
    let known = listed.iter().filter(|alternative| unknown.remove(alternative.value.as_str()));
    let mut all: Vec<String> = known.map(|alternative| alternative.value.clone()).collect();
    all.extend(unknown.into_iter().map(str::to_owned));
    Value::Choices(all)
}

/// Reads a JSON object with one member for each field. What the form does not know is refused, so that a client's
/// slip of the pen is not a lost answer; `null` and a missing member are no answer.
pub fn read_json(form: &Form, json: &Json) -> Result<Answers, Vec<FieldError>> {
    let mut errors = Vec::new();
    let object =
        members(json, "", &form.sections.iter().flat_map(|section| &section.fields).collect::<Vec<_>>(), &mut errors);
    let mut values = Vec::new();
    for field in form.fields().filter(|field| field.kind.is_answered()) {
        let given = object.get(field.key.as_str()).copied().unwrap_or(&Json::Null);
        if let Some(value) = json_value(field, &field.key, given, &mut errors) {
            values.push((field.key.clone(), value));
        }
    }
    if errors.is_empty() { within_limits(values.into_iter().collect()) } else { Err(errors) }
}

/// The members of an object by name, complaining about those that are no field.
fn members<'a>(
    json: &'a Json,
    path: &str,
    fields: &[&Field],
    errors: &mut Vec<FieldError>,
) -> BTreeMap<&'a str, &'a Json> {
    let Some(object) = json.as_object() else {
        errors.push(FieldError::new(path, messages::NOT_AN_OBJECT));
        return BTreeMap::new();
    };
    for name in object.keys() {
        if !fields.iter().any(|field| field.key == *name && field.kind.is_answered()) {
            errors.push(FieldError::new(&join(path, name), messages::UNKNOWN_FIELD));
        }
    }
    object.iter().map(|(name, value)| (name.as_str(), value)).collect()
}

fn json_value(field: &Field, path: &str, json: &Json, errors: &mut Vec<FieldError>) -> Option<Value> {
    let complaint = match (&field.kind, json) {
        (Kind::Bool, Json::Null) => return Some(Value::Flag(false)),
        (Kind::Bool, Json::Bool(ticked)) => return Some(Value::Flag(*ticked)),
        (Kind::Bool, _) => messages::NOT_A_BOOLEAN,
        (_, Json::Null) => return None,
        (Kind::Check(listed), Json::Array(items)) => {
            let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            match texts {
                Some(texts) => return Some(chosen(listed, &texts)),
                None => messages::NOT_A_LIST_OF_TEXTS,
            }
        }
        (Kind::Check(_), _) => messages::NOT_A_LIST_OF_TEXTS,
        (Kind::Rows(table), Json::Array(items)) => {
            let rows = items.iter().enumerate();
            return Some(Value::Rows(
                rows.map(|(n, item)| json_row(table, &format!("{path}.{n}"), item, errors)).collect(),
            ));
        }
        (Kind::Rows(_), _) => messages::NOT_A_LIST_OF_ROWS,
        (Kind::Int | Kind::Decimal, Json::Number(number)) => {
            return Some(Value::Text(field.fold(&number.to_string())));
        }
        (_, Json::String(text)) => return Some(Value::Text(field.fold(text))),
        _ => messages::NOT_A_TEXT,
    };
    errors.push(FieldError::new(path, complaint));
    None
}

fn json_row(table: &Table, path: &str, json: &Json, errors: &mut Vec<FieldError>) -> Row {
    let object = members(json, path, &table.fields.iter().collect::<Vec<_>>(), errors);
    let cells = table.fields.iter().filter_map(|field| {
        let given = object.get(field.key.as_str()).copied().unwrap_or(&Json::Null);
        let cell = match json_value(field, &join(path, &field.key), given, errors)? {
            Value::Flag(ticked) => Cell::Flag(ticked),
            Value::Text(text) if !text.is_empty() => Cell::Text(text),
            _ => return None,
        };
        Some((field.key.clone(), cell))
    });
    cells.collect()
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn within_limits(answers: Answers) -> Result<Answers, Vec<FieldError>> {
    if answers.fits() { Ok(answers) } else { Err(vec![FieldError::new("", messages::TOO_LARGE)]) }
}
