//! The page of one facility.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{jst_date, long_minute, slash_date};
use domain::{
    Account, AccountId, AccountState, AccreditationId, Application, Event, LinkStanding, Partnership, Staff, StaffRole,
};
use form::FieldView;
use serde::Serialize;
use shared::desk::office_path;
use shared::history::Line;
use shared::mail::subject;
use shared::store::{EventRecord, NamedNotice};
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, office, with_errors};

use super::NOTE_LIMIT;
use super::file::FacilityFile;
use super::holding::HeldView;
use crate::lookup::path;
use crate::words;

/// The login of a facility. Its address is told after 本人確認 only.
#[derive(Debug, Serialize)]
struct Login {
    state: AccountState,
    #[serde(skip)]
    label: &'static str,
    address: String,
    name: String,
}

impl Login {
    fn of(account: &Account) -> Self {
        Self {
            state: account.state,
            label: words::account(account.state),
            address: words::masked(&account.email),
            name: account.name.to_string(),
        }
    }
}

/// A link to another facility.
#[derive(Debug, Serialize)]
struct LinkView {
    /// What the other side is.
    other_kind: &'static str,
    other: String,
    other_number: String,
    path: String,
    link_start: NaiveDate,
    /// The last day on which it can count.
    last_day: NaiveDate,
    #[serde(skip)]
    period: String,
    standing: LinkStanding,
    #[serde(skip)]
    standing_label: &'static str,
    /// 解除申請 waits.
    dissolution: bool,
}

impl LinkView {
    fn of(link: &Partnership, file: &FacilityFile, day: NaiveDate) -> Self {
        let ours_is_core = link.id.core == file.id;
        let (other_kind, party, account) = if ours_is_core {
            ("連携施設", &link.partner, &link.id.partner)
        } else {
            ("基幹施設", &link.core, &link.id.core)
        };
        let standing = link.standing(day);
        Self {
            other_kind,
            other: party.facility_name.clone(),
            other_number: party.number.clone(),
            path: path(account),
            link_start: link.link_start,
            last_day: link.last_day(),
            period: format!("{} ~ {}", slash_date(link.link_start), slash_date(link.last_day())),
            standing,
            standing_label: words::link(standing),
            dissolution: link.dissolution.is_some(),
        }
    }
}

/// An application that was submitted.
#[derive(Debug, Serialize)]
struct Filed {
    path: String,
    receipt_no: String,
    #[serde(skip)]
    label: &'static str,
    state: &'static str,
    #[serde(skip)]
    state_label: String,
}

impl Filed {
    fn of(application: &Application, now: DateTime<Utc>) -> Option<Self> {
        Some(Self {
            path: office_path(&application.id),
            receipt_no: application.filed.as_ref()?.receipt_no.clone(),
            label: application.id.kind.label(),
            state: application.state.slug(),
            state_label: shared::words::state(&application.state, now),
        })
    }
}

/// A mail to the facility.
#[derive(Debug, Serialize)]
struct Mail {
    subject: String,
    created_at: String,
    state: &'static str,
}

impl Mail {
    fn of(NamedNotice { record, .. }: &NamedNotice) -> Self {
        Self {
            subject: subject(&record.notice.letter, &record.notice.to),
            created_at: long_minute(record.created),
            state: record.delivery.label(),
        }
    }
}

/// 施設の詳細.
#[derive(Debug, Template, Serialize)]
#[template(path = "facility.html")]
pub(crate) struct FacilityPage {
    #[serde(flatten)]
    chrome: Chrome,
    path: String,
    #[serde(skip)]
    account: AccountId,
    facility_name: String,
    login: Option<Login>,
    accreditations: Vec<HeldView>,
    links: Vec<LinkView>,
    applications: Vec<Filed>,
    mails: Vec<Mail>,
    history: Vec<Line>,
    notes: Vec<Line>,
    /// Whether this session may look at a birth date, and write a note.
    may_see: bool,
    #[serde(skip)]
    note: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl FacilityPage {
    pub(super) fn new(
        web: &Web,
        session: &Session<Staff>,
        file: &FacilityFile,
        mails: &[NamedNotice],
        now: DateTime<Utc>,
    ) -> Self {
        let day = jst_date(now);
        let facility_name = facility_name(file, day);
        let events = file.events();
        let is_note = |record: &&EventRecord| matches!(record.event, Event::Noted { .. });
        Self {
            chrome: office::chrome(web, session, facility_name.clone(), office::FACILITIES),
            path: path(&file.id),
            account: file.id.clone(),
            facility_name,
            login: file.account.as_ref().map(|account| Login::of(&account.value)),
            accreditations: file.held.iter().map(|held| HeldView::of(held, &file.links, day)).collect(),
            links: file.links.iter().map(|link| LinkView::of(link, file, day)).collect(),
            applications: file.applications.iter().filter_map(|application| Filed::of(application, now)).collect(),
            mails: mails.iter().map(Mail::of).collect(),
            history: events.iter().rev().map(Line::of).collect(),
            notes: events.iter().rev().filter(is_note).map(Line::of).collect(),
            may_see: session.staff().role >= StaffRole::Editor,
            note: note(""),
            errors: Vec::new(),
        }
    }

    /// With a line on what was done.
    pub(super) fn done(self, done: Option<&str>) -> Self {
        let notice = (done == Some("note")).then(|| "メモを保存しました。".to_owned());
        Self { chrome: self.chrome.notice(notice), ..self }
    }

    /// With the note as it was typed, and what is wrong with it.
    pub(super) fn with_note(self, text: &str, errors: &[FieldError]) -> Self {
        Self {
            chrome: self.chrome.with_errors(),
            note: with_errors(note(text), errors),
            errors: error_links(errors),
            ..self
        }
    }

    /// With the birth date of one accreditation's 施設責任者.
    pub(super) fn showing(mut self, id: &AccreditationId, file: &FacilityFile) -> Self {
        let held = file.held.iter().find(|held| held.accreditation.id() == *id);
        let registration = held.and_then(|held| held.registration.as_ref());
        let Some(registration) = registration.map(|read| &read.value) else { return self };
        let shown = |view: HeldView| {
            let same = view.kind == id.kind.slug() && view.number == id.number;
            if same { view.showing(registration) } else { view }
        };
        self.accreditations = self.accreditations.into_iter().map(shown).collect();
        self
    }
}

fn note(text: &str) -> Vec<FieldView> {
    let hint = "以前の施設、合併など。施設には表示されません。患者さんの情報は記入しないでください。";
    vec![FieldView::new("note", "メモ", "textarea").hint(hint).value(text).max_chars(NOTE_LIMIT)]
}

/// What the facility is called today: as its last accreditation has it, or its last application; else whoever registered.
pub(crate) fn facility_name(file: &FacilityFile, day: NaiveDate) -> String {
    let accredited = file.held.iter().max_by_key(|held| held.accreditation.valid_from);
    let accredited = accredited.map(|held| held.accreditation.names_on(day).facility_name);
    let filed =
        file.applications.iter().filter_map(|application| application.filed.as_ref()).max_by_key(|filed| filed.at);
    let filed = filed.map(|filed| filed.particulars.facility_name.clone());
    let registered = file.account.as_ref().map(|account| format!("{}（認定・申請なし）", account.value.name));
    accredited.or(filed).or(registered).unwrap_or_default()
}
