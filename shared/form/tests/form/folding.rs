use domain::ApplicationKind;
use form::{FormKind, Kind};
use proptest::prelude::*;

use crate::fixture::form;

const KINDS: [Kind; 13] = [
    Kind::Decimal,
    Kind::YearMonth,
    Kind::Text,
    Kind::Textarea,
    Kind::Kana,
    Kind::Email,
    Kind::Url,
    Kind::Tel,
    Kind::Postal,
    Kind::Code,
    Kind::Int,
    Kind::Date,
    Kind::Radio(Vec::new()),
];

fn folds(kind: &Kind, table: &[(&str, &str)]) {
    for (typed, kept) in table {
        assert_eq!(kind.fold(typed), *kept, "{typed}");
    }
}

#[test]
fn names_and_texts_are_kept_character_by_character() {
    for name in ["髙橋", "山﨑", "神\u{FA19}", "\u{FA10}田", "葛\u{E0100}城", "㈱架空①Ⅱ㎡～…", "か\u{3099}", "ｶﾞ Ａ１"]
    {
        assert_eq!(Kind::Text.fold(name), name);
        assert_eq!(Kind::Textarea.fold(name), name);
    }
    folds(
        &Kind::Text,
        &[("　 架空　病院\u{200B}\u{FEFF} ", "架空　病院"), ("架空\r\n病院\n", "架空 病院"), ("a\tb", "a b")],
    );
    folds(&Kind::Textarea, &[("一行\r\n二行\r三行\n\n", "一行\n二行\n三行")]);
}

#[test]
fn kana_becomes_full_width_katakana() {
    folds(
        &Kind::Kana,
        &[
            ("かんわ　たろう", "カンワ　タロウ"),
            ("ｶﾝﾜ ﾀﾛｳ", "カンワ　タロウ"),
            ("ｶﾞｸﾊﾟｰ", "ガクパー"),
            ("か゛", "ガ"),
            ("う゛ぃ", "ヴィ"),
            ("゛ア", "ア"),
            ("ア ﾞ", "ア"),
            ("セ-ラ", "セーラ"),
            ("セ−ラ―", "セーラー"),
            ("ABCびょういん2", "ＡＢＣビョウイン２"),
            ("緩和", "緩和"),
            ("カンワ(太郎)", "カンワ(太郎)"),
            ("・", "・"),
        ],
    );
}

#[test]
fn numbers_and_codes_become_half_width() {
    folds(
        &Kind::Int,
        &[
            ("１，２３４", "1234"),
            ("１、２３４、５６７", "1234567"),
            ("007", "7"),
            ("0", "0"),
            ("400床", "400"),
            ("１２ 名", "12"),
            ("-5", "-5"),
            ("約５０", "約５０"),
            ("3.5", "3.5"),
        ],
    );
    folds(
        &Kind::Decimal,
        &[
            ("２８．５", "28.5"),
            ("1,028.50", "1028.5"),
            ("007.0", "7"),
            ("28.55", "28.55"),
            ("82.5%", "82.5"),
            ("２８。５日", "28.5"),
            ("約3", "約3"),
            (".5", ".5"),
        ],
    );
    folds(&Kind::Code, &[("Ａ１２ ３４", "A1234"), ("１２－３", "12-3"), ("会員１", "会員１")]);
    folds(
        &Kind::Postal,
        &[
            ("〒１２３－４５６７", "123-4567"),
            ("1234567", "123-4567"),
            ("123ー4567", "123-4567"),
            ("123-456", "123-456"),
            ("東京", "東京"),
        ],
    );
    folds(
        &Kind::Tel,
        &[
            ("０３（１２３４）５６７８", "03-1234-5678"),
            ("03‐1234ー5678", "03-1234-5678"),
            ("03 1234 5678", "03-1234-5678"),
            ("(03)1234-5678", "03-1234-5678"),
            ("内線１２", "内線１２"),
        ],
    );
    folds(
        &Kind::Email,
        &[
            ("ｓａｍｐｌｅ＠ｅｘａｍｐｌｅ．ｊｐ", "sample@example.jp"),
            (" A@b.jp ", "A@b.jp"),
            ("taroー１＠example.jp", "taro-1@example.jp"),
            ("架空@例.jp", "架空@例.jp"),
        ],
    );
    folds(&Kind::Url, &[("ｈｔｔｐｓ：／／example.jp", "https://example.jp")]);
}

#[test]
fn a_date_in_any_writing_becomes_one() {
    for typed in [
        "2027/2/1",
        "2027-02-01",
        "２０２７年２月１日",
        "2027.2.1",
        "20270201",
        "2027/02/01 ",
        "2027-2-1-",
        "2027 / 2 / 1",
    ] {
        assert_eq!(Kind::Date.fold(typed), "2027-02-01", "{typed}");
    }
    folds(
        &Kind::Date,
        &[
            ("2027-2-30", "2027-2-30"),
            ("2027--", "2027"),
            ("-2-1", "-2-1"),
            ("令和9年2月1日", "2027-02-01"),
            ("Ｓ５０．３．２７", "1975-03-27"),
            ("r9.2.1", "2027-02-01"),
            ("平成元年-4-1", "1989-04-01"),
            ("令和0年2月1日", "令和0年2月1日"),
            ("1975年-3-27", "1975-03-27"),
            ("--", ""),
            ("27/2/1", "27/2/1"),
            ("a-b-c-d", "a/b/c/d"),
            ("2028-02-29", "2028-02-29"),
            ("2027-02-29", "2027-02-29"),
        ],
    );
}

#[test]
fn a_month_in_any_writing_becomes_one() {
    for typed in ["2015/4", "２０１５年４月", "2015-04", "2015.04", "201504", "2015 - 4 "] {
        assert_eq!(Kind::YearMonth.fold(typed), "2015-04", "{typed}");
    }
    folds(
        &Kind::YearMonth,
        &[("2015-13", "2015-13"), ("2015-", "2015"), ("a-b-c", "a/b/c"), ("平成27年4月", "2015-04"), ("-", "")],
    );
}

/// Text as people paste it: every width, mark and space that folding knows, and anything else.
fn pasted() -> impl Strategy<Value = String> {
    let known = "[ 　\u{A0}\u{200B}\u{FEFF}\r\n\t0-9０-９a-zＡ-Ｚ+床日名%、。ぁ-ゟァ-ヿｦ-ﾟ゛゜\u{3099}\u{309A}‐-―−ー－〒,，.．/年月日()（）@＠髙﨑\u{FA19}\u{E0100}]{0,16}";
    prop_oneof![3 => known, 1 => any::<String>(), 1 => "[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[日-]{0,2}"]
}

#[test]
fn what_is_no_number_stays_as_typed() {
    let doubtful = ["週2回", "3回/週", "12か月", "10～12名", "３年", "1,5", "1,20", "12345,678", ",500", "名", "4床室"];
    for typed in doubtful {
        assert_eq!((Kind::Int.fold(typed), Kind::Decimal.fold(typed)), (typed.to_owned(), typed.to_owned()));
    }
}

#[test]
fn a_telephone_number_from_abroad_is_dialled_here() {
    for typed in [
        "+81 3-1234-5678",
        "+81-(0)3-1234-5678",
        "＋８１（０）３ １２３４ ５６７８",
        "(+81)3.1234.5678",
        "+81 03 1234 5678",
    ] {
        assert_eq!(Kind::Tel.fold(typed), "03-1234-5678", "{typed}");
    }
    folds(&Kind::Tel, &[("+819012345678", "09012345678"), ("+81", "+81"), ("+1 212 555 0100", "+1 212 555 0100")]);
}

#[test]
fn letters_are_widened_in_the_kana_of_a_facility_only() {
    let form = form(ApplicationKind::Core, FormKind::ApplicationForm);
    let kept = |key: &str, typed: &str| form.field(key).unwrap().fold(typed);
    for typed in ["Takasaki", "タカサキ Taro", "たかさき2"] {
        assert_eq!(kept("contact_last_name_kana", typed), typed);
    }
    assert_eq!(kept("contact_last_name_kana", " たかさき"), "タカサキ");
    assert_eq!(kept("facility_name_kana", "ABCびょういん"), "ＡＢＣビョウイン");
}

proptest! {
    #[test]
    fn an_answer_folded_twice_is_folded_once(typed in pasted()) {
        for field in form(ApplicationKind::Core, FormKind::ApplicationForm).fields() {
            let once = field.fold(&typed);
            prop_assert_eq!(field.fold(&once), once.clone(), "{}", field.key);
        }
    }

    #[test]
    fn folding_twice_is_folding_once(typed in pasted()) {
        for kind in &KINDS {
            let once = kind.fold(&typed);
            prop_assert_eq!(kind.fold(&once), once.clone(), "{:?}", kind);
        }
    }

    #[test]
    fn a_text_is_never_changed_inside(inner in "\\S{1,8}") {
        let inner = inner.replace(['\u{200B}', '\u{2060}', '\u{FEFF}'], "");
        let typed = format!("　{inner} \u{200B}");
        prop_assert_eq!(Kind::Text.fold(&typed), domain::trim(&inner));
    }
}
