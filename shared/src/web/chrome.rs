//! What every page has around its own content, and the settings behind it.

use std::sync::Arc;

use serde::Serialize;

use super::session::{Person, Session};
use crate::config::Settings;
use crate::society::Society;

/// From where a cookie comes along; `Debug` is the word of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// With a link in a mail, too.
    Lax,
    /// From our own pages only.
    Strict,
}

/// How the portal is reached. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Web(Arc<Addresses>);

#[derive(Debug)]
struct Addresses {
    base_url: String,
    upload_origin: String,
    secure: bool,
}

impl Web {
    /// Reads the addresses. Plain http is for localhost only.
    pub fn new(settings: &Settings<'_>) -> Self {
        let base_url = settings.required("PUBLIC_BASE_URL").trim_end_matches('/').to_owned();
        let upload_origin = settings.optional("UPLOAD_ORIGIN").unwrap_or_else(|| base_url.clone());
        let secure = base_url.starts_with("https://");
        let host = base_url.strip_prefix("http://").map(|rest| rest.split([':', '/']).next().unwrap_or(""));
        if !secure && !base_url.is_empty() && !matches!(host, Some("localhost" | "127.0.0.1")) {
            settings.problem("PUBLIC_BASE_URL must begin with https:// (http:// only for localhost)".to_owned());
        }
        Self(Arc::new(Addresses { base_url, upload_origin, secure }))
    }

    /// The portal's own origin, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// Where browsers send uploads.
    pub fn upload_origin(&self) -> &str {
        &self.0.upload_origin
    }

    /// True for https: decides the names and the `Secure` of cookies.
    pub fn is_secure(&self) -> bool {
        self.0.secure
    }

    /// A cookie's name under this scheme.
    pub fn cookie_name(&self, name: &str) -> String {
        if self.0.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// A `Set-Cookie` for the whole portal that scripts cannot read. `max_age` in seconds; `None` ends with the browser.
    pub fn cookie(&self, name: &str, value: &str, max_age: Option<i64>, same_site: SameSite) -> String {
        let secure = if self.0.secure { "; Secure" } else { "" };
        let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        format!("{}={value}; Path=/; HttpOnly; SameSite={same_site:?}{secure}{age}", self.cookie_name(name))
    }
}

/// An entry of the menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether this is the page shown.
    pub current: bool,
}

/// What a page has around its content. A machine sees only the token that its next POST needs.
#[derive(Clone, Debug, Serialize)]
pub struct Chrome {
    /// The page's title.
    #[serde(skip)]
    pub title: String,
    /// True when the page is shown again with errors.
    #[serde(skip)]
    pub has_errors: bool,
    /// The society.
    #[serde(skip)]
    pub society: &'static Society,
    /// Who is signed in.
    #[serde(skip)]
    pub signed_in_as: Option<String>,
    /// What a POST of this session must carry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf_token: Option<String>,
    /// For whom the page was drawn, in every form that posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Where ログアウト leads.
    #[serde(skip)]
    pub logout: &'static str,
    /// The menu.
    #[serde(skip)]
    pub menu: Vec<MenuItem>,
    /// お問い合わせ番号, on error pages.
    #[serde(skip)]
    pub request_id: String,
    /// One line above the page.
    #[serde(skip)]
    pub notice: Option<String>,
}

impl Chrome {
    /// The surroundings of a page for nobody in particular.
    pub fn new(_: &Web, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            has_errors: false,
            society: Society::current(),
            signed_in_as: None,
            csrf_token: None,
            holder: None,
            logout: "",
            menu: Vec::new(),
            request_id: String::new(),
            notice: None,
        }
    }

    /// For somebody who is signed in.
    #[must_use]
    pub fn signed_in<P: Person>(self, session: &Session<P>) -> Self {
        Self {
            signed_in_as: Some(session.shown_as()),
            csrf_token: Some(session.csrf_token().to_owned()),
            holder: Some(session.holder()),
            logout: P::LOGOUT,
            ..self
        }
    }

    /// With a menu of (words, address); `current` is the address of this page.
    #[must_use]
    pub fn menu(self, items: &[(&str, &str)], current: &str) -> Self {
        let item = |(label, href): &(&str, &str)| MenuItem {
            label: (*label).to_owned(),
            href: (*href).to_owned(),
            current: *href == current,
        };
        Self { menu: items.iter().map(item).collect(), ..self }
    }

    /// With one line above the page.
    #[must_use]
    pub fn notice(self, notice: Option<String>) -> Self {
        Self { notice, ..self }
    }

    /// For a page that is shown again with errors.
    #[must_use]
    pub fn with_errors(self) -> Self {
        Self { has_errors: true, ..self }
    }

    pub(crate) fn error_page(self, request_id: &str) -> Self {
        Self { request_id: request_id.to_owned(), ..self }
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> String {
        crate::assets::url(name)
    }
}
