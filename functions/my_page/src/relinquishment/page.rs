//! 認定返上申請 and the check before it, as they are shown.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{long_minute, slash_date};
use domain::{Accreditation, AccreditationKind, ApplicationKind, Event, RETURN_REASONS};
use form::{Choice, FieldView};
use serde::Serialize;
use shared::store::EventRecord;
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, mypage, with_errors};

use super::File;
use super::typed::{Typed, Wanted};
use crate::held::{Held, is_live};
use crate::partner::concerned;
use shared::web::typed::REASON_LIMIT;

const TITLE: &str = "認定返上申請";

/// What a return brings with it.
#[derive(Debug, Serialize)]
pub(crate) struct Consequences {
    /// The facilities that are linked, or wait for an answer.
    pub(crate) linked: Vec<String>,
    /// What happens to these links (E63).
    #[serde(skip)]
    pub(crate) links: &'static str,
    /// Own applications that are running (E92).
    pub(crate) running: Vec<String>,
    /// Whether one of them rests on this accreditation (E81).
    #[serde(skip)]
    pub(crate) rests_on_it: bool,
    /// Whether no other accreditation is in force or to begin (E90).
    pub(crate) last_one: bool,
    /// The others.
    pub(crate) others: Vec<&'static str>,
}

impl Consequences {
    fn of(file: &File, held: &Accreditation, today: NaiveDate) -> Self {
        let is_other = |other: &&Accreditation| other.id() != held.id() && is_live(other, today);
        let others: Vec<&'static str> = file.held.iter().filter(is_other).map(|other| other.kind.label()).collect();
        let running = file
            .running
            .iter()
            .map(|application| format!("{} 新規申請（{}）", application.id.kind.label(), application.id.cycle));
        let for_a_partner = file.running.iter().any(|application| application.id.kind == ApplicationKind::Partner);
        Self {
            linked: concerned(held, &file.links, today),
            links: match held.kind {
                AccreditationKind::Core => {
                    "返上日をもって、連携は終了します。連携施設の認定は継続します。承認待ちの連携申請は、返上日をもって不成立となります。"
                }
                AccreditationKind::Partner | AccreditationKind::Training => "返上日をもって、連携は終了します。",
            },
            running: running.collect(),
            rests_on_it: held.kind == AccreditationKind::Training && for_a_partner,
            last_one: others.is_empty(),
            others,
        }
    }
}

/// A return that waits.
#[derive(Debug, Serialize)]
pub(crate) struct Waiting {
    on: NaiveDate,
    #[serde(skip)]
    on_in_words: String,
    at: DateTime<Utc>,
    #[serde(skip)]
    at_in_words: String,
    reason: String,
}

/// 認定返上申請
#[derive(Debug, Template, Serialize)]
#[template(path = "relinquishment.html")]
pub(crate) struct RelinquishmentPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(flatten)]
    held: Held,
    consequences: Consequences,
    waiting: Option<Waiting>,
    /// Why the last one was not approved.
    refused: Option<String>,
    /// Whether it can be asked for.
    open: bool,
    #[serde(skip)]
    version: u64,
    #[serde(skip)]
    fields: Vec<FieldView>,
    #[serde(skip)]
    unsaved: bool,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl RelinquishmentPage {
    pub(super) fn new(web: &Web, session: &Session, file: &File, today: NaiveDate, typed: &Typed) -> Self {
        Self::of(web, session, file, &file.accreditation.value, today, typed)
    }

    /// The same with the accreditation as it became.
    pub(super) fn of(
        web: &Web,
        session: &Session,
        file: &File,
        held: &Accreditation,
        today: NaiveDate,
        typed: &Typed,
    ) -> Self {
        let consequences = Consequences::of(file, held, today);
        Self {
            chrome: chrome(web, session, file, TITLE),
            held: Held::of(held, today),
            waiting: held.returning.as_ref().map(|asked| Waiting {
                on: asked.on,
                on_in_words: slash_date(asked.on),
                at: asked.at,
                at_in_words: long_minute(asked.at),
                reason: asked.reason.clone(),
            }),
            refused: last_refusal(&file.history).filter(|_| held.returning.is_none()),
            open: is_live(held, today) && held.ended.is_none() && held.returning.is_none(),
            version: file.accreditation.version,
            fields: fields(held, typed, !consequences.linked.is_empty()),
            consequences,
            unsaved: false,
            errors: Vec::new(),
        }
    }

    pub(super) fn notice(self, notice: Option<String>) -> Self {
        Self { chrome: self.chrome.notice(notice), ..self }
    }

    /// With a form that was posted.
    pub(super) fn unsaved(self) -> Self {
        Self { unsaved: true, ..self }
    }

    pub(super) fn with_errors(self, errors: &[FieldError]) -> Self {
        Self {
            chrome: self.chrome.with_errors(),
            fields: with_errors(self.fields, errors),
            errors: error_links(errors),
            ..self
        }
    }

    /// Where it stands.
    pub(super) fn path(&self) -> String {
        format!("{}/relinquishment", self.held.path)
    }
}

fn chrome(web: &Web, session: &Session, file: &File, title: &str) -> Chrome {
    let kind = file.accreditation.value.kind;
    mypage::chrome(web, session, title, &file.held, mypage::kind_page(kind))
}

/// Why the last return was not approved, unless another was asked for since.
fn last_refusal(history: &[EventRecord]) -> Option<String> {
    let last = history.iter().rev().find(|record| {
        matches!(record.event, Event::ReturnRequested { .. } | Event::ReturnRefused { .. } | Event::ReturnCancelled)
    })?;
    match &last.event {
        Event::ReturnRefused { reason } => Some(reason.clone()),
        _ => None,
    }
}

fn fields(held: &Accreditation, typed: &Typed, linked: bool) -> Vec<FieldView> {
    let last = held.valid_to.pred_opt().unwrap_or(held.valid_to);
    let on = FieldView::new("on", "返上希望日", "date").required().value(&*typed.on).hint(&format!(
        "この日が認定の最終日となります。本日から{}までの日付を入力してください。例：2027年9月30日",
        slash_date(last)
    ));
    let options = RETURN_REASONS.map(|(value, label)| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        checked: value == typed.reason,
    });
    let reason = FieldView { options: options.into(), ..FieldView::new("reason", "理由", "radio").required() };
    let detail = FieldView::new("detail", "理由の詳細", "textarea").value(&*typed.detail).max_chars(REASON_LIMIT);
    let detail = detail
        .hint("「その他」を選択した場合は、必ず入力してください。患者さんを特定できる情報は記入しないでください。");
    let informed = FieldView::checkbox("informed", "連携している施設へ連絡済みです", typed.informed).required();
    [on, reason.value(&*typed.reason), detail].into_iter().chain(linked.then_some(informed)).collect()
}

/// 認定返上申請の確認
#[derive(Debug, Template, Serialize)]
#[template(path = "relinquishment-check.html")]
pub(crate) struct CheckPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(flatten)]
    held: Held,
    consequences: Consequences,
    on: NaiveDate,
    #[serde(skip)]
    on_in_words: String,
    reason: String,
    #[serde(skip)]
    hidden: Vec<(&'static str, String)>,
}

impl CheckPage {
    pub(super) fn new(
        web: &Web,
        session: &Session,
        file: &File,
        today: NaiveDate,
        typed: &Typed,
        wanted: &Wanted,
    ) -> Self {
        let accreditation = &file.accreditation.value;
        let mut hidden = vec![
            ("version", file.accreditation.version.to_string()),
            ("on", typed.on.clone()),
            ("reason", typed.reason.clone()),
            ("detail", typed.detail.clone()),
        ];
        hidden.extend(typed.informed.then(|| ("informed", "true".to_owned())));
        Self {
            chrome: chrome(web, session, file, "認定返上申請の確認"),
            held: Held::of(accreditation, today),
            consequences: Consequences::of(file, accreditation, today),
            on: wanted.on,
            on_in_words: slash_date(wanted.on),
            reason: wanted.reason.clone(),
            hidden,
        }
    }
}
