//! One-time links and passwords: what spends a link, what ends it, and what a new password ends.

use axum::body::Body;
use chrono::TimeDelta;
use http::Method;
use portal_tests::browser::{Browser, ORIGIN};
use portal_tests::people::{PASSWORD, person};
use portal_tests::world::World;
use tokio::task::JoinSet;

const EMAIL: &str = "shinsei@example.jp";

/// Somebody who was mailed a link.
async fn invited() -> (World, String) {
    let world = World::new().await;
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    world.delivers().await;
    let link = world.last_link(EMAIL);
    (world, link)
}

/// パスワードをお忘れの方はこちら.
async fn forgets(world: &World) {
    world.api().posts("/password/forgot", &serde_json::json!({ "email": EMAIL })).await.is(200);
    world.delivers().await;
}

async fn sets(browser: &mut Browser, password: &str, again: &str) {
    browser.fills("パスワード", password).fills("パスワード(確認)", again).presses("送信する").await;
}

#[tokio::test]
async fn opening_a_link_spends_nothing() {
    let (world, link) = invited().await;
    let before = (world.items("link").await, world.items("account").await, world.items("event").await);
    let mut scanner = world.browser();
    for method in [Method::HEAD, Method::GET, Method::GET, Method::GET] {
        let request = scanner.request(method, &link).body(Body::empty()).unwrap();
        let answer = scanner.sends(request).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/password/new"));
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
    let after = (world.items("link").await, world.items("account").await, world.items("event").await);
    assert_eq!(after, before);
    let mut browser = world.browser();
    browser.opens(&link).await;
    assert_eq!(browser.address, "/password/new", "the link does not stay in the address bar");
    sets(&mut browser, PASSWORD, PASSWORD).await;
    assert_eq!(browser.heading(), "パスワードを設定しました。");
    world.ends().await;
}

#[tokio::test]
async fn a_bad_password_says_why_and_the_link_stays_good() {
    let (world, link) = invited().await;
    let mut browser = world.browser();
    browser.opens(&link).await;
    let long = format!("{}1", "x".repeat(128));
    for (password, again, expected) in [
        ("", "", "パスワードは8文字以上で、英字と数字をそれぞれ1文字以上含めてください。"),
        ("abc-123", "abc-123", "パスワードは8文字以上で、英字と数字をそれぞれ1文字以上含めてください。"),
        (&*long, &*long, "パスワードは128文字以内で入力してください。"),
        (
            "password1",
            "password1",
            "よく使われているパスワードのため使用できません。別のパスワードを入力してください。",
        ),
        (
            "shinsei-27",
            "shinsei-27",
            "メールアドレスやお名前、推測されやすい言葉を主とするパスワードは使用できません。別のパスワードを入力してください。",
        ),
        (
            PASSWORD,
            "kumo-no-ue-43",
            "「パスワード」と「パスワード(確認)」が一致していません。同じパスワードを入力してください。",
        ),
    ] {
        sets(&mut browser, password, again).await;
        assert_eq!((browser.status(), browser.errors()), (422, vec![expected]), "{password}");
        assert_eq!((browser.value("パスワード"), browser.value("パスワード(確認)")), ("", ""), "never echoed");
        assert!(password.is_empty() || !browser.answer.text().contains(password), "never echoed");
    }
    sets(&mut browser, PASSWORD, PASSWORD).await;
    assert_eq!(browser.heading(), "パスワードを設定しました。");
    world.ends().await;
}

#[tokio::test]
async fn a_used_an_expired_and_a_tampered_link_each_say_so() {
    let (world, link) = invited().await;
    let said = async |link: &str| {
        let mut browser = world.browser();
        browser.opens(link).await;
        assert_eq!(browser.status(), 410);
        browser.heading().to_owned()
    };
    let mut tampered = link.clone();
    let last = tampered.pop().unwrap();
    tampered.push(if last == '0' { 'g' } else { '0' });
    assert_eq!(said(&tampered).await, "このURLは使用できません。");
    assert_eq!(said("/password/link/1-nonsense").await, "このURLは使用できません。");
    let mut early = world.browser();
    early.opens(&link).await;
    world.passes(TimeDelta::hours(24) - TimeDelta::milliseconds(1));
    assert_eq!(world.browser().opens(&link).await.heading(), "パスワードの発行");
    world.passes(TimeDelta::milliseconds(1));
    assert_eq!(said(&link).await, "このURLの有効期限が切れています。");
    sets(&mut early, PASSWORD, PASSWORD).await;
    assert_eq!(early.heading(), "このURLの有効期限が切れています。", "what counts is when the button is pressed");
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    world.delivers().await;
    let second = world.last_link(EMAIL);
    world.api().sets_password(&second, PASSWORD).await.is(200);
    assert_eq!(said(&second).await, "このURLはすでに使用されています。");
    world.ends().await;
}

#[tokio::test]
async fn a_password_cannot_be_set_without_a_link() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.opens("/password/new").await;
    assert_eq!((browser.status(), browser.heading()), (410, "このURLは使用できません。"));
    world.api().sets_password("", PASSWORD).await.is(410);
    world.ends().await;
}

#[tokio::test]
async fn of_eight_who_use_a_link_at_once_one_sets_the_password() {
    let (world, link) = invited().await;
    let mut tasks = JoinSet::new();
    for number in 0..8 {
        let (mut api, link) = (world.api(), link.clone());
        tasks.spawn(async move {
            (number, api.sets_password(&link, &format!("kumo-no-ue-{number}")).await.status.as_u16())
        });
    }
    let (won, lost): (Vec<_>, Vec<_>) = tasks.join_all().await.into_iter().partition(|(_, status)| *status == 200);
    assert_eq!((won.len(), lost.len()), (1, 7), "{lost:?}");
    assert!(lost.iter().all(|(_, status)| *status == 410), "{lost:?}");
    assert_eq!(world.count("password_set").await, 1);
    let winner = won[0].0;
    world.api().logs_in(EMAIL, &format!("kumo-no-ue-{winner}")).await.is(200);
    for (loser, _) in &lost[..2] {
        world.api().logs_in(EMAIL, &format!("kumo-no-ue-{loser}")).await.is(422);
    }
    world.ends().await;
}

#[tokio::test]
async fn a_new_password_ends_every_session_and_the_old_password() {
    let world = World::new().await;
    let mut first = world.client(EMAIL).await;
    let mut second = world.api();
    second.logs_in(EMAIL, PASSWORD).await.is(200);
    second.gets("/applications/2027-02/core").await.is(200);
    forgets(&world).await;
    first.gets("/applications/2027-02/core").await.is(200);
    let mut browser = world.browser();
    browser.opens(&world.last_link(EMAIL)).await;
    assert_eq!(browser.heading(), "パスワードの再設定");
    sets(&mut browser, "hoshi-no-hara-7", "hoshi-no-hara-7").await;
    for api in [&mut first, &mut second] {
        let answer = api.gets("/applications/2027-02/core").await.is(401).json();
        assert_eq!(answer["title"], "ログインが必要です");
    }
    world.api().logs_in(EMAIL, PASSWORD).await.is(422);
    world.api().logs_in(EMAIL, "hoshi-no-hara-7").await.is(200);
    world.delivers().await;
    assert_eq!(world.subjects(EMAIL).last().unwrap(), "パスワードが変更されました");
    world.ends().await;
}

/// The heading behind each link.
async fn headings(world: &World, links: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for link in links {
        found.push(world.browser().opens(link).await.heading().to_owned());
    }
    found
}

#[tokio::test]
async fn a_fourth_mail_brings_the_third_link_and_all_three_work() {
    let (world, _) = invited().await;
    for minute in 0..3 {
        world.passes(TimeDelta::minutes(minute));
        forgets(&world).await;
    }
    let links = world.links(EMAIL);
    assert_eq!((links.len(), &links[3]), (4, &links[2]));
    let (issue, reset) = ("パスワードの発行", "パスワードの再設定");
    assert_eq!(headings(&world, &links).await, [issue, reset, reset, reset]);
    world.api().sets_password(&links[0], PASSWORD).await.is(200);
    let (used, void) = ("このURLはすでに使用されています。", "このURLは使用できません。");
    assert_eq!(headings(&world, &links).await, [used, void, void, void], "one voids all");
    world.ends().await;
}

#[tokio::test]
async fn nobody_can_void_the_link_of_a_hospital_that_forgot_its_password() {
    let world = World::new().await;
    world.client(EMAIL).await;
    forgets(&world).await;
    let link = world.last_link(EMAIL);
    let stored = world.items("link").await.len();
    // an outsider: as often as the limits let them, by both ways
    for _ in 0..3 {
        world.passes(TimeDelta::minutes(1));
        world.api().posts("/signup", &person(EMAIL)).await.is(200);
    }
    assert_eq!(world.items("link").await.len(), stored, "a link that nobody is sent is not made");
    for _ in 0..6 {
        world.passes(TimeDelta::minutes(30));
        forgets(&world).await;
    }
    assert_eq!(world.items("link").await.len(), stored + 2, "three are alive");
    world.api().sets_password(&link, "hoshi-no-hara-7").await.is(200);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn no_table_holds_a_link_that_works() {
    let (world, link) = invited().await;
    let secret = link.rsplit('-').next().unwrap().to_owned();
    for item in world.everything().await {
        assert!(!item.to_string().to_ascii_lowercase().contains(&secret), "{item}");
    }
    assert!(link.starts_with(ORIGIN));
    world.ends().await;
}
