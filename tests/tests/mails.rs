//! Every mail, whole, as it arrives.

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
