//! After a login and after a logout, of whichever kind of person.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::HeaderName;
use serde::Serialize;

use super::session::ended_cookie;
use super::{AppError, Chrome, Page, Person, Posted, Received, Visitor, Web};
use crate::store::Store;

/// After a login: what a machine needs for its next call.
#[derive(Debug, Template, Serialize)]
#[template(source = "", ext = "html")]
pub struct LoggedInPage {
    #[serde(flatten)]
    chrome: Chrome,
    next: String,
}

impl LoggedInPage {
    /// With the new session's token and where the login leads.
    pub fn new(web: &Web, csrf_token: String, next: &str) -> Page<Self> {
        let chrome = Chrome { csrf_token: Some(csrf_token), ..Chrome::new(web, "ログイン") };
        Page::new(Self { chrome, next: next.to_owned() })
    }
}

/// After a logout.
#[derive(Debug, Template, Serialize)]
#[template(source = "", ext = "html")]
struct LoggedOutPage {
    #[serde(flatten)]
    chrome: Chrome,
}

impl<P: Person> Visitor<P> {
    /// Ends this session, clears what the browser keeps of it, and leads to `next`.
    pub async fn logs_out(
        &self,
        web: &Web,
        store: &Store,
        received: &Received,
        posted: &Posted,
        next: &'static str,
    ) -> Result<Response, AppError> {
        let session = match self.signed_in_post(store, received, posted, async |_| Ok(())).await {
            // a page of an earlier session: what is asked for is the end of the one of now, if any
            Err(AppError::Resend(_)) => self.signed_in(store, received, async |_| Ok(())).await,
            outcome => outcome,
        };
        match session {
            Ok((session, ())) => session.sign_out(store).await?,
            Err(AppError::SignInRequired { .. }) => {}
            Err(error) => return Err(error),
        }
        let page = Page::new(LoggedOutPage { chrome: Chrome::new(web, "ログアウト") });
        let page = page.see_other(next).cookie(ended_cookie::<P>(web));
        let clear = [(HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"")];
        Ok((clear, page).into_response())
    }
}
