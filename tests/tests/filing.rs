//! What exactly is filed: the certificate that was sent last, the content that was looked at, by whoever may apply.

use chrono::TimeDelta;
use domain::{AccreditationKind, ApplicationKind, Cycle, Round, Window};
use portal_tests::pdf;
use portal_tests::people::CORE;
use portal_tests::world::{World, at};
use serde_json::json;

const EMAIL: &str = "shinsei@example.jp";
const SUBMIT: &str = "/applications/2027-02/core/submit";

#[tokio::test]
async fn the_pdf_that_was_sent_last_is_filed_though_it_is_not_inspected_yet() {
    let world = World::new().await;
    let mut api = world.ready(EMAIL).await;
    world.passes(TimeDelta::seconds(1));
    let second = pdf::another_scan(2);
    api.uploads(CORE, &second).await.is(200);
    let receipt = api.posts(SUBMIT, &json!({})).await.is(200).json();
    assert_eq!(receipt["certificate"]["sha256"], pdf::sha256(&second));
    world.inspects().await;
    world.delivers().await;
    let kept = api.gets(&format!("{CORE}/receipt")).await.is(200).json();
    assert_eq!((&kept["certificate"], &kept["digest"]), (&receipt["certificate"], &receipt["digest"]));
    world.ends().await;
}

#[tokio::test]
async fn a_filed_pdf_that_is_refused_does_not_bring_back_the_one_before() {
    let world = World::new().await;
    let mut api = world.ready(EMAIL).await;
    world.passes(TimeDelta::seconds(1));
    api.uploads(CORE, b"not a pdf").await.is(200);
    api.posts(SUBMIT, &json!({})).await.is(200);
    world.inspects().await;
    let tasks = api.gets(CORE).await.is(200).json();
    assert_eq!((&tasks["state"], &tasks["can_submit"]), (&json!("correction_requested"), &json!(false)));
    api.posts(SUBMIT, &json!({})).await.is(422);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_replacement_that_is_refused_leaves_the_good_one_to_be_filed() {
    let world = World::new().await;
    let mut api = world.ready(EMAIL).await;
    world.passes(TimeDelta::seconds(1));
    api.uploads(CORE, b"not a pdf").await.is(200);
    world.inspects().await;
    let tasks = api.gets(CORE).await.is(200).json();
    assert_eq!((&tasks["certificate"]["state"], &tasks["can_submit"]), (&json!("refused"), &json!(true)));
    let receipt = api.posts(SUBMIT, &json!({})).await.is(200).json();
    assert_eq!(receipt["certificate"]["sha256"], pdf::sha256(&pdf::scan(1)));
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn nobody_submits_a_pdf_that_was_replaced_after_the_check() {
    let world = World::new().await;
    let mut api = world.ready(EMAIL).await;
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(SUBMIT).await;
    world.passes(TimeDelta::seconds(1));
    api.uploads(CORE, &pdf::another_scan(3)).await.is(200);
    world.inspects().await;
    browser.presses("申請する").await.sees("他の方がこの内容を更新しました。");
    assert_eq!((browser.status(), world.count("submitted").await), (412, 0));
    browser.presses("申請する").await.sees("申請済みです。");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn who_is_a_core_facility_already_cannot_apply_for_it_anew() {
    let world = World::new().await;
    let mut api = world.ready(EMAIL).await;
    world.accredits(world.account(EMAIL).await, AccreditationKind::Core, "架空みどり病院").await;
    assert_eq!(api.posts(SUBMIT, &json!({})).await.is(409).json()["type"], "already_accredited");
    let tasks = api.gets(CORE).await.is(200).json();
    assert_eq!((&tasks["already_held"], &tasks["can_submit"]), (&json!(true), &json!(false)));
    assert_eq!(api.gets("/mypage").await.is(200).json()["open"], json!([]), "at the bottom of the page of its kind");
    let open = api.gets("/mypage/accreditations/core").await.is(200).json()["open"].to_string();
    assert!(!open.contains("/applications/core") && open.contains("/applications/partner"), "{open}");
    world.ends().await;
}

#[tokio::test]
async fn an_extended_window_is_found_in_the_month_after() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let february = Cycle::new(2027, Round::February).unwrap();
    let extended = Window { opens: february.default_window().opens, closes: at("2027-03-06T00:00:00+09:00") };
    world.sets_window(february, ApplicationKind::Core, extended).await;
    world.turns_to("2027-03-05T23:59:59.999+09:00");
    let mut api = world.api();
    api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
    assert_eq!(api.gets("/apply/core").await.is(200).json()["open"], true);
    assert_eq!(api.gets("/apply/partner").await.is(200).json()["open"], false);
    assert_eq!(api.gets("/applications/core").await.is(303).header("location"), CORE);
    world.ends().await;
}
