//! What is wrong between rows: one address is one account is one facility (E6), and a number is taken once.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::RowFault;
use super::cell::Cells;
use super::column::{EMAIL, KIND, NAME, NUMBER, VALID_FROM, VALID_TO, plain};

/// The faults of all rows. The later of two rows is told, and which the earlier is. A cell that could not be read takes
/// no part: it has a fault of its own.
pub(super) fn faults(all: &[Cells]) -> Vec<RowFault> {
    [numbers(all), facilities(all), addresses(all), periods(all)].concat()
}

fn email(cells: &Cells) -> String {
    cells.text(EMAIL).to_ascii_lowercase()
}

/// What must be the same wherever a key is met again; `said` of the first row with that key and of this one is given to
/// `told`, which says what is wrong.
fn again<T>(
    all: &[Cells],
    key: impl Fn(&Cells) -> Option<String>,
    said: impl Fn(&Cells) -> T,
    told: impl Fn(usize, &T, &T) -> Option<String>,
    column: &'static str,
) -> Vec<RowFault> {
    let mut first: BTreeMap<String, (usize, T)> = BTreeMap::new();
    let mut faults = Vec::new();
    for cells in all {
        let Some(key) = key(cells) else { continue };
        let this = said(cells);
        match first.get(&key) {
            Some((line, before)) => {
                faults.extend(told(*line, before, &this).map(|message| RowFault::new(cells.line, column, message)));
            }
            None => {
                first.insert(key, (cells.line, this));
            }
        }
    }
    faults
}

/// The texts together; `None` where one of them is empty.
fn joined(texts: &[&str]) -> Option<String> {
    texts.iter().all(|text| !text.is_empty()).then(|| texts.join("\u{1F}"))
}

/// A number twice for a kind.
fn numbers(all: &[Cells]) -> Vec<RowFault> {
    let key = |cells: &Cells| joined(&[cells.text(KIND), &cells.text(NUMBER).to_ascii_lowercase()]);
    let told = |line: usize, (): &(), (): &()| Some(format!("同じ認定種別・認定番号が{line}行目にあります。"));
    again(all, key, |_| (), told, "認定番号")
}

/// One address with two names.
fn facilities(all: &[Cells]) -> Vec<RowFault> {
    let key = |cells: &Cells| joined(&[&email(cells), cells.text(NAME)]).map(|_| email(cells));
    let said = |cells: &Cells| cells.text(NAME).to_owned();
    let told = |line, before: &String, this: &String| {
        (plain(before) != plain(this)).then(|| {
            format!("同じメールアドレスが{line}行目の別の施設「{before}」で使われています。施設ごとに別のメールアドレスを入力してください。")
        })
    };
    again(all, key, said, told, "メールアドレス")
}

/// One number with two addresses. Kinds may be numbered each from 1, so across kinds only where the name is the same.
fn addresses(all: &[Cells]) -> Vec<RowFault> {
    let number = |cells: &Cells| cells.text(NUMBER).to_ascii_lowercase();
    let key = |cells: &Cells| joined(&[&number(cells), &plain(cells.text(NAME)), cells.text(EMAIL)]);
    let key = |cells: &Cells| key(cells).map(|_| format!("{}\u{1F}{}", number(cells), plain(cells.text(NAME))));
    let told = |line, before: &String, this: &String| {
        (before != this).then(|| {
            format!("同じ認定番号の施設が{line}行目で別のメールアドレスになっています。1つの施設のメールアドレスは1つにしてください。")
        })
    };
    again(all, key, email, told, "メールアドレス")
}

/// One facility with two accreditations of a kind at the same time. Periods one after the other are its history.
fn periods(all: &[Cells]) -> Vec<RowFault> {
    type Period = (usize, NaiveDate, NaiveDate);
    let mut known: BTreeMap<String, Vec<Period>> = BTreeMap::new();
    let mut faults = Vec::new();
    for cells in all {
        let key = joined(&[&email(cells), cells.text(KIND)]);
        let (Some(key), Some(from), Some(to)) = (key, cells.day(VALID_FROM), cells.day(VALID_TO)) else { continue };
        let before = known.entry(key).or_default();
        if let Some((line, ..)) = before.iter().find(|(_, other_from, other_to)| *other_from <= to && from <= *other_to)
        {
            let message = format!("同じ施設・同じ認定種別の認定期間が{line}行目と重なっています。");
            faults.push(RowFault::new(cells.line, "認定開始日", message));
        }
        before.push((cells.line, from, to));
    }
    faults
}
