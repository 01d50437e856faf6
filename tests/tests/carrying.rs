//! What an application begins with: what is known, and what an earlier one said (E34). And what one form's change does to
//! the other.

use domain::AccreditationKind;
use portal_tests::fixtures;
use portal_tests::world::World;
use serde_json::json;

const EMAIL: &str = "carry@example.jp";
const CORE: &str = "/applications/2027-02/core";
const NEEDED: &str = "基幹施設との連携を登録してください。";
const NEXT: &str = "/applications/2027-08/core";

#[tokio::test]
async fn a_draft_that_was_never_submitted_is_taken_over_in_the_next_window() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    assert_eq!(api.gets(CORE).await.json()["carry_over"], json!(null), "there is nothing yet");
    api.saves(&format!("{CORE}/application-form"), "save_draft", &fixtures::application_form()).await.is(200);
    api.saves(&format!("{CORE}/overview"), "save_draft", &fixtures::core_overview()).await.is(200);
    world.turns_to("2027-08-05T10:00:00+09:00");
    let mut browser = world.browser();
    api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
    browser.jar = api.jar.clone();
    browser.opens(NEXT).await.sees("2027年2月の基幹施設申請の入力内容を").presses("前回の入力内容を引き継ぐ").await;
    browser.sees("以前の入力内容を引き継ぎました。").sees_no("前回の入力内容を引き継ぐ").follows("1.申請書").await;
    assert_eq!(browser.value("診療施設名（正式名称）"), "架空総合病院");
    assert_eq!(browser.value("申請日（申請書記載日） > 年"), "", "a date belongs to one application");
    browser.follows("申請画面へ戻る").await.follows("2.概要書").await;
    assert_eq!(browser.value("年間新規依頼件数"), "120");
    assert_eq!(browser.value("実績の対象期間 始まり > 年"), "", "and so does a period");
    browser.presses("登録").await.sees("エラーの内容を確認してください。");
    let before = api.gets(&format!("{CORE}/overview")).await;
    assert_eq!(before.status, 403, "the old one is closed");
    world.ends().await;
}

#[tokio::test]
async fn nothing_is_taken_over_where_something_was_saved() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    assert_eq!(
        api.posts(&format!("{CORE}/carry-over"), &json!({})).await.is(409).json()["type"],
        "nothing_to_carry_over"
    );
    api.saves(&format!("{CORE}/application-form"), "save_draft", &fixtures::application_form()).await.is(200);
    world.turns_to("2027-08-05T10:00:00+09:00");
    api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
    let mine = json!({ "remarks": "新しい申請" });
    api.saves(&format!("{NEXT}/application-form"), "save_draft", &mine).await.is(200);
    assert_eq!(api.gets(NEXT).await.json()["carry_over"], json!(null));
    api.posts(&format!("{NEXT}/carry-over"), &json!({})).await.is(200);
    assert_eq!(api.gets(&format!("{NEXT}/application-form")).await.json()["answers"]["remarks"], "新しい申請");
    world.turns_to("2027-09-01T00:00:00+09:00");
    api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
    api.posts(&format!("{NEXT}/carry-over"), &json!({})).await.is(403);
    world.ends().await;
}

#[tokio::test]
async fn the_other_kind_of_the_same_window_will_do() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    api.saves(&format!("{CORE}/application-form"), "save_draft", &fixtures::application_form()).await.is(200);
    let partner = "/applications/2027-02/partner";
    assert_eq!(api.gets(partner).await.json()["carry_over"]["label"], "2027年2月の基幹施設申請");
    let mut stranger = world.client("stranger@example.jp").await;
    assert_eq!(stranger.gets(partner).await.json()["carry_over"], json!(null));
    api.posts(&format!("{partner}/carry-over"), &json!({})).await.is(200);
    let answers = api.gets(&format!("{partner}/application-form")).await.json()["answers"].clone();
    assert_eq!((&answers["facility_name"], &answers["confirm_privacy"]), (&json!("架空総合病院"), &json!(null)));
    world.ends().await;
}

#[tokio::test]
async fn an_accredited_facility_finds_its_register_entry_typed() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let account = world.account(EMAIL).await;
    world.accredits(account, AccreditationKind::Training, "架空みなと病院").await;
    let mut browser = world.browser();
    let mut api = world.api();
    api.logs_in(EMAIL, portal_tests::people::PASSWORD).await.is(200);
    browser.jar = api.jar.clone();
    browser.opens("/applications/2027-02/partner/application-form").await;
    browser.sees("分かっている内容を、あらかじめ入力しています。");
    assert_eq!(browser.value("診療施設名（正式名称）"), "架空みなと病院");
    assert_eq!(browser.value("担当者氏名 姓"), "");
    assert_eq!(world.items("form").await.len(), 0, "looking saves nothing");
    browser.fills("備考", "確認しました").presses("一時保存").await.sees_no("分かっている内容を");
    assert_eq!(world.items("form").await[0]["answers"]["current_accreditation"], "training");
    world.ends().await;
}

/// Cross-form rules are asked again at every look: 資格 in form 1 can put form 2 back to 未完了, with the reason.
#[tokio::test]
async fn a_change_in_one_form_puts_the_other_back_with_the_reason() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let place = "/applications/2027-02/partner";
    api.uploads(place, &portal_tests::pdf::scan(1)).await.is(200);
    world.inspects().await;
    let mut overview = fixtures::linked_overview(&json!([]));
    overview["transition_ack"] = json!(true);
    let mut form = fixtures::transition_application_form();
    api.saves(&format!("{place}/application-form"), "register", &form).await.is(200);
    api.saves(&format!("{place}/overview"), "register", &overview).await.is(200);
    assert_eq!(api.gets(place).await.json()["tasks"][1]["status"], "registered");
    form["responsible_qualification"] = json!("certified_physician");
    form["responsible_trainer_qualified"] = json!("no");
    api.saves(&format!("{place}/application-form"), "register", &form).await.is(200);
    let task = api.gets(place).await.json()["tasks"][1].clone();
    assert_eq!(
        (&task["status"], &task["reasons"]),
        (
            &json!("incomplete"),
            &json!([NEEDED, "施設責任者の資格が、1.申請書の施設責任者の資格と異なります。どちらかを直してください。"])
        )
    );
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(place).await.sees("もう一度確認が必要です。").sees("基幹施設との連携を登録してください。");
    browser.follows("2.概要書").await;
    assert_eq!(browser.errors().first(), Some(&NEEDED));
    form["responsible_qualification"] = json!("instructor");
    api.saves(&format!("{place}/application-form"), "register", &form).await.is(200);
    assert_eq!(api.gets(place).await.json()["tasks"][1]["status"], "registered", "nothing was lost meanwhile");
    world.ends().await;
}

#[tokio::test]
async fn the_last_days_are_said_in_plain_words() {
    let world = World::new().await;
    for (now, words) in [
        ("2027-02-20T12:00:00+09:00", "申請期間の終了まで、残り8日です。"),
        ("2027-02-21T12:00:00+09:00", "申請期間はあと7日です"),
        ("2027-02-25T12:00:00+09:00", "申請期間はあと3日です"),
        ("2027-02-27T12:00:00+09:00", "申請期間は明日までです"),
        ("2027-02-28T12:00:00+09:00", "申請期間は本日までです"),
        ("2027-02-28T23:58:30+09:00", "残り1分"),
    ] {
        world.turns_to(now);
        let mut browser = world.applicant(&format!("{}@example.jp", now.replace([':', '+'], "-"))).await;
        browser.opens(CORE).await.sees(words);
        assert!(browser.answer.text().contains("2027-02-28T15:00:00Z") || now.contains("02-20"), "for the script");
    }
    world.ends().await;
}
