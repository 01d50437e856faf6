//! 認定返上申請: the facility asks, the secretariat approves and sets the last day; until then everything works (S15, rules
//! 3.5, E63, E64, E90–E92).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::jst_date;
use crate::{Accreditation, Decided, EndReason, Event, Letter, Notice, Recipient, Refusal, Role, StaffRole, Standing};

/// A return that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// 返上希望日: the last day that the facility wishes for.
    pub on: NaiveDate,
    /// Why: one of [`RETURN_REASONS`], and what was added in words.
    pub reason: String,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

/// The reasons to choose from: value and words.
pub const RETURN_REASONS: [(&str, &str); 5] = [
    ("no_physician", "施設責任者・指導医の異動、退職"),
    ("care", "診療体制の変更"),
    ("merger", "施設の統合、移転、閉院"),
    ("other_kind", "他の種別の認定への移行"),
    ("other", "その他"),
];

/// What may be done about a return.
#[derive(Clone, Debug)]
pub enum ReturnCommand {
    /// 認定返上申請, by the facility.
    Ask {
        /// 返上希望日
        on: NaiveDate,
        /// Why, in words.
        reason: String,
        /// Whether the partners concerned were informed; asked only where there are any (E64).
        informed: bool,
        /// The facilities that are linked, by name.
        linked: Vec<String>,
    },
    /// The facility takes it back, until it is approved (E91).
    Cancel,
    /// The secretariat approves.
    Approve {
        /// The last day.
        on: NaiveDate,
        /// Why it is another day than was asked for, if it is an earlier one (E91).
        reason: String,
        /// The facilities that are linked, by name.
        linked: Vec<String>,
    },
    /// The secretariat does not approve.
    Refuse {
        /// Why.
        reason: String,
    },
}

impl Accreditation {
    pub(crate) fn decide_return(
        self,
        command: ReturnCommand,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        match (role, command) {
            (Role::Facility, ReturnCommand::Ask { on, reason, informed, linked }) => {
                self.may_return(on, now)?;
                if !informed && !linked.is_empty() {
                    return Err(Refusal::PartnersNotInformed);
                }
                self.ask_to_return(on, reason, linked, now)
            }
            (Role::Facility, ReturnCommand::Cancel) => {
                self.is_returning()?;
                Ok(Decided::quiet(Self { returning: None, ..self }, Event::ReturnCancelled))
            }
            (role, ReturnCommand::Approve { on, reason, linked }) if role.is_staff(StaffRole::Judge) => {
                self.approve_return(on, &reason, linked)
            }
            (role, ReturnCommand::Refuse { reason }) if role.is_staff(StaffRole::Judge) => {
                self.is_returning()?;
                if reason.is_empty() {
                    return Err(Refusal::ReasonMissing);
                }
                let state = Self { returning: None, ..self };
                let letter = Letter::ReturnRefused { accreditation: Box::new(state.clone()), reason: reason.clone() };
                let notices = vec![state.mail(letter)];
                Ok(Decided { state, event: Event::ReturnRefused { reason }, notices })
            }
            _ => Err(Refusal::NotPermitted),
        }
    }

    fn is_returning(&self) -> Result<&Return, Refusal> {
        self.returning.as_ref().ok_or(Refusal::NothingAsked)
    }

    /// Whether it can be asked for: from today to the day before the last one.
    fn may_return(&self, on: NaiveDate, now: DateTime<Utc>) -> Result<(), Refusal> {
        let today = jst_date(now);
        if self.returning.is_some() {
            return Err(Refusal::AlreadyAsked);
        }
        match self.standing(today) {
            Standing::Active | Standing::Scheduled if self.ended.is_none() => {}
            _ => return Err(Refusal::AlreadyEnded),
        }
        if on < today || on >= self.valid_to { Err(Refusal::DayOutOfRange) } else { Ok(()) }
    }

    fn ask_to_return(
        self,
        on: NaiveDate,
        reason: String,
        linked: Vec<String>,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        let asked = Return { on, reason: reason.clone(), at: now };
        let state = Self { returning: Some(asked), ..self };
        let letter =
            Letter::ReturnRequested { accreditation: Box::new(state.clone()), on, reason: reason.clone(), linked };
        let notices = vec![state.mail(letter.clone()), Notice { to: Recipient::Secretariat, letter }];
        Ok(Decided { state, event: Event::ReturnRequested { on, reason }, notices })
    }

    fn approve_return(self, on: NaiveDate, reason: &str, linked: Vec<String>) -> Result<Decided<Self>, Refusal> {
        let asked = self.is_returning()?;
        if on < asked.on && reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        let Decided { state, event, .. } = self.end(on, EndReason::Returned, reason.to_owned())?;
        let letter = Letter::ReturnApproved { accreditation: Box::new(state.clone()), on, linked };
        let notices = vec![state.mail(letter)];
        Ok(Decided { state, event, notices })
    }

    /// To whoever holds it.
    pub(crate) fn mail(&self, letter: Letter) -> Notice {
        Notice { to: Recipient::LoginAddressOf(self.account.clone()), letter }
    }
}
