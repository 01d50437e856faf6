//! The process dies at a point of our choice, and is started again on the same data. What was acknowledged is there;
//! what was not is there wholly or not at all; every mail that is due goes out, and none twice but where the answer of
//! SES was lost.

use portal_tests::applicant::{APPLICATION, Applicant, certificate};
use portal_tests::client::{Answer, Broken};
use portal_tests::fixtures::application_form;
use portal_tests::process::Place;
use serde_json::{Value, json};

/// Does what meets the fault, and waits until the process has died of it.
async fn dies<T>(place: &Place, fault: &str, act: impl AsyncFnOnce() -> T) -> T {
    let process = place.start_with(fault).await;
    let outcome = act().await;
    process.died().await;
    outcome
}

/// An applicant who has come as far as `prepare` leads, and whose process was then killed.
async fn prepared(prepare: impl AsyncFnOnce(&mut Applicant)) -> (Place, Applicant) {
    let place = Place::default();
    let mut applicant = Applicant::new(place.client(), "higashi");
    let process = place.start().await;
    prepare(&mut applicant).await;
    process.kill().await;
    (place, applicant)
}

/// Nothing was acknowledged.
#[track_caller]
fn broke(outcome: &Result<Answer, Broken>) {
    assert!(outcome.is_err(), "{outcome:?}");
}

fn subjects(mails: &[Value]) -> Vec<&str> {
    mails.iter().map(|mail| mail["subject"].as_str().unwrap()).collect()
}

const ISSUANCE: &str = "【日本緩和医療学会】パスワードの設定をお願いいたします";
const RECEIPT: &str = "【日本緩和医療学会】基幹施設 新規申請を受け付けました（申請完了）";

#[tokio::test]
async fn a_sign_up_that_was_committed_but_not_answered_is_all_there() {
    let (place, mut applicant) = prepared(async |_| {}).await;
    broke(&dies(&place, "die-after TransactWriteItems account_opened", async || applicant.signs_up().await).await);

    let _process = place.start().await;
    applicant.waits().await;
    assert_eq!(subjects(&applicant.mails().await), [ISSUANCE]);
    applicant.sets_password().await.unwrap().good();
    applicant.signs_in().await.unwrap().good();
}

#[tokio::test]
async fn a_sign_up_that_was_not_committed_has_left_nothing() {
    let (place, mut applicant) = prepared(async |_| {}).await;
    broke(&dies(&place, "die-before TransactWriteItems account_opened", async || applicant.signs_up().await).await);

    let _process = place.start().await;
    applicant.waits().await;
    assert!(applicant.mails().await.is_empty());
    applicant.opens_an_account().await;
    assert_eq!(subjects(&applicant.mails().await), [ISSUANCE]);
}

#[tokio::test]
async fn a_mail_that_ses_has_not_seen_goes_out_once() {
    let (place, mut applicant) = prepared(async |_| {}).await;
    // whether the page came before the sender died does not matter: the sign-up was committed
    dies(&place, "die-before SendEmail higashi@", async || applicant.signs_up().await.is_ok()).await;

    assert_eq!(mails_on_disk(&place), 0);
    let _process = place.start().await;
    applicant.waits().await;
    applicant.waits().await;
    assert_eq!(subjects(&applicant.mails().await), [ISSUANCE]);
}

#[tokio::test]
async fn a_mail_whose_acceptance_was_not_heard_goes_out_once_more_and_no_more() {
    let (place, mut applicant) = prepared(async |_| {}).await;
    dies(&place, "die-after SendEmail higashi@", async || applicant.signs_up().await.is_ok()).await;

    assert_eq!(mails_on_disk(&place), 1);
    let _process = place.start().await;
    applicant.waits().await;
    applicant.waits().await;
    let mails = applicant.mails().await;
    assert_eq!(subjects(&mails), [ISSUANCE, ISSUANCE]);
    assert_eq!((&mails[0]["text"], &mails[0]["tags"]), (&mails[1]["text"], &mails[1]["tags"]));
    applicant.sets_password().await.unwrap().good();
}

#[tokio::test]
async fn a_password_that_was_committed_but_not_answered_is_the_password() {
    let (place, mut applicant) = prepared(signs_up).await;
    broke(&dies(&place, "die-after TransactWriteItems password_set", async || applicant.sets_password().await).await);

    let _process = place.start().await;
    applicant.signs_in().await.unwrap().good();
    let again = applicant.sets_password().await.unwrap();
    assert!(again.status == 410 && again.text().contains("すでに使用されています"), "{}", again.text());
}

#[tokio::test]
async fn a_password_that_was_not_committed_has_not_spent_its_link() {
    let (place, mut applicant) = prepared(signs_up).await;
    broke(&dies(&place, "die-before TransactWriteItems password_set", async || applicant.sets_password().await).await);

    let _process = place.start().await;
    assert_eq!(applicant.signs_in().await.unwrap().status, 422);
    applicant.sets_password().await.unwrap().good();
    applicant.signs_in().await.unwrap().good();
}

async fn signs_up(applicant: &mut Applicant) {
    applicant.signs_up().await.unwrap().good();
    applicant.run("deliver_mail").await;
}

#[tokio::test]
async fn an_upload_that_arrived_is_inspected_after_the_restart() {
    let (place, mut applicant) = prepared(Applicant::opens_an_account).await;
    // the bucket rings as soon as it has the object, so the answer to the PUT may be lost with the process
    let put = async || applicant.sends().await.is_ok();
    dies(&place, "die-before S3 GET nintei-quarantine -", put).await;
    assert_eq!(files(&place, "s3/nintei-certificates"), DEMO);
    attached_after_restart(&place, &mut applicant).await;
}

#[tokio::test]
async fn an_inspection_that_ended_after_the_promotion_is_done_again() {
    let (place, mut applicant) = prepared(Applicant::opens_an_account).await;
    let put = async || applicant.sends().await.is_ok();
    dies(&place, "die-before TransactWriteItems certificate_attached", put).await;
    assert_eq!(files(&place, "s3/nintei-certificates"), DEMO + 1);
    attached_after_restart(&place, &mut applicant).await;
}

#[tokio::test]
async fn an_inspection_that_ended_before_the_clean_up_changes_nothing_when_done_again() {
    let (place, mut applicant) = prepared(Applicant::opens_an_account).await;
    let put = async || applicant.sends().await.is_ok();
    dies(&place, "die-before S3 DELETE nintei-quarantine -", put).await;
    attached_after_restart(&place, &mut applicant).await;
}

/// The file is attached, can be had back byte by byte, is one object, and quarantine is empty.
async fn attached_after_restart(place: &Place, applicant: &mut Applicant) {
    assert_eq!(files(place, "s3/nintei-quarantine"), 1);
    let _process = place.start().await;
    applicant.waits().await;
    let page = applicant.page("/certificate").await;
    assert_eq!((&page["state"], &page["pages"]), (&json!("attached"), &json!(1)), "{page}");
    let link = applicant.client.get(&format!("{APPLICATION}/certificate/file")).await.unwrap();
    let link = http::Request::get(link.headers["location"].to_str().unwrap()).body(http_body_util::Full::default());
    let file = applicant.client.exchange(link.unwrap()).await.unwrap();
    assert_eq!(file.body, certificate());
    assert_eq!(files(place, "s3/nintei-quarantine"), 0);
    assert_eq!(files(place, "s3/nintei-certificates"), DEMO + 1);
}

/// The certificates that the demo begins with.
const DEMO: usize = 2;

/// How many mails to the applicant there are on the disk; the demo has some of its own.
fn mails_on_disk(place: &Place) -> usize {
    let folder = std::fs::read_dir(place.folder().join("data/mail")).unwrap();
    let texts = folder.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    texts.filter(|text| text.contains("higashi@")).count()
}

/// How many objects there are on the disk.
fn files(place: &Place, folder: &str) -> usize {
    let mut folders = vec![place.folder().join("data").join(folder)];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { count += 1 }
        }
    }
    count
}

#[tokio::test]
async fn a_registration_that_was_committed_but_not_answered_is_all_there() {
    let (place, mut applicant) = prepared(uploads).await;
    let register = async || applicant.fills_in("application-form", "register", 0, &application_form()).await;
    broke(&dies(&place, "die-after TransactWriteItems form_registered", register).await);

    let _process = place.start().await;
    assert_eq!(form(&mut applicant).await, json!(["registered", 1, "架空総合病院"]));
    // pressed again on the page that never changed
    applicant.fills_in("application-form", "register", 0, &application_form()).await.unwrap().good();
    assert_eq!(form(&mut applicant).await[0], "registered");
}

#[tokio::test]
async fn a_registration_that_was_not_committed_has_left_nothing() {
    let (place, mut applicant) = prepared(uploads).await;
    let register = async || applicant.fills_in("application-form", "register", 0, &application_form()).await;
    broke(&dies(&place, "die-before TransactWriteItems form_registered", register).await);

    let _process = place.start().await;
    assert_eq!(form(&mut applicant).await, json!(["incomplete", 0, null]));
    applicant.fills_in("application-form", "register", 0, &application_form()).await.unwrap().good();
    assert_eq!(form(&mut applicant).await, json!(["registered", 1, "架空総合病院"]));
}

async fn uploads(applicant: &mut Applicant) {
    applicant.opens_an_account().await;
    applicant.uploads().await;
}

/// Status, version and one answer of 1.申請書.
async fn form(applicant: &mut Applicant) -> Value {
    let page = applicant.page("/application-form").await;
    json!([page["status"], page["version"], page["answers"]["facility_name"]])
}

#[tokio::test]
async fn a_submission_that_was_committed_but_not_answered_is_all_there() {
    let (place, mut applicant) = prepared(Applicant::prepares).await;
    broke(&dies(&place, "die-after TransactWriteItems \"submitted\"", async || applicant.submits().await).await);

    let _process = place.start().await;
    applicant.waits().await;
    let receipt = applicant.page("/receipt").await;
    assert_eq!(receipt["message"], "申請済みです。");
    let again = applicant.submits().await.unwrap().good();
    assert_eq!(again["receipt_no"], receipt["receipt_no"]);
    applicant.waits().await;
    one_receipt(&mut applicant, &receipt).await;
}

#[tokio::test]
async fn a_submission_that_was_not_committed_has_left_nothing() {
    let (place, mut applicant) = prepared(Applicant::prepares).await;
    broke(&dies(&place, "die-before TransactWriteItems \"submitted\"", async || applicant.submits().await).await);

    let _process = place.start().await;
    applicant.waits().await;
    assert_eq!(applicant.page("").await["state"], "draft");
    assert_eq!(applicant.client.get(&format!("{APPLICATION}/receipt")).await.unwrap().status, 404);
    assert_eq!(subjects(&applicant.mails().await), [ISSUANCE]);
    let receipt = applicant.submits().await.unwrap().good();
    applicant.waits().await;
    one_receipt(&mut applicant, &receipt).await;
}

async fn one_receipt(applicant: &mut Applicant, receipt: &Value) {
    let mails = applicant.mails().await;
    assert_eq!(subjects(&mails), [RECEIPT, ISSUANCE]);
    assert!(mails[0]["text"].as_str().unwrap().contains(receipt["receipt_no"].as_str().unwrap()));
}
