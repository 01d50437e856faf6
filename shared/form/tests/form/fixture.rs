//! Answers that are right, to be made wrong one at a time.

use chrono::NaiveDate;
use domain::{AccreditationKind, ApplicationKind, Cycle};
use form::{Answers, Context, CoreFacility, FieldError, Form, FormKind, Held, Value, definition, read_json, validate};
use serde_json::{Value as Json, json};

pub fn cycle(name: &str) -> Cycle {
    name.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn form(kind: ApplicationKind, which: FormKind) -> &'static Form {
    definition(kind, cycle("2027-02")).form(which)
}

/// 2027-02-10, an uploaded certificate, nothing held.
pub fn context(kind: ApplicationKind) -> Context<'static> {
    Context {
        certificate: Some("申請書.pdf"),
        template_version: "2026-08",
        ..Context::new(kind, cycle("2027-02"), day("2027-02-10"))
    }
}

pub fn application_form() -> Answers {
    read_json(form(ApplicationKind::Partner, FormKind::ApplicationForm), &application_form_json()).unwrap()
}

/// An answer sheet of `shared/form/examples`.
fn example(text: &str) -> Json {
    serde_json::from_str(text).unwrap()
}

pub fn application_form_json() -> Json {
    example(include_str!("../../examples/application-form.json"))
}

pub fn instructor() -> Json {
    json!({
        "last_name": "架空", "first_name": "花子", "kana": "カクウ　ハナコ", "member_no": "A12345",
        "qualification": "instructor", "employment": "full_time"
    })
}

/// An overview that is right but for these physicians; the first of them is the 施設責任者.
pub fn core_overview(instructors: &[Json]) -> Answers {
    let mut rows = instructors.to_vec();
    if let Some(first) = rows.first_mut().filter(|row| row["last_name"].is_string()) {
        first["is_responsible"] = json!(true);
    }
    core_overview_with(&json!({ "instructors": rows }))
}

pub fn core_overview_with(changes: &Json) -> Answers {
    let overview = example(include_str!("../../examples/core-overview.json"));
    read_json(form(ApplicationKind::Core, FormKind::Overview), &merged(overview, changes)).unwrap()
}

/// An overview that is right but for these answers; it names no core facility.
pub fn partner_overview(changes: &Json) -> Answers {
    let overview = example(include_str!("../../examples/partner-overview.json"));
    read_json(form(ApplicationKind::Partner, FormKind::Overview), &merged(overview, changes)).unwrap()
}

fn merged(mut answers: Json, changes: &Json) -> Json {
    answers.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    answers
}

pub fn registry() -> Vec<CoreFacility> {
    ["CORE-A", "CORE-B"]
        .map(|id| CoreFacility {
            id: id.to_owned(),
            name: format!("架空基幹病院{id}"),
            prefecture: "13".to_owned(),
            number: "第1号".to_owned(),
            responsible_name: "見本　基子".to_owned(),
        })
        .into()
}

pub fn holding(kind: AccreditationKind) -> Held {
    Held {
        kind,
        number: "T-0001".to_owned(),
        facility_name: "架空総合病院".to_owned(),
        prefecture: "東京都".to_owned(),
        responsible_name: "架空　花子".to_owned(),
    }
}

pub fn link(id: &str) -> Json {
    json!({ "core_facility_id": id, "consulted": true })
}

pub fn with(answers: &Answers, name: &str, text: &str) -> Answers {
    let mut changed = answers.clone();
    changed.set(name, Value::Text(text.to_owned()));
    changed
}

/// `field: message` on a line each.
pub fn lines(errors: &[FieldError]) -> String {
    errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect::<Vec<_>>().join("\n")
}

pub fn faults_of_application_form(answers: &Answers, context: &Context<'_>) -> String {
    lines(&validate(form(context.kind, FormKind::ApplicationForm), answers, context))
}

pub fn faults_of_overview(answers: &Answers, context: &Context<'_>) -> String {
    lines(&validate(form(context.kind, FormKind::Overview), answers, context))
}
