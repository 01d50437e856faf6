//! ログイン用メールアドレスの変更 (S21, S60, E15, E18, E19): by the facility with two links, by the secretariat after 本人確認.

mod secretariat;
mod undo;

use chrono::TimeDelta;
use domain::{AccreditationKind, StaffRole};
use portal_tests::api::Api;
use portal_tests::browser::Browser;
use portal_tests::people::{PASSWORD, person};
use portal_tests::world::World;
use serde_json::{Value, json};

const OLD: &str = "kyuu@example.jp";
const NEW: &str = "shin@example.jp";
const PAGE: &str = "/mypage/email";
const FAILED: &str = "メールアドレスまたはパスワードが正しくありません。パスワードが不明な場合は「パスワードをお忘れの方はこちら」からお手続きください。";

/// An accredited facility, logged in.
async fn facility(world: &World) -> Api {
    let api = world.client(OLD).await;
    world.accredits(world.account(OLD).await, AccreditationKind::Core, "架空総合病院").await;
    api
}

fn browser_of(world: &World, api: &Api) -> Browser {
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser
}

fn change(new: &str) -> Value {
    json!({ "action": "ask", "email": new, "email_confirmation": new, "password": PASSWORD })
}

/// Asks and delivers.
async fn asks(world: &World, api: &mut Api, new: &str) {
    api.posts(PAGE, &change(new)).await.is(200);
    world.delivers().await;
}

/// Opens the last link that an address was sent, and presses its button.
async fn follows(world: &World, email: &str, button: &str) -> Browser {
    let mut browser = world.browser();
    browser.opens(&world.last_link_to(email, "email")).await;
    assert_eq!(browser.address, "/email/confirm", "the link does not stay in the address bar");
    browser.presses(button).await;
    world.delivers().await;
    browser
}

async fn confirms(world: &World) -> Browser {
    follows(world, NEW, "変更を確定する").await
}

async fn takes_back(world: &World) -> Browser {
    follows(world, OLD, "変更を取り消す").await
}

async fn logs_in(world: &World, email: &str, password: &str) -> u16 {
    world.api().logs_in(email, password).await.status.as_u16()
}

#[tokio::test]
async fn an_accredited_facility_changes_its_address_with_a_link_to_the_new_one() {
    let world = World::new().await;
    let api = facility(&world).await;
    let mut browser = browser_of(&world, &api);
    browser.opens("/mypage").await.sees(OLD).follows("変更（ログイン用メールアドレス）").await;
    assert_eq!(browser.heading(), "ログイン用メールアドレスの変更");
    browser
        .fills("新しいメールアドレス", NEW)
        .fills("新しいメールアドレス(確認)", NEW)
        .fills("現在のパスワード", PASSWORD);
    browser.presses("確認のメールを送信する").await;
    browser.sees("新しいメールアドレスに、確認のメールを送信しました。").sees(&format!("{NEW} にお送りしたメール"));
    world.delivers().await;
    assert_eq!(world.subjects(NEW), ["メールアドレス変更の確認"]);
    assert_eq!(world.subjects(OLD).last().unwrap(), "メールアドレス変更のお手続きを受け付けました");
    assert_eq!((logs_in(&world, OLD, PASSWORD).await, logs_in(&world, NEW, PASSWORD).await), (200, 422));

    let done = confirms(&world).await;
    assert_eq!(done.heading(), "メールアドレスを変更しました。");
    assert_eq!((logs_in(&world, OLD, PASSWORD).await, logs_in(&world, NEW, PASSWORD).await), (422, 200));
    assert_eq!(world.subjects(NEW).last().unwrap(), "メールアドレス変更のお知らせ");
    assert_eq!(world.subjects(OLD).last().unwrap(), "メールアドレス変更のお知らせ");
    browser.opens("/mypage").await;
    assert!(browser.address.starts_with("/login"), "every session has ended");
    world.ends().await;
}

#[tokio::test]
async fn opening_the_links_changes_nothing() {
    let world = World::new().await;
    let mut api = facility(&world).await;
    asks(&world, &mut api, NEW).await;
    let events = world.events().await;
    for _ in 0..3 {
        world.browser().opens(&world.last_link_to(NEW, "email")).await.sees("変更を確定する").sees(NEW);
    }
    assert_eq!(world.events().await, events);
    confirms(&world).await;
    let events = world.events().await;
    world.browser().opens(&world.last_link_to(OLD, "email")).await.sees("変更を取り消す").sees(OLD);
    assert_eq!(world.events().await, events);
    let mut again = world.browser();
    again.opens(&world.last_link_to(NEW, "email")).await;
    assert_eq!((again.status(), again.heading()), (410, "このURLはすでに使用されています。"));
    let token = world.last_link_to(OLD, "email").replace("/email/", "/password/");
    assert_eq!(world.browser().opens(&token).await.status(), 410, "it sets no password");
    world.ends().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays() {
    let world = World::new().await;
    let api = facility(&world).await;
    let mut browser = browser_of(&world, &api);
    for (email, again, password, error) in [
        ("", NEW, PASSWORD, "メールアドレスを入力してください。"),
        (
            "shin",
            NEW,
            PASSWORD,
            "メールアドレスの形式が正しくありません。「sample@sample.com」のように入力してください。",
        ),
        (
            NEW,
            "sin@example.jp",
            PASSWORD,
            "「新しいメールアドレス」と「新しいメールアドレス(確認)」が一致していません。同じメールアドレスを入力してください。",
        ),
        ("KYUU@example.jp", "kyuu@example.jp", PASSWORD, "現在のログイン用メールアドレスと同じです。"),
        (NEW, NEW, "sora-no-shita-24", "現在のパスワードが正しくありません。"),
    ] {
        browser.opens(PAGE).await;
        browser.fills("新しいメールアドレス", email).fills("新しいメールアドレス(確認)", again);
        browser.fills("現在のパスワード", password).presses("確認のメールを送信する").await;
        assert_eq!((browser.status(), browser.errors()), (422, vec![error]));
        assert_eq!((browser.value("新しいメールアドレス"), browser.value("現在のパスワード")), (email, ""));
    }
    assert_eq!(world.count("address_asked").await, 0);
    world.ends().await;
}

#[tokio::test]
async fn before_and_after_an_accreditation_the_page_says_whom_to_ask() {
    let world = World::new().await;
    let mut api = world.client(OLD).await;
    let mut browser = browser_of(&world, &api);
    browser.opens(PAGE).await.sees("メールアドレスは、認定中に変更できます").sees_no("現在のパスワード");
    api.posts(PAGE, &change(NEW)).await.is(409);
    world.accredits(world.account(OLD).await, AccreditationKind::Core, "架空総合病院").await;
    world.turns_to("2030-04-01T00:00:00+09:00");
    api.logs_in(OLD, PASSWORD).await.is(200);
    api.posts(PAGE, &change(NEW)).await.is(409);
    world.turns_to("2030-03-31T23:59:59+09:00");
    api.logs_in(OLD, PASSWORD).await.is(200);
    asks(&world, &mut api, NEW).await;
    world.ends().await;
}

#[tokio::test]
async fn a_wrong_password_is_counted_and_ends_in_a_wait() {
    let world = World::new().await;
    let mut api = facility(&world).await;
    let mut wrong = change(NEW);
    wrong["password"] = "sora-no-shita-24".into();
    for _ in 0..10 {
        api.posts(PAGE, &wrong).await.is(422);
    }
    api.posts(PAGE, &change(NEW)).await.is(429);
    world.passes(TimeDelta::hours(1));
    api.logs_in(OLD, PASSWORD).await.is(200);
    asks(&world, &mut api, NEW).await;
    world.ends().await;
}

#[tokio::test]
async fn only_the_last_link_counts_and_it_can_be_taken_back() {
    let world = World::new().await;
    let mut api = facility(&world).await;
    asks(&world, &mut api, NEW).await;
    let first = world.last_link_to(NEW, "email");
    asks(&world, &mut api, "betsu@example.jp").await;
    assert_eq!(world.browser().opens(&first).await.status(), 410);
    let second = world.last_link_to("betsu@example.jp", "email");
    for _ in 0..2 {
        api.posts(PAGE, &json!({ "action": "cancel" })).await.is(200);
    }
    assert_eq!((world.count("address_cancelled").await, world.browser().opens(&second).await.status()), (1, 410));
    asks(&world, &mut api, NEW).await;
    world.passes(TimeDelta::hours(24));
    let mut late = world.browser();
    late.opens(&world.last_link_to(NEW, "email")).await;
    assert_eq!(late.heading(), "このURLの有効期限が切れています。");
    world.ends().await;
}

#[tokio::test]
async fn an_address_that_is_anothers_is_told_there_and_nowhere_else() {
    let world = World::new().await;
    let mut api = facility(&world).await;
    world.client("tasha@example.jp").await;
    let answers = [api.posts(PAGE, &change("tasha@example.jp")).await.is(200).text(), {
        api.posts(PAGE, &change(NEW)).await.is(200).text().replace(NEW, "tasha@example.jp")
    }];
    assert_eq!(answers[0], answers[1]);
    world.delivers().await;
    assert_eq!(world.subjects("tasha@example.jp").last().unwrap(), "メールアドレス変更について");
    world.ends().await;
}

#[tokio::test]
async fn an_address_that_was_taken_meanwhile_is_refused_when_it_confirms() {
    let world = World::new().await;
    let mut api = facility(&world).await;
    asks(&world, &mut api, NEW).await;
    let link = world.last_link_to(NEW, "email");
    world.client(NEW).await;
    let mut browser = world.browser();
    browser.opens(&link).await.presses("変更を確定する").await;
    assert_eq!((browser.status(), browser.heading()), (409, "入力されたメールアドレスはすでに使われています。"));
    assert_eq!(logs_in(&world, OLD, PASSWORD).await, 200);
    world.ends().await;
}

#[tokio::test]
async fn the_page_tells_when_somebody_logged_in_before() {
    let world = World::new().await;
    let api = facility(&world).await;
    browser_of(&world, &api).opens("/mypage").await.sees_no("前回のログイン");
    world.passes(TimeDelta::hours(3));
    let mut again = world.api();
    again.logs_in(OLD, PASSWORD).await.is(200);
    browser_of(&world, &again).opens("/mypage").await.sees("前回のログイン").sees("2027年2月10日 10:00");
    let mut wrong = world.browser();
    wrong.opens("/login").await.fills("メールアドレス", OLD).fills("パスワード", "x").presses("ログインする").await;
    assert_eq!(wrong.errors(), [FAILED]);
    world.ends().await;
}
