//! A session that ends while somebody types: nothing of what was typed is lost.

use portal_tests::people::{CORE, PASSWORD};
use portal_tests::world::World;

const EMAIL: &str = "shinsei@example.jp";
const FORM: &str = "/applications/2027-02/core/application-form";

#[tokio::test]
async fn what_was_typed_survives_the_end_of_the_session() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    browser.opens(FORM).await.fills("診療施設名（正式名称）", "架空みどり病院").fills("備考", "\n一行目\n二行目 <b>&");
    world.passes(chrono::TimeDelta::minutes(61));
    browser.presses("一時保存").await.sees("ログインの有効期限が切れました");
    assert_eq!(browser.status(), 401);
    // another tab of the same browser
    let mut tab = browser.clone();
    tab.opens("/apply/core/login").await.fills("メールアドレス", EMAIL).fills("パスワード", PASSWORD);
    tab.presses("ログインする").await;
    browser.jar = tab.jar.clone();
    // without JavaScript: the page was drawn for the old session: it is asked once more, then saved
    browser.presses("もう一度送信する").await.sees("もう一度送信してください");
    browser.presses("もう一度送信する").await.sees("一時保存しました。");
    let mut api = world.api();
    api.logs_in(EMAIL, PASSWORD).await.is(200);
    let answers = api.gets(FORM).await.is(200).json()["answers"].clone();
    assert_eq!(answers["facility_name"], "架空みどり病院");
    assert!(answers["remarks"].as_str().unwrap().contains("二行目 <b>&"), "{answers}");
    world.ends().await;
}

#[tokio::test]
async fn a_form_that_was_drawn_for_somebody_else_is_never_carried_out() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    browser.opens(FORM).await.fills("診療施設名（正式名称）", "架空みどり病院");
    let mut stranger = world.applicant("hoka@example.jp").await;
    stranger.opens(FORM).await;
    // the same browser now belongs to somebody else's session
    browser.jar = stranger.jar.clone();
    browser.presses("一時保存").await.sees("別のアカウントでログインされています");
    assert_eq!(browser.status(), 401);
    browser.presses("もう一度送信する").await.sees("別のアカウントでログインされています");
    stranger.opens(CORE).await;
    assert!(world.items("form").await.is_empty(), "nobody's answers land in somebody else's form");
    // back in their own session, what was typed is kept
    let mut owner = world.browser();
    owner.opens("/apply/core/login").await.fills("メールアドレス", EMAIL).fills("パスワード", PASSWORD);
    owner.presses("ログインする").await;
    browser.jar = owner.jar.clone();
    browser.presses("もう一度送信する").await.sees("もう一度送信してください");
    browser.presses("もう一度送信する").await.sees("一時保存しました。");
    assert_eq!(world.items("form").await[0]["answers"]["facility_name"], "架空みどり病院");
    world.ends().await;
}
