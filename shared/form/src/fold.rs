//! Silent help with what people type or paste: width, hyphens and spaces, by the kind of field (rules 4.2–4.6).
//!
//! Names, addresses and other texts are never normalised: 髙, 﨑, 神 (U+FA19) and variation sequences are part of a
//! name. What cannot be read is kept as typed, for validation to explain. Folding twice is folding once.

use chrono::NaiveDate;
use domain::trim;
use unicode_normalization::UnicodeNormalization;

use crate::kana;
use crate::kind::Kind;

impl Kind {
    /// The form in which an answer of this kind is kept.
    pub fn fold(&self, typed: &str) -> String {
        let line = one_line(typed);
        let folded = match self {
            Self::Textarea => return lines(typed),
            Self::Kana => kana::fold(&line),
            Self::Email | Self::Url => ascii(&line),
            Self::Tel => tel(&line),
            Self::Postal => postal(&line),
            Self::Code => code(&line),
            Self::Int => int(&line),
            Self::Decimal => decimal(&line),
            Self::Date => return split_at_most(&line, read_date(&line), 2),
            Self::YearMonth => return split_at_most(&line, read_year_month(&line), 1),
            _ => None,
        };
        folded.unwrap_or(line)
    }
}

/// Pasted line breaks and tabs become spaces; outer white space goes.
fn one_line(typed: &str) -> String {
    let spaced = visible(typed).replace("\r\n", " ").replace(['\r', '\n', '\t'], " ");
    trim(&spaced).to_owned()
}

/// Without what a paste brings along and nobody can see or find: zero-width spaces and byte order marks.
fn visible(typed: &str) -> String {
    typed.replace(['\u{200B}', '\u{2060}', '\u{FEFF}'], "")
}

/// Line breaks as `\n`, tabs as blanks; outer white space goes.
fn lines(typed: &str) -> String {
    trim(&visible(typed).replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ")).to_owned()
}

/// Half-width, if that makes it ASCII.
fn ascii(line: &str) -> Option<String> {
    let folded = trim(&line.nfkc().collect::<String>()).to_owned();
    folded.is_ascii().then_some(folded)
}

/// Every dash that a keyboard or a word processor makes of a hyphen.
pub(crate) const fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{FE63}' | '\u{FF0D}' | '\u{30FC}' | '\u{FF70}'
    )
}

/// Half-width without spaces, hyphens as `-`.
fn compact(line: &str) -> String {
    let hyphened = line.chars().map(|c| if is_hyphen(c) { '-' } else { c });
    hyphened.nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits and single hyphens; brackets around an area code count as hyphens.
fn tel(line: &str) -> Option<String> {
    let dashed = compact(line).replace(['(', ')'], "-");
    let parts: Vec<&str> = dashed.split('-').filter(|part| !part.is_empty()).collect();
    (!parts.is_empty() && parts.iter().all(|part| digits(part))).then(|| parts.join("-"))
}

/// `NNN-NNNN`.
fn postal(line: &str) -> Option<String> {
    let code = compact(line).replace(['〒', '-'], "");
    let (area, rest) = code.split_at_checked(3)?;
    (digits(&code) && code.len() == 7).then(|| format!("{area}-{rest}"))
}

fn code(line: &str) -> Option<String> {
    let folded = compact(line);
    folded.bytes().all(|byte| byte.is_ascii_graphic()).then_some(folded)
}

/// Without thousands separators and leading zeros.
fn int(line: &str) -> Option<String> {
    let plain = compact(line).replace(',', "");
    let number: u64 = plain.parse().ok().filter(|_| digits(&plain))?;
    Some(number.to_string())
}

/// Without thousands separators, leading zeros and a decimal part of zero.
fn decimal(line: &str) -> Option<String> {
    let plain = compact(line).replace(',', "");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, "0"));
    let number: u64 = whole.parse().ok().filter(|_| digits(whole) && digits(part))?;
    let part = part.trim_end_matches('0');
    Some(if part.is_empty() { number.to_string() } else { format!("{number}.{part}") })
}

/// What was read, or the line for somebody to mend. A date control shows a text in boxes, split at hyphens: what could
/// not be read must not hold more of them than boxes need, and none at its end.
fn split_at_most(line: &str, read: Option<String>, hyphens: usize) -> String {
    if let Some(read) = read {
        return read;
    }
    let kept = line.trim_end_matches(|c: char| c == '-' || c.is_whitespace());
    if kept.matches('-').count() > hyphens { kept.replace('-', "/") } else { kept.to_owned() }
}

/// 2027/2/1, 2027-02-01, 2027.2.1, 2027年2月1日, 20270201, 令和9年2月1日 or R9.2.1, in any width.
fn read_date(line: &str) -> Option<String> {
    let plain = compact(line);
    let split = plain.trim_end_matches(['日', '-']).split(['/', '-', '.', '年', '月']);
    let split: Vec<&str> = split.filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match split.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [all] if all.len() == 8 => (all.get(0..4)?, all.get(4..6)?, all.get(6..8)?),
        _ => return None,
    };
    Some(calendar_day(year, month, day)?.format("%Y-%m-%d").to_string())
}

/// 2015/4, 2015-04, 2015年4月 or 201504, in any width.
fn read_year_month(line: &str) -> Option<String> {
    let plain = compact(line);
    let split = plain.trim_end_matches(['月', '-']).split(['/', '-', '.', '年']);
    let split: Vec<&str> = split.filter(|part| !part.is_empty()).collect();
    let (year, month) = match split.as_slice() {
        [year, month] => (*year, *month),
        [all] if all.len() == 6 => (all.get(0..4)?, all.get(4..6)?),
        _ => return None,
    };
    Some(calendar_day(year, month, "1")?.format("%Y-%m").to_string())
}

/// The year before the first of each era, for the eras that anybody who fills in a form has lived in.
const ERAS: [([&str; 2], u32); 3] = [(["令和", "R"], 2018), (["平成", "H"], 1988), (["昭和", "S"], 1925)];

/// The western year of 令和9, R9 or 昭和元.
fn of_era(year: &str) -> Option<u32> {
    ERAS.iter().find_map(|(names, before)| {
        let within = names.iter().find_map(|name| year.strip_prefix(name))?;
        let within =
            if within == "元" { 1 } else { within.parse().ok().filter(|_| digits(within) && within.len() <= 2)? };
        (within > 0).then_some(before + within)
    })
}

fn calendar_day(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let number = |text: &str, most: usize| text.parse::<u32>().ok().filter(|_| digits(text) && text.len() <= most);
    let western = || number(year, 4).filter(|year| *year >= 1000);
    let year = i32::try_from(of_era(year).or_else(western)?).ok()?;
    NaiveDate::from_ymd_opt(year, number(month, 2)?, number(day, 2)?)
}
