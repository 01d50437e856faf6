//! 申請期間: the list, one window, and the check before it is changed.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{long_date, long_minute};
use domain::{Actor, Cycle, Event, Phase, Staff, StaffRole, Window, WindowSetting};
use form::FieldView;
use serde::Serialize;
use shared::store::{EventRecord, Versioned};
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, office, with_errors};

use crate::period::{REASON_LIMIT, Typed, Wanted};
use crate::seen::Seen;
use crate::windows::{WindowFile, path};

/// A window in words.
#[derive(Debug, Serialize)]
pub(crate) struct Setting {
    cycle: Cycle,
    kind: &'static str,
    #[serde(skip)]
    label: &'static str,
    /// Rises with every change; 0 where it was never set.
    version: u64,
    opens: DateTime<Utc>,
    /// The first instant that no longer belongs to it.
    closes: DateTime<Utc>,
    period: String,
    phase: Phase,
    #[serde(skip)]
    words: &'static str,
    accreditation_start: NaiveDate,
    #[serde(skip)]
    start_in_words: String,
    reason: String,
    path: String,
}

impl Setting {
    fn of(setting: &Versioned<WindowSetting>, now: DateTime<Utc>) -> Self {
        let WindowSetting { id, window, reason } = &setting.value;
        let phase = window.phase(now);
        let start = id.cycle.accreditation_start();
        Self {
            cycle: id.cycle,
            kind: id.kind.slug(),
            label: id.kind.label(),
            version: setting.version,
            opens: window.opens,
            closes: window.closes,
            period: window.display(),
            phase,
            words: match phase {
                Phase::Before => "受付前",
                Phase::Open => "受付中",
                Phase::Closed => "終了",
            },
            accreditation_start: start,
            start_in_words: long_date(start),
            reason: reason.clone(),
            path: path(*id),
        }
    }
}

fn is_admin(session: &Session<Staff>) -> bool {
    session.staff().role >= StaffRole::Admin
}

/// 申請期間の一覧.
#[derive(Debug, Template, Serialize)]
#[template(path = "list.html")]
pub(crate) struct ListPage {
    #[serde(flatten)]
    chrome: Chrome,
    windows: Vec<Setting>,
    /// Whether this session may change them.
    editable: bool,
}

impl ListPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session<Staff>,
        settings: &[Versioned<WindowSetting>],
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            chrome: office::chrome(web, session, "申請期間", office::WINDOWS),
            windows: settings.iter().map(|setting| Setting::of(setting, now)).collect(),
            editable: is_admin(session),
        }
    }
}

/// One change of a window.
#[derive(Debug, Serialize)]
struct Past {
    number: u64,
    at: DateTime<Utc>,
    #[serde(skip)]
    at_in_words: String,
    who: String,
    period: String,
    reason: String,
}

impl Past {
    fn of(record: &EventRecord) -> Option<Self> {
        let Event::WindowSet { opens, closes, reason } = &record.event else { return None };
        Some(Self {
            number: record.number,
            at: record.at,
            at_in_words: long_minute(record.at),
            who: match &record.actor {
                Actor::Staff { name, .. } => name.clone(),
                Actor::System(_) | Actor::Facility(_) | Actor::Anonymous => "システム".to_owned(),
            },
            period: Window { opens: *opens, closes: *closes }.display(),
            reason: reason.clone(),
        })
    }
}

/// One window, with its history.
#[derive(Debug, Template, Serialize)]
#[template(path = "window.html")]
pub(crate) struct WindowPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(flatten)]
    setting: Setting,
    /// What applicants see.
    seen: Seen,
    /// Newest first.
    history: Vec<Past>,
    /// Whether this session may change it.
    editable: bool,
    #[serde(skip)]
    fields: Vec<FieldView>,
    /// What stands in the form was typed and is not saved.
    #[serde(skip)]
    unsaved: bool,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl WindowPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session<Staff>,
        file: &WindowFile,
        typed: &Typed,
        now: DateTime<Utc>,
    ) -> Self {
        let setting = &file.setting.value;
        Self {
            chrome: office::chrome(web, session, title(setting), office::WINDOWS),
            setting: Setting::of(&file.setting, now),
            seen: Seen::of(setting.id.cycle, setting.window, &file.around, now),
            history: file.history.iter().rev().filter_map(Past::of).collect(),
            editable: is_admin(session),
            fields: fields(typed),
            unsaved: false,
            errors: Vec::new(),
        }
    }

    /// With the change that this very request made, which was not there when the history was read.
    pub(crate) fn changed(mut self, by: &Session<Staff>, now: DateTime<Utc>) -> Self {
        if self.history.first().is_none_or(|newest| newest.number < self.setting.version) {
            let (period, reason) = (self.setting.period.clone(), self.setting.reason.clone());
            let who = by.staff().name.clone();
            let at_in_words = long_minute(now);
            self.history.insert(0, Past { number: self.setting.version, at: now, at_in_words, who, period, reason });
        }
        self
    }

    pub(crate) fn notice(self, notice: Option<String>) -> Self {
        Self { chrome: self.chrome.notice(notice), ..self }
    }

    /// With a form that was posted.
    pub(crate) fn unsaved(self) -> Self {
        Self { unsaved: true, ..self }
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

fn title(setting: &WindowSetting) -> String {
    format!("{} 申請期間（{}）", setting.id.kind.label(), setting.id.cycle)
}

fn fields(typed: &Typed) -> Vec<FieldView> {
    let field = |name, label, control, value: &str| FieldView::new(name, label, control).required().value(value);
    vec![
        field("opens", "開始日", "date", &typed.opens),
        field("opens_time", "開始時刻", "text", &typed.opens_time).width(8).hint("例：0:00"),
        field("closes", "終了日", "date", &typed.closes),
        field("closes_time", "終了時刻", "text", &typed.closes_time)
            .width(8)
            .hint("例：23:59（この時刻の59秒までが申請期間です）"),
        field("reason", "理由", "textarea", &typed.reason).max_chars(REASON_LIMIT),
    ]
}

/// 申請期間の確認: what applicants see now, and what they will.
#[derive(Debug, Template, Serialize)]
#[template(path = "check.html")]
pub(crate) struct CheckPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(flatten)]
    setting: Setting,
    now: Seen,
    then: Seen,
    #[serde(rename = "new_reason")]
    reason: String,
    #[serde(skip)]
    hidden: [(&'static str, String); 6],
}

impl CheckPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session<Staff>,
        file: &WindowFile,
        typed: &Typed,
        wanted: &Wanted,
        now: DateTime<Utc>,
    ) -> Self {
        let setting = &file.setting.value;
        let seen = |window| Seen::of(setting.id.cycle, window, &file.around, now);
        Self {
            chrome: office::chrome(web, session, "申請期間の変更の確認", office::WINDOWS),
            setting: Setting::of(&file.setting, now),
            now: seen(setting.window),
            then: seen(wanted.window),
            reason: wanted.reason.clone(),
            hidden: [
                ("version", file.setting.version.to_string()),
                ("opens", typed.opens.clone()),
                ("opens_time", typed.opens_time.clone()),
                ("closes", typed.closes.clone()),
                ("closes_time", typed.closes_time.clone()),
                ("reason", typed.reason.clone()),
            ],
        }
    }
}
