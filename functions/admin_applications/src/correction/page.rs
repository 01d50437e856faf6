//! 修正依頼の作成.

use askama::Template;
use domain::{Refusal, Staff};
use form::{Choice, FieldView};
use serde::Serialize;
use shared::desk::{Desk, office_path};
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, messages, office};

use super::targets::Section;
use super::typed::{Entry, REASON_LIMIT, Typed, reason_field};
use crate::messages::CANNED;

/// The controls of one target.
#[derive(Debug)]
struct Row {
    target: String,
    label: String,
    value: String,
    ticked: bool,
    reason: FieldView,
}

/// Controls under one heading.
#[derive(Debug)]
struct Group {
    title: String,
    rows: Vec<Row>,
}

/// 修正依頼の作成.
#[derive(Debug, Template, Serialize)]
#[template(path = "correction.html")]
pub(crate) struct CorrectionPage {
    #[serde(flatten)]
    chrome: Chrome,
    path: String,
    /// What the next POST must carry.
    version: u64,
    receipt_no: String,
    facility_name: String,
    /// The last day that is offered, or was typed.
    due: String,
    sections: Vec<Section>,
    #[serde(skip)]
    groups: Vec<Group>,
    #[serde(skip)]
    canned: FieldView,
    #[serde(skip)]
    day: FieldView,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
    #[serde(skip)]
    conflict: bool,
    /// Why it cannot be sent now.
    #[serde(skip)]
    refused: Option<(&'static str, &'static str)>,
}

impl CorrectionPage {
    pub(super) fn new(
        web: &Web,
        session: &Session<Staff>,
        desk: &Desk,
        sections: Vec<Section>,
        typed: &Typed,
        errors: &[FieldError],
    ) -> Self {
        let chrome = office::chrome(web, session, "修正依頼の作成", office::APPLICATIONS);
        let filed = desk.file.application.value.filed.as_ref();
        let day = FieldView::new("due", "修正の期限", "date").required().value(&typed.due);
        Self {
            chrome: if errors.is_empty() { chrome } else { chrome.with_errors() },
            path: office_path(desk.id()),
            version: desk.file.application.version,
            receipt_no: filed.map(|filed| filed.receipt_no.clone()).unwrap_or_default(),
            facility_name: filed.map(|filed| filed.particulars.facility_name.clone()).unwrap_or_default(),
            due: typed.due.clone(),
            groups: sections.iter().map(|section| group(section, typed, errors)).collect(),
            sections,
            canned: canned(),
            day: day.error(message(errors, "due")),
            errors: error_links(errors),
            conflict: false,
            refused: None,
        }
    }

    pub(super) fn conflict(self) -> Self {
        Self { conflict: true, chrome: self.chrome.with_errors(), ..self }
    }

    pub(super) fn refused(self, refusal: Option<Refusal>) -> Self {
        let words = |refusal| {
            let (.., title, detail) = messages::refusal(refusal);
            (title, detail)
        };
        Self { refused: refusal.map(words), ..self }
    }
}

fn message(errors: &[FieldError], field: &str) -> Option<String> {
    errors.iter().find(|error| error.field == field).map(|error| error.message.clone())
}

fn group(section: &Section, typed: &Typed, errors: &[FieldError]) -> Group {
    let rows = section.targets.iter().map(|target| {
        let said = typed.of(&target.name);
        let field = reason_field(&target.name);
        let reason =
            FieldView::new(&field, "理由", "text").value(said.map(|said| said.reason.clone()).unwrap_or_default());
        Row {
            target: target.name.clone(),
            label: target.label.clone(),
            value: target.value.clone(),
            ticked: said.is_some_and(|Entry { ticked, .. }| *ticked),
            reason: reason.error(message(errors, &field)),
        }
    });
    Group { title: section.title.clone(), rows: rows.collect() }
}

/// 定型文 for the certificate. What was chosen comes back as the reason, to be changed there.
fn canned() -> FieldView {
    let choice =
        |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), ..Choice::default() };
    let mut options = vec![choice("", "選択してください")];
    options.extend(CANNED.map(|text| choice(text, text)));
    let hint = format!("理由を入力しない場合に使用します。理由は{REASON_LIMIT}字以内で入力できます。");
    FieldView { options, ..FieldView::new("canned", "定型文", "select").hint(&hint) }
}
