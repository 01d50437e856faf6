use domain::{AccreditationKind, ApplicationKind};
use form::{Answers, Context, FormKind, Held, warnings};
use serde_json::json;

use crate::fixture::*;

/// The fields that are warned about.
fn warned(which: FormKind, answers: &Answers, context: &Context<'_>) -> Vec<String> {
    warnings(form(context.kind, which), answers, context).into_iter().map(|warning| warning.field).collect()
}

#[test]
fn a_usual_application_form_has_no_warnings() {
    for kind in ApplicationKind::ALL {
        assert!(warned(FormKind::ApplicationForm, &application_form(), &context(kind)).is_empty());
        assert!(warned(FormKind::ApplicationForm, &Answers::default(), &context(kind)).is_empty());
    }
}

#[test]
fn unusual_answers_are_pointed_out_and_accepted() {
    for (kind, name, text, warns) in [
        (ApplicationKind::Core, "responsible_qualification", "specialist", true),
        (ApplicationKind::Partner, "responsible_qualification", "specialist", false),
        (ApplicationKind::Core, "responsible_employment", "part_time", true),
        (ApplicationKind::Core, "application_date", "2027-01-01", false),
        (ApplicationKind::Core, "application_date", "2026-12-31", true),
    ] {
        let (answers, context) = (with(&application_form(), name, text), context(kind));
        let expected: &[&str] = if warns { &[name] } else { &[] };
        assert_eq!(warned(FormKind::ApplicationForm, &answers, &context), expected, "{kind:?} {text}");
        assert_eq!(faults_of_application_form(&answers, &context), "");
    }
}

#[test]
fn the_head_of_the_facility_as_responsible_physician_is_pointed_out() {
    let context = context(ApplicationKind::Core);
    let same = with(&application_form(), "responsible_first_name", "一郎");
    assert_eq!(warned(FormKind::ApplicationForm, &same, &context), ["responsible_last_name"]);
    assert_eq!(faults_of_application_form(&same, &context), "");
}

#[test]
fn the_accreditation_named_is_compared_with_the_register() {
    use AccreditationKind::{Core, Training};
    for (named, held, says) in [
        ("training", &[][..], Some("確認できません")),
        ("training", &[Training], None),
        ("training", &[Core], Some("確認できません")),
        ("none", &[], None),
        ("none", &[Training], Some("「なし」で間違いがないか")),
        ("none", &[Core], Some("異なります")),
        ("core", &[], Some("異なります")),
        ("core", &[Core, Training], None),
        ("", &[Training], None),
    ] {
        let answers = with(&application_form(), "current_accreditation", named);
        let held: Vec<Held> = held.iter().map(|kind| holding(*kind)).collect();
        let context = Context { held: &held, ..context(ApplicationKind::Partner) };
        let found = warnings(form(ApplicationKind::Partner, FormKind::ApplicationForm), &answers, &context);
        let said = found.first().map(|warning| warning.message.as_str());
        assert_eq!(said.is_some(), says.is_some(), "{named} {held:?}");
        assert!(says.is_none_or(|words| said.unwrap().contains(words)), "{named} {held:?}");
    }
}

#[test]
fn a_partner_without_a_qualified_teacher_is_told() {
    let context = context(ApplicationKind::Partner);
    let with_row = |qualification: &str, trainer: bool| {
        let mut row = instructor();
        row["qualification"] = json!(qualification);
        row["trainer"] = json!(trainer);
        partner_overview(&json!({ "core_link_other": "", "instructors": [row] }))
    };
    for (answers, warns) in [
        (partner_overview(&json!({ "instructors": [] })), false),
        (with_row("instructor", false), false),
        (with_row("specialist", false), false),
        (with_row("certified_physician", true), false),
        (with_row("certified_physician", false), true),
    ] {
        assert_eq!(warned(FormKind::Overview, &answers, &context).contains(&"instructors".to_owned()), warns);
    }
    let other = partner_overview(&json!({ "core_link_other": "架空同時申請病院", "instructors": [instructor()] }));
    assert_eq!(warned(FormKind::Overview, &other, &context), ["core_link_other"]);
}
