//! Somebody at an application: the handlers' arguments. Session and application are read side by side, and a handler
//! never runs without both.

use axum::extract::{FromRef, FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use domain::{Action, Actor, ApplicationId};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Desk;
use crate::store::Store;
use crate::web::{AppError, Person, Posted, Received, Session, Visitor, Web};

/// The two parts of a path that name an application; more may follow them.
#[derive(Clone, Debug, Deserialize)]
pub struct Place {
    /// The round: `2027-02`.
    pub cycle: String,
    /// `core` or `partner`.
    pub kind: String,
}

/// The application of the actor's that a path names.
pub fn application_id(actor: &Actor, Place { cycle, kind }: &Place) -> Result<ApplicationId, AppError> {
    let Actor::Facility(account) = actor else { return Err(AppError::NotFound) };
    let cycle = cycle.parse().map_err(|_| AppError::NotFound)?;
    let kind = kind.parse().map_err(|_| AppError::NotFound)?;
    Ok(ApplicationId { account: account.clone(), cycle, kind })
}

/// A signed-in facility that looks at its application.
#[derive(Debug)]
pub struct AtDesk {
    /// Who.
    pub session: Session,
    /// The application.
    pub desk: Desk,
    /// The request.
    pub received: Received,
}

/// A signed-in facility that changes its application; the body carried the session's token.
#[derive(Debug)]
pub struct Posting {
    /// Who.
    pub session: Session,
    /// The application.
    pub desk: Desk,
    /// The request.
    pub received: Received,
    /// What was posted.
    pub posted: Posted,
}

/// What handlers at an application take from the request's head: `P` is who asks, `L` the parts of the path.
pub(super) struct Head<P: Person, L> {
    pub(super) store: Store,
    pub(super) visitor: Visitor<P>,
    pub(super) received: Received,
    pub(super) place: Path<L>,
}

impl<P: Person, L: DeserializeOwned + Send> Head<P, L> {
    pub(super) async fn of<S>(parts: &mut Parts, state: &S) -> Result<Self, AppError>
    where
        S: Send + Sync,
        Web: FromRef<S>,
        Store: FromRef<S>,
    {
        Ok(Self {
            store: Store::from_ref(state),
            received: Received::from_request_parts(parts, state).await?,
            visitor: Visitor::from_request_parts(parts, state).await?,
            place: Path::from_request_parts(parts, state).await.map_err(|_| AppError::NotFound)?,
        })
    }
}

impl<S> FromRequestParts<S> for AtDesk
where
    S: Send + Sync,
    Web: FromRef<S>,
    Store: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let Head { store, visitor, received, place } = Head::of(parts, state).await?;
        let load = async |actor: Actor| Desk::load(&store, &actor, Action::View, &place.0, received.now).await;
        let (session, desk) = visitor.signed_in(&store, &received, load).await?;
        Ok(Self { session, desk, received })
    }
}

impl<S> FromRequest<S> for Posting
where
    S: Send + Sync,
    Web: FromRef<S>,
    Store: FromRef<S>,
{
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let (mut parts, body) = request.into_parts();
        let Head { store, visitor, received, place } = Head::of(&mut parts, state).await?;
        let posted = Posted::from_request(Request::from_parts(parts, body), state).await?;
        let load = async |actor: Actor| Desk::load(&store, &actor, Action::Change, &place.0, received.now).await;
        let (session, desk) = visitor.signed_in_post(&store, &received, &posted, load).await?;
        Ok(Self { session, desk, received, posted })
    }
}
