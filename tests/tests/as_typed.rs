//! What a clerk types from a letterhead, a list or in another width is kept as it is meant, and nobody types it again.

use domain::StaffRole;
use portal_tests::browser::Browser;
use portal_tests::fixtures::types_application_form;
use portal_tests::world::World;

const EMAIL: &str = "shinsei@example.jp";
const FORM: &str = "/applications/2027-02/core/application-form";
const OVERVIEW: &str = "/applications/2027-02/core/overview";

/// A label, what is typed there, what is kept.
type Line = (&'static str, &'static str, &'static str);

const OF_THE_APPLICATION_FORM: &[Line] = &[
    ("申請日（申請書記載日） > 年", "令和9年2月1日", "2027-02-01"),
    ("生年月日 > 年", "Ｓ５０．３．２７", "1975-03-27"),
    ("診療施設名（フリガナ）", "ABCびょういん", "ＡＢＣビョウイン"),
    ("施設長氏名 セイ", "たかさき", "タカサキ"),
    ("施設長氏名 メイ", "ｲﾁﾛｳ", "イチロウ"),
    ("郵便番号", "〒３７０ー０００１", "370-0001"),
    ("電話番号（代表）", "＋８１ー（０）３ー１２３４ー５６７８", "03-1234-5678"),
    ("FAX番号", "03 1234 5679", "03-1234-5679"),
    ("直通電話", "+81 90-1234-5678", "090-1234-5678"),
    ("会員番号", "　ａ１２ ３４５", "a12345"),
    ("施設責任者メールアドレス", "　ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ ", "hanako@example.jp"),
    ("ホームページURL", "ｈｔｔｐｓ：／／www.example.jp／", "https://www.example.jp/"),
    ("電話番号", "０３（１２３４）５６７８", "03-1234-5678"),
    ("内線番号", "１２３", "123"),
];

const OF_THE_OVERVIEW: &[Line] = &[
    ("実績の対象期間 始まり > 年", "2026.1.1", "2026-01-01"),
    ("実績の対象期間 終わり > 年", "Ｒ８年１２月３１日", "2026-12-31"),
    ("許可病床数（総数）", "４００床", "400"),
    ("うち一般病床数", "３、０００床", "3000"),
    ("常勤医師数", "１２名", "12"),
    ("設置年月 > 年", "2015/4", "2015-04"),
    ("年間新規依頼件数", "1,200件", "1200"),
    ("病棟回診（回/週）", "2 回", "2"),
    ("平均在院日数（日）", "２８．５日", "28.5"),
    ("病床利用率（%）", "８２．５％", "82.5"),
    ("年間入院患者数", "約50", "約50"),
    ("緩和ケア外来 年間新規患者数", "週2人", "週2人"),
];

/// Types all of it; whatever stands in the other boxes of a date is cleared.
fn types(browser: &mut Browser, lines: &[Line]) {
    for (label, typed, _) in lines {
        for (box_of, clear) in others(label) {
            browser.fills(&box_of, clear);
        }
        browser.fills(label, typed);
    }
}

fn others(label: &str) -> Vec<(String, &'static str)> {
    match label.strip_suffix(" > 年") {
        Some(month @ "設置年月") => vec![(format!("{month} > 月"), "")],
        Some(date) => ["月", "日"].map(|unit| (format!("{date} > {unit}"), "")).into(),
        None => Vec::new(),
    }
}

/// What stands at each label now, the boxes of a date joined.
fn shown(browser: &Browser, lines: &[Line]) -> Vec<String> {
    let one = |label: &str| {
        let more = others(label).into_iter().map(|(box_of, _)| browser.value(&box_of).to_owned());
        [browser.value(label).to_owned()].into_iter().chain(more).collect::<Vec<_>>().join("-")
    };
    lines.iter().map(|(label, ..)| one(label)).collect()
}

#[tokio::test]
async fn what_a_clerk_types_is_shown_and_kept_as_it_is_meant() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    for (page, lines) in [(FORM, OF_THE_APPLICATION_FORM), (OVERVIEW, OF_THE_OVERVIEW)] {
        let kept: Vec<&str> = lines.iter().map(|(.., kept)| *kept).collect();
        types(browser.opens(page).await, lines);
        browser.presses("一時保存").await.sees("一時保存しました。");
        assert_eq!(shown(&browser, lines), kept);
        browser.opens(page).await;
        assert_eq!(shown(&browser, lines), kept);
    }
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn what_is_plain_in_any_writing_registers() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    types_application_form(browser.opens(FORM).await);
    types(&mut browser, OF_THE_APPLICATION_FORM);
    browser.presses("登録").await;
    assert_eq!(browser.errors(), ["申請書・在籍証明書のPDFをアップロードしてください。"]);
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn what_the_secretariat_types_is_read_alike() {
    let world = World::new().await;
    let mut admin = world.browser();
    admin.jar = world.staff(StaffRole::Admin).await.jar;
    let address = "「基幹施設 新規募集要項」のURL";
    admin
        .opens("/admin/settings/documents")
        .await
        .fills(address, "　ｈｔｔｐｓ：／／ｗｗｗ．ｅｘａｍｐｌｅ．ｊｐ／２０２７");
    admin.dates("最終更新日", ["令和９年２月９日", "", ""]).presses("変更する").await;
    admin.sees("募集要項の内容を変更しました。").sees("→ 2027年2月9日");
    assert_eq!(admin.value(address), "https://www.example.jp/2027");
    world.delivers().await;
    world.ends().await;
}

#[tokio::test]
async fn latin_letters_in_the_kana_of_a_person_are_refused_and_stay_as_typed() {
    let world = World::new().await;
    let mut browser = world.applicant(EMAIL).await;
    types_application_form(browser.opens(FORM).await);
    browser.fills("担当者氏名 セイ", "Takasaki").fills("会員番号", "第１号").presses("登録").await;
    assert_eq!((browser.value("担当者氏名 セイ"), browser.value("会員番号")), ("Takasaki", "第１号"));
    assert_eq!(browser.status(), 422);
    assert_eq!(
        browser.errors(),
        [
            "会員番号は英字と数字で入力してください。",
            "担当者氏名 セイはカタカナで入力してください。",
            "申請書・在籍証明書のPDFをアップロードしてください。",
        ]
    );
    world.delivers().await;
    world.ends().await;
}
