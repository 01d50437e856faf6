//! A form that cannot be changed now, in words: to be read and printed.

use askama::Template;
use form::{FormKind, SummarySection};
use serde::Serialize;
use shared::desk::{Desk, FormStatus};
use shared::web::{Chrome, Session, Web};

/// What stands in a form.
#[derive(Debug, Template, Serialize)]
#[template(path = "read.html")]
pub(crate) struct ReadPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    label: &'static str,
    #[serde(skip)]
    path: String,
    form: &'static str,
    status: FormStatus,
    /// Whether a correction is asked for, of something else.
    correcting: bool,
    sections: Vec<SummarySection>,
}

impl ReadPage {
    pub(crate) fn new(web: &Web, session: &Session, desk: &Desk, kind: FormKind) -> Self {
        let title = format!("{}（{}申請）", kind.label(), desk.id().kind.label());
        let answers = desk.file.draft(kind).answers.without_blank_rows();
        Self {
            chrome: Chrome::new(web, title).signed_in(session),
            label: kind.label(),
            path: desk.path(),
            form: kind.slug(),
            status: desk.status(kind),
            correcting: desk.file.application.value.correction().is_some(),
            sections: form::summary(desk.form(kind), &answers, &desk.record(kind)),
        }
    }
}
