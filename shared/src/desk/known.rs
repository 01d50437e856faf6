//! What the record and the register say, in the words of the forms.

use domain::Accreditation;
use form::{CoreFacility, Definition, FormKind, Held, OpenField};

use super::filing;
use crate::store::ApplicationFile;

/// The definition of an application's forms: the one it was begun with, else the newest of its cycle.
pub(super) fn definition(file: &ApplicationFile) -> &'static Definition {
    let id = &file.application.value.id;
    form::definition_of(id.kind, id.cycle, [&*file.application_form.definition, &*file.overview.definition])
}

/// What the correction that is asked for leaves open of a form.
pub(super) fn opened(file: &ApplicationFile, kind: FormKind) -> Option<Vec<OpenField>> {
    file.application.value.correction().map(|request| filing::opened(request, definition(file), kind))
}

pub(super) fn core_facility(core: &Accreditation) -> CoreFacility {
    CoreFacility {
        id: core.account.to_string(),
        name: core.facility_name.clone(),
        prefecture: core.prefecture.clone(),
        number: core.number.clone(),
        responsible_name: core.responsible_name.clone(),
    }
}

pub(super) fn held(held: &Accreditation) -> Held {
    Held {
        kind: held.kind,
        number: held.number.clone(),
        facility_name: held.facility_name.clone(),
        prefecture: held.prefecture.clone(),
        responsible_name: held.responsible_name.clone(),
    }
}
