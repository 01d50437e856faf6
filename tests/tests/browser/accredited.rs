//! 施設マイページ of accredited facilities, every page of it audited: TOP, the page of each kind, 詳細・変更, 認定返上申請.

use portal_tests::process::Place;
use thirtyfour::By;

use crate::scripted::{base, portal};
use crate::secretariat::logs_in;
use crate::visitor::Visitor;

const PASSWORD: &str = "kumo-no-ue-42";

#[tokio::test]
async fn accredited_facilities_look_change_and_return() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let mut client = place.client();
    let visitor = Visitor::new("accredited", base(&place), true).await;
    trains(&visitor).await;
    visitor.signs_in("/login", "partner-1@example.jp", PASSWORD).await.reaches("マイページTOP").await;
    visitor.follows("連携施設").await.reaches("連携施設").await.sees("連携が必要です。").await.audits("kind").await;
    visitor.signs_in("/login", "core-1@example.jp", PASSWORD).await.reaches("マイページTOP").await;
    visitor.audits("top").await;
    visitor.follows("基幹施設").await.reaches("基幹施設").await.audits("kind-core").await;
    changes(&visitor).await;
    returns(&visitor).await;
    visitor.opens("/mypage").await.sees("認定中（返上申請中）").await.audits("top-returning").await;
    logs_in(&visitor, &mut client).await;
    answers(&visitor).await;
    visitor.signs_in("/login", "core-1@example.jp", PASSWORD).await.reaches("マイページTOP").await;
    visitor.follows("基幹施設").await.sees("2027/9/30").await.audits("kind-returned").await;
    visitor.leaves().await;
}

/// A 認定研修施設 has neither a 研修施設群 nor anything to say of single-site training; the rest is as for the others, by keyboard.
async fn trains(visitor: &Visitor) {
    visitor.signs_in("/login", "training-1@example.jp", PASSWORD).await.reaches("マイページTOP").await;
    visitor.audits("top-training").await;
    visitor.tabs_to("認定研修施設").await;
    visitor.enters().await.reaches("認定研修施設").await.audits("kind-training").await;
    visitor.lacks(By::XPath("//*[contains(., '研修施設群')]")).await;
    visitor.lacks(By::XPath("//main//*[contains(., '単体による研修')]")).await;
    visitor.tabs_to("詳細・変更").await;
    visitor.enters().await.reaches("詳細・変更（認定研修施設）").await.audits("details-training").await;
    visitor.types("内線番号", "1234").await.tabs_to("変更する").await;
    visitor.spaces().await.sees("登録内容を変更しました。").await;
    visitor.follows("認定研修施設").await.tabs_to("認定返上申請").await;
    visitor.enters().await.reaches("認定返上申請").await.audits("return-training").await;
    visitor.opens("/mypage/training-group").await.sees("研修施設群はありません。").await.audits("no-group").await;
}

/// The secretariat approves both.
async fn answers(visitor: &Visitor) {
    visitor.follows("申請・届出").await.reaches("申請・届出").await.audits("requests").await;
    visitor.clicks(By::Css("a[href^='/admin/requests/changes']")).await.sees("施設責任者が変わります。").await;
    visitor.audits("request-change").await;
    visitor.clicks(By::Css("form:has(#approve-ticked) button[value='confirm']")).await;
    visitor.sees("エラーの内容を確認してください。").await.audits("request-errors").await;
    visitor.clicks(By::Css("#approve-ticked")).await;
    visitor.clicks(By::Css("form:has(#approve-ticked) button[value='confirm']")).await;
    visitor.sees("送信されるメール").await.audits("request-check").await;
    visitor.presses("承認する").await.sees("処理しました。").await.audits("request-done").await;
    visitor.opens("/admin/requests").await.clicks(By::Css("a[href^='/admin/requests/accreditations']")).await;
    visitor.audits("request-return").await;
    visitor
        .clicks(By::Css("form:has(input[value='approve']) button[value='confirm']"))
        .await
        .sees("認定返上のお知らせ")
        .await;
    visitor.presses("返上を承認する").await.sees("処理しました。").await;
    visitor.opens("/admin/requests").await.sees("処理待ちの申請・届出はありません。").await;
    visitor.follows("回答済み（2）").await.sees("回答または取り下げ").await.audits("requests-answered").await;
    visitor.opens("/admin/settings/schedules").await.audits("schedules").await;
}

async fn changes(visitor: &Visitor) {
    visitor.follows("詳細・変更").await.reaches("詳細・変更（基幹施設）").await.audits("details").await;
    visitor.types("電話番号（代表）", "いちにさん").await.presses("変更する").await;
    visitor.sees("エラーの内容を確認してください。").await.audits("details-errors").await;
    visitor.types("電話番号（代表）", "03-0000-0099").await.presses("変更する").await;
    visitor.sees("登録内容を変更しました。").await.sees("→ 03-0000-0099").await.audits("details-changed").await;
    visitor.types("施設責任者氏名 名", "次郎").await.presses("変更を申請する").await;
    visitor.sees("変更日を、正しい日付で入力してください。").await.audits("details-request-errors").await;
    visitor.dates("変更日", ["2027", "4", "1"]).await.types("理由・補足", "施設責任者の交代のため").await;
    visitor.presses("変更を申請する").await.sees("承認待ちの変更申請").await.audits("details-asked").await;
    visitor.goes_by(By::Css("main p.nt-back a")).await.reaches("基幹施設").await;
}

async fn returns(visitor: &Visitor) {
    visitor.follows("認定返上申請").await.reaches("認定返上申請").await.audits("return").await;
    visitor.presses("確認する").await.sees("エラーの内容を確認してください。").await.audits("return-errors").await;
    visitor.dates("返上希望日", ["2027", "9", "30"]).await.ticks("理由 > 診療体制の変更").await;
    visitor.presses("確認する").await.reaches("認定返上申請の確認").await.audits("return-check").await;
    visitor.presses("返上を申請する").await.sees("返上申請中です").await.audits("return-waiting").await;
}
