//! フリガナ: hiragana and half-width katakana become full-width katakana without a word (rules 4.2).

use domain::{is_hyphen, trim};
use unicode_normalization::UnicodeNormalization;

/// What may stand in the フリガナ of a person.
pub(crate) const fn is_kana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | 'ヽ' | 'ヾ' | '\u{3000}')
}

/// What may stand in the フリガナ of a facility besides.
pub(crate) const fn is_wide_letter(c: char) -> bool {
    matches!(c, 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９')
}

/// Full-width katakana, letters and digits; `None` if something else is in it.
pub(crate) fn fold(line: &str) -> Option<String> {
    let mut folded = String::with_capacity(line.len());
    for c in composed(line) {
        folded.push(match c {
            'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
            _ if is_hyphen(c) && folded.ends_with(|before| is_kana(before) && before != '\u{3000}') => 'ー',
            ' ' => '\u{3000}',
            '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
            _ => c,
        });
    }
    let kana = trim(&folded).to_owned();
    kana.chars().all(|c| is_kana(c) || is_wide_letter(c)).then_some(kana)
}

/// Voicing marks joined to their kana (ｶﾞ → ガ); one that belongs to none is dropped.
fn composed(line: &str) -> impl Iterator<Item = char> {
    let joining = line.chars().map(|c| match c {
        '\u{309B}' => '\u{3099}',
        '\u{309C}' => '\u{309A}',
        _ => c,
    });
    joining.nfkc().filter(|c| !matches!(c, '\u{3099}' | '\u{309A}'))
}
