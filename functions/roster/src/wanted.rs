//! What the address asks for: a kind, a prefecture, a day.

use chrono::NaiveDate;
use domain::AccreditationKind;
use form::{Choice, FieldView, Kind, PREFECTURES};
use shared::web::{FieldError, messages};

/// What is listed.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// `None` for all.
    pub(crate) kind: Option<AccreditationKind>,
    /// The code; `None` for all.
    pub(crate) prefecture: Option<String>,
    /// As of which day.
    pub(crate) day: NaiveDate,
}

impl Wanted {
    /// The query that asks for it, with its day: the same list tomorrow.
    pub(crate) fn query(&self) -> String {
        let pairs = [
            ("kind", self.kind.map(|kind| kind.slug().to_owned())),
            ("prefecture", self.prefecture.clone()),
            ("day", Some(self.day.to_string())),
        ];
        let said = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish()
    }
}

/// The same as it was typed.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    kind: String,
    prefecture: String,
    day: String,
}

impl Typed {
    /// Reads an address. Year, month and day come in boxes of their own, or as one text.
    pub(crate) fn read(pairs: &[(String, String)], today: NaiveDate) -> Self {
        let all = |name: &str| -> Vec<&str> {
            let named = pairs.iter().filter(|(said, _)| said == name);
            named.map(|(_, value)| value.trim()).collect()
        };
        let last = |name: &str| all(name).pop().unwrap_or_default().to_owned();
        let day = all("day");
        let is_said = day.iter().any(|part| !part.is_empty());
        let day = if is_said { Kind::Date.fold(&day.join("-")) } else { today.to_string() };
        let prefecture = last("prefecture");
        Self { kind: last("kind"), prefecture: form::prefecture_code(&prefecture).unwrap_or(prefecture), day }
    }

    /// What it means, or all that is wrong with it.
    pub(crate) fn wanted(&self, today: NaiveDate) -> Result<Wanted, Vec<FieldError>> {
        let mut errors = Vec::new();
        let kind = self.kind.parse::<AccreditationKind>().ok();
        if kind.is_none() && !self.kind.is_empty() {
            errors.push(FieldError::new("kind", messages::NOT_OFFERED));
        }
        if !self.prefecture.is_empty() && form::prefecture_code(&self.prefecture).is_none() {
            errors.push(FieldError::new("prefecture", messages::NOT_OFFERED));
        }
        let day = match self.day.parse::<NaiveDate>() {
            Ok(day) if day <= today => day,
            Ok(_) => {
                errors.push(FieldError::new("day", messages::DAY_NOT_YET));
                today
            }
            Err(_) => {
                errors.push(FieldError::new("day", messages::DAY_UNREADABLE));
                today
            }
        };
        let prefecture = Some(self.prefecture.clone()).filter(|code| !code.is_empty());
        if errors.is_empty() { Ok(Wanted { kind, prefecture, day }) } else { Err(errors) }
    }

    /// The controls that ask for it.
    pub(crate) fn fields(&self) -> Vec<FieldView> {
        let select = |name: &str, label: &str, chosen: &str, choices: Vec<(String, &str)>| {
            let all = std::iter::once((String::new(), "すべて")).chain(choices);
            let options = all.map(|(value, label)| Choice { checked: value == chosen, value, label: label.to_owned() });
            FieldView { options: options.collect(), ..FieldView::new(name, label, "select").value(chosen) }
        };
        let kinds = AccreditationKind::ALL.map(|kind| (kind.slug().to_owned(), kind.label()));
        let prefectures = PREFECTURES.iter().zip(1..).map(|(name, code)| (format!("{code:02}"), *name));
        vec![
            select("kind", "認定種別", &self.kind, kinds.into()),
            select("prefecture", "都道府県", &self.prefecture, prefectures.collect()),
            FieldView::new("day", "基準日", "date").value(&self.day).hint("この日に認定中の施設を表示します。"),
        ]
    }
}
