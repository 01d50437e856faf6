//! An application for accreditation, from draft to judgement (S79–S90, S113–S116, S124, E23–E33, E40–E51).

mod by_facility;
mod by_secretariat;
mod next_actor;
mod submission;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::certificate::{Certificate, CertificateCommand};
use crate::{
    ApplicationId, Check, Claims, CoreLink, CorrectionItem, CorrectionRequest, Decided, Finding, Judgement, Letter,
    Notice, Phase, Recipient, Refusal, Reminder, Review, Role, StaffRole, Window,
};

pub use next_actor::NextActor;
pub use submission::{Rest, Submission};

/// One facility's application. An application that was never touched is [`Application::untouched`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Whose, which cycle, which kind.
    pub id: ApplicationId,
    /// Where it stands.
    pub state: ApplicationState,
    /// The sealed PDF.
    pub certificate: Certificate,
    /// What was said at the last submission; stays while the draft changes.
    pub filed: Option<Filed>,
    /// The secretariat's work on it.
    #[serde(default)]
    pub review: Review,
    /// The mails that its days have brought.
    #[serde(default)]
    pub reminded: BTreeSet<Reminder>,
}

/// Where an application stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ApplicationState {
    /// Being filled in.
    Draft,
    /// 申請済み
    Submitted,
    /// 受付済み: the secretariat is at it.
    UnderReview,
    /// 修正依頼: what it names is open until the end of its last day.
    CorrectionRequested(CorrectionRequest),
    /// 判定済み
    Judged {
        /// How.
        judgement: Judgement,
        /// When.
        at: DateTime<Utc>,
    },
    /// 取下げ
    Withdrawn {
        /// Why.
        reason: String,
    },
}

/// The facts of the last submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// 受付番号
    pub receipt_no: String,
    /// 1 for the first submission.
    pub submission: u32,
    /// When the last submission was received.
    pub at: DateTime<Utc>,
    /// SHA-256 of the snapshot, hex.
    pub digest: String,
    /// How many corrections were asked for.
    pub corrections: u32,
    /// Who applies, for what follows from it.
    #[serde(flatten)]
    pub particulars: Particulars,
}

/// What is taken from the answers at submission, so that nothing that follows needs the forms again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// 診療施設名
    pub facility_name: String,
    /// 都道府県, by code.
    pub prefecture: String,
    /// 施設責任者氏名
    pub responsible_name: String,
    /// Whether the 施設責任者 qualifies for the transition measure (S134, S145).
    #[serde(default)]
    pub qualified: bool,
    /// 担当者氏名 and 電話番号: whom a 基幹施設 may ask (E77).
    pub contact: String,
    /// What has to be seen before 合格.
    pub claims: Claims,
    /// The 基幹施設 named.
    pub core_links: Vec<CoreLink>,
}

/// What is commanded.
#[derive(Clone, Debug)]
pub enum ApplicationCommand {
    /// 登録 of a form whose answers are valid.
    Register {
        /// The form's slug.
        form: String,
        /// The version of its answers.
        form_version: u64,
    },
    /// 申請.
    Submit(Submission),
    /// Something about the certificate.
    Certificate(CertificateCommand),
    /// The secretariat's work.
    Office(OfficeCommand),
    /// A mail that its days bring.
    Remind(Reminder),
}

/// What the secretariat does with an application.
#[derive(Clone, Debug)]
pub enum OfficeCommand {
    /// 受付
    Receive {
        /// Who takes it on: 担当者.
        officer: String,
    },
    /// Somebody else is 担当者.
    Assign {
        /// Who.
        officer: String,
    },
    /// The checklist as it stands now.
    Check(BTreeMap<Check, Finding>),
    /// A note for colleagues.
    Note(String),
    /// A 基幹施設 in the place of one that was not in the list (E65); `None` takes it away.
    Attach(Option<CoreLink>),
    /// 修正依頼
    RequestCorrection {
        /// What, and why.
        items: Vec<CorrectionItem>,
        /// The last day.
        due: NaiveDate,
    },
    /// Another last day for the correction that is asked for (E28).
    ExtendCorrection {
        /// The last day.
        due: NaiveDate,
    },
    /// 判定
    Judge {
        /// How.
        judgement: Judgement,
        /// The facility holds a 認定研修施設 through the day before the start (E81).
        holds_training: bool,
    },
    /// 取下げ, asked for by mail (E58).
    Withdraw {
        /// Why.
        reason: String,
    },
}

/// What surrounds a command.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// The window of the application's cycle and kind.
    pub window: Window,
    /// When the command was received.
    pub now: DateTime<Utc>,
    /// What kind of actor commands.
    pub role: Role,
}

impl ApplicationState {
    /// The stable name in JSON and links.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::UnderReview => "under_review",
            Self::CorrectionRequested(_) => "correction_requested",
            Self::Judged { .. } => "judged",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

impl Application {
    /// The application before anything was stored.
    pub fn untouched(id: ApplicationId) -> Self {
        let (state, certificate) = (ApplicationState::Draft, Certificate::default());
        Self { id, state, certificate, filed: None, review: Review::default(), reminded: BTreeSet::new() }
    }

    /// Who must act next.
    pub fn next_actor(&self, window: Window, now: DateTime<Utc>) -> NextActor {
        match &self.state {
            ApplicationState::Draft if window.phase(now) == Phase::Closed => NextActor::Nobody,
            ApplicationState::Draft => NextActor::Facility,
            ApplicationState::CorrectionRequested(request) if request.is_open(now).is_ok() => NextActor::Facility,
            ApplicationState::Submitted
            | ApplicationState::UnderReview
            | ApplicationState::CorrectionRequested(_)
            | ApplicationState::Judged { judgement: Judgement::Hold { .. }, .. } => NextActor::Secretariat,
            ApplicationState::Judged { .. } | ApplicationState::Withdrawn { .. } => NextActor::Nobody,
        }
    }

    /// Whether the answers of a form may be changed, all or those that a correction names.
    pub fn may_edit(&self, form: &str, window: Window, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.correction() {
            Some(request) if request.of_form(form).next().is_none() => Err(Refusal::NotInCorrection),
            Some(request) => request.is_open(now),
            None => self.may_fill_in(window, now),
        }
    }

    /// Whether the certificate may be changed.
    pub fn may_upload(&self, window: Window, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.correction() {
            Some(request) if !request.has_certificate() => Err(Refusal::NotInCorrection),
            Some(request) => request.is_open(now),
            None => self.may_fill_in(window, now),
        }
    }

    fn may_fill_in(&self, window: Window, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.state {
            ApplicationState::Draft => in_window(window, now),
            _ => Err(Refusal::AlreadySubmitted),
        }
    }

    /// The correction that is asked for.
    pub const fn correction(&self) -> Option<&CorrectionRequest> {
        match &self.state {
            ApplicationState::CorrectionRequested(request) => Some(request),
            _ => None,
        }
    }

    /// The one transition function of an application.
    pub fn decide(self, command: ApplicationCommand, around: Circumstances) -> Result<Decided<Self>, Refusal> {
        match (around.role, command) {
            (Role::Facility, ApplicationCommand::Register { form, form_version }) => {
                self.register(form, form_version, around)
            }
            (Role::Facility, ApplicationCommand::Submit(submission)) => self.submit(submission, around),
            (Role::Facility | Role::System, ApplicationCommand::Certificate(command)) => self.certify(command, around),
            (Role::Staff(role), ApplicationCommand::Office(command)) => self.office(command, role, around.now),
            (Role::System, ApplicationCommand::Remind(reminder)) => self.remind(reminder, around.window),
            (Role::Anonymous | Role::Facility | Role::Staff(_) | Role::System, _) => Err(Refusal::NotPermitted),
        }
    }

    pub(crate) fn mail(&self, letter: Letter) -> Notice {
        Notice { to: Recipient::LoginAddressOf(self.id.account.clone()), letter }
    }
}

fn in_window(window: Window, now: DateTime<Utc>) -> Result<(), Refusal> {
    match window.phase(now) {
        Phase::Before => Err(Refusal::WindowNotOpen),
        Phase::Open => Ok(()),
        Phase::Closed => Err(Refusal::WindowClosed),
    }
}

/// The least role that may give a command of the secretariat's.
impl OfficeCommand {
    const fn least_role(&self) -> StaffRole {
        match self {
            Self::Judge { .. } => StaffRole::Judge,
            _ => StaffRole::Editor,
        }
    }
}
