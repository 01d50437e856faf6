//! 申請の控え of every submission, as a page and as a file; and the way from the check page to each answer.

use domain::{ApplicationKind, StaffRole};
use portal_tests::answer::Answer;
use portal_tests::page::Page;
use portal_tests::pdf;
use portal_tests::people::CORE;
use portal_tests::world::World;
use serde_json::{Value, json};

const EMAIL: &str = "shinsei@example.jp";
const RECEIPT: &str = "/applications/2027-02/core/receipt";
const FILE: &str = "/applications/2027-02/core/receipt/file";
const SUBMIT: &str = "/applications/2027-02/core/submit";
const OLD: &str = "03-1234-5678";
const NEW: &str = "03-9999-0000";

fn numbers(receipt: &Value) -> Vec<(u64, &str)> {
    let line = |line: &Value| line["number"].as_u64().unwrap();
    let lines = receipt["submissions"].as_array().unwrap().iter();
    lines.map(|entry| (line(entry), entry["submitted_at"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn each_submission_keeps_its_receipt() {
    let world = World::new().await;
    let mut api = world.resubmitted(EMAIL).await.api;
    let last = api.gets(RECEIPT).await.is(200).json();
    let all = [(2, "2027年2月10日 10:02:00"), (1, "2027年2月10日 10:00:00")];
    assert_eq!((&last["submission"], numbers(&last)), (&json!(2), all.to_vec()));
    assert_eq!(api.gets(&format!("{RECEIPT}?submission=2")).await.is(200).json(), last);
    let first = api.gets(&format!("{RECEIPT}?submission=1")).await.is(200).json();
    assert_eq!((&first["submission"], numbers(&first)), (&json!(1), all.to_vec()));
    assert_eq!((&first["receipt_no"], &first["submitted_at"]), (&last["receipt_no"], &json!(all[1].1)));
    assert_ne!(first["digest"], last["digest"]);
    assert!(first["parts"].to_string().contains(OLD) && !first["parts"].to_string().contains(NEW));
    assert!(last["parts"].to_string().contains(NEW) && !last["parts"].to_string().contains(OLD));
    for other in ["0", "3", "-1", "1.5", "4294967297", "x", ""] {
        api.gets(&format!("{RECEIPT}?submission={other}")).await.is(404);
        api.gets(&format!("{FILE}?submission={other}")).await.is(404);
    }
    world.ends().await;
}

#[tokio::test]
async fn a_receipt_says_what_was_changed_since_the_submission_before() {
    let world = World::new().await;
    let mut api = world.resubmitted(EMAIL).await.api;
    let change = json!([
        { "target": "application-form/phone", "label": "1.申請書 電話番号（代表）", "before": OLD, "after": NEW },
    ]);
    assert_eq!(api.gets(RECEIPT).await.json()["changes"], change);
    assert_eq!(api.gets(&format!("{RECEIPT}?submission=1")).await.json()["changes"], Value::Null);
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(RECEIPT).await.sees("前回の申請から変更した項目（第1回 → 第2回）").sees("これまでの申請");
    browser.follows("第1回").await.sees("この画面は、1回目の申請の控えです。").sees(OLD).sees_no(NEW);
    browser.sees_no("前回の申請から変更した項目").follows("最新の申請の控え").await.sees(NEW);
    browser.sees_no("これより後に再申請されています");
    world.ends().await;
}

#[tokio::test]
async fn another_pdf_is_a_change() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    api.uploads(CORE, &pdf::with_script()).await.is(200);
    world.registers(&mut api).await;
    let receipt = api.posts(SUBMIT, &json!({})).await.is(200).json();
    assert_eq!((numbers(&receipt).len(), &receipt["changes"], &receipt["mails"]), (1, &Value::Null, &json!([])));
    world.inspects().await;
    world.passes(chrono::TimeDelta::minutes(1));
    api.uploads(CORE, &pdf::scan(1)).await.is(200);
    assert_eq!(
        api.gets(RECEIPT).await.json()["certificate_checking"],
        false,
        "what is checked now is not what was submitted"
    );
    world.inspects().await;
    api.posts(SUBMIT, &json!({})).await.is(200);
    world.delivers().await;
    let changes = api.gets(RECEIPT).await.json()["changes"].clone();
    assert_eq!((changes.as_array().unwrap().len(), &changes[0]["target"]), (1, &json!("certificate")));
    assert!(changes[0]["before"].as_str().unwrap().contains(&pdf::sha256(&pdf::with_script())));
    assert!(changes[0]["after"].as_str().unwrap().contains(&pdf::sha256(&pdf::scan(1))));
    world.ends().await;
}

#[tokio::test]
async fn a_receipt_without_a_later_one_speaks_of_no_other() {
    let world = World::new().await;
    let applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let mut browser = world.browser();
    browser.jar = applied.api.jar;
    browser.opens(RECEIPT).await.sees_no("これまでの申請").sees_no("前回の申請から").sees_no("再申請");
    assert!(browser.page.links.iter().all(|link| !link.text.starts_with("変更")), "nothing can be changed");
    assert_eq!(browser.offers("印刷する"), Some(true));
    world.ends().await;
}

/// What the header of a file says of its name.
fn names(file: &Answer) -> (String, String) {
    let text = file.header("content-disposition");
    let rest = text.strip_prefix("attachment; filename=\"").unwrap();
    let (ascii, encoded) = rest.split_once("\"; filename*=UTF-8''").unwrap();
    let decoded = form_urlencoded::parse(encoded.as_bytes()).next().unwrap().0.into_owned();
    (ascii.to_owned(), decoded)
}

#[tokio::test]
async fn the_file_says_all_that_the_receipt_says_and_needs_nothing_else() {
    let world = World::new().await;
    let mut api = world.resubmitted(EMAIL).await.api;
    let receipt = api.gets(RECEIPT).await.json();
    let number = receipt["receipt_no"].as_str().unwrap();
    let file = api.gets(FILE).await.is(200);
    assert_eq!(file.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(names(&file), (format!("receipt-{number}-2.html"), format!("申請の控え_{number}_第2回.html")));
    let text = file.text();
    let rows = receipt["parts"].as_array().unwrap().iter();
    let rows = rows.flat_map(|part| part["sections"].as_array().unwrap());
    let rows = rows.flat_map(|section| section["rows"].as_array().unwrap());
    let mut said: Vec<&str> =
        rows.flat_map(|row| [&row["label"], &row["value"]]).map(|text| text.as_str().unwrap()).collect();
    assert!(said.len() > 60);
    said.extend([&receipt["digest"], &receipt["certificate"]["sha256"]].map(|digest| digest.as_str().unwrap()));
    said.extend([number, "架空総合病院", "2027年2月10日 10:02:00", "1.申請書", "2.概要書", "再申請 第2回"]);
    for words in said {
        assert!(text.contains(words), "{words} in {text}");
    }
    for elsewhere in ["href", "src=", "url(", "@import", "<script", "<link", "<img", "<form"] {
        assert!(!text.contains(elsewhere), "{elsewhere} in {text}");
    }
    assert_eq!(Page::read(&text).headings, ["申請の控え"]);
    assert_eq!(api.gets(FILE).await.text(), text, "whoever saves it twice has the same bytes");
    world.ends().await;
}

#[tokio::test]
async fn each_submission_has_its_file() {
    let world = World::new().await;
    let mut api = world.resubmitted(EMAIL).await.api;
    let number = api.gets(RECEIPT).await.json()["receipt_no"].as_str().unwrap().to_owned();
    let first = api.gets(&format!("{FILE}?submission=1")).await.is(200);
    assert_eq!(names(&first), (format!("receipt-{number}.html"), format!("申請の控え_{number}.html")));
    assert!(first.text().contains(OLD) && !first.text().contains(NEW));
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(&format!("{RECEIPT}?submission=1")).await.follows("控えをファイルで保存する").await;
    assert_eq!(browser.answer.text(), first.text());
    world.ends().await;
}

#[tokio::test]
async fn what_was_typed_cannot_break_out_of_the_file() {
    let world = World::new().await;
    let typed = "架空<script>alert(1)</script>\"'&病院</table>";
    let mut api =
        world.applies(EMAIL, ApplicationKind::Core, &[], |form, _| form["facility_name"] = json!(typed)).await.api;
    let text = api.gets(FILE).await.is(200).text();
    assert!(!text.contains("<script") && text.contains("架空&#60;script&#62;"), "{text}");
    let shown = Page::read(&text).text;
    assert_eq!(shown.matches(typed).count(), 4, "at the top, above each form, and as an answer: {shown}");
    world.ends().await;
}

#[tokio::test]
async fn there_is_no_file_of_a_draft_or_of_somebody_else() {
    let world = World::new().await;
    let mut draft = world.ready("draft@example.jp").await;
    draft.gets(FILE).await.is(404);
    draft.gets(RECEIPT).await.is(404);
    world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    draft.gets(FILE).await.is(404);
    world.api().gets(FILE).await.is(401);
    let mut staff = world.staff(StaffRole::Admin).await;
    staff.gets(FILE).await.is(401);
    world.ends().await;
}

/// Path, fragment and question of each link 変更 on the check page.
fn changes(page: &Page) -> Vec<(String, String, String)> {
    let found = page.links.iter().filter_map(|link| {
        let question = link.text.strip_prefix("変更（")?.strip_suffix('）')?;
        let (path, id) = link.href.split_once('#').unwrap_or((&link.href, ""));
        Some((path.to_owned(), id.to_owned(), question.to_owned()))
    });
    found.collect()
}

#[tokio::test]
async fn the_check_page_leads_to_the_control_of_each_answer() {
    let world = World::new().await;
    let api = world.ready(EMAIL).await;
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    browser.opens(SUBMIT).await.sees("まだ申請は完了していません");
    assert_eq!(browser.offers("印刷する"), Some(true));
    assert!(browser.answer.text().contains("<title>申請内容の確認（まだ申請は完了していません）｜"));
    let links = changes(&browser.page);
    assert!(links.len() > 30, "{links:?}");
    for (path, id, question) in &links {
        browser.opens(path).await;
        assert!(id.is_empty() || browser.page.ids.contains(id), "{question}: no {id} on {path}");
    }
    let of = |path: &str| links.iter().filter(|link| link.0 == path).count();
    assert_eq!((of(&format!("{CORE}/certificate")), of(&format!("{CORE}/overview")) > 0), (1, true));
    assert!(links.iter().all(|(.., question)| question != "申請種別"), "nobody can change what is computed: {links:?}");
    world.ends().await;
}

#[tokio::test]
async fn in_a_correction_only_what_is_open_can_be_changed_from_the_check_page() {
    let world = World::new().await;
    let mut applied = world.applied(EMAIL, ApplicationKind::Core, &[]).await;
    let mut staff = world.staff(StaffRole::Editor).await;
    staff.receives(&applied.office).await;
    staff.asks(&applied.office, "2027-03-10", &["application-form/phone"]).await.is(200);
    world.delivers().await;
    let form = format!("{CORE}/application-form");
    let answers = applied.api.gets(&form).await.json()["answers"].clone();
    applied.api.saves(&form, "register", &answers).await.is(200);
    let mut browser = world.browser();
    browser.jar = applied.api.jar.clone();
    browser.opens(SUBMIT).await;
    let expected = (form, "phone".to_owned(), "電話番号（代表）".to_owned());
    assert_eq!(changes(&browser.page), [expected]);
    world.ends().await;
}
