//! 一時保存 and 登録: what is kept, what is asked for, and two people in one account.

use portal_tests::fixtures::{self, types_application_form};
use portal_tests::pdf;
use portal_tests::world::World;
use serde_json::{Value, json};

const EMAIL: &str = "shinsei@example.jp";
const PLACE: &str = "/applications/2027-02/core";
const FORM: &str = "/applications/2027-02/core/application-form";
const OVERVIEW: &str = "/applications/2027-02/core/overview";

#[tokio::test]
async fn a_draft_keeps_anything() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    let long = "長".repeat(300);
    browser.opens(FORM).await.fills("診療施設名（正式名称）", &long).fills("診療施設名（フリガナ）", "漢字です");
    browser.fills("郵便番号", "〒１２３").fills("電話番号（代表）", "なし").fills("会員番号", "不明 (確認中)");
    browser.dates("申請日（申請書記載日）", ["2027", "2", "30"]).dates("生年月日", ["昭和50", "", ""]);
    browser.fills("備考", "一行目\n\n三行目 <b>&amp;</b>").ticks("認定手続中").presses("一時保存").await;
    browser
        .sees("一時保存しました。（2027年2月10日 10:00）まだ登録は完了していません。")
        .sees("最終保存： 2027年2月10日 10:00");
    assert_eq!((browser.status(), browser.errors()), (200, vec![]));
    let kept = world.items("form").await;
    assert_eq!(
        kept[0]["answers"],
        json!({
            "facility_name": long, "facility_name_kana": "漢字です", "postal_code": "〒１２３", "phone": "なし",
            "responsible_member_no": "不明 (確認中)", "application_date": "2027-2-30", "responsible_birth_date": "昭和50",
            "remarks": "一行目\n\n三行目 <b>&amp;</b>", "responsible_qualification_pending": true,
            "confirm_requirements": false, "confirm_privacy": false, "contact_email": EMAIL,
        })
    );
    let mut again = browser.clone();
    again.opens(FORM).await;
    for (label, typed) in
        [("診療施設名（正式名称）", &*long), ("郵便番号", "〒１２３"), ("備考", "一行目\n\n三行目 <b>&amp;</b>")]
    {
        assert_eq!(again.value(label), typed);
    }
    let date = ["年", "月", "日"].map(|unit| again.value(&format!("申請日（申請書記載日） > {unit}")).to_owned());
    assert_eq!(date, ["2027", "2", "30"]);
    again.opens(PLACE).await;
    assert_eq!(again.page.text.matches("未完了").count(), 2);
    assert!(
        world.items("event").await.iter().all(|event| event["pk"].as_str().unwrap().starts_with("ACCT#")),
        "no event"
    );
    world.ends().await;
}

#[tokio::test]
async fn registering_an_empty_form_lists_everything_that_is_missing() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    browser.opens(FORM).await.presses("登録").await.sees("エラーの内容を確認してください。");
    assert_eq!(browser.status(), 422);
    insta::assert_snapshot!("nothing_was_filled_in", browser.errors().join("\n"));
    for error in browser.errors() {
        assert_eq!(browser.page.text.matches(error).count(), 2, "in the summary and at the field: {error}");
    }
    assert!(browser.answer.text().contains("<title>エラー："));
    browser.opens(OVERVIEW).await.presses("登録").await;
    insta::assert_snapshot!("nothing_was_filled_in_the_overview", browser.errors().join("\n"));
    let answer = world.client("api@example.jp").await.saves(FORM, "register", &json!({})).await.is(422).json();
    assert_eq!(answer["errors"].as_array().unwrap().len(), 32);
    world.ends().await;
}

#[tokio::test]
async fn what_was_typed_is_kept_while_it_is_mended() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    types_application_form(browser.opens(FORM).await);
    browser.fills("電話番号（代表）", "12").presses("登録").await;
    assert_eq!(
        browser.errors(),
        [
            "電話番号（代表）は0から始まる10桁または11桁の番号を入力してください。例：03-1234-5678",
            "申請書・在籍証明書のPDFをアップロードしてください。",
        ]
    );
    assert_eq!(browser.value("電話番号（代表）"), "12");
    assert_eq!(browser.value("診療施設名（フリガナ）"), "カクウソウゴウビョウイン");
    assert_eq!(world.items("form").await[0]["answers"]["phone"], "12", "kept as a draft, too");
    let mut api = world.api();
    api.jar = browser.jar.clone();
    api.token = api.gets(FORM).await.json()["csrf_token"].as_str().map(str::to_owned);
    api.uploads(PLACE, &pdf::scan(1)).await.is(200);
    browser
        .fills("電話番号（代表）", "０３－１２３４－５６７８")
        .presses("登録")
        .await
        .sees("「1.申請書」を登録しました。");
    world.inspects().await;
    world.ends().await;
}

#[tokio::test]
async fn a_form_that_is_registered_and_changed_is_no_longer_registered() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let status = async |api: &mut portal_tests::api::Api| api.gets(PLACE).await.json()["tasks"][1]["status"].clone();
    api.saves(OVERVIEW, "register", &fixtures::core_overview()).await.is(200);
    assert_eq!(status(&mut api).await, "registered");
    let mut changed = fixtures::core_overview();
    changed["instructors"][0]["department"] = json!("緩和医療科");
    api.saves(OVERVIEW, "save_draft", &changed).await.is(200);
    assert_eq!(status(&mut api).await, "incomplete");
    api.saves(OVERVIEW, "register", &changed).await.is(200);
    assert_eq!(status(&mut api).await, "registered");
    world.ends().await;
}

#[tokio::test]
async fn rows_are_added_moved_and_removed_without_javascript() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    browser.opens(OVERVIEW).await.fills("1人目 > 姓", "一").presses("認定取得者を追加する").await;
    browser.fills("2人目 > 姓", "二").presses("認定取得者を追加する").await;
    browser.fills("3人目 > 姓", "三").presses("3人目 > 上へ（3人目）").await;
    let rows = |browser: &portal_tests::browser::Browser, count: usize| -> Vec<String> {
        (1..=count).map(|row| browser.value(&format!("{row}人目 > 姓")).to_owned()).collect()
    };
    assert_eq!(rows(&browser, 3), ["一", "三", "二"]);
    browser.presses("1人目 > この行を削除（1人目）").await;
    assert_eq!(rows(&browser, 2), ["三", "二"]);
    assert!(browser.address.ends_with("#instructors") || browser.address.contains("saved=1"), "{}", browser.address);
    world.ends().await;
}

#[tokio::test]
async fn the_second_of_two_people_sees_both_texts_and_loses_neither() {
    let world = World::new().await;
    let mut first = world.applicant(EMAIL).await;
    first.opens(FORM).await;
    let mut second = first.clone();
    first.fills("市区町村", "架空区").fills("備考", "一人目").presses("一時保存").await;
    second.fills("備考", "二人目").presses("一時保存").await;
    assert_eq!(second.status(), 412);
    second.sees("他の方がこの内容を更新しました。").sees("一人目").sees("二人目").sees("架空区");
    assert_eq!(second.value("備考"), "二人目");
    assert_eq!(world.items("form").await[0]["answers"]["remarks"], "一人目");
    // the second decides: both, and what only the first had typed
    second
        .fills("備考", "一人目と二人目")
        .fills("市区町村", "架空区")
        .presses("一時保存")
        .await
        .sees("一時保存しました。");
    let kept = &world.items("form").await[0];
    assert_eq!((&kept["answers"]["remarks"], &kept["version"]), (&json!("一人目と二人目"), &json!(2)));
    world.ends().await;
}

#[tokio::test]
async fn a_program_gets_both_texts_too() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let save = |version: u64, remarks: &str| json!({ "action": "save_draft", "version": version, "answers": { "remarks": remarks } });
    api.posts(FORM, &save(0, "一人目")).await.is(200);
    let answer = api.posts(FORM, &save(0, "二人目")).await.is(412).json();
    assert_eq!(
        answer["conflict"],
        json!([
            { "field": "remarks", "label": "備考", "mine": "二人目", "theirs": "一人目" },
        ])
    );
    assert_eq!(answer["version"], 1, "what the next POST must carry");
    api.posts(FORM, &save(1, "両方")).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn the_same_text_twice_is_no_conflict() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    for action in ["save_draft", "save_draft", "register", "register"] {
        let body = json!({ "action": action, "version": 0, "answers": fixtures::core_overview() });
        api.posts(OVERVIEW, &body).await.is(200);
    }
    assert_eq!(api.gets(OVERVIEW).await.json()["status"], "registered");
    world.ends().await;
}

#[tokio::test]
async fn of_many_who_save_at_once_nobody_overwrites_anybody() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..8 {
        let mut api = api.clone();
        let body = json!({ "action": "save_draft", "version": 0, "answers": { "remarks": format!("{number}") } });
        tasks.spawn(async move { (number, api.posts(FORM, &body).await) });
    }
    let (won, lost): (Vec<_>, Vec<_>) =
        tasks.join_all().await.into_iter().partition(|(_, answer)| answer.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 7));
    let kept = api.gets(FORM).await.json()["answers"]["remarks"].clone();
    assert_eq!(kept, won[0].0.to_string());
    for (number, answer) in lost {
        let difference = &answer.is(412).json()["conflict"][0];
        assert_eq!((&difference["mine"], &difference["theirs"]), (&json!(number.to_string()), &kept));
    }
    world.ends().await;
}

#[tokio::test]
async fn a_program_is_told_of_names_that_the_form_does_not_have() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let answer = api.saves(FORM, "save_draft", &json!({ "facility": "架空病院" })).await.is(422).json();
    assert_eq!(
        answer["errors"],
        json!([
            { "field": "facility", "pointer": "/facility", "detail": "この項目はありません。項目名をご確認ください。" },
        ])
    );
    api.saves(FORM, "delete", &json!({})).await.is(400);
    let large = api.saves(FORM, "save_draft", &json!({ "remarks": "長".repeat(30_000) })).await.is(422).json();
    assert_eq!(large["errors"][0]["detail"], "入力の量が多すぎるため保存できません。文章や行を減らしてください。");
    api.saves(FORM, "save_draft", &json!({ "remarks": "x".repeat(300_000) })).await.is(413);
    assert_eq!(world.items("form").await, Vec::<Value>::new());
    world.ends().await;
}
