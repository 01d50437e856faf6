//! お知らせ as a facility sees them on マイページTOP (S78); the secretariat's preview shows the same. `notices.html` draws
//! them.

use chrono::NaiveDate;
use domain::calendar::long_date;
use domain::{AccreditationKind, PortalSettings, TopNotice};
use serde::Serialize;

/// A notice in words.
#[derive(Clone, Debug, Serialize)]
pub struct ShownNotice {
    /// Its heading.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Since when it is shown.
    pub from: NaiveDate,
    /// The same in words.
    #[serde(skip)]
    pub since: String,
}

impl ShownNotice {
    /// A notice, whether it is shown now or not.
    pub fn of(notice: &TopNotice) -> Self {
        Self {
            title: notice.title.clone(),
            text: notice.text.clone(),
            from: notice.from,
            since: long_date(notice.from),
        }
    }

    /// What one who holds these is shown on a day.
    pub fn all(settings: &PortalSettings, held: &[AccreditationKind], day: NaiveDate) -> Vec<Self> {
        settings.notices_for(held, day).into_iter().map(Self::of).collect()
    }
}
