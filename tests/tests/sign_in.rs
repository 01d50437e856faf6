//! ログイン: its messages and limits, forged requests, and other people's applications.

use axum::body::Body;
use chrono::TimeDelta;
use http::{Method, header};
use portal_tests::browser::ORIGIN;
use portal_tests::fixtures;
use portal_tests::people::{PASSWORD, person};
use portal_tests::world::World;
use serde_json::json;

const EMAIL: &str = "shinsei@example.jp";
const WRONG: &str = "hazure-1234";
const FAILED: &str = "メールアドレスまたはパスワードが正しくありません。パスワードが不明な場合は「パスワードをお忘れの方はこちら」からお手続きください。";
const BLOCKED: &str = "ログインの失敗が続いたため、15分間ログインできません。お急ぎの場合は、以前ログインしたことのあるパソコンをご利用ください。";
const FORM: &str = "/applications/2027-02/core/application-form";

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_the_same_answer() {
    let world = World::new().await;
    world.client(EMAIL).await;
    world.api().posts("/signup", &person("invited@example.jp")).await.is(200);
    world.delivers().await;
    let mut pages = Vec::new();
    for (email, password) in [(EMAIL, WRONG), ("nobody@example.jp", PASSWORD), ("invited@example.jp", PASSWORD)] {
        let mut browser = world.browser();
        browser.opens("/apply/core/login").await.fills("メールアドレス", email).fills("パスワード", password);
        browser.presses("ログインする").await;
        assert_eq!((browser.status(), browser.errors()), (422, vec![FAILED]));
        assert_eq!(browser.value("パスワード"), "");
        pages.push(browser.answer.text().replace(email, "●"));
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    world.ends().await;
}

#[tokio::test]
async fn white_space_around_a_pasted_password_is_forgiven_at_a_login() {
    let world = World::new().await;
    world.client(EMAIL).await;
    for pasted in [format!(" {PASSWORD}"), format!("{PASSWORD}\r\n"), format!("\u{3000}{PASSWORD}\t")] {
        world.api().logs_in(EMAIL, &pasted).await.is(200);
    }
    let within = PASSWORD.replacen('-', " ", 1);
    world.api().logs_in(EMAIL, &within).await.is(422);
    world.api().logs_in(EMAIL, &format!(" {WRONG} ")).await.is(422);
    world.api().logs_in("nobody@example.jp", &format!(" {PASSWORD} ")).await.is(422);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn after_ten_failures_a_strange_device_waits_and_a_known_one_does_not() {
    let world = World::new().await;
    let mut known = world.client(EMAIL).await;
    let mut stranger = world.api();
    for _ in 0..10 {
        stranger.logs_in(EMAIL, WRONG).await.is(422);
    }
    let answer = world.api().logs_in(EMAIL, PASSWORD).await.is(429).json();
    assert_eq!(answer["errors"][0]["detail"], BLOCKED, "from whatever address it comes");
    known.logs_in(EMAIL, PASSWORD).await.is(200);
    world.api().logs_in("nobody@example.jp", WRONG).await.is(422);
    world.passes(TimeDelta::minutes(15));
    stranger.logs_in(EMAIL, PASSWORD).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn one_password_cannot_be_tried_on_many_accounts_from_one_address() {
    let world = World::new().await;
    let mut known = world.client(EMAIL).await.from("198.51.100.7");
    let mut sprayer = world.api().from("198.51.100.7");
    for _ in 0..9 {
        // what succeeds does not count
        known.logs_in(EMAIL, PASSWORD).await.is(200);
        known.logs_in(EMAIL, WRONG).await.is(422);
    }
    for number in 0..51 {
        sprayer.logs_in(&format!("facility{number}@example.jp"), WRONG).await.is(422);
    }
    world.trace.work();
    for email in ["facility51@example.jp", EMAIL] {
        let answer = sprayer.logs_in(email, PASSWORD).await.is(429).json();
        assert_eq!(answer["errors"][0]["detail"], BLOCKED);
        assert_eq!(world.trace.work(), "BatchGetItem (portal, sessions)", "nothing is counted for {email}");
    }
    known.logs_in(EMAIL, PASSWORD).await.is(200);
    world.api().logs_in(EMAIL, PASSWORD).await.is(200);
    world.passes(TimeDelta::minutes(15));
    sprayer.logs_in(EMAIL, PASSWORD).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn a_known_device_has_ten_failures_of_its_own_and_a_good_login_ends_the_count() {
    let world = World::new().await;
    let mut known = world.client(EMAIL).await;
    for _ in 0..9 {
        known.logs_in(EMAIL, WRONG).await.is(422);
    }
    known.logs_in(EMAIL, PASSWORD).await.is(200);
    for _ in 0..10 {
        known.logs_in(EMAIL, WRONG).await.is(422);
    }
    known.logs_in(EMAIL, PASSWORD).await.is(429);
    world.api().logs_in(EMAIL, PASSWORD).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn a_made_up_device_is_a_strange_one() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let mut forger = world.api();
    for number in 0..10 {
        forger.jar.0.insert("device".to_owned(), format!("NONCE{number}.proof"));
        forger.logs_in(EMAIL, WRONG).await.is(422);
    }
    forger.logs_in(EMAIL, PASSWORD).await.is(429);
    world.ends().await;
}

#[tokio::test]
async fn an_idle_session_ends_after_an_hour_and_a_remembered_one_after_two_weeks() {
    let world = World::new().await;
    let mut short = world.client(EMAIL).await;
    let mut long = world.api();
    let remembered = json!({ "email": EMAIL, "password": PASSWORD, "remember": true });
    let answer = long.posts("/apply/core/login", &remembered).await.is(200);
    assert!(answer.header("set-cookie").contains("Max-Age=2592000"), "kept for 30 days, idle for 14 at most");
    world.passes(TimeDelta::minutes(59));
    short.gets("/applications/2027-02/core").await.is(200);
    world.passes(TimeDelta::minutes(59));
    short.gets("/applications/2027-02/core").await.is(200);
    world.passes(TimeDelta::minutes(60));
    short.gets("/applications/2027-02/core").await.is(401);
    world.passes(TimeDelta::days(13));
    long.gets("/applications/2027-02/core").await.is(200);
    world.passes(TimeDelta::days(14));
    long.gets("/applications/2027-02/core").await.is(401);
    long.posts("/apply/core/login", &remembered).await.is(200);
    for _ in 0..2 {
        world.passes(TimeDelta::days(13));
        long.gets("/mypage").await.is(200);
    }
    world.passes(TimeDelta::days(4));
    long.gets("/mypage").await.is(401);
    world.ends().await;
}

#[tokio::test]
async fn a_page_of_an_earlier_session_can_log_out() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    browser.opens(FORM).await;
    let mut ended = browser.clone();
    let mut renewed = world.api();
    renewed.logs_in(EMAIL, PASSWORD).await.is(200);
    browser.jar = renewed.jar.clone();
    browser.presses("ログアウト").await;
    assert_eq!((browser.status(), &*browser.address), (200, "/"));
    renewed.gets(FORM).await.is(401);
    world.passes(TimeDelta::hours(1));
    ended.presses("ログアウト").await;
    assert_eq!((ended.status(), &*ended.address), (200, "/"));
    assert!(!ended.jar.0.contains_key("session"));
    world.ends().await;
}

#[tokio::test]
async fn a_post_without_the_sessions_token_changes_nothing() {
    let world = World::new().await;
    let api = world.client(EMAIL).await;
    let token = api.token.clone().unwrap();
    let body = json!({ "action": "save_draft", "version": 0, "answers": fixtures::application_form() });
    for forged in [None, Some(String::new()), Some(token.replace(|c: char| c.is_ascii_digit(), "x"))] {
        let mut thief = api.clone();
        thief.token = forged;
        assert_eq!(thief.posts(FORM, &body).await.is(403).json()["type"], "forged");
    }
    let others = world.client("other@example.jp").await.token;
    let mut thief = api.clone();
    thief.token = others;
    thief.posts(FORM, &body).await.is(403);
    assert!(world.items("form").await.is_empty());
    api.clone().posts(FORM, &body).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn a_form_sent_from_another_site_is_refused() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    browser.opens(FORM).await;
    let cases = [
        (Some("cross-site"), Some("https://elsewhere.example"), 403),
        (Some("same-site"), Some("https://sub.localhost"), 403),
        (Some("cross-site"), Some(ORIGIN), 403),
        (None, Some("null"), 403),
        (None, None, 403),
        (None, Some(ORIGIN), 303),
        (Some("same-origin"), None, 303),
    ];
    for (site, origin, expected) in cases {
        let mut request = browser.pressing("一時保存");
        for (name, value) in [(header::HeaderName::from_static("sec-fetch-site"), site), (header::ORIGIN, origin)] {
            request.headers_mut().remove(&name);
            if let Some(value) = value {
                request.headers_mut().insert(name, value.parse().unwrap());
            }
        }
        assert_eq!(browser.clone().sends(request).await.status, expected, "{site:?} {origin:?}");
    }
    world.ends().await;
}

#[tokio::test]
async fn whoever_is_signed_in_sees_only_what_is_theirs() {
    let world = World::new().await;
    let mut owner = world.client(EMAIL).await;
    owner.saves(FORM, "save_draft", &fixtures::application_form()).await.is(200);
    let uploaded = owner.uploads("/applications/2027-02/core", &portal_tests::pdf::scan(1)).await.is(200);
    assert_eq!(uploaded.json()["state"], "checking");
    world.inspects().await;
    let mut other = world.client("other@example.jp").await;
    assert_eq!(other.gets(FORM).await.is(200).json()["answers"], json!({ "contact_email": "other@example.jp" }));
    other.gets("/applications/2027-02/core/certificate/file").await.is(404);
    for end in ["receipt", "receipt?submission=1", "receipt/file", "mails/0123456789abcdef0123456789abcdef"] {
        other.gets(&format!("/applications/2027-02/core/{end}")).await.is(404);
    }
    let account = world.account(EMAIL).await;
    for path in [format!("/applications/{account}/2027-02/core"), format!("/applications/2027-02/core/{account}")] {
        other.gets(&path).await.is(404);
    }
    // somebody's session with somebody else's name on it
    let secret = other.jar.0["session"].split_once('.').unwrap().1.to_owned();
    other.jar.0.insert("session".to_owned(), format!("{account}.{secret}"));
    other.gets(FORM).await.is(401);
    world.ends().await;
}

#[tokio::test]
async fn what_belongs_to_nobody_is_not_found() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    for path in ["/applications/2027-03/core", "/applications/2027-02/training", "/applications/27-02/core", "/nothing"]
    {
        api.gets(path).await.is(404);
    }
    let mut browser = world.browser();
    browser.opens("/nothing").await.sees("お問い合わせ番号");
    assert_eq!((browser.status(), browser.heading()), (404, "ページが見つかりません"));
    let request =
        browser.request(Method::DELETE, "/signup").header(header::ORIGIN, ORIGIN).body(Body::empty()).unwrap();
    assert_eq!(browser.sends(request).await.status, 405);
    world.ends().await;
}

#[tokio::test]
async fn nobody_signed_in_sees_no_application() {
    let world = World::new().await;
    let mut api = world.api();
    let application = ["", "/application-form", "/overview", "/certificate", "/certificate/file"];
    let submitted = ["/submit", "/receipt", "/receipt/file", "/mails", "/mails/0123456789abcdef0123456789abcdef"];
    for end in application.into_iter().chain(submitted) {
        api.gets(&format!("/applications/2027-02/core{end}")).await.is(401);
    }
    api.gets("/applications/core").await.is(401);
    for end in ["/application-form", "/overview", "/certificate", "/certificate/received", "/submit"] {
        api.posts(&format!("/applications/2027-02/core{end}"), &json!({})).await.is(401);
    }
    world.ends().await;
}

#[tokio::test]
async fn a_login_leads_nowhere_but_into_the_portal() {
    let world = World::new().await;
    world.client(EMAIL).await;
    for next in
        ["https://elsewhere.example/", "//elsewhere.example", "/applications/..//x", "/applications/a b", "/logout"]
    {
        let body = json!({ "email": EMAIL, "password": PASSWORD, "next": next });
        let answer = world.api().posts("/apply/core/login", &body).await.is(200).json();
        assert_eq!(answer["next"], "/applications/core", "{next}");
    }
    world.ends().await;
}
