//! 施設マイページ of accredited facilities: the pages of each kind, 詳細・変更, 認定返上申請.

mod details;
mod kinds;
mod relinquishment;
mod single_site;

use chrono::NaiveDate;
use domain::{
    Accreditation, AccreditationId, AccreditationKind, Action, Actor, InForce, Partnership, PartnershipCommand,
    PartnershipId, Party, Side, StaffRole, authorize,
};
use portal_tests::browser::Browser;
use portal_tests::people::{PASSWORD, names};
use portal_tests::world::World;
use shared::store::{Cause, Versioned};

const EMAIL: &str = "shisetsu@example.jp";
const OTHER: &str = "aite@example.jp";

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn page(kind: &str) -> String {
    format!("/mypage/accreditations/{kind}")
}

/// An accreditation from 2025-04-01 to 2030-03-31, not entered yet.
async fn of(world: &World, email: &str, kind: AccreditationKind, number: &str, name: &str) -> Accreditation {
    let id = AccreditationId { account: world.account(email).await, kind, number: number.to_owned() };
    Accreditation::new(id, names(name), day("2025-04-01"), day("2030-03-31"))
}

/// The same, entered.
async fn holds(world: &World, email: &str, kind: AccreditationKind, number: &str, name: &str) -> Accreditation {
    let accreditation = of(world, email, kind, number, name).await;
    world.enters(accreditation.clone()).await;
    accreditation
}

pub(crate) fn cause(world: &World) -> Cause {
    Cause { now: world.now(), request_id: "test".to_owned() }
}

/// A partner asks a core facility for a link from a day on.
pub(crate) async fn asks(
    world: &World,
    partner: &Accreditation,
    core: &Accreditation,
    start: &str,
) -> Versioned<Partnership> {
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
pub(crate) async fn happens(
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
pub(crate) async fn approves(world: &World, link: &Versioned<Partnership>) -> Versioned<Partnership> {
    let both = InForce { core: true, partner: true };
    happens(world, link, PartnershipCommand::Approve(both), Side::Core).await
}

/// One of the staff who may judge.
pub(crate) fn judge() -> Actor {
    Actor::Staff {
        id: "01JKQZ3V5T8M2N4P6R7S9W0XST".parse().unwrap(),
        name: "事務 見本".to_owned(),
        role: StaffRole::Judge,
    }
}

/// A session of a facility, begun now.
async fn enters(world: &World, email: &str) -> Browser {
    let mut browser = world.browser();
    browser.opens("/login").await.fills("メールアドレス", email).fills("パスワード", PASSWORD);
    browser.presses("ログインする").await;
    browser
}
