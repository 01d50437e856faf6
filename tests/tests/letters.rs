//! The mails about an application, read in the portal: those to the facility, as they were sent, and no other.

use domain::ApplicationKind;
use portal_tests::people::CORE;
use portal_tests::world::World;
use serde_json::{Value, json};

const EMAIL: &str = "shinsei@example.jp";
const MAILS: &str = "/applications/2027-02/core/mails";
const SUBMIT: &str = "/applications/2027-02/core/submit";
const RECEIVED: &str = "【日本緩和医療学会】基幹施設 新規申請を受け付けました（申請完了）";

#[tokio::test]
async fn before_the_first_submission_there_is_none() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    assert_eq!(api.gets(MAILS).await.is(200).json()["mails"], json!([]));
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(MAILS).await.sees("まだメールはありません。");
    assert_eq!(browser.heading(), "基幹施設申請についてのメール");
    world.ends().await;
}

#[tokio::test]
async fn each_mail_is_shown_as_it_was_sent_the_newest_first() {
    let world = World::new().await;
    let mut api = world.resubmitted(EMAIL).await.api;
    let listed = api.gets(MAILS).await.is(200).json()["mails"].as_array().unwrap().clone();
    assert_eq!(api.gets(&format!("{CORE}/receipt")).await.json()["mails"], json!(listed));
    let subjects: Vec<&str> = listed.iter().map(|mail| mail["subject"].as_str().unwrap()).collect();
    assert!(subjects[0].contains("再申請") && subjects[1].contains("修正のお願い"), "{subjects:?}");
    assert_eq!((subjects.len(), subjects[2]), (3, RECEIVED));
    let sent = world.mails(EMAIL);
    for mail in &listed {
        let name = mail["name"].as_str().unwrap();
        // the name that SES knows it by
        let sent = sent.iter().find(|sent| sent.tags["notice"] == name).unwrap();
        let shown = api.gets(&format!("{MAILS}/{name}")).await.is(200).json();
        assert_eq!((&shown["subject"], &shown["text"]), (&json!(sent.subject), &json!(sent.text)));
        assert_eq!((&shown["to"], &shown["state"]), (&json!(sent.to), &json!("送信済み")));
        assert_eq!(shown["created_at"], mail["created_at"]);
        assert!(shown["sent_at"].as_str().unwrap() >= mail["created_at"].as_str().unwrap());
    }
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(&format!("{CORE}/receipt")).await.follows(RECEIVED).await.sees(EMAIL).sees("送信済み");
    assert!(browser.page.text.contains("申請は完了しています。") && browser.heading().ends_with(RECEIVED));
    browser.follows("メールの一覧へ戻る").await.sees("2027年2月10日 10:01").follows(RECEIVED).await;
    world.ends().await;
}

/// The one notice of the application, with something of it changed.
async fn planted(world: &World, change: impl Fn(&mut Value)) {
    let notices = world.items("notice").await;
    let mut item = notices.into_iter().find(|item| item["pk"].as_str().unwrap().starts_with("APP#")).unwrap();
    change(&mut item);
    world.plants(&item).await;
}

#[tokio::test]
async fn a_mail_can_be_read_before_it_goes_out_and_when_it_never_arrives() {
    let world = World::new().await;
    let mut api = world.ready(EMAIL).await;
    api.posts(SUBMIT, &json!({})).await.is(200);
    let listed = api.gets(MAILS).await.json()["mails"][0].clone();
    assert_eq!(listed["state"], "送信待ち");
    let path = format!("{MAILS}/{}", listed["name"].as_str().unwrap());
    let waiting = api.gets(&path).await.is(200).json();
    assert_eq!((&waiting["state"], &waiting["sent_at"]), (&json!("送信待ち"), &Value::Null));
    world.delivers().await;
    assert_eq!(api.gets(&path).await.json()["text"], waiting["text"]);
    let failed = json!({ "state": "failed", "at": "2027-02-12T10:00:00Z", "reason": "MessageRejected" });
    planted(&world, |item| item["delivery"] = failed.clone()).await;
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(&path).await.sees("このメールはお送りできませんでした").sees("送信できませんでした");
    assert!(browser.page.text.contains("申請は完了しています。"));
    world.ends().await;
}

#[tokio::test]
async fn nobody_elses_mail_is_shown() {
    let world = World::new().await;
    let mut applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let listed = applied.api.gets(MAILS).await.json()["mails"].clone();
    let path = format!("{MAILS}/{}", listed[0]["name"].as_str().unwrap());
    let mut other = world.applied("other@example.jp", ApplicationKind::Core, &[]).await;
    other.api.gets(&path).await.is(404);
    world.api().gets(&path).await.is(401);
    for unknown in ["0123456789abcdef0123456789abcdef", "x", "..", "%2E", "%FF"] {
        let status = applied.api.gets(&format!("{MAILS}/{unknown}")).await.status.as_u16();
        assert!([400, 404].contains(&status), "{unknown}: {status}");
    }
    world.ends().await;
}

#[tokio::test]
async fn neither_the_secretariats_mail_nor_a_one_time_link_is_shown() {
    let world = World::new().await;
    let mut applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let before = applied.api.gets(MAILS).await.json()["mails"].clone();
    let another =
        json!({ "login_address_of": world.account("shinsei@example.jp").await.to_string().replace('0', "1") });
    let link = json!({ "template": "password_reset", "name": "架空", "link": "01JKQZ5H0J2K4M6N8P1Q3R5S7T", "expires": "2027-02-11T01:00:00Z" });
    for (sk, change) in [
        ("NOTICE#000008#submission_received#secretariat", ("to", json!("secretariat"))),
        ("NOTICE#000008#submission_received#login", ("to", another)),
        ("NOTICE#000009#password_reset#login", ("letter", link)),
    ] {
        planted(&world, |item| {
            item["sk"] = json!(sk);
            item["notice"][change.0] = change.1.clone();
        })
        .await;
    }
    assert_eq!(world.items("notice").await.iter().filter(|item| item["pk"].to_string().contains("APP#")).count(), 4);
    assert_eq!(applied.api.gets(MAILS).await.json()["mails"], before);
    assert_eq!(applied.api.gets(&format!("{CORE}/receipt")).await.json()["mails"], before);
    let partition = format!("APP#{}#2027-02#core", applied.account);
    for stored in world.portal.store.notices_of(&partition).await.unwrap() {
        let shown = stored.name == before[0]["name"].as_str().unwrap();
        applied.api.gets(&format!("{MAILS}/{}", stored.name)).await.is(if shown { 200 } else { 404 });
    }
    world.forgets();
}
