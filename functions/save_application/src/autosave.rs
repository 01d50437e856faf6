//! 自動保存: what the page of a form posts by itself while somebody types (`shared/assets/autosave.js`). It keeps what
//! 一時保存 keeps, under the same condition; only the answer is smaller.

use askama::Template;
use domain::calendar::clock_time;
use serde::Serialize;
use shared::desk::{Desk, FormStatus};
use shared::store::Draft;
use shared::web::{Page, Received};

/// What the page has to know after 自動保存.
#[derive(Debug, Template, Serialize)]
#[template(source = "", ext = "html")]
pub(crate) struct Autosaved {
    /// What the next POST must carry.
    version: u64,
    /// Until when what was posted is known to be kept: `14:32`.
    saved_at: String,
    status: FormStatus,
    status_label: &'static str,
}

impl Autosaved {
    /// The answer for the draft that is kept now. A draft that was not written anew has the status that it had.
    pub(crate) fn answer(desk: &Desk, kind: form::FormKind, kept: &Draft, received: &Received) -> Page<Self> {
        let untouched = kept.version == desk.file.draft(kind).version;
        let status = if untouched { desk.status(kind) } else { FormStatus::Incomplete };
        let saved_at = clock_time(received.now);
        let page = Self { version: kept.version, saved_at, status, status_label: status.label() };
        Page::new(page).see_other(format!("{}/{}?saved=1", desk.path(), kind.slug()))
    }
}
