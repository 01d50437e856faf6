//! The settings as they are read and changed: alike for notices, guidance and form.

use chrono::NaiveDate;
use domain::calendar::{jst_date, long_date, long_minute};
use domain::{
    Actor, Capability, Event, Guidance, Office, PortalSettings, SettingFault, SettingsChange, SettingsCommand,
    TopNotice,
};
use serde::Serialize;
use shared::society::GuidanceNow;
use shared::store::{EventRecord, Store, Versioned, keys, settle, unless_beaten};
use shared::web::{AppError, Posted, Received};

/// The settings with their history, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct SettingsFile {
    pub(crate) settings: Versioned<PortalSettings>,
    pub(crate) history: Vec<EventRecord>,
}

impl SettingsFile {
    pub(crate) async fn of(store: &Store) -> Result<Self, AppError> {
        let partition = keys::portal_settings().pk;
        let (settings, history) = tokio::try_join!(store.portal_settings(), store.events_of(&partition))?;
        Ok(Self { settings, history })
    }
}

/// Does it. Pressed twice it is one change; a colleague who was first is a conflict.
pub(crate) async fn change(
    store: &Store,
    capability: &Capability<Office>,
    first: &Versioned<PortalSettings>,
    command: &SettingsCommand,
    posted: &Posted,
    received: &Received,
) -> Result<Versioned<PortalSettings>, AppError> {
    let first = tokio::sync::Mutex::new(Some(first.clone()));
    settle(|| async {
        let read = match first.lock().await.take() {
            Some(read) => read,
            None => store.portal_settings().await?,
        };
        if posted.number("version").is_some_and(|seen| seen != read.version) {
            return if is_done(&read.value, command, jst_date(received.now)) {
                Ok(Some(read))
            } else {
                Err(AppError::Conflict)
            };
        }
        let role = capability.actor().role();
        let decided = read.value.clone().decide(command.clone(), role, received.now)?;
        let committed = store.commit(capability, &read, decided, &received.cause(), Vec::new()).await;
        Ok::<_, AppError>(unless_beaten(committed)?)
    })
    .await
}

/// Whether the settings are as the command would make them.
fn is_done(settings: &PortalSettings, command: &SettingsCommand, today: NaiveDate) -> bool {
    match command {
        SettingsCommand::SetGuidance(guidance) => settings.guidance == *guidance,
        SettingsCommand::ReplaceForm(form) => settings.form.as_ref() == Some(form),
        SettingsCommand::AddNotice(wanted) => {
            let newest = settings.notice(settings.last_notice);
            newest.is_some_and(|newest| *newest == TopNotice { id: newest.id, ..wanted.clone() })
        }
        SettingsCommand::ChangeNotice(wanted) => settings.notice(wanted.id) == Some(wanted),
        SettingsCommand::EndNotice(id) => settings.notice(*id).is_none_or(|notice| notice.is_over(today)),
    }
}

/// What is wrong with a setting, in a sentence about `label`.
pub(crate) fn sentence(label: &str, limit: usize, fault: SettingFault) -> String {
    match fault {
        SettingFault::Missing => format!("{label}を入力してください。"),
        SettingFault::TooLong => format!("{label}は{limit}字以内で入力してください。"),
        SettingFault::Characters => format!("{label}に使用できない文字（外字など）が含まれています。"),
        SettingFault::NotHttps => format!("{label}は「https://」で始まるURLを入力してください。"),
        SettingFault::EndsBeforeItBegins => format!("{label}は、掲載開始日以降の日付を入力してください。"),
    }
}

/// One change in words.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Past {
    number: u64,
    #[serde(skip)]
    pub(crate) at_in_words: String,
    pub(crate) who: String,
    pub(crate) what: String,
    pub(crate) lines: Vec<String>,
}

/// The changes that `concerns` names, newest first.
pub(crate) fn past(history: &[EventRecord], concerns: impl Fn(&SettingsChange) -> bool) -> Vec<Past> {
    history.iter().rev().filter_map(|record| of_record(record, &concerns)).collect()
}

fn of_record(record: &EventRecord, concerns: impl Fn(&SettingsChange) -> bool) -> Option<Past> {
    let Event::SettingsChanged { change } = &record.event else { return None };
    let who = match &record.actor {
        Actor::Staff { name, .. } => name.clone(),
        Actor::System(_) | Actor::Facility(_) | Actor::Anonymous => "システム".to_owned(),
    };
    let (what, lines) = in_words(change);
    let at_in_words = long_minute(record.at);
    concerns(change).then(|| Past { number: record.number, at_in_words, who, what: what.to_owned(), lines })
}

/// What happened, and each part that differs, before and after.
fn in_words(change: &SettingsChange) -> (&'static str, Vec<String>) {
    match change {
        SettingsChange::Guidance { before, after } => ("募集要項の変更", guidance_lines(before, after)),
        SettingsChange::Form { before, after } => {
            let version = |form: &domain::FormFile| form.version.clone();
            let before = before.as_ref().map_or_else(|| "システム標準の書式".to_owned(), version);
            (
                "書式の差し替え",
                vec![format!("書式版：{before} → {}", after.version), format!("照合値 {}", after.sha256)],
            )
        }
        SettingsChange::Notice { before: None, after } => {
            ("お知らせの登録", after.iter().flat_map(notice_lines).collect())
        }
        SettingsChange::Notice { before: Some(before), after: None } => ("お知らせの削除", notice_lines(before)),
        SettingsChange::Notice { before: Some(before), after: Some(after) } => {
            let lines = notice_lines(before).into_iter().zip(notice_lines(after));
            let differing = lines.filter(|(before, after)| before != after);
            ("お知らせの変更", differing.map(|(before, after)| format!("{before} → {after}")).collect())
        }
    }
}

fn guidance_lines(before: &Guidance, after: &Guidance) -> Vec<String> {
    let (before, after) = (GuidanceNow::of(before), GuidanceNow::of(after));
    let parts = [
        ("基幹施設 新規募集要項", before.core_guide_url, after.core_guide_url),
        ("連携施設 新規募集要項", before.partner_guide_url, after.partner_guide_url),
        ("名簿", before.roster_url, after.roster_url),
        ("最終更新", before.guidance_updated, after.guidance_updated),
    ];
    let differing = parts.into_iter().filter(|(_, before, after)| before != after);
    differing.map(|(label, before, after)| format!("{label}：{before} → {after}")).collect()
}

/// A notice, line by line: always as many.
fn notice_lines(notice: &TopNotice) -> Vec<String> {
    vec![
        format!("タイトル：{}", notice.title),
        format!("本文：{}", notice.text),
        format!("掲載期間：{}", shown_from_until(notice)),
        format!("対象：{}", kinds_in_words(notice)),
    ]
}

/// 掲載期間
pub(crate) fn shown_from_until(notice: &TopNotice) -> String {
    let until = notice.until.map_or_else(|| "終了日なし".to_owned(), long_date);
    format!("{} ~ {until}", long_date(notice.from))
}

/// 対象
pub(crate) fn kinds_in_words(notice: &TopNotice) -> String {
    if notice.kinds.is_empty() {
        return "すべての施設".to_owned();
    }
    notice.kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>().join("、")
}
