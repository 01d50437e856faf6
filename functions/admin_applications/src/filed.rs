//! What was filed, in words. While a correction is open the drafts go their own way, so nothing here looks at them.

use form::{Answers, Context, FormKind};
use shared::desk::Desk;
use shared::store::Snapshot;

/// The filed answers of one form.
pub(crate) const fn answers(snapshot: &Snapshot, kind: FormKind) -> &Answers {
    match kind {
        FormKind::ApplicationForm => &snapshot.application_form,
        FormKind::Overview => &snapshot.overview,
    }
}

/// What they are put into words with.
pub(crate) fn context<'a>(desk: &'a Desk, snapshot: &'a Snapshot, kind: FormKind) -> Context<'a> {
    let other = match kind {
        FormKind::ApplicationForm => &snapshot.overview,
        FormKind::Overview => &snapshot.application_form,
    };
    let certificate = snapshot.certificate.as_ref().map(|file| file.name.as_str());
    Context { other: Some(other), certificate, ..desk.record(kind) }
}
