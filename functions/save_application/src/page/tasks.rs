//! The task list.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::calendar::{long_date, long_minute, long_second, slash_date};
use domain::{Application, ApplicationState, CorrectionItem, CorrectionRequest, Cycle, Judgement, NextActor};
use form::FormKind;
use serde::Serialize;
use shared::desk::{CertificateStatus, Deadline, Desk, FormStatus};
use shared::web::{Chrome, Session, Web, messages};

use crate::carry::{CARRIED, Earlier};

const CARRIED_NOTICE: &str = "以前の入力内容を引き継ぎました。内容を確認し、日付や同意の欄を入力して、それぞれ「登録」してください。「申請書・在籍証明書」は、もう一度アップロードしてください。";

/// A row of the task list.
#[derive(Debug, Serialize)]
pub(crate) struct Task {
    form: &'static str,
    #[serde(skip)]
    label: &'static str,
    #[serde(skip)]
    href: String,
    status: FormStatus,
    /// When it was last saved, while it is not registered.
    saved: Option<String>,
    /// What keeps a form that was registered from being 登録済み.
    reasons: Vec<String>,
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
    /// Until when something can be done about it.
    deadline: Option<Deadline>,
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
    /// An earlier application whose answers can be taken over: nothing was saved in this one yet (E34).
    carry_over: Option<Earlier>,
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
    pub(crate) fn new(web: &Web, session: &Session, desk: &Desk, now: DateTime<Utc>) -> Self {
        let (id, application, window) = (desk.id(), &desk.file.application.value, desk.file.window);
        let label = id.kind.label();
        let draft = application.state == ApplicationState::Draft;
        let tasks: Vec<Task> = FormKind::ALL.into_iter().map(|form| task(desk, form)).collect();
        let certificate = desk.certificate();
        let held = draft && desk.is_already_held();
        let ready = tasks.iter().all(|task| task.status == FormStatus::Registered);
        let state = application.state.slug();
        let open = state == "draft" || state == "correction_requested";
        Self {
            chrome: Chrome::new(web, format!("{label}申請")).signed_in(session),
            cycle: id.cycle,
            kind: id.kind.slug(),
            label,
            path: desk.path(),
            state,
            next_actor: application.next_actor(window, now),
            period: window.display(),
            deadline: desk.deadline(),
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
            carry_over: None,
        }
    }

    /// With what was done just now.
    pub(crate) fn done(mut self, done: Option<&str>) -> Self {
        let registered = done.and_then(|done| done.parse::<FormKind>().ok());
        self.chrome.notice = match (registered, done) {
            (Some(form), _) => Some(format!("「{}」を登録しました。", form.label())),
            (None, Some(CARRIED)) => Some(CARRIED_NOTICE.to_owned()),
            _ => None,
        };
        self
    }

    /// With an earlier application to take over from.
    pub(crate) fn carry_over(self, earlier: Option<Earlier>) -> Self {
        Self { carry_over: earlier, ..self }
    }
}

fn task(desk: &Desk, form: FormKind) -> Task {
    let draft = desk.file.draft(form);
    let (status, errors) = desk.standing(form, || desk.errors(form, &draft.answers));
    Task {
        form: form.slug(),
        label: form.label(),
        href: format!("{}/{}", desk.path(), form.slug()),
        status,
        saved: draft.saved.filter(|_| status == FormStatus::Incomplete).map(long_minute),
        reasons: errors.into_iter().map(|error| error.message).collect(),
    }
}
