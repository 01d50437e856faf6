//! Mails that days bring, through the store: each once, with a forecast, a dry run, and a stop before far too many.

use domain::{AccountId, Accreditation, AccreditationId, AccreditationKind, StaffRole};
use portal_tests::people::names;
use portal_tests::world::World;
use serde_json::{Value, json};

const CORE: &str = "core@example.jp";
const SCHEDULES: &str = "/admin/settings/schedules";

/// A core facility whose accreditation ends on a day.
async fn core(world: &World, until: &str) -> AccountId {
    world.client(CORE).await;
    let account = world.account(CORE).await;
    let id = AccreditationId { account: account.clone(), kind: AccreditationKind::Core, number: "K-0001".to_owned() };
    let (from, until) = ("2023-04-01".parse().unwrap(), until.parse().unwrap());
    world.enters(Accreditation::new(id, names("架空中央医療センター"), from, until)).await;
    account
}

async fn subjects(world: &World) -> Vec<String> {
    world.delivers().await;
    world.subjects(CORE)
}

#[tokio::test]
async fn a_renewal_is_told_in_its_time_and_once() {
    let world = World::new().await;
    core(&world, "2028-03-31").await;
    let before = subjects(&world).await.len();
    world.turns_to("2027-03-30T09:00:00+09:00");
    assert_eq!(world.reminds().await.sent, 0);
    world.turns_to("2027-03-31T09:00:00+09:00");
    assert_eq!(world.reminds().await.sent, 1);
    assert_eq!(world.reminds().await.sent, 0, "run again it sends nothing");
    // the schedule is out of order for months
    world.turns_to("2028-01-15T09:00:00+09:00");
    let (one, other) = tokio::join!(Box::pin(world.reminds()), Box::pin(world.reminds()));
    assert_eq!(one.sent + other.sent, 1, "two at once send one: {one:?} {other:?}");
    let told = subjects(&world).await.split_off(before);
    assert_eq!(told, vec!["施設認定 更新申請のご案内"; 2]);
    world.turns_to("2028-04-01T09:00:00+09:00");
    assert_eq!(world.reminds().await.sent, 1, "it has expired");
    assert_eq!(subjects(&world).await.last().unwrap(), "認定期間終了のお知らせ");
    world.ends().await;
}

#[tokio::test]
async fn a_draft_is_reminded_before_the_window_closes_unless_it_is_submitted() {
    let world = World::new().await;
    let mut api = world.client(CORE).await;
    world.turns_to("2027-02-10T10:10:00+09:00");
    api.saves("/applications/2027-02/core/application-form", "save_draft", &json!({ "facility_name": "架空病院" }))
        .await
        .is(200);
    world.client("nobody@example.jp").await;
    world.turns_to("2027-02-20T09:00:00+09:00");
    assert_eq!(world.reminds().await.sent, 0, "eight days before");
    world.turns_to("2027-02-22T09:00:00+09:00");
    let report = world.reminds().await;
    assert_eq!((report.due, report.sent), (1, 1), "who saved nothing is not reminded");
    assert_eq!(subjects(&world).await.last().unwrap(), "申請期間終了のご案内（未申請）");
    world.turns_to("2027-02-27T09:00:00+09:00");
    assert_eq!(world.reminds().await.sent, 1, "the day before the last");
    world.turns_to("2027-02-28T09:00:00+09:00");
    assert_eq!(world.reminds().await.sent, 0);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_dry_run_tells_and_does_nothing() {
    let world = World::new().await;
    core(&world, "2028-03-31").await;
    world.turns_to("2027-03-31T08:00:00+09:00");
    let report = remind::run(&world.portal.remind, &json!({ "dry_run": true })).await.unwrap();
    let told = serde_json::to_value(&report).unwrap();
    assert_eq!(told["planned"][0]["reminder"], json!({ "renewal": 12 }));
    assert_eq!(told["planned"][0]["facility_name"], "架空中央医療センター");
    assert_eq!(told["forecast"]["days"].as_object().unwrap().len(), 14);
    assert_eq!(world.count("reminded").await, 0);
    assert_eq!(world.portal.store.forecast("remind").await.unwrap().version, 0, "it expects nothing, either");
    world.ends().await;
}

/// So many facilities come to their renewal on one day, and nobody expected it.
async fn a_flood(world: &World, facilities: u32) {
    for number in 0..facilities {
        let account = format!("0C{number:024}").parse().unwrap();
        let id = AccreditationId { account, kind: AccreditationKind::Core, number: format!("K-{number:04}") };
        let (from, until) = ("2023-04-01".parse().unwrap(), "2027-06-30".parse().unwrap());
        world.enters(Accreditation::new(id, names("架空病院"), from, until)).await;
    }
}

#[tokio::test]
async fn far_more_than_was_expected_is_not_sent_before_somebody_has_looked() {
    let world = World::new().await;
    a_flood(&world, 51).await;
    let stopped = world.reminds().await;
    assert_eq!((stopped.due, stopped.most, stopped.sent, stopped.stopped), (51, 50, 0, true));
    assert_eq!(world.count("reminded").await, 0);

    let mut viewer = world.staff(StaffRole::Editor).await;
    let page = viewer.gets(SCHEDULES).await.is(200).json();
    assert_eq!((page["stopped"].as_bool(), page["due"].as_array().unwrap().len()), (Some(true), 51));
    viewer.posts(SCHEDULES, &json!({ "mails": 51 })).await.is(403);
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.posts(SCHEDULES, &json!({ "mails": 50 })).await.is(409);
    judge.posts(SCHEDULES, &json!({ "mails": 51 })).await.is(200);
    let sent = world.reminds().await;
    assert_eq!((sent.sent, sent.stopped), (51, false));
    let after: Value = judge.gets(SCHEDULES).await.is(200).json();
    assert_eq!(after["due"], json!([]));
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn what_was_expected_is_sent_in_any_number() {
    let world = World::new().await;
    a_flood(&world, 60).await;
    // half a year before, somebody lets it go
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.posts(SCHEDULES, &json!({ "mails": 60 })).await.is(200);
    assert_eq!(world.reminds().await.sent, 60);
    // a quiet day, on which the run expects the third month before
    world.turns_to("2027-03-25T09:00:00+09:00");
    let quiet = world.reminds().await;
    assert_eq!((quiet.due, quiet.stopped), (0, false));
    let expected = world.portal.store.forecast("remind").await.unwrap().forecast;
    assert_eq!(expected.days.get(&"2027-03-30".parse().unwrap()), Some(&60), "{expected:?}");
    world.turns_to("2027-03-30T09:00:00+09:00");
    let report = world.reminds().await;
    assert_eq!((report.sent, report.most), (60, 170));
    world.delivers().await;
    world.ends().await;
}
