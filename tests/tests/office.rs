//! Staff come in: by invitation only, with a password and a code that is good once; and sessions do not mix.

use chrono::TimeDelta;
use domain::StaffRole;
use portal_tests::office::{STAFF_PASSWORD, WORKLIST};
use portal_tests::people::PASSWORD;
use portal_tests::world::World;
use serde_json::json;

const EMAIL: &str = "jimu@office.example.jp";

#[tokio::test]
async fn a_code_is_good_once() {
    let world = World::new().await;
    let who = world.invites(EMAIL, StaffRole::Editor).await;
    world.enrols(&who).await;
    let code = world.code(&who, 1);
    world.api().logs_in_as_staff(EMAIL, &code).await.is(200);
    world.api().logs_in_as_staff(EMAIL, &code).await.is(422);
    world.api().logs_in_as_staff(EMAIL, &world.code(&who, 0)).await.is(422);
    world.passes(TimeDelta::seconds(60));
    world.api().logs_in_as_staff(EMAIL, &world.code(&who, 0)).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn of_many_who_send_one_code_at_once_one_is_let_in() {
    let world = World::new().await;
    let who = world.invites(EMAIL, StaffRole::Editor).await;
    world.enrols(&who).await;
    let code = world.code(&who, 1);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (mut api, code) = (world.api(), code.clone());
        tasks.spawn(async move { api.logs_in_as_staff(EMAIL, &code).await.status.as_u16() });
    }
    let mut statuses = tasks.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422, 422, 422]);
    world.ends().await;
}

#[tokio::test]
async fn every_failure_looks_the_same_and_five_are_enough() {
    let world = World::new().await;
    let who = world.invites(EMAIL, StaffRole::Editor).await;
    world.enrols(&who).await;
    let code = world.code(&who, 1);
    let login = |email: &str, password: &str, code: &str| json!({ "email": email, "password": password, "code": code });
    let mut answers = Vec::new();
    for body in [
        login("nobody@office.example.jp", STAFF_PASSWORD, &code),
        login(EMAIL, "chigau-pasuwaado-1", &code),
        login(EMAIL, STAFF_PASSWORD, "000000"),
        login(EMAIL, STAFF_PASSWORD, ""),
    ] {
        answers.push(world.api().posts("/admin/login", &body).await.is(422).text());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    for _ in 0..2 {
        world.api().posts("/admin/login", &login(EMAIL, STAFF_PASSWORD, "000000")).await.is(422);
    }
    world.api().logs_in_as_staff(EMAIL, &code).await.is(429);
    world.passes(TimeDelta::minutes(15));
    world.api().logs_in_as_staff(EMAIL, &world.code(&who, 0)).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn an_invitation_works_once_and_for_an_hour() {
    let world = World::new().await;
    let who = world.invites(EMAIL, StaffRole::Admin).await;
    let enrol = |code: &str| json!({ "token": who.token, "password": STAFF_PASSWORD, "password_confirmation": STAFF_PASSWORD, "code": code });
    world.api().posts("/admin/enrol", &enrol("123456")).await.is(422);
    let weak = json!({ "token": who.token, "password": "mijikai-1", "password_confirmation": "chigau-1", "code": "1" });
    let errors = world.api().posts("/admin/enrol", &weak).await.is(422).json()["errors"].clone();
    assert_eq!(errors.as_array().unwrap().len(), 3, "{errors}");
    world.enrols(&who).await;
    let used = world.api().posts("/admin/enrol", &enrol(&world.code(&who, 1))).await.is(410).json();
    assert_eq!(used["type"], "link_used");
    let late = world.invites("late@office.example.jp", StaffRole::Viewer).await;
    world.passes(TimeDelta::minutes(60));
    let body = json!({
        "token": late.token, "password": STAFF_PASSWORD, "password_confirmation": STAFF_PASSWORD,
        "code": world.code(&late, 0),
    });
    assert_eq!(world.api().posts("/admin/enrol", &body).await.is(410).json()["type"], "link_expired");
    world.ends().await;
}

#[tokio::test]
async fn a_new_invitation_changes_nothing_until_it_is_used_and_then_ends_all_sessions() {
    let world = World::new().await;
    let mut staff = world.staff(StaffRole::Editor).await;
    let again = world.invites("editor@office.example.jp", StaffRole::Judge).await;
    staff.gets(WORKLIST).await.is(200);
    world.enrols(&again).await;
    staff.gets(WORKLIST).await.is(401);
    world.api().logs_in_as_staff(&again.email, &world.code(&again, 1)).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn a_session_of_one_kind_opens_nothing_of_the_other() {
    let world = World::new().await;
    let mut facility = world.client("shinsei@example.jp").await;
    let mut staff = world.staff(StaffRole::Admin).await;
    for path in [WORKLIST, "/admin/partnerships", "/admin/settings/windows", "/admin/settings/windows/2027-02/core"] {
        facility.gets(path).await.is(401);
        world.api().gets(path).await.is(401);
        staff.gets(path).await.is(200);
    }
    for path in ["/mypage", "/mypage/training-group", "/applications/2027-02/core"] {
        staff.gets(path).await.is(401);
        facility.gets(path).await.is(200);
    }
    // not even under the other one's name
    let line = facility.jar.line().replace("session=", "staff=");
    let mut stranger = world.api();
    let request = http::Request::builder().uri(WORKLIST).header("host", "localhost:8080");
    let request = request.header("accept", "application/json").header("cookie", line);
    stranger.sends(request.body(axum::body::Body::empty()).unwrap()).await.is(401);
    let login = json!({ "email": "shinsei@example.jp", "password": PASSWORD, "code": "000000" });
    world.api().posts("/admin/login", &login).await.is(422);
    world.ends().await;
}

#[tokio::test]
async fn a_session_of_the_staff_ends_after_half_an_hour_or_by_logging_out() {
    let world = World::new().await;
    let mut staff = world.staff(StaffRole::Viewer).await;
    world.passes(TimeDelta::minutes(29));
    staff.gets(WORKLIST).await.is(200);
    world.passes(TimeDelta::minutes(30));
    staff.gets(WORKLIST).await.is(401);
    let mut judge = world.staff(StaffRole::Judge).await;
    judge.posts("/admin/logout", &json!({})).await.is(200);
    judge.gets(WORKLIST).await.is(401);
    world.ends().await;
}

#[tokio::test]
async fn somebody_at_a_keyboard_enrols_and_logs_in() {
    let world = World::new().await;
    let who = world.invites(EMAIL, StaffRole::Editor).await;
    let mut browser = world.browser();
    browser.opens(&format!("http://localhost:8080/admin/link/{}", who.token)).await;
    browser.fills("パスワード", STAFF_PASSWORD).fills("パスワード(確認)", STAFF_PASSWORD);
    browser.fills("認証コード", &world.code(&who, 0)).presses("設定する").await;
    browser.opens(WORKLIST).await;
    assert_eq!(browser.heading(), "事務局 ログイン");
    browser.fills("メールアドレス", EMAIL).fills("パスワード", STAFF_PASSWORD);
    browser.fills("認証コード", &world.code(&who, 1)).presses("ログインする").await;
    assert_eq!((browser.heading(), &*browser.address), ("申請一覧", WORKLIST));
    world.ends().await;
}
