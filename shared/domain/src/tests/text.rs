//! What people type: addresses and names (rules 4.1, 4.4).

use proptest::prelude::*;

use crate::{EmailAddress, Invalid, NAME_LIMIT, PersonName, parse_name_part};

fn parsed(typed: &str) -> Result<String, Invalid> {
    EmailAddress::parse(typed).map(|address| address.as_str().to_owned())
}

#[test]
fn an_address_is_kept_as_typed_apart_from_width_and_outer_space() {
    for (typed, kept) in [
        ("kanri@kakuu.example.jp", "kanri@kakuu.example.jp"),
        ("  Kanri@Kakuu.Example.JP\n", "Kanri@Kakuu.Example.JP"),
        ("ｋａｎｒｉ＠ｋａｋｕｕ．ｅｘａｍｐｌｅ．ｊｐ", "kanri@kakuu.example.jp"),
        ("\u{3000}kanri＠kakuu.example.jp\u{3000}", "kanri@kakuu.example.jp"),
        ("\u{FEFF}kanri@kakuu.example.jp\u{200B}", "kanri@kakuu.example.jp"),
        ("kanriー１@kakuu−hp.example", "kanri-1@kakuu-hp.example"),
        ("a.b+c_d'e@xn--3kq58j.example", "a.b+c_d'e@xn--3kq58j.example"),
    ] {
        assert_eq!(parsed(typed).as_deref(), Ok(kept), "{typed:?}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for typed in [
        "kanri",
        "@kakuu.example",
        "kanri@",
        "kanri@kakuu",
        "kanri@@kakuu.example",
        "a b@kakuu.example",
        "a@b c.example",
        ".kanri@kakuu.example",
        "kanri.@kakuu.example",
        "ka..nri@kakuu.example",
        "kanri@.example",
        "kanri@kakuu.example.",
        "kanri@-kakuu.example",
        "kanri@kakuu-.example",
        "kanri@192.0.2.1",
        "kanri@[192.0.2.1]",
        "\"kanri\"@kakuu.example",
        "管理@kakuu.example",
        "kanri@架空.example",
        "a@b.example,c@d.example",
        "a@b.example\r\nBcc: c@d.example",
        "<kanri@kakuu.example>",
        "kanri@kakuu.example\0",
    ] {
        assert_eq!(parsed(typed), Err(Invalid::NotAnAddress), "{typed:?}");
    }
    for typed in ["", "  ", "\u{3000}", "\u{200B}"] {
        assert_eq!(parsed(typed), Err(Invalid::Empty), "{typed:?}");
    }
}

#[test]
fn an_address_is_at_most_as_long_as_mail_carries() {
    let local = |length: usize| format!("{}@kakuu.example", "a".repeat(length));
    assert!(parsed(&local(64)).is_ok());
    assert!(parsed(&local(65)).is_err());
    let label = |length: usize| format!("a@{}.example", "b".repeat(length));
    assert!(parsed(&label(63)).is_ok());
    assert!(parsed(&label(64)).is_err());
    let whole = |length: usize| format!("{}@{}e", "a".repeat(64), "b.".repeat((length - 66) / 2));
    assert_eq!((whole(254).len(), parsed(&whole(254)).is_ok()), (254, true));
    assert_eq!((whole(256).len(), parsed(&whole(256)).is_ok()), (256, false));
}

#[test]
fn two_addresses_that_differ_in_case_are_one() {
    let one = EmailAddress::parse("Kanri@Kakuu.Example").unwrap();
    assert_eq!(one.canonical(), EmailAddress::parse("ｋａｎｒｉ@kakuu.EXAMPLE").unwrap().canonical());
    assert_ne!(one.canonical(), EmailAddress::parse("kanri+1@kakuu.example").unwrap().canonical());
}

#[test]
fn logs_do_not_show_an_address() {
    let address = EmailAddress::parse("kanri@kakuu.example").unwrap();
    assert_eq!(format!("{address:?}"), "k***@kakuu.example");
}

#[test]
fn a_name_keeps_the_form_its_bearer_writes() {
    for name in [
        "髙橋",
        "山﨑",
        "\u{FA19}谷",
        "葛\u{E0100}城",
        "辻\u{E0101}",
        "𠮷野",
        "渡邉",
        "Ｓｍｉｔｈ",
        "オ'コナー",
        "マリア 花",
    ] {
        assert_eq!(parse_name_part(name).as_deref(), Ok(name));
        assert_eq!(
            parse_name_part(&format!("\u{3000}{name} ")).as_deref(),
            Ok(name),
            "outer space is no part of {name}"
        );
    }
}

#[test]
fn a_name_has_no_character_that_others_cannot_see() {
    for (what, c) in [
        ("外字", '\u{E000}'),
        ("外字", '\u{F8FF}'),
        ("外字", '\u{F0000}'),
        ("外字", '\u{10FFFD}'),
        ("control", '\u{7}'),
        ("control", '\u{85}'),
        ("line", '\n'),
        ("tab", '\t'),
        ("line", '\u{2028}'),
        ("hidden", '\u{200B}'),
        ("direction", '\u{202E}'),
        ("direction", '\u{2066}'),
        ("hidden", '\u{FEFF}'),
    ] {
        assert_eq!(parse_name_part(&format!("架{c}空")), Err(Invalid::Characters), "{what} U+{:04X}", u32::from(c));
    }
}

#[test]
fn a_name_leads_nowhere() {
    for typed in [
        "https://shop.example",
        "当選は http://shop.example へ",
        "WWW.shop.example",
        "ｗｗｗ．shop.example",
        "ｈｔｔｐｓ：／／shop.example",
        "hanako@shop.example",
        "花子＠shop.example",
    ] {
        assert_eq!(parse_name_part(typed), Err(Invalid::HoldsAddress), "{typed}");
    }
    for name in ["Wwwong", "J. Smith", "St.John", "花子/太郎", "花子：太郎"] {
        assert_eq!(parse_name_part(name).as_deref(), Ok(name));
    }
}

#[test]
fn a_name_has_one_to_fifty_characters() {
    assert_eq!(parse_name_part(" \u{3000}"), Err(Invalid::Empty));
    assert!(parse_name_part(&"架".repeat(NAME_LIMIT)).is_ok());
    assert_eq!(parse_name_part(&"架".repeat(NAME_LIMIT + 1)), Err(Invalid::TooLong));
}

#[test]
fn a_name_is_shown_with_a_full_width_space() {
    let name = PersonName { last: "架空".to_owned(), first: "花子".to_owned() };
    assert_eq!(name.to_string(), "架空　花子");
}

proptest! {
    #[test]
    fn any_address_that_is_read_is_read_the_same_again(
        typed in "\\PC{0,40}|[ -~\u{FF01}-\u{FF5E}]{1,20}[@\u{FF20}][ -~\u{FF01}-\u{FF5E}]{1,20}|[a-zA-Zａ-ｚ.+]{1,12}@[a-zＡ-Ｚ0-9-]{1,8}\\.[a-z]{1,4}"
    ) {
        if let Ok(address) = EmailAddress::parse(&typed) {
            prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
            prop_assert!(address.as_str().is_ascii() && !address.as_str().contains(char::is_whitespace));
            let canonical = EmailAddress::parse(&address.canonical()).unwrap();
            prop_assert_eq!(canonical.canonical(), address.canonical());
        }
    }

    #[test]
    fn any_name_that_is_read_is_read_the_same_again(typed in "\\PC{0,60}|.{0,60}") {
        if let Ok(name) = parse_name_part(&typed) {
            prop_assert_eq!(parse_name_part(&name), Ok(name));
        }
    }
}
