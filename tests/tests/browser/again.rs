//! A login that ended while a page was open: one press, and what was chosen or typed goes where it should.

use portal_tests::pdf;
use portal_tests::process::Place;
use thirtyfour::{By, WindowHandle};

use crate::rows::{APPLICANT, PASSWORD};
use crate::saving::opens_form;
use crate::scripted::{base, chooses, file, portal};
use crate::visitor::{Visitor, button};

/// Logs in, in another tab, and comes back.
async fn logs_in_elsewhere(visitor: &Visitor, email: &str) {
    let here: WindowHandle = visitor.driver.window().await.unwrap();
    let there = visitor.driver.new_tab().await.unwrap();
    visitor.driver.switch_to_window(there).await.unwrap();
    visitor.opens("/").await.driver.delete_cookie("session").await.unwrap();
    visitor.signs_in("/apply/core/login", email, PASSWORD).await.reaches("基幹施設申請").await;
    visitor.driver.switch_to_window(here).await.unwrap();
}

#[tokio::test]
async fn a_chosen_file_is_uploaded_after_a_login_in_another_tab() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("again-upload", base(&place), true).await;
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await.follows("申請書・在籍証明書").await;
    visitor.finds(By::Css("[data-upload-area][data-ready]")).await;
    chooses(&visitor, &file(&place, "empty.pdf", b"")).await;
    visitor.sees("empty.pdf（0 KB）").await;
    chooses(&visitor, &file(&place, "scan.pdf", &pdf::scan(3))).await;
    visitor.driver.delete_cookie("session").await.unwrap();
    visitor.clicks(button("アップロードする")).await.sees("ログインの有効期限が切れました。").await;
    visitor.finds(By::LinkText("ログイン画面を別のタブで開く")).await;
    visitor.audits("certificate-signed-out").await;
    logs_in_elsewhere(&visitor, "core-1@example.jp").await;
    visitor.clicks(button("アップロードする")).await.sees("別のアカウントでログインされているため").await;
    logs_in_elsewhere(&visitor, APPLICANT).await;
    visitor.clicks(button("アップロードする")).await.sees("scan.pdf（3ページ）").await;
    visitor.leaves().await;
}

#[tokio::test]
async fn what_has_to_be_sent_again_is_sent_by_one_press() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("again-resend", base(&place), true).await;
    opens_form(&visitor).await;
    visitor.driver.delete_cookie("session").await.unwrap();
    visitor.presses("一時保存").await.reaches("ログインの有効期限が切れました").await;
    logs_in_elsewhere(&visitor, "core-1@example.jp").await;
    visitor.presses("もう一度送信する").await.reaches("別のアカウントでログインされています").await;
    logs_in_elsewhere(&visitor, APPLICANT).await;
    visitor.presses("もう一度送信する").await.sees("一時保存しました。").await;
    visitor.leaves().await;
}

/// As the browser does when it takes a page out of its back/forward cache.
async fn comes_back(visitor: &Visitor) {
    let event = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))";
    visitor.driver.execute(event, vec![]).await.unwrap();
}

#[tokio::test]
async fn a_page_that_comes_back_is_asked_for_anew_unless_something_was_typed() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("again-back", base(&place), true).await;
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await.reaches("基幹施設申請").await;
    visitor.driver.delete_cookie("session").await.unwrap();
    comes_back(&visitor).await;
    visitor.reaches("基幹施設 新規申請 ログイン画面").await;
    visitor.opens("/signup").await.types("姓", "架空").await;
    comes_back(&visitor).await;
    let name = visitor.driver.execute("return document.querySelector('[name=last_name]').value", vec![]).await.unwrap();
    assert_eq!(name.convert::<String>().unwrap(), "架空");
    visitor.leaves().await;
}
