//! What list and detail call things.

use chrono::{DateTime, Utc};
use domain::{Application, ApplicationKind, ApplicationState, Judgement, NextActor, Partnership};
pub(crate) use shared::words::{finding, outcome, state};

/// Who must act next, in a word.
pub(crate) const fn next(next: NextActor) -> &'static str {
    match next {
        NextActor::Secretariat => "事務局",
        NextActor::Facility => "施設",
        NextActor::CoreFacility => "基幹施設",
        NextActor::Nobody => "なし",
    }
}

/// Whether 合格 was followed by requests for links.
pub(crate) fn has_links(application: &Application) -> bool {
    application.id.kind == ApplicationKind::Partner
        && matches!(&application.state, ApplicationState::Judged { judgement: Judgement::Pass { .. }, .. })
}

/// Who must act next: after 合格 it may be a 基幹施設 that was asked for a link of the same start.
pub(crate) fn next_actor<'a>(
    application: &Application,
    mut links: impl Iterator<Item = &'a Partnership>,
    now: DateTime<Utc>,
) -> NextActor {
    let ApplicationState::Judged { judgement: Judgement::Pass { valid_from, .. }, .. } = &application.state else {
        // only a draft, which is none of the secretariat's, looks at its window
        return application.next_actor(application.id.cycle.default_window(), now);
    };
    let own = |link: &Partnership| link.id.partner == application.id.account && link.id.start == *valid_from;
    let asked = has_links(application) && links.any(|link| own(link) && link.next_actor() == NextActor::CoreFacility);
    if asked { NextActor::CoreFacility } else { NextActor::Nobody }
}
