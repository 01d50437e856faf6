//! ログイン選択画面: the stable address that the society's own pages link to (S7, S66–S69, E36).

use axum::extract::{Path, State};
use domain::{ApplicationKind, Phase};
use shared::web::{AppError, Page, Received};

use crate::Deps;
use crate::page::ChooserPage;

pub(crate) async fn show(
    State(deps): State<Deps>,
    received: Received,
    Path(kind): Path<String>,
) -> Result<Page<ChooserPage>, AppError> {
    let kind: ApplicationKind = kind.parse().map_err(|_| AppError::NotFound)?;
    let [core, partner] = deps.store.windows(received.now).await?;
    let (_, window) = match kind {
        ApplicationKind::Core => core,
        ApplicationKind::Partner => partner,
    };
    let open = window.phase(received.now) == Phase::Open;
    Ok(Page::new(ChooserPage::new(&deps.web, kind, open, window.display())))
}
