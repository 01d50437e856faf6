//! What may be done to a link: it is asked for on its day, approved, declined, given another first day.

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::jst_date;
use crate::{
    Accreditation, BlockReason, Decided, Event, InForce, Letter, LinkStanding, Notice, Partnership, PartnershipCommand,
    PartnershipState, Party, Recipient, Refusal, Side, StaffRole,
};

impl Partnership {
    /// The one transition function of a link.
    pub fn decide(self, command: PartnershipCommand, side: Side, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        let least = |least| matches!(side, Side::Staff(role) if role >= least);
        match (side, command) {
            (Side::System, PartnershipCommand::Begin { core, partner }) => {
                self.begin(core.map(|core| *core), partner.map(|partner| *partner), now)
            }
            (Side::System, PartnershipCommand::End { on, why }) => self.end(on, why, String::new()),
            (Side::System, PartnershipCommand::Remind(reminder)) => self.remind(reminder),
            (Side::Core, PartnershipCommand::Approve(in_force)) => self.approve(in_force, String::new(), now),
            (Side::Core, PartnershipCommand::Decline { reason }) => self.decline(reason, now),
            (Side::Core | Side::Partner | Side::Staff(_), PartnershipCommand::Dissolution(command)) => {
                self.dissolve(command, side, now)
            }
            (_, PartnershipCommand::ApproveByProxy { note, .. }) if least(StaffRole::Judge) && note.is_empty() => {
                Err(Refusal::ReasonMissing)
            }
            (_, PartnershipCommand::ApproveByProxy { in_force, note }) if least(StaffRole::Judge) => {
                self.approve(in_force, note, now)
            }
            (_, PartnershipCommand::SetStart { on, reason, others }) if least(StaffRole::Judge) => {
                self.set_start(on, reason, &others, now)
            }
            (Side::Core | Side::Partner | Side::Staff(_) | Side::System | Side::Stranger, _) => {
                Err(Refusal::NotPermitted)
            }
        }
    }

    fn begin(
        self,
        core: Option<Accreditation>,
        partner: Option<Accreditation>,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        if self.state != PartnershipState::Scheduled {
            return Err(Refusal::AlreadyAsked);
        }
        let Some(partner) = partner else { return Ok(self.blocked(BlockReason::PartnerNotAccredited, now)) };
        let Some(core) = core else { return Ok(self.blocked(BlockReason::CoreNotAccredited, now)) };
        let link_start = self.id.start.max(core.valid_from);
        let contact = self.partner.contact.clone();
        let (partner, core) = (Party::of(&partner.as_of(self.id.start), contact), core.as_of(self.id.start));
        let asked = Self { core: Party::of(&core, String::new()), partner, link_start, ..self };
        Ok(asked.requested(now))
    }

    /// Asked for: the core facility gets its mail.
    pub(crate) fn requested(self, now: DateTime<Utc>) -> Decided<Self> {
        let asked = Self { state: PartnershipState::Requested { at: now }, ..self };
        let letter = Letter::PartnershipRequested { partnership: Box::new(asked.clone()) };
        let notices = vec![Notice { to: Recipient::LoginAddressOf(asked.id.core.clone()), letter }];
        let event = Event::PartnershipRequested { link_start: asked.link_start };
        Decided { state: asked, event, notices }
    }

    fn blocked(self, why: BlockReason, now: DateTime<Utc>) -> Decided<Self> {
        let state = Self { state: PartnershipState::Blocked { why, at: now }, ..self };
        let letter = Letter::PartnershipBlocked { partnership: Box::new(state.clone()), why };
        let notices = state.tells_partner_and_secretariat(&letter);
        Decided { state, event: Event::PartnershipBlocked { why }, notices }
    }

    fn approve(self, in_force: InForce, note: String, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        self.is_open()?;
        if !in_force.core {
            return Err(Refusal::CoreNotAccredited);
        }
        if !in_force.partner {
            return Err(Refusal::PartnerNotAccredited);
        }
        // another accreditation since then makes no difference: it would be over at once (E64, E72)
        match self.standing(jst_date(now)) {
            LinkStanding::Ended => return Err(Refusal::PartnerNotAccredited),
            LinkStanding::Blocked => return Err(Refusal::CoreNotAccredited),
            _ => {}
        }
        // asked for later, it counts from today unless the secretariat has set a day
        let link_start = if self.later { self.set.unwrap_or(jst_date(now)) } else { self.link_start };
        let state = Self { state: PartnershipState::Active { approved: now }, link_start, ..self };
        let letter = Letter::PartnershipApproved { partnership: Box::new(state.clone()), at: now };
        let partner = Recipient::LoginAddressOf(state.id.partner.clone());
        let core = Recipient::LoginAddressOf(state.id.core.clone());
        let told = std::iter::once(partner).chain((!note.is_empty()).then_some(core));
        let notices = told.map(|to| Notice { to, letter: letter.clone() }).collect();
        let event = Event::PartnershipApproved { link_start, note };
        Ok(Decided { state, event, notices })
    }

    fn decline(self, reason: String, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        self.is_open()?;
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        let state = Self { state: PartnershipState::Declined { reason: reason.clone(), at: now }, ..self };
        let letter = Letter::PartnershipDeclined { partnership: Box::new(state.clone()), reason: reason.clone() };
        let notices = state.tells_partner_and_secretariat(&letter);
        Ok(Decided { state, event: Event::PartnershipDeclined { reason }, notices })
    }

    /// Within the accreditation of both, as far as a link can tell: the rest is seen when it is approved. No day belongs to two
    /// links of the same two; the last day of a link never moves to a later one, so what is apart stays apart.
    fn set_start(
        self,
        on: NaiveDate,
        reason: String,
        others: &[Self],
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        if !self.later || !matches!(self.state, PartnershipState::Requested { .. } | PartnershipState::Active { .. }) {
            return Err(Refusal::NotPermitted);
        }
        if on > self.last_day() {
            return Err(Refusal::DayOutOfRange);
        }
        let meets = |other: &Self| on.max(other.link_start) <= self.last_day().min(other.last_day());
        if self.of_the_same_two(others, jst_date(now)).any(meets) {
            return Err(Refusal::LinksOverlap);
        }
        let state = Self { link_start: on, set: Some(on), ..self };
        Ok(Decided::quiet(state, Event::PartnershipStartSet { on, reason }))
    }

    const fn is_open(&self) -> Result<(), Refusal> {
        match self.state {
            PartnershipState::Requested { .. } => Ok(()),
            PartnershipState::Scheduled => Err(Refusal::NotAskedYet),
            PartnershipState::Active { .. } | PartnershipState::Declined { .. } | PartnershipState::Blocked { .. } => {
                Err(Refusal::AlreadyAnswered)
            }
        }
    }

    fn tells_partner_and_secretariat(&self, letter: &Letter) -> Vec<Notice> {
        self.tells(&[Recipient::LoginAddressOf(self.id.partner.clone()), Recipient::Secretariat], letter)
    }

    pub(crate) fn tells_both(&self, letter: &Letter) -> Vec<Notice> {
        let [core, partner] = [&self.id.core, &self.id.partner].map(|side| Recipient::LoginAddressOf(side.clone()));
        self.tells(&[core, partner], letter)
    }

    #[expect(clippy::unused_self, reason = "reads as who tells")]
    pub(crate) fn tells(&self, recipients: &[Recipient], letter: &Letter) -> Vec<Notice> {
        recipients.iter().map(|to| Notice { to: to.clone(), letter: letter.clone() }).collect()
    }
}
