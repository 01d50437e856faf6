//! The task list, the forms, and the page outside the window.

use askama::Template;
use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::{long_date, long_minute, long_second, remaining, slash_date};
use domain::{Application, ApplicationState, CorrectionItem, CorrectionRequest, Cycle, Judgement, NextActor, Refusal};
use form::{Answers, Difference, FormKind, SectionView};
use http::StatusCode;
use serde::Serialize;
use shared::desk::{CertificateStatus, Desk, FormStatus};
use shared::web::{Chrome, ErrorLink, FieldError, Page, Session, Web, error_links, messages};

/// A row of the task list.
#[derive(Debug, Serialize)]
pub(crate) struct Task {
    form: &'static str,
    #[serde(skip)]
    label: &'static str,
    #[serde(skip)]
    href: String,
    status: FormStatus,
}

/// 基幹施設申請 / 連携施設申請.
#[derive(Debug, Template, Serialize)]
#[template(path = "tasks.html")]
pub(crate) struct TaskListPage {
    #[serde(flatten)]
    chrome: Chrome,
    cycle: Cycle,
    kind: &'static str,
    #[serde(skip)]
    label: &'static str,
    #[serde(skip)]
    path: String,
    /// `draft`, `submitted`, `under_review`, `correction_requested`, `judged` or `withdrawn`.
    state: &'static str,
    next_actor: NextActor,
    period: String,
    /// The time left in words, in the last seven days of the window.
    remaining: Option<String>,
    tasks: Vec<Task>,
    certificate: CertificateStatus,
    can_submit: bool,
    /// It was submitted and lies with the secretariat, or is done.
    #[serde(skip)]
    filed: bool,
    /// This kind is held already, so a new application cannot be filed (E45).
    already_held: bool,
    receipt_no: Option<String>,
    submitted_at: Option<String>,
    #[serde(rename = "submitted_at_utc")]
    submitted_at_utc: Option<DateTime<Utc>>,
    /// What has to be corrected, and until when.
    correction: Option<Correction>,
    /// How it was judged.
    judgement: Option<Result>,
}

/// A correction that is asked for.
#[derive(Debug, Serialize)]
pub(crate) struct Correction {
    round: u32,
    items: Vec<Item>,
    due: String,
    /// Whether its last day has passed.
    overdue: bool,
}

/// One thing to correct.
#[derive(Debug, Serialize)]
struct Item {
    /// `certificate`, or form and field: `application-form/phone`.
    target: String,
    label: String,
    reason: String,
}

impl Correction {
    fn new(request: &CorrectionRequest, now: DateTime<Utc>) -> Self {
        let item = |item: &CorrectionItem| Item {
            target: item.target.to_string(),
            label: item.label.clone(),
            reason: messages::correction(&item.reason).to_owned(),
        };
        Self {
            round: request.round,
            items: request.items.iter().map(item).collect(),
            due: long_date(request.due),
            overdue: request.is_open(now).is_err(),
        }
    }
}

/// 判定, as the facility reads it.
#[derive(Debug, Serialize)]
pub(crate) struct Result {
    label: &'static str,
    reason: Option<String>,
    number: Option<String>,
    period: Option<String>,
}

fn judgement(application: &Application) -> Option<Result> {
    let ApplicationState::Judged { judgement, .. } = &application.state else { return None };
    let (reason, number, period) = match judgement {
        Judgement::Pass { number, valid_from, valid_to } => {
            let period = format!("{} ~ {}", slash_date(*valid_from), slash_date(*valid_to));
            (None, Some(number.clone()), Some(period))
        }
        Judgement::Fail { reason } | Judgement::Hold { reason } => (Some(reason.clone()), None, None),
    };
    Some(Result { label: judgement.label(), reason, number, period })
}

impl TaskListPage {
    pub(crate) fn new(web: &Web, session: &Session, desk: &Desk, now: DateTime<Utc>, done: Option<&str>) -> Self {
        let (id, application, window) = (desk.id(), &desk.file.application.value, desk.file.window);
        let label = id.kind.label();
        let mut chrome = Chrome::new(web, format!("{label}申請")).signed_in(session);
        chrome.notice = done
            .and_then(|done| done.parse::<FormKind>().ok())
            .map(|form| format!("「{}」を登録しました。", form.label()));
        let draft = application.state == ApplicationState::Draft;
        let tasks: Vec<Task> = FormKind::ALL.into_iter().map(|form| task(desk, form, draft)).collect();
        let certificate = desk.certificate();
        let held = draft && desk.is_already_held();
        let ready = tasks.iter().all(|task| task.status == FormStatus::Registered);
        let state = application.state.slug();
        let open = state == "draft" || state == "correction_requested";
        Self {
            chrome,
            cycle: id.cycle,
            kind: id.kind.slug(),
            label,
            path: desk.path(),
            state,
            next_actor: application.next_actor(window, now),
            period: window.display(),
            remaining: (draft && window.closes - now < TimeDelta::days(8)).then(|| remaining(now, window.closes)),
            can_submit: ready && open && !held && application.certificate.is_present(),
            filed: !open,
            already_held: held,
            tasks,
            certificate,
            receipt_no: application.filed.as_ref().map(|filed| filed.receipt_no.clone()),
            submitted_at: application.filed.as_ref().map(|filed| long_second(filed.at)),
            submitted_at_utc: application.filed.as_ref().map(|filed| filed.at),
            correction: application.correction().map(|request| Correction::new(request, now)),
            judgement: judgement(application),
        }
    }
}

fn task(desk: &Desk, form: FormKind, draft: bool) -> Task {
    let open = draft || desk.open(form).is_some_and(|open| !open.is_empty());
    let href = if open { format!("{}/{}", desk.path(), form.slug()) } else { String::new() };
    Task { form: form.slug(), label: form.label(), href, status: desk.status(form) }
}

/// The screen outside the window: nothing can be filled in (S81, E26, E27).
#[derive(Debug, Template, Serialize)]
#[template(path = "outside.html")]
pub(crate) struct OutsidePage {
    #[serde(flatten)]
    chrome: Chrome,
    state: &'static str,
    period: String,
    /// Whether something was saved that is kept for the next round (E34).
    kept: bool,
    closed: bool,
}

impl OutsidePage {
    pub(crate) fn answer(web: &Web, session: &Session, desk: &Desk) -> Page<Self> {
        let closed = desk.phase() == domain::Phase::Closed;
        let page = Self {
            chrome: Chrome::new(web, "現在は申請期間外です。").signed_in(session),
            state: "outside_window",
            period: desk.file.window.display(),
            kept: desk.file.application_form.version + desk.file.overview.version > 0,
            closed,
        };
        Page::new(page).status(StatusCode::FORBIDDEN)
    }
}

/// The period, with the time left while it is open.
fn period(desk: &Desk, now: DateTime<Utc>) -> String {
    let display = desk.file.window.display();
    match desk.phase() {
        domain::Phase::Open => format!("{display}（{}）", remaining(now, desk.file.window.closes)),
        domain::Phase::Before | domain::Phase::Closed => display,
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
    account: String,
    /// What the next POST must carry.
    version: u64,
    status: FormStatus,
    period: String,
    /// The last day of the correction that is asked for.
    due: Option<String>,
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
    #[serde(skip)]
    dirty: bool,
}

impl FormPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session,
        desk: &Desk,
        kind: FormKind,
        answers: &Answers,
        now: DateTime<Utc>,
    ) -> Self {
        let (form, context, draft) = (desk.form(kind), desk.context(kind), desk.file.draft(kind));
        let warnings = if draft.version > 0 { form::warnings(form, answers, &context) } else { Vec::new() };
        let title = format!("{}（{}申請）", kind.label(), desk.id().kind.label());
        Self {
            chrome: Chrome::new(web, title).signed_in(session),
            label: kind.label(),
            path: desk.path(),
            form: kind.slug(),
            account: desk.id().account.to_string(),
            version: draft.version,
            status: desk.status(kind),
            period: period(desk, now),
            due: desk.file.application.value.correction().map(|request| long_date(request.due)),
            saved_at: draft.saved.map(long_minute),
            sections: form::sections(form, answers, &[], &warnings, &context),
            answers: answers.clone(),
            certificate: desk.certificate(),
            errors: Vec::new(),
            conflict: Vec::new(),
            too_late: None,
            dirty: false,
        }
    }

    pub(crate) fn errors(self, desk: &Desk, errors: Vec<form::FieldError>) -> Self {
        if errors.is_empty() {
            return self;
        }
        let kind: FormKind = self.form.parse().unwrap_or(FormKind::ApplicationForm);
        let (form, context) = (desk.form(kind), desk.context(kind));
        let warnings = form::warnings(form, &self.answers, &context);
        let sections = form::sections(form, &self.answers, &errors, &warnings, &context);
        let errors: Vec<FieldError> = errors.into_iter().map(Into::into).collect();
        Self { chrome: self.chrome.with_errors(), sections, errors: error_links(&errors), ..self }
    }

    pub(crate) fn version(self, version: u64) -> Self {
        Self { version, ..self }
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
        Self { conflict, dirty: true, ..self }
    }

    pub(crate) fn too_late(self, refusal: Refusal) -> Self {
        let (.., title, detail) = messages::refusal(refusal);
        Self { too_late: Some((title, detail)), dirty: true, ..self }
    }
}
