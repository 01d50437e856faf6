//! What may be done about a login. Without an identity: what goes out goes to the address on file, and sessions may end. With
//! one: another address (S60, E19).

use axum::response::{IntoResponse, Response};
use domain::{Account, AccountCommand, AddressCommand, Decided, EmailAddress, LinkId, LinkPurpose, Refusal};
use shared::store::{Versioned, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page};

use super::replacing::Replacing;
use super::{Asked, holds};

impl Asked<'_> {
    /// The link for a password is mailed to the login address: also the first one, of a facility that was entered from a
    /// file (S52, E7). As if the facility had asked for it, but for the limits of those who are not known.
    pub(super) async fn resend(self) -> Result<Response, AppError> {
        let (store, now) = (&self.deps.store, self.received.now);
        let account = settle(|| async {
            let file = store.account_file(&self.capability).await?;
            let read = file.account.ok_or(AppError::NotFound)?;
            let name: LinkId = self.deps.ids.name(now);
            let fresh = domain::Link::new(name, LinkPurpose::Reset, read.value.epoch, now);
            let link = fresh.or_newest(&file.links, read.value.epoch, now);
            let with = vec![store.put_link(&self.file.id, &link, &file.links)?];
            let decided = read.value.clone().decide(AccountCommand::RequestReset { link }, now)?;
            let committed = store.commit(&self.capability, &read, decided, &self.received.cause(), with).await;
            Ok::<_, AppError>(unless_beaten(committed)?)
        })
        .await?;
        Ok(self.redirect(account, "resent"))
    }

    /// Every device is logged out: a computer was lost, or somebody left.
    pub(super) async fn end_sessions(self) -> Result<Response, AppError> {
        let account = settle(|| async {
            let read = self.read().await?;
            let decided = self.decide(&read, AddressCommand::EndSessions)?;
            let store = &self.deps.store;
            let with = vec![store.renew_login(&decided.state).await?];
            let committed = store.commit(&self.capability, &read, decided, &self.received.cause(), with).await;
            Ok::<_, AppError>(unless_beaten(committed)?)
        })
        .await?;
        Ok(self.redirect(account, "ended"))
    }

    /// Another login address, for somebody whose identity was checked.
    pub(super) async fn replace(self) -> Result<Response, AppError> {
        let replacing = Replacing::posted(&self.posted);
        let (new, reason) = match replacing.given(&self.posted) {
            Ok(given) => given,
            Err(errors) => return Ok(self.replacing_again(&replacing, errors)),
        };
        match settle(|| self.replaced(&new, &reason)).await {
            Ok(account) => Ok(self.redirect(account, "replaced")),
            Err(AppError::Refused(refusal)) if Replacing::refused(refusal).is_some() => {
                Ok(self.replacing_again(&replacing, Replacing::refused(refusal).into_iter().collect()))
            }
            Err(error) => Err(error),
        }
    }

    fn replacing_again(&self, replacing: &Replacing, errors: Vec<FieldError>) -> Response {
        let page = self.plain().0.replacing(replacing, &errors);
        Page::invalid(page, errors).into_response()
    }

    /// One attempt; `None` when somebody else was first.
    async fn replaced(&self, new: &EmailAddress, reason: &str) -> Result<Option<Versioned<Account>>, AppError> {
        let (store, now) = (&self.deps.store, self.received.now);
        let read = self.read().await?;
        let identified = holds(&self.file, &self.session, &self.received);
        let command = AddressCommand::Replace { new: new.clone(), reason: reason.to_owned(), identified };
        let decided = self.decide(&read, command)?;
        let moved = store.move_login(&read.value, &decided.state, true, now).await?.ok_or(Refusal::AddressInUse)?;
        let committed = store.commit(&self.capability, &read, decided, &self.received.cause(), moved.into()).await;
        Ok(unless_beaten(committed)?)
    }

    async fn read(&self) -> Result<Versioned<Account>, AppError> {
        self.deps.store.account(&self.capability).await?.ok_or(AppError::NotFound)
    }

    fn decide(&self, read: &Versioned<Account>, command: AddressCommand) -> Result<Decided<Account>, Refusal> {
        read.value.clone().decide_address(command, self.capability.actor().role(), self.received.now)
    }
}
