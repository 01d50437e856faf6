//! The process dies in the middle of a judgement, of the schedule's run, of an approval, and is started again on the same
//! data: it is as if not begun, or done, and every mail goes out once.

use portal_tests::client::Client;
use portal_tests::process::Place;
use serde_json::{Value, json};

const STAFF: &str = "staff@example.jp";
const STAFF_PASSWORD: &str = "kumo-no-ue-no-tsukue-42";
const PARTNER: &str = "partner-2@example.jp";
const CORE: &str = "core-1@example.jp";
const FACILITY_PASSWORD: &str = "kumo-no-ue-42";
const REQUEST: &str = "【日本緩和医療学会】連携施設からの連携申請について（承認のお願い）";
const RESULT: &str = "【日本緩和医療学会】施設認定 審査結果のお知らせ";
const APPROVED: &str = "【日本緩和医療学会】基幹施設との連携が承認されました";

/// The demo's portal, and where its partner's application is.
struct Demo {
    place: Place,
    office: String,
}

/// One of the staff, with the code of the moment that `/dev` shows; moves the clock on, for a code is good once.
async fn staff(place: &Place) -> Client {
    let mut client = place.client();
    let dev = client.get("/dev").await.unwrap().good();
    moves_to(&mut client, &plus_a_minute(&dev)).await;
    let dev = client.get("/dev").await.unwrap().good();
    let account = dev["accounts"].as_array().unwrap().iter().find(|account| account["email"] == STAFF).unwrap();
    let login = json!({ "email": STAFF, "password": STAFF_PASSWORD, "code": account["totp_now"] });
    client.post("/admin/login", &login).await.unwrap().good();
    client
}

fn plus_a_minute(dev: &Value) -> String {
    let now = chrono::DateTime::parse_from_rfc3339(dev["now"].as_str().unwrap()).unwrap();
    (now + chrono::TimeDelta::minutes(1)).to_rfc3339()
}

async fn moves_to(client: &mut Client, now: &str) {
    client.post("/dev/clock", &json!({ "now": now })).await.unwrap().good();
}

async fn facility(place: &Place, email: &str) -> Client {
    let mut client = place.client();
    client.post("/login", &json!({ "email": email, "password": FACILITY_PASSWORD })).await.unwrap().good();
    client
}

/// Received and, if `judged`, passed; then killed.
async fn demo(judged: bool) -> Demo {
    let place = Place::default();
    let process = place.start().await;
    let mut staff = staff(&place).await;
    let list = staff.get("/admin/applications?kind=partner").await.unwrap().good();
    let office = list["items"][0]["path"].as_str().unwrap().to_owned();
    staff.post(&office, &json!({ "action": "receive" })).await.unwrap().good();
    if judged {
        judges(&mut staff, &office).await.unwrap().good();
    }
    process.kill().await;
    Demo { place, office }
}

async fn judges(
    staff: &mut Client,
    office: &str,
) -> Result<portal_tests::client::Answer, portal_tests::client::Broken> {
    let judgement = json!({
        "action": "judge", "outcome": "pass", "number": "R-0042",
        "valid_from": "2027-04-01", "valid_to": "2032-03-31",
    });
    staff.post(&format!("{office}/decision"), &judgement).await
}

/// How many mails of a subject an address got, when everything that is due was sent.
async fn mails(place: &Place, to: &str, subject: &str) -> usize {
    let mut client = place.client();
    let dev = client.get("/dev").await.unwrap().good();
    moves_to(&mut client, &plus_a_minute(&dev)).await;
    client.post("/dev/schedules/deliver_mail", &json!({})).await.unwrap().good();
    let all = client.get("/dev/mail").await.unwrap().good();
    all.as_array().unwrap().iter().filter(|mail| mail["to"] == to && mail["subject"] == subject).count()
}

#[tokio::test]
async fn a_judgement_is_as_if_not_begun_or_done() {
    for (fault, state) in [("die-before", "under_review"), ("die-after", "judged")] {
        let Demo { place, office } = demo(false).await;
        let process = place.start_with(&format!("{fault} TransactWriteItems \"judged\"")).await;
        let mut judge = staff(&place).await;
        assert!(judges(&mut judge, &office).await.is_err(), "{fault}");
        process.died().await;

        let _process = place.start().await;
        let mut judge = staff(&place).await;
        assert_eq!(judge.get(&office).await.unwrap().good()["state"], state, "{fault}");
        let mut partner = facility(&place, PARTNER).await;
        let held = partner.get("/mypage").await.unwrap().good()["held"].as_array().unwrap().len();
        assert_eq!(held, usize::from(state == "judged"), "{fault}: accreditation and judgement are one");
        judges(&mut judge, &office).await.unwrap().good();
        assert_eq!(mails(&place, PARTNER, RESULT).await, 1, "{fault}");
        let mut partner = facility(&place, PARTNER).await;
        assert_eq!(partner.get("/mypage").await.unwrap().good()["held"].as_array().unwrap().len(), 1, "{fault}");
    }
}

#[tokio::test]
async fn a_run_of_the_schedule_is_made_good_by_the_next() {
    for fault in ["die-before", "die-after"] {
        let Demo { place, .. } = demo(true).await;
        let process = place.start_with(&format!("{fault} TransactWriteItems \"partnership_requested\"")).await;
        let moved = place.client().post("/dev/clock", &json!({ "now": "2027-04-01T09:00:00+09:00" })).await;
        assert!(moved.is_err(), "{fault}");
        process.died().await;

        let _process = place.start().await;
        let mut client = place.client();
        client.post("/dev/schedules/notify_partnerships", &json!({})).await.unwrap().good();
        assert_eq!(mails(&place, CORE, REQUEST).await, 1, "{fault}");
        let mut core = facility(&place, CORE).await;
        let group = core.get("/mypage/training-group").await.unwrap().good();
        assert_eq!(group["requests"].as_array().unwrap().len(), 1, "{fault}");
        let mut partner = facility(&place, PARTNER).await;
        let own = partner.get("/mypage/training-group").await.unwrap().good()["own"].clone();
        let states: Vec<_> = own.as_array().unwrap().iter().map(|link| link["state"].as_str().unwrap()).collect();
        assert_eq!(states.iter().filter(|state| **state == "requested").count(), 1, "{states:?}");
        assert_eq!(states.iter().filter(|state| **state == "blocked").count(), 1, "{states:?}");
    }
}

#[tokio::test]
async fn an_approval_is_as_if_not_begun_or_done() {
    for (fault, state) in [("die-before", "requested"), ("die-after", "active")] {
        let Demo { place, .. } = demo(true).await;
        let process = place.start_with(&format!("{fault} TransactWriteItems \"partnership_approved\"")).await;
        moves_to(&mut place.client(), "2027-04-01T09:00:00+09:00").await;
        let mut core = facility(&place, CORE).await;
        let group = core.get("/mypage/training-group").await.unwrap().good();
        let path = group["requests"][0]["path"].as_str().unwrap().to_owned();
        assert!(core.post(&path, &json!({ "action": "approve" })).await.is_err(), "{fault}");
        process.died().await;

        let _process = place.start().await;
        let mut core = facility(&place, CORE).await;
        assert_eq!(core.get(&path).await.unwrap().good()["link"]["state"], state, "{fault}");
        core.post(&path, &json!({ "action": "approve" })).await.unwrap().good();
        assert_eq!(mails(&place, PARTNER, APPROVED).await, 1, "{fault}");
    }
}
