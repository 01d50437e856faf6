//! What a correction opens of a form, what it leaves closed, and how that is drawn.

use domain::ApplicationKind;
use form::{
    Answers, Context, Definition, FieldView, Form, FormKind, OpenField, closed_changes, opened, read_json, read_pairs,
    sections,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::fixture::*;
use crate::survival::{all_controls, any_answers, posted};

fn named(keys: &[&str]) -> Vec<(String, String)> {
    keys.iter().map(|key| ((*key).to_owned(), "ご確認ください。".to_owned())).collect()
}

fn keys(open: &[OpenField]) -> Vec<&str> {
    open.iter().map(|field| field.key.as_str()).collect()
}

fn application() -> &'static Form {
    form(ApplicationKind::Partner, FormKind::ApplicationForm)
}

fn overview() -> &'static Form {
    form(ApplicationKind::Partner, FormKind::Overview)
}

/// The keys of the closed fields that `posted` changes, where only `open` may be changed.
fn changes(form: &Form, before: &Json, posted: &Json, open: &[&str]) -> Vec<String> {
    let (before, posted) = (read_json(form, before).unwrap(), read_json(form, posted).unwrap());
    let open = opened(form, &named(open));
    let context = Context { open: Some(&open), ..context(ApplicationKind::Partner) };
    closed_changes(form, &before, &posted, &context).0
}

/// A form in which one answer asks for the next, twice, and the last for the first.
fn chain() -> Definition {
    let asked_by = |key: &str, by: &str| {
        json!({ "key": key, "label": key, "type": "text",
                "rules": [{ "required_if": { "field": by, "any_of": ["yes"] } }] })
    };
    let fields = json!([
        asked_by("third", "second"),
        asked_by("second", "first"),
        asked_by("first", "third"),
        { "key": "apart", "label": "apart", "type": "text" },
    ]);
    let section = json!({ "id": "all", "title": "全項目", "fields": fields });
    let definition = json!({
        "version": "core/2030-02", "kind": "core", "first_cycle": "2030-02",
        "application_form": { "sections": [] }, "overview": { "sections": [section] }
    });
    serde_json::from_value(definition).unwrap()
}

#[test]
fn with_a_field_opens_what_must_be_answered_because_of_it() {
    let open = opened(application(), &named(&["current_accreditation"]));
    assert_eq!(keys(&open), ["current_accreditation", "current_accreditation_no", "responsible_is_new"]);
    let reasons: Vec<&str> = open.iter().map(|field| field.reason.as_str()).collect();
    assert_eq!(reasons, ["ご確認ください。", "", ""], "only what was named has a reason");
    assert_eq!(keys(&opened(application(), &named(&["phone"]))), ["phone"]);
    assert!(opened(application(), &[]).is_empty());
}

#[test]
fn a_field_that_was_named_keeps_its_reason_and_its_place() {
    let open = opened(application(), &named(&["responsible_is_new", "phone", "current_accreditation"]));
    assert_eq!(
        keys(&open),
        ["responsible_is_new", "phone", "current_accreditation", "current_accreditation_no"],
        "those named in their order, then what follows, each once"
    );
    assert!(open.iter().all(|field| field.reason.is_empty() == (field.key == "current_accreditation_no")));
}

#[test]
fn what_follows_is_followed_to_its_end() {
    let chain = chain();
    let chain = chain.form(FormKind::Overview);
    assert_eq!(keys(&opened(chain, &named(&["first"]))), ["first", "second", "third"]);
    assert_eq!(keys(&opened(chain, &named(&["third"]))), ["third", "first", "second"]);
    assert_eq!(keys(&opened(chain, &named(&["apart"]))), ["apart"]);
}

#[test]
fn opening_what_is_open_opens_nothing_more() {
    for form in [application(), overview()] {
        for field in form.fields().filter(|field| field.kind.is_answered()) {
            let once = opened(form, &named(&[&field.key]));
            let again: Vec<_> = once.iter().map(|open| (open.key.clone(), open.reason.clone())).collect();
            assert_eq!(opened(form, &again), once, "{}", field.key);
        }
    }
}

#[test]
fn a_change_is_named_where_the_field_is_closed() {
    let before = application_form_json();
    let changed = |name: &str, value: Json| {
        let mut posted = before.clone();
        posted[name] = value;
        changes(application(), &before, &posted, &["phone"])
    };
    assert!(changed("phone", json!("03-9999-9999")).is_empty(), "it is open");
    assert!(changed("phone", Json::Null).is_empty());
    assert_eq!(changed("fax", json!("03-9999-9999")), ["fax"]);
    assert_eq!(changed("facility_name", json!("架空みどり病院")), ["facility_name"]);
    assert_eq!(changed("responsible_qualification_pending", json!(true)), ["responsible_qualification_pending"]);
    assert!(changed("facility_name", json!(" 架空総合病院 ")).is_empty(), "folded to what it was");
    for (name, nothing) in [("confirm_privacy", json!(false)), ("fax", json!("")), ("facility_name", json!(""))] {
        assert!(changed(name, nothing).is_empty(), "{name}: what says nothing changes nothing");
    }
}

#[test]
fn what_is_not_posted_is_not_changed_and_stays() {
    let before = application_form();
    let open = opened(application(), &named(&["phone"]));
    let context = Context { open: Some(&open), ..context(ApplicationKind::Partner) };
    let posted = read_json(application(), &json!({ "phone": "03-9999-9999" })).unwrap();
    let (changed, merged) = closed_changes(application(), &before, &posted, &context);
    assert!(changed.is_empty());
    assert_eq!(merged, with(&before, "phone", "03-9999-9999"));
}

#[test]
fn changes_of_closed_fields_are_left_out_of_what_is_kept() {
    let before = application_form();
    let open = opened(application(), &named(&["phone"]));
    let context = Context { open: Some(&open), ..context(ApplicationKind::Partner) };
    let posted = with(&with(&before, "phone", "03-9999-9999"), "fax", "03-8888-8888");
    let (changed, merged) = closed_changes(application(), &before, &posted, &context);
    assert_eq!(changed, ["fax"]);
    assert_eq!(merged, with(&before, "phone", "03-9999-9999"));
}

#[test]
fn a_table_is_one_field_and_blank_rows_say_nothing() {
    let one = json!({ "core_links": [link("CORE-A")], "instructors": [instructor()] });
    let mut other = instructor();
    other["member_no"] = json!("B99999");
    for (name, posted, expected) in [
        ("as it was", one.clone(), vec![]),
        ("a blank row more", json!({ "core_links": [link("CORE-A"), {}], "instructors": [{}, instructor()] }), vec![]),
        ("nothing posted", json!({}), vec![]),
        ("a cell", json!({ "instructors": [other] }), vec!["instructors"]),
        ("a row more", json!({ "instructors": [instructor(), instructor()] }), vec!["instructors"]),
        ("only a blank row", json!({ "instructors": [{}] }), vec![]),
        ("another core facility", json!({ "core_links": [link("CORE-B")] }), vec!["core_links"]),
    ] {
        assert_eq!(changes(overview(), &one, &posted, &["core_link_other"]), expected, "{name}");
        assert!(
            changes(overview(), &one, &posted, &["core_links", "instructors"]).is_empty(),
            "{name}, where it is open"
        );
    }
    let blank = json!({ "instructors": [{}] });
    assert!(changes(overview(), &json!({}), &blank, &["core_links"]).is_empty(), "a blank row in an empty table");
    let unticked = json!({ "core_links": [{ "core_facility_id": "CORE-A", "consulted": false }] });
    let silent = json!({ "core_links": [{ "core_facility_id": "CORE-A" }] });
    assert!(changes(overview(), &silent, &unticked, &["instructors"]).is_empty(), "a box in a row that is not ticked");
}

#[test]
fn without_a_correction_nothing_is_closed() {
    let context = context(ApplicationKind::Partner);
    let posted = with(&application_form(), "fax", "03-8888-8888");
    let (changed, merged) = closed_changes(application(), &application_form(), &posted, &context);
    assert_eq!((changed, merged), (vec![], posted));
}

#[test]
fn closed_fields_are_shown_but_not_to_be_changed() {
    let cores = registry();
    let open = opened(overview(), &named(&["core_links"]));
    let context = Context { open: Some(&open), core_facilities: &cores, ..context(ApplicationKind::Partner) };
    let answers = partner_overview(&json!({ "core_links": [link("CORE-A")], "instructors": [instructor()] }));
    let page = sections(overview(), &answers, &[], &[], &context);
    for control in all_controls(&page).filter(|control| control.control != "note") {
        let is_open = control.name == "core_links" || control.name.starts_with("core_links.");
        assert_eq!(control.read_only, !is_open, "{}", control.name);
        assert_eq!(control.correction.is_some(), control.name == "core_links", "{}", control.name);
    }
    let said = all_controls(&page).find_map(|control| control.correction.as_deref());
    assert_eq!(said, Some("ご確認ください。"));
}

#[test]
fn what_is_open_only_because_of_another_has_no_sentence_of_its_own() {
    let open = opened(application(), &named(&["current_accreditation"]));
    let context = Context { open: Some(&open), ..context(ApplicationKind::Partner) };
    let page = sections(application(), &application_form(), &[], &[], &context);
    let find = |name: &str| -> &FieldView { all_controls(&page).find(|control| control.name == name).unwrap() };
    assert!(find("current_accreditation").correction.is_some());
    let follows = find("current_accreditation_no");
    assert!(!follows.read_only && follows.correction.is_none());
    assert!(find("phone").read_only);
}

#[test]
fn a_closed_table_offers_no_row() {
    let rows = |open: &[&str]| {
        let open = opened(overview(), &named(open));
        let context = Context { open: Some(&open), ..context(ApplicationKind::Partner) };
        let page = sections(overview(), &Answers::default(), &[], &[], &context);
        all_controls(&page).find(|control| control.name == "core_links").unwrap().rows.len()
    };
    assert_eq!((rows(&["core_link_other"]), rows(&["core_links"])), (0, 1));
}

/// Some of a form's fields.
fn some_fields(form: &'static Form) -> impl Strategy<Value = Vec<String>> {
    let all: Vec<String> =
        form.fields().filter(|field| field.kind.is_answered()).map(|field| field.key.clone()).collect();
    let most = all.len();
    prop::sample::subsequence(all, 0..=most)
}

/// An untouched page with these fields open is posted by a browser.
fn an_untouched_page_changes_nothing(which: FormKind, json: &Json, open: &[String]) -> Result<(), TestCaseError> {
    let (form, cores) = (form(ApplicationKind::Partner, which), registry());
    let other = with(&application_form(), "current_accreditation", "training");
    let open = opened(form, &named(&open.iter().map(String::as_str).collect::<Vec<_>>()));
    let context = Context {
        other: Some(&other),
        core_facilities: &cores,
        open: Some(&open),
        ..context(ApplicationKind::Partner)
    };
    let Ok(before) = read_json(form, json) else { return Ok(()) };
    let page = sections(form, &before, &[], &[], &context);
    let answers = read_pairs(form, posted(&page).into_iter()).unwrap();
    prop_assert_eq!(closed_changes(form, &before, &answers, &context), (vec![], before));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_untouched_application_form_changes_nothing(
        json in any_answers(ApplicationKind::Partner, FormKind::ApplicationForm), open in some_fields(application())
    ) {
        an_untouched_page_changes_nothing(FormKind::ApplicationForm, &json, &open)?;
    }

    #[test]
    fn an_untouched_overview_changes_nothing(
        json in any_answers(ApplicationKind::Partner, FormKind::Overview), open in some_fields(overview())
    ) {
        an_untouched_page_changes_nothing(FormKind::Overview, &json, &open)?;
    }

    #[test]
    fn whatever_is_posted_closed_fields_stay_and_open_ones_are_taken(
        before in any_answers(ApplicationKind::Partner, FormKind::ApplicationForm),
        posted in any_answers(ApplicationKind::Partner, FormKind::ApplicationForm),
        open in some_fields(application())
    ) {
        let (Ok(before), Ok(posted)) = (read_json(application(), &before), read_json(application(), &posted)) else {
            return Ok(());
        };
        let open = opened(application(), &named(&open.iter().map(String::as_str).collect::<Vec<_>>()));
        let context = Context { open: Some(&open), ..context(ApplicationKind::Partner) };
        let (changed, merged) = closed_changes(application(), &before, &posted, &context);
        for field in application().fields().filter(|field| field.kind.is_answered()) {
            let taken = if context.is_open(&field.key) { &posted } else { &before };
            prop_assert_eq!(merged.get(&field.key), taken.get(&field.key), "{}", &field.key);
        }
        prop_assert!(changed.iter().all(|key| !context.is_open(key)));
    }
}
