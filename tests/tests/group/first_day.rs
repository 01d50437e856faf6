//! A first day that the secretariat sets: no day belongs to two links of the same two facilities (E62, E75).

use domain::{Action, Actor, DissolutionCommand, Partnership, PartnershipCommand, Side, StaffRole, authorize};
use portal_tests::world::World;
use serde_json::json;

use super::{CORE, PARTNER, core, faults, logs_in, pages, partner, wants};
use crate::mypage::{approves, asks, day, happens};

#[tokio::test]
async fn a_first_day_in_the_link_before_is_refused_and_the_day_after_its_last_one_holds() {
    let world = World::new().await;
    let (partner, core) = (partner(&world).await, core(&world).await);
    let before = approves(&world, &asks(&world, &partner, &core, "2027-02-01").await).await;
    let dissolve = DissolutionCommand::Approve { on: day("2027-02-20"), reason: "体制の変更".to_owned() };
    let judge = Side::Staff(StaffRole::Judge);
    happens(&world, &before, PartnershipCommand::Dissolution(dissolve), judge).await;

    world.turns_to("2027-03-01T10:00:00+09:00");
    wants(&mut logs_in(&world, PARTNER).await, &core, json!({})).await.is(200);
    let mut judge = world.staff(StaffRole::Judge).await;
    let page = format!("/admin/partnerships/2027-03-01/{}/{}", partner.account, core.account);
    let sets = |on: &str| json!({ "act": "start", "on": on, "text": "遡及の申し出" });
    let sentence =
        "同じ施設との前の連携の期間と重なります。前の連携の最終日（2027/2/20）の翌日以降の日付を入力してください。";
    for within in ["2027-02-20", "2027-02-01"] {
        let refused = judge.posts(&page, &sets(within)).await.is(422).json();
        assert_eq!(faults(&refused), [("on", sentence)], "{within}");
    }
    judge.posts(&page, &sets("2027-02-21")).await.is(200);
    let (_, request) = pages(&partner, &core, "2027-03-01");
    logs_in(&world, CORE).await.posts(&request, &json!({ "action": "approve" })).await.is(200);
    let refused = judge.posts(&page, &sets("2027-02-10")).await.is(422).json();
    assert_eq!(faults(&refused), [("on", sentence)], "nor once it is approved");

    let who = authorize(&Actor::Facility(partner.account.clone()), Action::View, partner.account.clone()).unwrap();
    let links = world.portal.store.partnerships_of(&who).await.unwrap();
    let links: Vec<Partnership> = links.into_iter().map(|link| link.value).collect();
    for on in day("2027-02-01").iter_days().take(60) {
        assert_eq!(links.iter().filter(|link| link.counts_on(on)).count(), 1, "{on}");
    }
    world.delivers().await;
    world.ends().await;
}
