//! How a link ends: by 解除 that a side asks for and the secretariat approves, or with the accreditation of a side (E63, E64,
//! E72, E74). What it is on a day is computed; nothing has to run for it to end.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::jst_date;
use crate::{Decided, Event, Letter, Partnership, PartnershipState, Recipient, Refusal, Side, StaffRole};

/// Why a link ends before the period of both accreditations is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndCause {
    /// 解除
    Dissolved,
    /// The accreditation of the core facility ends.
    CoreEnded,
    /// That of the partner does.
    PartnerEnded,
}

/// The end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkEnd {
    /// Its last day.
    pub on: NaiveDate,
    /// Why.
    pub why: EndCause,
}

/// 解除申請
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dissolution {
    /// Whether the core facility asks; else the partner does.
    pub by_core: bool,
    /// The last day that is wished for.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

/// What may be done about a 解除.
#[derive(Clone, Debug)]
pub enum DissolutionCommand {
    /// One side asks.
    Ask {
        /// The last day that is wished for.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// That side takes it back.
    Cancel,
    /// The secretariat approves, or dissolves a link that nobody asked it to (E95).
    Approve {
        /// The last day.
        on: NaiveDate,
        /// Why, unless somebody has asked for just that.
        reason: String,
    },
    /// The secretariat does not approve.
    Refuse {
        /// Why.
        reason: String,
    },
}

/// How a link stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkStanding {
    /// To be asked for on its start date.
    Scheduled,
    /// 承認待ち
    Requested,
    /// 連携中
    Active,
    /// 不承認
    Declined,
    /// It could not be asked for, or its core facility's accreditation ended before it answered.
    Blocked,
    /// It is over, or its partner's accreditation ended before it was answered.
    Ended,
}

impl Partnership {
    /// The last day on which it can count: both are accredited, and it was not ended.
    pub fn last_day(&self) -> NaiveDate {
        let both = self.core.valid_to.min(self.partner.valid_to);
        self.end.map_or(both, |end| end.on.min(both))
    }

    /// How it stands on `day`.
    pub fn standing(&self, day: NaiveDate) -> LinkStanding {
        let over = day > self.last_day();
        match self.state {
            PartnershipState::Scheduled => LinkStanding::Scheduled,
            PartnershipState::Requested { .. } if over && self.is_partner_gone(day) => LinkStanding::Ended,
            PartnershipState::Requested { .. } if over => LinkStanding::Blocked,
            PartnershipState::Requested { .. } => LinkStanding::Requested,
            PartnershipState::Active { .. } if over => LinkStanding::Ended,
            PartnershipState::Active { .. } => LinkStanding::Active,
            PartnershipState::Declined { .. } => LinkStanding::Declined,
            PartnershipState::Blocked { .. } => LinkStanding::Blocked,
        }
    }

    fn is_partner_gone(&self, day: NaiveDate) -> bool {
        let ended = self.end.is_some_and(|end| end.why == EndCause::PartnerEnded && end.on < day);
        ended || self.partner.valid_to < day
    }

    /// Whether it counts on `day`: approved, whenever that was, and the day lies between its first and its last.
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        let approved = matches!(self.state, PartnershipState::Active { .. });
        approved && self.link_start <= day && day <= self.last_day()
    }

    /// Those of `others` between the same two facilities that count on some day, or may come to.
    pub fn of_the_same_two<'a>(&'a self, others: &'a [Self], today: NaiveDate) -> impl Iterator<Item = &'a Self> {
        let same_two = |other: &Self| other.id.partner == self.id.partner && other.id.core == self.id.core;
        let counts = move |other: &Self| {
            matches!(other.state, PartnershipState::Active { .. }) || other.standing(today).is_open()
        };
        others.iter().filter(move |other| same_two(other) && other.id != self.id && counts(other))
    }

    /// Whether an accreditation's end is still to be told to it.
    pub fn hears_of(&self, on: NaiveDate) -> bool {
        let open = matches!(self.state, PartnershipState::Requested { .. } | PartnershipState::Active { .. });
        open && self.end.is_none_or(|end| on < end.on)
    }

    /// It ends with an accreditation. Who returned it or let it expire knows; the other side is told.
    pub(crate) fn end(self, on: NaiveDate, why: EndCause, reason: String) -> Result<Decided<Self>, Refusal> {
        if !self.hears_of(on) && why != EndCause::Dissolved {
            return Err(Refusal::AlreadyEnded);
        }
        let state = Self { end: Some(LinkEnd { on, why }), dissolution: None, ..self };
        let letter = Letter::PartnershipEnded { partnership: Box::new(state.clone()), on, why };
        let to = |account: &crate::AccountId| Recipient::LoginAddressOf(account.clone());
        let notices = match why {
            EndCause::Dissolved => state.tells_both(&letter),
            EndCause::CoreEnded => state.tells(&[to(&state.id.partner)], &letter),
            EndCause::PartnerEnded => state.tells(&[to(&state.id.core)], &letter),
        };
        Ok(Decided { state, event: Event::PartnershipEnded { on, why, reason }, notices })
    }

    pub(crate) fn dissolve(
        self,
        command: DissolutionCommand,
        side: Side,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        let judge = matches!(side, Side::Staff(role) if role >= StaffRole::Judge);
        match command {
            DissolutionCommand::Ask { on, reason } if matches!(side, Side::Core | Side::Partner) => {
                self.ask_to_dissolve(on, reason, side == Side::Core, now)
            }
            DissolutionCommand::Cancel if matches!(side, Side::Core | Side::Partner) => {
                let asked = self.dissolution.as_ref().ok_or(Refusal::NothingAsked)?;
                if asked.by_core != (side == Side::Core) {
                    return Err(Refusal::NotPermitted);
                }
                Ok(Decided::quiet(Self { dissolution: None, ..self }, Event::DissolutionCancelled))
            }
            DissolutionCommand::Approve { on, reason } if judge => self.approve_dissolution(on, reason, now),
            DissolutionCommand::Refuse { reason } if judge => self.refuse_dissolution(reason),
            _ => Err(Refusal::NotPermitted),
        }
    }

    fn ask_to_dissolve(
        self,
        on: NaiveDate,
        reason: String,
        by_core: bool,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        let today = jst_date(now);
        if self.standing(today) != LinkStanding::Active || self.end.is_some() {
            return Err(Refusal::NotLinked);
        }
        if self.dissolution.is_some() {
            return Err(Refusal::AlreadyAsked);
        }
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        if on < today || on > self.last_day() {
            return Err(Refusal::DayOutOfRange);
        }
        let asked = Dissolution { by_core, on, reason: reason.clone(), at: now };
        let state = Self { dissolution: Some(asked), ..self };
        let letter =
            Letter::DissolutionRequested { partnership: Box::new(state.clone()), by_core, on, reason: reason.clone() };
        let other = if by_core { &state.id.partner } else { &state.id.core };
        let notices = state.tells(&[Recipient::LoginAddressOf(other.clone()), Recipient::Secretariat], &letter);
        Ok(Decided { state, event: Event::DissolutionRequested { by_core, on, reason }, notices })
    }

    fn approve_dissolution(self, on: NaiveDate, reason: String, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        if self.standing(jst_date(now)) != LinkStanding::Active || self.end.is_some() {
            return Err(Refusal::NotLinked);
        }
        let as_asked = self.dissolution.as_ref().is_some_and(|asked| asked.on == on);
        if reason.is_empty() && !as_asked {
            return Err(Refusal::ReasonMissing);
        }
        if on < self.link_start || on > self.last_day() {
            return Err(Refusal::DayOutOfRange);
        }
        self.end(on, EndCause::Dissolved, reason)
    }

    fn refuse_dissolution(self, reason: String) -> Result<Decided<Self>, Refusal> {
        let asked = self.dissolution.clone().ok_or(Refusal::NothingAsked)?;
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        let state = Self { dissolution: None, ..self };
        let letter = Letter::DissolutionRefused { partnership: Box::new(state.clone()), reason: reason.clone() };
        let who = if asked.by_core { &state.id.core } else { &state.id.partner };
        let notices = state.tells(&[Recipient::LoginAddressOf(who.clone())], &letter);
        Ok(Decided { state, event: Event::DissolutionRefused { reason }, notices })
    }
}
