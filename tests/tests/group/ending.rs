//! 連携の解除申請 by either side, and what an accreditation that ends leaves of a request (E63, E64, E72, E74, S139).

use domain::{
    Accreditation, AccreditationCommand, Action, DissolutionCommand, EndReason, PartnershipCommand, PartnershipId,
    authorize,
};
use portal_tests::world::World;
use serde_json::json;

use super::{CORE, GROUP, PARTNER, core, linked, logs_in, opens, pages, partner};
use crate::mypage::{asks, cause, day, judge};

const OFFICE: &str = "jspm@a-youme.jp";
const START: &str = "2027-02-01";

/// The secretariat answers a 解除申請.
async fn answers(world: &World, partner: &Accreditation, core: &Accreditation, command: DissolutionCommand) {
    let id = PartnershipId { partner: partner.account.clone(), start: day(START), core: core.account.clone() };
    let who = authorize(&judge(), Action::Judge, id).unwrap();
    let store = &world.portal.store;
    let read = store.partnership(&who).await.unwrap().unwrap();
    let command = PartnershipCommand::Dissolution(command);
    let decided = read.value.clone().decide(command, read.value.side(who.actor()), world.now()).unwrap();
    store.commit(&who, &read, decided, &cause(world), Vec::new()).await.unwrap();
    world.delivers().await;
}

/// An accreditation ended yesterday; its links are not told yet.
async fn ends(world: &World, accreditation: &Accreditation, on: &str) {
    let who = authorize(&judge(), Action::Judge, accreditation.id()).unwrap();
    let store = &world.portal.store;
    let read = store.accreditation(&who).await.unwrap().unwrap();
    let command = AccreditationCommand::End { on: day(on), reason: EndReason::Returned };
    let decided = read.value.clone().decide(command, who.actor().role(), world.now()).unwrap();
    let with = vec![store.links_to_tell(&accreditation.id()).unwrap()];
    store.commit(&who, &read, decided, &cause(world), with).await.unwrap();
}

#[tokio::test]
async fn the_partner_asks_in_two_steps_and_takes_it_back() {
    let world = World::new().await;
    let (partner, core) = linked(&world).await;
    let (page, for_core) = pages(&partner, &core, START);
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("専攻医は基幹施設の指導医の指導を受けて下さい。").follows("架空中央医療センター").await;
    browser.presses("確認する").await;
    let missing = ["日付を、「2027年4月1日」のように年・月・日で入力してください。", "理由を入力してください。"];
    assert_eq!((browser.status(), browser.errors()), (422, missing.to_vec()));
    browser
        .dates("解除希望日", ["2027", "2", "9"])
        .fills("解除の理由", "診療体制の変更のため")
        .presses("確認する")
        .await;
    assert_eq!(browser.errors(), ["解除希望日は、本日から2032/3/31までの日付を入力してください。"]);
    assert_eq!(browser.value("解除の理由"), "診療体制の変更のため", "what was typed is kept");
    browser.dates("解除希望日", ["2027", "9", "30"]).presses("確認する").await;
    assert_eq!(browser.heading(), "連携の解除申請の確認");
    browser.sees("2027/9/30").sees("架空中央医療センター").presses("入力画面に戻る").await;
    assert_eq!(browser.value("解除の理由"), "診療体制の変更のため");
    browser.presses("確認する").await;
    assert_eq!(world.count("dissolution_requested").await, 0, "looked at is not asked for");
    let [one, two] = [browser.pressing("解除を申請する"), browser.pressing("解除を申請する")];
    browser.goes(one).await.goes(two).await.sees("連携の解除を申請しました。").sees("連携中（解除申請中）");
    browser.sees("学会事務局（解除申請の確認）");
    assert_eq!(world.count("dissolution_requested").await, 1, "pressed twice it is one");
    world.delivers().await;
    for told in [CORE, OFFICE] {
        let mail = world.mails(told).pop().unwrap();
        assert!(mail.text.contains("2027/9/30") && mail.text.contains("診療体制の変更のため"), "{}", mail.text);
    }
    let mut other = opens(&world, CORE, &for_core).await;
    other.sees("診療体制の変更のため").sees("連携施設");
    assert_eq!(other.offers("取り下げる"), None, "it is not theirs");
    let refused = logs_in(&world, CORE).await.posts(&for_core, &json!({ "action": "cancel" })).await.is(403).json();
    assert_eq!(refused["type"], "not_permitted");
    let [one, two] = [browser.pressing("取り下げる"), browser.pressing("取り下げる")];
    browser.goes(one).await.goes(two).await.sees("連携の解除申請を取り下げました。");
    assert_eq!(world.count("dissolution_cancelled").await, 1);
    let nothing = json!({ "action": "cancel" });
    assert_eq!(logs_in(&world, PARTNER).await.posts(&page, &nothing).await.is(409).json()["type"], "nothing_asked");
    world.ends().await;
}

#[tokio::test]
async fn the_core_facility_asks_it_is_approved_and_the_day_after_another_link_may_follow() {
    let world = World::new().await;
    let (partner, core) = linked(&world).await;
    let (for_partner, page) = pages(&partner, &core, START);
    let mut api = logs_in(&world, CORE).await;
    let body = json!({ "action": "dissolve", "on": "2027-02-28", "reason": "指導医の異動のため" });
    let asked = api.posts(&page, &body).await.is(200).json();
    assert_eq!((&asked["dissolution"]["on"], &asked["dissolution"]["ours"]), (&json!("2027-02-28"), &json!(true)));
    assert_eq!(asked["link"]["next_actor"], "secretariat");
    assert_eq!(asked["history"][0]["what"], "連携の解除申請", "with what has just happened");
    api.posts(&page, &body).await.is(200);
    let other = json!({ "action": "dissolve", "on": "2027-03-31", "reason": "指導医の異動のため" });
    let both = logs_in(&world, PARTNER).await.posts(&for_partner, &other).await.is(409).json();
    assert_eq!(both["type"], "already_asked", "one side is enough");
    world.delivers().await;
    let approve = DissolutionCommand::Approve { on: day("2027-02-28"), reason: String::new() };
    answers(&world, &partner, &core, approve).await;
    for told in [CORE, PARTNER] {
        assert!(world.mails(told).pop().unwrap().text.contains("2027/2/28 で終了します"), "{told}");
    }
    world.turns_to("2027-02-28T23:00:00+09:00");
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("連携中（終了予定）").sees("最終日 2027/2/28").sees_no("連携は終了しました");
    world.turns_to("2027-03-01T00:00:00+09:00");
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("連携は終了しました").sees("連携の解除").sees("2027/2/1 ~ 2027/2/28");
    browser.follows("別の基幹施設に連携を申請する").await;
    browser
        .chooses("連携する基幹施設", "架空中央医療センター（東京都・K-0001・架空\u{3000}花子）")
        .ticks("事前相談済み");
    browser.presses("連携を申請する").await.sees("承認待ち");
    let group = logs_in(&world, CORE).await.gets(GROUP).await.is(200).json();
    let count = |list: &str| group[list].as_array().unwrap().len();
    assert_eq!([count("requests"), count("partners"), count("ended")], [1, 0, 1], "the same core facility, anew");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_page_from_before_the_answer_does_not_ask_again() {
    let world = World::new().await;
    let (partner, core) = linked(&world).await;
    let (page, for_core) = pages(&partner, &core, START);
    let mut browser = opens(&world, PARTNER, &page).await;
    browser
        .dates("解除希望日", ["2027", "9", "30"])
        .fills("解除の理由", "診療体制の変更のため")
        .presses("確認する")
        .await;
    let late = browser.pressing("解除を申請する");
    browser.presses("解除を申請する").await;
    world.delivers().await;
    let refuse = DissolutionCommand::Refuse { reason: "専攻医が研修中のため。".to_owned() };
    answers(&world, &partner, &core, refuse).await;
    browser.goes(late).await.sees("他の方がこの内容を更新しました");
    assert_eq!((browser.status(), world.count("dissolution_requested").await), (409, 1));
    browser.opens(&page).await.sees("専攻医が研修中のため。").sees("連携中");
    opens(&world, CORE, &for_core).await.sees("連携の解除申請の不承認").sees_no("専攻医が研修中のため。");
    world.ends().await;
}

#[tokio::test]
async fn a_partner_that_returned_its_accreditation_is_not_approved_any_more() {
    let world = World::new().await;
    let (partner, core) = (partner(&world).await, core(&world).await);
    asks(&world, &partner, &core, START).await;
    world.delivers().await;
    let (for_partner, page) = pages(&partner, &core, START);
    ends(&world, &partner, "2027-02-09").await;
    let mut browser = opens(&world, CORE, &page).await;
    browser.sees("連携施設の認定が終了しているため、承認できません。");
    assert_eq!((browser.offers("承認する"), browser.offers("承認しない")), (None, Some(true)));
    let mut api = logs_in(&world, CORE).await;
    let refused = api.posts(&page, &json!({ "action": "approve" })).await.is(409).json();
    assert_eq!(refused["type"], "partner_not_accredited");
    world.notifies().await;
    world.delivers().await;
    browser.opens(GROUP).await.sees_no("承認をお待ちしている連携申請があります").sees("終了した連携");
    let link = api.gets(&page).await.is(200).json();
    assert_eq!(link["link"]["state"], "ended");
    api.posts(&page, &json!({ "action": "approve" })).await.is(409);
    let mut browser = opens(&world, PARTNER, &for_partner).await;
    browser.sees("連携未成立").sees("連携施設の認定が終了したため、連携申請は終了しました。");
    browser.opens(GROUP).await.sees_no("連携を申請する");
    world.ends().await;
}

#[tokio::test]
async fn a_core_facility_that_returned_its_accreditation_leaves_its_requests_unanswered() {
    let world = World::new().await;
    let (partner, core) = (partner(&world).await, core(&world).await);
    asks(&world, &partner, &core, START).await;
    world.delivers().await;
    ends(&world, &core, "2027-02-28").await;
    world.notifies().await;
    world.delivers().await;
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("承認待ち").sees_no("連携が成立していません");
    world.turns_to("2027-03-01T00:00:00+09:00");
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("連携が成立していません").sees("基幹施設の認定が終了したため、連携申請は不成立となりました。");
    let (_, page) = pages(&partner, &core, START);
    let refused = logs_in(&world, CORE).await.posts(&page, &json!({ "action": "approve" })).await.is(409).json();
    assert_eq!(refused["type"], "core_not_accredited");
    world.ends().await;
}
