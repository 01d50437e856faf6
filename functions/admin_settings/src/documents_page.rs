//! 募集要項・書式: the page and what is typed there.

use askama::Template;
use chrono::NaiveDate;
use domain::calendar::long_date;
use domain::{
    FORM_VERSION_LIMIT, Guidance, PortalSettings, SettingsChange, Staff, StaffRole, TRANSITION_END, URL_LIMIT,
};
use form::{FieldView, Kind};
use serde::Serialize;
use shared::assets::CERTIFICATE_FORM;
use shared::society::{GuidanceNow, Society};
use shared::web::typed::day;
use shared::web::{Chrome, ErrorLink, FieldError, Posted, Session, Web, error_links, office, with_errors};

use crate::settings::{Past, SettingsFile, past, sentence};

/// The addresses: name, and what each is called.
const URLS: [(&str, &str); 3] = [
    ("core_guide_url", "「基幹施設 新規募集要項」のURL"),
    ("partner_guide_url", "「連携施設 新規募集要項」のURL"),
    ("roster_url", "「基幹施設・連携施設・認定研修施設名簿」のURL"),
];

/// What is typed about the guidance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TypedGuidance {
    /// In the order of [`URLS`].
    urls: [String; 3],
    updated: String,
}

/// `2025年7月26日`
fn read_long(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, rest.strip_suffix('日')?.parse().ok()?)
}

impl TypedGuidance {
    /// As it is now.
    fn of(settings: &PortalSettings) -> Self {
        let now = GuidanceNow::of(&settings.guidance);
        let updated = settings.guidance.updated.or_else(|| read_long(&now.guidance_updated));
        Self {
            urls: [now.core_guide_url, now.partner_guide_url, now.roster_url],
            updated: updated.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    pub(crate) fn posted(posted: &Posted) -> Self {
        let url = |(name, _)| Kind::Url.fold(posted.text(name).unwrap_or(""));
        Self { urls: URLS.map(url), updated: day(posted, "guidance_updated") }
    }

    /// What is to be set, or everything that is wrong with it. What is as the release has it is not set at all, so that it
    /// follows the next release.
    pub(crate) fn wanted(&self) -> Result<Guidance, Vec<FieldError>> {
        let day = self.updated.parse::<NaiveDate>().ok();
        let [core_guide_url, partner_guide_url, roster_url] = self.urls.clone().map(Some);
        let typed = Guidance { core_guide_url, partner_guide_url, roster_url, updated: day };
        let label = |name: &str| URLS.iter().find(|(known, _)| *known == name).map_or("", |(_, label)| label);
        let faults = typed.faults().into_iter();
        let mut errors: Vec<FieldError> =
            faults.map(|(name, fault)| FieldError::new(name, sentence(label(name), URL_LIMIT, fault))).collect();
        if day.is_none() {
            errors.push(FieldError::new("guidance_updated", "最終更新日を、正しい日付で入力してください。"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let built_in = Society::current();
        Ok(Guidance {
            core_guide_url: typed.core_guide_url.filter(|url| *url != built_in.core_guide_url),
            partner_guide_url: typed.partner_guide_url.filter(|url| *url != built_in.partner_guide_url),
            roster_url: typed.roster_url.filter(|url| *url != built_in.roster_url),
            updated: day.filter(|day| long_date(*day) != built_in.guidance_updated),
        })
    }

    fn fields(&self) -> Vec<FieldView> {
        let url =
            |((name, label), url): ((&str, &str), &String)| FieldView::new(name, label, "text").required().value(url);
        let updated = FieldView::new("guidance_updated", "最終更新日", "date").required().value(&self.updated);
        let updated = updated.hint("ヘルプに「最終更新：」として表示されます。");
        URLS.into_iter().zip(&self.urls).map(url).chain([updated]).collect()
    }
}

fn form_fields(version: &str) -> Vec<FieldView> {
    let limit = u16::try_from(FORM_VERSION_LIMIT).unwrap_or(u16::MAX);
    vec![
        FieldView::new("form_version", "書式版", "text").required().hint("例：2027-02").max_chars(limit).value(version),
        FieldView::new("file", "書式（PDF）", "file").required().hint("2MBまで、20ページまで"),
    ]
}

/// The form that is given out.
#[derive(Debug, Serialize)]
struct FormNow {
    version: String,
    /// Absent where it is the release's own.
    size: Option<u64>,
    sha256: Option<String>,
    href: &'static str,
}

impl FormNow {
    fn of(settings: &PortalSettings) -> Self {
        let (href, set) = (CERTIFICATE_FORM, settings.form.as_ref());
        Self {
            version: set
                .map_or_else(|| Society::current().certificate_form_version.clone(), |form| form.version.clone()),
            size: set.map(|form| form.size),
            sha256: set.map(|form| form.sha256.clone()),
            href,
        }
    }
}

/// 募集要項・書式.
#[derive(Debug, Template, Serialize)]
#[template(path = "documents.html")]
pub(crate) struct DocumentsPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// Rises with every change of the settings.
    version: u64,
    #[serde(flatten)]
    guidance: GuidanceNow,
    form: FormNow,
    /// The last day of the transition measure (S135).
    transition_end: NaiveDate,
    #[serde(skip)]
    transition_in_words: String,
    history: Vec<Past>,
    editable: bool,
    #[serde(skip)]
    fields: Vec<FieldView>,
    #[serde(skip)]
    form_fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl DocumentsPage {
    pub(crate) fn new(web: &Web, session: &Session<Staff>, file: &SettingsFile) -> Self {
        let settings = &file.settings.value;
        let concerns = |change: &SettingsChange| !matches!(change, SettingsChange::Notice { .. });
        Self {
            chrome: office::chrome(web, session, "募集要項・書式", office::DOCUMENTS),
            version: file.settings.version,
            guidance: GuidanceNow::of(&settings.guidance),
            form: FormNow::of(settings),
            transition_end: TRANSITION_END,
            transition_in_words: long_date(TRANSITION_END),
            history: past(&file.history, concerns),
            editable: session.staff().role >= StaffRole::Admin,
            fields: TypedGuidance::of(settings).fields(),
            form_fields: form_fields(""),
            errors: Vec::new(),
        }
    }

    pub(crate) fn notice(self, notice: Option<String>) -> Self {
        Self { chrome: self.chrome.notice(notice), ..self }
    }

    /// With what was typed about the guidance, on top of the version that was seen then.
    pub(crate) fn typed(self, typed: &TypedGuidance, seen: Option<u64>) -> Self {
        Self { fields: typed.fields(), version: seen.unwrap_or(self.version), ..self }
    }

    /// The same about the form.
    pub(crate) fn typed_version(self, typed: &str, seen: Option<u64>) -> Self {
        Self { form_fields: form_fields(&Kind::Text.fold(typed)), version: seen.unwrap_or(self.version), ..self }
    }

    pub(crate) fn with_errors(self, errors: &[FieldError]) -> Self {
        Self {
            chrome: self.chrome.with_errors(),
            fields: with_errors(self.fields, errors),
            form_fields: with_errors(self.form_fields, errors),
            errors: error_links(errors),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_release_has_is_not_set() {
        let built_in = TypedGuidance::of(&PortalSettings::default());
        assert_eq!(built_in.wanted().unwrap(), Guidance::default());
        let mut typed = built_in;
        "https://www.example.jp/core.pdf".clone_into(&mut typed.urls[0]);
        let wanted = typed.wanted().unwrap();
        assert_eq!(wanted.core_guide_url.as_deref(), Some("https://www.example.jp/core.pdf"));
        assert_eq!((wanted.partner_guide_url, wanted.roster_url, wanted.updated), (None, None, None));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let urls = ["", "http://www.example.jp/", "https://www.example.jp/roster"].map(str::to_owned);
        let errors = TypedGuidance { urls, updated: "2027-2-".to_owned() }.wanted().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["core_guide_url", "partner_guide_url", "guidance_updated"]);
    }
}
