//! The page of a form saves by itself. What cannot be saved stays in its tab until it can.

use local::faults::{Effect, Fault};
use portal_tests::applicant::APPLICATION;
use portal_tests::client::Client;
use portal_tests::fixtures;
use portal_tests::process::Place;
use serde_json::{Value, json};
use thirtyfour::{By, WindowHandle};

use crate::rows::{APPLICANT, PASSWORD};
use crate::scripted::{base, portal};
use crate::storage::Elsewhere;
use crate::visitor::{Visitor, button};

const CITY: &str = "市区町村";
const SAVED: &str = "に自動保存しました。";

/// Somebody else in the same account, who sees what is stored.
pub(crate) async fn colleague(client: Client) -> Client {
    let mut client = client;
    let login = json!({ "email": APPLICANT, "password": PASSWORD });
    client.post("/apply/core/login", &login).await.unwrap().good();
    client
}

pub(crate) async fn stored(colleague: &mut Client, form: &str) -> Value {
    colleague.get(&format!("{APPLICATION}/{form}")).await.unwrap().good()
}

async fn city(colleague: &mut Client) -> String {
    let page = stored(colleague, "application-form").await;
    page.pointer("/answers/address_city").and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(crate) async fn opens_form(visitor: &Visitor) {
    visitor
        .signs_in("/apply/core/login", APPLICANT, PASSWORD)
        .await
        .follows("1.申請書")
        .await
        .reaches("1.申請書")
        .await;
}

/// Opens a path in another tab, and gives both.
async fn opens_tab(visitor: &Visitor, path: &str) -> (WindowHandle, WindowHandle) {
    let here = visitor.driver.window().await.unwrap();
    let there = visitor.driver.new_tab().await.unwrap();
    visitor.driver.switch_to_window(there.clone()).await.unwrap();
    visitor.opens(path).await;
    (here, there)
}

#[tokio::test]
async fn what_is_typed_is_saved_without_a_button_and_without_a_question() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("saving", base(&place), true).await;
    let mut colleague = colleague(place.client()).await;
    opens_form(&visitor).await;
    visitor.types(CITY, "架空東市").await.sees(SAVED).await.audits("autosaved").await;
    assert_eq!(city(&mut colleague).await, "架空東市");
    // a second edit goes on top of the first
    visitor.types(CITY, "架空西市").await;
    visitor.follows("申請画面へ戻る").await.reaches("基幹施設申請").await;
    assert_eq!(city(&mut colleague).await, "架空西市", "who leaves waits for what is under way");
    visitor.follows("1.申請書").await.types(CITY, "架空南市").await;
    visitor.presses("一時保存").await.sees("一時保存しました。").await;
    assert_eq!(visitor.reads(CITY).await, "架空南市");
    visitor.leaves().await;
}

#[tokio::test]
async fn a_registered_form_that_is_changed_says_that_it_has_to_be_registered_again() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("saving-registered", base(&place), true).await;
    let mut colleague = colleague(place.client()).await;
    let version = stored(&mut colleague, "overview").await.get("version").cloned();
    let document = json!({ "action": "register", "version": version, "answers": fixtures::core_overview() });
    colleague.post(&format!("{APPLICATION}/overview"), &document).await.unwrap().good();
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await.follows("2.概要書").await.sees("登録済み").await;
    visitor.types("1人目 > 会員番号", "B99999").await.sees("状態は「未完了」です。").await;
    assert_eq!(visitor.finds(By::Css("[data-status]")).await.text().await.unwrap(), "未完了");
    visitor.types("1人目 > 会員番号", "A12345").await.presses("登録").await.sees("「2.概要書」を登録しました。").await;
    visitor.leaves().await;
}

#[tokio::test]
async fn of_two_tabs_the_second_stops_and_is_shown_both_texts() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("saving-tabs", base(&place), true).await;
    opens_form(&visitor).await;
    let address = visitor.address().await;
    let (first, _) = opens_tab(&visitor, &address).await;
    visitor.types(CITY, "架空二市").await.sees(SAVED).await;
    visitor.driver.switch_to_window(first).await.unwrap();
    visitor.types(CITY, "架空一市").await.sees("自動保存を止めました。").await;
    visitor.presses("一時保存").await.sees("他の方がこの内容を更新しました。").await;
    visitor.sees("架空一市").await.sees("架空二市").await;
    visitor.types(CITY, "架空三市").await.presses("一時保存").await.sees("一時保存しました。").await;
    assert_eq!(city(&mut colleague(place.client()).await).await, "架空三市");
    visitor.leaves().await;
}

#[tokio::test]
async fn what_was_shown_in_a_conflict_and_left_meets_it_again() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("saving-left", base(&place), true).await;
    opens_form(&visitor).await;
    let address = visitor.address().await;
    let (first, _) = opens_tab(&visitor, &address).await;
    visitor.types(CITY, "架空二市").await.sees(SAVED).await;
    visitor.driver.switch_to_window(first).await.unwrap();
    visitor.types(CITY, "架空一市").await.presses("一時保存").await.sees("他の方がこの内容を更新しました。").await;
    visitor.clicks(By::LinkText("申請画面へ戻る")).await;
    visitor.is_asked(true).await;
    visitor.reaches("基幹施設申請").await.follows("1.申請書").await.sees("自動保存を止めました。").await;
    assert_eq!(visitor.reads(CITY).await, "架空一市", "the text is still there");
    assert_eq!(city(&mut colleague(place.client()).await).await, "架空二市", "and so is the other");
    visitor.leaves().await;
}

#[tokio::test]
async fn what_was_typed_into_a_row_that_is_gone_is_not_gone() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("saving-rows", base(&place), true).await;
    let mut colleague = colleague(place.client()).await;
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await.follows("2.概要書").await;
    visitor.presses("認定取得者を追加する").await.presses("認定取得者を追加する").await;
    let page = stored(&mut colleague, "overview").await;
    let rows = page.pointer("/answers/instructors").and_then(Value::as_array).unwrap().len();
    let cell = format!("{rows}人目 > 姓");
    visitor.offline(true).await;
    visitor.types(&cell, "架空末子").await.sees("自動保存できませんでした。").await;
    let document = json!({ "action": "save_draft", "version": page.get("version"), "answers": {} });
    colleague.post(&format!("{APPLICATION}/overview"), &document).await.unwrap().good();
    visitor.offline(false).await;
    visitor.sees("自動保存を止めました。").await.clicks(By::LinkText("申請画面へ戻る")).await;
    visitor.is_asked(true).await;
    visitor.reaches("基幹施設申請").await.follows("2.概要書").await.sees("自動保存を止めました。").await;
    assert_eq!(visitor.counts(&cell).await, 0, "the page has no such row");
    visitor.presses("一時保存").await.sees("他の方がこの内容を更新しました。").await;
    assert_eq!(visitor.reads(&cell).await, "架空末子");
    visitor.leaves().await;
}

#[tokio::test]
async fn without_a_network_nothing_is_lost() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("saving-offline", base(&place), true).await;
    let mut colleague = colleague(place.client()).await;
    opens_form(&visitor).await;
    let address = visitor.address().await;
    visitor.offline(true).await;
    visitor.types(CITY, "架空沖市").await.sees("自動保存できませんでした。").await.audits("autosave-failed").await;
    visitor.offline(false).await;
    visitor.sees(SAVED).await;
    assert_eq!(city(&mut colleague).await, "架空沖市");

    visitor.offline(true).await;
    visitor.types(CITY, "架空島市").await.clicks(button("登録")).await.sees("自動保存できませんでした。").await;
    assert_eq!(
        (visitor.address().await, visitor.reads(CITY).await),
        (address, "架空島市".to_owned()),
        "nobody is sent away"
    );
    visitor.offline(false).await;
    visitor.sees(SAVED).await;
    assert_eq!(city(&mut colleague).await, "架空島市");
    visitor.leaves().await;
}

#[tokio::test]
async fn after_an_error_page_the_text_is_back_and_saved() {
    let elsewhere = Elsewhere::start().await;
    let visitor = Visitor::new("saving-error", elsewhere.base.clone(), true).await;
    let mut colleague = colleague(Client::new(&elsewhere.base)).await;
    opens_form(&visitor).await;
    let (operation, containing) = ("PutItem".to_owned(), "架空谷市".to_owned());
    elsewhere.faults.arm(Fault { effect: Effect::FailBefore, operation, containing, times: u32::MAX });
    visitor.types(CITY, "架空谷市").await.presses("登録").await.reaches("エラーが発生しました").await;
    elsewhere.faults.disarm();
    visitor.driver.back().await.unwrap();
    visitor.reaches("1.申請書").await.sees("保存されていなかった入力内容を元に戻しました。").await.sees(SAVED).await;
    assert_eq!(visitor.reads(CITY).await, "架空谷市");
    assert_eq!(city(&mut colleague).await, "架空谷市");
    visitor.driver.refresh().await.unwrap();
    visitor.reaches("1.申請書").await;
    assert_eq!(copies(&visitor).await, 0, "what is saved is not kept twice");
    visitor.leaves().await;
}

/// How many copies of forms the tab keeps.
async fn copies(visitor: &Visitor) -> usize {
    let count = "return Object.keys(sessionStorage).filter((key) => key.startsWith('nt-')).length";
    visitor.driver.execute(count, vec![]).await.unwrap().convert().unwrap()
}

#[tokio::test]
async fn after_a_login_in_another_tab_it_saves_again() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("saving-login", base(&place), true).await;
    let mut colleague = colleague(place.client()).await;
    opens_form(&visitor).await;
    visitor.driver.delete_cookie("session").await.unwrap();
    visitor.types(CITY, "架空夜市").await.sees("ログインの有効期限が切れました。").await;
    visitor.finds(By::LinkText("ログイン画面を別のタブで開く")).await;
    visitor.audits("autosave-signed-out").await;

    let (first, _) = opens_tab(&visitor, "/apply/core/login").await;
    visitor.signs_in("/apply/core/login", "core-1@example.jp", PASSWORD).await;
    visitor.driver.switch_to_window(first.clone()).await.unwrap();
    visitor.types(CITY, "架空朝市").await.sees("別のアカウントでログインされているため、保存できません。").await;
    assert_ne!(city(&mut colleague).await, "架空朝市");

    let (_, second) = opens_tab(&visitor, "/").await;
    visitor.driver.delete_cookie("session").await.unwrap();
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await;
    visitor.driver.switch_to_window(second).await.unwrap();
    visitor.driver.switch_to_window(first).await.unwrap();
    visitor.sees(SAVED).await;
    assert_eq!(city(&mut colleague).await, "架空朝市", "nobody had to press anything");
    visitor.leaves().await;
}

#[tokio::test]
async fn who_logs_out_leaves_no_copy() {
    let elsewhere = Elsewhere::start().await;
    let visitor = Visitor::new("saving-logout", elsewhere.base.clone(), true).await;
    opens_form(&visitor).await;
    let (operation, containing) = ("PutItem".to_owned(), "架空森市".to_owned());
    elsewhere.faults.arm(Fault { effect: Effect::FailBefore, operation, containing, times: u32::MAX });
    visitor.types(CITY, "架空森市").await.sees(CITY).await;
    visitor.clicks(By::Css("h1")).await.sees("自動保存できませんでした。").await;
    assert_eq!(copies(&visitor).await, 1);
    visitor.clicks(button("ログアウト")).await;
    visitor.is_asked(true).await;
    visitor.finds(By::LinkText("基幹施設 新規申請")).await;
    assert_eq!(copies(&visitor).await, 0);
    visitor.leaves().await;
}
