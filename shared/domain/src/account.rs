//! An account: one facility's login, shared by its staff (S16–S20, E1, E5–E13).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, AddressChange, ApplicationKind, Decided, EmailAddress, Event, Letter, Link, LinkPurpose, Notice,
    PersonName, Recipient, Refusal, Successor,
};

/// A facility's login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its name.
    pub id: AccountId,
    /// The login address.
    pub email: EmailAddress,
    /// The person who registered.
    pub name: PersonName,
    /// Where it stands.
    pub state: AccountState,
    /// Rises whenever a credential changes: sessions and links of an earlier epoch are dead at once.
    pub epoch: u32,
    /// The entry used at registration; for links only (E12).
    pub entry: Option<ApplicationKind>,
    /// A change of the login address that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_change: Option<AddressChange>,
    /// Who signed up with the address since the account is finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<Successor>,
}

/// Where an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// No password yet.
    Invited,
    /// Can sign in.
    Active,
    /// Its address is released.
    Closed,
}

/// What may be done to an account.
#[derive(Clone, Debug)]
pub enum AccountCommand {
    /// 新規登録 with the address of this account.
    SignUpAgain {
        /// The link to mail when the account has no password; otherwise it is not issued.
        link: Link,
        /// Who, as typed now; it holds while there is no password, and for a successor.
        person: Successor,
        /// Whether the account is finished ([`is_finished`](crate::is_finished)).
        finished: bool,
    },
    /// パスワードをお忘れの方はこちら.
    RequestReset {
        /// The link to mail.
        link: Link,
    },
    /// A link was used with a good password.
    SetPassword {
        /// The link.
        link: Link,
    },
}

impl Account {
    /// Opens an account for an address that nobody holds.
    pub fn open(
        id: AccountId,
        email: EmailAddress,
        name: PersonName,
        entry: Option<ApplicationKind>,
        link: impl FnOnce(&Self) -> Link,
    ) -> (Decided<Self>, Link) {
        let account = Self::untouched(id, email, name, entry);
        let link = link(&account);
        let notice = account.mail(account.issuance(&link));
        (Decided { state: account, event: Event::AccountOpened { entry }, notices: vec![notice] }, link)
    }

    /// An account without a past.
    pub(crate) const fn untouched(
        id: AccountId,
        email: EmailAddress,
        name: PersonName,
        entry: Option<ApplicationKind>,
    ) -> Self {
        let state = AccountState::Invited;
        Self { id, email, name, state, epoch: 0, entry, address_change: None, successor: None }
    }

    /// The transition function of an account's life; its address has one of its own.
    pub fn decide(self, command: AccountCommand, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        match (self.state, command) {
            (AccountState::Closed, _) => Err(Refusal::AccountClosed),
            (AccountState::Invited, AccountCommand::SignUpAgain { link, person, .. }) => {
                let account = Self { name: person.name, ..self };
                let letter = account.issuance(&link);
                Ok(account.with(Event::LinkIssued { purpose: link.purpose }, letter))
            }
            (AccountState::Active, AccountCommand::SignUpAgain { link, person, finished: true }) => {
                let letter = issuance(&person.name, &link);
                let account = Self { successor: Some(person), ..self };
                Ok(account.with(Event::LinkIssued { purpose: link.purpose }, letter))
            }
            (AccountState::Active, AccountCommand::SignUpAgain { .. }) => {
                let letter = Letter::AccountExists { name: self.name.to_string() };
                Ok(self.with(Event::SignUpRepeated, letter))
            }
            (AccountState::Invited | AccountState::Active, AccountCommand::RequestReset { link }) => {
                let letter =
                    Letter::PasswordReset { name: self.name.to_string(), link: link.id, expires: link.expires };
                Ok(self.with(Event::LinkIssued { purpose: LinkPurpose::Reset }, letter))
            }
            (AccountState::Invited | AccountState::Active, AccountCommand::SetPassword { link }) => {
                link.check(self.epoch, now)?;
                self.may_set_a_password(link.purpose)?;
                Ok(self.password_set(link.purpose, now))
            }
        }
    }

    /// A link of an address sets none; the first one of somebody who signed up is not for an account that has one.
    fn may_set_a_password(&self, purpose: LinkPurpose) -> Result<(), Refusal> {
        match (self.state, purpose) {
            (_, LinkPurpose::Reset) | (AccountState::Invited, LinkPurpose::Issuance) => Ok(()),
            _ => Err(Refusal::LinkInvalid),
        }
    }

    fn password_set(self, purpose: LinkPurpose, now: DateTime<Utc>) -> Decided<Self> {
        let first = self.state == AccountState::Invited;
        let account = Self { state: AccountState::Active, successor: None, ..self.of_a_new_epoch() };
        let event = Event::PasswordSet { purpose };
        if first {
            return Decided::quiet(account, event);
        }
        let letter = Letter::PasswordChanged { name: account.name.to_string(), at: now };
        account.with(event, letter)
    }

    fn issuance(&self, link: &Link) -> Letter {
        issuance(&self.name, link)
    }

    pub(crate) fn mail(&self, letter: Letter) -> Notice {
        Notice { to: Recipient::LoginAddressOf(self.id.clone()), letter }
    }

    fn with(self, event: Event, letter: Letter) -> Decided<Self> {
        let notices = vec![self.mail(letter)];
        Decided { state: self, event, notices }
    }
}

fn issuance(name: &PersonName, link: &Link) -> Letter {
    Letter::PasswordIssuance { name: name.to_string(), link: link.id.clone(), expires: link.expires }
}
