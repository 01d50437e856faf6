//! The register read again from its events: as it was known on any day, about any day.

use chrono::{DateTime, Utc};

use crate::{Accreditation, AccreditationId, Event};

/// An accreditation as its events make it, those up to `known` (inclusive); `None` before it was granted. What the events
/// do not change about the register (mails, requests) is left out.
pub fn accreditation_of<'a>(
    id: &AccreditationId,
    events: impl IntoIterator<Item = (DateTime<Utc>, &'a Event)>,
    known: DateTime<Utc>,
) -> Option<Accreditation> {
    let known_by_then = events.into_iter().filter(|(at, _)| *at <= known).map(|(_, event)| event);
    known_by_then.fold(None, |accreditation, event| applied(id, accreditation, event))
}

fn applied(id: &AccreditationId, accreditation: Option<Accreditation>, event: &Event) -> Option<Accreditation> {
    match (accreditation, event) {
        (None, Event::AccreditationGranted { valid_from, valid_to, names, transition }) => {
            let granted = Accreditation::new(id.clone(), names.clone(), *valid_from, *valid_to);
            Some(Accreditation { transition: *transition, ..granted })
        }
        (Some(held), Event::AccreditationEnded { on, reason, .. }) => {
            Some(Accreditation { ended: Some(*on), ended_by: Some(*reason), ..held })
        }
        (Some(held), Event::AccreditationRenamed { from, names }) => Some(held.renamed(names.clone(), *from)),
        (held, _) => held,
    }
}

/// What of an accreditation belongs to the register: its public face and its days.
#[must_use]
pub fn known(accreditation: &Accreditation) -> Accreditation {
    let fresh =
        Accreditation::new(accreditation.id(), accreditation.names(), accreditation.valid_from, accreditation.valid_to);
    Accreditation {
        former: accreditation.former.clone(),
        transition: accreditation.transition,
        ended: accreditation.ended,
        ended_by: accreditation.ended_by,
        ..fresh
    }
}
