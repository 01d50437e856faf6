//! Every mail, whole, as it arrives; and what becomes of one that does not.

use chrono::TimeDelta;
use local::faults::Effect;
use local::ses::Mail;
use portal_tests::pdf;
use portal_tests::people::{CORE, PASSWORD, person};
use portal_tests::world::World;
use serde_json::json;

const EMAIL: &str = "shinsei@example.jp";

fn whole(mail: &Mail) -> String {
    let reply_to = mail.reply_to.join(", ");
    format!("From: {}\nTo: {}\nReply-To: {reply_to}\nSubject: {}\n\n{}", mail.from, mail.to, mail.subject, mail.text)
}

/// The last mail, as a file under `snapshots`.
fn is_kept(world: &World, name: &str) {
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots/mails", omit_expression => true }, {
        insta::assert_snapshot!(name, whole(world.mails(EMAIL).last().unwrap()));
    });
}

#[tokio::test]
async fn mails_about_an_account() {
    let world = World::new().await;
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    world.delivers().await;
    is_kept(&world, "password_issuance");
    world.api().sets_password(&world.last_link(EMAIL), PASSWORD).await.is(200);
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    world.delivers().await;
    is_kept(&world, "account_exists");
    world.api().posts("/password/forgot", &json!({ "email": EMAIL })).await.is(200);
    world.delivers().await;
    is_kept(&world, "password_reset");
    world.api().sets_password(&world.last_link(EMAIL), "hoshi-no-hara-7").await.is(200);
    world.delivers().await;
    is_kept(&world, "password_changed");
    world.ends().await;
}

#[tokio::test]
async fn mails_about_an_application() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    api.uploads(CORE, &pdf::with_script()).await.is(200);
    world.registers(&mut api).await;
    api.posts(&format!("{CORE}/submit"), &json!({})).await.is(200);
    world.delivers().await;
    is_kept(&world, "submission_received");
    world.inspects().await;
    world.delivers().await;
    is_kept(&world, "correction_requested");
    world.passes(chrono::TimeDelta::minutes(5));
    api.uploads(CORE, &pdf::scan(1)).await.is(200);
    world.inspects().await;
    api.posts(&format!("{CORE}/submit"), &json!({})).await.is(200);
    world.delivers().await;
    is_kept(&world, "resubmission_received");
    world.ends().await;
}

#[tokio::test]
async fn each_mail_carries_the_name_of_its_notice_and_is_sent_once() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let before = world.mails(EMAIL);
    assert!(before.iter().all(|mail| mail.tags["notice"].len() == 32), "{before:?}");
    assert_eq!(world.delivers().await, deliver_mail::Report::default());
    assert_eq!(world.mails(EMAIL), before);
    world.ends().await;
}

/// After how many minutes a mail is tried, each time counted from the one before.
const TRIED: [i64; 10] = [0, 1, 5, 15, 60, 120, 240, 480, 720, 1440];

/// The delivery runs while calls of one kind break, more often than the SDK tries; answers whether the run said so.
async fn breaks_off(world: &World, operation: &str, containing: &str) -> bool {
    world.breaks(Effect::FailBefore, operation, containing, 3);
    let run = deliver_mail::run(&world.portal.deliver_mail).await;
    world.faults.disarm();
    run.is_err()
}

#[tokio::test]
async fn what_cannot_be_read_stops_no_other_mail() {
    for (operation, containing) in [("GetItem", "NOTICE#"), ("Query", "OUTBOX#0")] {
        let world = World::new().await;
        let people: Vec<_> = (0..12).map(|number| format!("a{number}@example.jp")).collect();
        for email in &people {
            world.api().posts("/signup", &person(email)).await.is(200);
        }
        let places = world.everything().await.into_iter().filter(|item| item["pk"] == "OUTBOX#0").count();
        assert!((1..12).contains(&places));
        assert!(breaks_off(&world, operation, containing).await, "{operation}: nobody would hear of it");
        let sent: usize = people.iter().map(|email| world.mails(email).len()).sum();
        assert_eq!(12 - sent, if operation == "Query" { places } else { 1 }, "{operation}");
        world.delivers().await;
        assert!(people.iter().all(|email| world.mails(email).len() == 1), "{operation}");
        world.ends().await;
    }
}

#[tokio::test]
async fn an_attempt_that_does_not_get_as_far_as_ses_counts() {
    let world = World::new().await;
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    assert!(breaks_off(&world, "GetItem", "PROFILE").await, "nobody would hear of it");
    let delivery = &world.items("notice").await[0]["delivery"];
    assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("waiting"), &json!(1)));
    world.passes(TimeDelta::minutes(1));
    assert_eq!(world.delivers().await.sent, 1);
    world.ends().await;
}

#[tokio::test]
async fn a_mail_that_ses_rejects_is_tried_for_two_days_and_then_given_up() {
    let world = World::new().await;
    world.api().posts("/signup", &person("reject@example.jp")).await.is(200);
    let mut retried = 0;
    for minutes in TRIED {
        world.passes(TimeDelta::minutes(minutes));
        let report = world.delivers().await;
        retried += report.retried;
        assert_eq!(report.retried + report.failed, 1, "after {minutes} minutes");
    }
    assert_eq!(retried, 9);
    let delivery = &world.items("notice").await[0]["delivery"];
    assert_eq!((&delivery["state"], &delivery["reason"]), (&json!("failed"), &json!("MessageRejected")));
    world.ends().await;
}

#[tokio::test]
async fn a_mail_whose_sender_never_comes_back_is_given_up() {
    let world = World::new().await;
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    world.breaks(Effect::TransactionConflict, "TransactWriteItems", "\"sent\"", 1000);
    for (before, minutes) in TRIED.into_iter().enumerate() {
        world.passes(TimeDelta::minutes(minutes));
        world.delivers().await;
        assert_eq!(world.mails(EMAIL).len(), before + 1, "after {minutes} minutes");
    }
    world.passes(TimeDelta::minutes(1));
    assert_eq!(world.delivers().await, deliver_mail::Report { failed: 1, ..Default::default() });
    assert_eq!(world.items("notice").await[0]["delivery"]["state"], "failed");
    assert_eq!(world.mails(EMAIL).len(), TRIED.len());
    world.ends().await;
}
