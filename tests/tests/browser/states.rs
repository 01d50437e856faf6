//! Pages that one sees when something is wrong, late or elsewhere.

use portal_tests::applicant::APPLICATION;
use portal_tests::client::Client;
use portal_tests::process::Place;
use serde_json::json;
use thirtyfour::By;

use crate::rows::{APPLICANT, PASSWORD};
use crate::scripted::{base, portal};
use crate::visitor::Visitor;

#[tokio::test]
async fn pages_of_anybody_hold_what_every_page_promises() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("anybody", base(&place), true).await;
    for (path, name) in [
        ("/help", "help"),
        ("/help/mail", "help-mail"),
        ("/privacy", "privacy"),
        ("/apply/partner", "chooser"),
        ("/login", "my-page-login"),
        ("/nothing", "not-found"),
        ("/password/link/0", "dead-link"),
        ("/password/new", "password-without-link"),
        ("/dev", "dev"),
        ("/dev/mail", "dev-mail"),
        ("/dev/clock", "dev-clock"),
        ("/dev/nothing", "dev-not-found"),
    ] {
        visitor.opens(path).await.audits(name).await;
    }
    visitor.opens("/signup?entry=core").await.types("姓", "架空").await.types("名", "花子").await;
    visitor.types("メールアドレス", "core-1@example.jp").await.presses("送信する").await;
    assert_eq!(visitor.errors().await, ["入力されたメールアドレスはすでに使われています。"]);
    visitor.audits("sign-up-in-use").await;
    visitor.opens("/password/forgot").await.audits("forgot").await;
    visitor.presses("送信する").await.sees("エラーの内容を確認してください。").await.audits("forgot-errors").await;
    visitor.types("メールアドレス", APPLICANT).await.presses("送信する").await.audits("forgot-sent").await;
    visitor.signs_in("/apply/core/login", APPLICANT, "chigau-12").await.sees("エラーの内容を確認してください。").await;
    visitor.audits("login-failed").await;
    visitor
        .signs_in("/login", "training-1@example.jp", PASSWORD)
        .await
        .reaches("マイページTOP")
        .await
        .audits("my-page")
        .await;
    visitor.leaves().await;
}

#[tokio::test]
async fn a_conflict_and_the_end_of_the_window_hold_what_every_page_promises() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("late", base(&place), true).await;
    let mut colleague = place.client();
    moves_clock(&mut colleague, "2027-02-28T23:50:00+09:00").await;
    visitor.signs_in("/apply/core/login", APPLICANT, PASSWORD).await.sees("申請期間は本日までです").await;
    visitor.audits("last-minutes").await;
    visitor.follows("1.申請書").await.reaches("1.申請書").await;
    saves_too(&mut colleague).await;
    visitor
        .types("診療施設名（正式名称）", "架空甲病院")
        .await
        .presses("一時保存")
        .await
        .sees("他の方がこの内容を更新しました。")
        .await;
    visitor.sees("架空甲病院").await.sees("架空乙病院").await.audits("conflict").await;
    visitor.presses("一時保存").await.sees("一時保存しました").await;

    visitor.types("市区町村", "架空市").await;
    moves_clock(&mut colleague, "2027-03-01T00:00:00+09:00").await;
    visitor.presses("一時保存").await.sees("この画面に入力されている内容は、必要に応じてコピーしてください。").await;
    assert_eq!(visitor.reads("市区町村").await, "架空市");
    visitor.audits("too-late").await;
    visitor.types("市区町村", "架空村").await.clicks(By::LinkText("申請画面へ戻る")).await;
    visitor.is_asked(true).await;
    visitor.reaches("現在は申請期間外です。").await.audits("outside").await;
    visitor.opens("/apply/core").await.sees("現在は申請期間外です。").await.audits("chooser-closed").await;
    visitor.leaves().await;
}

async fn moves_clock(client: &mut Client, now: &str) {
    client.post("/dev/clock", &json!({ "now": now })).await.unwrap().good();
}

/// Somebody else in the same account saves another name.
async fn saves_too(client: &mut Client) {
    let login = json!({ "email": APPLICANT, "password": PASSWORD });
    client.post("/apply/core/login", &login).await.unwrap().good();
    let path = format!("{APPLICATION}/application-form");
    let page = client.get(&path).await.unwrap().good();
    let mut answers = page.get("answers").unwrap().clone();
    answers.as_object_mut().unwrap().insert("facility_name".to_owned(), json!("架空乙病院"));
    let document = json!({ "action": "save_draft", "version": page.get("version"), "answers": answers });
    client.post(&path, &document).await.unwrap().good();
}
