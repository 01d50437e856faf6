//! ログイン用メールアドレスの変更 by the facility (S21, E18): asked for while it is accredited, with the password; counts once the
//! new address has confirmed it.

pub(crate) mod link;
mod page;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::calendar::jst_date;
use domain::{
    Account, AccountId, Accreditation, Action, Actor, AddressCommand, Capability, EmailAddress, Limit, Link,
    LinkPurpose, Password, Refusal, authorize,
};
use serde::Deserialize;
use shared::secrets::Checked;
use shared::store::{Counted, Login, Store, Versioned, settle, unless_beaten};
use shared::web::{AppError, FieldError, Page, Posted, Received, Session, Visitor, messages, mypage, typed};

use crate::Deps;
use page::EmailPage;

#[derive(Deserialize)]
pub(crate) struct Done {
    done: Option<String>,
}

/// What the page is about: the account, and what it holds.
struct File {
    capability: Capability<AccountId>,
    account: Versioned<Account>,
    held: Vec<Accreditation>,
}

impl File {
    async fn of(store: &Store, actor: &Actor, action: Action) -> Result<Self, AppError> {
        let Actor::Facility(id) = actor else { return Err(AppError::NotFound) };
        let capability = authorize(actor, action, id.clone())?;
        let (account, held) = tokio::try_join!(store.account(&capability), store.accreditations(&capability))?;
        Ok(Self { capability, account: account.ok_or(AppError::NotFound)?, held })
    }

    fn accredited(&self, now: DateTime<Utc>) -> bool {
        self.held.iter().any(|held| held.in_force(jst_date(now)))
    }
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    Query(query): Query<Done>,
) -> Result<Page<EmailPage>, AppError> {
    let load = async |actor: Actor| File::of(&deps.store, &actor, Action::View).await;
    let (session, file) = visitor.signed_in(&deps.store, &received, load).await?;
    let page = EmailPage::new(&deps.web, &session, &file, "", received.now, &[]);
    Ok(Page::new(page.done(query.done.as_deref())))
}

pub(crate) async fn handle(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    posted: Posted,
) -> Result<Response, AppError> {
    let load = async |actor: Actor| File::of(&deps.store, &actor, Action::Change).await;
    let (session, file) = visitor.signed_in_post(&deps.store, &received, &posted, load).await?;
    let asking = Asking { deps: &deps, session, file, received };
    match posted.text("action") {
        Some("ask") => asking.ask(&posted).await,
        Some("cancel") => asking.cancel().await,
        _ => Err(AppError::BadRequest),
    }
}

struct Asking<'a> {
    deps: &'a Deps,
    session: Session,
    file: File,
    received: Received,
}

impl Asking<'_> {
    async fn ask(self, posted: &Posted) -> Result<Response, AppError> {
        let new = match self.typed(posted).await? {
            Ok(new) => new,
            Err(errors) => {
                let typed = posted.text("email").unwrap_or_default();
                let now = self.received.now;
                let page = EmailPage::new(&self.deps.web, &self.session, &self.file, typed, now, &errors);
                return Ok(Page::invalid(page, errors).into_response());
            }
        };
        let account = settle(|| self.asked(&new)).await?;
        Ok(self.redirect(account, "asked"))
    }

    /// The new address, or what is wrong with what was typed. The password is looked at last, and counted before.
    async fn typed(&self, posted: &Posted) -> Result<Result<EmailAddress, Vec<FieldError>>, AppError> {
        let new = match typed::address_twice(posted, "email", "email_confirmation") {
            Ok(new) => new,
            Err(error) => return Ok(Err(vec![error])),
        };
        if new.canonical() == self.file.account.value.email.canonical() {
            let (.., title, _) = messages::refusal(Refusal::AddressUnchanged);
            return Ok(Err(vec![FieldError::new("email", title)]));
        }
        if !self.knows_the_password(posted.text("password").unwrap_or("")).await? {
            return Ok(Err(vec![FieldError::new("password", messages::CURRENT_PASSWORD_WRONG)]));
        }
        Ok(Ok(new))
    }

    /// A browser that was left open is not enough to take an account over.
    async fn knows_the_password(&self, typed: &str) -> Result<bool, AppError> {
        let (store, account) = (&self.deps.store, &self.file.account.value);
        let counted = store.count(&Limit::ADDRESS_CHANGE, &account.id.to_string(), self.received.now).await?;
        if counted == Counted::Exceeded {
            return Err(AppError::TooMany);
        }
        let login = store.login(&account.email).await?;
        let stored = login.as_ref().and_then(|login| login.password_hash.as_deref());
        let checked = self.deps.passwords.check(Password::typed(typed), stored).await?;
        Ok(checked != Checked::Wrong)
    }

    /// One attempt; `None` when somebody else was first.
    async fn asked(&self, new: &EmailAddress) -> Result<Option<Versioned<Account>>, AppError> {
        let (store, now) = (&self.deps.store, self.received.now);
        let (read, found) = tokio::try_join!(store.account(&self.file.capability), store.login(new))?;
        let read = read.ok_or(AppError::NotFound)?;
        let id = &read.value.id;
        let taken = Login::claim(found.as_ref(), id, now).is_none();
        let name = self.deps.ids.name(now);
        let link = Link::new(name, LinkPurpose::AddressConfirmation, read.value.epoch, now);
        let stored = if taken { store.decoy_link(&link.id)? } else { store.put_link(id, &link, &[])? };
        let command = AddressCommand::Ask { new: new.clone(), link, accredited: self.file.accredited(now), taken };
        self.commit(&read, command, vec![stored]).await
    }

    async fn cancel(self) -> Result<Response, AppError> {
        let account = settle(|| async {
            let read = self.deps.store.account(&self.file.capability).await?.ok_or(AppError::NotFound)?;
            if read.value.address_change.is_none() {
                // pressed twice
                return Ok(Some(read));
            }
            self.commit(&read, AddressCommand::Cancel, Vec::new()).await
        })
        .await?;
        Ok(self.redirect(account, "cancelled"))
    }

    async fn commit(
        &self,
        read: &Versioned<Account>,
        command: AddressCommand,
        with: Vec<shared::store::Write>,
    ) -> Result<Option<Versioned<Account>>, AppError> {
        let (capability, now) = (&self.file.capability, self.received.now);
        let decided = read.value.clone().decide_address(command, capability.actor().role(), now)?;
        let committed = self.deps.store.commit(capability, read, decided, &self.received.cause(), with).await;
        Ok(unless_beaten(committed)?)
    }

    fn redirect(self, account: Versioned<Account>, done: &str) -> Response {
        let file = File { account, ..self.file };
        let page = EmailPage::new(&self.deps.web, &self.session, &file, "", self.received.now, &[]);
        Page::new(page).see_other(format!("{}?done={done}", mypage::EMAIL)).into_response()
    }
}
