//! What the secretariat answers: changes, returns, dissolutions, links that nobody answers.

use chrono::NaiveDate;
use domain::{
    AccountId, Accreditation, AccreditationCommand, AccreditationId, AccreditationKind, Action, Actor,
    DissolutionCommand, Partnership, PartnershipCommand, PartnershipId, Party, RegistrationCommand, ReturnCommand,
    Role, Side, StaffRole, authorize,
};
use portal_tests::people::names;
use portal_tests::world::World;
use serde_json::{Value, json};
use shared::store::{Cause, Versioned};

const REQUESTS: &str = "/admin/requests";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn cause(world: &World) -> Cause {
    Cause { now: world.now(), request_id: "test".to_owned() }
}

/// A facility with a login, accredited from 2025-04-01 to 2030-03-31.
async fn accredited(world: &World, email: &str, kind: AccreditationKind, number: &str) -> AccreditationId {
    world.client(email).await;
    let id = AccreditationId { account: world.account(email).await, kind, number: number.to_owned() };
    world.enters(Accreditation::new(id.clone(), names(email), day("2025-04-01"), day("2030-03-31"))).await;
    id
}

/// A partner without a login that is linked to `core`.
async fn linked(world: &World, core: &AccreditationId, place: u32) -> Partnership {
    let account: AccountId = format!("0P{place:024}").parse().unwrap();
    let id = AccreditationId { account, kind: AccreditationKind::Partner, number: format!("R-{place:04}") };
    let partner = Accreditation::new(id, names(&format!("連携{place}")), day("2025-04-01"), day("2030-03-31"));
    world.enters(partner.clone()).await;
    link(world, core, &partner).await
}

/// Asked for and approved.
async fn link(world: &World, core: &AccreditationId, partner: &Accreditation) -> Partnership {
    let store = &world.portal.store;
    let who = authorize(&Actor::system("test"), Action::View, core.clone()).unwrap();
    let held = store.accreditation(&who).await.unwrap().unwrap().value;
    let id = PartnershipId { partner: partner.account.clone(), start: day("2025-04-01"), core: core.account.clone() };
    let scheduled =
        Partnership::scheduled(id.clone(), Party::of(partner, String::new()), Party::of(&held, String::new()));
    let begin = PartnershipCommand::Begin { core: Some(Box::new(held)), partner: Some(Box::new(partner.clone())) };
    let asked = scheduled.clone().decide(begin, Side::System, world.now()).unwrap();
    let system = authorize(&Actor::system("test"), Action::Change, id.clone()).unwrap();
    let read = store.commit(&system, &Versioned::unstored(scheduled), asked, &cause(world), vec![]).await.unwrap();
    let in_force = domain::InForce { core: true, partner: true };
    let approved = read.value.clone().decide(PartnershipCommand::Approve(in_force), Side::Core, world.now()).unwrap();
    let core = authorize(&Actor::Facility(core.account.clone()), Action::Change, id).unwrap();
    store.commit(&core, &read, approved, &cause(world), vec![]).await.unwrap().value
}

/// The facility asks to return it on a day.
async fn returns(world: &World, id: &AccreditationId, on: &str) {
    let store = &world.portal.store;
    let own = authorize(&Actor::Facility(id.account.clone()), Action::Change, id.clone()).unwrap();
    let read = store.accreditation(&own).await.unwrap().unwrap();
    let ask =
        ReturnCommand::Ask { on: day(on), reason: "指導医の退職".to_owned(), informed: true, linked: vec![] };
    let decided = read.value.clone().decide(AccreditationCommand::Return(ask), Role::Facility, world.now()).unwrap();
    store.commit(&own, &read, decided, &cause(world), vec![]).await.unwrap();
}

async fn only(world: &World, judge: &mut portal_tests::api::Api) -> Value {
    _ = world;
    let list = judge.gets(REQUESTS).await.is(200).json();
    let waiting = list["waiting"].as_array().unwrap();
    assert_eq!(waiting.len(), 1, "{list}");
    waiting[0].clone()
}

#[tokio::test]
async fn a_core_facility_with_thirty_partners_returns_and_each_is_told_once() {
    let world = World::new().await;
    let core = accredited(&world, "core@example.jp", AccreditationKind::Core, "K-0001").await;
    for place in 0..30 {
        linked(&world, &core, place).await;
    }
    returns(&world, &core, "2027-06-30").await;
    let mut judge = world.staff(StaffRole::Judge).await;
    let waiting = only(&world, &mut judge).await;
    assert_eq!(
        (waiting["what"].as_str(), waiting["facility_name"].as_str()),
        (Some("return"), Some("core@example.jp"))
    );
    let path = waiting["path"].as_str().unwrap().to_owned();
    let page = judge.gets(&path).await.is(200).json();
    assert_eq!(page["effects"].as_array().unwrap().len(), 30);

    let approve = json!({ "act": "approve", "on": "2027-06-30", "version": page["version"] });
    let mut editor = world.staff(StaffRole::Editor).await;
    editor.posts(&path, &approve).await.is(403);
    let earlier = json!({ "act": "approve", "on": "2027-05-31", "version": page["version"] });
    judge.posts(&path, &earlier).await.is(422);
    judge.posts(&path, &approve).await.is(200);
    judge.posts(&path, &approve).await.is(409);
    let list = judge.gets(REQUESTS).await.is(200).json();
    assert_eq!(list["waiting"], json!([]));

    let report = world.notifies().await;
    assert_eq!((report.ended, report.failed), (30, 0));
    assert_eq!(world.notifies().await.ended, 0, "each is told once");
    assert_eq!(world.count("partnership_ended").await, 30);
    let office = authorize(&Actor::system("test"), Action::View, domain::Office).unwrap();
    let links = world.portal.store.all_partnerships(&office).await.unwrap();
    for link in links.iter().map(|read| &read.value) {
        assert!(link.counts_on(day("2027-06-30")) && !link.counts_on(day("2027-07-01")), "{}", link.id);
    }
    world.delivers().await;
    let subjects = world.subjects("core@example.jp");
    assert!(subjects.contains(&"認定返上のお知らせ".to_owned()), "{subjects:?}");
    assert!(!subjects.contains(&"連携解除のお知らせ".to_owned()), "who returns it is told all in one mail");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_change_of_the_responsible_physician_is_approved_from_a_day_and_the_past_keeps_its_name() {
    let world = World::new().await;
    let id = accredited(&world, "core@example.jp", AccreditationKind::Core, "K-0001").await;
    let store = &world.portal.store;
    let own = authorize(&Actor::Facility(id.account.clone()), Action::Change, id.clone()).unwrap();
    let read = store.registration(&own).await.unwrap().unwrap();
    let answers = [("responsible_last_name".to_owned(), "新任".to_owned())].into();
    let ask = RegistrationCommand::Ask { answers, from: day("2027-03-01"), reason: "交代のため".to_owned() };
    let decided = read.value.clone().decide(ask, true, Role::Facility, world.now()).unwrap();
    store.commit(&own, &read, decided, &cause(&world), vec![]).await.unwrap();

    let mut judge = world.staff(StaffRole::Judge).await;
    let path = only(&world, &mut judge).await["path"].as_str().unwrap().to_owned();
    let page = judge.gets(&path).await.is(200).json();
    assert_eq!(page["changes"][0]["theirs"], "新任");
    let approve =
        |ticked: bool| json!({ "act": "approve", "on": "2027-03-01", "ticked": ticked, "version": page["version"] });
    judge.posts(&path, &approve(false)).await.is(422);
    judge.posts(&path, &approve(true)).await.is(200);
    let held = store.accreditation(&own).await.unwrap().unwrap().value;
    assert_eq!(held.names_on(day("2027-02-28")).responsible_name, "架空\u{3000}花子");
    assert_eq!(held.names_on(day("2027-03-01")).responsible_name, "新任\u{3000}花子");
    let on_file = store.registration(&own).await.unwrap().unwrap().value;
    assert_eq!((on_file.text("responsible_last_name"), &on_file.asked), ("新任", &None));
    world.delivers().await;
    assert!(world.subjects("core@example.jp").contains(&"変更申請が承認されました".to_owned()));
    world.ends().await;
}

#[tokio::test]
async fn a_link_is_dissolved_when_the_secretariat_approves_and_both_sides_are_told() {
    let world = World::new().await;
    let core = accredited(&world, "core@example.jp", AccreditationKind::Core, "K-0001").await;
    let partner = accredited(&world, "partner@example.jp", AccreditationKind::Partner, "R-0001").await;
    let store = &world.portal.store;
    let own = authorize(&Actor::Facility(partner.account.clone()), Action::Change, partner.clone()).unwrap();
    let held = store.accreditation(&own).await.unwrap().unwrap().value;
    let linked = link(&world, &core, &held).await;
    let own = authorize(&Actor::Facility(partner.account.clone()), Action::Change, linked.id.clone()).unwrap();
    let read = store.partnership(&own).await.unwrap().unwrap();
    let ask = DissolutionCommand::Ask { on: day("2027-03-31"), reason: "体制の変更".to_owned() };
    let decided = read.value.clone().decide(PartnershipCommand::Dissolution(ask), Side::Partner, world.now()).unwrap();
    store.commit(&own, &read, decided, &cause(&world), vec![]).await.unwrap();

    let mut judge = world.staff(StaffRole::Judge).await;
    let path = only(&world, &mut judge).await["path"].as_str().unwrap().to_owned();
    judge.posts(&path, &json!({ "act": "refuse", "text": "" })).await.is(422);
    judge.posts(&path, &json!({ "act": "approve", "on": "2020-01-01", "text": "遡及" })).await.is(422);
    judge.posts(&path, &json!({ "act": "proxy", "text": "電話" })).await.is(409);
    let look = json!({ "act": "approve", "action": "confirm", "on": "2027-03-31" });
    let mails = judge.posts(&path, &look).await.is(200).json()["mails"].clone();
    let told: Vec<_> = mails.as_array().unwrap().iter().map(|mail| mail["to"].as_str().unwrap()).collect();
    let expected = [
        "基幹施設（core@example.jp）のログイン用メールアドレス",
        "連携施設（partner@example.jp）のログイン用メールアドレス",
    ];
    assert_eq!(told, expected, "each by its name");
    judge.posts(&path, &json!({ "act": "approve", "on": "2027-03-31" })).await.is(200);
    let after = store.partnership(&own).await.unwrap().unwrap().value;
    assert!(after.counts_on(day("2027-03-31")) && !after.counts_on(day("2027-04-01")));
    world.delivers().await;
    for side in ["core@example.jp", "partner@example.jp"] {
        let subjects = world.subjects(side);
        assert_eq!(
            subjects.iter().filter(|subject| *subject == "連携解除のお知らせ").count(),
            1,
            "{side}: {subjects:?}"
        );
    }
    world.ends().await;
}

#[tokio::test]
async fn a_page_asks_before_it_acts_and_shows_the_mail() {
    let world = World::new().await;
    let core = accredited(&world, "core@example.jp", AccreditationKind::Core, "K-0001").await;
    let mut judge = world.staff(StaffRole::Judge).await;
    let path = format!("/admin/requests/accreditations/{}/core/K-0001", core.account);
    let look = json!({ "act": "revoke", "action": "confirm", "on": "2027-02-28", "text": "要件を満たさないため" });
    judge.posts(&path, &look).await.is(200);
    assert_eq!(world.count("accreditation_ended").await, 0, "nothing has happened yet");
    judge.posts(&path, &json!({ "act": "revoke", "on": "2027-02-28", "text": "" })).await.is(422);
    judge.posts(&path, &json!({ "act": "revoke", "on": "2027-02-28", "text": "要件を満たさないため" })).await.is(200);
    assert_eq!(world.count("accreditation_ended").await, 1);
    let page = judge.gets(&path).await.is(200).json();
    assert_eq!(page["acts"], json!([]), "what is over is not revoked once more");
    let ended =
        world.items("event").await.into_iter().find(|event| event["event"]["kind"] == "accreditation_ended").unwrap();
    assert_eq!(ended["event"]["note"], "要件を満たさないため", "the history says why");
    judge.gets("/admin/requests/accreditations/00000000000000000000000000/core/K-0001").await.is(404);
    world.ends().await;
}

#[tokio::test]
async fn the_list_counts_each_kind_filters_and_keeps_what_was_answered() {
    let world = World::new().await;
    let core = accredited(&world, "core@example.jp", AccreditationKind::Core, "K-0001").await;
    for place in 0..60 {
        linked(&world, &core, place).await;
    }
    returns(&world, &core, "2027-06-30").await;
    let other = accredited(&world, "other@example.jp", AccreditationKind::Training, "N-0001").await;
    world.passes(chrono::TimeDelta::days(3));
    returns(&world, &other, "2027-05-31").await;
    let mut judge = world.staff(StaffRole::Judge).await;
    let list = judge.gets(REQUESTS).await.is(200).json();
    let numbers = |list: &Value| list["waiting"].as_array().unwrap().iter().map(|one| one["number"].clone()).collect();
    let waiting: Vec<Value> = numbers(&list);
    assert_eq!(waiting, [json!("K-0001"), json!("N-0001")], "the oldest first");
    assert_eq!((&list["waiting"][0]["days"], &list["answered"]), (&json!(3), &json!([])));
    assert_eq!(list["counts"]["state"], json!({ "waiting": 2, "answered": 60 }));
    assert_eq!(list["counts"]["kind"]["return"], 2);
    let none = judge.gets("/admin/requests?kind=change").await.is(200).json();
    assert_eq!((&none["total"], &none["waiting"]), (&json!(0), &json!([])));
    assert_eq!(none["counts"]["state"], json!({ "waiting": 0, "answered": 0 }));

    let path = list["waiting"][1]["path"].as_str().unwrap();
    judge.posts(path, &json!({ "act": "approve", "on": "2027-05-31" })).await.is(200);
    let answered = judge.gets("/admin/requests?kind=return&state=answered").await.is(200).json();
    assert_eq!((&answered["total"], &answered["waiting"]), (&json!(1), &json!([])));
    let one = &answered["answered"][0];
    assert_eq!((&one["number"], &one["result"], &one["on"]), (&json!("N-0001"), &json!("承認"), &json!("2027-05-31")));
    let beyond = judge.gets("/admin/requests?state=answered&page=9").await.is(200).json();
    assert_eq!((&beyond["pages"], beyond["answered"].as_array().unwrap().len()), (&json!(2), 11));
    world.delivers().await;
    world.ends().await;
}
