//! The receipt of a submission: to be kept, also after the window and after a later one.

use std::collections::HashMap;

use axum::extract::{Query, State};
use shared::desk::{AtDesk, Desk};
use shared::store::{NamedNotice, Snapshot};
use shared::web::{AppError, Page};

use crate::Deps;
use crate::mails;
use crate::page::ReceiptPage;

/// What a receipt is drawn from.
pub(crate) struct Submitted {
    pub(crate) snapshot: Snapshot,
    /// The submission before.
    pub(crate) before: Option<Snapshot>,
    /// The mails to the facility, newest first.
    pub(crate) notices: Vec<NamedNotice>,
}

impl Submitted {
    /// Without what lies around it.
    pub(crate) fn alone(snapshot: Snapshot) -> Self {
        Self { snapshot, before: None, notices: Vec::new() }
    }
}

/// Number and time, the digests, what has changed since the submission before, the answers, and the mails.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Query(query): Query<HashMap<String, String>>,
    at: AtDesk,
) -> Result<Page<ReceiptPage>, AppError> {
    let AtDesk { session, desk, .. } = at;
    let number = wanted(&desk, &query)?;
    let before = async {
        match number {
            1 => Ok(None),
            number => numbered(&deps, &desk, number - 1).await.map(Some),
        }
    };
    let (snapshot, before, notices) =
        tokio::try_join!(numbered(&deps, &desk, number), before, mails::of(&deps, &desk))?;
    let submitted = Submitted { snapshot, before, notices };
    Ok(Page::new(ReceiptPage::new(&deps.web, &session, &desk, &submitted)))
}

/// Which submission is meant: the last one, unless `submission` names another.
pub(crate) fn wanted(desk: &Desk, query: &HashMap<String, String>) -> Result<u32, AppError> {
    let filed = desk.file.application.value.filed.as_ref().ok_or(AppError::NotFound)?;
    let Some(named) = query.get("submission") else { return Ok(filed.submission) };
    let number = named.parse().ok().filter(|number| (1..=filed.submission).contains(number));
    number.ok_or(AppError::NotFound)
}

/// A submission by its number.
pub(crate) async fn numbered(deps: &Deps, desk: &Desk, number: u32) -> Result<Snapshot, AppError> {
    deps.store.submission(&desk.capability, number).await?.ok_or(AppError::NotFound)
}

/// The last submission.
pub(crate) async fn last(deps: &Deps, desk: &Desk) -> Result<Snapshot, AppError> {
    let filed = desk.file.application.value.filed.as_ref().ok_or(AppError::NotFound)?;
    numbered(deps, desk, filed.submission).await
}
