//! What a submission files, and the two digests over it: of everything, and of everything that a correction leaves closed.

use domain::{CorrectionRequest, FiledFile};
use form::{Answers, Definition, FormKind, OpenField, Value};
use serde::Serialize;

use super::{Desk, messages};
use crate::store::{Snapshot, keys};

/// Everything that is submitted, in the one order that is hashed.
#[derive(Clone, Debug, Serialize)]
pub struct Filing {
    definition: String,
    application_form: Answers,
    overview: Answers,
    certificate: Option<FiledFile>,
}

impl Filing {
    /// What would be filed now.
    pub fn of_desk(desk: &Desk) -> Self {
        Self {
            definition: desk.definition().version().to_owned(),
            application_form: desk.file.application_form.answers.without_blank_rows(),
            overview: desk.file.overview.answers.without_blank_rows(),
            certificate: desk.file.application.value.certificate.to_file(),
        }
    }

    /// What was filed.
    pub fn of_snapshot(snapshot: &Snapshot) -> Self {
        Self {
            definition: snapshot.definition.clone(),
            application_form: snapshot.application_form.clone(),
            overview: snapshot.overview.clone(),
            certificate: snapshot.certificate.clone(),
        }
    }

    /// SHA-256 over all of it, hex.
    pub fn digest(&self) -> String {
        keys::sha256_hex(serde_json::to_vec(self).unwrap_or_default())
    }

    /// SHA-256, hex, over all that a correction leaves closed.
    pub fn rest(&self, request: &CorrectionRequest, definition: &Definition) -> String {
        let mut rest = self.clone();
        for (kind, answers) in
            [(FormKind::ApplicationForm, &mut rest.application_form), (FormKind::Overview, &mut rest.overview)]
        {
            for open in opened(request, definition, kind) {
                answers.set(&open.key, Value::Text(String::new()));
            }
        }
        // by name: its digest may have become known since
        rest.certificate =
            rest.certificate.filter(|_| !request.has_certificate()).map(|file| FiledFile { sha256: None, ..file });
        rest.digest()
    }
}

/// What a correction leaves open of a form.
pub(super) fn opened(request: &CorrectionRequest, definition: &Definition, kind: FormKind) -> Vec<OpenField> {
    let named = request.of_form(kind.slug());
    let named: Vec<(String, String)> =
        named.map(|(key, item)| (key.to_owned(), messages::correction(&item.reason).to_owned())).collect();
    form::opened(definition.form(kind), &named)
}
