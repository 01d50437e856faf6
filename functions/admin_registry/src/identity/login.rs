//! What may be done about a login without an identity: what goes out goes to the address on file.

use axum::response::{IntoResponse, Response};
use domain::{AccountCommand, LinkId, LinkPurpose};
use shared::store::{settle, unless_beaten};
use shared::web::{AppError, Page};

use super::typed::Typed;
use super::{Asked, holds, path};

impl Asked<'_> {
    /// The link for a password is mailed to the login address: also the first one, of a facility that was entered from a
    /// file (S52, E7). As if the facility had asked for it, but for the limits of those who are not known.
    pub(super) async fn resend(&self) -> Result<Response, AppError> {
        let (store, now) = (&self.deps.store, self.received.now);
        settle(|| async {
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
        let holds = holds(&self.file, &self.session, &self.received);
        let page = self.page(&Typed::again(&self.file, &self.session.actor()), holds.as_ref());
        Ok(Page::new(page).see_other(format!("{}?done=resent", path(&self.file.id))).into_response())
    }
}
