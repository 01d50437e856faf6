//! The secretariat, in its round: 受付, corrections, 判定 in time and late.

use chrono::NaiveDate;
use domain::{ApplicationKind, StaffRole};
use portal_tests::api::Api;
use portal_tests::office::WORKLIST;
use portal_tests::world::World;
use serde_json::{Value, json};

use super::facility::Facility;
use super::{Round, choice, later};

/// What it does on a day.
pub(crate) async fn acts(world: &World, round: Round, day: NaiveDate, facilities: &[Facility]) {
    let days = [2, 13, 21, 42].map(|days| later(round.closes, days));
    if !days.contains(&day) {
        return;
    }
    let mut judge = world.staff(StaffRole::Judge).await;
    let applied = facilities.iter().filter(|one| one.round.is_some_and(|of| of.cycle == round.cycle) && !one.too_late);
    for facility in applied {
        let account = facility.account.as_ref().unwrap();
        let office = format!("{WORKLIST}/{}/{}/{account}", round.cycle, facility.kind.slug());
        let late = choice(&format!("late {office}"), 4) == 0;
        if day == days[0] {
            receives(&mut judge, &office, round).await;
        } else if day == days[1] {
            extends(&mut judge, &office, round).await;
        } else if (day == days[3]) == late {
            judges(&mut judge, &office, round, facility).await;
        }
    }
}

/// 受付; every other one is to correct its telephone number in eleven days.
async fn receives(judge: &mut Api, office: &str, round: Round) {
    judge.receives(office).await;
    if choice(office, 2) == 0 {
        let due = later(round.closes, 11).to_string();
        judge.asks(office, &due, &["application-form/phone"]).await.is(200);
    }
}

async fn extends(judge: &mut Api, office: &str, round: Round) {
    if state(judge, office).await == "correction_requested" {
        let due = later(round.closes, 19).to_string();
        judge.posts(office, &json!({ "action": "extend", "due": due })).await.is(200);
    }
}

async fn state(judge: &mut Api, office: &str) -> Value {
    judge.gets(office).await.is(200).json()["state"].clone()
}

/// Most pass.
async fn judges(judge: &mut Api, office: &str, round: Round, facility: &Facility) {
    let letter = if facility.kind == ApplicationKind::Core { "K" } else { "R" };
    let number = format!("{letter}-{}{}", round.cycle, facility.email.chars().find(char::is_ascii_digit).unwrap());
    let pass = json!({
        "action": "judge", "outcome": "pass", "number": number,
        "valid_from": round.start.to_string(), "valid_to": "2032-03-31",
    });
    let fail = json!({ "action": "judge", "outcome": "fail", "reason": "指導体制が確認できないため。" });
    let body = if choice(office, 5) == 0 { fail } else { pass };
    // what was corrected is received once more
    if state(judge, office).await == "submitted" {
        judge.receives(office).await;
    }
    judge.posts(&format!("{office}/decision"), &body).await.is(200);
}
