//! The secretariat's staff: personal accounts with password and authenticator, made by invitation only (D1).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{Actor, Decided, EmailAddress, Event, Link, Refusal, Role, StaffId, StaffRole};

/// How long an invitation works.
pub const INVITATION_LIFETIME: TimeDelta = TimeDelta::minutes(60);

/// One of the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// Who.
    pub id: StaffId,
    /// The login address.
    pub email: EmailAddress,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// Whether they can sign in.
    pub state: StaffState,
    /// Rises whenever password and authenticator change: sessions and links of an earlier epoch are dead at once.
    pub epoch: u32,
}

/// Whether one of the staff can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffState {
    /// Not yet: password and authenticator are to be set.
    Invited,
    /// Yes.
    Active,
}

/// What may be done to a staff account.
#[derive(Clone, Debug)]
pub enum StaffCommand {
    /// Invited anew, also after a lost authenticator; with the name and role as of now.
    Invite {
        /// Their name.
        name: String,
        /// What they may do.
        role: StaffRole,
    },
    /// Password and authenticator were set with a link.
    Enrol {
        /// The link.
        link: Link,
    },
}

impl Staff {
    /// Who acts, when it is they.
    pub fn actor(&self) -> Actor {
        Actor::Staff { id: self.id.clone(), name: self.name.clone(), role: self.role }
    }

    /// Makes somebody one of the staff.
    pub fn invite(id: StaffId, email: EmailAddress, name: String, role: StaffRole) -> Decided<Self> {
        let staff = Self { id, email, name, role, state: StaffState::Invited, epoch: 0 };
        Decided::quiet(staff, Event::StaffInvited { role })
    }

    /// The one transition function of a staff account.
    pub fn decide(self, command: StaffCommand, by: Role, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        match (by, command) {
            (Role::System | Role::Staff(StaffRole::Admin), StaffCommand::Invite { name, role }) => {
                // what they had stays in force until the invitation is used
                Ok(Decided::quiet(Self { name, role, ..self }, Event::StaffInvited { role }))
            }
            (Role::Anonymous, StaffCommand::Enrol { link }) => {
                link.check(self.epoch, now)?;
                let state = Self { state: StaffState::Active, epoch: self.epoch + 1, ..self };
                Ok(Decided::quiet(state, Event::StaffEnrolled))
            }
            (Role::Anonymous | Role::Facility | Role::Staff(_) | Role::System, _) => Err(Refusal::NotPermitted),
        }
    }
}
