//! 判定: what stands in its way, what it causes, and that an accreditation begins by its date alone.

use domain::{Accreditation, AccreditationId, AccreditationKind, ApplicationKind, StaffRole};
use portal_tests::api::Api;
use portal_tests::fixtures;
use portal_tests::office::Applied;
use portal_tests::people::names;
use portal_tests::world::World;
use serde_json::{Value, json};

const EMAIL: &str = "shinsei@example.jp";

async fn received(world: &World, applied: &Applied) -> Api {
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.receives(&applied.office).await;
    judge
}

async fn status(api: &mut Api) -> Value {
    api.gets("/mypage").await.is(200).json()["held"].clone()
}

#[tokio::test]
async fn an_accreditation_begins_at_midnight_without_any_job() {
    let world = World::new().await;
    let mut applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let mut judge = received(&world, &applied).await;
    judge.passes(&applied.office, "K-0042").await.is(200);
    world.delivers().await;
    let mails = world.mails(EMAIL);
    let result = mails.last().unwrap();
    assert_eq!(result.subject, "【日本緩和医療学会】施設認定 審査結果のお知らせ");
    assert!(result.text.contains("K-0042") && result.text.contains("2027/4/1 ~ 2032/3/31"), "{}", result.text);
    let held = status(&mut applied.api).await;
    assert_eq!((&held[0]["number"], &held[0]["in_force"]), (&json!("K-0042"), &json!(false)));
    for (at, in_force) in [("2027-03-31T23:59:59.999+09:00", false), ("2027-04-01T00:00:00+09:00", true)] {
        world.turns_to(at);
        let mut api = world.api();
        api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
        assert_eq!(status(&mut api).await[0]["in_force"], in_force, "{at}");
    }
    world.ends().await;
}

#[tokio::test]
async fn a_judgement_is_one_whoever_presses_how_often() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let judge = received(&world, &applied).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (mut judge, office) = (judge.clone(), applied.office.clone());
        tasks.spawn(async move { judge.passes(&office, "K-0042").await.status.as_u16() });
    }
    assert_eq!(tasks.join_all().await, [200; 6]);
    assert_eq!((world.count("judged").await, world.count("accreditation_granted").await), (1, 1));
    world.delivers().await;
    assert_eq!(world.subjects(EMAIL).iter().filter(|subject| subject.contains("審査結果")).count(), 1);
    world.ends().await;
}

#[tokio::test]
async fn hold_is_told_and_can_be_judged_again_but_fail_is_final() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let mut judge = received(&world, &applied).await;
    let decision = format!("{}/decision", applied.office);
    judge.posts(&decision, &json!({ "action": "judge", "outcome": "hold" })).await.is(422);
    for (outcome, word) in [("hold", "保留"), ("fail", "不合格")] {
        let body = json!({ "action": "judge", "outcome": outcome, "reason": "指導体制が確認できないため。" });
        judge.posts(&decision, &body).await.is(200);
        world.delivers().await;
        let mails = world.mails(EMAIL);
        let text = &mails.last().unwrap().text;
        assert!(text.contains(word) && text.contains("指導体制が確認できないため。"), "{text}");
    }
    assert_eq!(judge.passes(&applied.office, "K-0042").await.is(409).json()["type"], "already_judged");
    assert_eq!(world.items("accreditation").await.len(), 0);
    world.ends().await;
}

#[tokio::test]
async fn a_claimed_transition_or_a_pending_qualification_must_be_seen_first() {
    let world = World::new().await;
    let transition = |form: &mut Value, overview: &mut Value| {
        *form = fixtures::transition_application_form();
        form["responsible_qualification_pending"] = json!(true);
        overview["transition_ack"] = json!(true);
    };
    let applied = world.applies(EMAIL, ApplicationKind::Partner, &[], transition).await;
    let mut judge = received(&world, &applied).await;
    for (check, refusal) in
        [("check_transition", "transition_unverified"), ("check_qualification", "qualification_unverified")]
    {
        assert_eq!(judge.passes(&applied.office, "R-0042").await.is(409).json()["type"], refusal);
        let mut checks = json!({ "action": "check", "check_transition": "good" });
        checks[check] = json!("good");
        judge.posts(&applied.office, &checks).await.is(200);
    }
    judge.passes(&applied.office, "R-0042").await.is(200);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_training_facility_needs_no_tick_and_is_superseded_on_the_day_before() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let account = world.account(EMAIL).await;
    world.accredits(account, AccreditationKind::Training, "架空総合病院").await;
    let mut api = world.api();
    api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
    let path = "/applications/2027-02/partner";
    api.uploads(path, &portal_tests::pdf::scan(1)).await.is(200);
    world.inspects().await;
    let mut overview = fixtures::linked_overview(&json!([]));
    overview["transition_ack"] = json!(true);
    let form = fixtures::transition_application_form();
    api.saves(&format!("{path}/application-form"), "register", &form).await.is(200);
    api.saves(&format!("{path}/overview"), "register", &overview).await.is(200);
    api.posts(&format!("{path}/submit"), &json!({})).await.is(200);
    let office = format!("/admin/applications/2027-02/partner/{}", world.account(EMAIL).await);
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.receives(&office).await;
    let body = json!({
        "action": "judge", "outcome": "pass", "number": "R-0042", "valid_from": "2027-04-01", "valid_to": "2032-03-31",
        "supersede": true,
    });
    judge.posts(&format!("{office}/decision"), &body).await.is(200);
    world.delivers().await;
    let held = status(&mut api).await;
    let period =
        |kind: &str| held.as_array().unwrap().iter().find(|held| held["kind"] == kind).unwrap()["period"].clone();
    assert_eq!(period("training"), "2025/4/1 ~ 2027/3/31");
    assert_eq!(period("partner"), "2027/4/1 ~ 2032/3/31");
    world.ends().await;
}

#[tokio::test]
async fn a_number_is_taken_once() {
    let world = World::new().await;
    let first = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let second = world.applied("another@example.jp", ApplicationKind::Core, &[]).await;
    let mut judge = received(&world, &first).await;
    judge.receives(&second.office).await;
    judge.passes(&first.office, "K-0042").await.is(200);
    let errors = judge.passes(&second.office, "K-0042").await.is(422).json()["errors"].clone();
    assert_eq!(errors[0]["pointer"], "/number");
    judge.passes(&second.office, "K-0043").await.is(200);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn what_is_granted_does_not_begin_in_what_the_facility_holds() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let id = AccreditationId {
        account: applied.account.clone(),
        kind: AccreditationKind::Core,
        number: "K-0001".to_owned(),
    };
    let day = |text: &str| text.parse().unwrap();
    // entered from a file since the application was submitted
    world.enters(Accreditation::new(id, names("架空総合病院"), day("2022-05-01"), day("2027-04-30"))).await;
    let mut judge = received(&world, &applied).await;
    let decision = format!("{}/decision", applied.office);
    let passes = |from: &str| json!({ "action": "judge", "outcome": "pass", "number": "K-0042", "valid_from": from, "valid_to": "2032-03-31" });
    let error = judge.posts(&decision, &passes("2027-04-30")).await.is(422).json()["errors"][0].clone();
    let sentence = "現在の認定（K-0001、2027/4/30まで）の期間に含まれます。その翌日以降の日付を入力してください。";
    assert_eq!((&error["field"], &error["detail"]), (&json!("valid_from"), &json!(sentence)));
    judge.posts(&decision, &passes("2027-05-01")).await.is(200);
    judge.posts(&decision, &passes("2027-05-01")).await.is(200);
    assert_eq!(world.count("judged").await, 1, "pressed twice it is one");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn an_unlisted_core_facility_is_found_by_the_secretariat_before_a_pass() {
    let world = World::new().await;
    let core = world.applied("core@example.jp", ApplicationKind::Core, &[]).await;
    let unlisted = |_: &mut Value, overview: &mut Value| {
        *overview = fixtures::linked_overview(&json!([]));
        overview["core_link_other"] = json!("架空総合病院（同時申請中）");
    };
    let partner = world.applies(EMAIL, ApplicationKind::Partner, &[], unlisted).await;
    let mut judge = received(&world, &core).await;
    judge.receives(&partner.office).await;
    assert_eq!(judge.passes(&partner.office, "R-0042").await.is(409).json()["type"], "core_facility_unknown");
    judge.passes(&core.office, "K-0042").await.is(200);
    let decision = format!("{}/decision", partner.office);
    judge.posts(&decision, &json!({ "action": "attach", "core": core.account.to_string() })).await.is(200);
    judge.passes(&partner.office, "R-0042").await.is(200);
    world.delivers().await;
    // accredited on the same day: the core facility is asked all the same
    world.turns_to("2027-04-01T09:00:00+09:00");
    assert_eq!(world.notifies().await.requested, 1);
    world.delivers().await;
    assert_eq!(world.subjects("core@example.jp").last().unwrap(), "連携施設からの連携申請について（承認のお願い）");
    world.ends().await;
}

#[tokio::test]
async fn a_judge_at_a_keyboard_sees_the_mail_before_it_goes() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let judge = received(&world, &applied).await;
    let mut browser = world.browser();
    browser.jar = judge.jar;
    browser.opens(&applied.office).await.follows("判定する").await;
    browser.chooses("判定", "合格").presses("確認する").await.sees("施設認定 審査結果のお知らせ").sees("K-0001");
    assert_eq!(world.count("judged").await, 0, "nothing has happened yet");
    browser.presses("判定する").await.sees("合格");
    world.delivers().await;
    assert!(world.mails(EMAIL).last().unwrap().text.contains("K-0001"));
    world.ends().await;
}
