//! One of the staff at an application: the handlers' arguments of the secretariat's functions, and the one way in which
//! they commit.

use axum::extract::{FromRef, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use domain::{
    AccountId, Action, Actor, Application, ApplicationCommand, ApplicationId, ApplicationState, Capability,
    Circumstances, OfficeCommand, Refusal, Staff, authorize,
};

use super::Desk;
use super::at::Head;
use crate::store::{Store, Versioned, Write, settle, unless_beaten};
use crate::web::{AppError, Posted, Received, Session, Web};

/// The three parts of an application's path under `/admin/applications`: cycle, kind, account.
type OfficePlace = (String, String, String);

/// One of the staff who looks at an application.
#[derive(Debug)]
pub struct AtFile {
    /// Who.
    pub session: Session<Staff>,
    /// The application.
    pub desk: Desk,
    /// The request.
    pub received: Received,
}

/// One of the staff who does something with an application; the body carried the session's token.
#[derive(Debug)]
pub struct Handling {
    /// Who.
    pub session: Session<Staff>,
    /// The application, as it was read beside the session.
    pub desk: Desk,
    /// The request.
    pub received: Received,
    /// What was posted.
    pub posted: Posted,
}

/// Where the secretariat finds an application.
pub fn office_path(id: &ApplicationId) -> String {
    format!("/admin/applications/{}/{}/{}", id.cycle, id.kind.slug(), id.account)
}

fn named((cycle, kind, account): &OfficePlace) -> Result<ApplicationId, AppError> {
    let account: AccountId = account.parse().map_err(|_| AppError::NotFound)?;
    let cycle = cycle.parse().map_err(|_| AppError::NotFound)?;
    let kind = kind.parse().map_err(|_| AppError::NotFound)?;
    Ok(ApplicationId { account, cycle, kind })
}

/// What was never submitted is the facility's own.
async fn load(store: &Store, actor: Actor, id: ApplicationId, received: &Received) -> Result<Desk, AppError> {
    let capability = authorize(&actor, Action::View, id)?;
    let desk = Desk::granted(store, capability, received.now).await?;
    if desk.file.application.value.filed.is_some() { Ok(desk) } else { Err(AppError::NotFound) }
}

impl<S> FromRequestParts<S> for AtFile
where
    S: Send + Sync,
    Web: FromRef<S>,
    Store: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let Head { store, visitor, received, place } = Head::<Staff, OfficePlace>::of(parts, state).await?;
        let load = async |actor: Actor| load(&store, actor, named(&place)?, &received).await;
        let (session, desk) = visitor.signed_in(&store, &received, load).await?;
        Ok(Self { session, desk, received })
    }
}

impl<S> FromRequest<S> for Handling
where
    S: Send + Sync,
    Web: FromRef<S>,
    Store: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let (mut parts, body) = request.into_parts();
        let Head { store, visitor, received, place } = Head::<Staff, OfficePlace>::of(&mut parts, state).await?;
        let posted = Posted::from_request(Request::from_parts(parts, body), state).await?;
        let load = async |actor: Actor| load(&store, actor, named(&place)?, &received).await;
        let (session, desk) = visitor.signed_in_post(&store, &received, &posted, load).await?;
        Ok(Self { session, desk, received, posted })
    }
}

impl Handling {
    /// What the session may do. Its holder sees the application, so one who may not is told so, not "not found".
    pub fn capability(&self, action: Action) -> Result<Capability<ApplicationId>, AppError> {
        authorize(&self.session.actor(), action, self.desk.id().clone()).map_err(|_| Refusal::NotPermitted.into())
    }

    /// Commits a command of the secretariat's, and with it what `with` makes of the application as it will be. The page
    /// may carry the `version` that it was drawn from: then a colleague who was first is a conflict (E101), unless they
    /// did the same, which `done` recognises. Gives the application as it is afterwards.
    pub async fn carry_out(
        &self,
        store: &Store,
        action: Action,
        command: &OfficeCommand,
        done: impl Fn(&ApplicationState) -> bool,
        with: impl Fn(&Application) -> Result<Vec<Write>, AppError>,
    ) -> Result<Versioned<Application>, AppError> {
        let capability = self.capability(action)?;
        let seen = self.posted.number("version");
        let desk = tokio::sync::Mutex::new(self.desk.clone());
        settle(|| async {
            let mut desk = desk.lock().await;
            let read = &desk.file.application;
            if done(&read.value.state) {
                return Ok(Some(read.clone()));
            }
            if seen.is_some_and(|seen| seen != read.version) {
                return Err(AppError::Conflict);
            }
            let around = Circumstances { role: capability.actor().role(), ..desk.around() };
            let decided = read.value.clone().decide(ApplicationCommand::Office(command.clone()), around)?;
            let with = with(&decided.state)?;
            let committed = store.commit(&capability, read, decided, &self.received.cause(), with).await;
            if let Some(application) = unless_beaten(committed)? {
                return Ok(Some(application));
            }
            *desk = desk.again(store).await?;
            Ok(None)
        })
        .await
    }
}
