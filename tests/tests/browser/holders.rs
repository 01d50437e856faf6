//! Facilities that hold accreditations, in a portal of this process, whose clock stands still until it is moved.

use domain::{Accreditation, AccreditationId, AccreditationKind, StaffRole};
use portal_tests::links::day;
use portal_tests::people::{PASSWORD, names};
use portal_tests::world::World;
use serde_json::json;

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

/// The secretariat approves the one thing that waits for it, from the day that was asked for.
pub(crate) async fn the_secretariat_approves(world: &World, on: &str) {
    let mut judge = world.staff(StaffRole::Judge).await;
    let list = judge.gets("/admin/requests").await.is(200).json();
    let waiting = list["waiting"].as_array().unwrap().iter().find(|one| one["next"] == "学会事務局");
    let path = waiting.unwrap_or_else(|| panic!("nothing waits: {list}"))["path"].as_str().unwrap().to_owned();
    let version = judge.gets(&path).await.is(200).json()["version"].clone();
    judge.posts(&path, &json!({ "act": "approve", "on": on, "version": version })).await.is(200);
    world.notifies().await;
}
