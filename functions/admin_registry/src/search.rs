//! How names are compared: what a person takes for the same is the same.

use unicode_normalization::UnicodeNormalization;

/// Kanji that are written in more than one way in names, with the one that searching takes them for.
const VARIANTS: [(&str, char); 19] = [
    ("髙", '高'),
    ("﨑碕嵜", '崎'),
    ("濵濱", '浜'),
    ("德", '徳'),
    ("邉邊", '辺'),
    ("齋齊斎", '斉'),
    ("澤", '沢'),
    ("廣", '広'),
    ("國", '国'),
    ("櫻", '桜'),
    ("惠", '恵'),
    ("眞", '真'),
    ("龍", '竜'),
    ("瀨", '瀬'),
    ("𠮷", '吉'),
    ("冨", '富'),
    ("學", '学'),
    ("醫", '医'),
    ("會", '会'),
];

/// One width, one case, one kana, no blanks: 「Ａ－１」 finds 「a-1」, 「がんせんたー」 finds 「ガンセンター」. Only for searching; what is on
/// file keeps its letters.
pub(crate) fn fold(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && !is_selector(*c)).flat_map(char::to_lowercase).map(one).collect()
}

/// A variation selector, which follows a kanji and cannot be seen.
const fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn one(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        'ヶ' => 'ケ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{30FC}' => '-',
        _ => VARIANTS.iter().find(|(variants, _)| variants.contains(c)).map_or(c, |(_, one)| *one),
    }
}
