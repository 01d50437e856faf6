//! お知らせ: the list, one of them, and the preview.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::jst_date;
use domain::{PortalSettings, SettingsChange, Staff, StaffRole, TopNotice};
use form::FieldView;
use serde::Serialize;
use shared::store::Versioned;
use shared::web::{Chrome, ErrorLink, FieldError, Session, ShownNotice, Web, error_links, office, with_errors};

use crate::notice_typed::TypedNotice;
use crate::settings::{Past, SettingsFile, kinds_in_words, past, shown_from_until};

/// A notice in words.
#[derive(Debug, Serialize)]
pub(crate) struct Listed {
    #[serde(flatten)]
    notice: TopNotice,
    state: &'static str,
    #[serde(skip)]
    words: &'static str,
    #[serde(skip)]
    period: String,
    #[serde(skip)]
    kinds_in_words: String,
    path: String,
}

impl Listed {
    fn of(notice: &TopNotice, today: NaiveDate) -> Self {
        let (state, words) = if notice.is_over(today) {
            ("over", "終了")
        } else if notice.is_shown(today) {
            ("shown", "掲載中")
        } else {
            ("scheduled", "掲載前")
        };
        Self {
            notice: notice.clone(),
            state,
            words,
            period: shown_from_until(notice),
            kinds_in_words: kinds_in_words(notice),
            path: path(Some(notice.id)),
        }
    }
}

fn path(id: Option<u32>) -> String {
    id.map_or_else(|| format!("{}/new", office::NOTICES), |id| format!("{}/{id}", office::NOTICES))
}

fn may_edit(session: &Session<Staff>) -> bool {
    session.staff().role >= StaffRole::Editor
}

/// お知らせの一覧.
#[derive(Debug, Template, Serialize)]
#[template(path = "notice_list.html")]
pub(crate) struct ListPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// Rises with every change of the settings.
    version: u64,
    /// Newest first.
    #[serde(rename = "notices")]
    listed: Vec<Listed>,
    editable: bool,
}

impl ListPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session<Staff>,
        settings: &Versioned<PortalSettings>,
        now: DateTime<Utc>,
    ) -> Self {
        let today = jst_date(now);
        Self {
            chrome: office::chrome(web, session, "お知らせ", office::NOTICES),
            version: settings.version,
            listed: settings.value.notices.iter().rev().map(|notice| Listed::of(notice, today)).collect(),
            editable: may_edit(session),
        }
    }

    pub(crate) fn notice(self, notice: Option<String>) -> Self {
        Self { chrome: self.chrome.notice(notice), ..self }
    }
}

/// One notice, or a new one.
#[derive(Debug, Template, Serialize)]
#[template(path = "notice.html")]
pub(crate) struct NoticePage {
    #[serde(flatten)]
    chrome: Chrome,
    version: u64,
    notice: Option<Listed>,
    #[serde(skip)]
    path: String,
    /// As facilities see it.
    #[serde(skip)]
    notices: Vec<ShownNotice>,
    history: Vec<Past>,
    editable: bool,
    #[serde(skip)]
    fields: Vec<FieldView>,
    /// What stands in the form was typed and is not saved.
    #[serde(skip)]
    unsaved: bool,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl NoticePage {
    pub(crate) fn new(
        web: &Web,
        session: &Session<Staff>,
        file: &SettingsFile,
        notice: Option<&TopNotice>,
        typed: &TypedNotice,
        now: DateTime<Utc>,
    ) -> Self {
        let id = notice.map(|notice| notice.id);
        let title = if notice.is_some() { "お知らせの変更" } else { "お知らせの登録" };
        let is_it = |notice: &Option<TopNotice>| id.is_some() && notice.as_ref().map(|notice| notice.id) == id;
        let concerns = |change: &SettingsChange| match change {
            SettingsChange::Notice { before, after } => is_it(before) || is_it(after),
            SettingsChange::Guidance { .. } | SettingsChange::Form { .. } => false,
        };
        Self {
            chrome: office::chrome(web, session, title, office::NOTICES),
            version: file.settings.version,
            notice: notice.map(|notice| Listed::of(notice, jst_date(now))),
            path: path(id),
            notices: notice.iter().map(|notice| ShownNotice::of(notice)).collect(),
            history: past(&file.history, concerns),
            editable: may_edit(session),
            fields: typed.fields(),
            unsaved: false,
            errors: Vec::new(),
        }
    }

    /// With a form that was posted, on top of the version that was seen then.
    pub(crate) fn unsaved(self, seen: Option<u64>) -> Self {
        Self { unsaved: true, version: seen.unwrap_or(self.version), ..self }
    }

    pub(crate) fn with_errors(self, errors: &[FieldError]) -> Self {
        Self {
            chrome: self.chrome.with_errors(),
            fields: with_errors(self.fields, errors),
            errors: error_links(errors),
            ..self
        }
    }
}

/// お知らせの確認: as facilities will see it.
#[derive(Debug, Template, Serialize)]
#[template(path = "notice_preview.html")]
pub(crate) struct PreviewPage {
    #[serde(flatten)]
    chrome: Chrome,
    notices: Vec<ShownNotice>,
    #[serde(skip)]
    period: String,
    #[serde(skip)]
    kinds_in_words: String,
    #[serde(skip)]
    path: String,
    #[serde(skip)]
    hidden: Vec<(&'static str, String)>,
}

impl PreviewPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session<Staff>,
        id: Option<u32>,
        version: u64,
        typed: &TypedNotice,
        wanted: &TopNotice,
    ) -> Self {
        let mut hidden = typed.hidden();
        hidden.push(("version", version.to_string()));
        Self {
            chrome: office::chrome(web, session, "お知らせの確認", office::NOTICES),
            notices: vec![ShownNotice::of(wanted)],
            period: shown_from_until(wanted),
            kinds_in_words: kinds_in_words(wanted),
            path: path(id),
            hidden,
        }
    }
}
