//! The answer to a POST: a browser is sent back to the detail, a program learns how the application stands.

use askama::Template;
use domain::{Application, OfficeCommand};
use serde::Serialize;
use shared::desk::{Handling, office_path};
use shared::store::Versioned;
use shared::web::{Chrome, Page, Web, office};

use crate::{messages, words};

/// How the application stands afterwards.
#[derive(Debug, Template, Serialize)]
#[template(source = "", ext = "html")]
pub(crate) struct HandledPage {
    #[serde(flatten)]
    chrome: Chrome,
    path: String,
    /// What the next POST must carry.
    version: u64,
    state: &'static str,
    state_label: String,
    officer: Option<String>,
}

impl HandledPage {
    pub(crate) fn answer(
        web: &Web,
        handling: &Handling,
        command: &OfficeCommand,
        application: Versioned<Application>,
    ) -> Page<Self> {
        let (version, application) = (application.version, application.value);
        let path = office_path(&application.id);
        let back = format!("{path}?done={}", messages::action(command));
        let page = Self {
            chrome: office::chrome(web, &handling.session, "申請", office::APPLICATIONS),
            path,
            version,
            state: application.state.slug(),
            state_label: words::state(&application.state, handling.received.now),
            officer: application.review.officer,
        };
        Page::new(page).see_other(back)
    }
}
