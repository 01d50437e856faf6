//! A partner with two core facilities: how each link stands, who must act, and that training alone stays off while one is left.

use domain::{Accreditation, AccreditationKind};
use portal_tests::links::{approves, asks};
use portal_tests::people::PASSWORD;
use portal_tests::world::World;
use thirtyfour::By;

use crate::holders::{GROUP, enters, holds, of};
use crate::visitor::Visitor;

const PARTNER: &str = "renkei@example.jp";
const SECOND: &str = "minato@example.jp";
const ALONE: &str = "単体による研修はできません（基幹施設と連携中）";
const LAST_DAY: &str = "2027-06-30";

#[tokio::test]
async fn a_partner_with_two_core_facilities_loses_one_and_still_does_not_train_alone() {
    let world = World::serving().await;
    world.turns_to("2027-04-01T09:00:00+09:00");
    world.client(PARTNER).await;
    let own = of(&world.account(PARTNER).await.to_string(), AccreditationKind::Partner, "R-0001", "架空かわべ病院");
    let own = Accreditation { transition: true, ..own };
    world.enters(own.clone()).await;
    let first = holds(&world, "kikan@example.jp", AccreditationKind::Core, "K-0001", "架空中央医療センター").await;
    holds(&world, SECOND, AccreditationKind::Core, "K-0002", "架空みなと病院").await;
    let waiting = asks(&world, &own, &first, "2027-04-01").await;
    world.turns_to("2027-04-05T10:00:00+09:00");
    let visitor = Visitor::new("partner", world.base().to_owned(), true).await;
    enters(&visitor, PARTNER).await;
    asks_a_second(&visitor).await;
    world.turns_to("2027-04-10T10:00:00+09:00");
    visitor.signs_in("/login", SECOND, PASSWORD).await.opens(GROUP).await;
    visitor.goes_by(By::Css("td a.nt-button")).await.presses("承認する").await.sees("連携を承認しました。").await;
    approves(&world, &waiting).await;
    world.delivers().await;
    two_count(&visitor).await;
    dissolves(&visitor).await;
    world.approves_what_waits(LAST_DAY).await;
    world.delivers().await;
    visitor.opens(GROUP).await.sees("連携中（終了予定）").await.audits("group-ending").await;
    world.turns_to("2027-07-01T00:00:00+09:00");
    one_is_left(&visitor).await;
    visitor.leaves().await;
    world.ends().await;
}

/// The first has not answered, and the partner asks another itself: the two will count from different days.
async fn asks_a_second(visitor: &Visitor) {
    visitor.opens(GROUP).await.tabs_to("ほかの基幹施設に連携を申請する").await;
    visitor.enters().await.reaches("連携の申請").await;
    visitor
        .clicks(By::Css("#core option:last-child"))
        .await
        .ticks("事前相談済み")
        .await
        .tabs_to("連携を申請する")
        .await;
    visitor.enters().await.sees("連携を申請しました。").await;
    visitor.sees("架空中央医療センター（主たる基幹施設）").await.sees("承認されると開始日に遡ります").await;
    visitor.sees("架空みなと病院").await.sees("承認された日から").await.audits("group-both-wait").await;
    visitor.follows("連携施設").await.sees("承認待ちの連携申請があります").await.audits("kind-both-wait").await;
    visitor.opens("/mypage").await.audits("top-both-wait").await;
}

async fn two_count(visitor: &Visitor) {
    enters(visitor, PARTNER).await;
    visitor.follows("連携施設").await.sees(ALONE).await.sees("すべての基幹施設との連携が解除").await;
    visitor.audits("kind-of-two").await;
    visitor.follows("(基幹)研修施設群").await.sees("連携開始日 2027/4/1（承認日 2027/4/10）").await;
    visitor.sees("連携開始日 2027/4/10（承認日 2027/4/10）").await.audits("group-of-two").await;
}

async fn dissolves(visitor: &Visitor) {
    visitor.tabs_to("架空中央医療センター").await;
    visitor.enters().await.reaches("連携の詳細").await;
    visitor.dates("解除希望日", ["2027", "6", "30"]).await.types("解除の理由", "指導医の異動のため").await;
    visitor.tabs_to("確認する").await;
    visitor.spaces().await.reaches("連携の解除申請の確認").await.audits("end-check").await;
    visitor.tabs_to("解除を申請する").await;
    visitor.enters().await.sees("連携の解除を申請しました。").await.audits("link-ending").await;
    visitor.opens(GROUP).await.sees("学会事務局（解除申請の確認）").await.audits("group-end-asked").await;
}

/// The day after the last: the second link counts on, and the other core facility stays the only one.
async fn one_is_left(visitor: &Visitor) {
    enters(visitor, PARTNER).await;
    visitor.lacks(By::XPath("//main//*[contains(., '連携が必要です')]")).await;
    visitor.follows("連携施設").await.sees(ALONE).await.sees("架空みなと病院と連携中です。").await;
    visitor.audits("kind-of-one").await;
    visitor.opens(GROUP).await.sees("成立しなかった連携・終了した連携").await.audits("group-of-one").await;
    visitor.follows("架空中央医療センター").await.sees("連携終了").await.audits("link-over").await;
}
