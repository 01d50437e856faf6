//! The secretariat's register: a facility is found, looked at, and whoever calls about its login is identified first.

use chrono::{NaiveDate, TimeDelta};
use domain::{AccountId, Accreditation, AccreditationId, AccreditationKind, ApplicationKind, StaffRole};
use portal_tests::api::Api;
use portal_tests::browser::Browser;
use portal_tests::people::names;
use portal_tests::world::World;
use serde_json::{Value, json};

const FACILITIES: &str = "/admin/facilities";
const EMAIL: &str = "facility@example.jp";

fn accreditation(account: &AccountId, kind: AccreditationKind, number: &str, to: &str) -> Accreditation {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let id = AccreditationId { account: account.clone(), kind, number: number.to_owned() };
    Accreditation::new(id, names(&format!("架空第{number}病院")), day("2025-04-01"), day(to))
}

/// A facility with a login that holds a 基幹施設.
async fn facility(world: &World) -> AccountId {
    world.client(EMAIL).await;
    let account = world.account(EMAIL).await;
    world.enters(accreditation(&account, AccreditationKind::Core, "K-0001", "2030-03-31")).await;
    account
}

async fn found(staff: &mut Api, query: &str) -> Vec<String> {
    let page = staff.gets(&format!("{FACILITIES}?{query}")).await.is(200).json();
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["number"].as_str().unwrap().to_owned()).collect()
}

/// The staff's session in a browser.
async fn browser(world: &World, role: StaffRole) -> Browser {
    let staff = world.staff(role).await;
    let mut browser = world.browser();
    browser.jar = staff.jar;
    browser
}

fn identity(account: &AccountId) -> String {
    format!("{FACILITIES}/{account}/identity")
}

fn caller(member_no: &str, birth_date: &str) -> Value {
    json!({ "action": "check", "requester": "架空 花子（本人）", "member_no": member_no, "birth_date": birth_date })
}

#[tokio::test]
async fn a_facility_is_found_by_number_name_physician_or_the_whole_address() {
    let world = World::new().await;
    let account = facility(&world).await;
    let other: AccountId = world.core_facility().await;
    world.enters(accreditation(&other, AccreditationKind::Training, "T-0009", "2026-03-31")).await;
    let mut staff = world.staff(StaffRole::Viewer).await;
    assert_eq!(found(&mut staff, "").await, ["K-0001", "X-0001", "T-0009"]);
    for q in ["k-0001", "Ｋ－０００１", "第K-0001", EMAIL, "FACILITY@EXAMPLE.JP"] {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
        assert_eq!(found(&mut staff, &query).await, ["K-0001"], "{q}");
    }
    assert_eq!(found(&mut staff, "q=%E6%9E%B6%E7%A9%BA%E8%8A%B1%E5%AD%90").await.len(), 3, "架空花子");
    assert!(found(&mut staff, "q=facility%40example").await.is_empty(), "no part of an address is found");
    assert_eq!(found(&mut staff, "standing=over").await, ["T-0009"]);
    let page = staff.gets(&format!("{FACILITIES}?q={EMAIL}")).await.json();
    assert_eq!(page["holder"], format!("{FACILITIES}/{account}"));
    assert_eq!(staff.gets(&format!("{FACILITIES}?q=nobody@example.jp")).await.json()["holder"], Value::Null);
    world.ends().await;
}

#[tokio::test]
async fn the_list_is_a_file_too() {
    let world = World::new().await;
    facility(&world).await;
    world.enters(accreditation(&world.core_facility().await, AccreditationKind::Partner, "R-0001", "2026-03-31")).await;
    let mut staff = world.staff(StaffRole::Viewer).await;
    let answer = staff.gets("/admin/facilities.csv?kind=core&q=K-0001").await.is(200);
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"facilities-2027-02-10.csv\"");
    let row = "\"K-0001\",\"基幹施設\",\"架空第K-0001病院\",\"東京都\",\"架空　花子\",\"2025/4/1\",\"2030/3/31\",\"2030/3/31\",\"認定中\",\"\"";
    assert_eq!(answer.text().lines().nth(1), Some(row));
    assert_eq!(staff.gets("/admin/facilities.csv").await.text().lines().count(), 4);
    world.api().gets("/admin/facilities.csv").await.is(401);
    world.ends().await;
}

#[tokio::test]
async fn an_account_without_accreditation_is_found_by_its_address() {
    let world = World::new().await;
    world.client("new@example.jp").await;
    let mut browser = browser(&world, StaffRole::Viewer).await;
    browser.opens(FACILITIES).await.fills("検索", "new@example.jp");
    browser.opens(&format!("{FACILITIES}?q=new@example.jp")).await.follows("登録済みのアカウント").await;
    browser.sees("架空　花子（認定・申請なし）").sees("利用中").sees("n***@example.jp");
    world.ends().await;
}

#[tokio::test]
async fn partners_without_a_link_and_what_ends_soon_are_lists() {
    let world = World::new().await;
    let account = facility(&world).await;
    let soon = accreditation(&account, AccreditationKind::Partner, "R-0001", "2027-03-31");
    world.enters(Accreditation { transition: true, ..soon }).await;
    let other: AccountId = world.core_facility().await;
    world.enters(accreditation(&other, AccreditationKind::Partner, "R-0002", "2030-03-31")).await;
    let mut staff = world.staff(StaffRole::Viewer).await;
    assert_eq!(found(&mut staff, "list=unlinked").await, ["R-0001", "R-0002"]);
    assert_eq!(found(&mut staff, "list=ending").await, ["R-0001"]);
    let mut browser = world.browser();
    browser.jar = staff.jar.clone();
    browser.opens(FACILITIES).await.follows("連携のない連携施設（2）").await;
    browser.sees("単独研修可（2027年3月31日まで）").sees("研修の根拠なし（移行措置の対象外）");
    world.ends().await;
}

#[tokio::test]
async fn everything_about_a_facility_is_on_its_page_but_the_birth_date() {
    let world = World::new().await;
    let account = facility(&world).await;
    let path = format!("{FACILITIES}/{account}");
    let mut browser = browser(&world, StaffRole::Editor).await;
    browser.opens(FACILITIES).await.follows("K-0001").await;
    assert_eq!(browser.heading(), "架空第K-0001病院");
    browser.sees("2025/4/1 ~ 2030/3/31").sees("認定中").sees("123456").sees("fa***@example.jp");
    browser.sees("パスワードの設定をお願いいたします").sees("認定の登録").sees_no("1975").sees_no(EMAIL);
    assert_eq!(world.count("birth_date_shown").await, 0);
    browser.presses("生年月日を表示する（基幹施設 K-0001）").await;
    browser.sees("施設責任者の生年月日：1975年5月1日").sees("生年月日の表示");
    assert_eq!(world.count("birth_date_shown").await, 1);
    browser.opens(&path).await.sees_no("1975");
    let mut viewer = world.staff(StaffRole::Viewer).await;
    let asked = json!({ "action": "birth_date", "kind": "core", "number": "K-0001" });
    viewer.posts(&path, &asked).await.is(403);
    let page = viewer.gets(&path).await.is(200).text();
    assert!(!page.contains("1975") && !page.contains(EMAIL), "{page}");
    assert_eq!(world.count("birth_date_shown").await, 1);
    viewer.gets(&format!("{FACILITIES}/01JKQZ3V5T8M2N4P6R7S9W0XAB")).await.is(404);
    viewer.gets(&format!("{FACILITIES}/nobody")).await.is(404);
    world.ends().await;
}

#[tokio::test]
async fn a_note_is_for_colleagues() {
    let world = World::new().await;
    let account = facility(&world).await;
    let mut browser = browser(&world, StaffRole::Editor).await;
    browser.opens(&format!("{FACILITIES}/{account}")).await.presses("メモを保存する").await;
    assert_eq!(browser.errors(), ["メモを入力してください。"]);
    browser.fills("メモ", "旧・架空第二病院（認定番号 X-0001）").presses("メモを保存する").await;
    browser.sees("メモを保存しました。").sees("旧・架空第二病院（認定番号 X-0001）").sees("事務 editor");
    assert_eq!(world.count("noted").await, 1);
    let mut facility = world.api();
    facility.posts("/login", &json!({ "email": EMAIL, "password": portal_tests::people::PASSWORD })).await.is(200);
    for path in ["/mypage", "/mypage/core"] {
        assert!(!facility.gets(path).await.text().contains("旧・架空"), "{path}");
    }
    world.ends().await;
}

#[tokio::test]
async fn a_caller_is_told_the_address_after_what_they_say_has_matched() {
    let world = World::new().await;
    let account = facility(&world).await;
    let mut browser = browser(&world, StaffRole::Editor).await;
    browser.opens(&format!("{FACILITIES}/{account}")).await.follows("本人確認・アカウントの操作").await;
    assert_eq!(browser.offers("ログイン用メールアドレスを表示する"), None);
    browser.presses("照合する").await;
    assert_eq!(
        browser.errors(),
        ["依頼者を入力してください。", "会員番号と生年月日のどちらか、または両方を入力してください。"]
    );
    browser.fills("依頼者", "架空 花子（本人）").fills("施設責任者の会員番号", "654321");
    browser.presses("照合する").await.sees("一致しませんでした").sees_no(EMAIL).sees_no("123456").sees_no("654321");
    assert_eq!(browser.value("依頼者"), "架空 花子（本人）");
    browser.fills("施設責任者の会員番号", "１２３４５６").dates("施設責任者の生年月日", ["1975", "5", "1"]);
    browser.presses("照合する").await.sees("本人確認済み").sees("会員番号、生年月日が一致").sees_no(EMAIL);
    browser.presses("ログイン用メールアドレスを表示する").await.sees(EMAIL);
    browser.opens(&identity(&account)).await.sees_no(EMAIL);
    browser.follows("施設の詳細へ戻る").await;
    browser
        .sees("本人確認（一致）")
        .sees("本人確認（不一致）")
        .sees("ログイン用メールアドレスの表示")
        .sees("照合した項目 会員番号、生年月日");
    assert_eq!((world.count("identity_checked").await, world.count("address_told").await), (2, 1));
    world.ends().await;
}

#[tokio::test]
async fn only_agreement_or_disagreement_is_answered() {
    let world = World::new().await;
    let account = facility(&world).await;
    let mut staff = world.staff(StaffRole::Editor).await;
    let given = [
        (caller("123456", ""), true),
        (caller("", "1975-05-01"), true),
        (caller("123456", "1975-05-01"), true),
        (caller("123456", "1975-05-02"), false),
        (caller("12345", ""), false),
        (caller("", "1975-01-05"), false),
    ];
    for (body, matched) in &given {
        let page = staff.posts(&identity(&account), body).await.is(200).json();
        assert_eq!(page["matched"], *matched, "{body}");
        let text = page.to_string();
        assert!(!text.contains("1975") && !text.contains("12345") && !text.contains(EMAIL), "{text}");
    }
    assert_eq!(world.count("identity_checked").await, given.len(), "each is written down");
    world.ends().await;
}

#[tokio::test]
async fn a_match_holds_half_an_hour_for_who_made_it_and_a_mismatch_ends_it() {
    let world = World::new().await;
    let account = facility(&world).await;
    let (path, tell) = (identity(&account), json!({ "action": "tell" }));
    let mut staff = world.staff(StaffRole::Editor).await;
    let mut colleague = world.staff(StaffRole::Judge).await;
    staff.posts(&path, &tell).await.is(409);
    staff.posts(&path, &caller("123456", "")).await.is(200);
    colleague.posts(&path, &tell).await.is(409);
    assert_eq!(staff.posts(&path, &tell).await.is(200).json()["address"], EMAIL);
    world.passes(TimeDelta::minutes(20));
    staff.posts(&path, &tell).await.is(200);
    world.passes(TimeDelta::minutes(10));
    staff.posts(&path, &tell).await.is(409);
    staff.posts(&path, &caller("123456", "")).await.is(200);
    staff.posts(&path, &caller("123457", "")).await.is(200);
    staff.posts(&path, &tell).await.is(409);
    assert_eq!(world.count("address_told").await, 2);
    world.ends().await;
}

#[tokio::test]
async fn the_link_for_a_password_goes_to_the_address_on_file() {
    let world = World::new().await;
    let account = facility(&world).await;
    let mut browser = browser(&world, StaffRole::Editor).await;
    browser.opens(&identity(&account)).await.presses("パスワード設定用URLを送信する").await;
    browser.sees("パスワード設定用のURLを、ログイン用メールアドレスに送信しました。").sees_no(EMAIL);
    world.delivers().await;
    assert_eq!(world.subjects(EMAIL).last().unwrap(), "パスワードの再設定について");
    let (mut api, password) = (world.api(), "sora-no-shita-24");
    api.sets_password(&world.last_link(EMAIL), password).await.is(200);
    api.posts("/login", &json!({ "email": EMAIL, "password": password })).await.is(200);
    for _ in 0..5 {
        browser.presses("パスワード設定用URLを送信する").await;
    }
    assert_eq!(world.items("link").await.iter().filter(|link| link["epoch"] == 2).count(), 3, "three at most");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn an_applicant_is_compared_with_what_was_submitted() {
    let world = World::new().await;
    let applied = world.applied("shinsei@example.jp", ApplicationKind::Core, &[]).await;
    let form = portal_tests::fixtures::application_form();
    let member_no = form["responsible_member_no"].as_str().unwrap();
    let mut staff = world.staff(StaffRole::Editor).await;
    let path = identity(&applied.account);
    assert_eq!(staff.posts(&path, &caller(member_no, "")).await.is(200).json()["matched"], true);
    assert_eq!(staff.posts(&path, &caller("1", "")).await.is(200).json()["matched"], false);
    let page = staff.gets(&format!("{FACILITIES}/{}", applied.account)).await.is(200).json();
    assert_eq!(page["facility_name"], "架空総合病院");
    assert_eq!(page["applications"].as_array().unwrap().len(), 1);
    world.ends().await;
}
