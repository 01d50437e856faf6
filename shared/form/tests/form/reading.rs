use domain::ApplicationKind;
use form::{Answers, Cell, FormKind, Row, TEXT_LIMIT, Value, read_json, read_pairs};
use proptest::prelude::*;
use serde_json::json;

use crate::fixture::{form, instructor, lines};

fn pairs(list: &[(&str, &str)]) -> Answers {
    let owned = list.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    read_pairs(form(ApplicationKind::Core, FormKind::Overview), owned).unwrap()
}

#[test]
fn a_post_and_json_give_the_same_answers() {
    let posted = [
        ("csrf_token", "x"),
        ("application_date", "2027"),
        ("application_date", "２"),
        ("application_date", "1"),
        ("facility_name", " 架空病院　"),
        ("phone", "０３－１２３４－５６７８"),
        ("confirm_privacy", "on"),
        ("remarks", "一\r\n二"),
        ("fax", ""),
        ("application_type", "基幹施設"),
        ("application_certificate_pdf", "x.pdf"),
    ];
    let form = form(ApplicationKind::Core, FormKind::ApplicationForm);
    let owned = posted.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let from_post = read_pairs(form, owned).unwrap();
    let from_json = read_json(form, &json!({
        "application_date": "2027/2/1", "facility_name": "架空病院", "phone": "03-1234-5678", "confirm_privacy": true,
        "remarks": "一\n二", "fax": null
    })).unwrap();
    assert_eq!(from_post, from_json);
    insta::assert_snapshot!(serde_json::to_string(&from_post).unwrap(), @r#"{"application_date":"2027-02-01","confirm_privacy":true,"confirm_requirements":false,"facility_name":"架空病院","phone":"03-1234-5678","remarks":"一\n二","responsible_qualification_pending":false}"#);
}

#[test]
fn rows_are_read_in_order_and_gaps_close() {
    let answers = pairs(&[
        ("instructors.7.last_name", "後"),
        ("instructors.2.last_name", "先"),
        ("instructors.2.pending", "true"),
        ("instructors.x.last_name", "?"),
        ("instructors.2.unknown", "?"),
        ("instructors", "?"),
        ("other.0.last_name", "?"),
    ]);
    insta::assert_snapshot!(serde_json::to_string(&answers).unwrap(), @r#"{"instructors":[{"is_responsible":false,"last_name":"先","pending":true,"trainer":false},{"is_responsible":false,"last_name":"後","pending":false,"trainer":false}],"role_acknowledged":false}"#);
}

#[test]
fn json_that_means_nothing_here_is_refused_with_its_place() {
    let form = form(ApplicationKind::Core, FormKind::Overview);
    let errors = read_json(
        form,
        &json!({
            "instructor": [], "instructors": [{ "last_name": 1, "pending": "yes", "na/me": "x" }, 5]
        }),
    )
    .unwrap_err();
    let pointers: Vec<String> = errors.iter().map(|error| format!("{} {}", error.pointer(), error.message)).collect();
    insta::assert_snapshot!(pointers.join("\n"), @"
    /instructor この項目はありません。項目名をご確認ください。
    /instructors/0/na~1me この項目はありません。項目名をご確認ください。
    /instructors/0/last_name 文字列で指定してください。
    /instructors/0/pending true または false で指定してください。
    /instructors/1 項目名と値の組（JSONのオブジェクト）で指定してください。
    ");
    assert_eq!(read_json(form, &json!([])).unwrap_err().len(), 1);
    assert_eq!(read_json(form, &json!({ "instructors": {} })).unwrap_err().len(), 1);
}

#[test]
fn only_sheer_size_is_refused() {
    let form = form(ApplicationKind::Core, FormKind::ApplicationForm);
    let post = |length: usize| read_pairs(form, [("remarks".to_owned(), "a".repeat(length))].into_iter());
    assert!(post(TEXT_LIMIT).is_ok());
    assert_eq!(
        lines(&post(TEXT_LIMIT + 1).unwrap_err()),
        ": 入力の量が多すぎるため保存できません。文章や行を減らしてください。"
    );
    let overview = crate::fixture::form(ApplicationKind::Core, FormKind::Overview);
    let rows = |count: usize| read_json(overview, &json!({ "instructors": vec![json!({}); count] }));
    assert!(rows(200).is_ok() && rows(201).is_err());
}

#[test]
fn rows_are_added_removed_and_moved() {
    let form = form(ApplicationKind::Core, FormKind::Overview);
    let mut answers = pairs(&[("instructors.0.last_name", "一"), ("instructors.1.last_name", "二")]);
    let names = |answers: &Answers| -> Vec<String> {
        answers
            .rows("instructors")
            .iter()
            .map(|row| match row.get("last_name") {
                Some(Cell::Text(name)) => name.to_owned(),
                _ => String::new(),
            })
            .collect()
    };
    for (action, after) in [
        ("add:instructors", vec!["一", "二", ""]),
        ("restore:instructors:9:last_name=三;", vec!["一", "二", "", "三"]),
        ("remove:instructors:3", vec!["一", "二", ""]),
        ("down:instructors:2", vec!["一", "二", ""]),
        ("up:instructors:2", vec!["一", "", "二"]),
        ("up:instructors:0", vec!["一", "", "二"]),
        ("down:instructors:0", vec!["", "一", "二"]),
        ("up:instructors:1", vec!["一", "", "二"]),
        ("remove:instructors:1", vec!["一", "二"]),
        ("remove:instructors:9", vec!["一", "二"]),
        ("remove:instructors:0", vec!["二"]),
        ("remove:instructors:0", vec![]),
    ] {
        assert!(answers.edit_rows(form, action), "{action}");
        assert_eq!(names(&answers), after, "{action}");
    }
    assert!(answers.get("instructors").is_none(), "an empty table is no answer");
    for action in [
        "save",
        "add:nobody",
        "remove:instructors",
        "remove:instructors:x",
        "left:instructors:1",
        "restore:instructors:1",
    ] {
        assert!(!answers.edit_rows(form, action), "{action}");
    }
    for _ in 0..60 {
        assert!(answers.edit_rows(form, "add:instructors"));
    }
    assert!(answers.edit_rows(form, "restore:instructors:0:last_name=三;"));
    assert_eq!(answers.rows("instructors").len(), 50, "as many as the form allows");
    assert!(answers.without_blank_rows().get("instructors").is_none());
    answers = pairs(&[("training_plan", &"架".repeat(TEXT_LIMIT / 3 - 10))]);
    assert!(answers.edit_rows(form, &format!("restore:instructors:0:last_name={};", "架".repeat(11))));
    assert!(answers.rows("instructors").is_empty(), "as much as a form may hold");
    assert!(answers.edit_rows(form, "restore:instructors:0:last_name=架;"));
    assert_eq!(answers.rows("instructors").len(), 1);
}

#[test]
fn the_canonical_bytes_do_not_depend_on_the_order_of_answers() {
    let overview = form(ApplicationKind::Core, FormKind::Overview);
    let answers = read_json(overview, &json!({ "instructors": [instructor()] })).unwrap();
    let again: Answers = serde_json::from_slice(&bytes_of(&answers)).unwrap();
    assert_eq!((bytes_of(&again), again.clone()), (bytes_of(&answers), answers));
    let sorted = serde_json::from_str::<Answers>(r#"{"b":"2","a":"1","empty":"","rows":[]}"#).unwrap();
    assert_eq!(String::from_utf8(bytes_of(&sorted)).unwrap(), r#"{"a":"1","b":"2"}"#);
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), Just("髙﨑\u{FA19}葛\u{E0100}".to_owned()), "[ -~]{0,8}"]
}

fn value() -> impl Strategy<Value = Value> {
    let cell = prop_oneof![text().prop_map(Cell::Text), any::<bool>().prop_map(Cell::Flag)];
    let row = prop::collection::btree_map("[a-z_]{1,8}", cell, 0..4).prop_map(Row::from_iter);
    prop_oneof![
        text().prop_map(Value::Text),
        any::<bool>().prop_map(Value::Flag),
        prop::collection::vec(text(), 0..4).prop_map(Value::Choices),
        prop::collection::vec(row, 0..4).prop_map(Value::Rows),
    ]
}

proptest! {
    #[test]
    fn any_answers_survive_json(values in prop::collection::btree_map(".{0,8}", value(), 0..8)) {
        let answers = Answers::from(values);
        let bytes = bytes_of(&answers);
        prop_assert_eq!(serde_json::from_slice::<Answers>(&bytes).unwrap(), answers);
    }
}

fn bytes_of(answers: &Answers) -> Vec<u8> {
    serde_json::to_vec(answers).unwrap()
}
