//! 1.申請書 and 2.概要書: to be filled in, or to be read.

use askama::Template;
use domain::Refusal;
use domain::calendar::long_minute;
use form::{Answers, Context, Difference, FormKind, Removed, SectionView};
use serde::Serialize;
use shared::desk::{CertificateStatus, Deadline, Desk, FormStatus};
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, messages};

/// What is shown of a form.
pub(crate) struct Shown {
    answers: Answers,
    /// What is said to be wrong with them.
    errors: Vec<form::FieldError>,
    /// Rows to be shown open, whatever they hold: `instructors.12`.
    opened: Vec<String>,
    /// The row that can be put back.
    removed: Option<Removed>,
}

impl Shown {
    /// Answers with which something is wrong, which is not said yet; but where it is a row's, the row is open.
    pub(crate) fn new(answers: Answers, faults: &[form::FieldError]) -> Self {
        let lacking = faults.iter().filter_map(form::FieldError::row).map(str::to_owned);
        Self { answers, errors: Vec::new(), opened: lacking.collect(), removed: None }
    }

    pub(crate) fn errors(self, errors: Vec<form::FieldError>) -> Self {
        Self { errors, ..self }
    }

    pub(crate) fn removed(self, removed: Option<Removed>) -> Self {
        Self { removed, ..self }
    }

    pub(crate) fn opened(mut self, rows: impl IntoIterator<Item = String>) -> Self {
        self.opened.extend(rows);
        self
    }
}

/// 1.申請書 or 2.概要書.
#[derive(Debug, Template, Serialize)]
#[template(path = "form.html")]
pub(crate) struct FormPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    label: &'static str,
    #[serde(skip)]
    path: String,
    form: &'static str,
    /// What the next POST must carry.
    version: u64,
    status: FormStatus,
    period: String,
    /// Until when it can be filled in.
    deadline: Option<Deadline>,
    /// Whether only what a correction asks for can be changed.
    correcting: bool,
    /// This kind is held already, so what is filled in here cannot be submitted (E45).
    already_held: bool,
    /// True while nothing was saved and what is known already stands in it.
    prefilled: bool,
    saved_at: Option<String>,
    sections: Vec<SectionView>,
    answers: Answers,
    certificate: CertificateStatus,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
    /// What somebody else saved meanwhile, beside what is posted.
    conflict: Vec<Difference>,
    /// Why nothing can be saved any more.
    #[serde(skip)]
    too_late: Option<(&'static str, &'static str)>,
}

impl FormPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session,
        desk: &Desk,
        kind: FormKind,
        shown: Shown,
        status: FormStatus,
    ) -> Self {
        let Shown { answers, errors, opened, removed } = shown;
        let (form, draft) = (desk.form(kind), desk.file.draft(kind));
        let context = Context { opened: &opened, removed: removed.as_ref(), ..desk.context(kind) };
        let looked_at = draft.version > 0 || !errors.is_empty();
        let warnings = if looked_at { form::warnings(form, &answers, &context) } else { Vec::new() };
        let sections = form::sections(form, &answers, &errors, &warnings, &context);
        let errors: Vec<FieldError> = errors.into_iter().map(Into::into).collect();
        let title = format!("{}（{}申請）", kind.label(), desk.id().kind.label());
        let chrome = Chrome::new(web, title).signed_in(session);
        Self {
            chrome: if errors.is_empty() { chrome } else { chrome.with_errors() },
            label: kind.label(),
            path: desk.path(),
            form: kind.slug(),
            version: draft.version,
            status,
            period: desk.file.window.display(),
            deadline: desk.deadline(),
            correcting: desk.file.application.value.correction().is_some(),
            already_held: desk.is_already_held(),
            prefilled: draft.version == 0 && answers != Answers::default(),
            saved_at: draft.saved.map(long_minute),
            sections,
            answers,
            certificate: desk.certificate(),
            errors: error_links(&errors),
            conflict: Vec::new(),
            too_late: None,
        }
    }

    pub(crate) fn version(self, version: u64) -> Self {
        Self { version, prefilled: self.prefilled && version == 0, ..self }
    }

    pub(crate) fn saved(mut self) -> Self {
        let at = self.saved_at.as_deref().unwrap_or_default();
        let kept = format!("一時保存しました。（{at}）まだ登録は完了していません。");
        let same = self.status == FormStatus::Registered;
        self.chrome.notice =
            Some(if same { "登録済みの内容から変更はありません。".to_owned() } else { kept });
        self
    }

    pub(crate) fn registered(self) -> Self {
        Self { status: FormStatus::Registered, ..self }
    }

    pub(crate) fn conflict(self, conflict: Vec<Difference>) -> Self {
        Self { conflict, chrome: self.chrome.with_errors(), ..self }
    }

    pub(crate) fn too_late(self, refusal: Refusal) -> Self {
        let (.., title, detail) = messages::refusal(refusal);
        Self { too_late: Some((title, detail)), chrome: self.chrome.with_errors(), ..self }
    }
}
