//! A network that breaks at every write: nothing that was acknowledged is lost, nothing is there twice.

use chrono::TimeDelta;
use local::faults::Effect;
use portal_tests::api::Api;
use portal_tests::fixtures;
use portal_tests::people::{CORE, PASSWORD, person};
use portal_tests::world::World;
use serde_json::{Value, json};

const EMAIL: &str = "shinsei@example.jp";
const SUBMIT: &str = "/applications/2027-02/core/submit";
const OVERVIEW: &str = "/applications/2027-02/core/overview";

/// What can befall a call, and how often: three times is more than the SDK tries again.
pub(crate) const TROUBLE: [(Effect, u32); 8] = [
    (Effect::FailBefore, 1),
    (Effect::FailBefore, 3),
    (Effect::LoseAnswer, 1),
    (Effect::LoseAnswer, 3),
    (Effect::Throttle, 1),
    (Effect::Throttle, 3),
    (Effect::TransactionConflict, 1),
    (Effect::TransactionConflict, 20),
];

/// Does something until it is acknowledged, as a person would who sees an error page; answers the statuses on the way.
async fn until_it_works(world: &World, mut act: impl AsyncFnMut() -> u16) -> Vec<u16> {
    let mut statuses = vec![act().await];
    if statuses[0] != 200 {
        world.faults.disarm();
        statuses.push(act().await);
    }
    world.faults.disarm();
    statuses
}

/// Each notice has one mail.
async fn all_is_sent(world: &World, context: &str) {
    let notices = world.items("notice").await;
    assert_eq!(world.mails(EMAIL).len(), notices.len(), "{context}");
    assert!(notices.iter().all(|notice| notice["delivery"]["state"] == "sent"), "{context}: {notices:#?}");
}

#[tokio::test]
async fn a_sign_up_that_breaks_makes_one_account() {
    for (effect, times) in TROUBLE {
        let context = format!("{effect:?} {times}");
        let world = World::new().await;
        let mut api = world.api();
        world.breaks(effect, "TransactWriteItems", "account_opened", times);
        let statuses =
            until_it_works(&world, async || api.posts("/signup", &person(EMAIL)).await.status.as_u16()).await;
        assert_eq!(statuses.last(), Some(&200), "{context}");
        world.delivers().await;
        assert_eq!((world.items("account").await.len(), world.items("login").await.len()), (1, 1), "{context}");
        all_is_sent(&world, &context).await;
        world.api().sets_password(&world.last_link(EMAIL), PASSWORD).await.is(200);
        world.ends().await;
    }
}

#[tokio::test]
async fn a_password_that_breaks_is_set_once_or_can_be_set_again() {
    for (effect, times) in TROUBLE {
        let context = format!("{effect:?} {times}");
        let world = World::new().await;
        world.api().posts("/signup", &person(EMAIL)).await.is(200);
        world.delivers().await;
        let link = world.last_link(EMAIL);
        world.breaks(effect, "TransactWriteItems", "password_set", times);
        let mut api = world.api();
        let statuses = until_it_works(&world, async || api.sets_password(&link, PASSWORD).await.status.as_u16()).await;
        assert!(times > 3 || effect != Effect::TransactionConflict || statuses == [200], "{context}: {statuses:?}");
        // a lost answer: the second try is told that the link was used, and to log in
        let used = effect == Effect::LoseAnswer && times == 3 && statuses == [500, 410];
        assert!(used || statuses.last() == Some(&200), "{context}: {statuses:?}");
        world.api().logs_in(EMAIL, PASSWORD).await.is(200);
        assert_eq!(world.count("password_set").await, 1, "{context}");
        all_is_sent(&world, &context).await;
        world.ends().await;
    }
}

async fn saves(api: &mut Api, action: &str, version: u64, answers: &Value) -> u16 {
    let body = json!({ "action": action, "version": version, "answers": answers });
    api.posts(OVERVIEW, &body).await.status.as_u16()
}

#[tokio::test]
async fn a_registration_that_breaks_is_registered_once() {
    for (effect, times) in TROUBLE {
        let context = format!("{effect:?} {times}");
        let world = World::new().await;
        let mut api = world.client(EMAIL).await;
        world.breaks(effect, "TransactWriteItems", "form_registered", times);
        let answers = fixtures::core_overview();
        let statuses = until_it_works(&world, async || saves(&mut api, "register", 0, &answers).await).await;
        assert_eq!(statuses.last(), Some(&200), "{context}: {statuses:?}");
        let page = api.gets(OVERVIEW).await.json();
        assert_eq!((&page["status"], &page["answers"]), (&json!("registered"), &answers), "{context}");
        all_is_sent(&world, &context).await;
        world.ends().await;
    }
}

#[tokio::test]
async fn a_draft_that_breaks_is_kept_and_conflicts_with_nobody() {
    for (effect, times) in TROUBLE {
        let context = format!("{effect:?} {times}");
        let world = World::new().await;
        let mut api = world.client(EMAIL).await;
        world.breaks(effect, "PutItem", "FORM#overview", times);
        let answers = fixtures::core_overview();
        let statuses = until_it_works(&world, async || saves(&mut api, "save_draft", 0, &answers).await).await;
        // 409 after eight conflicts; never a page with two texts, for there is only one
        assert!(statuses.iter().all(|status| [200, 409, 500].contains(status)), "{context}: {statuses:?}");
        assert_eq!(statuses.last(), Some(&200), "{context}");
        assert_eq!(api.gets(OVERVIEW).await.json()["answers"], answers, "{context}");
        all_is_sent(&world, &context).await;
        world.ends().await;
    }
}

#[tokio::test]
async fn a_submission_that_breaks_is_filed_once() {
    for (effect, times) in TROUBLE {
        let context = format!("{effect:?} {times}");
        let world = World::new().await;
        let mut api = world.ready(EMAIL).await;
        world.breaks(effect, "TransactWriteItems", "receipt_no", times);
        let statuses = until_it_works(&world, async || api.posts(SUBMIT, &json!({})).await.status.as_u16()).await;
        assert_eq!(statuses.last(), Some(&200), "{context}: {statuses:?}");
        world.delivers().await;
        assert_eq!((world.count("submitted").await, world.items("submission").await.len()), (1, 1), "{context}");
        let number = api.gets(CORE).await.json()["receipt_no"].as_str().unwrap().to_owned();
        assert!(world.mails(EMAIL).last().unwrap().text.contains(&number), "{context}");
        all_is_sent(&world, &context).await;
        world.ends().await;
    }
}

#[tokio::test]
async fn people_who_log_in_at_the_same_moment_do_not_notice_each_other() {
    let world = World::new().await;
    world.client(EMAIL).await;
    for operation in ["UpdateItem", "TransactWriteItems"] {
        world.breaks(Effect::TransactionConflict, operation, "", 3);
        world.api().logs_in(EMAIL, PASSWORD).await.is(200);
    }
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let mut api = world.api();
        tasks.spawn(async move { api.logs_in(EMAIL, PASSWORD).await.status.as_u16() });
    }
    assert_eq!(tasks.join_all().await, [200; 8]);
    world.ends().await;
}

#[tokio::test]
async fn an_inspection_that_breaks_is_made_good_by_the_next_run() {
    let calls = [
        ("S3 GET nintei-quarantine", ""),
        ("S3 PUT nintei-certificates", ""),
        ("TransactWriteItems", "certificate_attached"),
        ("S3 DELETE nintei-quarantine", ""),
    ];
    for (operation, containing) in calls {
        for (effect, times) in [(Effect::FailBefore, 3), (Effect::LoseAnswer, 1), (Effect::LoseAnswer, 3)] {
            let context = format!("{operation} {effect:?} {times}");
            let world = World::new().await;
            let mut api = world.client(EMAIL).await;
            api.uploads(CORE, &portal_tests::pdf::scan(1)).await.is(200);
            world.breaks(effect, operation, containing, times);
            world.inspects().await;
            world.faults.disarm();
            world.inspects_by_schedule().await;
            assert_eq!(api.gets(CORE).await.json()["certificate"]["state"], "attached", "{context}");
            assert_eq!(world.count("certificate_attached").await, 1, "{context}");
            all_is_sent(&world, &context).await;
            world.ends().await;
        }
    }
}

/// The mails that two people get when a call of the delivery breaks: once in the run that breaks, once after a while.
async fn delivering(effect: Effect, operation: &str, containing: &str, times: u32) -> (usize, World) {
    let world = World::new().await;
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    world.api().posts("/signup", &person("other@example.jp")).await.is(200);
    world.breaks(effect, operation, containing, times);
    // a run that ends with an error is started again by its event source
    deliver_mail::run(&world.portal.deliver_mail).await.ok();
    world.faults.disarm();
    for _ in 0..3 {
        world.passes(TimeDelta::minutes(1));
        world.delivers().await;
    }
    (world.mails(EMAIL).len() + world.mails("other@example.jp").len(), world)
}

#[tokio::test]
async fn a_delivery_that_breaks_sends_every_mail_and_none_twice() {
    let calls =
        [("PutItem", "sending"), ("TransactWriteItems", "\"sent\""), ("Query", "OUTBOX"), ("GetItem", "PROFILE")];
    for (operation, containing) in calls {
        for (effect, times) in [
            (Effect::FailBefore, 1),
            (Effect::FailBefore, 3),
            (Effect::LoseAnswer, 1),
            (Effect::Throttle, 1),
            (Effect::Throttle, 3),
            (Effect::TransactionConflict, 1),
        ] {
            let finishing = operation == "TransactWriteItems" && times == 3 || effect == Effect::TransactionConflict;
            let (mails, world) = delivering(effect, operation, containing, times).await;
            // SES has accepted, and nobody could write it down: the one case in which a mail goes twice
            let most = if finishing { 3 } else { 2 };
            assert!((2..=most).contains(&mails), "{effect:?} {times} at {operation}: {mails}");
            assert_eq!(world.items("notice").await.len(), 2);
            world.ends().await;
        }
    }
}

#[tokio::test]
async fn a_lost_answer_of_ses_may_send_a_mail_twice_and_nothing_else() {
    for (effect, expected) in [(Effect::FailBefore, 2), (Effect::Throttle, 2), (Effect::LoseAnswer, 3)] {
        let (mails, world) = delivering(effect, "SendEmail", "", 1).await;
        assert_eq!(mails, expected, "{effect:?}");
        assert_eq!(world.items("notice").await.len(), 2, "{effect:?}");
        world.ends().await;
    }
}

#[tokio::test]
async fn two_senders_at_once_send_each_mail_once() {
    let world = World::new().await;
    for number in 0..8 {
        world.api().posts("/signup", &person(&format!("a{number}@example.jp"))).await.is(200);
    }
    let (first, second) = tokio::join!(world.delivers(), world.delivers());
    assert_eq!(first.sent + second.sent, 8);
    assert!((0..8).all(|number| world.mails(&format!("a{number}@example.jp")).len() == 1));
    world.ends().await;
}
