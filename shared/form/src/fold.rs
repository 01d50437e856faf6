//! Silent help with what people type or paste: width, hyphens and spaces, by the kind of field (rules 4.2–4.6).
//!
//! Names, addresses and other texts are never normalised: 髙, 﨑, 神 (U+FA19) and variation sequences are part of a
//! name. What cannot be read is kept as typed, for validation to explain. Folding twice is folding once.

use chrono::NaiveDate;
use domain::{is_hyphen, trim};
use unicode_normalization::UnicodeNormalization;

use crate::definition::Field;
use crate::kana;
use crate::kind::Kind;
use crate::rule::{Pattern, Rule};
use crate::shape::is_person_kana;

impl Field {
    /// The form in which an answer to this question is kept.
    pub fn fold(&self, typed: &str) -> String {
        let folded = self.kind.fold(typed);
        let of_facility = self.rules.contains(&Rule::Pattern(Pattern::FacilityKana));
        // Wide letters would be refused in the フリガナ of a person, and are not what was typed.
        if self.kind == Kind::Kana && !of_facility && !is_person_kana(&folded) { one_line(typed) } else { folded }
    }
}

impl Kind {
    /// The form in which a text of this kind is kept.
    pub fn fold(&self, typed: &str) -> String {
        let line = one_line(typed);
        let folded = match self {
            Self::Textarea => return lines(typed),
            Self::Kana => kana::fold(&line),
            Self::Email => ascii(&hyphened(&line)),
            Self::Url => ascii(&line),
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

/// Every dash as `-`.
fn hyphened(line: &str) -> String {
    line.replace(is_hyphen, "-")
}

/// Half-width without spaces, hyphens as `-`.
fn compact(line: &str) -> String {
    hyphened(line).nfkc().filter(|c| !c.is_whitespace()).collect()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits and single hyphens: brackets, blanks and points separate like hyphens, and +81 stands for the first 0.
fn tel(line: &str) -> Option<String> {
    let dashed = compact(&line.replace(char::is_whitespace, "-")).replace(['(', ')', '.'], "-");
    let dashed = dashed.trim_start_matches('-');
    let from_abroad = dashed.strip_prefix("+81");
    let parts = from_abroad.unwrap_or(dashed).split('-').filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    let number = Some(parts.join("-")).filter(|_| !parts.is_empty() && parts.iter().all(|part| digits(part)))?;
    // +81-(0)3 says the 0 as well
    Some(if from_abroad.is_some() { format!("0{}", number.trim_start_matches(['0', '-'])) } else { number })
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

/// What the questions of the forms count in.
const UNITS: [&str; 11] = ["床", "室", "人", "名", "例", "件", "回", "日", "日間", "%", "パーセント"];

/// Half-width without its unit; what an input method makes of comma and point is read as such.
fn bare(line: &str) -> String {
    let plain = compact(line).replace('、', ",").replace('。', ".");
    UNITS.iter().find_map(|unit| plain.strip_suffix(unit)).unwrap_or(&plain).to_owned()
}

/// Without leading zeros and thousands separators, which stand before three digits each: 1,5 is not 15.
fn whole(text: &str) -> Option<u64> {
    let (first, rest) = text.split_once(',').map_or((text, None), |(first, rest)| (first, Some(rest)));
    let separated = |rest: &str| first.len() <= 3 && rest.split(',').all(|group| group.len() == 3);
    let plain = text.replace(',', "");
    plain.parse().ok().filter(|_| digits(first) && digits(&plain) && rest.is_none_or(separated))
}

fn int(line: &str) -> Option<String> {
    Some(whole(&bare(line))?.to_string())
}

/// Without a decimal part of zero.
fn decimal(line: &str) -> Option<String> {
    let plain = bare(line);
    let (number, part) = plain.split_once('.').unwrap_or((&plain, "0"));
    let number = whole(number).filter(|_| digits(part))?;
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

/// 2027/2/1, 2027-02-01, 2027.2.1, 2027年2月1日, 20270201, 令和9年2月1日, R9.2.1 or r9.2.1, in any width.
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
    let year = year.to_ascii_uppercase();
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
