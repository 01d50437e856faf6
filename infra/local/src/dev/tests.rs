//! The pages as a browser and a program see them.

use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;
use crate::schedules::{Every, Job, Run};
use crate::testing::text;

struct Dev {
    router: Router,
    state: DevState,
    resets: Arc<AtomicUsize>,
}

fn dev() -> Dev {
    let clock = ClockStore::open(None).expect("a clock");
    let run: Run = Arc::new(|now, event| Box::pin(async move { Ok(json!({ "as_of": now, "event": event })) }));
    let broken: Run = Arc::new(|_, _| Box::pin(async { anyhow::bail!("no light") }));
    let jobs = vec![
        Job { function: "deliver_mail", every: Every::Minutes(1), run },
        Job { function: "broken", every: Every::DayAt(9), run: broken },
    ];
    let resets = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&resets);
    let account = DemoAccount {
        role: "申請者".to_owned(),
        name: "架空病院 <b>".to_owned(),
        email: "a@example.jp".to_owned(),
        password: "demo-pass-1".to_owned(),
        totp_secret: None,
        totp_now: None,
    };
    let state = DevState {
        mailbox: Mailbox::open(None).expect("a mailbox"),
        schedules: Schedules::new(clock.clock(), jobs),
        clock,
        accounts: Arc::new(move || vec![account.clone()]),
        reset: Arc::new(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { Ok(()) })
        }),
    };
    Dev { router: router(state.clone()), state, resets }
}

impl Dev {
    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).expect("a request");
        self.router.clone().oneshot(request).await.expect("an answer")
    }

    async fn get(&self, path: &str, accept: &str) -> Response<Body> {
        self.send(Method::GET, path, &[("accept", accept)], "").await
    }

    async fn post_json(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let headers = [("content-type", "application/json")];
        let answer = self.send(Method::POST, path, &headers, &body.to_string()).await;
        let status = answer.status();
        (status, serde_json::from_str(&text(answer).await).expect("JSON"))
    }
}

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().expect("text").parse().expect("an instant")
}

#[tokio::test]
async fn the_start_page_shows_accounts_clock_and_schedules() {
    let dev = dev();
    let html = text(dev.get("/dev", "text/html").await).await;
    for shown in ["架空病院 &#60;b&#62;", "a@example.jp", "2027年2月10日 10:00", "deliver_mail"] {
        assert!(html.contains(shown), "{shown} is missing in {html}");
    }
    let answer = dev.get("/dev", "application/json").await;
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let page: Value = serde_json::from_str(&text(answer).await).expect("JSON");
    assert!(page["now"].as_str().expect("text").ends_with("+09:00"));
    assert_eq!(page["accounts"][0]["password"], "demo-pass-1");
    assert_eq!(page["schedules"][0]["function"], "deliver_mail");
    assert_eq!(page["schedules"][0]["every"], "1分ごと");
    assert_eq!(page["schedules"][0]["last_run"], Value::Null);
}

#[tokio::test]
async fn the_clock_moves_forward_and_runs_what_became_due() {
    let dev = dev();
    let target = "2027-04-01T09:00:00+09:00";
    let (status, answer) = dev.post_json("/dev/clock", &json!({ "now": target })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["ran"], json!(["deliver_mail", "broken"]));
    let reached = instant(&answer["now"]);
    let asked = instant(&json!(target));
    assert!(reached >= asked && reached < asked + TimeDelta::minutes(1), "{reached}");

    let (status, problem) = dev.post_json("/dev/clock", &json!({ "now": "2027-03-01T00:00:00Z" })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(problem["detail"].as_str().expect("text").contains("reset first"));
    assert!(dev.state.clock.now() >= asked);
    let (status, _) = dev.post_json("/dev/clock", &json!({ "now": "tomorrow" })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_browser_sends_japans_time_and_comes_back_to_the_page() {
    let dev = dev();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "http://localhost:8080"),
        ("sec-fetch-site", "same-origin"),
    ];
    let answer = dev.send(Method::POST, "/dev/clock", &headers, "now=2027-04-01T09%3A00").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[header::LOCATION], "/dev");
    assert!(dev.state.clock.now() >= instant(&json!("2027-04-01T00:00:00Z")));
}

#[tokio::test]
async fn other_sites_press_no_buttons() {
    let dev = dev();
    for foreign in [
        ("origin", "http://evil.example"),
        ("origin", "http://localhost:9999"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let answer = dev.send(Method::POST, "/dev/reset", &[foreign], "").await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{foreign:?}");
    }
    assert_eq!(dev.resets.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn schedules_run_on_demand() {
    let dev = dev();
    let (status, answer) = dev.post_json("/dev/schedules/deliver_mail", &json!({})).await;
    assert_eq!((status, &answer["function"]), (StatusCode::OK, &json!("deliver_mail")));
    assert!(answer["report"]["as_of"].is_string());
    let (_, answer) = dev.post_json("/dev/schedules/deliver_mail", &json!({ "dry_run": true })).await;
    assert_eq!(answer["report"]["event"], json!({ "dry_run": true }), "the function gets what was posted");
    let (status, problem) = dev.post_json("/dev/schedules/broken", &json!({})).await;
    assert_eq!((status, &problem["detail"]), (StatusCode::INTERNAL_SERVER_ERROR, &json!("no light")));
    let (status, _) = dev.post_json("/dev/schedules/unheard_of", &json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(text(dev.get("/dev", "text/html").await).await.contains("no light"));
}

#[tokio::test]
async fn a_reset_takes_back_clock_mails_and_runs() {
    let dev = dev();
    dev.post_json("/dev/clock", &json!({ "now": "2027-04-01T09:00:00+09:00" })).await;
    let (status, answer) = dev.post_json("/dev/reset", &json!({})).await;
    assert_eq!(status, StatusCode::OK);
    assert!(instant(&answer["now"]) < instant(&json!("2027-02-11T00:00:00Z")));
    assert_eq!(dev.resets.load(Ordering::Relaxed), 1);
    assert!(dev.state.schedules.list().iter().all(|schedule| schedule.last_run.is_none()));
}

#[tokio::test]
async fn an_unknown_page_is_not_found_in_both_faces() {
    let dev = dev();
    let html = dev.get("/dev/nothing", "text/html").await;
    assert_eq!(html.status(), StatusCode::NOT_FOUND);
    assert!(text(html).await.contains("このページはありません。"));
    let json = dev.get("/dev/nothing", "application/json").await;
    assert_eq!(json.headers()[header::CONTENT_TYPE], "application/problem+json");
}

#[tokio::test]
async fn the_links_of_a_mail_can_be_clicked_and_nothing_else_is_markup() {
    let folder = tempfile::tempdir().expect("a folder");
    let mail = json!({
        "id": "local-000001", "to": "bounce@example.jp", "from": "portal@example.jp", "reply_to": [],
        "subject": "件名 <script>", "text": "こちら: http://localhost:8080/password/link/a-b です。",
        "tags": {}, "configuration_set": null, "sent_at": "2027-02-10T01:02:03Z", "bounced": true,
    });
    std::fs::write(folder.path().join("local-000001.json"), mail.to_string()).expect("written");
    let mut state = dev().state;
    state.mailbox = Mailbox::open(Some(folder.path().to_owned())).expect("a mailbox");
    let dev = Dev { router: router(state.clone()), state, resets: Arc::default() };

    let html = text(dev.get("/dev/mail", "text/html").await).await;
    let link = r#"<a href="http://localhost:8080/password/link/a-b" rel="noreferrer">"#;
    for shown in [link, "件名 &#60;script&#62;", "2027年2月10日 10:02:03", "不達"] {
        assert!(html.contains(shown), "{shown} is missing in {html}");
    }
    let list = text(dev.get("/dev/mail", "application/json").await).await;
    let list: Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!(list, json!([mail]));
}
