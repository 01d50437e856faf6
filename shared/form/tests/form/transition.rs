use domain::{AccreditationKind, ApplicationKind};
use form::transition::{Doubt, doubts, is_open};
use form::{Answers, Context, FormKind, Value, sections, transition_claimed};
use serde_json::json;

use crate::fixture::*;

fn claim(accreditation: &str, qualification: &str, trainer: &str) -> Answers {
    let answers = with(&application_form(), "current_accreditation", accreditation);
    with(&with(&answers, "responsible_qualification", qualification), "responsible_trainer_qualified", trainer)
}

#[test]
fn who_may_use_the_measure() {
    for (accreditation, qualification, trainer, claimed) in [
        ("training", "instructor", "", true),
        ("training", "specialist", "", true),
        ("training", "specialist", "no", true),
        ("training", "certified_physician", "yes", true),
        ("training", "certified_physician", "no", false),
        ("training", "certified_physician", "", false),
        ("training", "", "yes", false),
        ("none", "instructor", "", false),
        ("core", "instructor", "", false),
        ("partner", "specialist", "", false),
        ("", "instructor", "", false),
    ] {
        let answers = claim(accreditation, qualification, trainer);
        assert_eq!(
            transition_claimed(&answers, cycle("2027-02")),
            claimed,
            "{accreditation} {qualification} {trainer}"
        );
    }
}

#[test]
fn the_last_window_is_august_2028() {
    let answers = claim("training", "instructor", "");
    for (name, open) in
        [("2026-08", true), ("2028-02", true), ("2028-08", true), ("2029-02", false), ("2029-08", false)]
    {
        assert_eq!((is_open(cycle(name)), transition_claimed(&answers, cycle(name))), (open, open), "{name}");
    }
}

#[test]
fn a_claim_is_not_yet_the_truth() {
    let mut answers = claim("training", "certified_physician", "yes");
    let doubt = |answers: &Answers, held: &[AccreditationKind]| doubts(answers, cycle("2027-02"), held);
    assert_eq!(doubt(&answers, &[AccreditationKind::Training]), []);
    assert_eq!(doubt(&answers, &[AccreditationKind::Core]), [Doubt::NotAccredited]);
    answers.set("responsible_qualification_pending", Value::Flag(true));
    assert!(transition_claimed(&answers, cycle("2027-02")), "E88: submitted without a link, but flagged");
    assert_eq!(doubt(&answers, &[]), [Doubt::NotAccredited, Doubt::QualificationPending]);
    assert_eq!(doubt(&claim("none", "instructor", ""), &[]), []);
}

#[test]
fn a_partner_names_a_core_facility_or_claims_the_measure() {
    let (cores, nothing) = (registry(), partner_overview(&json!({})));
    let linked = partner_overview(&json!({ "core_links": [link("CORE-A")] }));
    let elsewhere = partner_overview(&json!({ "core_link_other": "架空同時申請病院" }));
    let ticked = partner_overview(&json!({ "transition_ack": true }));
    let (none, claimed) = (claim("none", "instructor", ""), claim("training", "instructor", ""));
    let needed = "core_links: 基幹施設との連携を登録してください。";
    let unticked = "transition_ack: 「移行措置の注意事項を確認しました」にチェックを入れてください。";
    for (other, name, overview, faults) in [
        (Some(&none), "2027-02", &nothing, needed),
        (None, "2027-02", &nothing, needed),
        (Some(&none), "2027-02", &ticked, needed),
        (Some(&none), "2027-02", &linked, ""),
        (Some(&none), "2027-02", &elsewhere, ""),
        (Some(&claimed), "2027-02", &nothing, unticked),
        (Some(&claimed), "2027-02", &ticked, ""),
        (Some(&claimed), "2027-02", &linked, ""),
        (Some(&claimed), "2027-02", &elsewhere, ""),
        (Some(&claimed), "2028-08", &ticked, ""),
        (Some(&claimed), "2029-02", &ticked, needed),
    ] {
        let context =
            Context { other, core_facilities: &cores, cycle: cycle(name), ..context(ApplicationKind::Partner) };
        assert_eq!(faults_of_overview(overview, &context), faults, "{name} {overview:?}");
    }
}

#[test]
fn a_blank_row_names_nobody() {
    let overview = partner_overview(&json!({ "core_links": [{}, { "consulted": false }] }));
    assert_eq!(
        faults_of_overview(&overview, &context(ApplicationKind::Partner)),
        "core_links: 基幹施設との連携を登録してください。"
    );
}

#[test]
fn the_notices_are_shown_only_while_they_matter() {
    let claimed = claim("training", "instructor", "");
    let names = |which: FormKind, name: &str, other: Option<&Answers>| -> Vec<String> {
        let context = Context { other, cycle: cycle(name), ..context(ApplicationKind::Partner) };
        let page = sections(form(ApplicationKind::Partner, which), &Answers::default(), &[], &[], &context);
        let fields = page.into_iter().flat_map(|section| section.fields).map(|field| field.name);
        fields.filter(|name| name.starts_with("transition")).collect()
    };
    assert_eq!(names(FormKind::ApplicationForm, "2028-08", None), ["transition_note"]);
    assert!(names(FormKind::ApplicationForm, "2029-02", None).is_empty());
    assert_eq!(
        names(FormKind::Overview, "2027-02", Some(&claimed)),
        ["transition_claimed", "transition_notice", "transition_ack"]
    );
    assert_eq!(names(FormKind::Overview, "2027-02", None), ["transition_claimed"]);
    assert!(names(FormKind::Overview, "2029-02", Some(&claimed)).is_empty());
}
