//! Long tables: rows that are shown in words post the same as open ones.

use domain::ApplicationKind;
use form::{
    Answers, Context, FieldError, FieldView, Form, FormKind, RowView, SectionView, TEXT_LIMIT, Value, opened,
    read_json, read_pairs, sections, validate, warnings,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::fixture::*;
use crate::survival::{all_controls, posted};

fn overview() -> &'static Form {
    form(ApplicationKind::Core, FormKind::Overview)
}

/// So many physicians with whom nothing is wrong; the first of them is the 施設責任者.
fn physicians(count: usize) -> Vec<Json> {
    vec![instructor(); count]
}

fn read(pairs: impl IntoIterator<Item = (String, String)>) -> Answers {
    read_pairs(overview(), pairs.into_iter()).unwrap()
}

/// As the page of the form is drawn: what keeps rows from being registered is not said, but they are open.
fn draw(answers: &Answers, context: &Context<'_>) -> Vec<SectionView> {
    let advice = warnings(overview(), answers, context);
    let faults = validate(overview(), answers, context);
    let lacking = faults.iter().filter_map(FieldError::row);
    let opened: Vec<String> = context.opened.iter().cloned().chain(lacking.map(str::to_owned)).collect();
    sections(overview(), answers, &[], &advice, &Context { opened: &opened, ..*context })
}

fn table(page: &[SectionView]) -> &FieldView {
    all_controls(page).find(|control| control.name == "instructors").unwrap()
}

/// The rows that are open, by their index.
fn open_rows(answers: &Answers, context: &Context<'_>) -> Vec<usize> {
    let page = draw(answers, context);
    let open = |row: &&RowView| row.in_words.is_none();
    table(&page).rows.iter().filter(open).inspect(|row| assert!(!row.fields.is_empty())).map(|row| row.index).collect()
}

#[test]
fn a_short_list_is_open_and_a_long_one_is_told() {
    let core = context(ApplicationKind::Core);
    assert_eq!(open_rows(&core_overview(&physicians(10)), &core), (0..10).collect::<Vec<_>>());
    let answers = core_overview(&physicians(11));
    assert_eq!(open_rows(&answers, &core), [0_usize; 0]);
    let page = draw(&answers, &core);
    let told: Vec<&str> =
        table(&page).rows.iter().take(2).map(|row| row.in_words.as_ref().unwrap().text.as_str()).collect();
    assert_eq!(told, ["架空　花子　A12345　指導医　常勤　施設責任者", "架空　花子　A12345　指導医　常勤"]);
    assert_eq!(read(posted(&page)), answers);
}

#[test]
fn a_table_that_names_no_telling_cells_tells_all_of_them() {
    let member = json!({ "role": "nurse", "headcount": "2", "fulltime": "full_time", "dedication": "exclusive" });
    let answers = core_overview_with(&json!({ "pct_members": vec![member; 11] }));
    let page = draw(&answers, &context(ApplicationKind::Core));
    let members = all_controls(&page).find(|control| control.name == "pct_members").unwrap();
    assert_eq!(members.rows[0].in_words.as_ref().unwrap().text, "看護師　人数：2　常勤　専従");
}

#[test]
fn a_row_is_open_while_there_is_something_to_do_or_to_read() {
    let mut rows = physicians(14);
    rows[1] = json!({});
    rows[3]["kana"] = json!("漢字");
    rows[5].as_object_mut().unwrap().remove("employment");
    rows[7]["member_no"] = json!("一");
    let core = context(ApplicationKind::Core);
    assert_eq!(open_rows(&core_overview(&rows), &core), [1, 3, 5, 7]);
    let opened = ["instructors.9".to_owned(), "instructors.99".to_owned(), "beds_total".to_owned()];
    assert_eq!(open_rows(&core_overview(&physicians(12)), &Context { opened: &opened, ..core }), [9]);
    let answers = core_overview(&physicians(12));
    let said = [FieldError::new("instructors.4.valid_to", "ご確認ください。")];
    let page = sections(overview(), &answers, &[], &said, &core);
    assert!(table(&page).rows.iter().all(|row| row.in_words.is_none() == (row.index == 4)));
    let page = sections(overview(), &answers, &said, &[], &core);
    assert!(table(&page).rows.iter().all(|row| row.in_words.is_none() == (row.index == 4)));
}

#[test]
fn every_fault_has_its_control() {
    let mut rows = physicians(12);
    rows[2]["last_name"] = json!("長".repeat(51));
    rows[11]["qualification"] = json!("professor");
    let (answers, core) = (core_overview(&rows), context(ApplicationKind::Core));
    let errors = validate(overview(), &answers, &core);
    assert_eq!(errors.len(), 2);
    let page = sections(overview(), &answers, &errors, &[], &core);
    for error in errors {
        assert!(all_controls(&page).any(|control| control.name == error.field && control.error.is_some()), "{error:?}");
    }
}

#[test]
fn what_a_correction_closes_is_posted_as_it_is() {
    let open = opened(overview(), &[("beds_total".to_owned(), "ご確認ください。".to_owned())]);
    let core = Context { open: Some(&open), ..context(ApplicationKind::Core) };
    let answers = core_overview(&physicians(50));
    assert_eq!(open_rows(&answers, &core), [0_usize; 0]);
    let page = draw(&answers, &core);
    assert!(table(&page).read_only);
    assert_eq!(form::closed_changes(overview(), &answers, &read(posted(&page)), &core), (vec![], answers));
}

#[test]
fn a_button_opens_a_row_and_changes_nothing() {
    let before = core_overview(&physicians(12));
    let mut answers = before.clone();
    assert!(answers.edit_rows(overview(), "open:instructors:7"));
    assert!(answers.edit_rows(overview(), "open:instructors:70"));
    assert_eq!(answers, before);
    for action in ["open:instructors", "open:instructors:x", "open:beds_total:1", "open"] {
        assert!(!answers.edit_rows(overview(), action), "{action}");
    }
}

#[test]
fn what_was_typed_counts_before_what_was_packed() {
    let page = draw(&core_overview(&physicians(12)), &context(ApplicationKind::Core));
    let typed = [("last_name", "髙﨑"), ("first_name", "")]
        .map(|(cell, text)| (format!("instructors.3.{cell}"), text.to_owned()));
    let answers = read(posted(&page).into_iter().chain(typed));
    let row = |index: usize| serde_json::to_value(&answers.rows("instructors")[index]).unwrap();
    assert_eq!(row(3), json!({ "last_name": "髙﨑", "pending": false, "trainer": false, "is_responsible": false }));
    assert_eq!(row(2)["first_name"], "花子");
}

/// One posted row, and a text beside it.
fn beside(packed: &str) -> Answers {
    read(
        [("instructors.0", packed), ("instructors.1.last_name", "隣"), ("beds_total", "400")]
            .map(|(name, text)| (name.to_owned(), text.to_owned())),
    )
}

#[test]
fn what_no_page_has_sent_is_a_blank_row() {
    let blank = json!({ "pending": false, "trainer": false, "is_responsible": false });
    for packed in ["", "x", ";", "=", "%", "{\"last_name\":\"x\"}", "unknown=x", "%FF=%FF", &";=".repeat(9999)] {
        let answers = beside(packed);
        assert_eq!(serde_json::to_value(&answers.rows("instructors")[0]).unwrap(), blank, "{packed}");
        assert_eq!((answers.rows("instructors").len(), answers.text("beds_total")), (2, "400"));
    }
}

#[test]
fn a_packed_row_is_folded_and_weighed_like_an_open_one() {
    let answers = beside("kana=ｶｸｳ;valid_to=令和9年2月1日;pending=true;member_no= Ａ１ ");
    let row = serde_json::to_value(&answers.rows("instructors")[0]).unwrap();
    assert_eq!(
        row,
        json!({ "kana": "カクウ", "valid_to": "2027-02-01", "pending": true, "member_no": "A1", "trainer": false, "is_responsible": false })
    );
    let packed = |bytes: usize| [("instructors.0".to_owned(), format!("last_name={}", "x".repeat(bytes)))];
    assert!(read_pairs(overview(), packed(TEXT_LIMIT).into_iter()).is_ok());
    assert!(read_pairs(overview(), packed(TEXT_LIMIT + 1).into_iter()).is_err());
    let rows = |count: usize| (0..count).map(|index| (format!("instructors.{index}"), String::new()));
    assert!(read_pairs(overview(), rows(200)).is_ok());
    assert!(read_pairs(overview(), rows(201)).is_err());
}

/// A physician with any name that is valid, and perhaps with something missing.
fn a_physician() -> impl Strategy<Value = Json> {
    let name = prop_oneof![Just("髙﨑神\u{FA19}葛\u{E0100}城".to_owned()), "[\"'\\\\<>&%;=:,　]{1,6}", "\\PC{1,8}",];
    (
        name,
        any::<bool>(),
        any::<bool>(),
        prop::option::weighted(0.2, prop::sample::select(vec!["kana", "last_name", "employment"])),
    )
        .prop_map(|(name, ticked, dated, missing)| {
            let valid_to = if dated { "2031-03-31" } else { "" };
            let changes = json!({ "last_name": name, "department": name, "pending": ticked, "valid_to": valid_to });
            let mut row = instructor();
            let cells = row.as_object_mut().unwrap();
            cells.extend(changes.as_object().unwrap().clone());
            cells.extend(missing.map(|cell| (cell.to_owned(), json!(""))));
            row
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_untouched_page_posts_what_it_shows(
        rows in prop::collection::vec(a_physician(), 11..24), chosen in prop::collection::vec(0_usize..24, 0..3)
    ) {
        let answers = read_json(overview(), &json!({ "instructors": rows })).unwrap();
        let opened: Vec<String> = chosen.iter().map(|index| format!("instructors.{index}")).collect();
        let page = draw(&answers, &Context { opened: &opened, ..context(ApplicationKind::Core) });
        let back = read(posted(&page));
        prop_assert_eq!(back.get("instructors"), answers.get("instructors"));
        let telling = table(&page).rows.iter().filter(|row| row.in_words.is_some());
        prop_assert!(telling.clone().all(|row| row.fields.is_empty() && !chosen.contains(&row.index)));
    }

    #[test]
    fn no_packed_text_stops_anybody(packed in any::<String>()) {
        let answers = beside(&packed);
        let two = matches!(answers.get("instructors"), Some(Value::Rows(rows)) if rows.len() == 2);
        prop_assert!(two && answers.text("beds_total") == "400");
    }
}
