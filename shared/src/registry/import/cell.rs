//! The cells of a row: folded as the forms fold what is typed (rules 4.2–4.6), each looked at by itself.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::calendar::start_of_day;
use domain::{AccreditationKind, ApplicationKind, Cycle, EmailAddress, is_forbidden};
use form::{Context, Field, FormKind, Kind};

use super::column::{COLUMNS, Column, EMAIL, EXTERNAL_ID, KIND, NUMBER, OF_THE_ACCREDITATION, VALID_FROM, VALID_TO};
use super::text::Line;
use super::{Row, RowFault};
use crate::registry::number_fault;
use crate::web::messages;

/// The most characters of the name in another system.
const EXTERNAL_ID_LIMIT: usize = 50;

/// What was read of a row, by key; a cell with a fault is left out.
pub(super) struct Cells {
    pub(super) line: usize,
    texts: BTreeMap<&'static str, String>,
}

impl Cells {
    /// Reads a row, with everything that is wrong with its cells. `places` says where each column stands.
    pub(super) fn read(line: &Line, places: &[Option<usize>], today: NaiveDate) -> (Self, Vec<RowFault>) {
        let context = Context::new(ApplicationKind::Partner, Cycle::current(start_of_day(today)), today);
        let (mut texts, mut faults) = (BTreeMap::new(), Vec::new());
        for (column, place) in COLUMNS.iter().zip(places) {
            let typed = place.and_then(|place| line.cells.get(place)).map_or("", String::as_str);
            match read(column, typed, &context) {
                Ok(text) if text.is_empty() => {}
                Ok(text) => {
                    texts.insert(column.key, text);
                }
                Err(message) => faults.push(RowFault::new(line.number, column.heading, message)),
            }
        }
        let cells = Self { line: line.number, texts };
        if let (Some(from), Some(to)) = (cells.day(VALID_FROM), cells.day(VALID_TO))
            && to <= from
        {
            let message = "認定開始日より後の日付を入力してください。";
            faults.push(RowFault::new(line.number, "認定終了日", message));
        }
        (cells, faults)
    }

    /// A cell; empty where nothing was said, or nothing that could be read.
    pub(super) fn text(&self, key: &str) -> &str {
        self.texts.get(key).map_or("", String::as_str)
    }

    pub(super) fn day(&self, key: &str) -> Option<NaiveDate> {
        self.text(key).parse().ok()
    }

    /// The row, if everything is there that must be.
    pub(super) fn into_row(self) -> Option<Row> {
        let record = self.texts.iter().filter(|(key, _)| !OF_THE_ACCREDITATION.contains(key));
        Some(Row {
            line: self.line,
            kind: self.text(KIND).parse().ok()?,
            number: self.texts.get(NUMBER)?.clone(),
            valid_from: self.day(VALID_FROM)?,
            valid_to: self.day(VALID_TO)?,
            email: EmailAddress::parse(self.text(EMAIL)).ok()?,
            external_id: self.texts.get(EXTERNAL_ID).cloned(),
            record: record.map(|(key, text)| ((*key).to_owned(), text.clone())).collect(),
        })
    }
}

/// A cell as it is kept, or what is wrong with it.
fn read(column: &Column, typed: &str, context: &Context<'_>) -> Result<String, String> {
    if domain::trim(typed).is_empty() {
        let missing = || Err(format!("{}を入力してください。", column.heading));
        return if column.needed { missing() } else { Ok(String::new()) };
    }
    match column.key {
        KIND => kind(typed),
        NUMBER => number(typed),
        VALID_FROM | VALID_TO => day(typed),
        EMAIL => match EmailAddress::parse(typed) {
            Ok(address) => Ok(address.as_str().to_owned()),
            Err(invalid) => Err(messages::email(invalid).to_owned()),
        },
        EXTERNAL_ID => external_id(typed),
        key => {
            let forms = form::definition(ApplicationKind::Partner, context.cycle);
            let field = forms.form(FormKind::ApplicationForm).field(key);
            field.map_or_else(|| Ok(String::new()), |field| answer(field, typed, column.heading, context))
        }
    }
}

fn kind(typed: &str) -> Result<String, String> {
    let found = AccreditationKind::ALL.into_iter().find(|kind| kind.label() == domain::trim(typed));
    let message = "「基幹施設」「連携施設」「認定研修施設」のいずれかを入力してください。";
    found.map(|kind| kind.slug().to_owned()).ok_or_else(|| message.to_owned())
}

fn number(typed: &str) -> Result<String, String> {
    let folded = Kind::Code.fold(typed);
    number_fault(&folded).map_or(Ok(folded), |message| Err(message.to_owned()))
}

fn day(typed: &str) -> Result<String, String> {
    let folded = Kind::Date.fold(typed);
    let day = folded.parse::<NaiveDate>().map(|day| day.to_string());
    day.map_err(|_| "日付を「2023/4/1」のように入力してください。".to_owned())
}

fn external_id(typed: &str) -> Result<String, String> {
    let folded = Kind::Text.fold(typed);
    if folded.chars().any(is_forbidden) {
        Err("使用できない文字（外字など）が含まれています。".to_owned())
    } else if folded.chars().count() > EXTERNAL_ID_LIMIT {
        Err(format!("{EXTERNAL_ID_LIMIT}文字以内で入力してください。"))
    } else {
        Ok(folded)
    }
}

/// An answer of the application form. A choice is said in its words; a prefecture by its code, too.
fn answer(field: &Field, typed: &str, heading: &str, context: &Context<'_>) -> Result<String, String> {
    let folded = field.fold(typed);
    let choices = field.kind.alternatives(context);
    if choices.is_empty() {
        return form::fault_alone(field, &folded, heading, context).map_or(Ok(folded), Err);
    }
    let code = code_of_two(&folded);
    let found = choices.iter().find(|choice| choice.label == folded || choice.value == code);
    found.map(|choice| choice.value.clone()).ok_or_else(|| match choices.as_ref() {
        few if few.len() <= 3 => {
            let labels: Vec<String> = few.iter().map(|choice| format!("「{}」", choice.label)).collect();
            format!("{}のいずれかを入力してください。", labels.concat())
        }
        _ => "都道府県名（例：東京都）またはコード（例：13）を入力してください。".to_owned(),
    })
}

/// Excel takes the zero from 01.
fn code_of_two(folded: &str) -> String {
    let code = Kind::Int.fold(folded);
    if code.len() == 1 && code.bytes().all(|byte| byte.is_ascii_digit()) { format!("0{code}") } else { code }
}
