//! A table that was restored says that mails are to be sent which were sent long ago: nothing from before is mailed (I12).

use chrono::TimeDelta;
use deliver_mail::{HELD_BACK, Report};
use portal_tests::people::person;
use portal_tests::world::{World, at};
use serde_json::{Value, json};

const EMAIL: &str = "shinsei@example.jp";
const LATER: &str = "nochi@example.jp";

/// Somebody has signed up and was sent the mail; then the table is the one from before that mail.
async fn restored() -> World {
    let world = World::new().await;
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    let mut backup: Vec<Value> = world.everything().await;
    backup.retain(|item| item["type"] != "counter" && item["type"] != "link");
    assert_eq!(world.delivers().await.sent, 1);
    for item in &backup {
        world.plants(item).await;
    }
    world.passes(TimeDelta::hours(2));
    world
}

#[tokio::test]
async fn without_a_fence_a_restored_table_mails_again() {
    let world = restored().await;
    assert_eq!(world.delivers().await.sent, 1);
    assert_eq!(world.mails(EMAIL).len(), 2, "this is what the fence is for");
    world.forgets();
}

#[tokio::test]
async fn behind_the_fence_nothing_from_before_is_mailed_and_all_from_after_is() {
    let world = restored().await;
    let fence = world.now();
    let deps = deliver_mail::Deps { fence: Some(fence), ..world.portal.deliver_mail.clone() };
    world.api().posts("/signup", &person(LATER)).await.is(200);
    let report = deliver_mail::run(&deps).await.unwrap();
    assert_eq!(report, Report { sent: 1, failed: 1, retried: 0 });
    assert_eq!((world.mails(EMAIL).len(), world.mails(LATER).len()), (1, 1));
    let notices = world.items("notice").await;
    let kept = notices.iter().find(|notice| notice["delivery"]["state"] == "failed").unwrap();
    assert_eq!(kept["delivery"]["reason"], HELD_BACK);
    // I12, of every mail that was sent since
    for notice in notices.iter().filter(|notice| notice["delivery"]["state"] == "sent") {
        assert!(at(notice["created"].as_str().unwrap()) >= fence, "{notice}");
    }
    assert_eq!(deliver_mail::run(&deps).await.unwrap(), Report::default(), "it is over");
    // whoever waits for the mail asks again
    world.api().posts("/password/forgot", &json!({ "email": EMAIL })).await.is(200);
    assert_eq!(deliver_mail::run(&deps).await.unwrap().sent, 1);
    world.ends().await;
}

#[test]
fn a_fence_that_is_no_instant_is_told_at_the_start() {
    let lookup = |name: &str| Some(if name == "MAIL_FENCE" { "yesterday" } else { "x" }.to_owned());
    let read = shared::config::Settings::build(&lookup, |settings| {
        deliver_mail::Deps::new(settings, &shared::aws::Aws::new(settings))
    });
    assert!(read.err().unwrap().to_string().contains("MAIL_FENCE is no instant"));
}
