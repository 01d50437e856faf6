//! What the secretariat does with an application: 受付, checks, 修正依頼, 判定, 取下げ.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Application, ApplicationState, Filed, OfficeCommand};
use crate::{
    Check, CoreLink, CorrectionRequest, Decided, Event, Judgement, Letter, MOST_LINKS, Refusal, Review, StaffRole,
};

impl Application {
    pub(super) fn office(
        self,
        command: OfficeCommand,
        role: StaffRole,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        if role < command.least_role() {
            return Err(Refusal::NotPermitted);
        }
        if self.filed.is_none() {
            return Err(Refusal::NotSubmitted);
        }
        match command {
            OfficeCommand::Receive { officer } => self.receive(officer),
            OfficeCommand::Note(text) if text.is_empty() => Err(Refusal::NoteEmpty),
            OfficeCommand::Note(text) => Ok(Decided::quiet(self, Event::Noted { text })),
            OfficeCommand::ExtendCorrection { due } => self.extend(due, now),
            OfficeCommand::RequestCorrection { items, due } => {
                self.is_at_work()?;
                self.ask(items, due, now)
            }
            OfficeCommand::Judge { judgement, holds_training } => self.judge(judgement, holds_training, now),
            OfficeCommand::Withdraw { reason } => self.withdraw(reason),
            OfficeCommand::Assign { officer } => {
                let event = Event::OfficerAssigned { officer: officer.clone() };
                self.reviewed(event, |review| review.officer = Some(officer))
            }
            OfficeCommand::Check(findings) => {
                let event = Event::Checked { findings: findings.clone() };
                self.reviewed(event, |review| review.findings = findings)
            }
            OfficeCommand::Attach(link) => {
                self.has_room_for(link.as_ref())?;
                let event = Event::CoreFacilityAttached { core: link.as_ref().map(|link| link.core.clone()) };
                self.reviewed(event, |review| review.attached = link)
            }
        }
    }

    /// One in the place of a facility that is not in the list counts with those that are named (E67).
    fn has_room_for(&self, link: Option<&CoreLink>) -> Result<(), Refusal> {
        let named: &[CoreLink] = self.filed.as_ref().map_or(&[], |filed| &filed.particulars.core_links);
        let another = link.is_some_and(|link| named.iter().all(|named| named.core != link.core));
        if another && named.len() >= MOST_LINKS { Err(Refusal::TooManyLinks) } else { Ok(()) }
    }

    fn receive(self, officer: String) -> Result<Decided<Self>, Refusal> {
        match self.state {
            ApplicationState::Submitted => {
                let review = Review { officer: Some(officer), ..self.review };
                let state = Self { state: ApplicationState::UnderReview, review, ..self };
                Ok(Decided::quiet(state, Event::Received))
            }
            _ => Err(Refusal::NotToBeReceived),
        }
    }

    /// A change of the secretariat's own notes on an application that is not yet decided.
    fn reviewed(self, event: Event, change: impl FnOnce(&mut Review)) -> Result<Decided<Self>, Refusal> {
        self.is_undecided()?;
        let mut review = self.review.clone();
        change(&mut review);
        Ok(Decided::quiet(Self { review, ..self }, event))
    }

    fn is_undecided(&self) -> Result<(), Refusal> {
        match &self.state {
            ApplicationState::Judged { judgement: Judgement::Pass { .. } | Judgement::Fail { .. }, .. } => {
                Err(Refusal::AlreadyJudged)
            }
            ApplicationState::Withdrawn { .. } => Err(Refusal::AlreadyWithdrawn),
            _ => Ok(()),
        }
    }

    /// Received, or 保留: what can be judged or sent back.
    fn is_at_work(&self) -> Result<(), Refusal> {
        self.is_undecided()?;
        match &self.state {
            ApplicationState::UnderReview | ApplicationState::Judged { .. } => Ok(()),
            ApplicationState::CorrectionRequested(_) => Err(Refusal::CorrectionOpen),
            _ => Err(Refusal::NotReceived),
        }
    }

    fn extend(self, due: NaiveDate, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        let Some(request) = self.correction().cloned() else { return Err(Refusal::NoCorrectionOpen) };
        let request = CorrectionRequest { due, ..request };
        request.is_open(now).map_err(|_| Refusal::DueDayPast)?;
        let event = Event::CorrectionExtended { round: request.round, due };
        Ok(Decided::quiet(Self { state: ApplicationState::CorrectionRequested(request), ..self }, event))
    }

    fn withdraw(self, reason: String) -> Result<Decided<Self>, Refusal> {
        self.is_undecided()?;
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        let event = Event::Withdrawn { reason: reason.clone() };
        Ok(Decided::quiet(Self { state: ApplicationState::Withdrawn { reason }, ..self }, event))
    }

    /// Judged on the last submission; a correction that was not answered in time does not stand in the way (E28).
    fn judge(self, judgement: Judgement, holds_training: bool, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        let overdue = self.correction().is_some_and(|request| request.is_open(now).is_err());
        if !overdue {
            self.is_at_work()?;
        }
        judgement.is_complete()?;
        let Some(filed) = self.filed.clone() else { return Err(Refusal::NotSubmitted) };
        if matches!(judgement, Judgement::Pass { .. }) {
            self.may_pass(&filed, holds_training)?;
        }
        let letter = Letter::Result {
            application: self.id.clone(),
            receipt_no: filed.receipt_no.clone(),
            facility_name: filed.particulars.facility_name.clone(),
            responsible_name: filed.particulars.responsible_name.clone(),
            judgement: judgement.clone(),
        };
        let notices = vec![self.mail(letter)];
        let event = Event::Judged { judgement: judgement.clone() };
        let state = Self { state: ApplicationState::Judged { judgement, at: now }, ..self };
        Ok(Decided { state, event, notices })
    }

    fn may_pass(&self, filed: &Filed, holds_training: bool) -> Result<(), Refusal> {
        let obstacles = self.obstacles(filed, holds_training);
        obstacles.first().map_or(Ok(()), |first| Err(*first))
    }

    /// All that stands in the way of 合格, on the page before anybody presses the button.
    pub fn obstacles(&self, filed: &Filed, holds_training: bool) -> Vec<Refusal> {
        let claims = filed.particulars.claims;
        let seen = |check| self.review.is_good(check);
        let unlinked = filed.particulars.core_links.is_empty() && self.review.attached.is_none();
        [
            (self.certificate.is_checking(), Refusal::CertificateUnchecked),
            (!self.certificate.is_present(), Refusal::CertificateUnusable),
            (
                claims.transition && unlinked && !holds_training && !seen(Check::Transition),
                Refusal::TransitionUnverified,
            ),
            (claims.qualification_pending && !seen(Check::Qualification), Refusal::QualificationUnverified),
            (claims.unlisted_core && self.review.attached.is_none(), Refusal::CoreFacilityUnknown),
        ]
        .into_iter()
        .filter_map(|(stands, refusal)| stands.then_some(refusal))
        .collect()
    }
}
