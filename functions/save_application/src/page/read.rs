//! A form that cannot be changed now, in words: to be read and printed.

use askama::Template;
use domain::Refusal;
use form::{FormKind, SummarySection};
use serde::Serialize;
use shared::desk::{Desk, FormStatus};
use shared::web::{Chrome, Session, Web, messages};

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
    /// Why it cannot be changed.
    closed: &'static str,
    sections: Vec<SummarySection>,
}

impl ReadPage {
    pub(crate) fn new(web: &Web, session: &Session, desk: &Desk, kind: FormKind, refusal: Refusal) -> Self {
        let (_, _, closed, _) = messages::refusal(refusal);
        let title = format!("{}（{}申請）", kind.label(), desk.id().kind.label());
        let answers = desk.file.draft(kind).answers.without_blank_rows();
        Self {
            chrome: Chrome::new(web, title).signed_in(session),
            label: kind.label(),
            path: desk.path(),
            form: kind.slug(),
            status: desk.status(kind),
            closed,
            sections: form::summary(desk.form(kind), &answers, &desk.record(kind)),
        }
    }
}
