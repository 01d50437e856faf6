//! Rows of instructors without JavaScript, and unsaved edits with it.

use portal_tests::process::Place;
use thirtyfour::{By, Key};

use crate::scripted::{base, portal};
use crate::visitor::Visitor;

/// The demo's applicant, whose 1.申請書 is half-way.
pub(crate) const APPLICANT: &str = "applicant@example.jp";
/// The password of the demo's accounts.
pub(crate) const PASSWORD: &str = "kumo-no-ue-42";

/// The second row's 削除.
const REMOVE: &str = "//fieldset[legend='2人目']//button[normalize-space()='この行を削除']";

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
