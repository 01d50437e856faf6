//! An application for accreditation, from draft to submission and correction (S79–S90, S113–S116, E23–E32, E40–E43).

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{jst_date, start_of_day};
use crate::certificate::{Certificate, CertificateCommand, UploadRefusal};
use crate::{ApplicationId, Decided, Event, Letter, Notice, Phase, Recipient, Refusal, Role, Window};

/// How many days a facility has to answer a correction request.
const CORRECTION_DAYS: i64 = 14;

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
}

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ApplicationState {
    /// Being filled in.
    Draft,
    /// 申請済み
    Submitted,
    /// 修正依頼: the named field is open until the end of `due`.
    CorrectionRequested {
        /// 1 for the first.
        round: u32,
        /// Why the certificate was refused.
        reason: UploadRefusal,
        /// The last day.
        due: NaiveDate,
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
    /// 診療施設名
    pub facility_name: String,
    /// 施設責任者氏名
    pub responsible_name: String,
    /// SHA-256 of the snapshot, hex.
    pub digest: String,
    /// How many corrections were asked for.
    pub corrections: u32,
}

/// What the applicant presses.
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
}

/// What 申請 brings with it.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The facility holds this kind of accreditation beyond the day on which a new one would start (E45).
    pub already_held: bool,
    /// Both forms are 登録済み.
    pub forms_registered: bool,
    /// A fresh receipt number, used for the first submission.
    pub receipt_no: String,
    /// 診療施設名 of the answers.
    pub facility_name: String,
    /// 施設責任者氏名 of the answers.
    pub responsible_name: String,
    /// SHA-256 of the snapshot, hex.
    pub digest: String,
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

/// Who must act next on an application: the applicant's banner, and later the secretariat's worklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextActor {
    /// The facility.
    Facility,
    /// The secretariat.
    Secretariat,
    /// Nobody: it was never submitted and its window is over.
    Nobody,
}

impl Application {
    /// The application before anything was stored.
    pub fn untouched(id: ApplicationId) -> Self {
        Self { id, state: ApplicationState::Draft, certificate: Certificate::default(), filed: None }
    }

    /// Who must act next.
    pub fn next_actor(&self, window: Window, now: DateTime<Utc>) -> NextActor {
        match self.state {
            ApplicationState::Draft if window.phase(now) == Phase::Closed => NextActor::Nobody,
            ApplicationState::CorrectionRequested { due, .. } if before_due(due, now).is_err() => {
                NextActor::Secretariat
            }
            ApplicationState::Draft | ApplicationState::CorrectionRequested { .. } => NextActor::Facility,
            ApplicationState::Submitted => NextActor::Secretariat,
        }
    }

    /// Whether the answers of the forms may be changed.
    pub fn may_edit_forms(&self, window: Window, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.state {
            ApplicationState::Draft => in_window(window, now),
            ApplicationState::Submitted => Err(Refusal::AlreadySubmitted),
            ApplicationState::CorrectionRequested { .. } => Err(Refusal::NotInCorrection),
        }
    }

    /// Whether the certificate may be changed.
    pub fn may_upload(&self, window: Window, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.state {
            ApplicationState::Draft => in_window(window, now),
            ApplicationState::Submitted => Err(Refusal::AlreadySubmitted),
            ApplicationState::CorrectionRequested { due, .. } => before_due(due, now),
        }
    }

    /// The one transition function of an application.
    pub fn decide(self, command: ApplicationCommand, around: Circumstances) -> Result<Decided<Self>, Refusal> {
        match (around.role, command) {
            (Role::Facility, ApplicationCommand::Register { form, form_version }) => {
                self.may_edit_forms(around.window, around.now)?;
                Ok(Decided::quiet(self, Event::FormRegistered { form, form_version }))
            }
            (Role::Facility, ApplicationCommand::Submit(submission)) => self.submit(submission, around),
            (Role::Facility | Role::System, ApplicationCommand::Certificate(command)) => self.certify(command, around),
            (Role::Anonymous, _)
            | (Role::System, ApplicationCommand::Register { .. } | ApplicationCommand::Submit(_)) => {
                Err(Refusal::NotPermitted)
            }
        }
    }

    /// The facility announces and uploads, while it may; what became of an upload is for a background function to say.
    fn certify(self, command: CertificateCommand, around: Circumstances) -> Result<Decided<Self>, Refusal> {
        match (around.role, command) {
            (Role::Facility, command @ (CertificateCommand::Announce(_) | CertificateCommand::Receive(_))) => {
                self.may_upload(around.window, around.now)?;
                self.with_certificate(command)
            }
            (Role::System, CertificateCommand::Refuse(id, reason)) if self.state == ApplicationState::Submitted => {
                self.reopen(CertificateCommand::Refuse(id, reason), reason, around.now)
            }
            (
                Role::System,
                command @ (CertificateCommand::Receive(_)
                | CertificateCommand::Attach(_)
                | CertificateCommand::Refuse(..)),
            ) => self.with_certificate(command),
            (Role::Anonymous, _)
            | (Role::Facility, CertificateCommand::Attach(_) | CertificateCommand::Refuse(..))
            | (Role::System, CertificateCommand::Announce(_)) => Err(Refusal::NotPermitted),
        }
    }

    fn submit(self, submission: Submission, around: Circumstances) -> Result<Decided<Self>, Refusal> {
        match self.state {
            ApplicationState::Draft => in_window(around.window, around.now)?,
            ApplicationState::Submitted => return Err(Refusal::AlreadySubmitted),
            ApplicationState::CorrectionRequested { due, .. } => before_due(due, around.now)?,
        }
        if submission.already_held {
            return Err(Refusal::AlreadyAccredited);
        }
        if !submission.forms_registered {
            return Err(Refusal::FormsIncomplete);
        }
        if !self.certificate.is_present() {
            return Err(Refusal::CertificateMissing);
        }
        let filed = Filed {
            receipt_no: self.filed.as_ref().map_or(submission.receipt_no, |filed| filed.receipt_no.clone()),
            submission: self.filed.as_ref().map_or(0, |filed| filed.submission) + 1,
            at: around.now,
            facility_name: submission.facility_name,
            responsible_name: submission.responsible_name,
            digest: submission.digest,
            corrections: self.filed.as_ref().map_or(0, |filed| filed.corrections),
        };
        let event = Event::Submitted {
            receipt_no: filed.receipt_no.clone(),
            submission: filed.submission,
            digest: filed.digest.clone(),
        };
        let notice = self.mail(receipt(&self.id, &filed));
        let certificate = self.certificate.clone().filed();
        let state = Self { state: ApplicationState::Submitted, filed: Some(filed), certificate, ..self };
        Ok(Decided { state, event, notices: vec![notice] })
    }

    fn with_certificate(self, command: CertificateCommand) -> Result<Decided<Self>, Refusal> {
        let Decided { state, event, notices } = self.certificate.clone().decide(command)?;
        Ok(Decided { state: Self { certificate: state, ..self }, event, notices })
    }

    /// A certificate that was still 確認中 at submission turned out to be unusable: the system opens a correction for it.
    fn reopen(
        self,
        command: CertificateCommand,
        reason: UploadRefusal,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        let mut refused = self.with_certificate(command)?.state;
        // what stood before the refused file was replaced by the facility itself, so it does not come back
        refused.certificate.attached = None;
        let Some(mut filed) = refused.filed.clone() else { return Err(Refusal::NotSubmitted) };
        filed.corrections += 1;
        let round = filed.corrections;
        let due = jst_date(now) + TimeDelta::days(CORRECTION_DAYS);
        let letter = Letter::CorrectionRequested {
            application: refused.id.clone(),
            receipt_no: filed.receipt_no.clone(),
            facility_name: filed.facility_name.clone(),
            responsible_name: filed.responsible_name.clone(),
            reason,
            due,
        };
        let notices = vec![refused.mail(letter)];
        let state =
            Self { state: ApplicationState::CorrectionRequested { round, reason, due }, filed: Some(filed), ..refused };
        Ok(Decided { state, event: Event::CorrectionRequested { round, reason }, notices })
    }

    fn mail(&self, letter: Letter) -> Notice {
        Notice { to: Recipient::LoginAddressOf(self.id.account.clone()), letter }
    }
}

fn receipt(id: &ApplicationId, filed: &Filed) -> Letter {
    Letter::SubmissionReceived {
        application: id.clone(),
        receipt_no: filed.receipt_no.clone(),
        submission: filed.submission,
        facility_name: filed.facility_name.clone(),
        responsible_name: filed.responsible_name.clone(),
        submitted_at: filed.at,
    }
}

fn in_window(window: Window, now: DateTime<Utc>) -> Result<(), Refusal> {
    match window.phase(now) {
        Phase::Before => Err(Refusal::WindowNotOpen),
        Phase::Open => Ok(()),
        Phase::Closed => Err(Refusal::WindowClosed),
    }
}

fn before_due(due: NaiveDate, now: DateTime<Utc>) -> Result<(), Refusal> {
    if now < start_of_day(due) + TimeDelta::days(1) { Ok(()) } else { Err(Refusal::CorrectionOverdue) }
}
