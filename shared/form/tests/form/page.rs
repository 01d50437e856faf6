use domain::ApplicationKind;
use form::{Answers, Context, FieldView, FormKind, SectionView, read_pairs, sections, summary, validate, warnings};
use serde_json::json;

use crate::fixture::*;

fn draw(which: FormKind, answers: &Answers, context: &Context<'_>) -> Vec<SectionView> {
    let form = form(context.kind, which);
    let (errors, advice) = (validate(form, answers, context), warnings(form, answers, context));
    sections(form, answers, &errors, &advice, context)
}

fn find<'a>(page: &'a [SectionView], name: &str) -> Option<&'a FieldView> {
    page.iter()
        .flat_map(|section| &section.fields)
        .flat_map(|field| std::iter::once(field).chain(field.rows.iter().flat_map(|row| &row.fields)))
        .find(|field| field.name == name)
}

#[test]
fn a_fault_stands_at_its_control() {
    let answers = with(&application_form(), "phone", "12");
    let page = draw(FormKind::ApplicationForm, &answers, &context(ApplicationKind::Core));
    let phone = find(&page, "phone").unwrap();
    assert_eq!(phone.value, "12", "what was typed stays");
    assert_eq!(
        phone.error.as_deref(),
        Some("電話番号（代表）は0から始まる10桁または11桁の番号を入力してください。例：03-1234-5678")
    );
    assert!(find(&page, "fax").unwrap().error.is_none());
    let core = core_overview(&[json!({ "last_name": "架空" })]);
    let page = draw(FormKind::Overview, &core, &context(ApplicationKind::Core));
    let kana = find(&page, "instructors.0.kana").unwrap();
    assert_eq!(
        (kana.id.as_str(), kana.error.as_deref()),
        ("instructors-0-kana", Some("1人目のフリガナを入力してください。"))
    );
    assert!(find(&page, "instructors").unwrap().error.is_some());
}

#[test]
fn a_conditional_field_is_marked_required_when_it_is() {
    let context = context(ApplicationKind::Partner);
    for (qualification, required) in [("instructor", false), ("certified_physician", true)] {
        let page = draw(
            FormKind::ApplicationForm,
            &with(&application_form(), "responsible_qualification", qualification),
            &context,
        );
        assert_eq!(find(&page, "responsible_trainer_qualified").unwrap().required, required);
    }
}

#[test]
fn a_table_that_must_not_stay_empty_offers_a_row() {
    let rows = |page: &[SectionView], name: &str| find(page, name).unwrap().rows.len();
    let nothing = Answers::default();
    assert_eq!(rows(&draw(FormKind::Overview, &nothing, &context(ApplicationKind::Core)), "instructors"), 1);
    let partner = context(ApplicationKind::Partner);
    let page = draw(FormKind::Overview, &nothing, &partner);
    assert_eq!((rows(&page, "core_links"), rows(&page, "conference_rows")), (1, 0));
    let form = form(ApplicationKind::Partner, FormKind::Overview);
    let offered = ("core_links.0.consulted_with".to_owned(), String::new());
    let mut read = read_pairs(form, [offered].into_iter()).unwrap();
    assert!(read.edit_rows(form, "add:core_links"));
    assert_eq!(read.rows("core_links").len(), 2, "the offered row and the added one");
}

#[test]
fn a_core_facility_that_left_the_registry_is_not_lost() {
    let cores = registry();
    let context = Context { core_facilities: &cores, own_account: Some("CORE-B"), ..context(ApplicationKind::Partner) };
    let page = draw(FormKind::Overview, &partner_overview(&json!({ "core_links": [link("GONE")] })), &context);
    let options = &find(&page, "core_links.0.core_facility_id").unwrap().options;
    let shown: Vec<(&str, bool)> = options.iter().map(|option| (option.label.as_str(), option.checked)).collect();
    assert_eq!(
        shown,
        [("選択してください", false), ("架空基幹病院CORE-A（東京都・第1号）", false), ("選択できない値（GONE）", true),],
        "and the applicant itself is not offered"
    );
}

#[test]
fn the_summary_speaks_japanese() {
    let core = context(ApplicationKind::Core);
    let form_one = summary(form(ApplicationKind::Core, FormKind::ApplicationForm), &application_form(), &core);
    let cores = registry();
    let partner = Context { core_facilities: &cores, ..context(ApplicationKind::Partner) };
    let overview = partner_overview(&json!({ "core_links": [{}, link("CORE-A")], "instructors": [instructor()] }));
    let form_two = summary(form(ApplicationKind::Partner, FormKind::Overview), &overview, &partner);
    let shown: Vec<String> = form_one
        .iter()
        .chain(&form_two)
        .flat_map(|section| {
            let rows = section
                .rows
                .iter()
                .map(|row| format!("{} | {} | {}", row.field, row.label, row.value.replace('\n', " / ")));
            std::iter::once(format!("■ {}", section.title)).chain(rows)
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}
