//! Who may do what, at the door: every page and command of the secretariat's for each kind of visitor.

use domain::{AccreditationKind, ApplicationKind, StaffRole};
use portal_tests::api::Api;
use portal_tests::office::Applied;
use portal_tests::world::World;
use serde_json::{Value, json};

/// A command: where (after the application's path, or from the root), and what.
fn commands() -> Vec<(&'static str, &'static str, Value, StaffRole)> {
    let editor = StaffRole::Editor;
    let items = json!([{ "target": "application-form/phone", "reason": "ご確認ください。" }]);
    let window = json!({
        "opens": "2027-02-01T00:00:00+09:00", "closes": "2027-03-04T00:00:00+09:00", "reason": "通信障害のため",
    });
    let replace = json!({
        "action": "replace", "new_email": "x@example.jp", "new_email_confirmation": "x@example.jp", "replace_reason": "交代",
    });
    vec![
        ("office", "", json!({ "action": "receive" }), editor),
        ("office", "", json!({ "action": "note", "note": "メモ" }), editor),
        ("office", "", json!({ "action": "check", "check_seal": "good" }), editor),
        ("office", "", json!({ "action": "assign" }), editor),
        ("office", "/decision", json!({ "action": "judge", "outcome": "hold", "reason": "確認中" }), StaffRole::Judge),
        ("office", "/correction", json!({ "due": "2027-03-10", "items": items }), editor),
        ("office", "", json!({ "action": "extend", "due": "2027-03-20" }), editor),
        ("office", "", json!({ "action": "withdraw", "reason": "申し出による" }), editor),
        ("", "/admin/settings/windows/2027-02/core", window, StaffRole::Admin),
        ("facility", "/identity", json!({ "action": "check", "requester": "花子", "member_no": "1" }), editor),
        ("facility", "/identity", json!({ "action": "tell" }), editor),
        ("facility", "/identity", json!({ "action": "resend" }), editor),
        ("facility", "/identity", replace, editor),
        ("facility", "/identity", json!({ "action": "end_sessions" }), editor),
        ("", "/admin/imports", json!({ "action": "check", "content": "eA==" }), StaffRole::Judge),
        ("facility", "", json!({ "action": "note", "note": "メモ" }), editor),
        ("facility", "", json!({ "action": "birth_date", "kind": "core", "number": "X-0001" }), editor),
        ("", "/admin/settings/notices/new", json!({ "title": "ご案内", "text": "本文", "from": "2027-02-10" }), editor),
        ("", "/admin/settings/documents", json!({ "action": "guidance", "roster_url": "http://x" }), StaffRole::Admin),
        ("", "/admin/settings/documents", json!({ "action": "form", "form_version": "2" }), StaffRole::Admin),
    ]
}

/// The address of a command.
fn place(applied: &Applied, base: &str, path: &str) -> String {
    match base {
        "office" => format!("{}{path}", applied.office),
        "facility" => format!("/admin/facilities/{}{path}", applied.account),
        _ => path.to_owned(),
    }
}

/// What a visitor answers to a command: 401 for who is not staff, 403 for who may not, else something that the state says.
fn expected(visitor: Option<StaffRole>, least: StaffRole) -> Option<u16> {
    match visitor {
        None => Some(401),
        Some(role) if role < least => Some(403),
        Some(_) => None,
    }
}

#[tokio::test]
async fn every_command_of_the_secretariat_for_every_visitor() {
    let world = World::new().await;
    let applied = world.applied("shinsei@example.jp", ApplicationKind::Core, &[]).await;
    world.accredits(applied.account.clone(), AccreditationKind::Core, "架空総合病院").await;
    let mut visitors: Vec<(String, Option<StaffRole>, Api)> =
        vec![("nobody".to_owned(), None, world.api()), ("facility".to_owned(), None, applied.api.clone())];
    for role in StaffRole::ALL {
        visitors.push((format!("{role:?}"), Some(role), world.staff(role).await));
    }
    let mut refused = 0;
    for (base, path, body, least) in commands() {
        let path = place(&applied, base, path);
        // those who may not come first, so that they meet a state in which the command would be good
        for (name, role, api) in &mut visitors {
            let before = world.events().await.len();
            let answer = api.posts(&path, &body).await;
            let context = format!("{name} {path} {body}: {}", answer.text());
            match expected(*role, least) {
                Some(status) => {
                    assert_eq!(answer.status.as_u16(), status, "{context}");
                    assert_eq!(world.events().await.len(), before, "{context}: nothing has changed");
                    refused += 1;
                }
                None => assert!(![401, 403, 404, 500].contains(&answer.status.as_u16()), "{context}"),
            }
        }
    }
    assert!(refused >= 9 * 3, "{refused}");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn every_role_looks_at_everything_and_no_get_changes_anything() {
    let world = World::new().await;
    let applied = world.applied("shinsei@example.jp", ApplicationKind::Core, &[]).await;
    let office = applied.office.clone();
    let pages = [
        "/admin/applications".to_owned(),
        office.clone(),
        format!("{office}/correction"),
        format!("{office}/decision"),
        "/admin/partnerships".to_owned(),
        "/admin/facilities".to_owned(),
        "/admin/facilities.csv".to_owned(),
        "/admin/imports".to_owned(),
        "/admin/imports/template.csv".to_owned(),
        format!("/admin/facilities/{}", applied.account),
        format!("/admin/facilities/{}/identity", applied.account),
        "/admin/settings/windows".to_owned(),
        "/admin/settings/windows/2027-02/core".to_owned(),
        "/admin/settings/notices".to_owned(),
        "/admin/settings/notices/new".to_owned(),
        "/admin/settings/documents".to_owned(),
    ];
    let mut facility = applied.api;
    for role in StaffRole::ALL {
        let mut staff = world.staff(role).await;
        let before = world.everything().await.len();
        for page in &pages {
            let answer = staff.gets(page).await;
            assert!([200, 403].contains(&answer.status.as_u16()), "{role:?} {page}: {}", answer.text());
            facility.gets(page).await.is(401);
            world.api().gets(page).await.is(401);
        }
        assert_eq!(world.everything().await.len(), before, "{role:?}");
    }
    world.ends().await;
}

#[tokio::test]
async fn a_post_without_the_sessions_token_is_refused() {
    let world = World::new().await;
    let applied = world.applied("shinsei@example.jp", ApplicationKind::Core, &[]).await;
    let mut staff = world.staff(StaffRole::Admin).await;
    staff.token = None;
    for (base, path, body, _) in commands() {
        let path = place(&applied, base, path);
        staff.posts(&path, &body).await.is(403);
    }
    assert_eq!(world.count("received").await, 0);
    world.ends().await;
}
