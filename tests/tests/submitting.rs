//! 申請: once, whoever presses; inside the window to the millisecond; what was filed stays as it was filed.

use portal_tests::api::Api;
use portal_tests::fixtures;
use portal_tests::pdf;
use portal_tests::people::{CORE, PASSWORD};
use portal_tests::world::World;
use serde_json::json;
use tokio::task::JoinSet;

const EMAIL: &str = "shinsei@example.jp";
const SUBMIT: &str = "/applications/2027-02/core/submit";
const RECEIPT: &str = "/applications/2027-02/core/receipt";
const FORM: &str = "/applications/2027-02/core/application-form";

#[tokio::test]
async fn sixty_four_submits_at_once_are_one_submission() {
    let world = World::new().await;
    let api = world.ready(EMAIL).await;
    let mut checking = world.browser();
    checking.jar = api.jar.clone();
    checking.opens(SUBMIT).await;
    let mut tasks = JoinSet::new();
    for _ in 0..32 {
        // half of them press the button, half of them use the API
        let (mut api, mut browser) = (api.clone(), checking.clone());
        tasks.spawn(async move { api.posts(SUBMIT, &json!({})).await.is(200).json()["message"].to_string() });
        tasks.spawn(async move {
            let pressed = browser.pressing("申請する");
            browser.goes(pressed).await.page.text.clone()
        });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.contains("申請済みです。")).count(), 64);
    assert_eq!(world.count("submitted").await, 1);
    assert_eq!(world.items("submission").await.len(), 1);
    assert_eq!(world.delivers().await.sent, 1);
    let received = world.subjects(EMAIL).iter().filter(|subject| subject.contains("申請完了")).count();
    assert_eq!(received, 1);
    world.ends().await;
}

#[tokio::test]
async fn an_application_that_is_not_complete_says_what_is_missing() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let answer = api.posts(SUBMIT, &json!({})).await.is(422).json();
    assert_eq!(
        (&answer["type"], &answer["title"]),
        (&json!("forms_incomplete"), &json!("「未完了」の書類があります。"))
    );
    api.gets(SUBMIT).await.is(422);
    api.announces(CORE, &pdf::scan(1)).await.is(200);
    api.posts(SUBMIT, &json!({})).await.is(422);
    assert_eq!(world.count("submitted").await, 0);
    api.gets(RECEIPT).await.is(404);
    world.ends().await;
}

#[tokio::test]
async fn who_is_refused_is_led_back_to_the_application() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    browser.opens(SUBMIT).await.sees("「未完了」の書類があります。");
    browser.follows("申請画面へ戻る").await;
    assert_eq!((browser.status(), &*browser.address), (200, CORE));
    browser.opens("/nowhere").await.sees_no("申請画面へ戻る");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn nobody_submits_what_somebody_else_changed_after_the_check() {
    let world = World::new().await;
    let mut api = world.ready(EMAIL).await;
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(SUBMIT).await;
    let mut changed = fixtures::application_form();
    changed["address_building"] = json!("架空ビル3階");
    api.saves(FORM, "register", &changed).await.is(200);
    browser.presses("申請する").await.sees("他の方がこの内容を更新しました。").sees("架空ビル3階");
    assert_eq!((browser.status(), world.count("submitted").await), (412, 0));
    browser.presses("申請する").await.sees("申請済みです。");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_filed_application_cannot_be_changed() {
    let world = World::new().await;
    let mut api = world.ready(EMAIL).await;
    let before = api.gets(FORM).await.json();
    // announced before the submission, sent after it
    let late = pdf::another_scan(9);
    world.passes(chrono::TimeDelta::seconds(1));
    let announced = api.announces(CORE, &late).await.is(200).json();
    let receipt = api.posts(SUBMIT, &json!({})).await.is(200).json();
    api.puts(&announced, &late).await.is(200);
    let received =
        api.posts(&format!("{CORE}/certificate/received"), &json!({ "upload": announced["upload"]["id"] })).await;
    assert_eq!(received.is(409).json()["type"], "already_submitted");
    assert_eq!(world.inspects().await.discarded, 1);
    let body = json!({ "action": "save_draft", "version": before["version"], "answers": { "remarks": "後から" } });
    for action in ["save_draft", "register"] {
        let mut body = body.clone();
        body["action"] = json!(action);
        api.posts(FORM, &body).await.is(409);
    }
    api.announces(CORE, &late).await.is(409);
    world.delivers().await;
    let kept = api.gets(RECEIPT).await.is(200).json();
    for name in ["digest", "certificate", "receipt_no", "parts", "submitted_at"] {
        assert_eq!(kept[name], receipt[name], "{name}");
    }
    assert_eq!(kept["certificate"]["sha256"], pdf::sha256(&pdf::scan(1)));
    world.ends().await;
}

async fn logs_in(world: &World) -> Api {
    let mut api = world.api();
    api.logs_in(EMAIL, PASSWORD).await.is(200);
    api
}

#[tokio::test]
async fn the_last_millisecond_of_the_window_counts_and_the_next_does_not() {
    let world = World::new().await;
    world.ready(EMAIL).await;
    world.turns_to("2027-02-28T23:59:59.999+09:00");
    let mut api = logs_in(&world).await;
    api.gets(CORE).await.is(200);
    world.turns_to("2027-03-01T00:00:00.000+09:00");
    let answer = api.posts(SUBMIT, &json!({})).await.is(403).json();
    assert_eq!(
        (&answer["type"], &answer["title"]),
        (&json!("window_closed"), &json!("申請期間が終了したため、申請できません。"))
    );
    api.announces(CORE, &pdf::scan(1)).await.is(403);
    assert_eq!(api.gets(CORE).await.is(403).json()["state"], "outside_window");
    world.turns_to("2027-02-28T23:59:59.999+09:00");
    api.posts(SUBMIT, &json!({})).await.is(200);
    world.turns_to("2027-03-01T00:00:00.000+09:00");
    assert_eq!(
        api.gets(CORE).await.is(200).json()["state"],
        "submitted",
        "what was filed can be seen after the window"
    );
    api.gets(RECEIPT).await.is(200);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn the_window_opens_at_midnight_and_the_screen_is_not_shown_before() {
    let world = World::new().await;
    world.client(EMAIL).await;
    world.turns_to("2027-01-31T23:59:59.999+09:00");
    let mut api = logs_in(&world).await;
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser
        .opens("/applications/core")
        .await
        .sees("申請期間になりましたら、申請画面が表示されます。")
        .sees_no("1.申請書");
    assert_eq!((browser.status(), browser.heading()), (403, "現在は申請期間外です。"));
    let save = json!({ "action": "save_draft", "version": 0, "answers": { "remarks": "早く" } });
    assert_eq!(api.posts(FORM, &save).await.is(403).json()["type"], "window_not_open");
    assert!(world.items("form").await.is_empty());
    world.turns_to("2027-02-01T00:00:00.000+09:00");
    browser.opens("/applications/core").await.sees("1.申請書");
    api.posts(FORM, &save).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn a_draft_that_is_open_when_the_window_closes_is_shown_once_more_and_told_so() {
    let world = World::new().await;
    world.client(EMAIL).await;
    world.turns_to("2027-02-28T23:59:59.999+09:00");
    let mut browser = world.browser();
    browser.jar = logs_in(&world).await.jar;
    browser.opens(FORM).await.fills("備考", "期限の前").presses("一時保存").await.sees("一時保存しました。");
    browser.fills("備考", "期限の後");
    world.turns_to("2027-03-01T00:00:00.000+09:00");
    browser
        .presses("一時保存")
        .await
        .sees("申請期間が終了したため、申請できません。")
        .sees("必要に応じてコピーしてください。");
    assert_eq!((browser.status(), browser.value("備考")), (403, "期限の後"));
    assert_eq!(browser.offers("登録"), Some(false));
    assert_eq!(world.items("form").await[0]["answers"]["remarks"], "期限の前");
    browser.opens("/applications/2027-02/core").await.sees("保存済みの入力内容は保管されています。");
    world.ends().await;
}
