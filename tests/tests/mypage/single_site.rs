//! 単体による研修 on the page of a partner: whether it counts, why not, and since or until when.

use domain::{AccreditationCommand, AccreditationKind, Action, EndCause, Names, PartnershipCommand, Side, authorize};
use portal_tests::people::names;
use portal_tests::world::World;
use serde_json::{Value, json};

use super::{EMAIL, OTHER, approves, asks, cause, day, enters, happens, holds, judge, of, page};

const PARTNER: AccreditationKind = AccreditationKind::Partner;

/// What a program reads of it, with a session begun now.
async fn told(world: &World) -> Value {
    let browser = enters(world, EMAIL).await;
    let mut api = world.api();
    api.jar = browser.jar;
    api.gets(&page("partner")).await.is(200).json()["as_partner"]["single_site"].clone()
}

#[tokio::test]
async fn under_the_measure_it_may_train_alone_until_it_is_linked_and_again_after() {
    let world = World::new().await;
    world.client(EMAIL).await;
    world.client(OTHER).await;
    let core = holds(&world, OTHER, AccreditationKind::Core, "K-0001", "架空中央医療センター").await;
    let mut partner = of(&world, EMAIL, PARTNER, "R-0001", "架空かわべ病院").await;
    partner.transition = true;
    partner.valid_from = day("2027-02-01");
    world.enters(partner.clone()).await;
    let mut browser = enters(&world, EMAIL).await;
    browser.follows("連携施設").await.sees("単体による研修ができます（2029/3/31まで）");
    browser.sees("連携施設単体での研修によっても専門医申請は可能です。");
    browser.sees("学会の新制度としてできるだけ早い基幹施設との連携を強く推奨いたします。").sees_no("承認待ち");

    let link = asks(&world, &partner, &core, "2027-02-01").await;
    browser.follows("連携施設").await.sees("単体による研修ができます（2029/3/31まで）");
    browser.sees("架空中央医療センター：承認待ち（承認されると開始日に遡ります）。");
    browser.sees("承認されると、2027/2/1以降は連携中の期間となり、単体による研修の期間には数えられません。");

    world.turns_to("2027-02-20T10:00:00+09:00");
    let link = approves(&world, &link).await;
    let mut browser = enters(&world, EMAIL).await;
    browser.follows("連携施設").await.sees("2027/2/1から、架空中央医療センターと連携中です。");
    browser.sees("基幹施設と連携中は単体による研修はできません。専攻医は基幹施設の指導医の指導を受けて下さい。");
    browser.sees("何らかの理由で連携が解除されてしまった場合、単体による研修の再開が可能です。");
    browser.sees("架空中央医療センター（主たる基幹施設）：連携中（2027/2/1 ~）");
    let said = told(&world).await;
    assert_eq!((&said["single_site_training"], &said["since"]), (&json!("linked"), &json!("2027-02-01")));

    let end = PartnershipCommand::End { on: day("2027-09-30"), why: EndCause::CoreEnded };
    happens(&world, &link, end, Side::System).await;
    browser.follows("連携施設").await.sees("連携は2027/9/30に終了します。");
    browser.sees("移行期間中は、2027/10/1から単体による研修の再開が可能です。");
    world.turns_to("2027-10-01T00:00:00+09:00");
    let said = told(&world).await;
    assert_eq!((&said["allowed"], &said["until"]), (&json!(true), &json!("2029-03-31")));
    world.turns_to("2029-04-01T00:00:00+09:00");
    let mut browser = enters(&world, EMAIL).await;
    browser.sees("連携が必要です。").follows("連携施設").await;
    browser.sees("移行期間終了後は単体での研修による専門医申請は不可となります。").sees("連携が必要です。");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn who_is_not_under_the_measure_needs_a_link() {
    let world = World::new().await;
    world.client(EMAIL).await;
    holds(&world, EMAIL, PARTNER, "R-0001", "架空かわべ病院").await;
    let mut browser = enters(&world, EMAIL).await;
    browser.sees("連携が必要です。").follows("連携施設").await.sees("移行措置を利用した認定ではないため");
    browser.sees("連携している基幹施設はありません。");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_responsible_physician_who_does_not_qualify_ends_it_from_the_day_of_the_change() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let mut partner = of(&world, EMAIL, PARTNER, "R-0001", "架空かわべ病院").await;
    partner.transition = true;
    world.enters(partner.clone()).await;
    let who = authorize(&judge(), Action::Judge, partner.id()).unwrap();
    let store = &world.portal.store;
    let read = store.accreditation(&who).await.unwrap().unwrap();
    let names = Names {
        qualified: false, responsible_name: "架空\u{3000}次郎".to_owned(), ..names("架空かわべ病院")
    };
    let command = AccreditationCommand::Rename { names, from: day("2027-03-01") };
    let decided = read.value.clone().decide(command, who.actor().role(), world.now()).unwrap();
    store.commit(&who, &read, decided, &cause(&world), Vec::new()).await.unwrap();
    let mut browser = enters(&world, EMAIL).await;
    browser.follows("連携施設").await.sees("単体による研修ができます").sees("架空\u{3000}花子");
    world.turns_to("2027-03-01T00:00:00+09:00");
    let mut browser = enters(&world, EMAIL).await;
    browser.follows("連携施設").await.sees("架空\u{3000}次郎").sees("連携が必要です。");
    browser.sees("2027/3/1から、施設責任者が指導医・専門医・研修指導者資格を有する認定医のいずれにも該当しないため");
    assert_eq!(told(&world).await["since"], "2027-03-01");
    world.delivers().await;
    world.ends().await;
}
