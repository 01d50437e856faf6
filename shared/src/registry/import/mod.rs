//! Facilities that were accredited before the portal (S50), from a file of the secretariat's: bytes in, rows out, or
//! everything that is wrong with the file. Pure; nothing is looked up and nothing is written.
//!
//! The file is CSV as Excel saves it: UTF-8 or `Shift_JIS` (CP932), CRLF or LF. Columns are found by their headings, in
//! any order; what the portal does not know is left out and named. Every accreditation is one row, so a facility of two
//! kinds has two, under one address: one address is one account (E6).

mod across;
mod cell;
mod column;
mod text;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use domain::{
    AccountId, Accreditation, AccreditationId, AccreditationKind, Cycle, EmailAddress, PersonName, Record,
    Registration, names,
};

use crate::sheet;
use cell::Cells;
use column::COLUMNS;
use text::{Line, decoded, lines};

/// An accreditation that is to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it stands in the file; the heading is line 1.
    pub line: usize,
    /// 認定種別
    pub kind: AccreditationKind,
    /// 認定番号
    pub number: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: NaiveDate,
    /// The login address of the facility's account.
    pub email: EmailAddress,
    /// Its name in another system.
    pub external_id: Option<String>,
    /// What the society has on file, by the keys of the application form; what was left empty is not there.
    pub record: Record,
}

impl Row {
    /// What is to stand in the register, once the account of the address is known.
    pub fn accreditation(&self, account: AccountId) -> Accreditation {
        Accreditation::new(self.id(account), names(&self.record), self.valid_from, self.valid_to)
    }

    /// What is to be kept on file, with the form of a cycle.
    pub fn registration(&self, account: AccountId, cycle: Cycle) -> Registration {
        form::registration(self.id(account), self.record.clone(), cycle)
    }

    /// 施設責任者, in whose name the account is opened.
    pub fn responsible(&self) -> PersonName {
        let part = |key: &str| self.record.get(key).cloned().unwrap_or_default();
        PersonName { last: part("responsible_last_name"), first: part("responsible_first_name") }
    }

    fn id(&self, account: AccountId) -> AccreditationId {
        AccreditationId { account, kind: self.kind, number: self.number.clone() }
    }
}

/// What a file without a fault holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// At least one, in the order of the file.
    pub rows: Vec<Row>,
    /// Headings that mean nothing here: their columns are not read.
    pub left_out: Vec<String>,
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowFault {
    /// The line as an editor counts; 0 for the file as a whole.
    pub line: usize,
    /// The heading of the column; empty for the whole line.
    pub column: &'static str,
    /// The Japanese sentence.
    pub message: String,
}

impl RowFault {
    fn new(line: usize, column: &'static str, message: impl Into<String>) -> Self {
        Self { line, column, message: message.into() }
    }

    /// 「3行目「認定番号」：認定番号を入力してください。」
    pub fn sentence(&self) -> String {
        match (self.line, self.column) {
            (0, _) => self.message.clone(),
            (line, "") => format!("{line}行目：{}", self.message),
            (line, column) => format!("{line}行目「{column}」：{}", self.message),
        }
    }
}

const NOT_TEXT: &str = "ファイルの文字コードを判別できません。「CSV UTF-8」または「CSV（Shift_JIS）」の形式で保存したファイルを選択してください。";
const NO_ROWS: &str = "取り込む施設がありません。1行目に見出し、2行目から施設を入力してください。";

/// A comma that was not meant to end a cell would move every cell after it.
const WIDER: &str = "列の数が見出しより多くなっています。「,」を含む値は「\"」で囲んでください。";

/// Reads a file: all of its rows, or everything that is wrong with it, in the order of its lines.
pub fn read(bytes: &[u8], today: NaiveDate) -> Result<Imported, Vec<RowFault>> {
    let of_file = |message: &str| vec![RowFault::new(0, "", message)];
    let text = decoded(bytes).ok_or_else(|| of_file(NOT_TEXT))?;
    let mut lines = lines(&text).into_iter();
    let Some(heading) = lines.next() else { return Err(of_file(NO_ROWS)) };
    let (places, left_out) = placed(&heading)?;
    let lines: Vec<Line> = lines.filter(|line| !line.is_empty()).collect();
    let (cells, faults): (Vec<Cells>, Vec<_>) = lines.iter().map(|line| Cells::read(line, &places, today)).unzip();
    let wider = lines.iter().filter(|line| line.cells.len() > heading.cells.len());
    let mut faults: Vec<RowFault> = wider
        .map(|line| RowFault::new(line.number, "", WIDER))
        .chain(faults.into_iter().flatten())
        .chain(across::faults(&cells))
        .collect();
    if cells.is_empty() {
        return Err(of_file(NO_ROWS));
    }
    // stable: within a line they stay in the order of the columns
    faults.sort_by_key(|fault| fault.line);
    let rows: Option<Vec<Row>> = cells.into_iter().map(Cells::into_row).collect();
    match rows.filter(|_| faults.is_empty()) {
        Some(rows) => Ok(Imported { rows, left_out }),
        None => Err(faults),
    }
}

/// Where each column stands; `None` for one that may be absent and is.
type Places = Vec<Option<usize>>;

/// Where each column stands, and the headings that mean nothing; or every column that is missing or there twice.
fn placed(heading: &Line) -> Result<(Places, Vec<String>), Vec<RowFault>> {
    let said: Vec<String> = heading.cells.iter().map(|cell| column::plain(cell)).collect();
    let mut faults = Vec::new();
    let mut places = Vec::new();
    for column in &COLUMNS {
        let wanted = column::plain(column.heading);
        let found: Vec<usize> =
            said.iter().enumerate().filter(|(_, said)| **said == wanted).map(|(place, _)| place).collect();
        match found.as_slice() {
            [] if !column.may_be_absent() => {
                let message = format!("見出し「{}」の列がありません。", column.heading);
                faults.push(RowFault::new(heading.number, column.heading, message));
            }
            [_, _, ..] => {
                let message = format!("見出し「{}」の列が2つ以上あります。", column.heading);
                faults.push(RowFault::new(heading.number, column.heading, message));
            }
            _ => {}
        }
        places.push(found.first().copied());
    }
    let is_known = |said: &String| COLUMNS.iter().any(|column| column::plain(column.heading) == *said);
    let unknown = heading.cells.iter().zip(&said).filter(|(_, said)| !said.is_empty() && !is_known(said));
    let left_out = unknown.map(|(cell, _)| cell.trim().to_owned()).collect();
    if faults.is_empty() { Ok((places, left_out)) } else { Err(faults) }
}

/// A file to begin with: all headings, and one facility that is plainly made up.
pub fn template_csv() -> anyhow::Result<Vec<u8>> {
    let headings = COLUMNS.iter().map(|column| column.heading.to_owned()).collect();
    let example = COLUMNS.iter().map(|column| column.example.to_owned()).collect();
    sheet::csv([headings, example])
}
