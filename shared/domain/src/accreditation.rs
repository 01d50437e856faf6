//! An accreditation: who holds what, from which day to which (S12, E70, E82, E89). Whether it is in force is computed
//! for a day; no job switches it on or off. What it says in public has days of its own: an approved change holds from its day.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, AccreditationKind, Decided, Event, Former, Names, Owned, Refusal, Reminder, Return, ReturnCommand, Role,
    StaffRole,
};

/// The name of an accreditation. A number is taken once for each kind, so it alone would do; the account says whose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccreditationId {
    /// Whose.
    pub account: AccountId,
    /// Of which kind.
    pub kind: AccreditationKind,
    /// 認定番号
    pub number: String,
}

impl Owned for AccreditationId {
    fn is_of(&self, account: &AccountId) -> bool {
        self.account == *account
    }
}

/// An accreditation that an account holds or held: `valid_from ≤ day ≤ valid_to`, computed for a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accreditation {
    /// Whose.
    pub account: AccountId,
    /// Of which kind.
    pub kind: AccreditationKind,
    /// 認定番号
    pub number: String,
    /// 診療施設名, after the last change.
    pub facility_name: String,
    /// 都道府県, by code or by name.
    pub prefecture: String,
    /// 施設責任者
    pub responsible_name: String,
    /// Whether the 施設責任者 qualifies for the transition measure.
    #[serde(default)]
    pub qualified: bool,
    /// What was said before each change, the earliest first.
    #[serde(default)]
    pub former: Vec<Former>,
    /// Granted under the transition measure (S133–S135).
    #[serde(default)]
    pub transition: bool,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: NaiveDate,
    /// The last day if it ended before its time.
    pub ended: Option<NaiveDate>,
    /// Why it did.
    pub ended_by: Option<EndReason>,
    /// 認定返上申請, while it waits for the secretariat.
    #[serde(default)]
    pub returning: Option<Return>,
    /// Whether all its links were told that it ends.
    #[serde(default)]
    pub links_told: bool,
    /// The mails that its days have brought.
    #[serde(default)]
    pub reminded: BTreeSet<Reminder>,
}

/// Why an accreditation ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// 返上
    Returned,
    /// Another accreditation took its place (E82).
    Superseded,
    /// 認定取消
    Revoked,
}

/// How an accreditation stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Granted, not begun.
    Scheduled,
    /// In force: 認定中.
    Active,
    /// Its period is over.
    Expired,
    /// It ended before its time.
    Ended(EndReason),
}

/// What may be done to an accreditation.
#[derive(Clone, Debug)]
pub enum AccreditationCommand {
    /// It ends before its time.
    End {
        /// Its last day.
        on: NaiveDate,
        /// Why.
        reason: EndReason,
    },
    /// 認定取消 (E97).
    Revoke {
        /// Its last day.
        on: NaiveDate,
        /// Why, in words.
        why: String,
    },
    /// 認定返上申請, and the answer to it.
    Return(ReturnCommand),
    /// An approved change of what it says.
    Rename {
        /// What it says.
        names: Names,
        /// From which day on.
        from: NaiveDate,
    },
    /// Its links were told that it ends.
    LinksTold,
    /// A mail that its days bring.
    Remind(Reminder),
}

impl Accreditation {
    /// A fresh one.
    pub fn new(id: AccreditationId, names: Names, valid_from: NaiveDate, valid_to: NaiveDate) -> Self {
        let AccreditationId { account, kind, number } = id;
        let Names { facility_name, prefecture, responsible_name, qualified } = names;
        Self {
            account,
            kind,
            number,
            facility_name,
            prefecture,
            responsible_name,
            qualified,
            former: Vec::new(),
            transition: false,
            valid_from,
            valid_to,
            ended: None,
            ended_by: None,
            returning: None,
            links_told: false,
            reminded: BTreeSet::new(),
        }
    }

    /// Its name.
    pub fn id(&self) -> AccreditationId {
        AccreditationId { account: self.account.clone(), kind: self.kind, number: self.number.clone() }
    }

    /// What it says after the last change.
    pub fn names(&self) -> Names {
        Names {
            facility_name: self.facility_name.clone(),
            prefecture: self.prefecture.clone(),
            responsible_name: self.responsible_name.clone(),
            qualified: self.qualified,
        }
    }

    /// What it says on a day.
    pub fn names_on(&self, day: NaiveDate) -> Names {
        let former = self.former.iter().find(|former| day <= former.until);
        former.map_or_else(|| self.names(), |former| former.names.clone())
    }

    /// Itself, saying what it says on a day.
    #[must_use]
    pub fn as_of(&self, day: NaiveDate) -> Self {
        self.clone().saying(self.names_on(day))
    }

    fn saying(self, names: Names) -> Self {
        let Names { facility_name, prefecture, responsible_name, qualified } = names;
        Self { facility_name, prefecture, responsible_name, qualified, ..self }
    }

    /// The last day on which it is in force.
    pub fn last_day(&self) -> NaiveDate {
        self.ended.map_or(self.valid_to, |ended| ended.min(self.valid_to))
    }

    /// Whether it is in force on `day`.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && day <= self.last_day()
    }

    /// How it stands on `day`.
    pub fn standing(&self, day: NaiveDate) -> Standing {
        match self.ended_by {
            _ if self.in_force(day) => Standing::Active,
            Some(reason) if self.last_day() < self.valid_from || self.last_day() < day => Standing::Ended(reason),
            _ if day < self.valid_from => Standing::Scheduled,
            _ => Standing::Expired,
        }
    }

    /// Whether its links are still to be told on `today` that it ends: known beforehand of a return, by the date of an
    /// expiry.
    pub fn has_links_to_tell(&self, today: NaiveDate) -> bool {
        let ends = self.ended.is_some() || self.valid_to < today;
        self.kind != AccreditationKind::Training && ends && !self.links_told
    }

    /// Enters it in the register, by judgement or by import.
    pub fn granted(self) -> Decided<Self> {
        let event = Event::AccreditationGranted {
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            names: self.names(),
            transition: self.transition,
        };
        Decided::quiet(self, event)
    }

    /// The one transition function of an accreditation.
    pub fn decide(
        self,
        command: AccreditationCommand,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        match (role, command) {
            (role, AccreditationCommand::End { on, reason }) if role.is_staff(StaffRole::Judge) => {
                self.end(on, reason, String::new())
            }
            (role, AccreditationCommand::Revoke { on, why }) if role.is_staff(StaffRole::Judge) => {
                if why.is_empty() {
                    return Err(Refusal::ReasonMissing);
                }
                self.end(on, EndReason::Revoked, why)
            }
            (role, AccreditationCommand::Rename { names, from }) if role.is_staff(StaffRole::Judge) => {
                self.rename(names, from)
            }
            (role, AccreditationCommand::Return(command)) => self.decide_return(command, role, now),
            (Role::System, AccreditationCommand::LinksTold) if self.links_told => Err(Refusal::AlreadyTold),
            (Role::System, AccreditationCommand::LinksTold) => {
                Ok(Decided::quiet(Self { links_told: true, ..self }, Event::LinksTold))
            }
            (Role::System, AccreditationCommand::Remind(reminder)) => self.remind(reminder, now),
            _ => Err(Refusal::NotPermitted),
        }
    }

    pub(crate) fn end(self, on: NaiveDate, reason: EndReason, note: String) -> Result<Decided<Self>, Refusal> {
        if self.ended.is_some() || on >= self.valid_to {
            return Err(Refusal::AlreadyEnded);
        }
        let state = Self { ended: Some(on), ended_by: Some(reason), returning: None, ..self };
        Ok(Decided::quiet(state, Event::AccreditationEnded { on, reason, note }))
    }

    /// From `from` on it says `names`; days before keep what they had. Changes follow one another in time: an earlier day
    /// than that of the last change would undo it.
    fn rename(self, names: Names, from: NaiveDate) -> Result<Decided<Self>, Refusal> {
        if self.former.last().is_some_and(|former| from <= former.until) {
            return Err(Refusal::DayOutOfRange);
        }
        let event = Event::AccreditationRenamed { from, names: names.clone() };
        Ok(Decided::quiet(self.renamed(names, from), event))
    }

    /// The same without the event: also how a history is read again.
    pub(crate) fn renamed(self, names: Names, from: NaiveDate) -> Self {
        let until = from.pred_opt().unwrap_or(from);
        let before = self.names_on(until);
        let mut former: Vec<Former> = self.former.iter().filter(|former| former.until < until).cloned().collect();
        former.push(Former { until, names: before });
        Self { former, ..self }.saying(names)
    }
}
