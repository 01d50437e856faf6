//! The JSON Schema of the answers and the validator say the same.

use domain::ApplicationKind;
use form::schema::{Level, answers};
use form::{Answers, Context, Field, Form, FormKind, Kind, Rule, Value, read_json, validate};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::fixture::*;
use crate::survival::any_answers;

fn validator(form: &Form, level: Level) -> Validator {
    jsonschema::validator_for(&answers(form, level)).unwrap()
}

fn accepted(form: &Form, answers: &Answers, level: Level) -> Vec<String> {
    let stored = serde_json::to_value(answers.without_blank_rows()).unwrap();
    validator(form, level).iter_errors(&stored).map(|fault| format!("{} {fault}", fault.instance_path())).collect()
}

fn cases() -> [(ApplicationKind, FormKind, Answers); 4] {
    let partner = partner_overview(&json!({ "core_links": [link("CORE-A")] }));
    [
        (ApplicationKind::Core, FormKind::ApplicationForm, application_form()),
        (ApplicationKind::Partner, FormKind::ApplicationForm, application_form()),
        (ApplicationKind::Core, FormKind::Overview, core_overview_with(&json!({}))),
        (ApplicationKind::Partner, FormKind::Overview, partner),
    ]
}

#[test]
fn complete_forms_are_accepted_by_both() {
    for (kind, which, answers) in cases() {
        for level in [Level::Draft, Level::Registration] {
            assert_eq!(accepted(form(kind, which), &answers, level), Vec::<String>::new(), "{kind:?} {which}");
        }
    }
}

/// Fields whose every rule a schema can say.
fn is_plain(field: &Field) -> bool {
    let kind = matches!(
        field.kind,
        Kind::Kana | Kind::Postal | Kind::Code | Kind::YearMonth | Kind::Radio(_) | Kind::Select(_)
    );
    let said =
        |rule: &Rule| matches!(rule, Rule::Required | Rule::MaxChars(_) | Rule::Pattern(_) | Rule::RequiredIf(_));
    let told_by_digit = field.key == "medical_institution_code";
    kind && !told_by_digit && field.rules.iter().all(said)
}

/// Any JSON, near to answers and far from them.
fn any_json(kind: ApplicationKind, which: FormKind) -> impl Strategy<Value = Json> {
    let odd = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Json::Bool),
        any::<u32>().prop_map(|number| json!(number)),
        "[a-z]{0,5}".prop_map(Json::String),
        prop::collection::vec("[a-z]{0,5}", 0..3).prop_map(|texts| json!(texts)),
        Just(json!([{}])),
        Just(json!([{ "last_name": 1 }])),
        Just(json!({})),
    ];
    let names: Vec<String> = form(kind, which).fields().map(|field| field.key.clone()).collect();
    let name = prop_oneof![prop::sample::select(names), "[a-z_]{1,8}"];
    (any_answers(kind, which), prop::collection::vec((name, odd), 0..3)).prop_map(|(mut answers, changes)| {
        answers.as_object_mut().unwrap().extend(changes);
        answers
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_draft_is_read_exactly_if_its_schema_says_so(json in any_json(ApplicationKind::Partner, FormKind::Overview)) {
        let form = form(ApplicationKind::Partner, FormKind::Overview);
        prop_assert_eq!(read_json(form, &json).is_ok(), validator(form, Level::Draft).is_valid(&json));
    }

    #[test]
    fn what_registers_is_as_its_schema_says(
        case in 0_usize..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[ -~ァ-ヺ0-9]{0,12}|yes|no|[0-9]{3}-[0-9]{4}"), 0..4),
    ) {
        let (kind, which, mut answers) = cases()[case].clone();
        let (form, cores, other) = (form(kind, which), registry(), application_form());
        let fields: Vec<&Field> = form.fields().filter(|field| field.table().is_none()).collect();
        for (index, text) in &changes {
            let field = index.get(&fields);
            if !matches!(field.kind, Kind::Bool | Kind::Check(_)) && field.kind.is_answered() {
                answers.set(&field.key, Value::Text(field.fold(text)));
            }
        }
        let context = Context { core_facilities: &cores, other: Some(&other), ..context(kind) };
        let faults = validate(form, &answers, &context);
        let refused = accepted(form, &answers, Level::Registration);
        prop_assert!(refused.is_empty() || !faults.is_empty(), "only the schema refuses: {refused:?}");
        for fault in faults.iter().filter(|fault| form.field(&fault.field).is_some_and(is_plain)) {
            prop_assert!(refused.iter().any(|line| line.contains(&fault.field)), "only the validator refuses: {fault:?}");
        }
    }
}

#[test]
fn each_example_of_a_slip_is_told_by_both() {
    let application = form(ApplicationKind::Core, FormKind::ApplicationForm);
    for (name, text) in [
        ("facility_name_kana", "架空"),
        ("postal_code", "123"),
        ("facility_kind", "hotel"),
        ("prefecture", "48"),
        ("responsible_member_no", "A-1"),
        ("facility_name", ""),
        ("current_accreditation", "training"),
    ] {
        let answers = with(&application_form(), name, text);
        assert!(!validate(application, &answers, &context(ApplicationKind::Core)).is_empty(), "{name}");
        assert!(!accepted(application, &answers, Level::Registration).is_empty(), "{name}");
    }
}
