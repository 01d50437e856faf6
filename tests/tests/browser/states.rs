//! Pages that one sees when something is wrong, late or elsewhere.

use portal_tests::applicant::APPLICATION;
use portal_tests::client::Client;
use portal_tests::fixtures;
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
        ("/roster", "roster"),
        ("/roster?day=2099-04-01", "roster-errors"),
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
async fn what_an_application_begins_with_and_falls_back_to_holds_what_every_page_promises() {
    let place = Place::default();
    let (_process, _) = portal(&place).await;
    let visitor = Visitor::new("begins", base(&place), true).await;
    visitor
        .signs_in("/apply/partner/login", APPLICANT, PASSWORD)
        .await
        .sees("以前の申請の入力内容を引き継げます")
        .await;
    visitor.audits("carry-over").await;
    visitor.presses("前回の入力内容を引き継ぐ").await.sees("以前の入力内容を引き継ぎました。").await;
    visitor.audits("carried-over").await;
    visitor.presses("ログアウト").await;

    let training = "training-1@example.jp";
    visitor.signs_in("/apply/partner/login", training, PASSWORD).await.reaches("連携施設申請").await;
    visitor.follows("1.申請書").await.sees("分かっている内容を、あらかじめ入力しています。").await;
    assert_eq!(visitor.reads("診療施設名（正式名称）").await, "架空さくら緩和ケア病院");
    visitor.audits("prefilled").await;
    let mut client = place.client();
    let login = json!({ "email": training, "password": PASSWORD });
    client.post("/login", &login).await.unwrap().good();
    let path = "/applications/2027-02/partner";
    let (mut overview, form) = (fixtures::linked_overview(&json!([])), fixtures::transition_application_form());
    overview["transition_ack"] = json!(true);
    for (name, action, answers) in [("application-form", "save_draft", form), ("overview", "register", overview)] {
        let document = json!({ "action": action, "version": 0, "answers": answers });
        client.post(&format!("{path}/{name}"), &document).await.unwrap().good();
    }
    let mut other = fixtures::transition_application_form();
    other["current_accreditation"] = json!("none");
    let document = json!({ "action": "save_draft", "version": 1, "answers": other });
    client.post(&format!("{path}/application-form"), &document).await.unwrap().good();
    visitor.opens(path).await.sees("もう一度確認が必要です。").await.audits("fallen-back").await;
    visitor.follows("2.概要書").await.reaches("2.概要書").await.audits("fallen-back-form").await;
    visitor.presses("ログアウト").await;

    visitor.signs_in("/apply/core/login", "core-5@example.jp", PASSWORD).await.reaches("基幹施設申請").await;
    visitor.follows("2.概要書").await.sees("印刷する").await.audits("read-only").await;
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
