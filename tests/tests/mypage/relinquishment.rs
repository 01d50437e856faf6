//! 認定返上申請: who is linked is informed first, two steps, taken back until it is approved.

use domain::{
    AccreditationCommand, AccreditationId, AccreditationKind, Action, ApplicationKind, ReturnCommand, authorize,
};
use portal_tests::api::Api;
use portal_tests::browser::Browser;
use portal_tests::world::World;
use serde_json::json;

use super::{EMAIL, OTHER, asks, cause, day, enters, holds, judge, page};

const CORE: AccreditationKind = AccreditationKind::Core;
const TRAINING: AccreditationKind = AccreditationKind::Training;
const OFFICE: &str = "jspm@a-youme.jp";

fn path(kind: &str) -> String {
    format!("{}/relinquishment", page(kind))
}

/// The secretariat answers.
async fn answers(world: &World, id: AccreditationId, command: ReturnCommand) {
    let who = authorize(&judge(), Action::Judge, id).unwrap();
    let store = &world.portal.store;
    let read = store.accreditation(&who).await.unwrap().unwrap();
    let command = AccreditationCommand::Return(command);
    let decided = read.value.clone().decide(command, who.actor().role(), world.now()).unwrap();
    store.commit(&who, &read, decided, &cause(world), Vec::new()).await.unwrap();
}

async fn program(world: &World, browser: &Browser, path: &str) -> Api {
    let mut api = world.api();
    api.jar = browser.jar.clone();
    api.token = api.gets(path).await.is(200).json()["csrf_token"].as_str().map(str::to_owned);
    api
}

#[tokio::test]
async fn a_core_facility_informs_its_partners_and_asks_in_two_steps() {
    let world = World::new().await;
    world.client(EMAIL).await;
    world.client(OTHER).await;
    let core = holds(&world, EMAIL, CORE, "K-0001", "架空中央医療センター").await;
    let partner = holds(&world, OTHER, AccreditationKind::Partner, "R-0001", "架空かわべ病院").await;
    asks(&world, &partner, &core, "2026-10-01").await;
    let mut browser = enters(&world, EMAIL).await;
    browser.follows("基幹施設").await.follows("認定返上申請").await;
    assert_eq!(browser.heading(), "認定返上申請");
    browser.sees("架空かわべ病院").sees("連携施設の認定は継続します。").sees("ほかに認定はありません");
    browser.presses("確認する").await;
    let errors = ["返上希望日を、正しい日付で入力してください。", "理由を選択してください。"];
    assert_eq!((browser.status(), browser.errors()), (422, errors.to_vec()));
    browser.dates("返上希望日", ["2030", "3", "31"]).chooses("理由", "その他").presses("確認する").await;
    assert_eq!(browser.errors(), ["「その他」を選択した場合は、理由の詳細を入力してください。"]);
    browser.fills("理由の詳細", "診療科の再編のため").presses("確認する").await;
    assert!(browser.errors()[0].starts_with("日付が正しくありません。"), "{:?}", browser.errors());
    browser.dates("返上希望日", ["2027", "9", "30"]).presses("確認する").await;
    assert!(browser.errors()[0].contains("「連絡済みです」にチェックを入れてください。"), "{:?}", browser.errors());
    browser.ticks("連携している施設へ連絡済みです").presses("確認する").await;
    assert_eq!(browser.heading(), "認定返上申請の確認");
    browser.sees("2027/9/30").sees("その他：診療科の再編のため").sees("架空かわべ病院");
    browser.presses("入力画面に戻る").await;
    assert_eq!(browser.value("理由の詳細"), "診療科の再編のため");
    browser.presses("確認する").await;
    assert_eq!(world.count("return_requested").await, 0);
    let [one, two] = [browser.pressing("返上を申請する"), browser.pressing("返上を申請する")];
    browser.goes(one).await.goes(two).await.sees("認定返上を申請しました。").sees("返上申請中です");
    assert_eq!(world.count("return_requested").await, 1, "pressed twice it is one");
    world.delivers().await;
    assert!(world.mails(OFFICE).last().unwrap().text.contains("架空かわべ病院"));
    assert!(!world.mails(EMAIL).is_empty());
    browser.follows("基幹施設").await.sees("認定中（返上申請中）");
    world.ends().await;
}

#[tokio::test]
async fn it_is_taken_back_until_it_is_approved() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let core = holds(&world, EMAIL, CORE, "K-0001", "架空みどり病院").await;
    let mut browser = enters(&world, EMAIL).await;
    let path = path("core");
    let mut api = program(&world, &browser, &path).await;
    let ask = json!({ "on": "2027-09-30", "reason": "merger", "detail": "" });
    api.posts(&path, &ask).await.is(200);
    browser.opens(&path).await.sees("施設の統合、移転、閉院").presses("取り下げる").await;
    browser.sees("認定返上申請を取り下げました。").sees_no("返上申請中です");
    let again = api.posts(&path, &json!({ "action": "cancel" })).await.is(409).json();
    assert_eq!(again["type"], "nothing_asked");

    api.posts(&path, &ask).await.is(200);
    answers(&world, core.id(), ReturnCommand::Refuse { reason: "連携施設と調整中のため".to_owned() }).await;
    browser.opens(&path).await.sees("前回の認定返上申請は承認されませんでした").sees("連携施設と調整中のため");

    let asked = api.posts(&path, &ask).await.is(200).json();
    assert_eq!((&asked["waiting"]["on"], &asked["refused"]), (&json!("2027-09-30"), &json!(null)));
    let (on, reason) = (day("2027-09-30"), String::new());
    answers(&world, core.id(), ReturnCommand::Approve { on, reason, linked: Vec::new() }).await;
    assert_eq!(api.posts(&path, &json!({ "action": "cancel" })).await.is(409).json()["type"], "nothing_asked");
    browser.opens(&path).await.sees("認定返上が承認されています。認定の最終日（返上日）は2027/9/30です。");
    assert_eq!(browser.offers("確認する"), None);
    browser.opens(&format!("{}/details", page("core"))).await.sees("認定返上の承認（認定の最終日 2027/9/30）");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn what_is_running_and_what_remains_is_told_before() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Partner, &[&world.core_facility().await]).await;
    holds(&world, EMAIL, TRAINING, "N-0001", "架空さくら病院").await;
    let mut browser = world.browser();
    browser.jar = applied.api.jar.clone();
    browser.opens(&path("training")).await.sees("申請中の新規申請があります").sees("連携施設 新規申請（2027-02）");
    browser
        .sees("移行措置の対象外となります。")
        .sees("ほかに認定はありません")
        .sees("同じメールアドレスで新規登録を行ってください。");
    assert_eq!(browser.page.controls.iter().filter(|control| control.label.contains("連絡済み")).count(), 0);
    holds(&world, EMAIL, CORE, "K-0009", "架空さくら病院").await;
    browser
        .opens(&path("training"))
        .await
        .sees("ほかの認定（基幹施設）は継続します。")
        .sees_no("ほかに認定はありません");
    world.delivers().await;
    world.ends().await;
}
