//! Answers that are right, to be made wrong one at a time.

use chrono::NaiveDate;
use domain::{ApplicationKind, Cycle};
use form::{Answers, Context, CoreFacility, FieldError, Form, FormKind, Value, definition, read_json, validate};
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
    Context { certificate: Some("申請書.pdf"), ..Context::new(kind, cycle("2027-02"), day("2027-02-10")) }
}

pub fn application_form() -> Answers {
    read_json(form(ApplicationKind::Partner, FormKind::ApplicationForm), &application_form_json()).unwrap()
}

pub fn application_form_json() -> Json {
    json!({
        "current_accreditation": "none", "application_date": "2027-02-01",
        "facility_name": "架空総合病院", "facility_name_kana": "カクウソウゴウビョウイン", "facility_kind": "hospital",
        "postal_code": "123-4567", "prefecture": "13", "address_city": "架空区", "address_street": "架空町1-2-3",
        "phone": "03-1234-5678",
        "director_title": "病院長", "director_last_name": "架空", "director_first_name": "一郎",
        "director_last_name_kana": "カクウ", "director_first_name_kana": "イチロウ",
        "responsible_last_name": "架空", "responsible_first_name": "花子",
        "responsible_last_name_kana": "カクウ", "responsible_first_name_kana": "ハナコ",
        "responsible_member_no": "A12345", "responsible_birth_date": "1975-03-27",
        "responsible_qualification": "instructor", "responsible_department": "緩和ケア科",
        "responsible_employment": "full_time",
        "contact_last_name": "架空", "contact_first_name": "次郎",
        "contact_last_name_kana": "カクウ", "contact_first_name_kana": "ジロウ", "contact_phone": "03-1234-5679",
        "confirm_requirements": true, "confirm_privacy": true
    })
}

pub fn instructor() -> Json {
    json!({
        "last_name": "架空", "first_name": "花子", "kana": "カクウ　ハナコ", "member_no": "A12345",
        "qualification": "instructor", "employment": "full_time"
    })
}

pub fn core_overview(instructors: &[Json]) -> Answers {
    read_json(form(ApplicationKind::Core, FormKind::Overview), &json!({ "instructors": instructors })).unwrap()
}

pub fn partner_overview(overview: &Json) -> Answers {
    read_json(form(ApplicationKind::Partner, FormKind::Overview), overview).unwrap()
}

pub fn registry() -> Vec<CoreFacility> {
    ["CORE-A", "CORE-B"]
        .map(|id| CoreFacility {
            id: id.to_owned(),
            name: format!("架空基幹病院{id}"),
            prefecture: "13".to_owned(),
            number: "第1号".to_owned(),
        })
        .into()
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
