//! 連携: the link of a partner facility to a core facility (S124, S128–S132, E60–E73). It is asked for as of its start
//! date, whenever the schedule runs, and counts from there, whenever it is approved.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{jst_date, start_of_day};
use crate::{
    AccountId, Accreditation, Actor, Decided, Dissolution, DissolutionCommand, EndCause, Event, Letter, LinkEnd,
    NextActor, Notice, Owned, Recipient, Refusal, Reminder, StaffRole, UnknownName,
};

/// The name of a partnership: one for each partner, core facility and start date. Written `<partner>/2027-04-01/<core>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartnershipId {
    /// 連携施設
    pub partner: AccountId,
    /// The day from which it is asked for.
    pub start: NaiveDate,
    /// 基幹施設
    pub core: AccountId,
}

impl Owned for PartnershipId {
    fn is_of(&self, account: &AccountId) -> bool {
        self.partner == *account || self.core == *account
    }
}

impl fmt::Display for PartnershipId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.partner, self.start, self.core)
    }
}

impl FromStr for PartnershipId {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let [partner, start, core] = text.split('/').collect::<Vec<_>>().try_into().map_err(|_| UnknownName)?;
        let start = start.parse().map_err(|_| UnknownName)?;
        Ok(Self { partner: partner.parse()?, start, core: core.parse()? })
    }
}

/// A link, with what each side may see of the other (E77).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partnership {
    /// Which.
    pub id: PartnershipId,
    /// 連携施設
    pub partner: Party,
    /// 基幹施設
    pub core: Party,
    /// Whether it is the partner's 主たる基幹施設 (E67).
    pub primary: bool,
    /// From when it counts: its start, but not before the core facility's own (E71); asked for later, the day of its
    /// approval or the one that the secretariat sets (E75).
    pub link_start: NaiveDate,
    /// Asked for later, by the partner itself.
    #[serde(default)]
    pub later: bool,
    /// The first day that the secretariat has set for it.
    #[serde(default)]
    pub set: Option<NaiveDate>,
    /// Where it stands.
    pub state: PartnershipState,
    /// 解除申請, while it waits for the secretariat.
    #[serde(default)]
    pub dissolution: Option<Dissolution>,
    /// When and why it ends before the accreditations do.
    #[serde(default)]
    pub end: Option<LinkEnd>,
    /// The mails that its days have brought.
    #[serde(default)]
    pub reminded: BTreeSet<Reminder>,
}

/// One side of a link, as the other may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// 診療施設名
    pub facility_name: String,
    /// 都道府県, by code or by name.
    pub prefecture: String,
    /// 施設責任者氏名
    pub responsible_name: String,
    /// 認定番号
    pub number: String,
    /// The last day of its accreditation, as far as was known.
    pub valid_to: NaiveDate,
    /// 担当者 and 電話番号; of a partner only.
    pub contact: String,
}

impl Party {
    /// A facility as its accreditation has it.
    pub fn of(accreditation: &Accreditation, contact: String) -> Self {
        Self {
            facility_name: accreditation.facility_name.clone(),
            prefecture: accreditation.prefecture.clone(),
            responsible_name: accreditation.responsible_name.clone(),
            number: accreditation.number.clone(),
            valid_to: accreditation.last_day(),
            contact,
        }
    }
}

/// Where a link stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PartnershipState {
    /// To be asked for on its start date.
    Scheduled,
    /// The core facility was asked: 承認待ち.
    Requested {
        /// When.
        at: DateTime<Utc>,
    },
    /// 連携中
    Active {
        /// When it was approved.
        approved: DateTime<Utc>,
    },
    /// 不承認
    Declined {
        /// Why.
        reason: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// It could not be asked for.
    Blocked {
        /// Why.
        why: BlockReason,
        /// When that was found.
        at: DateTime<Utc>,
    },
}

/// Why a link could not be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockReason {
    /// The core facility was not accredited on the start date (E62).
    CoreNotAccredited,
    /// The partner itself was not.
    PartnerNotAccredited,
}

/// What may be done to a link.
#[derive(Clone, Debug)]
pub enum PartnershipCommand {
    /// Its start date has come: it is asked for, or cannot be.
    Begin {
        /// The core facility's accreditation on the start date.
        core: Option<Box<Accreditation>>,
        /// The partner's on that day.
        partner: Option<Box<Accreditation>>,
    },
    /// 承認する
    Approve(InForce),
    /// 承認 by the secretariat in the core facility's place (E61).
    ApproveByProxy {
        /// Who is accredited.
        in_force: InForce,
        /// Who asked for it, and how.
        note: String,
    },
    /// 承認しない
    Decline {
        /// Why.
        reason: String,
    },
    /// Another first day, set by the secretariat (E62, E75).
    SetStart {
        /// The day.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// 解除申請, and the answer to it.
    Dissolution(DissolutionCommand),
    /// An accreditation ends, and the link with it.
    End {
        /// Its last day.
        on: NaiveDate,
        /// Whose.
        why: EndCause,
    },
    /// A mail that its days bring.
    Remind(Reminder),
}

/// Who of the two is accredited on the day of a command.
#[derive(Clone, Copy, Debug)]
pub struct InForce {
    /// The core facility.
    pub core: bool,
    /// The partner.
    pub partner: bool,
}

/// Who commands, seen from a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Its core facility.
    Core,
    /// Its partner.
    Partner,
    /// The secretariat.
    Staff(StaffRole),
    /// A background function.
    System,
    /// Anybody else.
    Stranger,
}

/// The hour, in Japan, at which a link is asked for on its start date (E68).
const HOUR: i64 = 9;

/// The last day whose links are to be asked for at `now`: today from nine o'clock on.
pub fn last_due(now: DateTime<Utc>) -> NaiveDate {
    let today = jst_date(now);
    let nine = start_of_day(today) + TimeDelta::hours(HOUR);
    if now < nine { today - TimeDelta::days(1) } else { today }
}

impl Partnership {
    /// Who `actor` is to this link.
    pub fn side(&self, actor: &Actor) -> Side {
        match actor {
            Actor::Facility(account) if *account == self.id.core => Side::Core,
            Actor::Facility(account) if *account == self.id.partner => Side::Partner,
            Actor::Staff { role, .. } => Side::Staff(*role),
            Actor::System(_) => Side::System,
            Actor::Facility(_) | Actor::Anonymous => Side::Stranger,
        }
    }

    /// Who must act next.
    pub const fn next_actor(&self) -> NextActor {
        match self.state {
            _ if self.dissolution.is_some() => NextActor::Secretariat,
            PartnershipState::Requested { .. } => NextActor::CoreFacility,
            PartnershipState::Declined { .. } | PartnershipState::Blocked { .. } => NextActor::Facility,
            PartnershipState::Scheduled | PartnershipState::Active { .. } => NextActor::Nobody,
        }
    }

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
            (_, PartnershipCommand::SetStart { on, reason }) if least(StaffRole::Judge) => self.set_start(on, reason),
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

    /// Within the accreditation of both, as far as a link can tell: the rest is seen when it is approved.
    fn set_start(self, on: NaiveDate, reason: String) -> Result<Decided<Self>, Refusal> {
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        if !self.later || !matches!(self.state, PartnershipState::Requested { .. } | PartnershipState::Active { .. }) {
            return Err(Refusal::NotPermitted);
        }
        if on > self.last_day() {
            return Err(Refusal::DayOutOfRange);
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
