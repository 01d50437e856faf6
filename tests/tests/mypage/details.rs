//! 詳細・変更: what is on file, what changes at once, what is asked for.

use domain::{AccreditationKind, Action, Registration, RegistrationCommand, authorize};
use portal_tests::world::World;
use serde_json::json;
use shared::store::Versioned;

use super::{EMAIL, cause, day, enters, holds, judge, of, page};

const PARTNER: AccreditationKind = AccreditationKind::Partner;

#[tokio::test]
async fn a_telephone_number_changes_at_once_and_the_history_tells_what_it_was() {
    let world = World::new().await;
    world.client(EMAIL).await;
    holds(&world, EMAIL, PARTNER, "R-0001", "架空かわべ病院").await;
    let mut browser = enters(&world, EMAIL).await;
    browser.follows("連携施設").await.follows("詳細・変更").await;
    assert_eq!(browser.heading(), "詳細・変更（連携施設）");
    browser.sees("診療施設名（正式名称）\n 架空かわべ病院").sees("都道府県\n 東京都").sees("生年月日\n 1975年5月1日");
    browser
        .fills("電話番号（代表）", "いちにさん")
        .fills("FAX番号", "０３（００００）００９９")
        .presses("変更する")
        .await;
    assert_eq!(browser.status(), 422);
    assert_eq!(browser.errors().len(), 1, "what an import never said is not asked for now: {:?}", browser.errors());
    assert_eq!((browser.value("電話番号（代表）"), browser.value("FAX番号")), ("いちにさん", "03-0000-0099"));
    browser.fills("電話番号（代表）", "03-0000-0077").presses("変更する").await;
    browser.sees("登録内容を変更しました。").sees("電話番号（代表）\n 03-0000-0077");
    browser.sees("電話番号（代表）：03-0000-0000 → 03-0000-0077").sees("FAX番号：未入力 → 03-0000-0099").sees("貴施設");
    browser.presses("変更する").await.sees("変更された項目がありません。");
    assert_eq!((browser.status(), world.count("registration_changed").await), (422, 1));
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn who_was_second_sees_both_and_loses_nothing() {
    let world = World::new().await;
    world.client(EMAIL).await;
    holds(&world, EMAIL, AccreditationKind::Core, "K-0001", "架空みどり病院").await;
    let mut first = enters(&world, EMAIL).await;
    first.opens(&format!("{}/details", page("core"))).await.fills("電話番号（代表）", "03-0000-0077");
    let mut second = first.clone();
    second.fills("電話番号（代表）", "03-0000-0088");
    let twice = first.pressing("変更する");
    first.goes(twice).await.sees("登録内容を変更しました。");
    second.presses("変更する").await.sees("他の方がこの内容を更新しました。");
    assert_eq!((second.status(), second.value("電話番号（代表）")), (409, "03-0000-0088"));
    second.sees("あなたの入力\n03-0000-0088").sees("登録されている内容\n03-0000-0077");
    second.presses("変更する").await.sees("電話番号（代表）：03-0000-0077 → 03-0000-0088");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn pressed_twice_a_change_is_one() {
    let world = World::new().await;
    world.client(EMAIL).await;
    holds(&world, EMAIL, AccreditationKind::Core, "K-0001", "架空みどり病院").await;
    let mut browser = enters(&world, EMAIL).await;
    browser.opens(&format!("{}/details", page("core"))).await.fills("電話番号（代表）", "03-0000-0077");
    let [one, two] = [browser.pressing("変更する"), browser.pressing("変更する")];
    browser.goes(one).await.goes(two).await.sees("登録内容を変更しました。");
    assert_eq!(world.count("registration_changed").await, 1);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn pressed_twice_a_change_is_withdrawn_once_but_what_was_answered_is_not() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let core = holds(&world, EMAIL, AccreditationKind::Core, "K-0001", "架空みどり病院").await;
    let mut browser = enters(&world, EMAIL).await;
    browser.opens(&format!("{}/details", page("core"))).await;
    browser.dates("変更日", ["2027", "3", "1"]).fills("理由・補足", "常勤の指導医が不在となるため");
    browser.presses("変更を申請する").await;
    let [one, two] = [browser.pressing("取り下げる"), browser.pressing("取り下げる")];
    browser.goes(one).await.sees("変更申請を取り下げました。");
    browser
        .goes(two)
        .await
        .sees("変更申請は、すでに取り下げられています。")
        .sees_no("他の方がこの内容を更新しました。");
    assert_eq!((browser.status(), world.count("change_cancelled").await), (200, 1));

    browser.dates("変更日", ["2027", "3", "1"]).fills("理由・補足", "常勤の指導医が不在となるため");
    browser.presses("変更を申請する").await;
    let late = browser.pressing("取り下げる");
    answers(&world, core.id(), RegistrationCommand::Refuse { reason: "書類が不足しています。".to_owned() }).await;
    browser.goes(late).await.sees("他の方がこの内容を更新しました。").sees("書類が不足しています。");
    assert_eq!((browser.status(), world.count("change_cancelled").await), (409, 1));
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn another_responsible_physician_is_asked_for_and_the_loss_of_the_measure_is_told_before() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let mut partner = of(&world, EMAIL, PARTNER, "R-0001", "架空かわべ病院").await;
    partner.transition = true;
    world.enters(partner.clone()).await;
    let mut browser = enters(&world, EMAIL).await;
    browser.opens(&format!("{}/details", page("partner"))).await.sees("移行措置の対象外となり");
    browser.fills("施設責任者氏名 名", "次郎").chooses("施設責任者 資格", "認定医").presses("変更を申請する").await;
    assert_eq!(browser.status(), 422);
    assert_eq!(browser.errors(), ["変更日を、正しい日付で入力してください。", "理由を入力してください。"]);
    browser.dates("変更日", ["2031", "4", "1"]).fills("理由・補足", "施設責任者の交代のため");
    browser.presses("変更を申請する").await;
    assert_eq!(browser.errors(), ["変更日は、認定期間内の日付を入力してください。"]);
    assert_eq!(browser.value("施設責任者氏名 名"), "次郎");
    browser.dates("変更日", ["2027", "4", "1"]).presses("変更を申請する").await;
    browser.sees("変更を申請しました。").sees("承認待ちの変更申請").sees("施設責任者氏名 名\n花子\n次郎");
    browser.sees("承認されると、変更日から移行措置の対象外となり、基幹施設との連携が必要になります。");
    assert_eq!(browser.offers("変更を申請する"), None, "one at a time");
    browser.opens(&page("partner")).await.sees("架空\u{3000}花子");
    world.delivers().await;
    assert_eq!(world.mails("jspm@a-youme.jp").len(), 1);

    browser.opens(&format!("{}/details", page("partner"))).await.presses("取り下げる").await;
    browser.sees("変更申請を取り下げました。").sees("変更申請の取下げ").sees_no("承認待ちの変更申請");
    assert_eq!(browser.offers("変更を申請する"), Some(true));
    // in words alone: for what no field says
    browser.dates("変更日", ["2027", "3", "1"]).fills("理由・補足", "常勤の指導医が不在となるため");
    browser.presses("変更を申請する").await.sees("変更を申請しました。").sees("常勤の指導医が不在となるため");
    world.delivers().await;
    world.ends().await;
}

/// The secretariat answers what is asked for.
async fn answers(world: &World, id: domain::AccreditationId, command: RegistrationCommand) -> Versioned<Registration> {
    let who = authorize(&judge(), Action::Judge, id).unwrap();
    let store = &world.portal.store;
    let read = store.registration(&who).await.unwrap().unwrap();
    let decided = read.value.clone().decide(command, true, who.actor().role(), world.now()).unwrap();
    store.commit(&who, &read, decided, &cause(world), Vec::new()).await.unwrap()
}

#[tokio::test]
async fn a_change_that_was_approved_or_refused_stands_in_the_history() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let core = holds(&world, EMAIL, AccreditationKind::Core, "K-0001", "架空みどり病院").await;
    let browser = enters(&world, EMAIL).await;
    let path = format!("{}/details", page("core"));
    let mut api = world.api();
    api.jar = browser.jar.clone();
    let shown = api.gets(&path).await.is(200).json();
    api.token = shown["csrf_token"].as_str().map(str::to_owned);
    let ask = |name: &str| json!({ "action": "ask", "from": "2027-04-01", "reason": "改称のため", "answers": { "facility_name": name } });
    let asked = api.posts(&path, &ask("架空あおぞら病院")).await.is(200).json();
    assert_eq!(asked["asked"]["changes"][0]["theirs"], "架空あおぞら病院");
    assert_eq!(api.posts(&path, &ask("架空そよかぜ病院")).await.is(409).json()["type"], "already_asked");
    answers(&world, core.id(), RegistrationCommand::Approve { from: day("2027-04-01") }).await;
    api.posts(&path, &ask("架空そよかぜ病院")).await.is(200);
    answers(&world, core.id(), RegistrationCommand::Refuse { reason: "書類が不足しています。".to_owned() }).await;
    let mut browser = browser;
    browser.opens(&path).await.sees("診療施設名（正式名称）\n 架空あおぞら病院").sees("書類が不足しています。");
    browser
        .sees("変更申請の承認（変更日 2027/4/1）")
        .sees("架空みどり病院 → 架空あおぞら病院")
        .sees("変更申請の不承認");
    let changed = json!({ "action": "change", "answers": { "phone": "03-0000-0077" } });
    let changed = api.posts(&path, &changed).await.is(200).json();
    assert_eq!(
        (&changed["record"]["phone"], &changed["history"][0]["who"]),
        (&json!("03-0000-0077"), &json!("貴施設"))
    );
    api.posts(&path, &json!({ "action": "change", "answers": { "facility_name": "別" } })).await.is(400);
    api.posts(&path, &json!({ "action": "nothing" })).await.is(400);
    let stale = json!({ "action": "change", "version": 1, "answers": { "fax": "03-0000-0055" } });
    assert_eq!(api.posts(&path, &stale).await.is(409).json()["type"], "conflict");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn what_is_over_is_shown_and_not_changed() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let mut over = of(&world, EMAIL, AccreditationKind::Core, "K-0001", "架空みどり病院").await;
    over.valid_to = day("2027-01-31");
    world.enters(over).await;
    let mut browser = enters(&world, EMAIL).await;
    let path = format!("{}/details", page("core"));
    browser.opens(&path).await.sees("架空みどり病院").sees("認定期間外のため、登録内容は変更できません。");
    let mut api = world.api();
    api.jar = browser.jar.clone();
    api.token = api.gets(&path).await.is(200).json()["csrf_token"].as_str().map(str::to_owned);
    let change = json!({ "action": "change", "answers": { "phone": "03-0000-0077" } });
    assert_eq!(api.posts(&path, &change).await.is(409).json()["type"], "accreditation_over");
    world.delivers().await;
    world.ends().await;
}
