//! The same forms for machines: JSON Schema (2020-12) made from the definition.
//!
//! What a schema can say it says exactly: [`Level::Draft`] accepts what [`read_json`](crate::read_json) reads, but for its
//! limits of size. [`Level::Registration`] is about answers as they are kept, without blank rows, and asks what 登録 asks
//! wherever that depends on one field or on the fields beside it; dates compared with today, sums, counts across rows and
//! the other form are left to [`validate`](crate::validate). So what it refuses, `validate` refuses too.

use serde_json::{Map, Value as Json, json};

use crate::definition::{Field, Form};
use crate::kind::{Alternative, Kind, Options, Source, Table};
use crate::prefecture::PREFECTURES;
use crate::rule::{Condition, Pattern, Rule};
use crate::validate::longest;

/// What a schema is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What 一時保存 accepts.
    Draft,
    /// What 登録 accepts, as far as a schema can say it.
    Registration,
}

/// The schema of the answers of a form.
pub fn answers(form: &Form, level: Level) -> Json {
    let schema = object(&form.fields().collect::<Vec<_>>(), level);
    with(schema, "$schema", json!("https://json-schema.org/draft/2020-12/schema"))
}

/// A schema that says one thing more.
fn with(mut schema: Json, name: &str, value: Json) -> Json {
    if let Some(object) = schema.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
    schema
}

fn object(fields: &[&Field], level: Level) -> Json {
    let answered = || fields.iter().filter(|field| field.kind.is_answered());
    let properties: Map<String, Json> =
        answered().map(|field| (field.key.clone(), titled(field, property(field, level)))).collect();
    let schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if level == Level::Draft {
        return schema;
    }
    let required: Vec<&str> = answered().filter(|field| is_required(field)).map(|field| &*field.key).collect();
    let conditional: Vec<Json> = answered().filter_map(|field| required_if(field, fields)).collect();
    let schema = with(schema, "required", json!(required));
    if conditional.is_empty() { schema } else { with(schema, "allOf", json!(conditional)) }
}

fn titled(field: &Field, property: Json) -> Json {
    let property = with(property, "title", json!(field.label));
    match &field.hint {
        Some(hint) => with(property, "description", json!(hint)),
        None => property,
    }
}

fn property(field: &Field, level: Level) -> Json {
    match level {
        Level::Draft => readable(&field.kind),
        Level::Registration => registrable(field),
    }
}

/// What a draft takes: any text, folded or not.
fn readable(kind: &Kind) -> Json {
    match kind {
        Kind::Bool => json!({ "type": ["boolean", "null"] }),
        Kind::Check(_) => json!({ "type": ["array", "null"], "items": { "type": "string" } }),
        Kind::Rows(table) => json!({ "type": ["array", "null"], "items": row(table, Level::Draft) }),
        Kind::Int | Kind::Decimal => json!({ "type": ["string", "number", "null"] }),
        _ => json!({ "type": ["string", "null"] }),
    }
}

fn row(table: &Table, level: Level) -> Json {
    object(&table.fields.iter().collect::<Vec<_>>(), level)
}

/// What registers: a text in the form in which it is kept.
fn registrable(field: &Field) -> Json {
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern, "maxLength": longest(field) });
    match &field.kind {
        Kind::Bool if field.rules.contains(&Rule::MustBeTrue) => json!({ "const": true }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Check(listed) => json!({ "type": "array", "items": { "enum": values(listed) }, "minItems": 1 }),
        Kind::Radio(listed) | Kind::Select(Options::Listed(listed)) => json!({ "enum": values(listed) }),
        Kind::Select(Options::From(Source::Prefectures)) => {
            json!({ "enum": (1..=PREFECTURES.len()).map(|code| format!("{code:02}")).collect::<Vec<_>>() })
        }
        Kind::Rows(table) => rows(field, table),
        Kind::Kana if has(field, Pattern::FacilityKana) => text("^[ァ-ヺー・ヽヾ　Ａ-Ｚａ-ｚ０-９]*$"),
        Kind::Kana => text("^[ァ-ヺー・ヽヾ　]*$"),
        Kind::Email => json!({ "type": "string", "format": "email", "maxLength": longest(field) }),
        Kind::Url => text("^https?://"),
        Kind::Tel => text("^0[0-9-]*$"),
        Kind::Postal => text("^[0-9]{3}-[0-9]{4}$"),
        Kind::Code if has(field, Pattern::MemberNo) => text("^[A-Za-z0-9]{1,10}$"),
        Kind::Code if has(field, Pattern::MedicalInstitutionCode) => text("^[0-9]{10}$"),
        Kind::Code => text("^[A-Za-z0-9-]*$"),
        Kind::Int => text("^[0-9]+$"),
        Kind::Decimal => text("^[0-9]+([.][0-9])?$"),
        Kind::Date => text("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"),
        Kind::YearMonth => text("^[0-9]{4}-(0[1-9]|1[0-2])$"),
        // Characters are counted as people count them, which a schema cannot.
        _ => json!({ "type": "string" }),
    }
}

fn rows(field: &Field, table: &Table) -> Json {
    let schema = json!({ "type": "array", "items": row(table, Level::Registration) });
    field.rules.iter().fold(schema, |schema, rule| match rule {
        Rule::Required => with(schema, "minItems", json!(1)),
        Rule::MinRows(least) => with(schema, "minItems", json!(least)),
        Rule::MaxRows(most) => with(schema, "maxItems", json!(most)),
        _ => schema,
    })
}

/// Asked of everybody, and of whoever is asked at all.
fn is_required(field: &Field) -> bool {
    field.when.is_none() && field.rules.iter().any(|rule| matches!(rule, Rule::Required | Rule::MustBeTrue))
}

/// Asked of those who said something in a field beside it.
fn required_if(field: &Field, beside: &[&Field]) -> Option<Json> {
    let condition = field.rules.iter().find_map(|rule| match rule {
        Rule::RequiredIf(condition) if condition.form.is_none() && condition.and.is_none() => Some(condition),
        _ => None,
    })?;
    let other = beside.iter().find(|other| other.key == condition.field)?;
    let holds = json!({ "properties": { &*other.key: said(other, condition) }, "required": [other.key] });
    (field.when.is_none() && !matches!(field.kind, Kind::Bool))
        .then(|| json!({ "if": holds, "then": { "required": [field.key] } }))
}

fn said(other: &Field, condition: &Condition) -> Json {
    match other.kind {
        Kind::Bool => json!({ "const": true }),
        Kind::Check(_) => json!({ "contains": { "enum": condition.any_of } }),
        _ => json!({ "enum": condition.any_of }),
    }
}

fn values(listed: &[Alternative]) -> Vec<&str> {
    listed.iter().map(|alternative| &*alternative.value).collect()
}

fn has(field: &Field, pattern: Pattern) -> bool {
    field.rules.contains(&Rule::Pattern(pattern))
}
