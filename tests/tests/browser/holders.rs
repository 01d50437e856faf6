//! Facilities that hold accreditations, in a portal of this process, whose clock stands still until it is moved.

use domain::{Accreditation, AccreditationId, AccreditationKind};
use portal_tests::links::day;
use portal_tests::people::{PASSWORD, names};
use portal_tests::world::World;

use crate::visitor::Visitor;

pub(crate) const GROUP: &str = "/mypage/training-group";

/// Somebody with an account and an accreditation from 2025-04-01 to 2032-03-31.
pub(crate) async fn holds(
    world: &World,
    email: &str,
    kind: AccreditationKind,
    number: &str,
    name: &str,
) -> Accreditation {
    world.client(email).await;
    holds_too(world, email, kind, number, name).await
}

/// The same where there is an account already.
pub(crate) async fn holds_too(
    world: &World,
    email: &str,
    kind: AccreditationKind,
    number: &str,
    name: &str,
) -> Accreditation {
    let accreditation = of(&world.account(email).await.to_string(), kind, number, name);
    world.enters(accreditation.clone()).await;
    accreditation
}

/// An accreditation of an account, not entered yet.
pub(crate) fn of(account: &str, kind: AccreditationKind, number: &str, name: &str) -> Accreditation {
    let id = AccreditationId { account: account.parse().unwrap(), kind, number: number.to_owned() };
    Accreditation::new(id, names(name), day("2025-04-01"), day("2032-03-31"))
}

/// Logs in and stands on マイページTOP.
pub(crate) async fn enters(visitor: &Visitor, email: &str) {
    visitor.signs_in("/login", email, PASSWORD).await.reaches("マイページTOP").await;
}
