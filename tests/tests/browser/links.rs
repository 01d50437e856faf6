//! (基幹)研修施設群 from both sides, every page audited: another core facility is asked and approves, 解除 is asked for and taken back.

use portal_tests::process::Place;
use thirtyfour::By;

use crate::scripted::{base, portal};
use crate::visitor::Visitor;

const PASSWORD: &str = "kumo-no-ue-42";
const GROUP: &str = "/mypage/training-group";

#[tokio::test]
async fn a_partner_asks_a_core_facility_approves_and_either_asks_to_end_it() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("links", base(&place), true).await;
    signs_in(&visitor, "partner-1@example.jp").await;
    visitor.sees("連携している基幹施設はありません").await.audits("group-without-a-link").await;
    asks(&visitor).await;
    signs_in(&visitor, "core-2@example.jp").await;
    visitor.sees("連携申請（1件）").await.audits("group-asked").await;
    visitor.goes_by(By::Css("td a.nt-button")).await.reaches("連携申請の確認").await.audits("link-asked").await;
    visitor.presses("承認する").await.sees("連携施設（1施設）").await.audits("group-linked").await;
    ends(&visitor).await;
    signs_in(&visitor, "partner-1@example.jp").await;
    visitor.sees("連携中（解除申請中）").await.audits("group-of-a-linked-partner").await;
    visitor.goes_by(By::Css("h3 a")).await.reaches("連携の詳細").await.sees("学会事務局の確認をお待ちください。").await;
    visitor.audits("link-ending-seen-by-the-other").await;
    visitor.leaves().await;
}

async fn signs_in(visitor: &Visitor, email: &str) {
    visitor.signs_in("/login", email, PASSWORD).await.reaches("マイページTOP").await;
    visitor.opens(GROUP).await.reaches("(基幹)研修施設群").await;
}

async fn asks(visitor: &Visitor) {
    visitor.follows("基幹施設に連携を申請する").await.reaches("連携の申請").await.audits("asking").await;
    visitor.selects("都道府県", "北海道").await.presses("絞り込む").await.sees("該当する基幹施設：1施設").await;
    visitor
        .presses("連携を申請する")
        .await
        .sees("エラーの内容を確認してください。")
        .await
        .audits("asking-errors")
        .await;
    visitor.goes_by(By::Css("main p.nt-back a")).await.reaches("(基幹)研修施設群").await;
    visitor.opens(&format!("{GROUP}/new?q=きたのまち")).await.sees("該当する基幹施設：1施設").await;
    visitor.clicks(By::Css("#core option:last-child")).await.ticks("事前相談済み").await;
    visitor.presses("連携を申請する").await.sees("連携を申請しました。").await.audits("group-of-who-asked").await;
}

async fn ends(visitor: &Visitor) {
    visitor.follows("架空かわべ病院").await.reaches("連携の詳細").await.audits("link-active").await;
    visitor.presses("確認する").await.sees("エラーの内容を確認してください。").await.audits("link-end-errors").await;
    visitor.dates("解除希望日", ["2027", "9", "30"]).await.types("解除の理由", "指導医の異動のため").await;
    visitor.presses("確認する").await.reaches("連携の解除申請の確認").await.audits("link-end-check").await;
    visitor.presses("解除を申請する").await.sees("連携の解除を申請しました。").await.audits("link-ending").await;
    visitor.presses("取り下げる").await.sees("連携の解除申請を取り下げました。").await;
    visitor.dates("解除希望日", ["2027", "9", "30"]).await.types("解除の理由", "指導医の異動のため").await;
    visitor.presses("確認する").await.presses("解除を申請する").await.sees("連携の解除を申請しました。").await;
}
