//! Rows of instructors without JavaScript and with it, few and many; unsaved edits.

use portal_tests::applicant::APPLICATION;
use portal_tests::client::Client;
use portal_tests::fixtures;
use portal_tests::process::Place;
use serde_json::{Value, json};
use thirtyfour::{By, Key};

use crate::saving::{colleague, stored};
use crate::scripted::{base, portal};
use crate::visitor::Visitor;

/// The demo's applicant, whose 1.申請書 is half-way.
pub(crate) const APPLICANT: &str = "applicant@example.jp";
/// The password of the demo's accounts.
pub(crate) const PASSWORD: &str = "kumo-no-ue-42";

/// The second row's 削除.
const REMOVE: &str = "//button[normalize-space()='この行を削除（2人目）']";

#[tokio::test]
async fn rows_come_and_go_without_javascript_and_keep_what_was_typed() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("rows", base(&place), false).await;
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await.follows("2.概要書").await;
    while visitor.counts("3人目 > 姓").await == 0 {
        visitor.presses("認定取得者を追加する").await.reaches("2.概要書").await;
    }
    for (row, name) in ["1人目", "2人目", "3人目"].into_iter().zip(["甲山", "乙川", "丙田"]) {
        visitor.types(&format!("{row} > 姓"), name).await;
    }
    visitor.presses("認定取得者を追加する").await;
    assert_eq!(names(&visitor, 4).await, ["甲山", "乙川", "丙田", ""]);
    visitor.types("4人目 > 姓", "丁野").await.goes_by(By::XPath(REMOVE)).await.reaches("2.概要書").await;
    assert_eq!(names(&visitor, 3).await, ["甲山", "丙田", "丁野"]);

    visitor.types("2人目 > 姓", "丙原").await;
    visitor.enters().await.sees("一時保存しました").await.audits("saved-by-enter").await;
    assert_eq!(names(&visitor, 3).await, ["甲山", "丙原", "丁野"]);
    visitor.leaves().await;
}

/// The family names of so many rows, and no more.
async fn names(visitor: &Visitor, rows: usize) -> Vec<String> {
    assert_eq!(visitor.counts(&format!("{}人目 > 姓", rows + 1)).await, 0, "a row too many");
    let mut names = Vec::new();
    for row in 1..=rows {
        names.push(visitor.reads(&format!("{row}人目 > 姓")).await);
    }
    names
}

#[tokio::test]
async fn leaving_with_unsaved_edits_asks() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("unsaved", base(&place), true).await;
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await.follows("1.申請書").await;
    visitor.follows("申請画面へ戻る").await.reaches("基幹施設申請").await.follows("1.申請書").await;
    visitor.offline(true).await;
    visitor.types("市区町村", "架空市").await;
    visitor.clicks(By::LinkText("申請画面へ戻る")).await;
    visitor.is_asked(false).await;
    assert_eq!(visitor.reads("市区町村").await, "架空市", "who stays finds the text");
    visitor.offline(false).await;
    visitor.presses("一時保存").await.sees("一時保存しました").await;
    visitor.follows("申請画面へ戻る").await.reaches("基幹施設申請").await;

    visitor.follows("1.申請書").await.control("市区町村").await.send_keys("北町" + Key::Tab).await.unwrap();
    visitor.follows("申請画面へ戻る").await.reaches("基幹施設申請").await.follows("1.申請書").await;
    assert_eq!(visitor.reads("市区町村").await, "架空市北町", "what could be saved asks nothing");
    visitor.leaves().await;
}

async fn saves(colleague: &mut Client, answers: &Value) {
    let version = stored(colleague, "overview").await.get("version").cloned();
    let document = json!({ "action": "save_draft", "version": version, "answers": answers });
    colleague.post(&format!("{APPLICATION}/overview"), &document).await.unwrap().good();
}

/// The first names that are stored.
async fn stored_names(colleague: &mut Client) -> Vec<String> {
    let page = stored(colleague, "overview").await;
    let rows = page.pointer("/answers/instructors").and_then(Value::as_array).unwrap().iter();
    rows.map(|row| row["first_name"].as_str().unwrap().to_owned()).collect()
}

/// A row's 変更.
fn change(row: usize) -> By {
    By::XPath(format!("//button[normalize-space()='変更（{row}人目）']"))
}

/// Where the focus is.
async fn focus(visitor: &Visitor) -> String {
    visitor.driver.active_element().await.unwrap().id().await.unwrap().unwrap_or_default()
}

async fn a_long_list_is_told_in_words(test: &'static str, scripts: bool) {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let mut colleague = colleague(place.client()).await;
    saves(&mut colleague, &fixtures::core_overview_of(12)).await;
    let visitor = Visitor::new(test, base(&place), scripts).await;
    visitor
        .signs_in("/apply/core/login", APPLICANT, PASSWORD)
        .await
        .follows("2.概要書")
        .await
        .reaches("2.概要書")
        .await;
    visitor.sees("架空　花子　A12345　指導医　常勤").await.audits("in-words").await;
    assert_eq!(visitor.counts("姓").await, 0);
    visitor.goes_by(change(3)).await.reaches("2.概要書").await;
    assert_eq!((visitor.counts("姓").await, focus(&visitor).await), (1, "instructors-2".to_owned()));
    visitor.audits("one-open").await;
    visitor.types("3人目 > 名", "月子").await;
    if scripts {
        visitor.sees("に自動保存しました。").await;
        assert_eq!(visitor.reads("3人目 > 名").await, "月子", "the row is still open");
        assert_eq!(stored_names(&mut colleague).await.concat(), "花子花子月子花子花子花子花子花子花子花子花子花子");
    }
    visitor.tabs_to("変更（4人目）").await;
    visitor.enters().await.reaches("2.概要書").await.sees("架空　月子　A12345").await;
    assert_eq!((visitor.counts("姓").await, focus(&visitor).await), (1, "instructors-3".to_owned()));
    visitor.types("4人目 > 名", "雪子").await.goes_by(By::XPath(REMOVE)).await.reaches("2.概要書").await;
    visitor.sees("架空　雪子　A12345").await;
    visitor.sees("削除しました（2人目：架空　花子　A12345").await.audits("removed").await;
    assert_eq!(focus(&visitor).await, "instructors-removed");
    visitor.types("研修計画の概要", "毎月").await.presses("元に戻す").await.reaches("2.概要書").await;
    assert_eq!(focus(&visitor).await, "instructors-1");
    assert_eq!(stored_names(&mut colleague).await.get(3).map(String::as_str), Some("雪子"), "it has its place again");
    visitor.goes_by(By::XPath(REMOVE)).await.reaches("2.概要書").await;
    visitor.presses("認定取得者を追加する").await.reaches("2.概要書").await;
    assert_eq!((visitor.counts("姓").await, focus(&visitor).await), (1, "instructors-11".to_owned()));
    visitor.types("12人目 > 姓", "新").await.presses("登録").await.sees("12人目の名を入力してください。").await;
    visitor.audits("with-faults").await;
    visitor.leaves().await;
}

#[tokio::test]
async fn what_was_typed_into_a_row_is_put_back_where_another_is_open() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    saves(&mut colleague(place.client()).await, &fixtures::core_overview_of(12)).await;
    let visitor = Visitor::new("restored-row", base(&place), true).await;
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await;
    let path = format!("{APPLICATION}/overview?open=instructors.");
    visitor.opens(&format!("{path}2")).await.offline(true).await;
    visitor.types("3人目 > 名", "月子").await.sees("自動保存できませんでした。").await;
    let kept = "return Object.entries(sessionStorage)";
    let kept = visitor.driver.execute(kept, vec![]).await.unwrap().json().clone();
    visitor.offline(false).await;
    visitor.sees("に自動保存しました。").await.opens(&format!("{path}5")).await;
    assert_eq!(visitor.counts("3人目 > 名").await, 0);
    // the tab as it was before that was saved, and something else stored meanwhile
    saves(&mut colleague(place.client()).await, &fixtures::core_overview_of(12)).await;
    let keep = "for (const [key, text] of arguments[0]) sessionStorage.setItem(key, text)";
    visitor.driver.execute(keep, vec![kept]).await.unwrap();
    visitor.opens(&format!("{path}5")).await.finds(By::Name("instructors.2.first_name")).await;
    assert_eq!((visitor.reads("3人目 > 名").await, visitor.counts("6人目 > 名").await), ("月子".to_owned(), 1));
    visitor.leaves().await;
}

#[tokio::test]
async fn a_long_list_is_told_in_words_without_javascript() {
    a_long_list_is_told_in_words("many-rows", false).await;
}

#[tokio::test]
async fn a_long_list_is_told_in_words_with_javascript() {
    a_long_list_is_told_in_words("scripted-rows", true).await;
}

#[tokio::test]
async fn what_was_typed_into_a_row_that_is_told_in_words_is_shown_again() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let mut colleague = colleague(place.client()).await;
    saves(&mut colleague, &fixtures::core_overview_of(12)).await;
    let visitor = Visitor::new("typed-rows", base(&place), true).await;
    visitor
        .signs_in("/apply/core/login", APPLICANT, PASSWORD)
        .await
        .follows("2.概要書")
        .await
        .reaches("2.概要書")
        .await;
    visitor.goes_by(change(3)).await.reaches("2.概要書").await;
    let mut answers = stored(&mut colleague, "overview").await["answers"].clone();
    answers["training_plan"] = json!("毎月");
    saves(&mut colleague, &answers).await;
    visitor.types("3人目 > 名", "月子").await.sees("自動保存を止めました。").await;
    visitor.clicks(By::LinkText("申請画面へ戻る")).await;
    visitor.is_asked(true).await;
    visitor.reaches("基幹施設申請").await.follows("2.概要書").await.sees("自動保存を止めました。").await;
    assert_eq!((visitor.counts("姓").await, visitor.reads("3人目 > 名").await), (1, "月子".to_owned()));
    visitor.presses("一時保存").await.sees("他の方がこの内容を更新しました。").await;
    assert_eq!(visitor.reads("3人目 > 名").await, "月子");
    visitor.audits("conflict").await;
    visitor.presses("一時保存").await.sees("一時保存しました。").await.sees("架空　月子　A12345").await;
    assert_eq!(visitor.counts("姓").await, 0);
    let restored = visitor.finds(By::Css("[data-saving]")).await.text().await.unwrap_or_default();
    assert_eq!(restored, "", "nothing was left to be put back");
    visitor.leaves().await;
}
