//! What the facility does with its application, and what inspection makes of its file.

use chrono::{DateTime, Utc};

use super::{Application, ApplicationState, Circumstances, Filed, Submission, in_window};
use crate::certificate::{CertificateCommand, UploadRefusal};
use crate::{
    ApplicationId, CorrectionItem, CorrectionRequest, Decided, Event, Judgement, Letter, Refusal, Role, default_due,
};

impl Application {
    pub(super) fn register(
        self,
        form: String,
        form_version: u64,
        around: Circumstances,
    ) -> Result<Decided<Self>, Refusal> {
        self.may_edit(&form, around.window, around.now)?;
        Ok(Decided::quiet(self, Event::FormRegistered { form, form_version }))
    }

    /// The facility announces and uploads, while it may; what became of an upload is for a background function to say.
    pub(super) fn certify(self, command: CertificateCommand, around: Circumstances) -> Result<Decided<Self>, Refusal> {
        match (around.role, command) {
            (Role::Facility, command @ (CertificateCommand::Announce(_) | CertificateCommand::Receive(_))) => {
                self.may_upload(around.window, around.now)?;
                self.with_certificate(command)
            }
            (Role::System, CertificateCommand::Refuse(id, reason)) if self.is_filed_with_it() => {
                self.reopen(CertificateCommand::Refuse(id, reason), reason, around.now)
            }
            (
                Role::System,
                command @ (CertificateCommand::Receive(_)
                | CertificateCommand::Attach(_)
                | CertificateCommand::Refuse(..)),
            ) => self.with_certificate(command),
            (Role::Anonymous | Role::Staff(_), _)
            | (Role::Facility, CertificateCommand::Attach(_) | CertificateCommand::Refuse(..))
            | (Role::System, CertificateCommand::Announce(_)) => Err(Refusal::NotPermitted),
        }
    }

    /// Whether the file under inspection is the one that was submitted: the facility cannot have changed it since.
    fn is_filed_with_it(&self) -> bool {
        match &self.state {
            ApplicationState::Submitted
            | ApplicationState::UnderReview
            | ApplicationState::Judged { judgement: Judgement::Hold { .. }, .. } => true,
            ApplicationState::CorrectionRequested(request) => !request.has_certificate(),
            ApplicationState::Draft | ApplicationState::Judged { .. } | ApplicationState::Withdrawn { .. } => false,
        }
    }

    pub(super) fn submit(self, submission: Submission, around: Circumstances) -> Result<Decided<Self>, Refusal> {
        match &self.state {
            ApplicationState::Draft => in_window(around.window, around.now)?,
            ApplicationState::CorrectionRequested(request) => request.is_open(around.now)?,
            _ => return Err(Refusal::AlreadySubmitted),
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
        let answered = self.correction().cloned();
        let rest = submission.rest.clone();
        if answered.is_some() && rest.as_ref().is_none_or(|rest| rest.before != rest.now) {
            return Err(Refusal::NotInCorrection);
        }
        let filed = self.filing(submission, around.now);
        let event = Event::Submitted {
            receipt_no: filed.receipt_no.clone(),
            submission: filed.submission,
            digest: filed.digest.clone(),
            rest: rest.map(|rest| rest.now),
        };
        let notice = self.mail(receipt(&self.id, &filed));
        let review = answered.map_or_else(|| self.review.clone(), |answered| self.review.clone().after(&answered));
        let certificate = self.certificate.clone().filed();
        let state = Self { state: ApplicationState::Submitted, filed: Some(filed), certificate, review, ..self };
        Ok(Decided { state, event, notices: vec![notice] })
    }

    fn filing(&self, submission: Submission, now: DateTime<Utc>) -> Filed {
        let before = self.filed.as_ref();
        Filed {
            receipt_no: before.map_or(submission.receipt_no, |filed| filed.receipt_no.clone()),
            submission: before.map_or(0, |filed| filed.submission) + 1,
            at: now,
            digest: submission.digest,
            corrections: before.map_or(0, |filed| filed.corrections),
            particulars: submission.particulars,
        }
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
        // a round that is open goes on in the new one
        let open = refused.correction().map(|request| (request.items.clone(), request.due));
        let (mut items, due) = open.unwrap_or_else(|| (Vec::new(), default_due(now)));
        items.push(CorrectionItem::of_upload(reason));
        refused.ask(items, due.max(default_due(now)), now)
    }

    /// The next round of corrections.
    pub(super) fn ask(
        self,
        items: Vec<CorrectionItem>,
        due: chrono::NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        let Some(mut filed) = self.filed.clone() else { return Err(Refusal::NotSubmitted) };
        filed.corrections += 1;
        let request = CorrectionRequest::new(filed.corrections, items, due, now)?;
        let letter = Letter::CorrectionRequested {
            application: self.id.clone(),
            receipt_no: filed.receipt_no.clone(),
            facility_name: filed.particulars.facility_name.clone(),
            responsible_name: filed.particulars.responsible_name.clone(),
            request: request.clone(),
        };
        let notices = vec![self.mail(letter)];
        let event = Event::CorrectionRequested(request.clone());
        let state = Self { state: ApplicationState::CorrectionRequested(request), filed: Some(filed), ..self };
        Ok(Decided { state, event, notices })
    }
}

fn receipt(id: &ApplicationId, filed: &Filed) -> Letter {
    Letter::SubmissionReceived {
        application: id.clone(),
        receipt_no: filed.receipt_no.clone(),
        submission: filed.submission,
        facility_name: filed.particulars.facility_name.clone(),
        responsible_name: filed.particulars.responsible_name.clone(),
        submitted_at: filed.at,
    }
}
