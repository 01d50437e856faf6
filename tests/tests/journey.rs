//! The journey from the entry page to the receipt, as a person without JavaScript and as a program makes it.

use domain::AccreditationKind;
use portal_tests::browser::Browser;
use portal_tests::fixtures::{self, types_application_form};
use portal_tests::pdf;
use portal_tests::people::{PASSWORD, person};
use portal_tests::typed::{CORE_OVERVIEW, PARTNER_OVERVIEW, types};
use portal_tests::world::World;
use serde_json::json;

const EMAIL: &str = "shinsei@example.jp";

/// Steps 1 to 3: from the entry page to the task list.
async fn arrives(world: &World, entry: &str, label: &str) -> Browser {
    let mut browser = world.browser();
    browser.opens("/").await.follows(entry).await;
    assert_eq!(browser.heading(), "ログイン選択画面");
    browser.follows(&format!("新規申請の方はこちら ({label})")).await.follows("新規登録の方はこちら").await;
    browser.fills("姓", "架空").fills("名", "花子").fills("メールアドレス", EMAIL).presses("送信する").await;
    assert_eq!(browser.heading(), "メールをお送りしました");
    world.delivers().await;
    assert_eq!(world.subjects(EMAIL), ["パスワードの設定をお願いいたします"]);
    browser.opens(&world.last_link(EMAIL)).await;
    assert_eq!(browser.heading(), "パスワードの発行");
    browser.fills("パスワード", PASSWORD).fills("パスワード(確認)", PASSWORD).presses("送信する").await;
    assert_eq!(browser.heading(), "パスワードを設定しました。");
    browser.follows(&format!("{label} 新規申請 ログイン画面へ")).await;
    browser.fills("メールアドレス", EMAIL).fills("パスワード", PASSWORD).presses("ログインする").await;
    assert_eq!(browser.heading(), format!("{label}申請"));
    browser.sees("申請期間： 2027年2月1日 0:00 ~ 2027年2月28日 23:59");
    assert_eq!(browser.page.text.matches("未完了").count(), 2);
    assert_eq!(browser.offers(&format!("{label} 申請")), Some(false));
    browser
}

/// Step 4: the PDF, by the form that needs no JavaScript.
async fn uploads(world: &World, browser: &mut Browser) {
    browser.follows("申請書・在籍証明書").await.sees("未アップロード");
    browser.attaches("申請書・在籍証明書", "scan.pdf", &pdf::scan(2)).presses("アップロードする").await;
    browser.sees("アップロードはまだ完了していません").presses("アップロードを完了する").await.sees("確認中");
    assert_eq!(world.inspects().await.attached, 1);
    let address = browser.address.clone();
    browser.opens(&address).await.sees("アップロード済み").sees("（2ページ）");
    browser.follows("申請画面へ戻る").await;
}

/// Step 5: the check page, the submission, the receipt.
async fn submits(world: &World, browser: &mut Browser, label: &str) {
    assert_eq!(browser.page.text.matches("登録済み").count(), 2);
    browser.follows(&format!("{label} 申請")).await.sees("まだ申請は完了していません").sees("カクウソウゴウビョウイン");
    browser.presses("申請する").await.sees("申請済みです。").sees("受付番号");
    assert_eq!(browser.offers(&format!("{label} 申請")), Some(false));
    let number = browser.page.text.lines().find_map(|line| line.split("-02-").nth(1).map(|_| line.to_owned()));
    let number = number.unwrap().trim().to_owned();
    world.delivers().await;
    let mails = world.mails(EMAIL);
    let receipt = mails.last().unwrap();
    assert_eq!(receipt.subject, format!("【日本緩和医療学会】{label} 新規申請を受け付けました（申請完了）"));
    assert!(receipt.text.contains(&number), "{number} in {}", receipt.text);
    browser.follows("申請した内容を確認する").await.sees(&number).sees("送信済み").sees("架空総合病院");
}

async fn registers(browser: &mut Browser, form: &str) {
    browser.presses("登録").await;
    assert_eq!(browser.errors(), Vec::<&str>::new());
    browser.sees(&format!("「{form}」を登録しました。"));
}

#[tokio::test]
async fn a_core_facility_goes_from_the_entry_page_to_its_receipt() {
    let world = World::new().await;
    let mut browser = arrives(&world, "基幹施設 新規申請", "基幹施設").await;
    uploads(&world, &mut browser).await;
    types_application_form(browser.follows("1.申請書").await);
    registers(&mut browser, "1.申請書").await;
    types(browser.follows("2.概要書").await, CORE_OVERVIEW).await;
    registers(&mut browser, "2.概要書").await;
    submits(&world, &mut browser, "基幹施設").await;
    world.ends().await;
}

#[tokio::test]
async fn a_partner_facility_names_a_core_facility() {
    let world = World::new().await;
    world.core_facility().await;
    let mut browser = arrives(&world, "連携施設 新規申請", "連携施設").await;
    uploads(&world, &mut browser).await;
    types_application_form(browser.follows("1.申請書").await);
    registers(&mut browser, "1.申請書").await;
    types(browser.follows("2.概要書").await, PARTNER_OVERVIEW).await;
    browser.presses("登録").await;
    assert_eq!(browser.errors(), ["基幹施設との連携を登録してください。"]);
    browser.presses("基幹施設を追加する").await;
    browser
        .chooses("基幹施設との連携 > 1件目 > 基幹施設", "架空中央医療センター（東京都・X-0001）")
        .ticks("基幹施設との連携 > 1件目 > 事前相談済み");
    registers(&mut browser, "2.概要書").await;
    submits(&world, &mut browser, "連携施設").await;
    world.ends().await;
}

#[tokio::test]
async fn under_the_transition_measure_a_partner_names_none() {
    let world = World::new().await;
    let mut browser = arrives(&world, "連携施設 新規申請", "連携施設").await;
    let account = world.account(EMAIL).await;
    world.accredits(account, AccreditationKind::Training, "架空総合病院").await;
    uploads(&world, &mut browser).await;
    types_application_form(browser.follows("1.申請書").await);
    browser
        .chooses("現在の施設認定資格", "認定研修施設")
        .fills("認定番号", "X-0001")
        .chooses("現責任者からの変更", "あり");
    registers(&mut browser, "1.申請書").await;
    types(browser.follows("2.概要書").await.sees("移行措置により"), PARTNER_OVERVIEW).await;
    browser.presses("登録").await;
    assert_eq!(browser.errors(), ["「移行措置の注意事項を確認しました」にチェックを入れてください。"]);
    browser.ticks("移行措置の注意事項を確認しました");
    registers(&mut browser, "2.概要書").await;
    submits(&world, &mut browser, "連携施設").await;
    world.ends().await;
}

#[tokio::test]
async fn a_program_makes_the_whole_journey_in_json() {
    let world = World::new().await;
    let core = world.core_facility().await.to_string();
    for (kind, letter) in [("core", "C"), ("partner", "P")] {
        let email = format!("{kind}@example.jp");
        let mut api = world.api();
        assert_eq!(api.posts("/signup", &person(&email)).await.is(200).json()["state"], "sent");
        world.delivers().await;
        api.sets_password(&world.last_link(&email), PASSWORD).await.is(200);
        api.logs_in(&email, PASSWORD).await.is(200);
        let application = format!("/applications/2027-02/{kind}");
        let tasks = api.gets(&application).await.is(200).json();
        assert_eq!(
            tasks["tasks"],
            json!([
                { "form": "application-form", "status": "incomplete", "saved": null, "reasons": [] },
                { "form": "overview", "status": "incomplete", "saved": null, "reasons": [] },
            ])
        );
        let uploaded = api.uploads(&application, &pdf::scan(1)).await.is(200).json();
        assert_eq!(uploaded["state"], "checking");
        world.inspects().await;
        assert_eq!(api.gets(&format!("{application}/certificate")).await.json()["state"], "attached");
        let overview = if kind == "core" { fixtures::core_overview() } else { fixtures::partner_overview(&core) };
        for (form, answers) in [("application-form", fixtures::application_form()), ("overview", overview)] {
            let page = api.saves(&format!("{application}/{form}"), "register", &answers).await.is(200).json();
            assert_eq!((&page["status"], &page["answers"]), (&json!("registered"), &answers));
        }
        let checked = api.gets(&format!("{application}/submit")).await.is(200).json();
        let seen = json!({ "digest": checked["digest"] });
        let receipt = api.posts(&format!("{application}/submit"), &seen).await.is(200).json();
        assert_eq!((&receipt["state"], &receipt["message"]), (&json!("submitted"), &json!("申請済みです。")));
        let number = receipt["receipt_no"].as_str().unwrap();
        assert!(number.starts_with(&format!("{letter}2027-02-")), "{number}");
        world.delivers().await;
        let kept = api.gets(&format!("{application}/receipt")).await.is(200).json();
        assert_eq!((&kept["digest"], &kept["mails"][0]["state"]), (&receipt["digest"], &json!("送信済み")));
        assert!(world.mails(&email).last().unwrap().text.contains(number));
    }
    world.ends().await;
}

#[tokio::test]
async fn a_page_that_asks_for_a_login_leads_back_after_it() {
    let world = World::new().await;
    world.client(EMAIL).await;
    let mut browser = world.browser();
    browser.opens("/applications/2027-02/core/overview").await;
    assert_eq!(browser.heading(), "基幹施設 新規申請 ログイン画面");
    browser.fills("メールアドレス", EMAIL).fills("パスワード", PASSWORD).presses("ログインする").await;
    assert_eq!(browser.heading(), "2.概要書");
    world.ends().await;
}

#[tokio::test]
async fn a_logout_ends_the_session() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    browser.opens("/applications/core").await;
    let stolen = browser.clone();
    browser.presses("ログアウト").await;
    assert_eq!(browser.address, "/");
    for mut browser in [browser, stolen] {
        browser.opens("/applications/core").await;
        assert_eq!(browser.heading(), "基幹施設 新規申請 ログイン画面");
    }
    world.ends().await;
}
