use domain::ApplicationKind;
use form::{Answers, Context, Value};
use serde_json::json;

use crate::fixture::*;

#[test]
fn complete_forms_have_no_faults() {
    let cores = registry();
    for kind in ApplicationKind::ALL {
        assert_eq!(faults_of_application_form(&application_form(), &context(kind)), "");
    }
    assert_eq!(faults_of_overview(&core_overview(&[instructor()]), &context(ApplicationKind::Core)), "");
    let partner = Context { core_facilities: &cores, ..context(ApplicationKind::Partner) };
    assert_eq!(faults_of_overview(&partner_overview(&json!({ "core_links": [link("CORE-A")] })), &partner), "");
}

#[test]
fn every_missing_answer_is_named_at_once() {
    let context = Context { certificate: None, ..context(ApplicationKind::Core) };
    insta::assert_snapshot!(
        "application_form_nothing_answered",
        faults_of_application_form(&Answers::default(), &context)
    );
    insta::assert_snapshot!(faults_of_overview(&core_overview(&[json!({ "last_name": "架空", "employment": "full_time" })]), &context), @"
    instructors: 緩和医療指導医が1名以上常勤していることが必要です。
    instructors.0.first_name: 1人目の名を入力してください。
    instructors.0.kana: 1人目のフリガナを入力してください。
    instructors.0.member_no: 1人目の会員番号を入力してください。
    instructors.0.qualification: 1人目の資格を選択してください。
    ");
}

/// For each text: whether it is accepted.
fn table(name: &str, cases: &[(&str, bool)]) {
    let context = context(ApplicationKind::Core);
    for (text, good) in cases {
        let faults = faults_of_application_form(&with(&application_form(), name, text), &context);
        assert_eq!(faults.is_empty(), *good, "{name}={text}: {faults}");
        assert!(*good || faults.starts_with(&format!("{name}: ")) && faults.lines().count() == 1, "{faults}");
    }
}

#[test]
fn texts_end_at_their_limit() {
    table(
        "director_last_name",
        &[(&"架".repeat(50), true), (&"架".repeat(51), false), (&"葛\u{E0100}".repeat(50), true)],
    );
    table("facility_name", &[(&"架".repeat(100), true), (&"架".repeat(101), false)]);
    table("remarks", &[(&"架\n".repeat(500), true), (&"架".repeat(1001), false)]);
    table("website_url", &[("", true), ("https://example.jp", true), ("example.jp", false)]);
    table("fax", &[("", true), ("0312345678", true), ("031234567", false), ("1312345678", false)]);
    table("postal_code", &[("123-4567", true), ("1234567", false), ("12-34567", false), ("123-456", false)]);
}

#[test]
fn names_of_every_kind_are_accepted_but_private_characters_are_not() {
    table(
        "responsible_last_name",
        &[
            ("髙", true),
            ("﨑", true),
            ("\u{FA19}", true),
            ("葛\u{E0100}", true),
            ("𠮷", true),
            ("O'Neill", true),
            ("\u{E000}", false),
            ("a\u{0}", false),
            ("a\u{202E}b", false),
        ],
    );
    table("remarks", &[("一\n二", true), ("\u{F0000}", false)]);
}

#[test]
fn kana_is_katakana() {
    table(
        "director_last_name_kana",
        &[("カクウ", true), ("ヴァー・ヽ　ヾ", true), ("かくう", false), ("架空", false), ("Ａ", false)],
    );
    table("facility_name_kana", &[("ＡＢＣビョウイン２", true), ("ABC", false), ("架空", false)]);
}

#[test]
fn days_lie_where_they_can() {
    table(
        "application_date",
        &[("2027-02-10", true), ("2027-02-11", false), ("2027-02-30", false), ("2027/2/1", false)],
    );
    table(
        "responsible_birth_date",
        &[("1925-01-01", true), ("1924-12-31", false), ("2003-02-10", true), ("2003-02-11", false)],
    );
}

#[test]
fn choices_are_of_the_form() {
    table("prefecture", &[("01", true), ("47", true), ("48", false), ("東京都", false)]);
    table("facility_kind", &[("clinic_without_beds", true), ("hotel", false)]);
    table(
        "responsible_member_no",
        &[("1", true), ("A123456789", true), ("A1234567890", false), ("A-1", false), ("会員", false)],
    );
}

#[test]
fn conditional_questions_are_asked_when_they_apply() {
    let context = context(ApplicationKind::Partner);
    let held = with(&application_form(), "current_accreditation", "training");
    assert_eq!(
        faults_of_application_form(&held, &context),
        "current_accreditation_no: 認定番号を入力してください。
responsible_is_new: 現責任者からの変更を選択してください。"
    );
    let certified = with(&application_form(), "responsible_qualification", "certified_physician");
    assert_eq!(
        faults_of_application_form(&certified, &context),
        "responsible_trainer_qualified: 研修指導者資格を選択してください。"
    );
}

#[test]
fn consent_and_certificate_are_needed() {
    let mut answers = application_form();
    answers.set("confirm_privacy", Value::Flag(false));
    let context = Context { certificate: None, ..context(ApplicationKind::Core) };
    assert_eq!(
        faults_of_application_form(&answers, &context),
        "application_certificate_pdf: 申請書・在籍証明書のPDFをアップロードしてください。
confirm_privacy: 「個人情報の取扱いに同意します」にチェックを入れてください。"
    );
}
