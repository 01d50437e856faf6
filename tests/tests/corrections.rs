//! A certificate that was still 確認中 at submission and turns out to be unusable: the system asks for another one.

use portal_tests::api::Api;
use portal_tests::fixtures;
use portal_tests::pdf;
use portal_tests::people::{CORE, PASSWORD};
use portal_tests::world::World;
use serde_json::json;

const EMAIL: &str = "shinsei@example.jp";
const SUBMIT: &str = "/applications/2027-02/core/submit";

/// Submitted two minutes before the window closed, refused five minutes after it; the day after.
async fn asked_to_correct(bytes: &[u8]) -> (World, Api, String) {
    let world = World::new().await;
    world.client(EMAIL).await;
    world.turns_to("2027-02-28T23:58:00+09:00");
    let mut api = logs_in(&world).await;
    api.uploads(CORE, bytes).await.is(200);
    world.registers(&mut api).await;
    let receipt = api.posts(SUBMIT, &json!({})).await.is(200).json();
    assert_eq!(receipt["certificate_checking"], true);
    world.delivers().await;
    world.turns_to("2027-03-01T00:05:00+09:00");
    world.inspects().await;
    world.delivers().await;
    (world, api, receipt["receipt_no"].as_str().unwrap().to_owned())
}

async fn logs_in(world: &World) -> Api {
    let mut api = world.api();
    api.logs_in(EMAIL, PASSWORD).await.is(200);
    api
}

#[tokio::test]
async fn a_certificate_that_passes_after_submission_changes_nothing_else() {
    let (world, mut api, number) = asked_to_correct(&pdf::scan(1)).await;
    let tasks = api.gets(CORE).await.is(200).json();
    assert_eq!((&tasks["state"], &tasks["certificate"]["state"]), (&json!("submitted"), &json!("attached")));
    assert_eq!(tasks["receipt_no"], number);
    world.ends().await;
}

#[tokio::test]
async fn one_that_is_refused_opens_a_correction_and_a_mail_tells() {
    let (world, api, number) = asked_to_correct(&pdf::with_script()).await;
    assert_eq!(world.subjects(EMAIL).last().unwrap(), "申請データの修正のお願い");
    assert!(world.mails(EMAIL).last().unwrap().text.contains(&number));
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(CORE).await.sees("修正依頼があります").sees("修正の期限： 2027年3月15日 23:59");
    browser.sees("スクリプトや添付ファイルなどを含むPDFは受け付けられません。").sees_no("申請済みです。");
    assert_eq!(browser.offers("基幹施設 申請"), Some(false));
    world.ends().await;
}

#[tokio::test]
async fn only_the_certificate_is_open_for_correction() {
    let (world, mut api, _) = asked_to_correct(&pdf::with_script()).await;
    for form in ["application-form", "overview"] {
        let path = format!("{CORE}/{form}");
        let page = api.gets(&path).await.is(200).json();
        assert_eq!(
            (&page["closed"], &page["version"]),
            (&json!("この項目は修正依頼の対象ではありません。"), &json!(null))
        );
        let body = json!({ "action": "save_draft", "version": 3, "answers": fixtures::core_overview() });
        assert!(api.posts(&path, &body).await.status.is_client_error());
    }
    let answer = api.posts(SUBMIT, &json!({})).await.is(422).json();
    assert_eq!(answer["type"], "certificate_missing", "the one that was refused does not count");
    world.ends().await;
}

#[tokio::test]
async fn it_is_corrected_after_the_window_under_the_same_number() {
    let (world, _, number) = asked_to_correct(&pdf::encrypted()).await;
    world.turns_to("2027-03-15T23:59:59.999+09:00");
    let mut api = logs_in(&world).await;
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    let better = pdf::scan(2);
    api.uploads(CORE, &better).await.is(200);
    world.inspects().await;
    browser.opens(CORE).await.follows("基幹施設 申請").await.sees_no("変更（診療施設名");
    browser.sees("変更（申請書・在籍証明書）").presses("申請する").await;
    browser.sees("申請済みです。").sees(&number);
    world.delivers().await;
    assert_eq!(world.subjects(EMAIL).last().unwrap(), "申請データの再申請を受け付けました");
    assert!(world.mails(EMAIL).last().unwrap().text.contains(&number));
    let receipt = api.gets(&format!("{CORE}/receipt")).await.is(200).json();
    assert_eq!((&receipt["receipt_no"], &receipt["submission"]), (&json!(number), &json!(2)));
    assert_eq!(receipt["certificate"]["sha256"], pdf::sha256(&better));
    assert_eq!(world.items("submission").await.len(), 2, "the first one stays as it was");
    world.ends().await;
}

#[tokio::test]
async fn after_the_due_day_it_is_too_late() {
    let (world, ..) = asked_to_correct(&pdf::broken()).await;
    world.turns_to("2027-03-16T00:00:00.000+09:00");
    let mut api = logs_in(&world).await;
    let answer = api.announces(CORE, &pdf::scan(1)).await.is(403).json();
    assert_eq!(
        (&answer["type"], &answer["title"]),
        (&json!("correction_overdue"), &json!("修正の期限を過ぎています。"))
    );
    api.posts(SUBMIT, &json!({})).await.is(403);
    world.ends().await;
}

#[tokio::test]
async fn a_correction_that_is_refused_again_opens_the_next_round() {
    let (world, mut api, number) = asked_to_correct(&pdf::with_script()).await;
    api.uploads(CORE, &pdf::encrypted()).await.is(200);
    let receipt = api.posts(SUBMIT, &json!({})).await.is(200).json();
    assert_eq!((&receipt["receipt_no"], &receipt["submission"]), (&json!(number), &json!(2)));
    world.inspects().await;
    world.delivers().await;
    assert_eq!(world.count("correction_requested").await, 2);
    let tasks = api.gets(CORE).await.is(200).json();
    assert_eq!(tasks["state"], "correction_requested");
    let asked = world.subjects(EMAIL).iter().filter(|subject| *subject == "申請データの修正のお願い").count();
    assert_eq!(asked, 2);
    world.ends().await;
}
