//! A return that is approved: whoever is logged in is logged out, and logs in again (E15).

use domain::{
    AccountId, Accreditation, AccreditationCommand, AccreditationId, AccreditationKind, Action, Actor, ReturnCommand,
    Role, StaffRole, authorize,
};
use portal_tests::people::{PASSWORD, names};
use portal_tests::world::World;
use serde_json::{Value, json};

use super::{EMAIL, cause, day, enters, holds, page};

const NEW: &str = "shin@example.jp";

/// Where the secretariat answers.
fn desk(id: &AccreditationId) -> String {
    format!("/admin/requests/accreditations/{}/{}/{}", id.account, id.kind.slug(), id.number)
}

fn answer(act: &str) -> Value {
    json!({ "act": act, "on": "2027-09-30", "text": "連携施設と調整中のため" })
}

#[tokio::test]
async fn every_session_and_link_ends_with_the_approval_and_the_password_stays() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let core = holds(&world, EMAIL, AccreditationKind::Core, "K-0001", "架空みどり病院").await;
    let path = format!("{}/relinquishment", page("core"));
    let ask = json!({ "on": "2027-09-30", "reason": "merger", "detail": "" });
    let mut judge = world.staff(StaffRole::Judge).await;
    api.posts(&path, &ask).await.is(200);
    judge.posts(&desk(&core.id()), &answer("refuse")).await.is(200);
    api.posts(&path, &ask).await.is(200);
    let change = json!({ "action": "ask", "email": NEW, "email_confirmation": NEW, "password": PASSWORD });
    api.posts("/mypage/email", &change).await.is(200);
    world.api().posts("/password/forgot", &json!({ "email": EMAIL })).await.is(200);
    world.delivers().await;
    api.gets("/mypage").await.is(200);

    judge.posts(&desk(&core.id()), &answer("approve")).await.is(200);
    api.gets("/mypage").await.is(401);
    world.api().sets_password(&world.last_link(EMAIL), "betsu-no-tsukue-77").await.is(410);
    let mut browser = world.browser();
    browser.opens(&world.last_link_to(NEW, "email")).await;
    assert_eq!(browser.status(), 410, "the new address no longer confirms");

    let mut browser = enters(&world, EMAIL).await;
    browser.sees("架空みどり病院").opens(&path).await.sees("認定返上が承認されています。");
    judge.posts(&desk(&core.id()), &answer("approve")).await.is(409);
    browser.opens("/mypage").await.sees("架空みどり病院");
    assert_eq!(world.count("sessions_ended_by_return").await, 1);
    let mut office = world.browser();
    office.jar = judge.jar.clone();
    office.opens(&format!("/admin/facilities/{}", core.account)).await.sees("全端末のログイン解除（認定返上の承認）");
    world.delivers().await;
    let mail = world.mails(EMAIL).pop().unwrap();
    assert!(mail.subject.contains("認定返上のお知らせ"), "{}", mail.subject);
    assert!(mail.text.contains("すべての端末のログインを解除しました。"), "{}", mail.text);
    world.ends().await;
}

#[tokio::test]
async fn a_facility_without_a_login_returns_as_well() {
    let world = World::new().await;
    let account: AccountId = "01JKQZ3V5T8M2N4P6R7S9W0X77".parse().unwrap();
    let id =
        AccreditationId { account: account.clone(), kind: AccreditationKind::Training, number: "N-0001".to_owned() };
    world.enters(Accreditation::new(id.clone(), names("架空さくら病院"), day("2025-04-01"), day("2030-03-31"))).await;
    let who = authorize(&Actor::Facility(account), Action::Change, id.clone()).unwrap();
    let store = &world.portal.store;
    let read = store.accreditation(&who).await.unwrap().unwrap();
    let ask = ReturnCommand::Ask { on: day("2027-09-30"), reason: "統合".to_owned(), informed: true, linked: vec![] };
    let decided = read.value.clone().decide(AccreditationCommand::Return(ask), Role::Facility, world.now()).unwrap();
    store.commit(&who, &read, decided, &cause(&world), Vec::new()).await.unwrap();
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.posts(&desk(&id), &answer("approve")).await.is(200);
    assert_eq!((world.count("accreditation_ended").await, world.count("sessions_ended_by_return").await), (1, 0));
    world.delivers().await;
    world.ends().await;
}
