//! Whether a folded text has the shape that its kind or pattern asks for. Pure text; no wording.

use chrono::NaiveDate;
use domain::EmailAddress;

use crate::kana::{is_kana, is_wide_letter};

/// フリガナ of a person.
pub(crate) fn is_person_kana(text: &str) -> bool {
    text.chars().all(is_kana)
}

/// フリガナ of a facility.
pub(crate) fn is_facility_kana(text: &str) -> bool {
    text.chars().all(|c| is_kana(c) || is_wide_letter(c))
}

/// An address that a mail can be sent to.
pub(crate) fn is_email(text: &str) -> bool {
    EmailAddress::parse(text).is_ok()
}

/// A web address with a host.
pub(crate) fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    text.bytes().all(|byte| byte.is_ascii_graphic()) && host.contains('.') && !host.starts_with('.')
}

/// 10 digits, or 11 of a mobile or IP phone; the first is 0.
pub(crate) fn is_tel(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let only = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    only && text.starts_with('0') && matches!(digits, 10 | 11)
}

/// `NNN-NNNN`.
pub(crate) fn is_postal(text: &str) -> bool {
    text.len() == 8
        && text.bytes().enumerate().all(|(at, byte)| if at == 3 { byte == b'-' } else { byte.is_ascii_digit() })
}

/// Letters, digits and hyphens.
pub(crate) fn is_code(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// 会員番号
pub(crate) fn is_member_no(text: &str) -> bool {
    text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A whole number from 0.
pub(crate) fn as_int(text: &str) -> Option<u64> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A number with at most one decimal place, in tenths.
pub(crate) fn as_tenths(text: &str) -> Option<u64> {
    let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
    let tenth = as_int(tenth).filter(|_| tenth.len() == 1)?;
    as_int(whole)?.checked_mul(10)?.checked_add(tenth)
}

/// A month as it is stored, `YYYY-MM`.
pub(crate) fn is_year_month(text: &str) -> bool {
    text.len() == 7 && as_date(&format!("{text}-01")).is_some()
}

/// 2015年4月 for `2015-04`.
pub(crate) fn in_words_of_month(text: &str) -> Option<String> {
    let day = as_date(&format!("{text}-01"))?;
    Some(day.format("%Y年%-m月").to_string())
}

/// A day as it is stored.
pub(crate) fn as_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| text.len() == 10 && day.to_string() == text)
}

/// Ten digits whose check digit is right (Luhn over all ten).
pub(crate) fn is_medical_institution_code(text: &str) -> bool {
    let weighed = |(at, digit): (usize, u32)| match (at % 2, digit * 2) {
        (0, _) => digit,
        (_, doubled) if doubled > 9 => doubled - 9,
        (_, doubled) => doubled,
    };
    let digits: Option<Vec<u32>> = text.chars().rev().map(|c| c.to_digit(10)).collect();
    digits
        .is_some_and(|digits| digits.len() == 10 && digits.into_iter().enumerate().map(weighed).sum::<u32>() % 10 == 0)
}

/// Characters as people count them: a variation selector or combining mark belongs to what it follows.
pub(crate) fn count_chars(text: &str) -> usize {
    let joined = |c: &char| {
        matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
            || unicode_normalization::char::is_combining_mark(*c)
    };
    text.chars().filter(|c| !joined(c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_address_has_a_scheme_and_a_host() {
        for good in ["https://www.example.jp/", "http://example.jp", "https://example.jp?x=1"] {
            assert!(is_url(good), "{good}");
        }
        for bad in
            ["www.example.jp", "https://", "ftp://example.jp", "https://localhost", "https://例え.jp", "https://a b.jp"]
        {
            assert!(!is_url(bad), "{bad}");
        }
    }

    #[test]
    fn a_telephone_number_has_ten_or_eleven_digits_from_zero() {
        for good in ["03-1234-5678", "0312345678", "090-1234-5678"] {
            assert!(is_tel(good), "{good}");
        }
        for bad in ["3-1234-5678", "031234567", "090-1234-56789", "03-1234-567a", ""] {
            assert!(!is_tel(bad), "{bad}");
        }
    }

    #[test]
    fn the_check_digit_of_an_institution_is_checked() {
        assert!(is_medical_institution_code("0110113719"));
        for bad in ["0110113718", "1010113719", "011011371", "01101137190", "01１0113719"] {
            assert!(!is_medical_institution_code(bad), "{bad}");
        }
    }

    #[test]
    fn a_variation_selector_is_not_counted() {
        assert_eq!(count_chars("葛\u{E0100}城"), 2);
        assert_eq!(count_chars("か\u{3099}"), 1);
        assert_eq!(count_chars("𠮷野家"), 3);
    }
}
