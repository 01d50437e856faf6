//! Whatever is answered, page and API give it back.

use domain::ApplicationKind;
use form::{
    Context, FieldView, FormKind, RowView, SectionView, read_json, read_pairs, sections, summary, validate, warnings,
};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use crate::fixture::*;

/// What a browser posts from an untouched page.
pub fn posted(page: &[SectionView]) -> Vec<(String, String)> {
    page.iter().flat_map(|section| &section.fields).flat_map(controls).collect()
}

pub fn all_controls(page: &[SectionView]) -> impl Iterator<Item = &FieldView> {
    let fields = page.iter().flat_map(|section| &section.fields);
    fields.flat_map(|field| std::iter::once(field).chain(field.rows.iter().flat_map(|row| &row.fields)))
}

fn controls(view: &FieldView) -> Vec<(String, String)> {
    let named = |value: &str| (view.name.clone(), value.to_owned());
    match view.control {
        "note" | "certificate" => Vec::new(),
        "checkbox" => (view.value == "true").then(|| named("true")).into_iter().collect(),
        "radio" | "checkboxes" | "select" => {
            view.options.iter().filter(|option| option.checked).map(|option| named(&option.value)).collect()
        }
        "date" => boxes(view, 3),
        "month" => boxes(view, 2),
        "rows" => view.rows.iter().flat_map(|row| cells(view, row)).collect(),
        "textarea" => vec![named(&view.value.replace('\n', "\r\n"))],
        _ => vec![named(&view.value)],
    }
}

fn cells(table: &FieldView, row: &RowView) -> Vec<(String, String)> {
    match &row.in_words {
        Some(told) => vec![(format!("{}.{}", table.name, row.index), told.packed.clone())],
        None => row.fields.iter().flat_map(controls).collect(),
    }
}

/// A date control shows the parts of its text in boxes of one name.
fn boxes(view: &FieldView, count: usize) -> Vec<(String, String)> {
    (0..count).map(|at| (view.name.clone(), view.value.split('-').nth(at).unwrap_or_default().to_owned())).collect()
}

/// JSON answers with any text in any field.
pub fn any_answers(kind: ApplicationKind, which: FormKind) -> impl Strategy<Value = Json> {
    let words = prop_oneof![
        any::<String>(),
        "[ -~]{0,12}",
        "[0-9０-９/\\-年月日ー]{0,12}",
        Just("髙﨑\u{FA19}葛\u{E0100}城".to_owned()),
        "\\PC{0,6}\r?\n\\PC{0,6}",
        Just("training".to_owned()),
        Just("certified_physician".to_owned()),
        Just("yes".to_owned()),
        Just("CORE-A".to_owned()),
        Just("13".to_owned()),
    ];
    prop::collection::vec((words, any::<bool>()), 140).prop_map(move |supply| {
        let mut supply = supply.into_iter().cycle();
        let mut answer = |kind: &form::Kind| match (kind, supply.next().unwrap()) {
            (form::Kind::Bool, (_, ticked)) => json!(ticked),
            (form::Kind::Check(_), (text, ticked)) => {
                if ticked {
                    json!([text, "practice"])
                } else {
                    json!([])
                }
            }
            (_, (text, _)) => json!(text),
        };
        let mut object = Map::new();
        for field in form(kind, which).fields().filter(|field| field.kind.is_answered()) {
            let value = match field.table() {
                None => answer(&field.kind),
                Some(table) => (0..2)
                    .map(|_| {
                        table.fields.iter().map(|cell| (cell.key.clone(), answer(&cell.kind))).collect::<Map<_, _>>()
                    })
                    .map(Json::Object)
                    .collect(),
            };
            object.insert(field.key.clone(), value);
        }
        Json::Object(object)
    })
}

fn survives(kind: ApplicationKind, which: FormKind, json: &Json) {
    let form = form(kind, which);
    let cores = registry();
    // The other form claims the transition measure, so that every field is on the page.
    let other = with(&application_form(), "current_accreditation", "training");
    let context = Context { other: Some(&other), core_facilities: &cores, ..context(kind) };
    let Ok(answers) = read_json(form, json) else {
        return;
    };
    let (errors, advice) = (validate(form, &answers, &context), warnings(form, &answers, &context));
    let page = sections(form, &answers, &errors, &advice, &context);
    for sentence in errors.iter().chain(&advice) {
        let control = all_controls(&page).find(|control| control.name == sentence.field);
        assert!(control.is_some_and(|control| control.id == sentence.control_id()), "{sentence:?} has no place");
    }
    assert_eq!(read_pairs(form, posted(&page).into_iter()).unwrap(), answers, "through a browser");
    let stored = serde_json::to_value(&answers).unwrap();
    assert_eq!(read_json(form, &stored).unwrap(), answers, "through the API");
    summary(form, &answers, &context);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_application_form_survives_page_and_api(json in any_answers(ApplicationKind::Partner, FormKind::ApplicationForm)) {
        survives(ApplicationKind::Partner, FormKind::ApplicationForm, &json);
    }

    #[test]
    fn any_overview_survives_page_and_api(json in any_answers(ApplicationKind::Partner, FormKind::Overview)) {
        survives(ApplicationKind::Partner, FormKind::Overview, &json);
    }
}
