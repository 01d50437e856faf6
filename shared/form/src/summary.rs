//! The answers in words: for the check page, the receipt and whoever has to read a filed application.

use std::borrow::Cow;

use domain::calendar::long_date;
use serde::Serialize;

use crate::answers::Answers;
use crate::context::Context;
use crate::definition::{Field, Form, Section};
use crate::draw::computed;
use crate::kind::{Alternative, Kind, Table};
use crate::row::Row;
use crate::shape;
use crate::table::row_name;
use crate::validate::Scope;

/// Shown for a question that was left open.
const UNANSWERED: &str = "未入力";

/// A section of the form in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SummarySection {
    /// Its heading.
    pub title: String,
    /// Its answers.
    pub rows: Vec<SummaryRow>,
}

/// One answer in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SummaryRow {
    /// The field's name; `instructors.0` for a row of a table.
    pub field: String,
    /// The question; 「1人目」 and the like for a row of a table.
    pub label: String,
    /// The answer; the cells of a row stand on lines of their own.
    pub value: String,
}

/// All answers in words, in the order of the form. Questions that were not asked are left out.
pub fn summary(form: &Form, answers: &Answers, context: &Context<'_>) -> Vec<SummarySection> {
    let section = |section: &Section| SummarySection {
        title: section.title.clone(),
        rows: section.fields.iter().flat_map(|field| rows_of(field, answers, context)).collect(),
    };
    form.sections.iter().map(section).collect()
}

/// One field in words: nothing if it was not asked, a line for each row of a table.
pub(crate) fn rows_of(field: &Field, answers: &Answers, context: &Context<'_>) -> Vec<SummaryRow> {
    let scope = Scope::Form(answers);
    match &field.kind {
        _ if !field.is_asked(context) || is_moot(field, scope, context) => Vec::new(),
        Kind::Note(_) => Vec::new(),
        Kind::Rows(table) => table_rows(field, table, answers, context),
        _ => {
            let value = in_words(field, scope, context).unwrap_or(UNANSWERED.into()).into_owned();
            vec![SummaryRow { field: field.key.clone(), label: field.label.clone(), value }]
        }
    }
}

/// A conditional question whose condition does not hold, and which was left open accordingly.
fn is_moot(field: &Field, scope: Scope<'_>, context: &Context<'_>) -> bool {
    let holds = field.condition().is_none_or(|condition| scope.meets(condition, context));
    !holds && field.kind.is_left_open(&field.key, scope)
}

fn table_rows(field: &Field, table: &Table, answers: &Answers, context: &Context<'_>) -> Vec<SummaryRow> {
    let row = |(place, (index, row)): (usize, (usize, &Row))| SummaryRow {
        field: row_name(field, index),
        label: format!("{} {}", field.label, table.row_title(place)),
        value: cells(table, row, context),
    };
    let rows: Vec<SummaryRow> = answers.filled_rows(&field.key).enumerate().map(row).collect();
    if rows.is_empty() {
        return vec![SummaryRow { field: field.key.clone(), label: field.label.clone(), value: UNANSWERED.to_owned() }];
    }
    rows
}

/// `姓：架空` on a line for each cell that says something.
pub(crate) fn cells(table: &Table, row: &Row, context: &Context<'_>) -> String {
    let line = |cell: &Field| Some(format!("{}：{}", cell.label, in_words(cell, Scope::Row(row), context)?));
    table.fields.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// The answers that tell a row from the others, on one line: names and choices as they are, the rest with its question.
pub(crate) fn telling(table: &Table, row: &Row, context: &Context<'_>) -> String {
    let tells = |cell: &&Field| table.telling.is_empty() || table.telling.contains(&cell.key);
    let said = |cell| {
        let words = in_words(cell, Scope::Row(row), context)?;
        match cell.kind {
            Kind::Bool => (Scope::Row(row).text(&cell.key) == "true").then(|| cell.label.as_str().into()),
            Kind::Int | Kind::Decimal | Kind::Date | Kind::YearMonth => {
                Some([&cell.label, "：", &words].concat().into())
            }
            _ => Some(words),
        }
    };
    table.fields.iter().filter(tells).filter_map(said).collect::<Vec<_>>().join("　")
}

/// The answer to one question as a person would write it.
fn in_words<'a>(field: &'a Field, scope: Scope<'a>, context: &'a Context<'_>) -> Option<Cow<'a, str>> {
    let text = scope.text(&field.key);
    let words = match &field.kind {
        Kind::Computed(fact) => computed(*fact, scope, context).into(),
        Kind::Certificate => context.certificate?.into(),
        Kind::Bool => if text == "true" { "はい" } else { "いいえ" }.into(),
        Kind::Check(_) => {
            let chosen = scope.choices(&field.key).iter().map(|value| label_of(&field.kind, value, context));
            chosen.collect::<Vec<_>>().join("、").into()
        }
        Kind::Radio(_) | Kind::Select(_) if !text.is_empty() => label_of(&field.kind, text, context),
        Kind::Postal if !text.is_empty() => format!("〒{text}").into(),
        Kind::Date => shape::as_date(text).map_or(text.into(), |date| long_date(date).into()),
        Kind::YearMonth => shape::in_words_of_month(text).map_or(text.into(), Cow::from),
        _ => Cow::from(text),
    };
    (!words.is_empty()).then_some(words)
}

/// What stands for a choice; a value that is none says itself.
fn label_of<'a>(kind: &'a Kind, value: &'a str, context: &'a Context<'_>) -> Cow<'a, str> {
    let is_it = |one: &&Alternative| one.value == value;
    let found = match kind.alternatives(context) {
        Cow::Borrowed(listed) => listed.iter().find(is_it).map(|found| found.label.as_str().into()),
        Cow::Owned(listed) => listed.iter().find(is_it).map(|found| found.label.clone().into()),
    };
    found.unwrap_or(value.into())
}
