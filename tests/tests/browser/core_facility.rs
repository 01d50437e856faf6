//! A core facility with thirty partners: April's requests, its return, and what it sees when that is over. Its main steps go by
//! keyboard.

use domain::AccreditationKind;
use portal_tests::links::{approves, asks};
use portal_tests::world::World;
use thirtyfour::By;

use crate::holders::{GROUP, enters, holds, of};
use crate::visitor::Visitor;

const CORE: &str = "kikan@example.jp";
const PAGE: &str = "/mypage/accreditations/core";
const LAST_DAY: &str = "2027-09-30";

/// The name of a partner; one of them is as long as names are.
fn name(number: u32) -> String {
    match number {
        7 => "独立行政法人架空医療機構\u{3000}架空ひがし総合医療センター附属緩和ケア病院".to_owned(),
        31 => "架空やまびこ病院".to_owned(),
        32 => "架空かわべ病院".to_owned(),
        _ => format!("架空第{number}病院"),
    }
}

/// Thirty partners are linked since October; two more ask on the first of April, and now it is the fifteenth.
async fn april(world: &World) {
    world.turns_to("2026-10-01T09:00:00+09:00");
    let core = holds(world, CORE, AccreditationKind::Core, "K-0001", "架空中央医療センター").await;
    for number in 1..=32_u32 {
        let account = format!("01JKQZ3V5T8M2N4P6R7S9W0Y{number:02}");
        let partner = of(&account, AccreditationKind::Partner, &format!("R-{number:04}"), &name(number));
        if number > 30 {
            world.turns_to("2027-04-01T09:00:00+09:00");
            world.enters(partner.clone()).await;
            asks(world, &partner, &core, "2027-04-01").await;
        } else {
            approves(world, &asks(world, &partner, &core, "2026-10-01").await).await;
        }
    }
    world.turns_to("2027-04-15T10:00:00+09:00");
}

#[tokio::test]
async fn a_core_facility_with_thirty_partners_answers_in_april_and_returns() {
    let world = World::serving().await;
    april(&world).await;
    let visitor = Visitor::new("core-facility", world.base().to_owned(), true).await;
    enters(&visitor, CORE).await;
    answers(&visitor).await;
    returns(&visitor).await;
    world.approves_what_waits(LAST_DAY).await;
    visitor.opens("/mypage").await.reaches("施設マイページ ログイン画面").await;
    enters(&visitor, CORE).await;
    waits_for_the_last_day(&visitor).await;
    world.turns_to("2027-10-01T00:00:00+09:00");
    enters(&visitor, CORE).await;
    looks_back(&visitor).await;
    visitor.leaves().await;
    // the mails to partners without a login fail, as they should
    world.delivers().await;
    world.ends().await;
}

/// One request is approved, the other is not.
async fn answers(visitor: &Visitor) {
    visitor.sees("2件の連携申請が届いています。").await.audits("top-in-april").await;
    visitor.tabs_to("基幹施設").await;
    visitor.enters().await.reaches("基幹施設").await.sees("30施設").await.audits("kind-in-april").await;
    visitor.tabs_to("(基幹)研修施設群").await;
    visitor
        .enters()
        .await
        .sees("連携申請（2件）")
        .await
        .sees("連携施設（30施設）")
        .await
        .audits("group-in-april")
        .await;
    visitor.tabs_to("確認して回答する（架空やまびこ病院）").await;
    visitor.enters().await.reaches("連携申請の確認").await.audits("request").await;
    visitor.tabs_to("承認する").await;
    visitor.enters().await.sees("連携施設（31施設）").await.sees("連携開始日 2027/4/1（承認日 2027/4/15）").await;
    visitor.audits("group-after-approving").await;
    visitor.tabs_to("確認して回答する（架空かわべ病院）").await;
    visitor.enters().await.reaches("連携申請の確認").await;
    visitor.types("承認しない理由", "指導体制が整わないため。").await.tabs_to("承認しない").await;
    visitor.spaces().await.sees("連携を承認しませんでした。").await.sees("連携施設（31施設）").await;
    visitor.audits("group-after-declining").await;
    visitor.follows("架空かわべ病院").await.sees("指導体制が整わないため。").await.audits("declined").await;
}

/// 認定返上申請 names everybody who is concerned, and asks whether they know.
async fn returns(visitor: &Visitor) {
    visitor.follows("基幹施設").await.follows("認定返上申請").await.reaches("認定返上申請").await;
    visitor.sees("連携している施設（31施設）").await.sees("架空第30病院").await.audits("return").await;
    visitor.dates("返上希望日", ["2027", "9", "30"]).await.ticks("理由 > 診療体制の変更").await;
    visitor.presses("確認する").await.sees("エラーの内容を確認してください。").await.audits("return-untold").await;
    visitor.ticks("連携している施設へ連絡済みです").await.presses("確認する").await.reaches("認定返上申請の確認").await;
    visitor.sees("架空第30病院").await.audits("return-check").await;
    visitor.tabs_to("返上を申請する").await;
    visitor.enters().await.sees("返上申請中です").await;
}

async fn waits_for_the_last_day(visitor: &Visitor) {
    visitor.opens("/mypage").await.sees("認定中（返上日 2027/9/30）").await.audits("top-returning").await;
    visitor.follows("(基幹)研修施設群").await.sees("連携中（終了予定）").await.audits("group-returning").await;
    visitor.opens(&format!("{PAGE}/relinquishment")).await.audits("return-approved").await;
}

/// The day after: what was stays readable, nothing is offered that cannot be done, and old addresses answer.
async fn looks_back(visitor: &Visitor) {
    visitor
        .sees("現在、認定中の施設はありません。")
        .await
        .sees("引き続きご覧いただけます。")
        .await
        .audits("top-returned")
        .await;
    visitor.follows("基幹施設").await.sees("2025/4/1 ~ 2027/9/30").await.audits("kind-returned").await;
    visitor.follows("詳細・変更").await.sees("認定期間外のため、登録内容は変更できません。").await;
    visitor.audits("details-returned").await;
    visitor.follows("(基幹)研修施設群").await.sees("終了した連携").await.audits("group-returned").await;
    visitor.follows("架空第30病院").await.sees("基幹施設の認定の終了").await.audits("link-ended").await;
    for path in [&format!("{PAGE}/details"), GROUP, &format!("{PAGE}/relinquishment")] {
        visitor.opens(path).await.lacks(By::Css("main form")).await;
    }
    visitor.sees("返上の申請はできません。").await.audits("return-over").await;
    visitor.opens(&format!("{GROUP}/new")).await.sees("ページが見つかりません").await.audits("not-a-partner").await;
}
