//! What the secretariat sets without a release: addresses, the form, notices (S3, S78, S94, S118, S119, S121, E102).

use axum::body::Body;
use domain::{AccreditationKind, StaffRole};
use http::{Method, header};
use portal_tests::answer::Answer;
use portal_tests::api::Api;
use portal_tests::browser::Browser;
use portal_tests::pdf;
use portal_tests::world::World;
use serde_json::{Value, json};
use shared::assets::{ASSETS, CERTIFICATE_FORM};

const NOTICES: &str = "/admin/settings/notices";
const DOCUMENTS: &str = "/admin/settings/documents";

/// One of the staff, in a browser.
async fn clerk(world: &World, role: StaffRole) -> Browser {
    let api = world.staff(role).await;
    let mut browser = world.browser();
    browser.jar = api.jar;
    browser
}

/// The form as anybody gets it; `known` is what the browser has kept.
async fn downloads(world: &World, path: &str, known: Option<&str>) -> Answer {
    let mut api = world.api();
    let mut request = api.request(Method::GET, path);
    if let Some(tag) = known {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    api.sends(request.body(Body::empty()).unwrap()).await
}

fn notice() -> Value {
    json!({ "title": "更新申請のご案内", "text": "一行目\n二行目", "from": "2027-02-10" })
}

async fn titles(api: &mut Api) -> Vec<String> {
    let page = api.gets("/mypage").await.is(200).json();
    let notices = page["notices"].as_array().unwrap();
    notices.iter().map(|notice| notice["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_address_is_changed_and_shows_at_once_with_its_history() {
    let world = World::new().await;
    let mut admin = clerk(&world, StaffRole::Admin).await;
    admin.opens(DOCUMENTS).await.sees("変更されていません。").sees("2029年3月31日");
    admin.fills("「基幹施設 新規募集要項」のURL", "https://www.example.jp/core-2027.html");
    admin.fills("「連携施設 新規募集要項」のURL", "https://www.example.jp/partner-2027.html");
    admin.dates("最終更新日", ["2027", "2", "9"]);
    admin.presses("変更する").await.sees("募集要項の内容を変更しました。").sees("事務 admin");
    admin.sees("最終更新：2025年7月26日 → 2027年2月9日");
    let mut visitor = world.browser();
    for path in ["/", "/help"] {
        let source = visitor.opens(path).await.answer.text();
        for url in ["https://www.example.jp/core-2027.html", "https://www.example.jp/partner-2027.html"] {
            assert!(source.contains(&format!("href=\"{url}\"")), "{path}");
        }
    }
    visitor.sees("最終更新：2027年2月9日");
    let program = world.api().gets("/help").await.json();
    assert_eq!(program["guidance_updated"], "2027年2月9日");
    world.ends().await;
}

#[tokio::test]
async fn a_wrong_address_is_told_and_what_was_typed_is_kept() {
    let world = World::new().await;
    let mut admin = clerk(&world, StaffRole::Admin).await;
    admin.opens(DOCUMENTS).await;
    admin.fills("「基幹施設 新規募集要項」のURL", "http://www.example.jp/").dates("最終更新日", ["2027", "2", "30"]);
    admin.presses("変更する").await;
    assert_eq!(admin.status(), 422);
    assert_eq!(
        admin.errors(),
        [
            "「基幹施設 新規募集要項」のURLは「https://」で始まるURLを入力してください。",
            "最終更新日を、正しい日付で入力してください。"
        ]
    );
    assert_eq!(admin.value("「基幹施設 新規募集要項」のURL"), "http://www.example.jp/");
    admin.opens(DOCUMENTS).await.presses("変更する").await;
    assert_eq!(admin.errors(), ["変更された項目がありません。"]);
    assert_eq!(world.count("settings_changed").await, 0);
    world.ends().await;
}

#[tokio::test]
async fn the_form_is_replaced_and_is_the_same_file_everywhere() {
    let world = World::new().await;
    let old = downloads(&world, CERTIFICATE_FORM, None).await.is(200);
    let built_in = ASSETS.iter().find(|asset| asset.name == "certificate-form.pdf").unwrap();
    assert_eq!(old.body, built_in.bytes);
    let mut admin = clerk(&world, StaffRole::Admin).await;
    let new = pdf::scan(2);
    admin.opens(DOCUMENTS).await.fills("書式版", "2027-02").attaches("書式（PDF）", "書式.pdf", &new);
    admin.presses("差し替える").await.sees("書式を差し替えました。").sees("書式版 2027-02");
    admin.sees("書式版：システム標準の書式 → 2027-02").sees(&pdf::sha256(&new));
    let now = downloads(&world, CERTIFICATE_FORM, Some(old.header("etag"))).await.is(200);
    assert_eq!((now.body.as_slice(), now.header("content-type")), (new.as_slice(), "application/pdf"));
    assert_eq!((now.header("cache-control"), now.header("vary")), ("no-cache", "Accept-Encoding"));
    let again = downloads(&world, CERTIFICATE_FORM, Some(now.header("etag"))).await.is(304);
    assert!(again.body.is_empty());
    // an address with the version of the old one gives the new one too, and is not kept for ever
    let versioned = downloads(&world, &format!("{CERTIFICATE_FORM}?v=0"), None).await.is(200);
    assert_eq!((&versioned.body, versioned.header("cache-control")), (&now.body, "no-cache"));
    let mut applicant = world.applicant("shoshiki@example.jp").await;
    for path in ["/", "/help", "/applications/2027-02/core/certificate"] {
        let source = applicant.opens(path).await.answer.text();
        assert!(source.contains(&format!("href=\"{CERTIFICATE_FORM}\"")), "{path}");
    }
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_form_that_cannot_be_given_out_is_refused() {
    let world = World::new().await;
    let mut admin = clerk(&world, StaffRole::Admin).await;
    let large = [b"%PDF-1.7\n".as_slice(), &vec![b' '; 2 * 1024 * 1024]].concat();
    for (bytes, sentence) in [
        (b"Hello".as_slice(), "PDFファイルではありません。"),
        (large.as_slice(), "ファイルの大きさが2MBを超えています。"),
        (b"".as_slice(), "ファイルが空（0バイト）です。"),
    ] {
        admin.opens(DOCUMENTS).await.fills("書式版", "2027-02").attaches("書式（PDF）", "書式.pdf", bytes);
        admin.presses("差し替える").await.sees(sentence);
        assert_eq!((admin.status(), admin.value("書式版")), (422, "2027-02"));
    }
    admin.opens(DOCUMENTS).await.presses("差し替える").await;
    assert_eq!(admin.errors(), ["書式版を入力してください。", "PDFファイルを選択してください。"]);
    assert_eq!(world.count("settings_changed").await, 0);
    assert_eq!(downloads(&world, CERTIFICATE_FORM, None).await.is(200).header("content-type"), "application/pdf");
    world.ends().await;
}

#[tokio::test]
async fn a_notice_is_previewed_saved_changed_and_ended() {
    let world = World::new().await;
    let mut editor = clerk(&world, StaffRole::Editor).await;
    let mut facility = world.applicant("shisetsu@example.jp").await;
    editor.opens(NOTICES).await.follows("お知らせを登録する").await;
    editor
        .fills("タイトル", "システム停止のお知らせ")
        .fills("本文", "2月20日は\n終日停止します。")
        .presses("確認する")
        .await;
    editor.sees("まだ保存されていません").sees("終日停止します。").sees("すべての施設");
    facility.opens("/mypage").await.sees_no("お知らせ");
    editor.presses("入力画面に戻る").await;
    assert_eq!(editor.value("本文"), "2月20日は\n終日停止します。");
    editor.presses("確認する").await.presses("保存する").await.sees("お知らせを登録しました。").sees("掲載中");
    facility.opens("/mypage").await.sees("お知らせ").sees("システム停止のお知らせ").sees("終日停止します。");
    editor.follows("変更（システム停止のお知らせ）").await.fills("タイトル", "停止日の変更").presses("確認する").await;
    editor.presses("保存する").await.sees("お知らせを変更しました。");
    facility.opens("/mypage").await.sees("停止日の変更");
    world.passes(chrono::TimeDelta::days(1));
    let mut editor = clerk(&world, StaffRole::Editor).await;
    editor.opens(&format!("{NOTICES}/1")).await.sees("タイトル：システム停止のお知らせ → タイトル：停止日の変更");
    editor.presses("掲載を終了する").await.sees("お知らせの掲載を終了しました。").sees("終了");
    facility.opens("/mypage").await.sees_no("停止日の変更");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_notice_appears_by_day_and_by_kind() {
    let world = World::new().await;
    let mut editor = world.staff(StaffRole::Editor).await;
    let mut core = world.client("kikan@example.jp").await;
    let account = world.account("kikan@example.jp").await;
    world.accredits(account, AccreditationKind::Core, "架空中央病院").await;
    let mut nobody = world.client("shinsei@example.jp").await;
    let dated = json!({
        "title": "基幹施設の皆さまへ", "text": "本文", "from": "2027-02-12", "until": "2027-02-13", "kinds": ["core"],
    });
    let other = json!({ "title": "連携施設の皆さまへ", "text": "本文", "from": "2027-02-10", "kinds": ["partner"] });
    for notice in [notice(), dated, other] {
        editor.posts(&format!("{NOTICES}/new"), &notice).await.is(200);
    }
    assert_eq!(titles(&mut core).await, ["更新申請のご案内"]);
    for (now, shown) in [
        ("2027-02-11T23:59:59+09:00", false),
        ("2027-02-12T00:00:00+09:00", true),
        ("2027-02-13T23:59:59+09:00", true),
        ("2027-02-14T00:00:00+09:00", false),
    ] {
        world.turns_to(now);
        core.logs_in("kikan@example.jp", portal_tests::people::PASSWORD).await.is(200);
        nobody.logs_in("shinsei@example.jp", portal_tests::people::PASSWORD).await.is(200);
        let all = titles(&mut core).await;
        assert_eq!(all.contains(&"基幹施設の皆さまへ".to_owned()), shown, "{now}: {all:?}");
        assert_eq!(titles(&mut nobody).await, ["更新申請のご案内"], "{now}");
    }
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn a_bad_notice_is_told_and_what_was_typed_is_kept() {
    let world = World::new().await;
    let mut editor = clerk(&world, StaffRole::Editor).await;
    editor.opens(&format!("{NOTICES}/new")).await.fills("本文", "本文です。").ticks("対象 > 基幹施設");
    editor.dates("掲載終了日", ["2027", "2", "9"]).presses("確認する").await;
    assert_eq!(
        editor.errors(),
        ["タイトルを入力してください。", "掲載終了日は、掲載開始日以降の日付を入力してください。"]
    );
    assert_eq!((editor.status(), editor.value("本文")), (422, "本文です。"));
    let mut program = world.api();
    program.posts(&format!("{NOTICES}/new"), &notice()).await.is(401);
    assert_eq!(world.count("settings_changed").await, 0);
    world.ends().await;
}

#[tokio::test]
async fn of_two_colleagues_the_second_is_told() {
    let world = World::new().await;
    let mut first = world.staff(StaffRole::Editor).await;
    let mut second = world.staff(StaffRole::Admin).await;
    first.posts(&format!("{NOTICES}/new"), &notice()).await.is(200);
    let place = format!("{NOTICES}/1");
    let version = first.gets(&place).await.is(200).json()["version"].clone();
    let change = |title: &str| {
        let mut change = notice();
        change["title"] = json!(title);
        change["version"] = version.clone();
        change
    };
    first.posts(&place, &change("第一報")).await.is(200);
    second.posts(&place, &change("第二報")).await.is(409);
    // pressed twice it is one change
    first.posts(&place, &change("第一報")).await.is(200);
    assert_eq!(world.count("settings_changed").await, 2);
    let gone = json!({ "action": "end", "version": 2 });
    second.posts(&place, &gone).await.is(200);
    second.gets(&place).await.is(404);
    second.gets(&format!("{NOTICES}/nothing")).await.is(404);
    world.ends().await;
}
