//! The first of April: each core facility is asked once, whatever the schedule does; late approval counts from the first
//! day; a core facility that is lost on 3/31 gets nothing.

use chrono::NaiveDate;
use domain::{AccountId, Accreditation, AccreditationId, AccreditationKind, ApplicationKind, StaffRole};
use portal_tests::api::Api;
use portal_tests::office::Applied;
use portal_tests::people::{PASSWORD, names};
use portal_tests::world::World;
use serde_json::{Value, json};

const CORE: &str = "core@example.jp";
const PARTNER: &str = "partner@example.jp";
const OFFICE: &str = "jspm@a-youme.jp";
const GROUP: &str = "/mypage/training-group";
const REQUEST: &str = "連携施設からの連携申請について（承認のお願い）";

/// A core facility that is accredited until `until`.
async fn core(world: &World, until: &str) -> AccountId {
    world.client(CORE).await;
    let account = world.account(CORE).await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let id = AccreditationId { account: account.clone(), kind: AccreditationKind::Core, number: "K-0001".to_owned() };
    let accreditation = Accreditation::new(id, names("架空中央医療センター"), day("2025-04-01"), day(until));
    world.enters(accreditation).await;
    account
}

/// A partner that named it has passed.
async fn passed(world: &World, core: &AccountId) -> Applied {
    let applied = world.applied(PARTNER, ApplicationKind::Partner, &[core]).await;
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.receives(&applied.office).await;
    judge.passes(&applied.office, "R-0042").await.is(200);
    world.delivers().await;
    applied
}

async fn logs_in(world: &World, email: &str) -> Api {
    let mut api = world.api();
    let answer = api.posts("/login", &json!({ "email": email, "password": PASSWORD })).await.is(200).json();
    api.token = answer["csrf_token"].as_str().map(str::to_owned);
    api
}

fn requests(world: &World) -> usize {
    world.subjects(CORE).iter().filter(|subject| *subject == REQUEST).count()
}

async fn own_link(world: &World) -> Value {
    logs_in(world, PARTNER).await.gets(GROUP).await.is(200).json()["own"][0].clone()
}

#[tokio::test]
async fn ten_runs_are_one_mail() {
    let world = World::new().await;
    let core = core(&world, "2030-03-31").await;
    passed(&world, &core).await;
    assert_eq!(own_link(&world).await["state"], "scheduled");
    world.turns_to("2027-04-01T08:59:59.999+09:00");
    assert_eq!(world.notifies().await.requested, 0, "not before nine o'clock");
    world.turns_to("2027-04-01T09:00:00+09:00");
    let runs = [world.notifies().await.requested, world.notifies().await.requested];
    assert_eq!(runs, [1, 0]);
    for _ in 0..8 {
        world.notifies().await;
        world.delivers().await;
    }
    assert_eq!(requests(&world), 1);
    let mails = world.mails(CORE);
    let mail = mails.last().unwrap();
    assert!(mail.text.contains("架空総合病院") && mail.text.contains("http://localhost:8080/mypage/training-group"));
    world.ends().await;
}

#[tokio::test]
async fn skipped_until_the_third_it_is_still_one_and_the_same() {
    let world = World::new().await;
    let core = core(&world, "2030-03-31").await;
    passed(&world, &core).await;
    world.turns_to("2027-04-03T09:00:00+09:00");
    assert_eq!(world.notifies().await.requested, 1);
    world.delivers().await;
    assert_eq!((requests(&world), &own_link(&world).await["link_start"]), (1, &json!("2027-04-01")));
    world.ends().await;
}

#[tokio::test]
async fn two_runs_at_once_are_one_mail() {
    let world = World::new().await;
    let core = core(&world, "2030-03-31").await;
    passed(&world, &core).await;
    world.turns_to("2027-04-01T09:00:00+09:00");
    let (first, second) = tokio::join!(world.notifies(), world.notifies());
    assert_eq!(first.requested + second.requested, 1);
    assert_eq!((first.failed, second.failed), (0, 0));
    world.delivers().await;
    assert_eq!((requests(&world), world.count("partnership_requested").await), (1, 1));
    world.ends().await;
}

#[tokio::test]
async fn judged_after_the_start_it_is_asked_for_at_once() {
    let world = World::new().await;
    let core = core(&world, "2030-03-31").await;
    let applied = world.applied(PARTNER, ApplicationKind::Partner, &[&core]).await;
    world.turns_to("2027-04-05T15:00:00+09:00");
    assert_eq!(world.notifies().await.requested, 0);
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.receives(&applied.office).await;
    judge.passes(&applied.office, "R-0042").await.is(200);
    assert_eq!(world.notifies().await.requested, 1, "the stream rings");
    world.delivers().await;
    assert_eq!(own_link(&world).await["link_start"], "2027-04-01");
    world.ends().await;
}

#[tokio::test]
async fn a_link_from_an_edited_start_date_is_asked_for_then_and_is_in_the_worklist() {
    let world = World::new().await;
    let core = core(&world, "2030-03-31").await;
    let applied = world.applied(PARTNER, ApplicationKind::Partner, &[&core]).await;
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.receives(&applied.office).await;
    let body = json!({
        "action": "judge", "outcome": "pass", "number": "R-0042",
        "valid_from": "2027-05-01", "valid_to": "2032-03-31",
    });
    judge.posts(&format!("{}/decision", applied.office), &body).await.is(200);
    world.turns_to("2027-04-01T09:00:00+09:00");
    assert_eq!(world.notifies().await.requested, 0, "not accredited yet");
    world.turns_to("2027-05-01T09:00:00+09:00");
    assert_eq!(world.notifies().await.requested, 1);
    let mut staff = world.staff(StaffRole::Viewer).await;
    let list = staff.gets("/admin/applications?next=core_facility").await.is(200).json();
    assert_eq!(list["items"][0]["path"], applied.office);
    world.delivers().await;
    assert_eq!(own_link(&world).await["link_start"], "2027-05-01");
    world.ends().await;
}

#[tokio::test]
async fn approved_on_the_twentieth_the_link_counts_from_the_first() {
    let world = World::new().await;
    let core = core(&world, "2030-03-31").await;
    let applied = passed(&world, &core).await;
    world.turns_to("2027-04-01T09:00:00+09:00");
    world.notifies().await;
    world.delivers().await;
    world.turns_to("2027-04-20T10:00:00+09:00");
    let link = world.mails(CORE).last().unwrap().text.lines().find(|line| line.contains(GROUP)).unwrap().to_owned();
    let mut browser = world.browser();
    browser.opens(&link).await;
    assert_eq!(browser.heading(), "施設マイページ ログイン画面");
    browser.fills("メールアドレス", CORE).fills("パスワード", PASSWORD).presses("ログインする").await;
    assert_eq!(browser.heading(), "(基幹)研修施設群", "the mail leads there after the login");
    browser.sees("架空総合病院").follows("確認して回答する（架空総合病院）").await.presses("承認する").await;
    browser.sees("連携を承認しました。").sees("連携開始日 2027/4/1（承認日 2027/4/20）");
    world.delivers().await;
    assert_eq!(world.subjects(PARTNER).last().unwrap(), "基幹施設との連携が承認されました");
    let own = own_link(&world).await;
    assert_eq!((&own["state"], &own["period"]), (&json!("active"), &json!("連携開始日 2027/4/1（承認日 2027/4/20）")));
    let path = format!("{GROUP}/2027-04-01/{}", applied.account);
    let mut core = logs_in(&world, CORE).await;
    core.posts(&path, &json!({ "action": "approve" })).await.is(200);
    let late = core.posts(&path, &json!({ "action": "decline", "reason": "やはり" })).await.is(409).json();
    assert_eq!(late["type"], "already_answered");
    assert_eq!(world.count("partnership_approved").await, 1, "pressed twice it is one");
    world.ends().await;
}

#[tokio::test]
async fn a_core_facility_that_is_lost_on_the_last_of_march_gets_no_mail() {
    for runs_on in ["2027-04-01T09:00:00+09:00", "2027-04-03T09:00:00+09:00"] {
        let world = World::new().await;
        let core = core(&world, "2027-03-31").await;
        passed(&world, &core).await;
        world.turns_to(runs_on);
        let report = world.notifies().await;
        assert_eq!((report.requested, report.blocked), (0, 1), "{runs_on}");
        world.delivers().await;
        assert_eq!(requests(&world), 0);
        assert_eq!(world.subjects(PARTNER).last().unwrap(), "連携申請の結果について");
        assert_eq!(world.mails(OFFICE).last().unwrap().subject, "【施設認定システム】連携申請の結果について");
        let mut core = logs_in(&world, CORE).await;
        assert_eq!(core.gets(GROUP).await.is(200).json()["requests"], json!([]), "it sees nothing of it");
        assert_eq!(own_link(&world).await["state"], "blocked");
        world.ends().await;
    }
}

#[tokio::test]
async fn declined_the_partner_stays_accredited_without_a_link() {
    let world = World::new().await;
    let core = core(&world, "2030-03-31").await;
    let applied = passed(&world, &core).await;
    world.turns_to("2027-04-01T09:00:00+09:00");
    world.notifies().await;
    world.delivers().await;
    let path = format!("{GROUP}/2027-04-01/{}", applied.account);
    let mut core = logs_in(&world, CORE).await;
    core.posts(&path, &json!({ "action": "decline", "reason": "  " })).await.is(422);
    core.posts(&path, &json!({ "action": "decline", "reason": "事前の相談がありませんでした。" })).await.is(200);
    world.delivers().await;
    let mails = world.mails(PARTNER);
    let told = &mails.last().unwrap().text;
    assert!(told.contains("連携未成立") && told.contains("事前の相談がありませんでした。"), "{told}");
    assert!(world.mails(OFFICE).last().unwrap().text.contains("事前の相談がありませんでした。"));
    let mut partner = logs_in(&world, PARTNER).await;
    assert_eq!(partner.gets("/mypage").await.is(200).json()["held"][0]["in_force"], true);
    assert_eq!(own_link(&world).await["state_label"], "連携未成立");
    world.ends().await;
}

#[tokio::test]
async fn only_the_core_facility_answers_and_nobody_else_sees_the_request() {
    let world = World::new().await;
    let core = core(&world, "2030-03-31").await;
    let mut applied = passed(&world, &core).await;
    world.turns_to("2027-04-01T09:00:00+09:00");
    world.notifies().await;
    world.delivers().await;
    let path = format!("{GROUP}/2027-04-01/{}", applied.account);
    applied.api = logs_in(&world, PARTNER).await;
    applied.api.gets(&path).await.is(404);
    applied.api.posts(&path, &json!({ "action": "approve" })).await.is(404);
    let mut stranger = world.client("stranger@example.jp").await;
    stranger.gets(&path).await.is(404);
    let mut core = logs_in(&world, CORE).await;
    let page = core.gets(&path).await.is(200).text();
    for secret in ["1975", "A12345", "受付番号"] {
        assert!(!page.contains(secret), "{secret} is nothing for a core facility: {page}");
    }
    assert_eq!(world.count("partnership_approved").await, 0);
    world.ends().await;
}

#[tokio::test]
async fn a_dry_run_tells_who_would_get_what_and_does_nothing() {
    let world = World::new().await;
    let core = core(&world, "2027-03-31").await;
    passed(&world, &core).await;
    let event = json!({ "dry_run": true, "day": "2027-04-01" });
    let report = notify_partnerships::run(&world.portal.notify_partnerships, &event).await.unwrap();
    let line = &report.planned[0];
    assert_eq!((line.partner.as_str(), line.core.as_str()), ("架空総合病院", "架空中央医療センター"));
    assert_eq!(line.mails, ["partnership_blocked to login", "partnership_blocked to secretariat"]);
    let mut staff = world.staff(StaffRole::Viewer).await;
    let page = staff.gets("/admin/partnerships?start=2027-04-01").await.is(200).text();
    assert!(page.contains("架空中央医療センター") && page.contains("架空総合病院"), "{page}");
    assert_eq!(world.items("partnership").await.len(), 1, "only what the partner sees of it as scheduled");
    world.ends().await;
}
