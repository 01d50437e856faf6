//! Who may do what to whose data. Shape first: `Store` demands a [`Capability`] for every load and commit.

use serde::{Deserialize, Serialize};

use crate::{AccountId, ApplicationId, StaffId};

/// Who acts. Written into every event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Somebody who is not signed in.
    Anonymous,
    /// The holder of a facility's account (shared inside the facility, S20).
    Facility(AccountId),
    /// One of the secretariat's staff: with name and role of that day, so that a history can be read after they left.
    Staff {
        /// Who.
        id: StaffId,
        /// Their name.
        name: String,
        /// What they may do.
        role: StaffRole,
    },
    /// A background function, by name.
    System(String),
}

/// What one of the secretariat's staff may do; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Looks at everything.
    Viewer,
    /// Receives, checks, notes, asks for corrections.
    Editor,
    /// Judges.
    Judge,
    /// Sets windows.
    Admin,
}

impl StaffRole {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Editor, Self::Judge, Self::Admin];

    /// The stable name in events and settings.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Judge => "judge",
            Self::Admin => "admin",
        }
    }
}

impl std::str::FromStr for StaffRole {
    type Err = crate::UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.slug() == text).ok_or(crate::UnknownName)
    }
}

/// The kinds of actor, as the transition table prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Not signed in.
    Anonymous,
    /// A facility, acting on its own data.
    Facility,
    /// The secretariat.
    Staff(StaffRole),
    /// A background function.
    System,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::Anonymous,
        Self::Facility,
        Self::Staff(StaffRole::Viewer),
        Self::Staff(StaffRole::Editor),
        Self::Staff(StaffRole::Judge),
        Self::Staff(StaffRole::Admin),
        Self::System,
    ];

    /// Whether this is the secretariat with at least `least`.
    pub fn is_staff(self, least: StaffRole) -> bool {
        matches!(self, Self::Staff(role) if role >= least)
    }
}

impl Actor {
    /// A background function.
    pub fn system(function: &str) -> Self {
        Self::System(function.to_owned())
    }

    /// What kind of actor this is.
    pub const fn role(&self) -> Role {
        match self {
            Self::Anonymous => Role::Anonymous,
            Self::Facility(_) => Role::Facility,
            Self::Staff { role, .. } => Role::Staff(*role),
            Self::System(_) => Role::System,
        }
    }
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Look at it.
    View,
    /// Change it by a transition or a draft, as its facility or as a background function.
    Change,
    /// Prove to be the holder: sign up, sign in, use a one-time link.
    Identify,
    /// The secretariat's daily work on it: 受付, checks, notes, 修正依頼, 取下げ.
    Review,
    /// 判定, and what follows from it.
    Judge,
    /// The society's settings.
    Administer,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 6] = [Self::View, Self::Change, Self::Identify, Self::Review, Self::Judge, Self::Administer];

    /// The least role of the secretariat that may do it; `None` where it is not for the secretariat.
    const fn least_role(self) -> Option<StaffRole> {
        match self {
            Self::View => Some(StaffRole::Viewer),
            Self::Review => Some(StaffRole::Editor),
            Self::Judge => Some(StaffRole::Judge),
            Self::Administer => Some(StaffRole::Admin),
            Self::Change | Self::Identify => None,
        }
    }
}

/// Something that a capability can be granted on.
pub trait Owned {
    /// Whether it belongs to this facility.
    fn is_of(&self, account: &AccountId) -> bool;
}

impl Owned for AccountId {
    fn is_of(&self, account: &AccountId) -> bool {
        self == account
    }
}

impl Owned for ApplicationId {
    fn is_of(&self, account: &AccountId) -> bool {
        self.account == *account
    }
}

impl Owned for StaffId {
    fn is_of(&self, _: &AccountId) -> bool {
        false
    }
}

/// What belongs to no facility: the secretariat's own lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Office;

impl Owned for Office {
    fn is_of(&self, _: &AccountId) -> bool {
        false
    }
}

/// Proof that an actor may do an action to an object. Only [`authorize`] makes one.
#[derive(Clone, Debug)]
pub struct Capability<O> {
    actor: Actor,
    action: Action,
    object: O,
}

impl<O> Capability<O> {
    /// Who acts.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What it was granted for.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// What it was granted on.
    pub const fn object(&self) -> &O {
        &self.object
    }
}

/// The object is not this actor's. Shown as "not found": whether it exists is nobody else's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not permitted")]
pub struct Denied;

/// Decides whether `actor` may do `action` to `object`.
pub fn authorize<O: Owned>(actor: &Actor, action: Action, object: O) -> Result<Capability<O>, Denied> {
    let permitted = match (actor, action) {
        (Actor::Facility(account), Action::View | Action::Change | Action::Identify) => object.is_of(account),
        (Actor::Staff { role, .. }, action) => action.least_role().is_some_and(|least| *role >= least),
        (Actor::System(_), Action::View | Action::Change) | (Actor::Anonymous, Action::Identify) => true,
        (
            Actor::System(_) | Actor::Facility(_),
            Action::Identify | Action::Review | Action::Judge | Action::Administer,
        )
        | (Actor::Anonymous, _) => false,
    };
    if permitted { Ok(Capability { actor: actor.clone(), action, object }) } else { Err(Denied) }
}
