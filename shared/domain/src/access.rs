//! Who may do what to whose data. Shape first: `Store` demands a [`Capability`] for every load and commit.

use serde::{Deserialize, Serialize};

use crate::{AccountId, ApplicationId};

/// Who acts. Written into every event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Somebody who is not signed in.
    Anonymous,
    /// The holder of a facility's account (shared inside the facility, S20).
    Facility(AccountId),
    /// A background function, by name.
    System(String),
}

/// The kinds of actor, as the transition table prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Not signed in.
    Anonymous,
    /// A facility, acting on its own data.
    Facility,
    /// A background function.
    System,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Anonymous, Self::Facility, Self::System];
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
            Self::System(_) => Role::System,
        }
    }
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Look at it.
    View,
    /// Change it by a transition or a draft.
    Change,
    /// Prove to be the holder: sign up, sign in, use a one-time link.
    Identify,
}

/// Something that belongs to an account.
pub trait Owned {
    /// Whose it is.
    fn owner(&self) -> &AccountId;
}

impl Owned for AccountId {
    fn owner(&self) -> &AccountId {
        self
    }
}

impl Owned for ApplicationId {
    fn owner(&self) -> &AccountId {
        &self.account
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
        (Actor::Facility(account), Action::View | Action::Change | Action::Identify) => account == object.owner(),
        (Actor::System(_), Action::View | Action::Change) | (Actor::Anonymous, Action::Identify) => true,
        (Actor::System(_), Action::Identify) | (Actor::Anonymous, Action::View | Action::Change) => false,
    };
    if permitted { Ok(Capability { actor: actor.clone(), action, object }) } else { Err(Denied) }
}
