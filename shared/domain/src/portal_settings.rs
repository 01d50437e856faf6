//! What the secretariat keeps up to date without a new release: where the society's guidance is, the form of
//! 申請書・在籍証明書, and the notices on マイページTOP (S3, S78, S94, S118–S121, E102). What it does not set is as the release
//! has it.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::jst_date;
use crate::setting_text::{FORM_VERSION_LIMIT, NOTICE_TEXT_LIMIT, NOTICE_TITLE_LIMIT};
use crate::{AccreditationKind, Decided, Event, Refusal, Role, SettingFault, StaffRole, text_fault, url_fault};

/// The most notices that are kept; of those that are over, the oldest make room. The history keeps all.
const MOST_NOTICES: usize = 40;

/// All of it. One item, so that a page gets it with one read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalSettings {
    /// Where the guidance is.
    pub guidance: Guidance,
    /// The form of 申請書・在籍証明書.
    pub form: Option<FormFile>,
    /// The notices, as they were made.
    pub notices: Vec<TopNotice>,
    /// How many were ever made: the number of the newest.
    pub last_notice: u32,
}

/// Where the guidance is; `None`: as the release has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guidance {
    /// 基幹施設 新規募集要項 (S118)
    pub core_guide_url: Option<String>,
    /// 連携施設 新規募集要項 (S121)
    pub partner_guide_url: Option<String>,
    /// 名簿 (S125)
    pub roster_url: Option<String>,
    /// When the guidance was last changed (S3).
    pub updated: Option<NaiveDate>,
}

/// A stored form of 申請書・在籍証明書.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormFile {
    /// 書式版
    pub version: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, hex: its name in the bucket.
    pub sha256: String,
    /// Its pages.
    pub pages: u32,
}

/// A notice on マイページTOP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopNotice {
    /// Its number, from 1; never given twice.
    pub id: u32,
    /// Its heading.
    pub title: String,
    /// Its text, with line breaks.
    pub text: String,
    /// The first day on which it is shown.
    pub from: NaiveDate,
    /// The last, if there is one.
    pub until: Option<NaiveDate>,
    /// For whom: those who hold one of these; empty: for everybody.
    pub kinds: Vec<AccreditationKind>,
}

/// What was changed, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum SettingsChange {
    /// Where the guidance is.
    Guidance {
        /// As it was.
        before: Guidance,
        /// As it is.
        after: Guidance,
    },
    /// The form of 申請書・在籍証明書.
    Form {
        /// The one before; none: that of the release.
        before: Option<FormFile>,
        /// The one that is given out now.
        after: FormFile,
    },
    /// A notice.
    Notice {
        /// As it was; none: it is new.
        before: Option<TopNotice>,
        /// As it is; none: it was taken back before its first day.
        after: Option<TopNotice>,
    },
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsCommand {
    /// Says where the guidance is.
    SetGuidance(Guidance),
    /// Gives out another form.
    ReplaceForm(FormFile),
    /// Makes a notice; its number is given here.
    AddNotice(TopNotice),
    /// Changes the notice of this number.
    ChangeNotice(TopNotice),
    /// Shows the notice of this number no longer.
    EndNotice(u32),
}

impl SettingsCommand {
    /// The least role that may.
    const fn least_role(&self) -> StaffRole {
        match self {
            Self::SetGuidance(_) | Self::ReplaceForm(_) => StaffRole::Admin,
            Self::AddNotice(_) | Self::ChangeNotice(_) | Self::EndNotice(_) => StaffRole::Editor,
        }
    }
}

impl Guidance {
    /// What is wrong with its addresses, by the name of each.
    pub fn faults(&self) -> Vec<(&'static str, SettingFault)> {
        let urls = [
            ("core_guide_url", &self.core_guide_url),
            ("partner_guide_url", &self.partner_guide_url),
            ("roster_url", &self.roster_url),
        ];
        let fault = |(name, url): (&'static str, &Option<String>)| Some((name, url_fault(url.as_ref()?)?));
        urls.into_iter().filter_map(fault).collect()
    }
}

impl TopNotice {
    /// What is wrong with it, by the name of each part.
    pub fn faults(&self) -> Vec<(&'static str, SettingFault)> {
        let ends = self.until.is_some_and(|until| until < self.from).then_some(SettingFault::EndsBeforeItBegins);
        let faults = [
            ("title", text_fault(&self.title, NOTICE_TITLE_LIMIT, false)),
            ("text", text_fault(&self.text, NOTICE_TEXT_LIMIT, true)),
            ("until", ends),
        ];
        faults.into_iter().filter_map(|(name, fault)| Some((name, fault?))).collect()
    }

    /// Whether it is shown on a day.
    pub fn is_shown(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether its last day has passed.
    pub fn is_over(&self, day: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < day)
    }

    /// Whether it is meant for one who holds these.
    pub fn is_for(&self, held: &[AccreditationKind]) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|kind| held.contains(kind))
    }
}

impl PortalSettings {
    /// The notice of a number.
    pub fn notice(&self, id: u32) -> Option<&TopNotice> {
        self.notices.iter().find(|notice| notice.id == id)
    }

    /// What one who holds these is shown on a day, newest first.
    pub fn notices_for(&self, held: &[AccreditationKind], day: NaiveDate) -> Vec<&TopNotice> {
        let shown = |notice: &&TopNotice| notice.is_shown(day) && notice.is_for(held);
        let mut shown: Vec<_> = self.notices.iter().filter(shown).collect();
        shown.sort_by_key(|notice| std::cmp::Reverse((notice.from, notice.id)));
        shown
    }

    /// Does it, or says why not.
    pub fn decide(self, command: SettingsCommand, role: Role, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        if !role.is_staff(command.least_role()) {
            return Err(Refusal::NotPermitted);
        }
        let today = jst_date(now);
        match command {
            SettingsCommand::SetGuidance(guidance) => self.set_guidance(guidance),
            SettingsCommand::ReplaceForm(form) => self.replace_form(form),
            SettingsCommand::AddNotice(notice) => self.add_notice(notice, today),
            SettingsCommand::ChangeNotice(notice) => self.change_notice(notice),
            SettingsCommand::EndNotice(id) => self.end_notice(id, today),
        }
    }

    fn set_guidance(self, after: Guidance) -> Result<Decided<Self>, Refusal> {
        if !after.faults().is_empty() {
            return Err(Refusal::SettingInvalid);
        }
        if after == self.guidance {
            return Err(Refusal::NothingChanged);
        }
        let change = SettingsChange::Guidance { before: self.guidance.clone(), after: after.clone() };
        Ok(Self { guidance: after, ..self }.because(change))
    }

    fn replace_form(self, after: FormFile) -> Result<Decided<Self>, Refusal> {
        if text_fault(&after.version, FORM_VERSION_LIMIT, false).is_some() {
            return Err(Refusal::SettingInvalid);
        }
        if self.form.as_ref() == Some(&after) {
            return Err(Refusal::NothingChanged);
        }
        let change = SettingsChange::Form { before: self.form.clone(), after: after.clone() };
        Ok(Self { form: Some(after), ..self }.because(change))
    }

    fn add_notice(mut self, notice: TopNotice, today: NaiveDate) -> Result<Decided<Self>, Refusal> {
        if !notice.faults().is_empty() {
            return Err(Refusal::SettingInvalid);
        }
        if self.notices.len() >= MOST_NOTICES {
            let over = self.notices.iter().position(|notice| notice.is_over(today));
            self.notices.remove(over.ok_or(Refusal::TooManyNotices)?);
        }
        let after = TopNotice { id: self.last_notice + 1, ..notice };
        self.last_notice = after.id;
        self.notices.push(after.clone());
        Ok(self.because(SettingsChange::Notice { before: None, after: Some(after) }))
    }

    fn change_notice(mut self, after: TopNotice) -> Result<Decided<Self>, Refusal> {
        if !after.faults().is_empty() {
            return Err(Refusal::SettingInvalid);
        }
        let known = self.notices.iter_mut().find(|notice| notice.id == after.id).ok_or(Refusal::NoSuchNotice)?;
        if *known == after {
            return Err(Refusal::NothingChanged);
        }
        let before = std::mem::replace(known, after.clone());
        Ok(self.because(SettingsChange::Notice { before: Some(before), after: Some(after) }))
    }

    /// From today on it is not shown: yesterday was its last day. One that was never shown is gone.
    fn end_notice(mut self, id: u32, today: NaiveDate) -> Result<Decided<Self>, Refusal> {
        let at = self.notices.iter().position(|notice| notice.id == id).ok_or(Refusal::NoSuchNotice)?;
        let before = self.notices.remove(at);
        if before.is_over(today) {
            return Err(Refusal::NothingChanged);
        }
        let after =
            (before.from < today).then(|| TopNotice { until: today.checked_sub_days(Days::new(1)), ..before.clone() });
        if let Some(after) = &after {
            self.notices.insert(at, after.clone());
        }
        Ok(self.because(SettingsChange::Notice { before: Some(before), after }))
    }

    fn because(self, change: SettingsChange) -> Decided<Self> {
        Decided::quiet(self, Event::SettingsChanged { change })
    }
}
