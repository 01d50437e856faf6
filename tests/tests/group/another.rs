//! Another core facility, asked by the partner itself (E60, E62, E67, E75, E87, S140).

use domain::{Accreditation, Action, Actor, Partnership, PartnershipCommand, PartnershipId, Party, Side, authorize};
use portal_tests::world::World;
use serde_json::json;
use shared::store::Versioned;

use super::{
    CORE, GROUP, NEW, PARTNER, SECOND, core, declined, faults, logs_in, nth_core, opens, pages, partner, second, wants,
};
use crate::mypage::{cause, day};

#[tokio::test]
async fn declined_another_core_facility_is_asked_and_counts_from_its_approval() {
    let world = World::new().await;
    let (partner, core) = (partner(&world).await, core(&world).await);
    second(&world).await;
    declined(&world, &partner, &core).await;
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("連携が成立していません").sees("貴施設の認定は継続しています。").sees("指導体制が整わないため。");
    browser.sees("単体による研修はできません。");
    browser.follows("別の基幹施設に連携を申請する").await;
    assert_eq!(browser.heading(), "連携の申請");
    browser.presses("連携を申請する").await;
    let missing = [
        "連携する基幹施設を選択してください。",
        "基幹施設へ事前に相談のうえ、「事前相談済み」にチェックを入れてください。",
    ];
    assert_eq!((browser.status(), browser.errors()), (422, missing.to_vec()));
    browser.opens(&format!("{NEW}?prefecture=27")).await.sees("該当する基幹施設：0施設");
    browser.opens(&format!("{NEW}?prefecture=13&q=みなと")).await.sees("該当する基幹施設：1施設");
    browser
        .chooses("連携する基幹施設", "架空みなと病院（東京都・K-0002・架空\u{3000}花子）")
        .presses("連携を申請する")
        .await;
    assert_eq!(browser.errors(), [missing[1]]);
    browser.sees("該当する基幹施設：1施設").ticks("事前相談済み");
    let [one, two] = [browser.pressing("連携を申請する"), browser.pressing("連携を申請する")];
    browser
        .goes(one)
        .await
        .goes(two)
        .await
        .sees("連携を申請しました。")
        .sees("承認待ち")
        .sees("基幹施設（承認の手続き）");
    browser.sees("承認されると、承認日から連携中となり").sees_no("連携が成立していません");
    assert_eq!(world.count("partnership_requested").await, 2, "that of the first one, and one more");
    world.delivers().await;
    let mail = world.mails(SECOND).pop().unwrap();
    assert!(mail.text.contains("架空かわべ病院"), "{}", mail.text);
    world.turns_to("2027-02-20T10:00:00+09:00");
    let mut browser = opens(&world, SECOND, GROUP).await;
    browser.sees("2027/2/10（10日前）").sees("承認された日から").sees_no("遡って承認されます");
    browser.follows("確認して回答する（架空かわべ病院）").await;
    browser
        .sees("仮名\u{3000}次郎 03-0000-0001")
        .presses("承認する")
        .await
        .sees("連携開始日 2027/2/20（承認日 2027/2/20）");
    world.delivers().await;
    let mut api = logs_in(&world, PARTNER).await;
    let own = api.gets(GROUP).await.is(200).json()["own"].clone();
    let states: Vec<_> = own.as_array().unwrap().iter().map(|link| link["state"].clone()).collect();
    assert_eq!(states, [json!("active"), json!("declined")]);
    assert_eq!((&own[0]["link_start"], &own[0]["primary"]), (&json!("2027-02-20"), &json!(true)));
    world.ends().await;
}

/// The core facility was lost before the link could be asked for.
async fn blocked(world: &World, partner: &Accreditation, core: &Accreditation) {
    let id = PartnershipId { partner: partner.account.clone(), start: day("2027-02-01"), core: core.account.clone() };
    let party = |of: &Accreditation| Party::of(of, String::new());
    let scheduled = Partnership::scheduled(id.clone(), party(partner), party(core));
    let begin = PartnershipCommand::Begin { core: None, partner: Some(Box::new(partner.clone())) };
    let decided = scheduled.clone().decide(begin, Side::System, world.now()).unwrap();
    let who = authorize(&Actor::system("test"), Action::Change, id).unwrap();
    let unstored = Versioned::unstored(scheduled);
    world.portal.store.commit(&who, &unstored, decided, &cause(world), Vec::new()).await.unwrap();
    world.delivers().await;
}

#[tokio::test]
async fn blocked_another_core_facility_is_asked() {
    let world = World::new().await;
    let (partner, core, second) = (partner(&world).await, core(&world).await, second(&world).await);
    blocked(&world, &partner, &core).await;
    let (for_partner, for_core) = pages(&partner, &core, "2027-02-01");
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("連携が成立していません").sees("連携申請は送信されませんでした。");
    browser.follows("架空中央医療センター").await.sees("連携申請の不成立").sees("別の基幹施設に連携を申請できます。");
    assert_eq!(browser.heading(), "連携の詳細");
    logs_in(&world, CORE).await.gets(&for_core).await.is(404);
    let mut api = logs_in(&world, PARTNER).await;
    assert_eq!(api.gets(&for_partner).await.is(200).json()["link"]["state"], "blocked");
    let first = wants(&mut api, &second, json!({})).await.is(200).json();
    assert_eq!((&first["link"]["state"], &first["link"]["later"]), (&json!("requested"), &json!(true)));
    wants(&mut api, &second, json!({})).await.is(200);
    assert_eq!(world.count("partnership_requested").await, 1, "asked twice it is one");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn five_links_at_most_each_core_facility_once_and_one_of_them_is_primary() {
    let world = World::new().await;
    partner(&world).await;
    let mut cores = Vec::new();
    for number in 10..16 {
        cores.push(nth_core(&world, number).await);
    }
    let mut api = logs_in(&world, PARTNER).await;
    for core in &cores[..5] {
        wants(&mut api, core, json!({})).await.is(200);
    }
    world.passes(chrono::TimeDelta::days(1));
    let mut api = logs_in(&world, PARTNER).await;
    let again = wants(&mut api, &cores[0], json!({})).await.is(422).json();
    let runs = "この基幹施設とは、すでに連携中か、承認待ちです。別の基幹施設を選択してください。";
    assert_eq!(faults(&again), [("core", runs)]);
    let sixth = wants(&mut api, &cores[5], json!({})).await.is(422).json();
    assert!(faults(&sixth)[0].1.starts_with("連携できる基幹施設は、承認待ちを含めて5施設までです。"), "{sixth}");
    let mut browser = opens(&world, PARTNER, NEW).await;
    browser.sees("5施設までです。");
    assert_eq!(browser.offers("連携を申請する"), None);
    let primary = wants(&mut api, &cores[5], json!({ "primary": true })).await.is(422).json();
    assert_eq!(faults(&primary)[0].0, "core", "there are five anyway");
    let own = api.gets(GROUP).await.is(200).json()["own"].clone();
    let primaries = own.as_array().unwrap().iter().filter(|link| link["primary"] == true).count();
    assert_eq!((own.as_array().unwrap().len(), primaries), (5, 1));
    // the mails to those who have no login fail, as they should
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn the_primary_one_is_offered_where_there_is_none() {
    let world = World::new().await;
    let (partner, core, second) = (partner(&world).await, core(&world).await, second(&world).await);
    let third = nth_core(&world, 30).await;
    let mut api = logs_in(&world, PARTNER).await;
    wants(&mut api, &core, json!({})).await.is(200);
    let taken = wants(&mut api, &second, json!({ "primary": true })).await.is(422).json();
    assert_eq!(faults(&taken)[0].0, "primary");
    wants(&mut api, &second, json!({})).await.is(200);
    let mut browser = opens(&world, PARTNER, NEW).await;
    browser.sees_no("主たる基幹施設が登録されていません");
    let (_, page) = pages(&partner, &core, "2027-02-10");
    let decline = json!({ "action": "decline", "reason": "指導体制が整わないため。" });
    logs_in(&world, CORE).await.posts(&page, &decline).await.is(200);
    browser.opens(NEW).await.sees("主たる基幹施設が登録されていません");
    let asked = wants(&mut api, &third, json!({ "primary": true })).await.is(200).json();
    assert_eq!(asked["link"]["primary"], true);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn only_what_is_in_the_register_today_can_be_asked_and_only_by_a_partner() {
    let world = World::new().await;
    let (partner, core) = (partner(&world).await, core(&world).await);
    let gone = Accreditation {
        ended: Some(day("2027-02-09")),
        ..super::of(
            "01JKQZ3V5T8M2N4P6R7S9W0X77".parse().unwrap(),
            domain::AccreditationKind::Core,
            "K-0777",
            "架空さくら病院",
        )
    };
    world.enters(gone.clone()).await;
    let mut api = logs_in(&world, PARTNER).await;
    for unknown in [&gone, &partner] {
        let refused = wants(&mut api, unknown, json!({})).await.is(422).json();
        assert_eq!(faults(&refused), [("core", "一覧から選択してください。")]);
    }
    let listed = api.gets(NEW).await.is(200).json()["cores"].clone();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["facility_name"]), (1, &json!("架空中央医療センター")));
    let mut core_api = logs_in(&world, CORE).await;
    core_api.gets(NEW).await.is(404);
    wants(&mut core_api, &core, json!({})).await.is(404);
    world.turns_to("2032-04-01T10:00:00+09:00");
    let mut api = logs_in(&world, PARTNER).await;
    assert!(api.gets(NEW).await.is(200).json()["obstacle"].as_str().unwrap().contains("認定期間外"));
    let over = wants(&mut api, &core, json!({})).await.is(409).json();
    assert_eq!(over["type"], "accreditation_over");
    world.ends().await;
}

#[tokio::test]
async fn under_the_measure_training_goes_on_alone_until_it_ends() {
    let world = World::new().await;
    world.client(PARTNER).await;
    let account = world.account(PARTNER).await;
    let own = super::of(account, domain::AccreditationKind::Partner, "R-0001", "架空かわべ病院");
    world.enters(Accreditation { transition: true, ..own }).await;
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("連携している基幹施設はありません").sees("連携施設単体での研修によっても専門医申請は可能です。");
    browser.sees("できるだけ早い基幹施設との連携を強く推奨いたします。").sees_no("移行期間は");
    world.turns_to("2029-02-01T10:00:00+09:00");
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("移行期間は2029/3/31に終了します。").opens(NEW).await.sees("移行期間は2029/3/31に終了します。");
    world.turns_to("2029-04-01T10:00:00+09:00");
    let mut browser = opens(&world, PARTNER, GROUP).await;
    browser.sees("移行期間は2029/3/31に終了しました。").sees("単体による研修はできません。");
    world.ends().await;
}
