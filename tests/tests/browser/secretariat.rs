//! The secretariat's day, and the first of April, with every page audited.

use chrono::{DateTime, TimeDelta};
use portal_tests::client::Client;
use portal_tests::process::Place;
use serde_json::{Value, json};
use thirtyfour::By;

use crate::scripted::{base, file, portal};
use crate::visitor::Visitor;

const STAFF: &str = "staff@example.jp";
const STAFF_PASSWORD: &str = "kumo-no-ue-no-tsukue-42";
const PASSWORD: &str = "kumo-no-ue-42";

async fn dev(client: &mut Client) -> Value {
    client.get("/dev").await.unwrap().good()
}

async fn moves_clock(client: &mut Client, now: &str) {
    client.post("/dev/clock", &json!({ "now": now })).await.unwrap().good();
}

/// The code of the moment, after a minute: each is good once.
async fn code(client: &mut Client) -> String {
    let now = DateTime::parse_from_rfc3339(dev(client).await.get("now").and_then(Value::as_str).unwrap()).unwrap();
    moves_clock(client, &(now + TimeDelta::minutes(1)).to_rfc3339()).await;
    let dev = dev(client).await;
    let accounts = dev.get("accounts").and_then(Value::as_array).unwrap();
    let account = accounts.iter().find(|account| account.get("email").is_some_and(|email| email == STAFF)).unwrap();
    account.get("totp_now").and_then(Value::as_str).unwrap().to_owned()
}

pub(crate) async fn logs_in(visitor: &Visitor, client: &mut Client) {
    visitor.opens("/admin").await.reaches("事務局 ログイン").await;
    let code = code(client).await;
    visitor.types("メールアドレス", STAFF).await.types("パスワード", STAFF_PASSWORD).await;
    visitor.types("認証コード", &code).await.presses("ログインする").await.reaches("申請一覧").await;
}

#[tokio::test]
async fn the_secretariat_receives_corrects_judges_and_a_core_facility_approves_in_april() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let mut client = place.client();
    let visitor = Visitor::new("secretariat", base(&place), true).await;
    visitor.opens("/admin/login").await.audits("login").await;
    visitor.presses("ログインする").await.sees("エラーの内容を確認してください。").await.audits("login-failed").await;
    logs_in(&visitor, &mut client).await;
    visitor.audits("worklist").await;
    receives(&visitor).await;
    corrects(&visitor).await;
    submits_again(&visitor).await;
    saves(&visitor, &place).await;
    windows(&visitor).await;
    judges(&visitor).await;
    moves_clock(&mut client, "2027-04-01T09:00:00+09:00").await;
    client.post("/dev/schedules/notify_partnerships", &json!({})).await.unwrap().good();
    approves(&visitor, &mut client).await;
    logs_in(&visitor, &mut client).await;
    visitor.opens("/admin/partnerships?start=2027-04-01").await.reaches("連携").await.audits("links-answered").await;
    visitor.leaves().await;
}

async fn receives(visitor: &Visitor) {
    visitor.opens("/admin/applications?next=all&sort=facility").await.audits("worklist-all").await;
    visitor.opens("/admin/applications?kind=core").await;
    visitor.clicks(By::Css("table a")).await.sees("架空しおさい病院").await.audits("detail-submitted").await;
    visitor.presses("受付する").await.sees("審査中").await.audits("detail-received").await;
}

async fn corrects(visitor: &Visitor) {
    visitor.follows("修正を依頼する").await.audits("correction").await;
    visitor
        .presses("修正を依頼する")
        .await
        .sees("エラーの内容を確認してください。")
        .await
        .audits("correction-errors")
        .await;
    visitor.ticks("電話番号（代表） > 修正を依頼する").await;
    visitor.types("電話番号（代表） > 理由", "代表の番号をご記入ください。").await;
    visitor.dates("修正の期限", ["2027", "3", "14"]).await.presses("修正を依頼する").await;
    visitor.sees("修正依頼中").await.audits("detail-in-correction").await;
}

/// The facility corrects what is asked for; its receipts tell both submissions.
async fn submits_again(visitor: &Visitor) {
    visitor.signs_in("/apply/core/login", "core-5@example.jp", PASSWORD).await.sees("修正依頼があります").await;
    visitor.follows("1.申請書").await.types("電話番号（代表）", "03-0000-0099").await.presses("登録").await;
    visitor.follows("基幹施設 申請").await.reaches("申請内容の確認").await.audits("check-of-a-correction").await;
    visitor.follows("変更（電話番号（代表））").await.reaches("1.申請書").await;
    assert!(visitor.address().await.ends_with("/application-form#phone"));
    visitor.follows("申請画面へ戻る").await.follows("基幹施設 申請").await.presses("申請する").await;
    visitor.follows("申請した内容を確認する").await.sees("前回の申請から変更した項目").await.audits("receipt-2").await;
    visitor.follows("第1回").await.sees("これより後に再申請されています").await.audits("receipt-1").await;
    visitor.follows("最新の申請の控え").await.sees("03-0000-0099").await;
}

/// The file of the receipt, opened where it was saved.
async fn saves(visitor: &Visitor, place: &Place) {
    let fetch = "const done = arguments[0];
        fetch(document.querySelector('a[href*=\"/receipt/file\"]').href).then((answer) => answer.text()).then(done);";
    let text: String = visitor.driver.execute_async(fetch, vec![]).await.unwrap().convert().unwrap();
    let saved = file(place, "receipt.html", text.as_bytes());
    visitor.driver.goto(format!("file://{}", saved.display())).await.unwrap();
    visitor.reaches("申請の控え").await.sees("03-0000-0099").await.audits("receipt-file").await;
}

async fn windows(visitor: &Visitor) {
    visitor.opens("/admin/settings/windows").await.audits("windows").await;
    visitor.opens("/admin/settings/windows/2027-02/core").await.audits("window").await;
    visitor.presses("確認する").await.sees("エラーの内容を確認してください。").await.audits("window-errors").await;
    visitor.dates("終了日", ["2027", "3", "5"]).await.types("終了時刻", "17:00").await;
    visitor.types("理由", "配達の遅れのため").await.presses("確認する").await.sees("変更する").await;
    visitor.audits("window-check").await;
    visitor.presses("変更する").await.sees("申請期間を変更しました。").await.audits("window-changed").await;
    visitor.opens("/admin/settings/notices/new").await.audits("notice-new").await;
    visitor.presses("確認する").await.sees("エラーの内容を確認してください。").await.audits("notice-errors").await;
    visitor.types("タイトル", "システム停止のお知らせ").await.types("本文", "2月20日は終日停止します。").await;
    visitor.presses("確認する").await.sees("まだ保存されていません").await.audits("notice-preview").await;
    visitor.presses("保存する").await.sees("お知らせを登録しました。").await.audits("notices").await;
    visitor.opens("/admin/settings/documents").await.audits("documents").await;
    visitor.opens("/admin/partnerships?start=2027-04-01").await.audits("links-before").await;
}

async fn judges(visitor: &Visitor) {
    visitor.opens("/admin/applications?kind=partner").await;
    visitor.clicks(By::Css("table a")).await.sees("架空やまびこ病院").await;
    visitor.presses("受付する").await.follows("判定する").await.audits("decision").await;
    visitor.ticks("判定 > 合格").await.presses("確認する").await.sees("施設認定 審査結果のお知らせ").await;
    visitor.audits("decision-check").await;
    visitor.presses("判定する").await.sees("合格").await.audits("detail-judged").await;
    visitor
        .opens("/admin/partnerships?start=2027-04-01")
        .await
        .sees("架空やまびこ病院")
        .await
        .audits("links-planned")
        .await;
}

async fn approves(visitor: &Visitor, client: &mut Client) {
    visitor.signs_in("/login", "core-1@example.jp", PASSWORD).await.reaches("マイページTOP").await;
    visitor.sees("1件の連携申請が届いています。").await.audits("my-page-of-a-core-facility").await;
    visitor.opens("/mypage/training-group").await.audits("group-request").await;
    visitor.goes_by(By::Css("a.nt-button")).await.reaches("連携申請の確認").await.audits("link").await;
    visitor.presses("承認しない").await.sees("理由を入力してください。").await.audits("link-errors").await;
    moves_clock(client, "2027-04-20T10:00:00+09:00").await;
    visitor.signs_in("/login", "core-1@example.jp", PASSWORD).await.opens("/mypage/training-group").await;
    visitor.goes_by(By::Css("a.nt-button")).await.presses("承認する").await;
    visitor.sees("連携開始日 2027/4/1（承認日 2027/4/20）").await.audits("group-approved").await;
    visitor.signs_in("/login", "partner-2@example.jp", PASSWORD).await.opens("/mypage/training-group").await;
    visitor.sees("連携未成立").await.audits("group-of-a-partner").await;
}
