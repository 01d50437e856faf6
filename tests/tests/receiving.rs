//! The secretariat receives, asks for a correction of two fields, and sees old and new side by side; nothing else can be
//! changed, by nobody.

use domain::{ApplicationKind, StaffRole};
use portal_tests::api::Api;
use portal_tests::office::{Applied, WORKLIST};
use portal_tests::world::World;
use serde_json::{Value, json};

const EMAIL: &str = "shinsei@example.jp";
const PHONE: &str = "application-form/phone";
const NAME: &str = "application-form/facility_name";

/// Received, two fields asked for, and the mail delivered.
async fn asked() -> (World, Api, Applied) {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let mut staff = world.staff(StaffRole::Editor).await;
    staff.receives(&applied.office).await;
    staff.asks(&applied.office, "2027-03-10", &[PHONE, NAME]).await.is(200);
    world.delivers().await;
    (world, staff, applied)
}

async fn answers(api: &mut Api, path: &str) -> (Value, Value) {
    let page = api.gets(path).await.is(200).json();
    (page["version"].clone(), page["answers"].clone())
}

async fn logs_in_again(world: &World) -> Api {
    let mut api = world.api();
    api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
    api
}

#[tokio::test]
async fn the_worklist_says_who_must_act_next() {
    let (world, mut staff, applied) = asked().await;
    world.applied("another@example.jp", ApplicationKind::Core, &[]).await;
    let items = |list: Value| list["items"].as_array().unwrap().len();
    assert_eq!(items(staff.gets(WORKLIST).await.is(200).json()), 1, "the secretariat's own by default");
    for (next, expected) in [("secretariat", 1), ("facility", 1), ("core_facility", 0), ("nobody", 0), ("all", 2)] {
        let list = staff.gets(&format!("{WORKLIST}?next={next}")).await.is(200).json();
        assert_eq!(items(list), expected, "{next}");
    }
    let list = staff.gets(&format!("{WORKLIST}?next=facility")).await.json();
    assert_eq!(list["items"][0]["path"], applied.office);
    assert_eq!(list["items"][0]["next_actor"], "facility");
    world.turns_to("2027-03-11T00:00:00+09:00");
    let mut staff = world.staff(StaffRole::Viewer).await;
    let list = staff.gets(WORKLIST).await.is(200).json();
    assert_eq!(items(list), 2, "what was not corrected in time comes back by itself");
    world.ends().await;
}

#[tokio::test]
async fn the_mail_goes_to_the_login_address_and_names_the_fields() {
    let (world, ..) = asked().await;
    let mails = world.mails(EMAIL);
    let mail = mails.last().unwrap();
    assert_eq!(mail.subject, "【日本緩和医療学会】申請データの修正のお願い");
    for words in
        ["1.申請書 電話番号（代表）", "1.申請書 診療施設名（正式名称）", "2027年3月10日 23:59", "をご確認ください。"]
    {
        assert!(mail.text.contains(words), "{words} in {}", mail.text);
    }
    world.ends().await;
}

#[tokio::test]
async fn exactly_the_named_fields_unlock_after_the_window_too() {
    let (world, ..) = asked().await;
    world.turns_to("2027-03-10T23:59:00+09:00");
    let mut browser = world.browser();
    browser.jar = logs_in_again(&world).await.jar;
    browser.opens("/applications/2027-02/core").await.sees("修正依頼があります").sees("2027年3月10日 23:59");
    browser.follows("1.申請書").await.sees("修正依頼のある項目だけを修正できます。");
    browser.sees("application-form/phone をご確認ください。");
    browser.fills("電話番号（代表）", "03-9999-0000").fills("診療施設名（正式名称）", "架空新総合病院");
    browser.presses("登録").await;
    assert_eq!(browser.errors(), Vec::<&str>::new());
    browser.follows("基幹施設 申請").await.sees("架空新総合病院").presses("申請する").await.sees("申請済みです。");
    world.delivers().await;
    assert_eq!(world.subjects(EMAIL).last().unwrap(), "申請データの再申請を受け付けました");
    world.ends().await;
}

#[tokio::test]
async fn the_secretariat_sees_old_and_new_side_by_side_and_that_the_rest_is_the_same() {
    let (world, mut staff, mut applied) = asked().await;
    let form = format!("{}/application-form", applied.path);
    let (version, mut new) = answers(&mut applied.api, &form).await;
    new["phone"] = json!("03-9999-0000");
    let body = json!({ "action": "register", "version": version, "answers": new });
    applied.api.posts(&form, &body).await.is(200);
    let receipt = applied.api.posts(&format!("{}/submit", applied.path), &json!({})).await.is(200).json();
    assert_eq!(receipt["submission"], 2);
    world.delivers().await;
    let detail = staff.gets(&applied.office).await.is(200).json();
    let text = detail.to_string();
    for words in ["03-1234-5678", "03-9999-0000"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let events = world.items("event").await;
    let rest = events.iter().filter_map(|event| event["event"]["rest"].as_str()).collect::<Vec<_>>();
    assert_eq!(rest.len(), 1, "the proof stands in the event");
    assert!(text.contains(rest[0]), "and on the page");
    world.ends().await;
}

#[tokio::test]
async fn another_field_cannot_be_changed_by_any_way() {
    let (world, _, mut applied) = asked().await;
    let form = format!("{}/application-form", applied.path);
    let (version, before) = answers(&mut applied.api, &form).await;
    for (field, value) in
        [("fax", json!("03-0000-0000")), ("responsible_member_no", json!("B99999")), ("remarks", json!("追記"))]
    {
        for action in ["register", "save_draft"] {
            let mut new = before.clone();
            new[field] = value.clone();
            new["phone"] = json!("03-9999-0000");
            let body = json!({ "action": action, "version": version, "answers": new });
            let refused = applied.api.posts(&form, &body).await.is(409).json();
            assert_eq!(refused["errors"][0]["pointer"], format!("/{field}"));
        }
    }
    assert_eq!(answers(&mut applied.api, &form).await, (version, before), "nothing of it was saved");
    let overview = format!("{}/overview", applied.path);
    let body = json!({ "action": "save_draft", "version": 2, "answers": {} });
    assert_eq!(applied.api.posts(&overview, &body).await.is(409).json()["type"], "not_in_correction");
    assert_eq!(applied.api.announces(&applied.path, b"%PDF-1.7").await.is(409).json()["type"], "not_in_correction");
    world.ends().await;
}

#[tokio::test]
async fn after_the_last_day_it_is_locked_and_the_secretariat_may_extend_it() {
    let (world, _, applied) = asked().await;
    world.turns_to("2027-03-11T00:00:00+09:00");
    let form = format!("{}/application-form", applied.path);
    let mut api = logs_in_again(&world).await;
    assert!(
        api.gets(&form).await.is(200).json()["closed"].as_str().unwrap().contains("修正の期限"),
        "visible, but locked"
    );
    let late = json!({ "action": "save_draft", "version": 2, "answers": {} });
    assert_eq!(api.posts(&form, &late).await.is(403).json()["type"], "correction_overdue");
    let mut staff = world.staff(StaffRole::Editor).await;
    staff.posts(&applied.office, &json!({ "action": "extend", "due": "2027-03-20" })).await.is(200);
    api.gets(&form).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn what_is_asked_for_wrongly_is_told_at_its_place() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let mut staff = world.staff(StaffRole::Editor).await;
    assert_eq!(staff.asks(&applied.office, "2027-03-10", &[PHONE]).await.is(409).json()["type"], "not_received");
    staff.receives(&applied.office).await;
    staff.receives(&applied.office).await;
    assert_eq!(world.count("received").await, 1, "pressed twice it is one");
    staff.asks(&applied.office, "2027-03-10", &[]).await.is(422);
    staff.asks(&applied.office, "2027-02-09", &[PHONE]).await.is(422);
    staff.asks(&applied.office, "2027-03-10", &["application-form/nothing"]).await.is(422);
    let silent = json!({ "due": "2027-03-10", "items": [{ "target": PHONE, "reason": "" }] });
    staff.posts(&format!("{}/correction", applied.office), &silent).await.is(422);
    assert_eq!(world.count("correction_requested").await, 0);
    world.ends().await;
}

#[tokio::test]
async fn a_colleague_who_was_first_is_a_conflict() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let mut staff = world.staff(StaffRole::Editor).await;
    let seen = staff.gets(&applied.office).await.is(200).json()["version"].clone();
    assert!(seen.is_u64());
    staff.posts(&applied.office, &json!({ "action": "note", "note": "電話で確認", "version": seen })).await.is(200);
    let second = json!({ "action": "note", "note": "別のメモ", "version": seen });
    assert_eq!(staff.posts(&applied.office, &second).await.is(409).json()["type"], "conflict");
    let detail = staff.gets(&applied.office).await.is(200).text();
    assert!(detail.contains("電話で確認") && !detail.contains("別のメモ"));
    world.ends().await;
}

#[tokio::test]
async fn the_pdf_opens_by_a_link_of_a_minute_and_nobody_else_gets_one() {
    let world = World::new().await;
    let mut applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let mut staff = world.staff(StaffRole::Viewer).await;
    let path = format!("{}/certificate", applied.office);
    let location = staff.gets(&path).await.is(303).header("location").to_owned();
    assert!(location.contains("/nintei-certificates/c/") && location.contains("X-Amz-Expires=60"), "{location}");
    applied.api.gets(&path).await.is(401);
    world.ends().await;
}

#[tokio::test]
async fn what_was_never_submitted_is_the_facilitys_own() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let account = world.account(EMAIL).await;
    let mut staff = world.staff(StaffRole::Admin).await;
    staff.gets(&format!("{WORKLIST}/2027-02/core/{account}")).await.is(404);
    world.ends().await;
}
