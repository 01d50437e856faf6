//! Facilities that were accredited before the portal: checked first, entered as confirmed, and never over what is there.

use data_encoding::BASE64;
use domain::StaffRole;
use local::faults::Effect;
use portal_tests::browser::Browser;
use portal_tests::people::PASSWORD;
use portal_tests::world::World;
use serde_json::{Value, json};

const IMPORTS: &str = "/admin/imports";
const HEADING: &str = "認定種別,認定番号,診療施設名,診療施設名フリガナ,都道府県,郵便番号,市区町村以下,電話番号,FAX番号,施設長 姓,施設長 名,施設責任者 姓,施設責任者 名,会員番号,生年月日,資格,研修指導者資格,認定開始日,認定終了日,メールアドレス";
const ROW: [&str; 4] = ["基幹施設", "K-0001", "架空中央病院", "chuo@example.jp"];

fn csv(rows: &[[&str; 4]]) -> String {
    let line = |[kind, number, name, email]: &[&str; 4]| {
        format!(
            "{kind},{number},{name},カクウ,東京都,100-0000,架空区1-2-3,03-0000-0000,,仮名,一郎,架空,花子,123456,1975/5/1,専門医,,2025/4/1,2030/3/31,{email}\r\n"
        )
    };
    format!("{HEADING}\r\n{}", rows.iter().map(line).collect::<String>())
}

async fn judge(world: &World) -> Browser {
    let staff = world.staff(StaffRole::Judge).await;
    let mut browser = world.browser();
    browser.jar = staff.jar;
    browser
}

async fn checks(browser: &mut Browser, bytes: &[u8]) {
    browser.opens(IMPORTS).await.attaches("CSVファイル", "施設.csv", bytes).presses("内容を確認する").await;
}

/// What is stored, but for what sessions of the staff leave.
async fn stored(world: &World) -> usize {
    let all = world.everything().await;
    let of_staff = |pk: &str| pk.starts_with("STAFF#") || pk.starts_with("OFFICER#");
    all.iter().filter(|item| !of_staff(item["pk"].as_str().unwrap())).count()
}

#[tokio::test]
async fn a_file_is_checked_then_entered_and_its_facilities_set_their_first_password() {
    let world = World::new().await;
    let mut browser = judge(&world).await;
    let before = stored(&world).await;
    let file = csv(&[
        ROW,
        ["認定研修施設", "T-0001", "架空中央病院", "chuo@example.jp"],
        ["連携施設", "R-0001", "架空髙﨑病院", "takasaki@example.jp"],
    ]);
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(&file);
    browser.opens("/admin/facilities").await.follows("CSVファイルから施設を取り込む").await;
    browser.attaches("CSVファイル", "施設.csv", &cp932).presses("内容を確認する").await;
    assert_eq!(browser.heading(), "取込内容の確認");
    browser
        .sees("まだ登録されていません")
        .sees("架空髙﨑病院")
        .sees("アカウントと認定を登録")
        .sees("2025/4/1 ~ 2030/3/31");
    assert_eq!(stored(&world).await, before, "looking enters nothing");
    browser.presses("登録する").await;
    browser.sees("取込が完了しました").sees("3件の認定を登録しました（新しいアカウント 2件）。");
    assert_eq!(world.delivers().await.sent, 0, "nobody is sent a mail");

    let mut api = world.api();
    api.posts("/login", &json!({ "email": "chuo@example.jp", "password": PASSWORD })).await.is(422);
    api.posts("/password/forgot", &json!({ "email": "chuo@example.jp" })).await.is(200);
    world.delivers().await;
    api.sets_password(&world.last_link("chuo@example.jp"), PASSWORD).await.is(200);
    api.posts("/login", &json!({ "email": "chuo@example.jp", "password": PASSWORD })).await.is(200);
    let page = api.gets("/mypage").await.is(200).text();
    assert!(page.contains("K-0001") || page.contains("core"), "{page}");

    let account = world.account("chuo@example.jp").await;
    browser.opens(&format!("/admin/facilities/{account}")).await;
    browser.sees("架空中央病院").sees("K-0001").sees("T-0001").sees("利用中").sees_no("1975");
    world.ends().await;
}

#[tokio::test]
async fn a_second_run_changes_nothing_and_says_what_differs() {
    let world = World::new().await;
    let mut browser = judge(&world).await;
    let file = csv(&[ROW]);
    checks(&mut browser, file.as_bytes()).await;
    browser.presses("登録する").await;
    let before = stored(&world).await;
    checks(&mut browser, file.as_bytes()).await;
    browser.sees("登録済み（変更なし）").sees("新しく登録する認定はありません。");
    assert_eq!(browser.offers("登録する"), None);
    let other = csv(&[["基幹施設", "K-0001", "架空総合病院", "new@example.jp"]]);
    checks(&mut browser, other.as_bytes()).await;
    browser
        .sees("登録「架空中央病院」／ファイル「架空総合病院」")
        .sees("登録されているログイン用メールアドレスと異なります（変更しません）");
    assert_eq!(browser.offers("登録する"), None);
    assert_eq!(stored(&world).await, before);
    world.ends().await;
}

#[tokio::test]
async fn a_new_accreditation_joins_the_account_that_is_there_and_another_facility_does_not() {
    let world = World::new().await;
    let mut browser = judge(&world).await;
    checks(&mut browser, csv(&[ROW]).as_bytes()).await;
    browser.presses("登録する").await;
    let more = csv(&[
        ["連携施設", "R-0001", "架空中央病院", "CHUO@example.jp"],
        ["基幹施設", "K-0003", "架空みなと病院", "minato@example.jp"],
    ]);
    checks(&mut browser, more.as_bytes()).await;
    browser
        .sees("既存のアカウントに認定を登録")
        .presses("登録する")
        .await
        .sees("2件の認定を登録しました（新しいアカウント 1件）。");
    assert_eq!(world.items("account").await.len(), 2);
    let taken = csv(&[["連携施設", "R-0002", "架空やまて病院", "minato@example.jp"]]);
    checks(&mut browser, taken.as_bytes()).await;
    browser.sees("取り込めません").sees("別の施設「架空みなと病院」で使用されています");
    assert_eq!(browser.offers("登録する"), None);
    world.ends().await;
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_file_is_named_and_nothing_is_entered() {
    let world = World::new().await;
    let mut browser = judge(&world).await;
    let before = stored(&world).await;
    browser.opens(IMPORTS).await.presses("内容を確認する").await;
    assert_eq!(browser.errors(), ["CSVファイルを選択してください。"]);
    let bad = csv(&[
        ["拠点施設", "K-0001", "架空中央病院", "chuo@example.jp"],
        ["基幹施設", "", "架空みなと病院", "minato@"],
    ]);
    checks(&mut browser, bad.as_bytes()).await;
    assert_eq!((browser.status(), browser.heading()), (422, "施設の取込"));
    assert_eq!(browser.errors(), ["ファイルに3件の誤りがあります。修正してから、もう一度選択してください。"]);
    browser
        .sees("認定番号を入力してください。")
        .sees("「基幹施設」「連携施設」「認定研修施設」のいずれかを入力してください。");
    let mut api = world.staff(StaffRole::Admin).await;
    let content = BASE64.encode(bad.as_bytes());
    let problem = api.posts(IMPORTS, &json!({ "action": "check", "content": content })).await.is(422).json();
    assert_eq!(problem["errors"].as_array().unwrap().len(), 3);
    assert!(problem["errors"][0]["detail"].as_str().unwrap().starts_with("2行目「認定種別」："), "{problem}");
    assert_eq!(stored(&world).await, before);
    world.ends().await;
}

#[tokio::test]
async fn what_is_entered_is_what_was_shown() {
    let world = World::new().await;
    let mut api = world.staff(StaffRole::Judge).await;
    let content = BASE64.encode(csv(&[ROW]).as_bytes());
    let check = json!({ "action": "check", "content": content });
    let shown = api.posts(IMPORTS, &check).await.is(200).json();
    assert_eq!((&shown["rows"][0]["outcome"], &shown["counts"]["new_account"]), (&json!("new_account"), &json!(1)));
    let import = |digest: &Value| json!({ "action": "import", "content": content, "digest": digest });
    api.posts(IMPORTS, &import(&Value::Null)).await.is(409);
    world.client("chuo@example.jp").await;
    let refused = api.posts(IMPORTS, &import(&shown["digest"])).await.is(409).json();
    assert_eq!(refused["type"], "import_changed", "somebody has that address since: {refused}");
    let anew = api.posts(IMPORTS, &check).await.is(200).json();
    assert_eq!(anew["rows"][0]["outcome"], "on_account");
    assert_eq!(api.posts(IMPORTS, &import(&anew["digest"])).await.is(200).json()["entered"], 1);
    world.ends().await;
}

#[tokio::test]
async fn of_three_hundred_facilities_those_that_fail_are_told_and_entered_by_a_second_run() {
    let world = World::new().await;
    let mut browser = judge(&world).await;
    let rows: Vec<[String; 4]> = (0..300)
        .map(|number| {
            let (number, name) = (format!("K-{number:04}"), format!("架空第{number}病院"));
            let email = format!("{number}@example.jp");
            ["基幹施設".to_owned(), number, name, email]
        })
        .collect();
    let rows: Vec<[&str; 4]> = rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
    let file = csv(&rows);
    checks(&mut browser, file.as_bytes()).await;
    browser.sees("300件");
    world.breaks(Effect::FailBefore, "TransactWriteItems", "K-0007", 3);
    world.breaks(Effect::LoseAnswer, "TransactWriteItems", "K-0011", 1);
    world.trace.counts();
    browser.presses("登録する").await;
    let counts = world.trace.counts();
    assert_eq!(counts["Query"], 3, "the register is read once: {counts:?}");
    // the session, and logins by the hundred; one transaction a facility, and what the faults had tried again
    assert!(counts["BatchGetItem"] <= 4 && counts["TransactWriteItems"] <= 304, "{counts:?}");
    browser.sees("一部の施設を登録できませんでした").sees("架空第7病院");
    browser.presses("同じファイルをもう一度確認する").await;
    let entered = world.items("account").await.len();
    assert_eq!(entered, 299);
    browser.presses("登録する").await.sees("取込が完了しました");
    assert_eq!(world.items("account").await.len(), 300);
    assert_eq!(world.count("accreditation_granted").await, 300);
    checks(&mut browser, file.as_bytes()).await;
    browser.sees("新しく登録する認定はありません。");
    assert_eq!(world.delivers().await.sent, 0);
    world.ends().await;
}

#[tokio::test]
async fn the_file_to_begin_with_is_one_that_can_be_read() {
    let world = World::new().await;
    let mut staff = world.staff(StaffRole::Viewer).await;
    world.api().gets("/admin/imports/template.csv").await.is(401);
    let answer = staff.gets("/admin/imports/template.csv").await.is(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"facilities.csv\""));
    assert!(answer.body.starts_with("\u{FEFF}\"認定種別\",\"認定番号\"".as_bytes()));
    let mut browser = judge(&world).await;
    checks(&mut browser, &answer.body).await;
    browser.sees("架空記入例病院").sees("アカウントと認定を登録");
    world.ends().await;
}
