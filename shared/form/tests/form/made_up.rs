//! Kinds, rules and advice at their limits, in a form of their own.

use domain::ApplicationKind;
use form::{Answers, Definition, Form, FormKind, Value, read_json, read_pairs, sections, summary, validate, warnings};
use serde_json::json;

use crate::fixture::{context, lines};

fn definition() -> Definition {
    serde_json::from_value(json!({
        "version": "core/2030-02", "kind": "core", "first_cycle": "2030-02", "application_form": { "sections": [] },
        "overview": { "sections": [{ "id": "all", "title": "全項目", "fields": [
            { "key": "beds", "label": "病床数", "type": "int", "rules": [{ "min": 1 }, { "max": 3000 }],
              "advice": [{ "guide": { "at_least": 50, "message": "目安数を下回っています。" } }] },
            { "key": "mail", "label": "メールアドレス", "type": "email" },
            { "key": "code", "label": "医療機関コード", "type": "code", "rules": [{ "pattern": "medical_institution_code" }] },
            { "key": "fields", "label": "研修できる場", "rules": ["required"], "type": { "check": [
                { "value": "team", "label": "緩和ケアチーム" }, { "value": "ward", "label": "緩和ケア病棟" } ] } },
            { "key": "ward_kind", "label": "病棟の型", "rules": [{ "required_if": { "field": "fields", "any_of": ["ward"] } }],
              "type": { "select": [{ "value": "inside", "label": "院内病棟型" }] } },
            { "key": "members", "label": "構成員", "rules": [{ "min_rows": 2 }],
              "type": { "rows": { "counter": "人", "add_label": "追加する", "fields": [{ "key": "name", "label": "氏名", "type": "text" }] } } }
        ] }] }
    }))
    .unwrap()
}

fn with_form(test: impl Fn(&Form)) {
    test(definition().form(FormKind::Overview));
}

fn good() -> serde_json::Value {
    json!({ "beds": 50, "fields": ["team"], "members": [{ "name": "架空" }, { "name": "見本" }] })
}

#[test]
fn rules_hold_at_their_limits() {
    with_form(|form| {
        for (name, text, fault) in [
            ("beds", "1", ""),
            ("beds", "0", "病床数は1以上の数字を入力してください。"),
            ("beds", "3000", ""),
            ("beds", "3001", "病床数は3000以下の数字を入力してください。"),
            ("beds", "約50", "病床数は0以上の整数で入力してください。"),
            ("mail", "sample@example.jp", ""),
            ("mail", "sample@", "メールアドレスを正しい形で入力してください。例：sample@example.jp"),
            ("code", "0110113719", ""),
            ("code", "0110113718", "医療機関コードの番号に誤りがあるようです。10桁の番号をお確かめください。"),
        ] {
            let mut answers = read_json(form, &good()).unwrap();
            answers.set(name, Value::Text(text.to_owned()));
            let expected = if fault.is_empty() { String::new() } else { format!("{name}: {fault}") };
            assert_eq!(lines(&validate(form, &answers, &context(ApplicationKind::Core))), expected, "{name} {text}");
        }
    });
}

#[test]
fn several_choices_are_read_checked_and_shown() {
    with_form(|form| {
        let context = context(ApplicationKind::Core);
        let post = |values: &[&str]| {
            let pairs = values.iter().map(|value| ("fields".to_owned(), (*value).to_owned()));
            read_pairs(form, pairs.chain([("members.0.name".to_owned(), "架空".to_owned())])).unwrap()
        };
        let both = post(&["ward", "team", "ward"]);
        assert_eq!(both.choices("fields"), ["team", "ward"], "each once, in the order of the form");
        assert_eq!(
            lines(&validate(form, &both, &context)),
            "ward_kind: 病棟の型を選択してください。\nmembers: 構成員を2人以上入力してください。"
        );
        assert!(lines(&validate(form, &post(&[]), &context)).starts_with("fields: 研修できる場を選択してください。"));
        assert!(
            lines(&validate(form, &post(&["boat"]), &context)).starts_with("fields: 研修できる場を選択してください。")
        );
        let page = sections(form, &both, &[], &[], &context);
        let drawn = page[0].fields.iter().find(|field| field.name == "fields").unwrap();
        assert!(drawn.control == "checkboxes" && drawn.options.iter().all(|option| option.checked));
        let words = summary(form, &both, &context);
        assert!(words[0].rows.iter().any(|row| row.value == "緩和ケアチーム、緩和ケア病棟"));
    });
}

#[test]
fn a_number_below_the_guide_value_is_only_a_warning() {
    with_form(|form| {
        let warned = |beds: &str| {
            let mut answers = Answers::default();
            answers.set("beds", Value::Text(beds.to_owned()));
            lines(&warnings(form, &answers, &context(ApplicationKind::Core)))
        };
        assert_eq!((warned("49").as_str(), warned("50").as_str()), ("beds: 目安数を下回っています。", ""));
    });
}
