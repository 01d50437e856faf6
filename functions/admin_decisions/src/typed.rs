//! What is typed into the judgement form: kept as typed, and read into a [`Judgement`] with all its faults at once.

use chrono::NaiveDate;
use domain::{AccreditationKind, Judgement, Refusal, default_period};
use form::Kind;
use shared::desk::Desk;
use shared::registry::number_fault;
use shared::web::typed::{day, refused, text_fault};
use shared::web::{FieldError, Posted, messages};

use crate::register::Register;

/// The most characters of a reason.
pub(crate) const REASON_LIMIT: u16 = 1000;

/// The form's texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// `pass`, `fail` or `hold`.
    pub(crate) outcome: String,
    /// 認定番号
    pub(crate) number: String,
    /// The first day.
    pub(crate) valid_from: String,
    /// The last day.
    pub(crate) valid_to: String,
    /// 理由
    pub(crate) reason: String,
    /// 「現在の認定研修施設は、認定開始日の前日で終了する」
    pub(crate) supersede: bool,
}

impl Typed {
    /// What the form offers before anybody has typed: the next number, the usual period, and that the new accreditation
    /// takes the place of the old one (E82).
    pub(crate) fn suggested(desk: &Desk, register: &Register) -> Self {
        let (from, to) = default_period(desk.id().cycle);
        Self {
            number: next_number(desk.id().kind.accreditation(), register.numbers()),
            valid_from: from.to_string(),
            valid_to: to.to_string(),
            supersede: true,
            ..Self::default()
        }
    }

    /// What was posted. A box that a browser did not post is not ticked; a program that says nothing wants the default.
    pub(crate) fn posted(posted: &Posted) -> Self {
        let text = |name: &str| posted.text(name).unwrap_or("").to_owned();
        Self {
            outcome: text("outcome"),
            number: Kind::Code.fold(&text("number")),
            valid_from: day(posted, "valid_from"),
            valid_to: day(posted, "valid_to"),
            reason: Kind::Textarea.fold(&text("reason")),
            supersede: match posted {
                Posted::Pairs(_) => posted.text("supersede").is_some_and(|ticked| ticked == "true"),
                Posted::Json(body) => body.get("supersede").and_then(serde_json::Value::as_bool).unwrap_or(true),
            },
        }
    }

    /// The judgement, or everything that is wrong with it.
    pub(crate) fn judgement(&self) -> Result<Judgement, Vec<FieldError>> {
        match self.outcome.as_str() {
            "pass" => self.pass(),
            "fail" => Ok(Judgement::Fail { reason: self.reason()? }),
            "hold" => Ok(Judgement::Hold { reason: self.reason()? }),
            _ => Err(vec![FieldError::new("outcome", "判定を選択してください。")]),
        }
    }

    fn pass(&self) -> Result<Judgement, Vec<FieldError>> {
        let fault = |name, stands: bool, sentence| stands.then(|| FieldError::new(name, sentence));
        let number = number_fault(&self.number).map(|sentence| FieldError::new("number", sentence));
        let (from, to) = (self.valid_from.parse::<NaiveDate>().ok(), self.valid_to.parse::<NaiveDate>().ok());
        let no_start = fault("valid_from", from.is_none(), "認定期間の開始日を、正しい日付で入力してください。");
        let no_end = fault("valid_to", to.is_none(), "認定期間の終了日を、正しい日付で入力してください。");
        let (.., backwards) = messages::refusal(Refusal::PeriodInvalid);
        let crossed = fault("valid_to", to.is_some() && to < from, backwards);
        match (from, to) {
            (Some(valid_from), Some(valid_to)) if number.is_none() && crossed.is_none() => {
                Ok(Judgement::Pass { number: self.number.clone(), valid_from, valid_to })
            }
            _ => Err([number, no_start, no_end, crossed].into_iter().flatten().collect()),
        }
    }

    fn reason(&self) -> Result<String, Vec<FieldError>> {
        if self.reason.is_empty() {
            return Err(vec![refused("reason", Refusal::ReasonMissing)]);
        }
        match text_fault("reason", "理由", &self.reason, REASON_LIMIT) {
            Some(fault) => Err(vec![fault]),
            None => Ok(self.reason.clone()),
        }
    }
}

/// The number after the highest of its kind: `K-0004`.
fn next_number<'a>(kind: AccreditationKind, numbers: impl Iterator<Item = &'a str>) -> String {
    let prefix = match kind {
        AccreditationKind::Core => "K",
        AccreditationKind::Partner => "R",
        AccreditationKind::Training => "N",
    };
    let digits = |number: &'a str| number.rsplit(|c: char| !c.is_ascii_digit()).next();
    let highest = numbers.filter_map(|number| digits(number)?.parse::<u32>().ok()).max();
    format!("{prefix}-{:04}", highest.unwrap_or(0).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Typed {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Typed::posted(&Posted::Pairs(pairs.iter().map(owned).collect()))
    }

    fn faults(typed: &Typed) -> Vec<String> {
        typed.judgement().unwrap_err().into_iter().map(|error| error.field).collect()
    }

    fn passing() -> Typed {
        Typed {
            outcome: "pass".to_owned(),
            number: "K-0005".to_owned(),
            valid_from: "2027-04-01".to_owned(),
            valid_to: "2032-03-31".to_owned(),
            ..Typed::default()
        }
    }

    #[test]
    fn the_next_number_follows_the_highest() {
        let next = |kind, numbers: &[&'static str]| next_number(kind, numbers.iter().copied());
        assert_eq!(next(AccreditationKind::Core, &[]), "K-0001");
        assert_eq!(next(AccreditationKind::Core, &["K-0002", "K-0010", "旧番号"]), "K-0011");
        assert_eq!(next(AccreditationKind::Partner, &["R-9999"]), "R-10000");
    }

    #[test]
    fn a_browser_posts_a_day_in_three_parts() {
        let typed = pairs(&[("valid_from", "２０２７"), ("valid_from", "4"), ("valid_from", "1"), ("valid_to", "")]);
        assert_eq!((typed.valid_from.as_str(), typed.valid_to.as_str()), ("2027-04-01", ""));
        let at_once = pairs(&[("valid_from", "令和９年４月１日"), ("valid_from", ""), ("valid_from", "")]);
        assert_eq!(at_once.valid_from, "2027-04-01");
        assert_eq!(pairs(&[("valid_from", ""), ("valid_from", ""), ("valid_from", "")]).valid_from, "");
    }

    #[test]
    fn a_box_that_was_not_posted_is_not_ticked() {
        assert!(!pairs(&[]).supersede);
        assert!(pairs(&[("supersede", "true")]).supersede);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        assert_eq!(faults(&Typed::default()), ["outcome"]);
        let empty = Typed { outcome: "pass".to_owned(), ..Typed::default() };
        assert_eq!(faults(&empty), ["number", "valid_from", "valid_to"]);
        assert_eq!(faults(&Typed { number: "K#1".to_owned(), ..passing() }), ["number"]);
        assert_eq!(faults(&Typed { valid_to: "2027-03-31".to_owned(), ..passing() }), ["valid_to"]);
        assert!(passing().judgement().is_ok());
    }

    #[test]
    fn what_is_not_a_pass_needs_a_reason() {
        for outcome in ["fail", "hold"] {
            let typed = |reason: String| Typed { outcome: outcome.to_owned(), reason, ..Typed::default() };
            assert_eq!(faults(&typed(String::new())), ["reason"]);
            assert_eq!(faults(&typed("字".repeat(1001))), ["reason"]);
            assert_eq!(faults(&typed("外字\u{E000}".to_owned())), ["reason"]);
            assert!(typed("字\n".repeat(500)).judgement().is_ok());
        }
    }
}
