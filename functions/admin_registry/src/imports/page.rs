//! 施設の取込: the form with what is wrong, and the check before anything is entered.

use askama::Template;
use domain::calendar::slash_date;
use domain::{AccountId, Staff, StaffRole, names};
use serde::Serialize;
use shared::registry::import::{Row, RowFault};
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, office};

use super::plan::{Outcome, Planned};
use crate::lookup::path;

/// Something wrong with the file.
#[derive(Debug, Serialize)]
struct Fault {
    /// The line; 0 for the file as a whole.
    line: usize,
    column: &'static str,
    message: String,
}

/// A row that was not entered.
#[derive(Debug, Serialize)]
pub(super) struct Failure {
    line: usize,
    number: String,
    facility_name: String,
}

impl Failure {
    pub(super) fn of(row: &Row) -> Self {
        Self { line: row.line, number: row.number.clone(), facility_name: names(&row.record).facility_name }
    }
}

/// 施設の取込.
#[derive(Debug, Template, Serialize)]
#[template(path = "imports.html")]
pub(crate) struct ImportPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// How many accreditations were entered just now.
    entered: Option<usize>,
    /// For how many of them an account was opened.
    accounts: Option<usize>,
    failed: Vec<Failure>,
    /// The file, to be looked at again.
    #[serde(skip)]
    content: String,
    faults: Vec<Fault>,
    may_import: bool,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl ImportPage {
    pub(super) fn new(web: &Web, session: &Session<Staff>) -> Self {
        Self {
            chrome: office::chrome(web, session, "施設の取込", office::FACILITIES),
            entered: None,
            accounts: None,
            failed: Vec::new(),
            content: String::new(),
            faults: Vec::new(),
            may_import: session.staff().role >= StaffRole::Judge,
            errors: Vec::new(),
        }
    }

    pub(super) fn entered(self, entered: usize, accounts: usize) -> Self {
        Self { entered: Some(entered), accounts: Some(accounts), ..self }
    }

    /// With the rows that were left out, and the file to try again with.
    pub(super) fn failed(self, failed: Vec<Failure>, content: String) -> Self {
        Self { failed, content, ..self }
    }

    pub(super) fn with_errors(self, errors: &[FieldError]) -> Self {
        Self { chrome: self.chrome.with_errors(), errors: error_links(errors), ..self }
    }

    /// With everything that is wrong with the file.
    pub(super) fn with_faults(self, faults: &[RowFault]) -> Self {
        let fault = |fault: &RowFault| Fault { line: fault.line, column: fault.column, message: fault.message.clone() };
        let told = format!("ファイルに{}件の誤りがあります。修正してから、もう一度選択してください。", faults.len());
        let page = self.with_errors(&[FieldError::new("file", told)]);
        Self { faults: faults.iter().map(fault).collect(), ..page }
    }

    fn error(&self) -> Option<&str> {
        self.errors.first().map(|error| error.message.as_str())
    }
}

/// A row of the check.
#[derive(Debug, Serialize)]
struct Item {
    line: usize,
    kind: &'static str,
    #[serde(skip)]
    label: &'static str,
    number: String,
    facility_name: String,
    #[serde(skip)]
    period: String,
    account: Option<AccountId>,
    #[serde(skip)]
    path: Option<String>,
    #[serde(flatten)]
    outcome: Outcome,
    #[serde(skip)]
    words: &'static str,
    #[serde(skip)]
    details: Vec<String>,
}

impl Item {
    fn of(Planned { row, account, outcome }: &Planned) -> Self {
        Self {
            line: row.line,
            kind: row.kind.slug(),
            label: row.kind.label(),
            number: row.number.clone(),
            facility_name: names(&row.record).facility_name,
            period: format!("{} ~ {}", slash_date(row.valid_from), slash_date(row.valid_to)),
            account: account.clone(),
            path: account.as_ref().map(path),
            outcome: outcome.clone(),
            words: words(outcome),
            details: match outcome {
                Outcome::Differs { differences } => differences.clone(),
                Outcome::Refused { reason } => vec![reason.clone()],
                Outcome::NewAccount | Outcome::OnAccount | Outcome::Known => Vec::new(),
            },
        }
    }
}

const fn words(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::NewAccount => "アカウントと認定を登録",
        Outcome::OnAccount => "既存のアカウントに認定を登録",
        Outcome::Known => "登録済み（変更なし）",
        Outcome::Differs { .. } => "登録済み（相違あり・変更しません）",
        Outcome::Refused { .. } => "取り込めません",
    }
}

/// How many rows there are of each outcome.
#[derive(Debug, Default, Serialize)]
struct Counts {
    new_account: usize,
    on_account: usize,
    known: usize,
    differs: usize,
    refused: usize,
}

impl Counts {
    fn of(planned: &[Planned]) -> Self {
        let mut counts = Self::default();
        for planned in planned {
            *match planned.outcome {
                Outcome::NewAccount => &mut counts.new_account,
                Outcome::OnAccount => &mut counts.on_account,
                Outcome::Known => &mut counts.known,
                Outcome::Differs { .. } => &mut counts.differs,
                Outcome::Refused { .. } => &mut counts.refused,
            } += 1;
        }
        counts
    }
}

/// 取込内容の確認.
#[derive(Debug, Template, Serialize)]
#[template(path = "import-check.html")]
pub(crate) struct CheckPage {
    #[serde(flatten)]
    chrome: Chrome,
    rows: Vec<Item>,
    counts: Counts,
    /// Headings that mean nothing here.
    left_out: Vec<String>,
    /// One name for all of this: to confirm it, it is sent back.
    digest: String,
    #[serde(skip)]
    content: String,
    /// Something has changed since it was shown.
    #[serde(skip)]
    changed: bool,
}

impl CheckPage {
    pub(super) fn new(
        web: &Web,
        session: &Session<Staff>,
        planned: &[Planned],
        left_out: Vec<String>,
        digest: String,
        content: String,
    ) -> Self {
        Self {
            chrome: office::chrome(web, session, "取込内容の確認", office::FACILITIES),
            rows: planned.iter().map(Item::of).collect(),
            counts: Counts::of(planned),
            left_out,
            digest,
            content,
            changed: false,
        }
    }

    pub(super) fn changed(self) -> Self {
        Self { changed: true, chrome: self.chrome.with_errors(), ..self }
    }

    const fn new_rows(&self) -> usize {
        self.counts.new_account + self.counts.on_account
    }
}
