//! TOP, the menu and the page of each kind.

use domain::{AccreditationCommand, AccreditationKind, Action, Actor, EndReason, ReturnCommand, authorize};
use portal_tests::world::World;
use serde_json::json;

use super::{EMAIL, OTHER, approves, asks, cause, day, enters, holds, judge, of, page};

const TRAINING: AccreditationKind = AccreditationKind::Training;
const CORE: AccreditationKind = AccreditationKind::Core;
const PARTNER: AccreditationKind = AccreditationKind::Partner;

#[tokio::test]
async fn a_facility_with_all_three_kinds_switches_between_their_pages() {
    let world = World::new().await;
    world.client(EMAIL).await;
    for (kind, number) in [(PARTNER, "R-0001"), (TRAINING, "N-0001"), (CORE, "K-0001")] {
        holds(&world, EMAIL, kind, number, "架空みどり病院").await;
    }
    let mut browser = enters(&world, EMAIL).await;
    assert_eq!(browser.heading(), "マイページTOP");
    let menu: Vec<String> = browser.page.links.iter().map(|link| link.text.clone()).skip(2).take(6).collect();
    let expected = ["マイページTOP", "認定研修施設", "基幹施設", "連携施設", "(基幹)研修施設群", "学会Webサイト"];
    assert_eq!(menu, expected);
    for (kind, number) in [("認定研修施設", "N-0001"), ("基幹施設", "K-0001"), ("連携施設", "R-0001")] {
        browser.follows(kind).await.sees("施設責任者").sees("架空\u{3000}花子").sees("認定期間");
        assert_eq!(browser.heading(), kind);
        browser.sees("2025/4/1 ~ 2030/3/31").sees("認定番号").sees(number).sees("認定中").sees_no("新規申請");
        let links: Vec<&str> = browser.page.links.iter().map(|link| &*link.text).collect();
        assert!(links.contains(&"詳細・変更") && links.contains(&"認定返上申請"), "{links:?}");
    }
    let mut api = world.api();
    api.jar = browser.jar.clone();
    for kind in ["training", "core", "partner"] {
        let shown = api.gets(&page(kind)).await.is(200).json();
        assert_eq!((&shown["kind"], &shown["period"]), (&json!(kind), &json!("2025/4/1 ~ 2030/3/31")));
    }
    assert_eq!(api.gets("/mypage").await.is(200).json()["held"].as_array().unwrap().len(), 3);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn the_menu_of_one_kind_has_one_kind() {
    let world = World::new().await;
    world.client(EMAIL).await;
    holds(&world, EMAIL, TRAINING, "N-0001", "架空さくら病院").await;
    let mut browser = enters(&world, EMAIL).await;
    browser.sees("学会Webサイト").sees_no("研修施設群").sees_no("基幹施設");
    for kind in ["core", "partner", "nothing"] {
        assert_eq!(browser.opens(&page(kind)).await.status(), 404, "{kind}");
    }
    for end in ["", "/details", "/relinquishment"] {
        let mut stranger = world.browser();
        stranger.opens(&format!("{}{end}", page("partner"))).await;
        assert_eq!(stranger.heading(), "施設マイページ ログイン画面");
    }
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn the_ways_to_an_application_are_at_the_bottom_of_a_kind_while_the_window_is_open() {
    let world = World::new().await;
    world.client(EMAIL).await;
    holds(&world, EMAIL, CORE, "K-0001", "架空みどり病院").await;
    let mut browser = enters(&world, EMAIL).await;
    browser.sees_no("新規申請").follows("基幹施設").await;
    // E45: not for what is held beyond the day on which a new one would begin
    browser.sees_no("基幹施設 新規申請").sees("連携施設 新規申請 (申請期間中)");
    let links: Vec<&str> = browser.page.links.iter().map(|link| &*link.text).collect();
    let place = |words: &str| links.iter().position(|link| *link == words).unwrap();
    assert!(place("詳細・変更") < place("連携施設 新規申請 (申請期間中)"));
    assert!(place("連携施設 新規申請 (申請期間中)") < place("認定返上申請"), "{links:?}");
    browser.follows("連携施設 新規申請 (申請期間中)").await;
    assert_eq!(browser.heading(), "連携施設申請");
    world.delivers().await;
    world.turns_to("2027-03-01T00:00:00+09:00");
    let mut browser = enters(&world, EMAIL).await;
    browser.follows("基幹施設").await.sees_no("新規申請").sees("認定返上申請");
    world.ends().await;
}

#[tokio::test]
async fn a_facility_that_returned_its_accreditation_sees_so_and_can_apply() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let core = of(&world, EMAIL, CORE, "K-0001", "架空みどり病院").await;
    world.enters(core.clone()).await;
    let store = &world.portal.store;
    let commits = async |actor: &Actor, action, command| {
        let who = authorize(actor, action, core.id()).unwrap();
        let read = store.accreditation(&who).await.unwrap().unwrap();
        let decided = read.value.clone().decide(command, actor.role(), world.now()).unwrap();
        store.commit(&who, &read, decided, &cause(&world), Vec::new()).await.unwrap();
    };
    let (on, reason) = (day("2027-02-20"), "閉院のため".to_owned());
    let ask = ReturnCommand::Ask { on, reason, informed: false, linked: Vec::new() };
    let facility = Actor::Facility(core.account.clone());
    commits(&facility, Action::Change, AccreditationCommand::Return(ask)).await;
    let mut browser = enters(&world, EMAIL).await;
    browser.sees("認定中（返上申請中）").follows("基幹施設").await.sees("認定中（返上申請中）");
    let approve = ReturnCommand::Approve { on, reason: String::new(), linked: Vec::new() };
    commits(&judge(), Action::Judge, AccreditationCommand::Return(approve)).await;
    browser.opens("/mypage").await.sees("認定の最終日（返上日）は2027/2/20です。").sees("認定中（返上日 2027/2/20）");
    world.turns_to("2027-02-21T00:00:00+09:00");
    let mut browser = enters(&world, EMAIL).await;
    browser.sees("現在、認定中の施設はありません。").sees("返上済み（返上日 2027/2/20）");
    browser.sees("基幹施設 新規申請 (申請期間中)").follows("基幹施設").await;
    browser.sees("返上済み（返上日 2027/2/20）").sees("2025/4/1 ~ 2027/2/20").sees_no("認定返上申請");
    browser.opens(&format!("{}/relinquishment", page("core"))).await.sees("返上の申請はできません。");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn the_last_year_and_the_accreditations_before_are_told() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let mut earlier = of(&world, EMAIL, CORE, "K-0001", "架空みどり病院").await;
    (earlier.valid_from, earlier.valid_to) = (day("2020-04-01"), day("2025-03-31"));
    (earlier.ended, earlier.ended_by) = (Some(day("2024-03-31")), Some(EndReason::Superseded));
    world.enters(earlier).await;
    let mut now = of(&world, EMAIL, CORE, "K-0002", "架空みどり病院").await;
    now.valid_to = day("2028-02-09");
    world.enters(now).await;
    let mut browser = enters(&world, EMAIL).await;
    browser.follows("基幹施設").await.sees("認定期間の最終日は2028/2/9です。").sees("K-0002");
    browser.sees("2020/4/1 ~ 2024/3/31（認定番号 K-0001）：新しい認定に移行済み（最終日 2024/3/31）");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_core_facility_sees_how_many_partners_it_has_and_who_waits() {
    let world = World::new().await;
    world.client(EMAIL).await;
    world.client(OTHER).await;
    let core = holds(&world, EMAIL, CORE, "K-0001", "架空中央医療センター").await;
    let partner = holds(&world, OTHER, PARTNER, "R-0001", "架空かわべ病院").await;
    let link = asks(&world, &partner, &core, "2026-10-01").await;
    let mut browser = enters(&world, EMAIL).await;
    browser.sees("1件の連携申請が届いています。").follows("基幹施設").await;
    browser.sees("承認をお待ちしている連携申請\n1件").sees("連携中の連携施設\n0施設");
    approves(&world, &link).await;
    let mut api = world.api();
    api.jar = browser.jar.clone();
    let shown = api.gets(&page("core")).await.is(200).json();
    assert_eq!(shown["as_core"], json!({ "partners": 1, "requests": 0 }));
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_correction_is_told_on_top() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, domain::ApplicationKind::Core, &[]).await;
    let mut staff = world.staff(domain::StaffRole::Editor).await;
    staff.receives(&applied.office).await;
    staff.asks(&applied.office, "2027-03-14", &["application-form/phone"]).await.is(200);
    let mut browser = enters(&world, EMAIL).await;
    assert_eq!(browser.heading(), "マイページTOP");
    browser.sees("修正依頼があります").follows("基幹施設 新規申請（2027-02）").await;
    assert_eq!(browser.heading(), "基幹施設申請");
    world.delivers().await;
    world.ends().await;
}
