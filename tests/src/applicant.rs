//! Somebody who applies for a core facility through the JSON face, and what can be seen from outside: the mailbox and
//! the clock under `/dev`.

use bytes::Bytes;
use chrono::{DateTime, TimeDelta};
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};
use shared::assets::ASSETS;
use shared::store::keys::sha256_hex;

use crate::client::{Answer, Broken, Client};
use crate::fixtures;

/// The application that everybody makes here.
pub const APPLICATION: &str = "/applications/2027-02/core";
/// A password that is good enough.
pub const PASSWORD: &str = "kazamidori-2027";

/// A facility that applies.
pub struct Applicant {
    /// What it uses.
    pub client: Client,
    /// Its address.
    pub email: String,
}

impl Applicant {
    /// Somebody who has done nothing yet.
    pub fn new(client: Client, name: &str) -> Self {
        Self { client, email: format!("{name}@example.jp") }
    }

    /// 新規登録.
    pub async fn signs_up(&mut self) -> Result<Answer, Broken> {
        let entry = json!({ "last_name": "架空", "first_name": "花子", "email": self.email, "entry": "core" });
        self.client.post("/signup", &entry).await
    }

    /// パスワードの発行 with the link of the newest mail.
    pub async fn sets_password(&mut self) -> Result<Answer, Broken> {
        let token = self.token().await;
        let passwords = json!({ "token": token, "password": PASSWORD, "password_confirmation": PASSWORD });
        self.client.post("/password/new", &passwords).await
    }

    /// The token of the link in the newest mail.
    pub async fn token(&mut self) -> String {
        let mails = self.mails().await;
        let text = mails[0]["text"].as_str().unwrap();
        let rest = text.split("/password/link/").nth(1).unwrap_or_else(|| panic!("no link in {text}"));
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// ログイン.
    pub async fn signs_in(&mut self) -> Result<Answer, Broken> {
        let login = json!({ "email": self.email, "password": PASSWORD });
        self.client.post("/apply/core/login", &login).await
    }

    /// From nothing to signed in.
    pub async fn opens_an_account(&mut self) {
        self.signs_up().await.unwrap().good();
        self.run("deliver_mail").await;
        self.sets_password().await.unwrap().good();
        self.signs_in().await.unwrap().good();
    }

    /// 一時保存 or 登録 of one form.
    pub async fn fills_in(
        &mut self,
        form: &str,
        action: &str,
        version: u64,
        answers: &Value,
    ) -> Result<Answer, Broken> {
        let document = json!({ "action": action, "version": version, "answers": answers });
        self.client.post(&format!("{APPLICATION}/{form}"), &document).await
    }

    /// Announces a good certificate and gives what S3 wants to see.
    pub async fn announces(&mut self) -> Value {
        let pdf = certificate();
        let announcement = json!({ "name": "申請書.pdf", "size": pdf.len(), "sha256": sha256_hex(&pdf) });
        self.client.post(&format!("{APPLICATION}/certificate"), &announcement).await.unwrap().good()
    }

    /// Sends the bytes that were announced.
    pub async fn puts(&self, announced: &Value) -> Result<Answer, Broken> {
        let mut request = Request::put(announced["put"]["url"].as_str().unwrap());
        for (name, value) in announced["put"]["headers"].as_object().unwrap() {
            request = request.header(name, value.as_str().unwrap());
        }
        self.client.exchange(request.body(Full::new(certificate())).unwrap()).await
    }

    /// Announces and sends.
    pub async fn sends(&mut self) -> Result<Answer, Broken> {
        let announced = self.announces().await;
        self.puts(&announced).await
    }

    /// Announces, sends, and has it looked at.
    pub async fn uploads(&mut self) {
        let put = self.sends().await.unwrap();
        assert!(put.status.is_success(), "{}", put.text());
        self.run("inspect_upload").await;
        assert_eq!(self.page("").await["certificate"]["state"], "attached");
    }

    /// Everything but 申請.
    pub async fn prepares(&mut self) {
        self.opens_an_account().await;
        self.uploads().await;
        self.fills_in("application-form", "register", 0, &fixtures::application_form()).await.unwrap().good();
        self.fills_in("overview", "register", 0, &fixtures::core_overview()).await.unwrap().good();
    }

    /// 申請.
    pub async fn submits(&mut self) -> Result<Answer, Broken> {
        self.client.post(&format!("{APPLICATION}/submit"), &json!({})).await
    }

    /// A page of the application, such as `""` (the task list) or `/overview`.
    pub async fn page(&mut self, page: &str) -> Value {
        self.client.get(&format!("{APPLICATION}{page}")).await.unwrap().good()
    }

    /// The mails to this facility, newest first.
    pub async fn mails(&mut self) -> Vec<Value> {
        let all = self.client.get("/dev/mail").await.unwrap().good();
        all.as_array().unwrap().iter().filter(|mail| mail["to"] == self.email.as_str()).cloned().collect()
    }

    /// Runs a scheduled function now.
    pub async fn run(&mut self, function: &str) {
        self.client.post(&format!("/dev/schedules/{function}"), &json!({})).await.unwrap().good();
    }

    /// Lets so much time pass that no sender holds a notice any more, and everything scheduled runs.
    pub async fn waits(&mut self) {
        let clock = self.client.get("/dev/clock").await.unwrap().good();
        let now = DateTime::parse_from_rfc3339(clock["now"].as_str().unwrap()).unwrap();
        let later = (now + TimeDelta::minutes(6)).to_rfc3339();
        self.client.post("/dev/clock", &json!({ "now": later })).await.unwrap().good();
        self.run("inspect_upload").await;
        self.run("deliver_mail").await;
    }
}

/// A PDF that is accepted: the form itself.
pub fn certificate() -> Bytes {
    let form = ASSETS.iter().find(|asset| asset.name == "certificate-form.pdf").unwrap();
    Bytes::from_static(form.bytes)
}
