//! The journey of a partner without JavaScript; its login and its task list by keyboard alone.

use portal_tests::applicant::PASSWORD;
use portal_tests::pdf;
use portal_tests::process::Place;
use portal_tests::typed::PARTNER_OVERVIEW;
use thirtyfour::{By, Key};

use crate::scripted::{base, chooses, file, portal};
use crate::visitor::{Visitor, button};

#[tokio::test]
async fn a_partner_without_javascript_comes_to_its_receipt() {
    let place = Place::default();
    let (_process, mut applicant) = portal(&place).await;
    let visitor = Visitor::new("unscripted", base(&place), false).await;
    visitor.opens("/signup?entry=partner").await.types("姓", "架空").await.types("名", "次郎").await;
    visitor
        .types("メールアドレス", &applicant.email)
        .await
        .presses("送信する")
        .await
        .reaches("メールをお送りしました")
        .await;
    applicant.run("deliver_mail").await;
    visitor
        .opens("/dev/mail")
        .await
        .goes_by(By::Css("a[href*='/password/link/']"))
        .await
        .reaches("パスワードの発行")
        .await;
    visitor.types("パスワード", PASSWORD).await.types("パスワード(確認)", PASSWORD).await;
    visitor.presses("送信する").await.follows("連携施設 新規申請 ログイン画面へ").await;
    signs_in_by_keyboard(&visitor, &applicant.email).await;
    visitor.types_application_form().await.presses("一時保存").await.sees("一時保存しました").await;

    visitor.follows("「申請書・在籍証明書」のダウンロードとアップロード").await;
    uploads(&visitor, &file(&place, "text.pdf", b"only text")).await;
    applicant.run("inspect_upload").await;
    visitor.driver.refresh().await.unwrap();
    visitor.sees("アップロードされたファイルを受け付けられませんでした").await.audits("certificate-refused").await;
    uploads(&visitor, &file(&place, "scan.pdf", &pdf::scan(3))).await;
    visitor.audits("certificate-checking").await;
    applicant.run("inspect_upload").await;
    visitor.driver.refresh().await.unwrap();
    visitor.sees("アップロード済み").await.sees("（3ページ）").await.audits("certificate-attached").await;

    registers_and_submits(&visitor).await;
    visitor.leaves().await;
}

/// From the login screen into 1.申請書 with Tab, Enter and letters.
async fn signs_in_by_keyboard(visitor: &Visitor, email: &str) {
    visitor.reaches("連携施設 新規申請 ログイン画面").await;
    visitor.tabs_to("本文へ移動").await;
    visitor.strikes(Key::Enter).await;
    visitor.tabs_to("メールアドレス").await;
    visitor.writes(email).await;
    visitor.tabs_to("パスワード").await;
    visitor.writes(PASSWORD).await;
    visitor.enters().await.reaches("連携施設申請").await.audits("tasks").await;
    visitor.tabs_to("1.申請書").await;
    visitor.enters().await.reaches("1.申請書").await.audits("form").await;
}

/// By the form that sends the file to the storage itself, and the button that tells the portal.
async fn uploads(visitor: &Visitor, path: &std::path::Path) {
    visitor.reaches("申請書・在籍証明書").await;
    let ready = visitor.driver.find_all(By::Css("[data-ready]")).await.unwrap();
    assert!(ready.is_empty(), "the page's script has run");
    chooses(visitor, path).await;
    visitor.presses("アップロードする").await.audits("certificate-sent").await;
    // where inspection was quicker than this page, nothing is left to tell
    let complete = button("アップロードを完了する");
    if visitor.driver.find(complete).await.is_ok() {
        visitor.presses("アップロードを完了する").await.reaches("申請書・在籍証明書").await;
    }
}

async fn registers_and_submits(visitor: &Visitor) {
    visitor.follows("申請画面へ戻る").await.follows("1.申請書").await.presses("登録").await;
    visitor.sees("「1.申請書」を登録しました。").await.follows("2.概要書").await;
    visitor.types_all(PARTNER_OVERVIEW).await.presses("登録").await;
    assert_eq!(visitor.errors().await, ["基幹施設との連携を登録してください。"]);
    visitor.audits("overview-errors").await;
    visitor.presses("基幹施設を追加する").await.audits("overview-row").await;
    visitor
        .selects("基幹施設との連携 > 1件目 > 基幹施設", "架空中央医療センター（東京都・K-0001）")
        .await
        .ticks("基幹施設との連携 > 1件目 > 事前相談済み")
        .await;
    visitor.presses("登録").await.sees("「2.概要書」を登録しました。").await;
    visitor.follows("連携施設 申請").await.reaches("申請内容の確認").await.audits("check").await;
    visitor.presses("申請する").await.sees("申請済みです。").await.audits("tasks-submitted").await;
    visitor.follows("申請した内容を確認する").await.reaches("申請の控え").await.audits("receipt").await;
}
