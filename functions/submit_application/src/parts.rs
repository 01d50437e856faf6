//! Both forms in words, for the check page, the receipt and its file.

use form::{FormKind, SummaryRow, SummarySection};
use serde::Serialize;
use shared::desk::Desk;
use shared::store::Snapshot;

/// One form in words.
#[derive(Debug, Serialize)]
pub(crate) struct Part {
    form: &'static str,
    #[serde(skip)]
    pub(crate) label: &'static str,
    pub(crate) sections: Vec<Section>,
}

/// What stands under one heading of it.
#[derive(Debug, Serialize)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) rows: Vec<Answer>,
}

/// One answer.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    #[serde(flatten)]
    pub(crate) row: SummaryRow,
    /// Where it can be changed; empty where it cannot.
    #[serde(skip)]
    pub(crate) href: String,
}

impl Part {
    fn new(kind: FormKind, sections: Vec<SummarySection>, href: impl Fn(&str) -> String) -> Self {
        let answer = |row: SummaryRow| Answer { href: href(&row.field), row };
        let section = |section: SummarySection| Section {
            title: section.title,
            rows: section.rows.into_iter().map(answer).collect(),
        };
        Self { form: kind.slug(), label: kind.label(), sections: sections.into_iter().map(section).collect() }
    }

    /// What would be submitted now, with the way to change each answer.
    pub(crate) fn drafted(desk: &Desk) -> Vec<Self> {
        let part = |kind| {
            let answers = &desk.file.draft(kind).answers;
            let sections = form::summary(desk.form(kind), answers, &desk.record(kind));
            Self::new(kind, sections, |field| change(desk, kind, field))
        };
        FormKind::ALL.into_iter().map(part).collect()
    }

    /// What was submitted.
    pub(crate) fn filed(desk: &Desk, snapshot: &Snapshot) -> Vec<Self> {
        let part = |kind| Self::new(kind, desk.filed(snapshot, kind), |_| String::new());
        FormKind::ALL.into_iter().map(part).collect()
    }
}

/// Where an answer can be changed: at its control, a row of a table at its table. Empty where it cannot.
fn change(desk: &Desk, kind: FormKind, field: &str) -> String {
    let key = field.split('.').next().unwrap_or_default();
    let is_answered = desk.form(kind).fields().any(|field| field.key == key && field.kind.is_answered());
    if is_answered && desk.may_edit(kind).is_ok() && desk.context(kind).is_open(key) {
        format!("{}/{}#{key}", desk.path(), kind.slug())
    } else {
        String::new()
    }
}
