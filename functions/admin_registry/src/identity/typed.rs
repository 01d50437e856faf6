//! What a caller gives, as it is typed.

use chrono::NaiveDate;
use domain::{Actor, Event};
use form::{FieldView, Kind};
use shared::web::typed::day;
use shared::web::{FieldError, Posted};

use crate::facility::FacilityFile;

/// The most characters of 依頼者.
const REQUESTER_LIMIT: u16 = 100;

const REQUESTER_MISSING: &str = "依頼者を入力してください。";
const REQUESTER_TOO_LONG: &str = "依頼者は100字以内で入力してください。";
const NOTHING_GIVEN: &str = "会員番号と生年月日のどちらか、または両方を入力してください。";
const NO_DAY: &str = "生年月日は実在する日付を西暦で入力してください。例：1975年3月27日";

/// As typed, folded.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    requester: String,
    member_no: String,
    birth_date: String,
}

/// What is compared.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) requester: String,
    pub(super) member_no: String,
    pub(super) birth_date: Option<NaiveDate>,
}

impl Typed {
    pub(super) fn posted(posted: &Posted) -> Self {
        Self {
            requester: Kind::Text.fold(posted.text("requester").unwrap_or_default()),
            member_no: Kind::Code.fold(posted.text("member_no").unwrap_or_default()),
            birth_date: day(posted, "birth_date"),
        }
    }

    /// Who asked last time, as the same person of the staff has written it: a caller may mistake a figure.
    pub(super) fn again(file: &FacilityFile, actor: &Actor) -> Self {
        let of_theirs = file.account_events.iter().rev().filter(|record| record.actor == *actor);
        let asked = of_theirs.filter_map(|record| match &record.event {
            Event::IdentityChecked { identity, .. } => Some(identity.requester.clone()),
            _ => None,
        });
        Self { requester: asked.take(1).collect(), ..Self::default() }
    }

    /// Without what was compared: it is not to stand in a page.
    pub(super) fn without_answers(&self) -> Self {
        Self { requester: self.requester.clone(), ..Self::default() }
    }

    /// What is to be compared, or what is wrong with it.
    pub(super) fn given(&self) -> Result<Given, Vec<FieldError>> {
        let mut errors = Vec::new();
        if self.requester.is_empty() {
            errors.push(FieldError::new("requester", REQUESTER_MISSING));
        } else if self.requester.chars().count() > usize::from(REQUESTER_LIMIT) {
            errors.push(FieldError::new("requester", REQUESTER_TOO_LONG));
        }
        let birth_date: Option<NaiveDate> = self.birth_date.parse().ok();
        if self.member_no.is_empty() && self.birth_date.is_empty() {
            errors.push(FieldError::new("member_no", NOTHING_GIVEN));
        } else if birth_date.is_none() && !self.birth_date.is_empty() {
            errors.push(FieldError::new("birth_date", NO_DAY));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Given { requester: self.requester.clone(), member_no: self.member_no.clone(), birth_date })
    }

    pub(super) fn fields(&self) -> Vec<FieldView> {
        vec![
            FieldView::new("requester", "依頼者", "text")
                .hint("お名前と、施設責任者ご本人かどうか。メールアドレスに関するお問い合わせは、原則として施設責任者ご本人から受け付けます。")
                .value(&self.requester)
                .required(),
            FieldView::new("member_no", "施設責任者の会員番号", "text").value(&self.member_no).width(20),
            FieldView::new("birth_date", "施設責任者の生年月日", "date").value(&self.birth_date),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(&str, &str)]) -> Result<Given, Vec<String>> {
        let pairs = pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let given = Typed::posted(&Posted::Pairs(pairs)).given();
        given.map_err(|errors| errors.into_iter().map(|error| error.field).collect())
    }

    #[test]
    fn one_of_the_two_is_enough_in_any_width() {
        let one = given(&[("requester", " 架空 花子 "), ("member_no", "１２３４５６")]).unwrap();
        assert_eq!((one.requester.as_str(), one.member_no.as_str()), ("架空 花子", "123456"));
        let day = [("requester", "花子"), ("birth_date", "１９７５"), ("birth_date", "5"), ("birth_date", "1")];
        assert_eq!(given(&day).unwrap().birth_date, NaiveDate::from_ymd_opt(1975, 5, 1));
    }

    #[test]
    fn who_asks_is_always_asked() {
        assert_eq!(given(&[("member_no", "123456")]).unwrap_err(), ["requester"]);
        assert_eq!(given(&[("requester", "花子")]).unwrap_err(), ["member_no"]);
        let bad = [("requester", "花子"), ("member_no", "1"), ("birth_date", "1975-02-30")];
        assert_eq!(given(&bad).unwrap_err(), ["birth_date"], "what cannot be read is not left out");
    }
}
