//! What the detail shows beside the application itself, read in one round.

use domain::{Action, Partnership, authorize};
use shared::desk::Desk;
use shared::store::{EventRecord, NamedNotice, Snapshot, Store, keys};
use shared::web::AppError;

use crate::words;

/// Submissions, history, mails and links.
#[derive(Debug)]
pub(super) struct Records {
    /// What was submitted last.
    pub(super) latest: Snapshot,
    /// What was submitted before that.
    pub(super) previous: Option<Snapshot>,
    /// Every event, oldest first.
    pub(super) events: Vec<EventRecord>,
    /// Every mail, oldest first.
    pub(super) notices: Vec<NamedNotice>,
    /// After 合格 of a 連携施設: its links.
    pub(super) links: Vec<Partnership>,
}

impl Records {
    pub(super) async fn of(store: &Store, desk: &Desk) -> Result<Self, AppError> {
        let (capability, application) = (&desk.capability, &desk.file.application.value);
        let number = application.filed.as_ref().ok_or(AppError::NotFound)?.submission;
        let partition = keys::application_partition(desk.id());
        let account = authorize(capability.actor(), Action::View, desk.id().account.clone())?;
        let previous = async {
            match number {
                0 | 1 => Ok(None),
                number => store.submission(capability, number - 1).await,
            }
        };
        let links = async {
            if words::has_links(application) { store.partnerships_of(&account).await } else { Ok(Vec::new()) }
        };
        let (latest, previous, events, notices, links) = tokio::try_join!(
            store.submission(capability, number),
            previous,
            store.events_of(&partition),
            store.notices_of(&partition),
            links,
        )?;
        let links = links.into_iter().map(|link| link.value).collect();
        Ok(Self { latest: latest.ok_or(AppError::NotFound)?, previous, events, notices, links })
    }
}
