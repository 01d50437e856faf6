//! 「※返上済みの場合は新規にご作成ください。」 (S5, E1, E90, E93): a finished facility signs up anew with its address.

use domain::{AccountState, AccreditationKind, Action, Actor, ApplicationKind, EndReason, StaffRole, authorize};
use portal_tests::api::Api;
use portal_tests::people::{CORE, PASSWORD, person};
use portal_tests::world::World;
use serde_json::json;

const EMAIL: &str = "henjou@example.jp";
const ISSUED: &str = "パスワードの設定をお願いいたします";
const EXISTS: &str = "アカウント登録について";
const ANOTHER: &str = "sora-no-shita-24";

/// A facility whose only accreditation is over since 2030-04-01, in the window of that August.
async fn finished(world: &World) -> Api {
    let api = world.client(EMAIL).await;
    world.accredits(world.account(EMAIL).await, AccreditationKind::Core, "架空総合病院").await;
    world.turns_to("2030-08-10T10:00:00+09:00");
    api
}

async fn signs_up(world: &World) -> String {
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    world.delivers().await;
    world.subjects(EMAIL).pop().unwrap()
}

#[tokio::test]
async fn a_returned_facility_makes_a_new_account_and_the_old_one_is_closed() {
    let world = World::new().await;
    let mut old = finished(&world).await;
    let before = world.account(EMAIL).await;
    old.logs_in(EMAIL, PASSWORD).await.is(200);
    assert_eq!(signs_up(&world).await, ISSUED);
    old.gets("/mypage").await.is(200);
    assert_eq!(world.account(EMAIL).await, before, "asking changes nothing for who holds it");

    let mut new = world.api();
    let answer = new.sets_password(&world.last_link(EMAIL), ANOTHER).await.is(200).json();
    assert_eq!(answer["login"], "/apply/core/login");
    assert_ne!(world.account(EMAIL).await, before);
    old.gets("/mypage").await.is(401);
    old.logs_in(EMAIL, PASSWORD).await.is(422);
    new.logs_in(EMAIL, ANOTHER).await.is(200);
    let top = new.gets("/mypage").await.is(200).json();
    assert_eq!((&top["held"], &top["email"]), (&json!([]), &json!(EMAIL)), "a facility of its own");
    new.gets("/applications/2030-08/core").await.is(200);
    assert_eq!((world.count("closed").await, world.count("succeeded").await), (1, 1));

    let mut staff = world.staff(StaffRole::Editor).await;
    let closed = staff.gets(&format!("/admin/facilities/{before}")).await.is(200).text();
    assert!(closed.contains("アカウントの終了（新規登録による）"), "{closed}");
    new.sets_password(&world.last_link(EMAIL), ANOTHER).await.is(410);
    world.ends().await;
}

#[tokio::test]
async fn what_the_facility_begins_meanwhile_keeps_its_account() {
    let world = World::new().await;
    let mut old = finished(&world).await;
    assert_eq!(signs_up(&world).await, ISSUED);
    old.logs_in(EMAIL, PASSWORD).await.is(200);
    let form = "/applications/2030-08/core/application-form";
    old.saves(form, "save_draft", &json!({ "facility_name": "架空総合病院" })).await.is(200);
    world.api().sets_password(&world.last_link(EMAIL), ANOTHER).await.is(410);
    assert_eq!(signs_up(&world).await, EXISTS);
    old.logs_in(EMAIL, PASSWORD).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn its_holder_may_come_back_and_the_link_is_void() {
    let world = World::new().await;
    finished(&world).await;
    assert_eq!(signs_up(&world).await, ISSUED);
    let link = world.last_link(EMAIL);
    world.api().posts("/password/forgot", &json!({ "email": EMAIL })).await.is(200);
    world.delivers().await;
    world.api().sets_password(&world.last_link(EMAIL), ANOTHER).await.is(200);
    world.api().sets_password(&link, "kaze-no-naka-27").await.is(410);
    world.api().logs_in(EMAIL, ANOTHER).await.is(200);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn an_accreditation_that_is_still_to_come_or_an_application_that_waits_keeps_it() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    assert_eq!(signs_up(&world).await, EXISTS);
    let mut staff = world.staff(StaffRole::Judge).await;
    let withdraw = json!({ "action": "withdraw", "reason": "申し出による" });
    staff.posts(&applied.office, &withdraw).await.is(200);
    world.delivers().await;
    assert_eq!(signs_up(&world).await, ISSUED, "withdrawn: nothing is open");
    world.api().sets_password(&world.last_link(EMAIL), ANOTHER).await.is(200);
    let mut new = world.api();
    new.logs_in(EMAIL, ANOTHER).await.is(200);
    assert_eq!(new.gets(CORE).await.is(200).json()["state"], "draft", "it may apply in the same window");
    world.ends().await;
}

#[tokio::test]
async fn the_work_is_the_same_for_a_finished_account() {
    let world = World::new().await;
    finished(&world).await;
    world.client("active@example.jp").await;
    let mut work = Vec::new();
    for email in [EMAIL, "active@example.jp", "nobody@example.jp"] {
        world.trace.work();
        world.api().posts("/signup", &person(email)).await.is(200);
        work.push(world.trace.work());
    }
    assert_eq!(work[1], work[0]);
    assert_eq!(work[2], work[0]);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_return_frees_the_address_after_its_last_day_and_not_before() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let account = world.account(EMAIL).await;
    world.accredits(account.clone(), AccreditationKind::Core, "架空総合病院").await;
    let store = &world.portal.store;
    let viewed = authorize(&Actor::system("test"), Action::Change, account.clone()).unwrap();
    let held = store.accreditations(&viewed).await.unwrap().remove(0);
    let who = authorize(&Actor::system("test"), Action::Change, held.id()).unwrap();
    let read = store.accreditation(&who).await.unwrap().unwrap();
    let end = domain::AccreditationCommand::End { on: "2027-03-31".parse().unwrap(), reason: EndReason::Returned };
    let decided = read.value.clone().decide(end, domain::Role::Staff(StaffRole::Admin), world.now()).unwrap();
    let cause = shared::store::Cause { now: world.now(), request_id: "test".to_owned() };
    store.commit(&who, &read, decided, &cause, Vec::new()).await.unwrap();
    world.turns_to("2027-03-31T23:59:59+09:00");
    world.api().posts("/signup", &person(EMAIL)).await.is(422);
    world.turns_to("2027-04-01T00:00:00+09:00");
    world.delivers().await;
    assert_eq!(signs_up(&world).await, ISSUED);
    world.api().sets_password(&world.last_link(EMAIL), ANOTHER).await.is(200);
    let closed = store.account(&viewed).await.unwrap().unwrap();
    assert_eq!(closed.value.state, AccountState::Closed);
    world.delivers().await;
    world.ends().await;
}
