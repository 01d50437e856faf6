//! 自動保存: what the page of a form posts by itself. It keeps what 一時保存 keeps, and answers in a few words.

use chrono::TimeDelta;
use domain::{ApplicationKind, StaffRole};
use http::{Request, header};
use local::faults::Effect;
use portal_tests::answer::Answer;
use portal_tests::browser::Browser;
use portal_tests::fixtures;
use portal_tests::world::World;
use serde_json::{Value, json};

const EMAIL: &str = "shinsei@example.jp";
const FORM: &str = "/applications/2027-02/core/application-form";
const OVERVIEW: &str = "/applications/2027-02/core/overview";

/// Posts the form as its page does: as the browser would with 一時保存, but for the action, and for who looks at the answer.
async fn autosaves(browser: &mut Browser) -> Answer {
    let (mut parts, body) = browser.pressing("一時保存").into_parts();
    parts.headers.insert(header::ACCEPT, "application/json".parse().unwrap());
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap().replace("action=save_draft", "action=autosave");
    assert!(body.contains("action=autosave"));
    parts.headers.insert(header::CONTENT_LENGTH, body.len().into());
    browser.sends(Request::from_parts(parts, body.into())).await
}

fn autosave(version: u64, answers: &Value) -> Value {
    json!({ "action": "autosave", "version": version, "answers": answers })
}

#[tokio::test]
async fn it_is_kept_and_answered_in_a_few_words() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    world.passes(TimeDelta::minutes(32));
    browser.opens(FORM).await.fills("備考", "途中");
    let answer = autosaves(&mut browser).await.is(200);
    assert_eq!(
        answer.json(),
        json!({ "version": 1, "saved_at": "10:32", "status": "incomplete", "status_label": "未完了" })
    );
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(world.items("form").await[0]["answers"]["remarks"], "途中");
    let mut again = browser.clone();
    again.opens(FORM).await.sees("最終保存： 2027年2月10日 10:32");
    assert_eq!(again.value("備考"), "途中");
    world.ends().await;
}

#[tokio::test]
async fn what_is_there_already_is_not_written_again() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    api.saves(OVERVIEW, "register", &fixtures::core_overview()).await.is(200);
    let before = world.items("form").await;
    world.passes(TimeDelta::minutes(5));
    for version in [1, 1, 0] {
        let answer = api.posts(OVERVIEW, &autosave(version, &fixtures::core_overview())).await.is(200).json();
        assert_eq!(
            answer,
            json!({ "version": 1, "saved_at": "10:05", "status": "registered", "status_label": "登録済み" })
        );
    }
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser
        .opens(OVERVIEW)
        .await
        .presses("一時保存")
        .await
        .sees("登録済みの内容から変更はありません。")
        .sees("登録済み");
    assert_eq!(world.items("form").await, before);
    browser.fills("1人目 > 会員番号", "B99999");
    assert_eq!(autosaves(&mut browser).await.is(200).json()["status_label"], "未完了");
    world.ends().await;
}

#[tokio::test]
async fn it_overwrites_nobody() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    api.posts(FORM, &autosave(0, &json!({ "remarks": "一人目" }))).await.is(200);
    let conflict = api.posts(FORM, &autosave(0, &json!({ "remarks": "二人目" }))).await.is(412).json();
    assert_eq!(conflict["conflict"][0]["theirs"], "一人目");
    assert_eq!(world.items("form").await[0]["answers"]["remarks"], "一人目");
    world.ends().await;
}

#[tokio::test]
async fn one_whose_answer_was_lost_is_sent_again_without_a_conflict() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    for _ in 0..2 {
        world.breaks(Effect::LoseAnswer, "PutItem", "remarks", 1);
        let answer = api.posts(FORM, &autosave(0, &json!({ "remarks": "一度だけ" }))).await.is(200).json();
        assert_eq!(answer["version"], 1);
    }
    world.ends().await;
}

#[tokio::test]
async fn the_end_of_the_session_is_told_in_json() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    browser.opens(FORM).await.fills("備考", "途中");
    world.passes(TimeDelta::minutes(61));
    let ended = autosaves(&mut browser).await.is(401);
    assert_eq!(ended.header("content-type"), "application/problem+json");
    assert_eq!(ended.json()["type"], "session_ended");
    // a login in another tab: the same account, another token
    let mut api = world.api();
    api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
    browser.jar = api.jar.clone();
    assert_eq!(autosaves(&mut browser).await.is(401).json()["type"], "session_changed");
    let page = api.gets(FORM).await.is(200).json();
    assert_eq!(page["holder"], world.account(EMAIL).await.to_string());
    let held = browser.page.controls.iter_mut().filter(|control| control.name == "csrf_token");
    held.for_each(|control| page["csrf_token"].as_str().unwrap().clone_into(&mut control.value));
    assert_eq!(autosaves(&mut browser).await.is(200).json()["version"], 1);
    world.ends().await;
}

#[tokio::test]
async fn when_the_window_is_closed_it_says_so() {
    let world = World::new().await;
    world.client(EMAIL).await;
    world.turns_to("2027-02-28T23:59:00+09:00");
    let mut api = world.api();
    api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(FORM).await.fills("備考", "間に合わない");
    world.turns_to("2027-03-01T00:00:00+09:00");
    let late = autosaves(&mut browser).await.is(403).json();
    assert_eq!(
        (&late["type"], &late["title"]),
        (&json!("window_closed"), &json!("申請期間が終了したため、申請できません。"))
    );
    browser.presses("一時保存").await.sees("この画面に入力されている内容は、必要に応じてコピーしてください。");
    assert_eq!((browser.status(), browser.value("備考")), (403, "間に合わない"));
    assert!(world.items("form").await.is_empty());
    world.ends().await;
}

#[tokio::test]
async fn in_a_correction_it_keeps_what_is_open_and_nothing_else() {
    let world = World::new().await;
    let mut applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let form = format!("{}/application-form", applied.path);
    assert_eq!(applied.api.posts(&form, &autosave(1, &json!({}))).await.is(409).json()["type"], "already_submitted");
    let mut staff = world.staff(StaffRole::Editor).await;
    staff.receives(&applied.office).await;
    staff.asks(&applied.office, "2027-03-10", &["application-form/phone"]).await.is(200);
    world.delivers().await;
    let page = applied.api.gets(&form).await.is(200).json();
    let (version, mut answers) = (page["version"].as_u64().unwrap(), page["answers"].clone());
    answers["phone"] = json!("03-9999-0000");
    let kept = applied.api.posts(&form, &autosave(version, &answers)).await.is(200).json();
    assert_eq!((&kept["version"], &kept["status"]), (&json!(version + 1), &json!("incomplete")));
    answers["remarks"] = json!("追記");
    let refused = applied.api.posts(&form, &autosave(version + 1, &answers)).await.is(409).json();
    assert_eq!(refused["errors"][0]["pointer"], "/remarks");
    world.ends().await;
}
