//! The format of the files under `shared/forms`, as a JSON Schema that editors use: made from the types that read them.

use jsonschema::Validator;
use serde_json::{Value as Json, json};

use crate::definition::Definition;
use crate::library::FILES;

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../forms/form.schema.json");

fn generated() -> Json {
    let mut schema = serde_json::to_value(schemars::schema_for!(Definition)).unwrap();
    schema["title"] = json!("Both forms of one kind of application");
    schema
}

fn validator() -> Validator {
    jsonschema::validator_for(&generated()).unwrap()
}

#[test]
fn the_schema_beside_the_forms_is_that_of_the_types() {
    let text = format!("{}\n", serde_json::to_string_pretty(&generated()).unwrap());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(SCHEMA, &text).unwrap();
    }
    let stored = std::fs::read_to_string(SCHEMA).unwrap_or_default();
    assert!(stored == text, "run UPDATE_DOCS=1 cargo test -p form");
}

#[test]
fn every_form_is_as_the_schema_says() {
    let validator = validator();
    for (name, text) in FILES {
        let form: Json = serde_json::from_str(text).unwrap();
        let faults: Vec<String> = validator.iter_errors(&form).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
    }
}

/// Every variant of an enum of the schema, by its name in a file.
fn variants(schema: &Json, name: &str) -> Vec<String> {
    let alternatives = schema["$defs"][name]["oneOf"].as_array().unwrap();
    let names = alternatives.iter().flat_map(|alternative| {
        let listed = alternative["enum"].as_array().cloned().unwrap_or_default();
        let properties = alternative["properties"].as_object().map(|known| known.keys().cloned().collect());
        let properties: Vec<String> = properties.unwrap_or_default();
        let one = alternative["const"].as_str().map(str::to_owned);
        listed
            .iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .chain(properties)
            .chain(one)
            .collect::<Vec<_>>()
    });
    names.collect()
}

#[test]
fn the_guide_names_everything_that_a_form_can_say() {
    let guide = include_str!("../../../docs/forms.md");
    let schema = generated();
    for (name, least) in [("Kind", 18), ("Rule", 20), ("Advice", 9), ("Computed", 4), ("DateLimit", 5), ("Pattern", 3)]
    {
        let variants = variants(&schema, name);
        assert!(variants.len() >= least, "{name}: {variants:?}");
        for variant in variants {
            assert!(guide.contains(&format!("`{variant}`")), "docs/forms.md does not name {variant} ({name})");
        }
    }
}

/// What the schema refuses the types refuse, and the other way round.
#[test]
fn a_slip_of_the_pen_is_found_by_both() {
    let validator = validator();
    for (right, wrong) in [
        ("\"hint\"", "\"onchange\""),
        ("\"required\"", "\"requierd\""),
        ("{\"max_chars\": 100}", "{\"max_chars\": \"100\"}"),
        ("\"type\": \"kana\"", "\"type\": \"katakana\""),
        ("\"key\": \"fax\", ", ""),
        ("\"any_of\": [\"yes\"]", "\"any_of\": \"yes\""),
        ("{\"years_ago\": 24}", "{\"years\": 24}"),
        ("\"width\": 20", "\"width\": -1"),
        ("\"prefill\": \"facility_name\"", "\"prefill\": \"facility\""),
    ] {
        let text = FILES[0].1.replacen(right, wrong, 1);
        assert_ne!(text, FILES[0].1, "{right} is in the form");
        let form: Json = serde_json::from_str(&text).unwrap();
        assert!(!validator.is_valid(&form), "the schema takes {wrong}");
        assert!(serde_json::from_value::<Definition>(form).is_err(), "the types take {wrong}");
    }
}
