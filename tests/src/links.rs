//! Links in tests, and how far they have come: by the transitions that the portal uses.

use chrono::NaiveDate;
use domain::{
    Accreditation, Action, Actor, InForce, Partnership, PartnershipCommand, PartnershipId, Party, Side, StaffRole,
    authorize,
};
use shared::store::{Cause, Versioned};

use crate::world::World;

/// A day, written `2027-04-01`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What a test does, now.
pub fn cause(world: &World) -> Cause {
    Cause { now: world.now(), request_id: "test".to_owned() }
}

/// A partner asks a core facility for a link from a day on.
pub async fn asks(world: &World, partner: &Accreditation, core: &Accreditation, start: &str) -> Versioned<Partnership> {
    let id = PartnershipId { partner: partner.account.clone(), start: day(start), core: core.account.clone() };
    let party = |of: &Accreditation| Party::of(of, String::new());
    let scheduled = Partnership::scheduled(id.clone(), party(partner), party(core));
    let begin =
        PartnershipCommand::Begin { core: Some(Box::new(core.clone())), partner: Some(Box::new(partner.clone())) };
    let decided = scheduled.clone().decide(begin, Side::System, world.now()).unwrap();
    let who = authorize(&Actor::system("test"), Action::Change, id).unwrap();
    let unstored = Versioned::unstored(scheduled);
    world.portal.store.commit(&who, &unstored, decided, &cause(world), Vec::new()).await.unwrap()
}

/// Something happens to a link.
pub async fn happens(
    world: &World,
    link: &Versioned<Partnership>,
    command: PartnershipCommand,
    side: Side,
) -> Versioned<Partnership> {
    let decided = link.value.clone().decide(command, side, world.now()).unwrap();
    let who = authorize(&Actor::system("test"), Action::Change, link.value.id.clone()).unwrap();
    world.portal.store.commit(&who, link, decided, &cause(world), Vec::new()).await.unwrap()
}

/// The core facility approves.
pub async fn approves(world: &World, link: &Versioned<Partnership>) -> Versioned<Partnership> {
    let both = InForce { core: true, partner: true };
    happens(world, link, PartnershipCommand::Approve(both), Side::Core).await
}

/// One of the staff who may judge.
pub fn judge() -> Actor {
    Actor::Staff {
        id: "01JKQZ3V5T8M2N4P6R7S9W0XST".parse().unwrap(),
        name: "事務 見本".to_owned(),
        role: StaffRole::Judge,
    }
}
