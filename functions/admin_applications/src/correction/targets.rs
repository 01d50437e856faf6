//! What can be asked for: the certificate, and every field that the application answers.

use domain::{CERTIFICATE_LABEL, CorrectionTarget};
use form::{Field, FormKind, SummaryRow};
use serde::Serialize;
use shared::desk::Desk;
use shared::store::Snapshot;

/// Targets under one heading.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) targets: Vec<Target>,
}

/// One thing that can be asked for.
#[derive(Debug, Serialize)]
pub(super) struct Target {
    /// `certificate`, or form and field: `application-form/phone`.
    #[serde(rename = "target")]
    pub(super) name: String,
    #[serde(skip)]
    pub(super) of: CorrectionTarget,
    pub(super) label: String,
    /// Its name in mail and history.
    #[serde(skip)]
    pub(super) full_label: String,
    /// What was filed, in words.
    pub(super) value: String,
}

/// All of them, in the order of the forms.
pub(super) fn sections(desk: &Desk, snapshot: &Snapshot) -> Vec<Section> {
    let label = CERTIFICATE_LABEL.to_owned();
    let certificate = Target {
        name: CorrectionTarget::Certificate.to_string(),
        of: CorrectionTarget::Certificate,
        full_label: label.clone(),
        value: snapshot.certificate.as_ref().map(|file| file.name.clone()).unwrap_or_default(),
        label: label.clone(),
    };
    let mut all = vec![Section { title: label, targets: vec![certificate] }];
    for kind in FormKind::ALL {
        all.extend(of_form(desk, snapshot, kind));
    }
    all.retain(|section| !section.targets.is_empty());
    all
}

fn of_form(desk: &Desk, snapshot: &Snapshot, kind: FormKind) -> Vec<Section> {
    let (form, context) = (desk.form(kind), desk.filed_context(snapshot, kind));
    let words: Vec<SummaryRow> = desk.filed(snapshot, kind).into_iter().flat_map(|section| section.rows).collect();
    let target = |field: &Field| {
        let of = CorrectionTarget::Field { form: kind.slug().to_owned(), field: field.key.clone() };
        Target {
            name: of.to_string(),
            of,
            label: field.label.clone(),
            full_label: format!("{} {}", kind.label(), field.label),
            value: in_words(field, &words),
        }
    };
    let section = |section: &form::Section| Section {
        title: format!("{} {}", kind.label(), section.title),
        targets: section
            .fields
            .iter()
            .filter(|field| field.kind.is_answered() && field.is_asked(&context))
            .map(target)
            .collect(),
    };
    form.sections.iter().map(section).collect()
}

/// The answer to a field; of a table, each row under its title.
fn in_words(field: &Field, words: &[SummaryRow]) -> String {
    let of_field = words.iter().filter(|row| row.field.split('.').next() == Some(field.key.as_str()));
    let text = |row: &SummaryRow| {
        if row.field == field.key { row.value.clone() } else { format!("{}\n{}", row.label, row.value) }
    };
    of_field.map(text).collect::<Vec<_>>().join("\n\n")
}
