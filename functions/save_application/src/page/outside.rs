//! The screen outside the window.

use askama::Template;
use http::StatusCode;
use serde::Serialize;
use shared::desk::Desk;
use shared::web::{Chrome, Page, Session, Web};

/// The screen outside the window: nothing can be filled in (S81, E26, E27).
#[derive(Debug, Template, Serialize)]
#[template(path = "outside.html")]
pub(crate) struct OutsidePage {
    #[serde(flatten)]
    chrome: Chrome,
    state: &'static str,
    period: String,
    /// Whether something was saved that is kept for the next round (E34).
    kept: bool,
    closed: bool,
}

impl OutsidePage {
    pub(crate) fn answer(web: &Web, session: &Session, desk: &Desk) -> Page<Self> {
        let closed = desk.phase() == domain::Phase::Closed;
        let page = Self {
            chrome: Chrome::new(web, "現在は申請期間外です。").signed_in(session),
            state: "outside_window",
            period: desk.file.window.display(),
            kept: desk.file.application_form.version + desk.file.overview.version > 0,
            closed,
        };
        Page::new(page).status(StatusCode::FORBIDDEN)
    }
}
