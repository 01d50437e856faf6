//! The ways to an application, while one can be filed (S10, S14, E13, E45).

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Accreditation, AccreditationKind, ApplicationKind, Cycle, Phase, Window};
use serde::Serialize;

/// A way to an application.
#[derive(Debug, Serialize)]
pub(crate) struct Way {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// New applications that can be filed now.
pub(crate) fn open(held: &[Accreditation], windows: [(Cycle, Window); 2], now: DateTime<Utc>) -> Vec<Way> {
    let kinds = ApplicationKind::ALL.into_iter().zip(windows);
    let open = kinds.filter(|(kind, (cycle, window))| {
        window.phase(now) == Phase::Open && !is_held(held, kind.accreditation(), cycle.accreditation_start())
    });
    open.map(|(kind, _)| Way {
        label: format!("{} 新規申請 (申請期間中)", kind.label()),
        href: format!("/applications/{}", kind.slug()),
    })
    .collect()
}

/// Held beyond the day on which a new one would start (E45).
fn is_held(held: &[Accreditation], kind: AccreditationKind, start: NaiveDate) -> bool {
    held.iter().any(|held| held.kind == kind && held.in_force(start))
}
