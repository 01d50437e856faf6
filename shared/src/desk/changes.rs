//! What was submitted, in words, and what changed from one submission to the next. While a correction is open the drafts
//! go their own way, so nothing here looks at them.

use domain::{CERTIFICATE_LABEL, CorrectionTarget, FiledFile};
use form::{Context, Difference, FormKind, SummarySection};

use super::Desk;
use crate::store::Snapshot;

/// Something in which two submissions differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What, as a correction would address it.
    pub target: CorrectionTarget,
    /// Its name: form and question.
    pub label: String,
    /// As it was before, in words.
    pub before: String,
    /// As it is then.
    pub after: String,
}

impl Desk {
    /// One form as it was submitted, in words.
    pub fn filed(&self, snapshot: &Snapshot, kind: FormKind) -> Vec<SummarySection> {
        form::summary(self.form(kind), snapshot.answers(kind), &self.filed_context(snapshot, kind))
    }

    /// What the submitted answers of one form are put into words with.
    pub fn filed_context<'a>(&'a self, snapshot: &'a Snapshot, kind: FormKind) -> Context<'a> {
        let certificate = snapshot.certificate.as_ref().map(|file| file.name.as_str());
        Context { other: Some(snapshot.other(kind)), certificate, ..self.record(kind) }
    }

    /// What differs between two submissions, in the order of the forms; the certificate last.
    pub fn changes(&self, old: &Snapshot, new: &Snapshot) -> Vec<Change> {
        let of_form = |kind| self.form_changes(kind, old, new);
        FormKind::ALL.into_iter().flat_map(of_form).chain(replaced(old, new)).collect()
    }

    fn form_changes(&self, kind: FormKind, old: &Snapshot, new: &Snapshot) -> impl Iterator<Item = Change> {
        let context = self.filed_context(new, kind);
        let all = form::differences(self.form(kind), &context, old.answers(kind), new.answers(kind));
        all.into_iter().map(move |Difference { field, label, mine, theirs }| {
            // a row of a table is corrected with its table
            let field = field.split('.').next().unwrap_or_default().to_owned();
            Change {
                target: CorrectionTarget::Field { form: kind.slug().to_owned(), field },
                label: format!("{} {label}", kind.label()),
                before: mine,
                after: theirs,
            }
        })
    }
}

fn replaced(old: &Snapshot, new: &Snapshot) -> Option<Change> {
    let upload = |snapshot: &Snapshot| snapshot.certificate.as_ref().map(|file| file.upload.clone());
    let named = |snapshot: &Snapshot| snapshot.certificate.as_ref().map(named).unwrap_or_default();
    (upload(old) != upload(new)).then(|| Change {
        target: CorrectionTarget::Certificate,
        label: CERTIFICATE_LABEL.to_owned(),
        before: named(old),
        after: named(new),
    })
}

/// Two files often have one name.
fn named(file: &FiledFile) -> String {
    let FiledFile { name, sha256, .. } = file;
    sha256.as_ref().map_or_else(|| name.clone(), |sha256| format!("{name}\n照合値 {sha256}"))
}
