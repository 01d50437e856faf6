//! 新規登録: its messages, its limits, and that it tells nobody who is registered (E1–E3).

use chrono::TimeDelta;
use domain::AccreditationKind;
use portal_tests::api::Api;
use portal_tests::browser::Browser;
use portal_tests::people::{PASSWORD, person};
use portal_tests::world::World;

const EMAIL: &str = "shinsei@example.jp";
const IN_USE: &str = "入力されたメールアドレスはすでに使われています。";

async fn signs_up<'a>(browser: &'a mut Browser, email: &str) -> &'a mut Browser {
    browser.opens("/signup?entry=core").await;
    browser.fills("姓", "架空").fills("名", "花子").fills("メールアドレス", email).presses("送信する").await
}

#[tokio::test]
async fn each_field_says_what_is_wrong_with_it() {
    let world = World::new().await;
    let mut browser = world.browser();
    browser.opens("/signup").await.presses("送信する").await;
    assert_eq!(browser.status(), 422);
    assert_eq!(
        browser.errors(),
        ["姓を入力してください。", "名を入力してください。", "メールアドレスを入力してください。"]
    );
    browser
        .fills("姓", &"山".repeat(51))
        .fills("名", "花\u{E000}")
        .fills("メールアドレス", "花子")
        .presses("送信する")
        .await;
    assert_eq!(
        browser.errors(),
        [
            "姓は50文字以内で入力してください。",
            "名に使用できない文字（外字など）が含まれています。別の文字で入力してください。",
            "メールアドレスの形式が正しくありません。「sample@sample.com」のように入力してください。",
        ]
    );
    assert_eq!(browser.value("メールアドレス"), "花子");
    browser.fills("姓", "ご当選").fills("名", "https://shop.example").fills("メールアドレス", EMAIL);
    browser.presses("送信する").await;
    assert_eq!(
        browser.errors(),
        ["名にURLやメールアドレスは入力できません。お名前だけを入力してください。"],
        "an outsider's words would go out in our mail"
    );
    assert!(world.items("account").await.is_empty());
    world.ends().await;
}

#[tokio::test]
async fn a_name_can_be_typed_anew_until_there_is_a_password() {
    let world = World::new().await;
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    let mut corrected = person(EMAIL);
    corrected["first_name"] = "花代".into();
    world.delivers().await;
    world.api().posts("/signup", &corrected).await.is(200);
    world.delivers().await;
    let named = |mail: usize| world.mails(EMAIL)[mail].text.contains("架空　花代");
    assert_eq!((named(0), named(1)), (false, true));
    let mut api = world.api();
    api.sets_password(&world.last_link(EMAIL), PASSWORD).await.is(200);
    world.api().posts("/signup", &person(EMAIL)).await.is(200);
    assert_eq!(world.items("account").await[0]["name"]["first"], "花代", "the holder's, once there is one");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_program_gets_the_same_words_with_pointers() {
    let world = World::new().await;
    let answer = world.api().posts("/signup", &person("")).await.is(422);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    insta::assert_json_snapshot!(answer.json(), @r#"
    {
      "detail": "入力内容に誤りがあります。各項目のエラーをご確認ください。",
      "errors": [
        {
          "detail": "メールアドレスを入力してください。",
          "field": "email",
          "pointer": "/email"
        }
      ],
      "status": 422,
      "title": "エラーの内容を確認してください。",
      "type": "invalid"
    }
    "#);
    world.ends().await;
}

#[tokio::test]
async fn the_address_of_an_accredited_facility_is_refused_in_the_open() {
    let world = World::new().await;
    world.client(EMAIL).await;
    world.accredits(world.account(EMAIL).await, AccreditationKind::Partner, "架空かわべ病院").await;
    let mut browser = world.browser();
    signs_up(&mut browser, EMAIL).await.sees("お心当たりのある方へ");
    assert_eq!((browser.status(), browser.errors()), (422, vec![IN_USE]));
    let answer = world.api().posts("/signup", &person(EMAIL)).await.is(422).json();
    assert_eq!(answer["errors"][0]["detail"], IN_USE);
    world.delivers().await;
    assert_eq!(world.mails(EMAIL).len(), 1, "the first sign-up's");
    world.turns_to("2030-04-01T00:00:00+09:00");
    assert_eq!(signs_up(&mut browser, EMAIL).await.heading(), "メールをお送りしました");
    world.delivers().await;
    assert_eq!(world.subjects(EMAIL)[1], "パスワードの設定をお願いいたします", "it has nothing left (S5)");
    world.ends().await;
}

/// Nobody has it; somebody who set no password yet; somebody who did.
async fn three_addresses(world: &World) -> [&'static str; 3] {
    world.client("active@example.jp").await;
    world.api().posts("/signup", &person("invited@example.jp")).await.is(200);
    world.delivers().await;
    ["nobody@example.jp", "invited@example.jp", "active@example.jp"]
}

#[tokio::test]
async fn the_page_is_the_same_to_the_byte_for_every_address_and_the_mail_tells() {
    let world = World::new().await;
    let mut pages = Vec::new();
    for email in three_addresses(&world).await {
        let mut browser = world.browser();
        signs_up(&mut browser, email).await;
        let page = browser.sees(email);
        // but for what they typed themselves
        pages.push((page.address.clone(), page.answer.text().replace(email, "●")));
        let machine = world.api().posts("/signup", &person(email)).await.is(200);
        let headers: Vec<_> = machine.headers.keys().map(ToString::to_string).collect();
        pages.push((headers.join(", "), machine.text()));
    }
    for later in [2, 4] {
        assert_eq!(pages[later..later + 2], pages[..2]);
    }
    world.delivers().await;
    let issued = "パスワードの設定をお願いいたします";
    assert_eq!(world.subjects("nobody@example.jp"), [issued, issued]);
    assert_eq!(world.subjects("invited@example.jp"), [issued, issued, issued]);
    let exists = "アカウント登録について";
    assert_eq!(world.subjects("active@example.jp"), [issued, exists, exists]);
    world.ends().await;
}

async fn forgets(api: &mut Api, email: &str) {
    api.posts("/password/forgot", &serde_json::json!({ "email": email })).await.is(200);
}

#[tokio::test]
async fn the_work_is_the_same_for_every_address() {
    let world = World::new().await;
    let mut work = Vec::new();
    for email in three_addresses(&world).await {
        let mut api = world.api();
        // first the reset: nobody@ is somebody after signing up
        world.trace.work();
        forgets(&mut api, email).await;
        let forgetting = world.trace.work();
        api.logs_in(email, "not-the-word-1").await.is(422);
        let failing = world.trace.work();
        api.posts("/signup", &person(email)).await.is(200);
        work.push([forgetting, failing, world.trace.work()]);
    }
    assert_eq!(work[1], work[0]);
    assert_eq!(work[2], work[0]);
    let [forgetting, failing, signing_up] = &work[0];
    let portal = |puts: usize| vec!["Put portal"; puts].join(", ");
    assert!(forgetting.ends_with(&format!("TransactWriteItems ({}, Put sessions)", portal(4))), "{forgetting}");
    assert!(signing_up.ends_with(&format!("TransactWriteItems ({}, Put sessions)", portal(5))), "{signing_up}");
    assert_eq!(failing, "BatchGetItem (portal, sessions) → UpdateItem (sessions) → UpdateItem (sessions)");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn the_work_is_the_same_where_a_link_is_mailed_again() {
    let world = World::new().await;
    for email in ["invited@example.jp", "active@example.jp"] {
        world.api().posts("/signup", &person(email)).await.is(200);
    }
    world.delivers().await;
    world.api().sets_password(&world.last_link("active@example.jp"), PASSWORD).await.is(200);
    for email in ["invited@example.jp", "active@example.jp"] {
        for _ in 0..3 {
            forgets(&mut world.api(), email).await;
        }
    }
    world.passes(TimeDelta::hours(1));
    let mut work = Vec::new();
    for email in ["nobody@example.jp", "invited@example.jp", "active@example.jp"] {
        world.trace.work();
        forgets(&mut world.api(), email).await;
        let forgetting = world.trace.work();
        world.api().posts("/signup", &person(email)).await.is(200);
        work.push([forgetting, world.trace.work()]);
    }
    assert_eq!(work[1], work[0]);
    assert_eq!(work[2], work[0]);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn forgetting_a_password_tells_nobody_who_is_registered() {
    let world = World::new().await;
    let mut pages = Vec::new();
    for email in three_addresses(&world).await {
        let mut browser = world.browser();
        browser.opens("/password/forgot").await.fills("メールアドレス", email).presses("送信する").await;
        assert_eq!(browser.heading(), "メールをお送りしました");
        pages.push(browser.answer.text());
    }
    assert_eq!(pages[1], pages[0]);
    assert_eq!(pages[2], pages[0]);
    world.delivers().await;
    assert!(world.mails("nobody@example.jp").is_empty());
    for email in ["invited@example.jp", "active@example.jp"] {
        assert_eq!(world.subjects(email)[1], "パスワードの再設定について");
    }
    world.ends().await;
}

#[tokio::test]
async fn an_address_gets_three_mails_a_day_and_the_fourth_page_is_the_same() {
    let world = World::new().await;
    let mut pages = Vec::new();
    for _ in 0..4 {
        // how an address is written does not make it another one
        pages.push(signs_up(&mut world.browser(), "Shinsei@EXAMPLE.jp").await.answer.text());
    }
    world.delivers().await;
    assert_eq!(world.mails("Shinsei@EXAMPLE.jp").len() + world.mails(EMAIL).len(), 3);
    assert!(pages.iter().all(|page| *page == pages[0]));
    world.passes(TimeDelta::days(1));
    signs_up(&mut world.browser(), EMAIL).await;
    world.delivers().await;
    assert_eq!(world.mails("Shinsei@EXAMPLE.jp").len() + world.mails(EMAIL).len(), 4);
    world.ends().await;
}

#[tokio::test]
async fn one_ip_address_may_ask_ten_times_an_hour() {
    let world = World::new().await;
    let mut api = world.api();
    for number in 0..11 {
        api.posts("/signup", &person(&format!("a{number}@example.jp"))).await.is(200);
    }
    world.delivers().await;
    let mailed = |number: u32| world.mails(&format!("a{number}@example.jp")).len();
    assert_eq!((0..11).map(mailed).collect::<Vec<_>>(), [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    world.api().posts("/signup", &person("a11@example.jp")).await.is(200);
    world.passes(TimeDelta::hours(1));
    api.posts("/signup", &person("a12@example.jp")).await.is(200);
    world.delivers().await;
    assert_eq!((mailed(11), mailed(12)), (1, 1), "another address, another hour");
    world.ends().await;
}

#[tokio::test]
async fn an_address_gets_three_reset_mails_an_hour() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let asks = async || {
        forgets(&mut world.api(), EMAIL).await;
        world.delivers().await;
        world.mails(EMAIL).len() - 1
    };
    assert_eq!([asks().await, asks().await, asks().await, asks().await], [1, 2, 3, 3]);
    world.passes(TimeDelta::hours(1));
    assert_eq!(asks().await, 4);
    world.ends().await;
}

#[tokio::test]
async fn one_host_cannot_use_up_what_others_may_ask_for() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let mut host = world.api();
    for number in 0..10 {
        host.posts("/signup", &person(&format!("a{number}@example.jp"))).await.is(200);
    }
    for number in 0..20 {
        forgets(&mut host, &format!("b{number}@example.jp")).await;
    }
    for _ in 0..3 {
        host.posts("/signup", &person("shinjin@example.jp")).await.is(200);
        forgets(&mut host, EMAIL).await;
    }
    world.delivers().await;
    assert_eq!((world.mails("shinjin@example.jp").len(), world.mails(EMAIL).len()), (0, 1));
    world.api().posts("/signup", &person("shinjin@example.jp")).await.is(200);
    forgets(&mut world.api(), EMAIL).await;
    world.delivers().await;
    assert_eq!((world.mails("shinjin@example.jp").len(), world.mails(EMAIL).len()), (1, 2));
    world.ends().await;
}
