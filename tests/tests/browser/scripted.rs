//! The journey of a core facility with JavaScript, every page of it audited.

use std::path::PathBuf;

use portal_tests::applicant::{Applicant, PASSWORD};
use portal_tests::pdf;
use portal_tests::process::{Nintei, Place};
use portal_tests::typed::CORE_OVERVIEW;
use thirtyfour::By;

use crate::visitor::{Visitor, button};

const EMAIL: &str = "midori@example.jp";
const RECEIVED: &str = "【日本緩和医療学会】基幹施設 新規申請を受け付けました（申請完了）";

/// A portal in memory, and somebody who may look into its mailbox.
pub(crate) async fn portal(place: &Place) -> (Nintei, Applicant) {
    let process = Nintei::start(place.command(&["--memory", "--port", &place.port().to_string()])).await;
    (process, Applicant::new(place.client(), EMAIL.trim_end_matches("@example.jp")))
}

/// Where a portal answers.
pub(crate) fn base(place: &Place) -> String {
    format!("http://localhost:{}", place.port())
}

/// A file beside the portal's data.
pub(crate) fn file(place: &Place, name: &str, bytes: &[u8]) -> PathBuf {
    let path = place.folder().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn a_core_facility_goes_from_the_entry_page_to_its_receipt() {
    let place = Place::default();
    let (_process, mut applicant) = portal(&place).await;
    let visitor = Visitor::new("scripted", base(&place), true).await;
    signs_up(&visitor).await;
    applicant.run("deliver_mail").await;
    sets_password(&visitor).await;
    signs_in(&visitor).await;
    fills_in(&visitor).await;
    is_refused(&visitor, &place).await;
    let scan = pdf::scan(2);
    uploads(&visitor, &file(&place, "申請書.pdf", &scan)).await;
    registers(&visitor).await;
    submits(&visitor, &pdf::sha256(&scan)).await;
    applicant.run("deliver_mail").await;
    visitor
        .opens("/dev/mail")
        .await
        .sees("基幹施設 新規申請を受け付けました（申請完了）")
        .await
        .audits("mailbox")
        .await;
    visitor.leaves().await;
}

async fn signs_up(visitor: &Visitor) {
    visitor.opens("/").await.audits("home").await;
    visitor.follows("基幹施設 新規申請").await.reaches("ログイン選択画面").await.audits("chooser").await;
    visitor.follows("新規申請の方はこちら (基幹施設)").await.reaches("基幹施設 新規申請 ログイン画面").await;
    visitor.audits("login").await;
    visitor.follows("新規登録の方はこちら").await.reaches("新規登録").await.audits("sign-up").await;
    visitor.presses("送信する").await.sees("エラーの内容を確認してください。").await.audits("sign-up-errors").await;
    visitor.types("姓", "架空").await.types("名", "花子").await.types("メールアドレス", EMAIL).await;
    visitor.presses("送信する").await.reaches("メールをお送りしました").await.audits("sign-up-sent").await;
}

async fn opens_mail(visitor: &Visitor) {
    visitor.opens("/dev/mail").await.sees("パスワードの設定をお願いいたします").await;
    visitor.goes_by(By::Css("a[href*='/password/link/']")).await;
}

async fn sets_password(visitor: &Visitor) {
    opens_mail(visitor).await;
    visitor.reaches("パスワードの発行").await.audits("password").await;
    visitor.types("パスワード", "midori").await.types("パスワード(確認)", "aomori").await;
    visitor.presses("送信する").await.reaches("パスワードの発行").await;
    assert!(!visitor.errors().await.is_empty());
    visitor.audits("password-errors").await;
    visitor.types("パスワード", PASSWORD).await.types("パスワード(確認)", PASSWORD).await;
    visitor.presses("送信する").await.reaches("パスワードを設定しました。").await.audits("password-done").await;
    opens_mail(visitor).await;
    visitor.audits("password-used").await;
    visitor.follows("基幹施設 新規申請 ログイン画面").await;
}

async fn signs_in(visitor: &Visitor) {
    visitor.types("メールアドレス", EMAIL).await.types("パスワード", PASSWORD).await;
    visitor.presses("ログインする").await.reaches("基幹施設申請").await.audits("tasks").await;
}

async fn fills_in(visitor: &Visitor) {
    visitor.follows("1.申請書").await.reaches("1.申請書").await.audits("form").await;
    visitor.presses("登録").await.sees("エラーの内容を確認してください。").await;
    assert!(visitor.errors().await.len() > 20, "登録 lists everything that is missing: {:?}", visitor.errors().await);
    visitor.audits("form-errors").await;
    visitor.types_application_form().await;
    visitor.presses("一時保存").await.sees("一時保存しました").await.audits("form-saved").await;
    visitor.follows("「申請書・在籍証明書」のダウンロードとアップロード").await;
    visitor.reaches("申請書・在籍証明書").await.audits("certificate").await;
}

/// A text under the name of a PDF: sent, looked at and refused, all on one page.
async fn is_refused(visitor: &Visitor, place: &Place) {
    visitor.finds(By::Css("[data-upload-area][data-ready]")).await;
    chooses(visitor, &file(place, "text.pdf", "架空".repeat(200_000).as_bytes())).await;
    visitor.clicks(button("アップロードする")).await.finds(By::Css("#upload-result[data-bad]")).await;
    let shown =
        "return [document.querySelector('progress').value, document.querySelector('[data-percent]').textContent]";
    let shown: (u32, String) = visitor.driver.execute(shown, vec![]).await.unwrap().convert().unwrap();
    assert_eq!(shown, (100, "100%".to_owned()));
    visitor.audits("certificate-refused").await;
    let said = visitor.finds(By::Id("upload-result")).await.text().await.unwrap();
    let address = visitor.address().await;
    visitor.opens(&address).await.sees("アップロードされたファイルを受け付けられませんでした").await.sees(&said).await;
    visitor.audits("certificate-refused-later").await;
}

/// Chooses a file on the page 申請書・在籍証明書.
pub(crate) async fn chooses(visitor: &Visitor, path: &std::path::Path) {
    visitor.control("申請書・在籍証明書").await.send_keys(path.to_str().unwrap()).await.unwrap();
}

async fn uploads(visitor: &Visitor, path: &std::path::Path) {
    chooses(visitor, path).await;
    visitor.sees("申請書.pdf（").await.sees(" KB）").await;
    visitor.clicks(button("アップロードする")).await.sees("アップロード済み").await.sees("申請書.pdf（2ページ）").await;
    visitor.audits("certificate-attached").await;
    visitor.follows("申請画面へ戻る").await.reaches("基幹施設申請").await;
}

async fn registers(visitor: &Visitor) {
    visitor.follows("1.申請書").await.presses("登録").await.sees("「1.申請書」を登録しました。").await;
    visitor.audits("tasks-half-way").await;
    visitor.follows("2.概要書").await.reaches("2.概要書").await.audits("overview").await;
    visitor.presses("登録").await.sees("エラーの内容を確認してください。").await.audits("overview-errors").await;
    visitor.types_all(CORE_OVERVIEW).await.presses("登録").await.sees("「2.概要書」を登録しました。").await;
    visitor.sees("まだ申請は完了していません").await.audits("tasks-ready").await;
}

async fn submits(visitor: &Visitor, digest: &str) {
    visitor
        .opens("/applications/2027-02/core/mails")
        .await
        .sees("まだメールはありません。")
        .await
        .audits("no-mails")
        .await;
    visitor.follows("申請画面へ戻る").await;
    visitor.follows("基幹施設 申請").await.reaches("申請内容の確認").await.sees("カクウミドリビョウイン").await;
    visitor.audits("check").await;
    visitor.presses("申請する").await.sees("申請済みです。").await.audits("tasks-submitted").await;
    // the browser may have kept the page that asks whether to submit
    visitor.driver.back().await.unwrap();
    visitor.reaches("申請の控え").await.follows("申請画面へ戻る").await.sees("申請済みです。").await;
    assert!(!visitor.finds(button("基幹施設 申請")).await.is_enabled().await.unwrap());
    visitor
        .follows("申請した内容を確認する")
        .await
        .reaches("申請の控え")
        .await
        .sees(digest)
        .await
        .audits("receipt")
        .await;
    visitor.follows(RECEIVED).await.sees("申請は完了しています。").await.audits("mail").await;
    visitor.follows("メールの一覧へ戻る").await.sees(RECEIVED).await.audits("mails").await;
}
