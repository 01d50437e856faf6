//! 連携: the link of a partner facility to a core facility (S124, S128–S132, E60–E73). It is asked for as of its start
//! date, whenever the schedule runs, and counts from there, whenever it is approved.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{jst_date, start_of_day};
use crate::{
    AccountId, Accreditation, Actor, Dissolution, DissolutionCommand, EndCause, LinkEnd, NextActor, Owned, Reminder,
    StaffRole, UnknownName,
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
        /// The other links of its partner.
        others: Vec<Partnership>,
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
}
