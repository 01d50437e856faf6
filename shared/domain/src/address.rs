//! The login address and its change: by the facility while it is accredited (S21, E18), by the secretariat for somebody whose
//! identity was checked (S60, E19). A change by the facility counts once the new address has confirmed it; for a week the old
//! one can take it back, whatever happened to the password meanwhile.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::identity::for_an_editor;
use crate::{
    Account, AccountState, Decided, EmailAddress, Event, Identified, Letter, Link, LinkId, LinkPurpose, LoginEvent,
    LoginLetter, Notice, Recipient, Refusal, Role, StaffRole,
};

/// A change of the login address that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum AddressChange {
    /// The new address was sent a link; nothing has changed yet.
    Asked {
        /// The address that is to hold.
        new: EmailAddress,
        /// Its link.
        link: LinkId,
        /// Until when the link works.
        until: DateTime<Utc>,
    },
    /// The new address holds; the old one was sent a link that takes it back.
    Changed {
        /// The address that held before.
        old: EmailAddress,
        /// Its link.
        link: LinkId,
        /// Until when the link works, and the address is kept for this account.
        until: DateTime<Utc>,
    },
}

/// What may be done about a login address.
#[derive(Clone, Debug)]
pub enum AddressCommand {
    /// The facility wants another one.
    Ask {
        /// Which.
        new: EmailAddress,
        /// The link to mail to it.
        link: Link,
        /// Whether the facility has an accreditation in force (E18).
        accredited: bool,
        /// Whether the address is somebody's: then that somebody is told, and the facility is not.
        taken: bool,
    },
    /// The facility no longer wants it.
    Cancel,
    /// The new address confirms with its link.
    Confirm {
        /// The link.
        link: Link,
        /// The name of the link that the old address gets.
        undo: LinkId,
    },
    /// The old address takes the change back with its link. The password ends with it: whoever changed the address knows it.
    Undo {
        /// The link.
        link: Link,
        /// The name of the link that sets a new password.
        reset: LinkId,
    },
    /// The secretariat enters another one.
    Replace {
        /// Which.
        new: EmailAddress,
        /// Why.
        reason: String,
        /// Whose identity was checked.
        identified: Option<Identified>,
    },
    /// The secretariat ends every session.
    EndSessions,
    /// The secretariat approves that an accreditation is returned, and with that ends every session (E15): the mail about the
    /// return says so.
    Return,
}

impl Account {
    /// The transition function of a login address.
    pub fn decide_address(
        self,
        command: AddressCommand,
        by: Role,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        if self.state == AccountState::Closed {
            return Err(Refusal::AccountClosed);
        }
        match command {
            AddressCommand::Ask { new, link, accredited, taken } => {
                self.may_ask(&new, accredited, by, now)?;
                Ok(self.asked(new, &link, taken, now))
            }
            AddressCommand::Cancel => self.cancelled(by),
            AddressCommand::Confirm { link, undo } => self.confirmed(&link, undo, now),
            AddressCommand::Undo { link, reset } => self.undone(&link, reset, now),
            AddressCommand::Replace { new, reason, identified } => {
                let identified = allowed(by, identified)?;
                self.replaced(new, reason, identified, now)
            }
            AddressCommand::EndSessions => self.sessions_ended(by, now),
            AddressCommand::Return if by.is_staff(StaffRole::Judge) => {
                Ok(Decided::quiet(self.of_a_new_epoch(), Event::Login(LoginEvent::SessionsEndedByReturn)))
            }
            AddressCommand::Return => Err(Refusal::NotPermitted),
        }
    }

    /// The change that a link confirms or takes back.
    pub fn change_of(&self, link: &Link, now: DateTime<Utc>) -> Result<&AddressChange, Refusal> {
        link.check(self.epoch, now)?;
        match (&self.address_change, link.purpose) {
            (Some(change @ AddressChange::Asked { link: known, .. }), LinkPurpose::AddressConfirmation)
            | (Some(change @ AddressChange::Changed { link: known, .. }), LinkPurpose::AddressUndo)
                if *known == link.id =>
            {
                Ok(change)
            }
            _ => Err(Refusal::LinkInvalid),
        }
    }

    /// The old address, while it can still take the change back, and until when.
    pub fn undoable(&self, now: DateTime<Utc>) -> Option<(&EmailAddress, DateTime<Utc>)> {
        match &self.address_change {
            Some(AddressChange::Changed { old, until, .. }) if now < *until => Some((old, *until)),
            _ => None,
        }
    }

    /// The same, with every session and every link ended but the one that takes a change back.
    pub(crate) fn of_a_new_epoch(self) -> Self {
        let change = self.address_change.filter(|change| matches!(change, AddressChange::Changed { .. }));
        Self { epoch: self.epoch + 1, address_change: change, ..self }
    }

    fn may_ask(&self, new: &EmailAddress, accredited: bool, by: Role, now: DateTime<Utc>) -> Result<(), Refusal> {
        if by != Role::Facility {
            Err(Refusal::NotPermitted)
        } else if !accredited {
            Err(Refusal::AccreditationOver)
        } else if new.canonical() == self.email.canonical() {
            Err(Refusal::AddressUnchanged)
        } else if self.undoable(now).is_some() {
            Err(Refusal::AddressChangedLately)
        } else {
            Ok(())
        }
    }

    /// Where the address is somebody's, all that the facility sees is the same, and nobody has the link.
    fn asked(self, new: EmailAddress, link: &Link, taken: bool, now: DateTime<Utc>) -> Decided<Self> {
        let name = self.name.to_string();
        let (id, expires) = (link.id.clone(), link.expires);
        let letter = if taken {
            LoginLetter::AddressTaken
        } else {
            LoginLetter::AddressConfirmation { name: name.clone(), link: id.clone(), expires }
        };
        let notices = vec![
            self.to(&new, letter),
            self.tell(LoginLetter::AddressAsked { name, new: new.as_str().to_owned(), at: now }),
        ];
        let change = AddressChange::Asked { new: new.clone(), link: id, until: expires };
        let state = Self { address_change: Some(change), ..self };
        Decided { state, event: Event::Login(LoginEvent::AddressAsked { new }), notices }
    }

    fn cancelled(self, by: Role) -> Result<Decided<Self>, Refusal> {
        if by != Role::Facility {
            return Err(Refusal::NotPermitted);
        }
        let Some(AddressChange::Asked { .. }) = self.address_change else { return Err(Refusal::NothingAsked) };
        Ok(Decided::quiet(Self { address_change: None, ..self }, Event::Login(LoginEvent::AddressCancelled)))
    }

    fn confirmed(self, link: &Link, undo: LinkId, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        let AddressChange::Asked { new, .. } = self.change_of(link, now)? else { return Err(Refusal::LinkInvalid) };
        let new = new.clone();
        let old = self.email.clone();
        let until = now + LinkPurpose::AddressUndo.lifetime();
        let change = AddressChange::Changed { old: old.clone(), link: undo.clone(), until };
        let state = Self { email: new.clone(), epoch: self.epoch + 1, address_change: Some(change), ..self };
        let name = state.name.to_string();
        let (was, is) = (old.as_str().to_owned(), new.as_str().to_owned());
        let notices = vec![
            state.to(
                &old,
                LoginLetter::AddressChanged { name: name.clone(), new: is, at: now, link: undo, expires: until },
            ),
            state.tell(LoginLetter::AddressConfirmed { name, old: was, at: now }),
        ];
        Ok(Decided { state, event: Event::Login(LoginEvent::AddressChanged { old, new }), notices })
    }

    fn undone(self, link: &Link, reset: LinkId, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        let AddressChange::Changed { old, .. } = self.change_of(link, now)? else { return Err(Refusal::LinkInvalid) };
        let old = old.clone();
        let dropped = self.email.clone();
        let state = Self { email: old.clone(), epoch: self.epoch + 1, address_change: None, ..self };
        let name = state.name.to_string();
        let expires = now + LinkPurpose::Reset.lifetime();
        let notices = vec![
            state.tell(LoginLetter::AddressRestored { name: name.clone(), link: reset, expires }),
            state.to(&dropped, LoginLetter::AddressDropped { name, at: now }),
        ];
        Ok(Decided { state, event: Event::Login(LoginEvent::AddressRestored { old: dropped, new: old }), notices })
    }

    fn replaced(
        self,
        new: EmailAddress,
        reason: String,
        Identified { identity, .. }: Identified,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        if new.canonical() == self.email.canonical() {
            return Err(Refusal::AddressUnchanged);
        }
        let old = self.email.clone();
        let state = Self { email: new.clone(), epoch: self.epoch + 1, address_change: None, ..self };
        let letter = LoginLetter::AddressReplaced {
            name: state.name.to_string(),
            old: old.as_str().to_owned(),
            new: new.as_str().to_owned(),
            at: now,
        };
        let notices = vec![state.to(&old, letter.clone()), state.tell(letter)];
        Ok(Decided {
            state,
            event: Event::Login(LoginEvent::AddressReplaced { old, new, requester: identity.requester, reason }),
            notices,
        })
    }

    fn sessions_ended(self, by: Role, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        for_an_editor(by)?;
        let state = self.of_a_new_epoch();
        let notices = vec![state.tell(LoginLetter::SessionsEnded { name: state.name.to_string(), at: now })];
        Ok(Decided { state, event: Event::Login(LoginEvent::SessionsEnded), notices })
    }

    /// A mail to the login address.
    fn tell(&self, letter: LoginLetter) -> Notice {
        self.mail(Letter::Login(letter))
    }

    /// A mail to an address that is not, or no longer, the one to log in with.
    fn to(&self, address: &EmailAddress, letter: LoginLetter) -> Notice {
        Notice {
            to: Recipient::Address { account: self.id.clone(), email: address.clone() },
            letter: Letter::Login(letter),
        }
    }
}

fn allowed(by: Role, identified: Option<Identified>) -> Result<Identified, Refusal> {
    for_an_editor(by)?;
    identified.ok_or(Refusal::IdentityUnchecked)
}
