//! The program that `cargo run` starts: its arguments, its end, and what it leaves behind; and `kill -9` while many save.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use portal_tests::applicant::Applicant;
use portal_tests::client::Client;
use portal_tests::process::{Nintei, Place};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;

#[tokio::test]
async fn ctrl_c_ends_it_well_and_a_second_start_finds_the_data() {
    let place = Place::default();
    let mut applicant = Applicant::new(place.client(), "nishi");
    let process = place.start().await;
    applicant.opens_an_account().await;
    applicant
        .fills_in("overview", "save_draft", 0, &json!({ "instructors": [{ "last_name": "架空" }] }))
        .await
        .unwrap()
        .good();
    let before = (applicant.mails().await, accounts(&mut applicant.client).await);
    let ended = process.interrupt().await;
    assert_eq!((ended.status.code(), ended.errors.as_str()), (Some(0), ""), "{ended:?}");

    let process = place.start().await;
    assert_eq!((applicant.mails().await, accounts(&mut applicant.client).await), before);
    let draft = applicant.page("/overview").await;
    assert_eq!((&draft["version"], &draft["answers"]["instructors"][0]["last_name"]), (&json!(1), &json!("架空")));
    let ended = process.interrupt().await;
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
}

async fn accounts(client: &mut Client) -> Vec<Value> {
    client.get("/dev").await.unwrap().good()["accounts"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_busy_port_is_told_with_the_way_out() {
    let place = Place::default();
    let _holder = tokio::net::TcpListener::bind(("127.0.0.1", place.port())).await.unwrap();
    let port = place.port().to_string();
    let output = place.command(&["--memory", "--port", &port]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(&format!("Port {port} is not free")) && said.contains("--port"), "{said}");
    assert!(said.contains(&format!("ポート {port} は使用できません")), "{said}");
}

#[tokio::test]
async fn a_folder_in_use_is_told() {
    let place = Place::default();
    let _process = place.start().await;
    let port = portal_tests::process::free_port().to_string();
    let output = place.command(&["--data", "data", "--port", &port]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("in use by another nintei"), "{said}");
}

/// The first start is cut off while the demo files its applications; the next begins anew, and the one after keeps it.
#[tokio::test]
async fn a_first_start_that_was_cut_off_is_begun_again() {
    for fault in ["die-before TransactWriteItems form_registered", "die-after TransactWriteItems submission_received"] {
        let place = Place::default();
        let mut command = place.command(&["--data", "data", "--port", &place.port().to_string()]);
        let cut_off = command.env("NINTEI_FAULT", fault).output();
        let cut_off = tokio::time::timeout(Duration::from_mins(1), cut_off).await.expect("the fault strikes").unwrap();
        assert!(!cut_off.status.success(), "{fault} strikes");
        for _ in 0..2 {
            let process = place.start().await;
            for (email, kind) in [("core-5@example.jp", "core"), ("partner-2@example.jp", "partner")] {
                let mut client = place.client();
                let login = json!({ "email": email, "password": "kumo-no-ue-42" });
                client.post("/login", &login).await.unwrap().good();
                let page = client.get(&format!("/applications/2027-02/{kind}")).await.unwrap().good();
                assert_eq!(page["state"], "submitted", "{email} after {fault}");
            }
            process.kill().await;
        }
    }
}

#[tokio::test]
async fn with_memory_nothing_is_left() {
    let place = Place::default();
    let process = Nintei::start(place.command(&["--memory", "--port", &place.port().to_string()])).await;
    let mut applicant = Applicant::new(place.client(), "minami");
    applicant.opens_an_account().await;
    applicant.uploads().await;
    assert_eq!(process.interrupt().await.status.code(), Some(0));
    let left: Vec<_> = std::fs::read_dir(place.folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn help_is_printed_and_a_mistake_is_told() {
    let place = Place::default();
    let help = place.command(&["--help"]).output().await.unwrap();
    assert!(help.status.success());
    let said = String::from_utf8(help.stdout).unwrap();
    assert!(["--port", "--data", "--memory"].iter().all(|option| said.contains(option)), "{said}");

    let mistake = place.command(&["--prot", "1"]).output().await.unwrap();
    assert_eq!(mistake.status.code(), Some(1));
    let said = String::from_utf8(mistake.stderr).unwrap();
    assert!(said.contains("--prot") && said.contains("Usage"), "{said}");
}

/// One form that somebody saves again and again.
struct Saver {
    client: Client,
    path: String,
    /// The last version that was acknowledged, and its text.
    acknowledged: (u64, String),
}

impl Saver {
    async fn new(place: &Place, account: &Value, path: String) -> Self {
        let mut client = place.client();
        let login = json!({ "email": account["email"], "password": account["password"] });
        client.post("/login", &login).await.unwrap().good();
        let page = client.get(&path).await.unwrap().good();
        let acknowledged = (page["version"].as_u64().unwrap(), remark(&page));
        Self { client, path, acknowledged }
    }

    /// Saves until nobody answers any more.
    async fn saves(mut self, saved: Arc<AtomicUsize>, enough: usize, rung: Arc<Notify>) -> Self {
        loop {
            let version = self.acknowledged.0;
            let text = format!("第{}稿", version + 1);
            let answers = answers(&self.path, &text);
            let document = json!({ "action": "save_draft", "version": version, "answers": answers });
            let Ok(answer) = self.client.post(&self.path, &document).await else { return self };
            self.acknowledged = (answer.good()["version"].as_u64().unwrap(), text);
            if saved.fetch_add(1, Ordering::Relaxed) + 1 == enough {
                rung.notify_one();
            }
        }
    }
}

/// The one answer that is changed: a text that either form has.
fn answers(path: &str, text: &str) -> Value {
    if path.ends_with("/overview") {
        json!({ "instructors": [{ "last_name": text }] })
    } else {
        json!({ "remarks": text })
    }
}

fn remark(page: &Value) -> String {
    let answers = &page["answers"];
    let text = answers["remarks"].as_str().or(answers["instructors"][0]["last_name"].as_str());
    text.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn kill_9_while_twenty_save_loses_nothing_that_was_acknowledged() {
    let place = Place::default();
    let process = place.start().await;
    let mut savers = Vec::new();
    let accounts = accounts(&mut place.client()).await.into_iter();
    let applied =
        |account: &Value| ["core-5@example.jp", "partner-2@example.jp"].iter().any(|it| account["email"] == *it);
    for account in accounts.filter(|account| account["totp_secret"].is_null() && !applied(account)) {
        for form in ["core/application-form", "core/overview", "partner/application-form", "partner/overview"] {
            savers.push(Saver::new(&place, &account, format!("/applications/2027-02/{form}")).await);
        }
    }
    savers.truncate(20);
    assert_eq!(savers.len(), 20);
    let enough = 20 + usize::try_from(RandomState::new().hash_one(0) % 180).unwrap();

    let (saved, rung, mut saving) = (Arc::default(), Arc::new(Notify::new()), JoinSet::new());
    for saver in savers {
        saving.spawn(saver.saves(Arc::clone(&saved), enough, Arc::clone(&rung)));
    }
    tokio::select! {
        () = rung.notified() => {}
        ended = saving.join_next() => panic!("a saver ended before the kill: {:?}", ended.map(|ended| ended.map(|saver| saver.path))),
    }
    process.kill().await;
    let savers = saving.join_all().await;

    let _process = place.start().await;
    for mut saver in savers {
        let page = saver.client.get(&saver.path).await.unwrap().good();
        let (version, text) = saver.acknowledged;
        let found = (page["version"].as_u64().unwrap(), remark(&page));
        let unanswered = (version + 1, format!("第{}稿", version + 1));
        assert!(
            found == (version, text.clone()) || found == unanswered,
            "killed after {enough} saves: {found:?} is neither {version} {text} nor the next"
        );
    }
}
