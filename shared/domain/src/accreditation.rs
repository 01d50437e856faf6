//! An accreditation: who holds what, from which day to which (S12, E70, E82, E89). Whether it is in force is computed
//! for a day; no job switches it on or off.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{AccountId, AccreditationKind, Cycle, Decided, Event, Owned, Refusal, Role, StaffRole};

/// The name of an accreditation. A number is taken once for each kind, so it alone would do; the account says whose.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// 診療施設名
    pub facility_name: String,
    /// 都道府県, by code or by name.
    pub prefecture: String,
    /// 施設責任者
    pub responsible_name: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: NaiveDate,
    /// The last day if it ended before its time.
    pub ended: Option<NaiveDate>,
    /// Why it did.
    pub ended_by: Option<EndReason>,
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
#[derive(Clone, Copy, Debug)]
pub enum AccreditationCommand {
    /// It ends before its time.
    End {
        /// Its last day.
        on: NaiveDate,
        /// Why.
        reason: EndReason,
    },
}

impl Accreditation {
    /// Its name.
    pub fn id(&self) -> AccreditationId {
        AccreditationId { account: self.account.clone(), kind: self.kind, number: self.number.clone() }
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

    /// Enters it in the register, by judgement or by import.
    pub fn granted(self) -> Decided<Self> {
        let event = Event::AccreditationGranted { valid_from: self.valid_from, valid_to: self.valid_to };
        Decided::quiet(self, event)
    }

    /// The one transition function of an accreditation.
    pub fn decide(self, command: AccreditationCommand, role: Role) -> Result<Decided<Self>, Refusal> {
        let AccreditationCommand::End { on, reason } = command;
        if !role.is_staff(StaffRole::Judge) {
            return Err(Refusal::NotPermitted);
        }
        if self.ended.is_some() || on >= self.valid_to {
            return Err(Refusal::AlreadyEnded);
        }
        let state = Self { ended: Some(on), ended_by: Some(reason), ..self };
        Ok(Decided::quiet(state, Event::AccreditationEnded { on, reason }))
    }
}

/// The period that a passed application gets unless the secretariat says otherwise (rules 3.3, E89): to 3/31 of the
/// fifth year after, which is five years from 4/1, and four and a half from 10/1.
pub fn default_period(cycle: Cycle) -> (NaiveDate, NaiveDate) {
    let from = cycle.accreditation_start();
    (from, NaiveDate::from_ymd_opt(from.year() + 5, 3, 31).unwrap_or(from))
}

/// The accreditation of a kind that is in force on `day`, if the account holds one.
pub fn held_on(held: &[Accreditation], kind: AccreditationKind, day: NaiveDate) -> Option<&Accreditation> {
    held.iter().find(|held| held.kind == kind && held.in_force(day))
}

/// Whether 新規登録 with an address is refused in the open (S43, E1): only for a facility whose accreditation is in force.
pub fn address_in_use(accreditations: &[Accreditation], today: NaiveDate) -> Result<(), Refusal> {
    if accreditations.iter().any(|accreditation| accreditation.in_force(today)) {
        Err(Refusal::AddressInUse)
    } else {
        Ok(())
    }
}
