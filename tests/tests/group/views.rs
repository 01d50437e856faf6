//! What each side sees, and does not (E71, E73, E77).

use domain::{Action, InForce, PartnershipCommand, PartnershipId, authorize};
use portal_tests::world::World;
use serde_json::json;

use super::{CORE, GROUP, PARTNER, SECOND, core, linked, logs_in, opens, pages, partner, second};
use crate::mypage::{asks, cause, day, judge};

#[tokio::test]
async fn a_request_says_to_each_side_who_must_act_and_what_it_means() {
    let world = World::new().await;
    let (partner, core) = (partner(&world).await, core(&world).await);
    asks(&world, &partner, &core, "2027-02-01").await;
    world.delivers().await;
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("（主たる基幹施設）").sees("承認待ち").sees("基幹施設（承認の手続き）");
    browser.sees("承認待ち（承認されると開始日に遡ります）").sees("2027/2/1以降は連携中の期間となり");
    browser.follows("架空中央医療センター").await.sees("2027/2/1以降は連携中の期間となり").sees("連携申請");
    assert_eq!((browser.offers("承認する"), browser.offers("確認する")), (None, None));
    let mut browser = opens(&world, CORE, GROUP).await;
    browser.sees("承認をお待ちしている連携申請があります").sees("連携開始日に遡って承認されます。");
    browser.follows("確認して回答する（架空かわべ病院）").await;
    browser.sees("貴施設（承認のお手続き）").sees_no("単体による研修の期間");
    assert_eq!(browser.heading(), "連携申請の確認");
    let posts = [json!({ "action": "dissolve", "on": "2027-03-01", "reason": "理由" }), json!({ "action": "sign" })];
    let (for_partner, _) = pages(&partner, &core, "2027-02-01");
    let mut api = logs_in(&world, PARTNER).await;
    assert_eq!(api.posts(&for_partner, &posts[0]).await.is(409).json()["type"], "not_linked");
    api.posts(&for_partner, &posts[1]).await.is(400);
    api.posts(&for_partner, &json!({ "action": "approve" })).await.is(403);
    world.ends().await;
}

#[tokio::test]
async fn neither_sees_more_of_the_other_than_it_may() {
    let world = World::new().await;
    let (partner, core) = linked(&world).await;
    let (for_partner, for_core) = pages(&partner, &core, "2027-02-01");
    let mut seen = Vec::new();
    for (email, page) in [(PARTNER, for_partner.as_str()), (CORE, for_core.as_str()), (PARTNER, GROUP), (CORE, GROUP)] {
        let mut api = logs_in(&world, email).await;
        let text = api.gets(page).await.is(200).text();
        for secret in ["1975", "123456", "kikan@", "renkei@", "見本町", "受付番号"] {
            assert!(!text.contains(secret), "{secret} is nothing for {email} on {page}: {text}");
        }
        seen.push(text);
    }
    assert!(seen.iter().all(|text| text.contains("架空\u{3000}花子")), "the responsible physician of the other side");
    second(&world).await;
    let mut stranger = logs_in(&world, SECOND).await;
    for page in [&for_partner, &for_core] {
        stranger.gets(page).await.is(404);
        stranger.posts(page, &json!({ "action": "approve" })).await.is(404);
    }
    for nowhere in ["2027-02-02", "2027-02-31", "new"] {
        let (page, _) = pages(&partner, &core, nowhere);
        logs_in(&world, PARTNER).await.gets(&page).await.is(404);
    }
    assert_eq!(stranger.gets(GROUP).await.is(200).json()["partners"], json!([]));
    world.ends().await;
}

#[tokio::test]
async fn the_history_tells_both_sides_what_happened_but_not_what_the_secretariat_noted() {
    let world = World::new().await;
    let (partner, core) = (partner(&world).await, core(&world).await);
    asks(&world, &partner, &core, "2027-02-01").await;
    let id = PartnershipId { partner: partner.account.clone(), start: day("2027-02-01"), core: core.account.clone() };
    let who = authorize(&judge(), Action::Judge, id).unwrap();
    let store = &world.portal.store;
    let read = store.partnership(&who).await.unwrap().unwrap();
    let in_force = InForce { core: true, partner: true };
    let command = PartnershipCommand::ApproveByProxy { in_force, note: "事務長から電話".to_owned() };
    let decided = read.value.clone().decide(command, read.value.side(who.actor()), world.now()).unwrap();
    store.commit(&who, &read, decided, &cause(&world), Vec::new()).await.unwrap();
    world.delivers().await;
    let (for_partner, for_core) = pages(&partner, &core, "2027-02-01");
    for (email, page) in [(PARTNER, for_partner), (CORE, for_core)] {
        let mut browser = opens(&world, email, &page).await;
        browser.sees("連携の承認（基幹施設の代理）").sees("学会事務局").sees("連携開始日 2027/2/1（承認日 2027/2/10）");
        browser.sees_no("事務長から電話").sees_no("事務 見本");
    }
    world.ends().await;
}
