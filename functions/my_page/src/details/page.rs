//! 詳細・変更, as it is shown.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{long_minute, slash_date};
use domain::{AccreditationKind, ChangeRequest, Record, Registration, names};
use form::{Answers, Difference, FieldView, SectionView, SummarySection};
use serde::Serialize;
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, mypage, with_errors};

use super::File;
use crate::held::Held;
use crate::history::{Line, lines};
use shared::registry::on_file::{OnFile, Part};
use shared::web::typed::REASON_LIMIT;

/// What a POST left on the page.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) typed: Option<(Part, Answers)>,
    /// 変更日
    pub(super) from: String,
    /// 理由・補足
    pub(super) reason: String,
    pub(super) errors: Vec<FieldError>,
    /// What was typed was typed over something older.
    pub(super) stale: bool,
}

impl Shown {
    fn of(&self, part: Part) -> Option<&Answers> {
        self.typed.as_ref().filter(|(of, _)| *of == part).map(|(_, typed)| typed)
    }
}

/// 変更申請 in words.
#[derive(Debug, Serialize)]
pub(crate) struct Asked {
    from: NaiveDate,
    #[serde(skip)]
    from_in_words: String,
    at: DateTime<Utc>,
    #[serde(skip)]
    at_in_words: String,
    reason: String,
    changes: Vec<Difference>,
    /// Whether single-site training is lost with it (E84).
    loses_measure: bool,
}

impl Asked {
    fn of(asked: &ChangeRequest, registration: &Registration, on_file: &OnFile<'_>, measure: bool) -> Self {
        let mut after: Record = registration.record.clone();
        after.extend(asked.changes.iter().map(|(key, changed)| (key.clone(), changed.after.clone())));
        Self {
            from: asked.from,
            from_in_words: slash_date(asked.from),
            at: asked.at,
            at_in_words: long_minute(asked.at),
            reason: asked.reason.clone(),
            changes: on_file.differ(&asked.changes),
            loses_measure: measure && !names(&after).qualified,
        }
    }
}

/// 詳細・変更
#[derive(Debug, Template, Serialize)]
#[template(path = "details.html")]
pub(crate) struct DetailsPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(flatten)]
    held: Held,
    /// Rises with every change.
    version: u64,
    /// The answers by the keys of the form.
    record: Record,
    /// The same in words.
    sections: Vec<SummarySection>,
    asked: Option<Asked>,
    history: Vec<Line>,
    /// The two forms, empty where nothing can be changed.
    #[serde(skip)]
    at_once: Vec<SectionView>,
    #[serde(skip)]
    by_approval: Vec<SectionView>,
    #[serde(skip)]
    request: Vec<FieldView>,
    /// Whether the transition measure depends on the 施設責任者.
    #[serde(skip)]
    measure: bool,
    #[serde(skip)]
    unsaved: Unsaved,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

/// What was typed and is not saved.
#[derive(Debug, Default)]
struct Unsaved {
    at_once: bool,
    by_approval: bool,
    stale: bool,
    /// Against what is on file by now.
    differences: Vec<Difference>,
}

impl DetailsPage {
    pub(super) fn new(web: &Web, session: &Session, file: &File, today: NaiveDate, shown: &Shown) -> Self {
        let (accreditation, registration) = (&file.accreditation, &file.registration.value);
        let on_file = OnFile::of(registration, today);
        let title = format!("詳細・変更（{}）", accreditation.kind.label());
        let chrome = mypage::chrome(web, session, title, &file.held, mypage::kind_page(accreditation.kind));
        let measure = accreditation.kind == AccreditationKind::Partner
            && accreditation.transition
            && accreditation.names_on(today).qualified;
        let editable = accreditation.in_force(today);
        let sections = |part, on: bool| if on { controls(&on_file, part, shown) } else { Vec::new() };
        Self {
            chrome: if shown.errors.is_empty() { chrome } else { chrome.with_errors() },
            held: Held::of(accreditation, today),
            version: file.registration.version,
            record: registration.record.clone(),
            sections: on_file.in_words(),
            asked: registration.asked.as_ref().map(|asked| Asked::of(asked, registration, &on_file, measure)),
            history: lines(&file.history, |changes| on_file.differ(changes)),
            at_once: sections(Part::AtOnce, editable),
            by_approval: sections(Part::ByApproval, editable && registration.asked.is_none()),
            request: request(shown),
            measure,
            unsaved: Unsaved {
                at_once: shown.of(Part::AtOnce).is_some(),
                by_approval: shown.of(Part::ByApproval).is_some(),
                stale: shown.stale,
                differences: shown
                    .typed
                    .as_ref()
                    .map(|(part, typed)| on_file.unsaved(*part, typed))
                    .unwrap_or_default(),
            },
            errors: error_links(&shown.errors),
        }
    }

    pub(super) fn notice(self, notice: Option<String>) -> Self {
        Self { chrome: self.chrome.notice(notice), ..self }
    }

    /// Where it stands.
    pub(super) fn path(&self) -> String {
        format!("{}/details", self.held.path)
    }
}

/// One of the two forms, with what was typed into it.
fn controls(on_file: &OnFile<'_>, part: Part, shown: &Shown) -> Vec<SectionView> {
    let Some(typed) = shown.of(part) else { return on_file.controls(part, &on_file.current(), &[]) };
    let errors: Vec<form::FieldError> =
        shown.errors.iter().map(|error| form::FieldError::new(&error.field, &*error.message)).collect();
    on_file.controls(part, typed, &errors)
}

/// What goes with a request: from which day, and why.
fn request(shown: &Shown) -> Vec<FieldView> {
    let from = FieldView::new("from", "変更日", "date").required().value(&*shown.from);
    let reason = FieldView::new("reason", "理由・補足", "textarea").required().value(&*shown.reason);
    let hint = "上の項目にない変更（診療形態の変更、常勤の指導医が不在となる場合など）も、こちらに記入してください。患者さんを特定できる情報は記入しないでください。";
    let fields =
        vec![from.hint("変更の内容が有効になる日です。例：2027年4月1日"), reason.hint(hint).max_chars(REASON_LIMIT)];
    with_errors(fields, &shown.errors)
}
