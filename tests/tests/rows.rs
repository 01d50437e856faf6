//! A long table on the page: rows in words, opened one at a time, and never another answer than with all of them open.

use domain::{ApplicationKind, StaffRole};
use portal_tests::browser::Browser;
use portal_tests::fixtures;
use portal_tests::world::World;
use serde_json::{Value, json};

const EMAIL: &str = "shinsei@example.jp";
const OVERVIEW: &str = "/applications/2027-02/core/overview";
const NAME: &str = "髙﨑\"神\u{FA19}'<葛\u{E0100}城>&amp;\\";

/// 2.概要書 of a core facility with twelve physicians; the third has a name that means something to machines.
fn overview() -> Value {
    let mut overview = fixtures::core_overview_of(12);
    overview["instructors"][2]["last_name"] = json!(NAME);
    overview
}

/// Somebody whose overview is registered, with its page before them.
async fn applicant(world: &World) -> Browser {
    let mut browser = world.applicant(EMAIL).await;
    let mut api = world.api();
    api.jar = browser.jar.clone();
    api.token = api.gets(OVERVIEW).await.json()["csrf_token"].as_str().map(str::to_owned);
    api.saves(OVERVIEW, "register", &overview()).await.is(200);
    browser.opens(OVERVIEW).await;
    browser
}

async fn stored(world: &World) -> Value {
    world.items("form").await[0]["answers"].clone()
}

/// The rows that have controls, by their place.
fn open_rows(browser: &Browser) -> Vec<usize> {
    let names = browser.page.controls.iter().filter(|control| control.label == "姓").map(|control| &*control.name);
    names.filter_map(|name| name.split('.').nth(1)?.parse().ok()).collect()
}

/// Whether a row can be put back.
fn offers(browser: &Browser) -> bool {
    browser.page.text.contains("元に戻す")
}

#[tokio::test]
async fn a_row_is_opened_changed_and_told_again() {
    let world = World::new().await;
    let mut browser = applicant(&world).await;
    assert_eq!(open_rows(&browser), [0_usize; 0]);
    browser.sees(&format!("{NAME}　花子　A12345　指導医　常勤")).sees("登録済み");
    browser.presses("3人目 > 変更（3人目）").await.sees("登録済みの内容から変更はありません。");
    assert_eq!((open_rows(&browser), browser.value("3人目 > 姓")), (vec![2], NAME));
    assert_eq!(stored(&world).await, overview(), "opening writes nothing");
    browser.fills("3人目 > 名", "月子").presses("8人目 > 変更（8人目）").await.sees("一時保存しました。");
    browser.sees(&format!("{NAME}　月子　A12345"));
    assert_eq!(open_rows(&browser), [7]);
    let mut expected = overview();
    expected["instructors"][2]["first_name"] = json!("月子");
    assert_eq!(stored(&world).await, expected);
    browser.presses("登録").await.sees("「2.概要書」を登録しました。");
    assert_eq!(stored(&world).await, expected);
    world.ends().await;
}

#[tokio::test]
async fn rows_in_words_are_added_to_moved_and_removed() {
    let world = World::new().await;
    let mut browser = applicant(&world).await;
    browser.presses("認定取得者を追加する").await;
    assert_eq!(open_rows(&browser), [12], "a new row is open");
    browser.fills("13人目 > 姓", "新").presses("3人目 > 上へ（3人目）").await;
    assert_eq!(open_rows(&browser), [12], "and stays so until it is complete");
    browser.presses("13人目 > この行を削除（13人目）").await.presses("4人目 > この行を削除（4人目）").await;
    assert_eq!(open_rows(&browser), [0_usize; 0]);
    let mut expected = overview();
    let rows = expected["instructors"].as_array_mut().unwrap();
    rows.swap(1, 2);
    rows.remove(3);
    assert_eq!(stored(&world).await, expected);
    world.ends().await;
}

#[tokio::test]
async fn an_open_row_goes_down_but_for_the_last() {
    let world = World::new().await;
    let mut browser = applicant(&world).await;
    browser.presses("3人目 > 変更（3人目）").await.presses("3人目 > 下へ（3人目）").await;
    let mut expected = overview();
    expected["instructors"].as_array_mut().unwrap().swap(2, 3);
    assert_eq!(stored(&world).await, expected);
    browser.presses("12人目 > 変更（12人目）").await;
    assert_eq!((open_rows(&browser), browser.offers("下へ（12人目）")), (vec![11], None));
    world.ends().await;
}

#[tokio::test]
async fn a_row_that_a_correction_leaves_closed_can_be_read() {
    let world = World::new().await;
    let applied = world.applies(EMAIL, ApplicationKind::Core, &[], |_, theirs| *theirs = overview()).await;
    let mut staff = world.staff(StaffRole::Editor).await;
    staff.receives(&applied.office).await;
    staff.asks(&applied.office, "2027-03-10", &["overview/training_plan"]).await.is(200);
    let mut browser = world.browser();
    browser.jar = applied.api.jar.clone();
    browser.opens(OVERVIEW).await;
    assert_eq!((open_rows(&browser).len(), browser.offers("この行を削除（3人目）")), (0, None));
    browser.presses("3人目 > すべて表示（3人目）").await;
    assert_eq!((open_rows(&browser), browser.value("3人目 > 所属診療科・部署")), (vec![2], "緩和ケア科"));
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_row_that_was_removed_is_put_back_as_it_was() {
    let world = World::new().await;
    let mut browser = applicant(&world).await;
    browser.presses("3人目 > この行を削除（3人目）").await.sees(&format!("削除しました（3人目：{NAME}　花子"));
    let mut without = overview();
    without["instructors"].as_array_mut().unwrap().remove(2);
    assert_eq!(stored(&world).await, without);
    // other work in between, and another look at the page
    browser.fills("研修計画の概要", "").presses("登録").await.sees("元に戻す");
    assert_eq!(browser.status(), 422, "with faults");
    browser.fills("研修計画の概要", "毎月").presses("一時保存").await;
    browser.opens(OVERVIEW).await.presses("元に戻す").await.sees("一時保存しました。");
    assert!(!offers(&browser));
    let mut expected = overview();
    expected["training_plan"] = json!("毎月");
    assert_eq!(stored(&world).await, expected);
    // one that says nothing is nothing to put back; a registered form offers nothing any more
    browser.presses("認定取得者を追加する").await.presses("13人目 > この行を削除（13人目）").await;
    assert!(!offers(&browser));
    browser.presses("2人目 > この行を削除（2人目）").await.sees("元に戻す").presses("登録").await;
    browser.opens(OVERVIEW).await.sees("登録済み");
    assert!(!offers(&browser));
    world.ends().await;
}

#[tokio::test]
async fn a_row_is_put_back_once_and_never_beyond_what_a_table_takes() {
    let world = World::new().await;
    let mut browser = applicant(&world).await;
    browser.presses("3人目 > この行を削除（3人目）").await;
    let mut late = browser.clone();
    browser.presses("元に戻す").await;
    late.presses("元に戻す").await.sees("一時保存しました。");
    assert_eq!(stored(&world).await, overview(), "pressed twice, or the answer was lost");
    let mut api = world.api();
    api.jar = browser.jar.clone();
    api.token = api.gets(OVERVIEW).await.json()["csrf_token"].as_str().map(str::to_owned);
    api.saves(OVERVIEW, "save_draft", &fixtures::core_overview_of(50)).await.is(200);
    browser.opens(OVERVIEW).await.presses("3人目 > この行を削除（3人目）").await.presses("認定取得者を追加する").await;
    browser.fills("研修計画の概要", "毎月").presses("元に戻す").await.sees("元に戻す");
    let answers = stored(&world).await;
    assert_eq!(
        (answers["instructors"].as_array().map(Vec::len), &answers["training_plan"]),
        (Some(50), &json!("毎月"))
    );
    world.ends().await;
}

#[tokio::test]
async fn a_row_with_a_fault_is_open() {
    let world = World::new().await;
    let mut browser = applicant(&world).await;
    browser.presses("5人目 > 変更（5人目）").await.fills("5人目 > フリガナ", "漢字").presses("登録").await;
    assert_eq!((browser.status(), browser.errors().len(), open_rows(&browser)), (422, 1, vec![4]));
    browser.fills("5人目 > フリガナ", "カクウ").presses("登録").await;
    browser.sees("「2.概要書」を登録しました。");
    world.ends().await;
}

#[tokio::test]
async fn of_two_people_the_second_finds_the_rows_on_which_they_differ_open() {
    let world = World::new().await;
    let mut first = applicant(&world).await;
    let mut second = first.clone();
    first.presses("3人目 > 変更（3人目）").await.fills("3人目 > 名", "雪子").presses("一時保存").await;
    second.presses("9人目 > 変更（9人目）").await;
    assert_eq!(second.status(), 412, "the page was older");
    second.sees("他の方がこの内容を更新しました。").sees("雪子");
    assert_eq!(open_rows(&second), [2, 8], "that one, and the one that was asked for");
    second
        .fills("3人目 > 名", "星子")
        .fills("研修計画の概要", "毎月")
        .presses("一時保存")
        .await
        .sees("一時保存しました。");
    let mut expected = overview();
    expected["instructors"][2]["first_name"] = json!("星子");
    expected["training_plan"] = json!("毎月");
    assert_eq!(stored(&world).await, expected);
    world.ends().await;
}

#[tokio::test]
async fn of_two_people_the_second_is_told_of_the_one_row_that_the_first_removed() {
    let world = World::new().await;
    let mut first = applicant(&world).await;
    let mut second = first.clone();
    first.presses("2人目 > この行を削除（2人目）").await;
    second.presses("9人目 > 変更（9人目）").await;
    assert_eq!((second.status(), open_rows(&second)), (412, vec![1, 8]), "theirs, and the one that was asked for");
    second.sees("一覧 2人目").sees("（なし）");
    assert!(second.answer.text().contains("<title>エラー："));
    assert_eq!(second.page.text.matches("あなたの入力\n").count(), 1, "{}", second.page.text);
    second.fills("9人目 > 名", "星子").presses("2人目 > この行を削除（2人目）").await.sees("一時保存しました。");
    let mut expected = overview();
    expected["instructors"][8]["first_name"] = json!("星子");
    expected["instructors"].as_array_mut().unwrap().remove(1);
    assert_eq!(stored(&world).await, expected);
    world.ends().await;
}

#[tokio::test]
async fn what_was_typed_into_a_row_can_still_be_read_when_it_is_too_late() {
    let world = World::new().await;
    world.turns_to("2027-02-28T23:59:59.999+09:00");
    let mut browser = applicant(&world).await;
    browser.presses("3人目 > 変更（3人目）").await.fills("3人目 > 所属診療科・部署", "期限の後");
    world.turns_to("2027-03-01T00:00:00.000+09:00");
    browser.presses("一時保存").await.sees("必要に応じてコピーしてください。");
    assert_eq!((open_rows(&browser), browser.value("3人目 > 所属診療科・部署")), (vec![2], "期限の後"));
    browser.presses("8人目 > 変更（8人目）").await;
    assert_eq!((browser.status(), open_rows(&browser)), (403, vec![2, 7]));
    assert_eq!(stored(&world).await, overview());
    world.ends().await;
}

#[tokio::test]
async fn a_program_is_told_which_rows_are_in_words_and_has_all_answers() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    api.saves(OVERVIEW, "register", &overview()).await.is(200);
    let rows = |page: &Value| -> Vec<Value> {
        let sections = page["sections"].as_array().unwrap().iter();
        let fields = sections.flat_map(|section| section["fields"].as_array().unwrap());
        fields
            .filter(|field| field["name"] == "instructors")
            .flat_map(|field| field["rows"].as_array().unwrap().clone())
            .collect()
    };
    let page = api.gets(OVERVIEW).await.is(200).json();
    assert_eq!(page["answers"]["instructors"], overview()["instructors"]);
    let third = &rows(&page)[2];
    assert_eq!((&third["index"], &third["fields"]), (&json!(2), &json!([])));
    let held = third["in_words"]["packed"].as_str().unwrap();
    assert!(
        held.contains("kana=カクウ　ハナコ;last_name=髙﨑%22神\u{FA19}%27%3C葛\u{E0100}城%3E%26amp%3B%5C;member_no="),
        "{held}"
    );
    let page = api.gets(&format!("{OVERVIEW}?open=instructors.2,instructors.4")).await.is(200).json();
    let open: Vec<usize> = (0..12).filter(|index| rows(&page)[*index]["in_words"].is_null()).collect();
    assert_eq!(open, [2, 4]);
    let page = api.saves(OVERVIEW, "open:instructors:6", &overview()).await.is(200).json();
    assert!(rows(&page)[6]["in_words"].is_null() && rows(&page)[7]["in_words"].is_object());
    api.saves(OVERVIEW, "open:nobody:6", &overview()).await.is(400);
    world.ends().await;
}
