//! Where two sets of answers differ, in words.

use domain::ApplicationKind;
use form::{Answers, Context, FormKind, differences};
use serde_json::json;

use crate::fixture::*;

/// `label: mine → theirs` on a line each.
fn told(which: FormKind, mine: &Answers, theirs: &Answers) -> String {
    let cores = registry();
    let context = Context { core_facilities: &cores, ..context(ApplicationKind::Partner) };
    let all = differences(form(ApplicationKind::Partner, which), &context, mine, theirs);
    let line =
        |it: &form::Difference| format!("{} {}: {} → {}", it.field, it.label, it.mine, it.theirs).replace('\n', " / ");
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_same_answers_do_not_differ() {
    assert_eq!(told(FormKind::ApplicationForm, &application_form(), &application_form()), "");
    assert_eq!(told(FormKind::Overview, &Answers::default(), &Answers::default()), "");
}

#[test]
fn each_field_that_differs_is_told_in_the_order_of_the_form() {
    let theirs = with(&with(&application_form(), "remarks", "備考です。"), "phone", "03-9999-9999");
    let theirs = with(&theirs, "prefecture", "27");
    insta::assert_snapshot!(told(FormKind::ApplicationForm, &application_form(), &theirs), @r"
    prefecture 都道府県: 東京都 → 大阪府
    phone 電話番号（代表）: 03-1234-5678 → 03-9999-9999
    remarks 備考: 未入力 → 備考です。
    ");
}

#[test]
fn a_box_is_told_in_words_and_an_unasked_question_is_empty() {
    let mut unticked = application_form();
    unticked.set("confirm_privacy", form::Value::Flag(false));
    let theirs = with(&unticked, "responsible_qualification", "certified_physician");
    let theirs = with(&theirs, "responsible_trainer_qualified", "yes");
    insta::assert_snapshot!(told(FormKind::ApplicationForm, &application_form(), &theirs), @r"
    responsible_qualification 施設責任者 資格: 指導医 → 認定医
    responsible_trainer_qualified 研修指導者資格:  → 有
    confirm_privacy 個人情報の取扱いに同意します: はい → いいえ
    ");
}

#[test]
fn a_table_differs_row_by_row() {
    let mut second = instructor();
    second["first_name"] = json!("次郎");
    let mine = partner_overview(&json!({ "core_links": [link("CORE-A")], "instructors": [instructor()] }));
    let theirs = partner_overview(&json!({ "core_links": [link("CORE-B")], "instructors": [instructor(), second] }));
    insta::assert_snapshot!(told(FormKind::Overview, &mine, &theirs), @r"
    core_links.0 基幹施設との連携 1件目: 基幹施設：架空基幹病院CORE-A（東京都・第1号） / 基幹施設の施設責任者：見本　基子 / 事前相談済み：はい / 主たる基幹施設：いいえ → 基幹施設：架空基幹病院CORE-B（東京都・第1号） / 基幹施設の施設責任者：見本　基子 / 事前相談済み：はい / 主たる基幹施設：いいえ
    instructors 指導医・専門医・認定医一覧 2人目: （なし） → 姓：架空 / 名：次郎 / フリガナ：カクウ　ハナコ / 会員番号：A12345 / 資格：指導医 / 認定手続中：いいえ / 研修指導者資格（認定医の場合）：いいえ / 勤務形態：常勤 / 施設責任者：いいえ
    ");
}

#[test]
fn a_row_that_only_the_other_has_stands_with_its_table() {
    let mine = partner_overview(&json!({ "core_links": [link("CORE-A")], "core_link_other": "架空第三病院" }));
    let theirs = partner_overview(&json!({ "core_links": [link("CORE-A"), link("CORE-B")] }));
    let told = told(FormKind::Overview, &mine, &theirs);
    let fields: Vec<_> = told.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(fields, ["core_links", "core_link_other"]);
}

#[test]
fn somebody_removed_moved_and_changed_a_row_of_many() {
    let named = |name: String| {
        let mut row = instructor();
        row["first_name"] = json!(name);
        row
    };
    let rows: Vec<_> = (1..=30).map(|n| named(format!("太郎{n}"))).collect();
    let mut theirs = rows.clone();
    theirs.remove(4);
    let last = theirs.pop().unwrap();
    theirs.insert(0, last);
    theirs[20]["department"] = json!("麻酔科");
    let table = |rows| partner_overview(&json!({ "core_links": [link("CORE-A")], "instructors": rows }));
    let told = told(FormKind::Overview, &table(rows), &table(theirs));
    // the cells after the first name say nothing here
    let told: Vec<String> = told
        .lines()
        .map(|line| line.split(" → ").map(|side| side.split(" / フ").next().unwrap()).collect::<Vec<_>>().join(" → "))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    instructors.4 指導医・専門医・認定医一覧 5人目: 姓：架空 / 名：太郎5 → （なし）
    instructors.20 指導医・専門医・認定医一覧 21人目: 姓：架空 / 名：太郎21 → 姓：架空 / 名：太郎21
    instructors.29 指導医・専門医・認定医一覧 30人目: 30人目 / 姓：架空 / 名：太郎30 → 1人目 / 姓：架空 / 名：太郎30
    ");
}

#[test]
fn what_one_lost_the_other_has() {
    let answers = partner_overview(&json!({ "core_links": [link("CORE-A")], "instructors": [instructor()] }));
    let one_way = told(FormKind::Overview, &answers, &Answers::default());
    let other_way = told(FormKind::Overview, &Answers::default(), &answers);
    assert_eq!(one_way.lines().count(), other_way.lines().count());
    assert!(one_way.contains("CORE-A"), "{one_way}");
}
