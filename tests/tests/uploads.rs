//! 申請書・在籍証明書: what is refused and why, with JavaScript and without, and what nobody can put in its place.

use axum::body::Body;
use http::Method;
use portal_tests::api::Api;
use portal_tests::pdf;
use portal_tests::people::CORE;
use portal_tests::world::World;
use serde_json::json;
use shared::files::quarantine_key;

const EMAIL: &str = "shinsei@example.jp";
const PAGE: &str = "/applications/2027-02/core/certificate";
const NOT_PDF: &str = "PDFファイルではありません。スキャンした書類をPDF形式で保存し、アップロードしてください。";
const TOO_LARGE: &str = "ファイルの大きさが20MBを超えています。解像度を下げるなどして、20MB以下のPDFにしてください。";
const MISMATCH: &str =
    "送信されたファイルが、選択されたファイルと一致しませんでした。もう一度アップロードしてください。";
const LIMIT: usize = 20 * 1024 * 1024;

/// Files that are looked at and refused, each with its sentence.
fn bad_files() -> Vec<(Vec<u8>, &'static str)> {
    vec![
        ("これは申請書です。".repeat(40).into_bytes(), NOT_PDF),
        (
            pdf::encrypted(),
            "パスワードなどで保護されたPDFです。保護を外して保存し直してから、アップロードしてください。",
        ),
        (pdf::broken(), "ファイルが壊れているため開けません。PDFを作成し直して、もう一度アップロードしてください。"),
        (
            pdf::with_script(),
            "スクリプトや添付ファイルなどを含むPDFは受け付けられません。紙の書類をスキャンしたPDFをアップロードしてください。",
        ),
        (pdf::scan(0), "ページのないPDFです。書類をスキャンし直して、アップロードしてください。"),
        (
            pdf::scan(21),
            "ページ数が20ページを超えています。「申請書・在籍証明書」だけのPDFをアップロードしてください。",
        ),
    ]
}

#[tokio::test]
async fn each_bad_file_is_refused_with_its_reason_after_a_put() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    for (bytes, reason) in bad_files() {
        assert_eq!(api.uploads(CORE, &bytes).await.is(200).json()["state"], "checking");
        assert_eq!(world.inspects().await.refused, 1, "{reason}");
        let page = api.gets(PAGE).await.json();
        assert_eq!((&page["state"], &page["message"]), (&json!("refused"), &json!(reason)));
        assert_eq!(api.gets(CORE).await.json()["certificate"]["message"], reason, "on the task list, too");
    }
    world.ends().await;
}

#[tokio::test]
async fn each_bad_file_is_refused_with_its_reason_without_javascript() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    let large = (pdf::of_size(LIMIT + 1), TOO_LARGE);
    for (bytes, reason) in bad_files().into_iter().chain([large]) {
        world.passes(chrono::TimeDelta::seconds(1));
        browser
            .opens(PAGE)
            .await
            .attaches("申請書・在籍証明書", "申請書.pdf", &bytes)
            .presses("アップロードする")
            .await;
        browser.sees("アップロードはまだ完了していません").sees_no("受け付けられませんでした");
        browser.presses("アップロードを完了する").await.sees("確認中");
        assert_eq!(world.inspects().await.refused, 1, "{reason}");
        browser.opens(PAGE).await.sees("アップロードされたファイルを受け付けられませんでした").sees(reason);
    }
    world.passes(chrono::TimeDelta::seconds(1));
    browser
        .opens(PAGE)
        .await
        .attaches("申請書・在籍証明書", "申請書.pdf", &pdf::scan(20))
        .presses("アップロードする")
        .await;
    assert_eq!(world.inspects().await.attached, 1, "inspection may be quicker than the person");
    browser.presses("アップロードを完了する").await.sees("アップロード済み").sees("（20ページ）");
    world.ends().await;
}

#[tokio::test]
async fn what_cannot_be_right_is_refused_before_it_is_sent() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let digest = pdf::sha256(b"x");
    for (size, sha256, reason) in [
        (0, &*digest, "ファイルが空（0バイト）です。PDFを作成し直して、もう一度アップロードしてください。"),
        (LIMIT + 1, &*digest, TOO_LARGE),
        (10, "not a digest", MISMATCH),
    ] {
        let body = json!({ "name": "申請書.pdf", "size": size, "sha256": sha256 });
        let answer = api.posts(PAGE, &body).await.is(422).json();
        assert_eq!(answer["errors"], json!([{ "field": "file", "pointer": "/file", "detail": reason }]));
    }
    let body = json!({ "name": "申請書.pdf", "size": LIMIT, "sha256": digest });
    api.posts(PAGE, &body).await.is(200);
    world.ends().await;
}

#[tokio::test]
async fn other_bytes_than_announced_do_not_get_in() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let announced = api.announces(CORE, &pdf::another_scan(1)).await.is(200).json();
    let same_length = pdf::another_scan(2);
    assert_eq!(same_length.len(), pdf::another_scan(1).len());
    assert!(api.puts(&announced, &same_length).await.status.is_client_error());
    assert!(api.puts(&announced, &pdf::scan(3)).await.status.is_client_error());
    let body = json!({ "upload": announced["upload"]["id"] });
    let page = api.posts(&format!("{PAGE}/received"), &body).await.is(200).json();
    assert_eq!(page["state"], "announced", "nothing arrived");
    api.puts(&announced, &pdf::another_scan(1)).await.is(200);
    assert_eq!(world.inspects().await.attached, 1);
    world.ends().await;
}

#[tokio::test]
async fn other_bytes_that_got_into_quarantine_all_the_same_are_refused() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let announced = api.announces(CORE, &pdf::another_scan(1)).await.is(200).json();
    let id = format!("{}#2027-02#core", world.account(EMAIL).await);
    let application = domain::ApplicationId {
        account: world.account(EMAIL).await,
        cycle: "2027-02".parse().unwrap(),
        kind: domain::ApplicationKind::Core,
    };
    let upload = announced["upload"]["id"].as_str().unwrap().parse().unwrap();
    world.smuggles(&quarantine_key(&application, &upload), &pdf::another_scan(2)).await;
    assert_eq!(world.inspects().await.refused, 1, "{id}");
    assert_eq!(api.gets(PAGE).await.json()["message"], MISMATCH);
    world.smuggles("q/nonsense", b"x").await;
    assert_eq!(world.inspects().await, inspect_upload::Report::default());
    world.ends().await;
}

/// Name, digest and pages of what is attached.
async fn attached(api: &mut Api) -> (String, String, u64) {
    let page = api.gets(PAGE).await.json();
    let text = |name: &str| page[name].as_str().unwrap_or_default().to_owned();
    (text("name"), text("sha256"), page["pages"].as_u64().unwrap_or_default())
}

#[tokio::test]
async fn what_is_attached_is_what_was_sent() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let bytes = pdf::scan(2);
    api.uploads(CORE, &bytes).await.is(200);
    api.gets(&format!("{PAGE}/file")).await.is(404);
    world.inspects().await;
    assert_eq!(attached(&mut api).await, ("申請書.pdf".to_owned(), pdf::sha256(&bytes), 2));
    let mut browser = world.browser();
    browser.jar = api.jar.clone();
    let request = browser.request(Method::GET, &format!("{PAGE}/file")).body(Body::empty()).unwrap();
    let link = browser.sends(request).await.header("location").to_owned();
    let request = browser.request(Method::GET, &link).body(Body::empty()).unwrap();
    let file = browser.sends(request).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "application/pdf"));
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert!(file.body == bytes);
    world.ends().await;
}

#[tokio::test]
async fn a_presigned_put_works_once() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let bytes = pdf::scan(1);
    let announced = api.announces(CORE, &bytes).await.is(200).json();
    api.puts(&announced, &bytes).await.is(200);
    api.puts(&announced, &bytes).await.is(412);
    assert_eq!(world.inspects().await.attached, 1);
    let before = attached(&mut api).await;
    api.puts(&announced, &bytes).await.is(200);
    assert_eq!(world.inspects().await.discarded, 1, "quarantine is empty again, but nobody waits for it");
    assert_eq!(attached(&mut api).await, before);
    assert_eq!(world.count("certificate_attached").await, 1);
    world.ends().await;
}

#[tokio::test]
async fn the_newest_announcement_counts_whatever_arrives_last() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    let (old, new) = (pdf::another_scan(1), pdf::another_scan(2));
    let first = api.announces(CORE, &old).await.is(200).json();
    world.passes(chrono::TimeDelta::seconds(1));
    let second = api.announces(CORE, &new).await.is(200).json();
    api.puts(&second, &new).await.is(200);
    api.puts(&first, &old).await.is(200);
    let report = world.inspects().await;
    assert_eq!((report.attached, report.discarded), (1, 1));
    assert_eq!(attached(&mut api).await.1, pdf::sha256(&new));
    world.ends().await;
}

#[tokio::test]
async fn a_refused_file_leaves_the_one_before_it_in_force() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    let mut api = world.api();
    api.jar = browser.jar.clone();
    api.token = api.gets(CORE).await.json()["csrf_token"].as_str().map(str::to_owned);
    for bytes in [pdf::scan(1), pdf::with_script()] {
        world.passes(chrono::TimeDelta::seconds(1));
        api.uploads(CORE, &bytes).await.is(200);
        world.inspects().await;
    }
    browser.opens(PAGE).await.sees("以前にアップロードしたPDF（申請書.pdf）が有効です。");
    world.ends().await;
}

#[tokio::test]
async fn the_schedule_finds_what_the_event_missed() {
    let world = World::new().await;
    let mut api = world.client(EMAIL).await;
    api.uploads(CORE, &pdf::scan(1)).await.is(200);
    assert_eq!(world.inspects_by_schedule().await.attached, 1);
    assert_eq!(world.inspects_by_schedule().await, inspect_upload::Report::default(), "nothing is left in quarantine");
    world.ends().await;
}
