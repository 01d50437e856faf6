//! Where somebody goes on whose request was refused: the application that it was about, or the page that they came from.

use http::header::REFERER;
use http::{HeaderMap, Uri};

use super::Web;

/// The first link of an error page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Back {
    pub(crate) href: String,
    pub(crate) words: &'static str,
}

impl Back {
    /// From a request: for an applicant always the task list, for the secretariat the page before.
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap, web: &Web) -> Option<Self> {
        let path = uri.path();
        if path.starts_with("/admin/") {
            let from = headers.get(REFERER)?.to_str().ok()?.strip_prefix(web.base_url())?;
            let other = from.starts_with("/admin/") && from != path;
            return other.then(|| Self { href: from.to_owned(), words: "前の画面へ戻る" });
        }
        let mut parts = path.strip_prefix("/applications/")?.splitn(3, '/');
        let (cycle, kind, _) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { href: format!("/applications/{cycle}/{kind}"), words: "申請画面へ戻る" })
    }
}
