//! What a form begins with: what is known, and what an earlier application said.

use domain::{AccreditationKind, ApplicationKind};
use form::{Answers, Context, FormKind, Held, Value, carried, prefilled, read_json, statistics_period};
use serde_json::{Value as Json, json};

use crate::fixture::*;

fn begins(kind: ApplicationKind, which: FormKind, context: &Context<'_>) -> Json {
    serde_json::to_value(prefilled(form(kind, which), context, "jimu@hospital.example.jp")).unwrap()
}

#[test]
fn a_new_applicant_is_spared_the_address_and_the_period() {
    let context = context(ApplicationKind::Core);
    assert_eq!(
        begins(ApplicationKind::Core, FormKind::ApplicationForm, &context),
        json!({ "contact_email": "jimu@hospital.example.jp" })
    );
    assert_eq!(
        begins(ApplicationKind::Core, FormKind::Overview, &context),
        json!({ "stats_period_from": "2026-01-01", "stats_period_to": "2026-12-31" })
    );
}

#[test]
fn an_accredited_facility_finds_what_the_register_says() {
    let held: Vec<Held> = [AccreditationKind::Core, AccreditationKind::Training].map(holding).into();
    let context = Context { held: &held, ..context(ApplicationKind::Partner) };
    assert_eq!(
        begins(ApplicationKind::Partner, FormKind::ApplicationForm, &context),
        json!({ "contact_email": "jimu@hospital.example.jp", "current_accreditation": "training",
            "current_accreditation_no": "T-0001", "facility_name": "架空総合病院", "prefecture": "13",
            "responsible_last_name": "架空", "responsible_first_name": "花子" })
    );
}

#[test]
fn the_responsible_physician_is_not_typed_twice() {
    let other = application_form();
    let context = Context { other: Some(&other), ..context(ApplicationKind::Core) };
    let begun = prefilled(form(ApplicationKind::Core, FormKind::Overview), &context, "");
    let mut overview = core_overview_with(&json!({}));
    overview.set("instructors", begun.get("instructors").unwrap().clone());
    assert_eq!(faults_of_overview(&overview, &context), "", "the row needs no more typing");
    assert_eq!(begun.rows("instructors").len(), 1);
}

#[test]
fn the_period_asked_about_follows_the_cycle() {
    for (name, from, to) in [
        ("2027-02", "2026-01-01", "2026-12-31"),
        ("2027-08", "2026-04-01", "2027-03-31"),
        ("2028-02", "2027-01-01", "2027-12-31"),
    ] {
        assert_eq!(statistics_period(cycle(name)), (day(from), day(to)), "{name}");
    }
}

#[test]
fn an_earlier_application_is_taken_over_but_for_what_is_true_of_it_alone() {
    let form = form(ApplicationKind::Core, FormKind::ApplicationForm);
    let mut before = application_form();
    before.set("remarks", Value::Text("前回の備考".to_owned()));
    before.set("no_longer_asked", Value::Text("古い項目".to_owned()));
    before.set("phone", Value::Rows(Vec::new()));
    before.set("fax", Value::Choices(vec!["形の違う値".to_owned()]));
    let now = carried(form, &before);
    for gone in
        ["application_date", "confirm_requirements", "confirm_privacy", "current_accreditation", "remarks", "fax"]
    {
        assert!(now.get(gone).is_none(), "{gone}");
    }
    assert!(now.get("no_longer_asked").is_none());
    assert_eq!(now.text("facility_name"), "架空総合病院");
    assert_eq!(now.text("responsible_member_no"), "A12345");
}

#[test]
fn rows_are_taken_over_with_the_cells_that_are_still_asked() {
    let (core, partner) =
        (form(ApplicationKind::Core, FormKind::Overview), form(ApplicationKind::Partner, FormKind::Overview));
    let before = core_overview_with(&json!({}));
    let now = carried(partner, &before);
    assert_eq!(now.rows("instructors").len(), 1);
    assert!(now.rows("instructors")[0].get("pending").is_none(), "asked anew");
    assert!(now.get("stats_period_from").is_none() && now.get("role_acknowledged").is_none());
    assert_eq!(now.text("pct_new_referrals"), "120");
    assert!(carried(core, &Answers::default()) == Answers::default());
    let stored = serde_json::to_value(&now).unwrap();
    assert_eq!(read_json(partner, &stored).unwrap().rows("pct_members").len(), 4);
}
