//! Every Japanese sentence of validation that is not in a form definition. Each says what to do.

use chrono::NaiveDate;
use domain::calendar::long_date;

/// A body that is no JSON object where one belongs.
pub(crate) const NOT_AN_OBJECT: &str = "項目名と値の組（JSONのオブジェクト）で指定してください。";
/// A member that the form does not have.
pub(crate) const UNKNOWN_FIELD: &str = "この項目はありません。項目名をご確認ください。";
/// A box that is neither true nor false.
pub(crate) const NOT_A_BOOLEAN: &str = "true または false で指定してください。";
/// A text that is none.
pub(crate) const NOT_A_TEXT: &str = "文字列で指定してください。";
/// Choices that are no list of texts.
pub(crate) const NOT_A_LIST_OF_TEXTS: &str = "文字列の配列で指定してください。";
/// A table that is no list of objects.
pub(crate) const NOT_A_LIST_OF_ROWS: &str = "行の配列で指定してください。";
/// More than the limits allow.
pub(crate) const TOO_LARGE: &str = "入力の量が多すぎるため保存できません。文章や行を減らしてください。";
/// 認定研修施設 is claimed, and the register does not show it (E47).
pub(crate) const TRAINING_NOT_HELD: &str = "このアカウントでは認定研修施設の認定を確認できません。認定番号をご確認ください。このまま申請した場合は、学会事務局が確認します。";
/// A holder of 認定研修施設 says なし (E48).
pub(crate) const TRAINING_NOT_NAMED: &str = "この施設は認定研修施設として認定されています。「なし」で間違いがないかご確認ください。移行措置を利用する場合は「認定研修施設」を選択してください。";
/// Any other difference from the register.
pub(crate) const HELD_DIFFERS: &str = "登録されている施設認定資格と異なります。入力に誤りがないかご確認ください。";

/// Why an answer is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault<'a> {
    NothingTyped,
    NothingChosen,
    NotTicked,
    NoFile,
    NoRow,
    TooLong { most: usize, now: usize },
    Characters(usize),
    Kana,
    FacilityKana,
    Email,
    Url,
    Tel,
    Postal,
    Code,
    Int,
    Decimal,
    Date,
    YearMonth,
    NotAChoice,
    Below(u64),
    Above(u64),
    Earlier(NaiveDate),
    Later(NaiveDate),
    PeriodEnds { last: NaiveDate, months: u32 },
    MemberNo,
    MedicalInstitutionCode,
    TooFewRows { least: usize, counter: &'a str },
    TooManyRows { most: usize, counter: &'a str },
    Said(&'a str),
}

impl Fault<'_> {
    /// The sentence about the field with this label.
    pub(crate) fn sentence(self, label: &str) -> String {
        match self {
            Self::NothingTyped => format!("{label}を入力してください。"),
            Self::NothingChosen | Self::NotAChoice => format!("{label}を選択してください。"),
            Self::NotTicked => format!("「{label}」にチェックを入れてください。"),
            Self::NoFile => format!("{label}のPDFをアップロードしてください。"),
            Self::NoRow => format!("{label}を登録してください。"),
            Self::TooLong { most, now } => format!("{label}は{most}字以内で入力してください（現在{now}字）。"),
            Self::Characters(at) => {
                format!("{label}の{at}文字目に使用できない文字（外字など）があります。別の文字にしてください。")
            }
            Self::Kana => format!("{label}はカタカナで入力してください。"),
            Self::FacilityKana => format!("{label}はカタカナ、英字、数字で入力してください。"),
            Self::Email => format!("{label}を正しい形で入力してください。例：sample@example.jp"),
            Self::Url => format!("{label}は「https://」または「http://」から入力してください。"),
            Self::Tel => format!("{label}は0から始まる10桁または11桁の番号を入力してください。例：03-1234-5678"),
            Self::Postal => format!("{label}は7桁の番号を入力してください。例：123-4567"),
            Self::Code => format!("{label}は英字と数字で入力してください。"),
            Self::Int => format!("{label}は0以上の整数で入力してください。"),
            Self::Decimal => format!("{label}は0以上の数字（小数点以下は1桁まで）で入力してください。例：12.5"),
            Self::YearMonth => format!("{label}は実在する年月を西暦で入力してください。例：2015年4月"),
            Self::Date => {
                format!("{label}は実在する日付を入力してください。年は西暦4桁、または令和・平成・昭和で入力できます。")
            }
            Self::Below(least) => format!("{label}は{least}以上の数字を入力してください。"),
            Self::Above(most) => format!("{label}は{most}以下の数字を入力してください。"),
            Self::Earlier(first) => format!("{label}は{}以降の日付を入力してください。", long_date(first)),
            Self::Later(last) => {
                format!("{label}は{}以前の日付を入力してください。", long_date(last))
            }
            Self::PeriodEnds { last, months } => {
                format!("{label}は{}にしてください。期間はちょうど{months}か月です。", long_date(last))
            }
            Self::MemberNo => format!("{label}は英字と数字10文字以内で入力してください。"),
            Self::MedicalInstitutionCode => {
                format!("{label}の番号に誤りがあるようです。10桁の番号をお確かめください。")
            }
            Self::TooFewRows { least, counter } => {
                format!("{label}を{least}{counter}以上入力してください。")
            }
            Self::TooManyRows { most, counter } => {
                format!("{label}は{most}{counter}まで登録できます。不要な行を削除してください。")
            }
            Self::Said(message) => message.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: NaiveDate = NaiveDate::from_ymd_opt(2027, 2, 10).unwrap();

    #[test]
    fn the_sentences() {
        let faults = [
            Fault::NothingTyped,
            Fault::NothingChosen,
            Fault::NotTicked,
            Fault::NoFile,
            Fault::NoRow,
            Fault::TooLong { most: 50, now: 51 },
            Fault::Characters(3),
            Fault::Kana,
            Fault::FacilityKana,
            Fault::Email,
            Fault::Url,
            Fault::Tel,
            Fault::Postal,
            Fault::Code,
            Fault::Int,
            Fault::Decimal,
            Fault::Date,
            Fault::YearMonth,
            Fault::NotAChoice,
            Fault::Below(1),
            Fault::Above(20),
            Fault::Earlier(DAY),
            Fault::Later(DAY),
            Fault::PeriodEnds { last: DAY, months: 12 },
            Fault::MemberNo,
            Fault::MedicalInstitutionCode,
            Fault::TooFewRows { least: 1, counter: "人" },
            Fault::TooManyRows { most: 5, counter: "件" },
            Fault::Said("緩和医療指導医が1名以上常勤していることが必要です。"),
        ];
        let table: Vec<String> = faults.iter().map(|fault| fault.sentence("＊")).collect();
        insta::assert_snapshot!(table.join("\n"));
    }
}
