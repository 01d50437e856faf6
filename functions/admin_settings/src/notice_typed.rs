//! A notice as it is typed.

use chrono::NaiveDate;
use domain::{AccreditationKind, NOTICE_TEXT_LIMIT, NOTICE_TITLE_LIMIT, TopNotice};
use form::{Choice, FieldView, Kind};
use shared::web::typed::day;
use shared::web::{FieldError, Posted};

use crate::settings::sentence;

/// The kinds that a notice can be for.
const KINDS: [AccreditationKind; 3] =
    [AccreditationKind::Core, AccreditationKind::Partner, AccreditationKind::Training];

/// The form's texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypedNotice {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) from: String,
    pub(crate) until: String,
    pub(crate) kinds: Vec<String>,
}

impl TypedNotice {
    /// A notice as it is.
    pub(crate) fn of(notice: &TopNotice) -> Self {
        Self {
            title: notice.title.clone(),
            text: notice.text.clone(),
            from: notice.from.to_string(),
            until: notice.until.map(|until| until.to_string()).unwrap_or_default(),
            kinds: notice.kinds.iter().map(|kind| kind.slug().to_owned()).collect(),
        }
    }

    /// A new one, from a day on.
    pub(crate) fn from_day(day: NaiveDate) -> Self {
        Self { from: day.to_string(), ..Self::default() }
    }

    /// What was posted.
    pub(crate) fn posted(posted: &Posted) -> Self {
        let kinds = match posted {
            Posted::Pairs(pairs) => {
                pairs.iter().filter(|(name, _)| name == "kinds").map(|(_, kind)| kind.clone()).collect()
            }
            Posted::Json(value) => {
                let kinds = value.get("kinds").and_then(|kinds| kinds.as_array());
                kinds.into_iter().flatten().filter_map(|kind| kind.as_str().map(str::to_owned)).collect()
            }
        };
        Self {
            title: Kind::Text.fold(posted.text("title").unwrap_or("")).trim().to_owned(),
            text: Kind::Textarea.fold(posted.text("text").unwrap_or("")).trim_end().to_owned(),
            from: day(posted, "from"),
            until: Some(day(posted, "until")).filter(|day| day.chars().any(|c| c != '-')).unwrap_or_default(),
            kinds,
        }
    }

    /// The notice, or everything that is wrong with it.
    pub(crate) fn wanted(&self, id: u32) -> Result<TopNotice, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut date = |name: &str, label: &str, text: &str| {
            let date = text.parse::<NaiveDate>().ok();
            if date.is_none() {
                faults.push(FieldError::new(name, format!("{label}を、正しい日付で入力してください。")));
            }
            date
        };
        let from = date("from", "掲載開始日", &self.from);
        let until = if self.until.is_empty() { None } else { date("until", "掲載終了日", &self.until) };
        let kinds = KINDS.into_iter().filter(|kind| self.kinds.iter().any(|typed| typed == kind.slug()));
        let notice = TopNotice {
            id,
            title: self.title.clone(),
            text: self.text.clone(),
            from: from.or(until).unwrap_or_default(),
            until,
            kinds: kinds.collect(),
        };
        let told = |(name, fault)| {
            let (label, limit) = match name {
                "title" => ("タイトル", NOTICE_TITLE_LIMIT),
                "text" => ("本文", NOTICE_TEXT_LIMIT),
                _ => ("掲載終了日", 0),
            };
            FieldError::new(name, sentence(label, limit, fault))
        };
        let mut all: Vec<FieldError> = notice.faults().into_iter().map(told).collect();
        all.append(&mut faults);
        if self.kinds.iter().any(|typed| KINDS.iter().all(|kind| kind.slug() != typed)) {
            all.push(FieldError::new("kinds", "対象を選択し直してください。"));
        }
        if all.is_empty() { Ok(notice) } else { Err(all) }
    }

    /// The form's controls.
    pub(crate) fn fields(&self) -> Vec<FieldView> {
        let limit = |most: usize| u16::try_from(most).unwrap_or(u16::MAX);
        let choice = |kind: AccreditationKind| Choice {
            value: kind.slug().to_owned(),
            label: kind.label().to_owned(),
            checked: self.kinds.iter().any(|typed| typed == kind.slug()),
        };
        let title = FieldView::new("title", "タイトル", "text").required().value(&self.title);
        let text = FieldView::new("text", "本文", "textarea").required().value(&self.text);
        let kinds =
            FieldView::new("kinds", "対象", "checkboxes").hint("選択しない場合は、すべての施設に表示されます。");
        vec![
            title.max_chars(limit(NOTICE_TITLE_LIMIT)),
            text.max_chars(limit(NOTICE_TEXT_LIMIT)),
            FieldView::new("from", "掲載開始日", "date").required().value(&self.from),
            FieldView::new("until", "掲載終了日", "date").hint("この日まで表示されます。").value(&self.until),
            FieldView { options: KINDS.map(choice).into(), ..kinds },
        ]
    }

    /// The same as hidden controls, for the page in between.
    pub(crate) fn hidden(&self) -> Vec<(&'static str, String)> {
        let texts = [("title", &self.title), ("text", &self.text), ("from", &self.from), ("until", &self.until)];
        let kinds = self.kinds.iter().map(|kind| ("kinds", kind));
        texts.into_iter().chain(kinds).map(|(name, text)| (name, text.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedNotice {
        let from = NaiveDate::from_ymd_opt(2027, 2, 10).unwrap();
        TypedNotice {
            title: "更新のご案内".to_owned(), text: "1行目\n2行目".to_owned(), ..TypedNotice::from_day(from)
        }
    }

    fn faults(typed: &TypedNotice) -> Vec<String> {
        typed.wanted(1).unwrap_err().into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn what_is_shown_and_not_changed_stays_as_it_is() {
        let typed = TypedNotice { until: "2027-02-10".to_owned(), kinds: vec!["core".to_owned()], ..typed() };
        let notice = typed.wanted(7).unwrap();
        assert_eq!((notice.id, notice.kinds.as_slice()), (7, [AccreditationKind::Core].as_slice()));
        assert_eq!(TypedNotice::of(&notice), typed);
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let empty = TypedNotice::default();
        assert_eq!(faults(&empty), ["title", "text", "from"]);
        assert_eq!(faults(&TypedNotice { until: "2027-02-09".to_owned(), ..typed() }), ["until"]);
        assert_eq!(faults(&TypedNotice { until: "2027-02-30".to_owned(), ..typed() }), ["until"]);
        assert_eq!(faults(&TypedNotice { title: "あ".repeat(61), ..typed() }), ["title"]);
        assert_eq!(faults(&TypedNotice { text: "外字\u{E000}".to_owned(), ..typed() }), ["text"]);
        assert_eq!(faults(&TypedNotice { kinds: vec!["all".to_owned()], ..typed() }), ["kinds"]);
    }

    #[test]
    fn a_browser_posts_days_in_parts_and_the_hidden_form_posts_them_whole() {
        let pairs = |pairs: &[(&str, &str)]| {
            Posted::Pairs(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
        };
        let parts = [("from", "2027"), ("from", "2"), ("from", "10"), ("until", ""), ("until", ""), ("until", "")];
        let read = TypedNotice::posted(&pairs(&parts));
        assert_eq!((read.from.as_str(), read.until.as_str()), ("2027-02-10", ""));
        let whole = TypedNotice::posted(&pairs(&[("from", "2027-02-10"), ("until", "")]));
        assert_eq!((whole.from, whole.until), (read.from, read.until));
    }
}
