//! How often a request goes to DynamoDB, and how many of the calls wait for others. `→` is one round trip further.

use domain::{AccreditationKind, ApplicationKind, StaffRole};
use portal_tests::fixtures;
use portal_tests::pdf;
use portal_tests::people::{CORE, PASSWORD, person};
use portal_tests::world::World;
use serde_json::json;

const EMAIL: &str = "shinsei@example.jp";

/// What a request costs, a line each.
struct Table<'a>(&'a World, Vec<String>);

impl Table<'_> {
    fn notes(&mut self, name: &str) {
        let trips = self.0.trace.round_trips();
        self.1.push(format!("{name}: {}", if trips.is_empty() { "none" } else { &trips }));
    }
}

#[tokio::test]
async fn round_trips_before_a_login() {
    let world = World::new().await;
    let mut api = world.api();
    let mut table = Table(&world, Vec::new());
    for path in [
        "/",
        "/help",
        "/help/mail",
        "/roster",
        "/roster.csv?kind=core",
        "/privacy",
        "/assets/certificate-form.pdf",
        "/signup",
        "/login",
        "/apply/core",
        "/password/forgot",
    ] {
        api.gets(path).await.is(200);
        table.notes(&format!("GET {path}"));
    }
    api.posts("/signup", &person(EMAIL)).await.is(200);
    table.notes("POST /signup");
    world.delivers().await;
    world.trace.round_trips();
    let link = world.last_link(EMAIL);
    let path = link.replace("http://localhost:8080", "");
    api.gets(&path).await.is(200);
    table.notes("GET /password/link/{token}");
    api.gets("/password/new").await.is(200);
    table.notes("GET /password/new");
    api.sets_password(&link, PASSWORD).await.is(200);
    table.notes("POST /password/new");
    api.logs_in(EMAIL, PASSWORD).await.is(200);
    table.notes("POST /apply/core/login");
    api.posts("/password/forgot", &json!({ "email": EMAIL })).await.is(200);
    table.notes("POST /password/forgot");
    world.delivers().await;
    world.accredits(world.account(EMAIL).await, AccreditationKind::Core, "架空総合病院").await;
    world.trace.round_trips();
    api.gets("/mypage/email").await.is(200);
    table.notes("GET /mypage/email");
    let other = "shin@example.jp";
    let ask = json!({ "action": "ask", "email": other, "email_confirmation": other, "password": PASSWORD });
    api.posts("/mypage/email", &ask).await.is(200);
    table.notes("POST /mypage/email");
    world.delivers().await;
    let link = world.last_link_to(other, "email");
    world.trace.round_trips();
    api.gets(&link.replace("http://localhost:8080", "")).await.is(200);
    table.notes("GET /email/link/{token}");
    api.gets("/email/confirm").await.is(200);
    table.notes("GET /email/confirm");
    api.posts("/email/confirm", &json!({})).await.is(200);
    table.notes("POST /email/confirm");
    insta::assert_snapshot!("before_a_login", table.1.join("\n"));
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn round_trips_of_an_application() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let mut table = Table(&world, Vec::new());
    world.trace.round_trips();
    for end in ["", "/application-form", "/overview", "/certificate"] {
        api.gets(&format!("{CORE}{end}")).await.is(200);
        table.notes(&format!("GET {{application}}{end}"));
    }
    api.gets("/applications/2027-02/partner/overview").await.is(200);
    table.notes("GET {application}/overview of a partner");
    for (action, version) in [("save_draft", 0), ("register", 1)] {
        let body = json!({ "action": action, "version": version, "answers": fixtures::core_overview() });
        api.posts(&format!("{CORE}/overview"), &body).await.is(200);
        table.notes(&format!("POST {{application}}/overview, {action}"));
    }
    let announced = api.announces(CORE, &pdf::scan(1)).await.is(200).json();
    table.notes("POST {application}/certificate");
    api.puts(&announced, &pdf::scan(1)).await.is(200);
    let body = json!({ "upload": announced["upload"]["id"] });
    api.posts(&format!("{CORE}/certificate/received"), &body).await.is(200);
    table.notes("POST {application}/certificate/received");
    world.inspects().await;
    table.notes("inspect_upload");
    world.registers(&mut api).await;
    world.trace.round_trips();
    api.gets(&format!("{CORE}/submit")).await.is(200);
    table.notes("GET {application}/submit");
    api.posts(&format!("{CORE}/submit"), &json!({})).await.is(200);
    table.notes("POST {application}/submit");
    api.gets(&format!("{CORE}/receipt")).await.is(200);
    table.notes("GET {application}/receipt");
    insta::assert_snapshot!("of_an_application", table.1.join("\n"));
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn round_trips_of_what_was_submitted() {
    let world = World::new().await;
    let mut applied = world.resubmitted(EMAIL).await;
    let mails = applied.api.gets(&format!("{CORE}/mails")).await.is(200).json();
    let mail = mails["mails"][0]["name"].as_str().unwrap().to_owned();
    let mut table = Table(&world, Vec::new());
    world.trace.round_trips();
    for (name, end) in [
        ("receipt", "receipt".to_owned()),
        ("receipt?submission=1", "receipt?submission=1".to_owned()),
        ("receipt/file", "receipt/file".to_owned()),
        ("mails", "mails".to_owned()),
        ("mails/{name}", format!("mails/{mail}")),
    ] {
        applied.api.gets(&format!("{CORE}/{end}")).await.is(200);
        table.notes(&format!("GET {{application}}/{name}"));
    }
    insta::assert_snapshot!("of_what_was_submitted", table.1.join("\n"));
    world.ends().await;
}

#[tokio::test]
async fn round_trips_of_the_secretariat() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let mut judge = world.staff(StaffRole::Judge).await;
    let office = applied.office;
    let mut table = Table(&world, Vec::new());
    world.trace.round_trips();
    for (name, path) in [
        ("GET /admin/applications", "/admin/applications".to_owned()),
        ("GET {office}", office.clone()),
        ("GET {office}/decision", format!("{office}/decision")),
        ("GET /admin/partnerships", "/admin/partnerships".to_owned()),
        ("GET /admin/facilities", "/admin/facilities".to_owned()),
        ("GET /admin/facilities, by address", format!("/admin/facilities?q={EMAIL}")),
        ("GET /admin/facilities/{account}", format!("/admin/facilities/{}", applied.account)),
        ("GET /admin/facilities/{account}/identity", format!("/admin/facilities/{}/identity", applied.account)),
        ("GET /admin/imports", "/admin/imports".to_owned()),
        ("GET /admin/settings/windows", "/admin/settings/windows".to_owned()),
        ("GET /admin/settings/windows/{cycle}/{kind}", "/admin/settings/windows/2027-02/core".to_owned()),
        ("GET /admin/settings/notices", "/admin/settings/notices".to_owned()),
        ("GET /admin/settings/notices/new", "/admin/settings/notices/new".to_owned()),
        ("GET /admin/settings/documents", "/admin/settings/documents".to_owned()),
    ] {
        judge.gets(&path).await.is(200);
        table.notes(name);
    }
    judge.receives(&office).await;
    table.notes("POST {office}, receive");
    judge.asks(&office, "2027-03-14", &["application-form/phone"]).await.is(200);
    table.notes("POST {office}/correction");
    world.turns_to("2027-03-15T00:00:00+09:00");
    let mut judge = world.staff(StaffRole::Admin).await;
    world.trace.round_trips();
    judge.passes(&office, "K-0042").await.is(200);
    table.notes("POST {office}/decision, judge");
    world.turns_to("2027-04-01T09:00:00+09:00");
    assert_eq!(world.notifies().await.requested, 0);
    table.notes("notify_partnerships, nothing due");
    insta::assert_snapshot!("of_the_secretariat", table.1.join("\n"));
    world.delivers().await;
    world.ends().await;
}
