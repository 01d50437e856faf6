//! Valid answers of both forms, as an API client sends them and as a person types them. All of it is made up.

use serde_json::{Value, json};

use crate::browser::Browser;

fn example(text: &str) -> Value {
    serde_json::from_str(text).expect("an example of the forms")
}

/// 1.申請書.
pub fn application_form() -> Value {
    example(include_str!("../../shared/form/examples/application-form.json"))
}

/// 2.概要書 of a core facility: one full-time 指導医.
pub fn core_overview() -> Value {
    example(include_str!("../../shared/form/examples/core-overview.json"))
}

/// The same with so many of them; the first is the 施設責任者.
pub fn core_overview_of(physicians: usize) -> Value {
    let mut overview = core_overview();
    let mut more = overview["instructors"][0].clone();
    more["is_responsible"] = json!(false);
    let rows = overview["instructors"].as_array_mut().expect("a table");
    rows.resize(physicians, more);
    overview
}

/// 2.概要書 of a partner that names one core facility.
pub fn partner_overview(core: &str) -> Value {
    linked_overview(&json!([{ "core_facility_id": core, "consulted": true, "primary": false }]))
}

/// 2.概要書 of a partner with these links.
pub fn linked_overview(links: &Value) -> Value {
    let mut answers = example(include_str!("../../shared/form/examples/partner-overview.json"));
    answers["core_links"] = links.clone();
    answers["transition_ack"] = json!(false);
    answers
}

/// 1.申請書 of a facility that claims the transition measure.
pub fn transition_application_form() -> Value {
    let mut answers = application_form();
    answers["current_accreditation"] = json!("training");
    answers["current_accreditation_no"] = json!("X-0001");
    answers["responsible_is_new"] = json!("yes");
    answers
}

/// Types 1.申請書, with the widths and hyphens that people use.
pub fn types_application_form(browser: &mut Browser) {
    browser.chooses("現在の施設認定資格", "なし").dates("申請日（申請書記載日）", ["2027", "2", "1"]);
    browser.fills("診療施設名（正式名称）", "架空総合病院").fills("診療施設名（フリガナ）", "ｶｸｳｿｳｺﾞｳﾋﾞｮｳｲﾝ");
    browser.chooses("施設区分", "病院").fills("郵便番号", "１２３－４５６７").chooses("都道府県", "東京都");
    browser
        .fills("市区町村", "架空区")
        .fills("町名・丁目・番地・号", "架空町1-2-3")
        .fills("電話番号（代表）", "０３（１２３４）５６７８");
    browser.fills("施設長 役職名", "病院長").fills("施設長氏名 姓", "架空").fills("施設長氏名 名", "一郎");
    browser.fills("施設長氏名 セイ", "かくう").fills("施設長氏名 メイ", "いちろう");
    browser.fills("施設責任者氏名 姓", "架空").fills("施設責任者氏名 名", "花子");
    browser
        .fills("施設責任者氏名 セイ", "カクウ")
        .fills("施設責任者氏名 メイ", "ハナコ")
        .fills("会員番号", "Ａ１２３４５");
    browser.dates("生年月日", ["１９７５", "03", "27"]).chooses("施設責任者 資格", "指導医");
    browser.fills("所属診療科・部署", "緩和ケア科").chooses("勤務形態", "常勤");
    browser.fills("担当者氏名 姓", "架空").fills("担当者氏名 名", "次郎");
    browser.fills("担当者氏名 セイ", "カクウ").fills("担当者氏名 メイ", "ジロウ").fills("電話番号", "03-1234-5679");
    browser.ticks("募集要項を確認し、申請条件を満たしています").ticks("個人情報の取扱いに同意します");
}
