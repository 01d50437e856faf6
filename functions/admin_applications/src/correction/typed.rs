//! What is typed into a correction request: kept as typed, and read with all its faults at once.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CorrectionItem, CorrectionReason, Refusal, default_due, is_forbidden};
use form::Kind;
use serde::Deserialize;
use shared::web::{AppError, FieldError, Posted, messages::refusal};

use super::targets::{Section, Target};
use crate::due;
use crate::messages::{CHARACTERS, NOT_TICKED, UNKNOWN_TARGET, too_long};

/// The most characters of a reason.
pub(super) const REASON_LIMIT: usize = 500;

/// The request as typed.
#[derive(Debug)]
pub(super) struct Typed {
    /// What is asked for, and what has a reason.
    pub(super) entries: Vec<Entry>,
    /// The last day.
    pub(super) due: String,
}

/// One target that something was said about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Which, as posted.
    pub(super) target: String,
    /// Whether it is asked for.
    pub(super) ticked: bool,
    /// Why.
    pub(super) reason: String,
    /// Where a fault of its reason is told.
    field: String,
}

/// What a program sends.
#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    items: Vec<BodyItem>,
}

#[derive(Deserialize)]
struct BodyItem {
    target: String,
    #[serde(default)]
    reason: String,
}

/// The name of the field of a target's reason.
pub(super) fn reason_field(target: &str) -> String {
    format!("reason:{target}")
}

impl Typed {
    /// Before anybody has typed.
    pub(super) fn untouched(now: DateTime<Utc>) -> Self {
        Self { entries: Vec::new(), due: default_due(now).to_string() }
    }

    /// What was posted. Who says nothing of the last day wants the usual one.
    pub(super) fn posted(posted: &Posted, now: DateTime<Utc>) -> Result<Self, AppError> {
        let entries = match posted {
            Posted::Pairs(pairs) => of_pairs(pairs),
            Posted::Json(_) => posted.read::<Body>()?.items.into_iter().enumerate().map(of_json).collect(),
        };
        let due = due::typed(posted).unwrap_or_else(|| default_due(now).to_string());
        Ok(Self { entries, due })
    }

    /// What was said about a target.
    pub(super) fn of(&self, target: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.target == target)
    }

    /// The request, or everything that is wrong with it.
    pub(super) fn request(
        &self,
        sections: &[Section],
        now: DateTime<Utc>,
    ) -> Result<(Vec<CorrectionItem>, NaiveDate), Vec<FieldError>> {
        let (mut items, mut errors) = (Vec::new(), Vec::new());
        let targets = || sections.iter().flat_map(|section| &section.targets);
        for entry in &self.entries {
            let known = targets().find(|target| target.name == entry.target);
            match known.map(|target| entry.item(target)) {
                Some(Ok(item)) => items.push(item),
                Some(Err(message)) => errors.push(FieldError::new(&entry.field, message)),
                None => errors.push(FieldError::new("", UNKNOWN_TARGET)),
            }
        }
        if self.entries.is_empty() {
            let (_, _, nothing, _) = refusal(Refusal::NothingToCorrect);
            errors.push(FieldError::new("", nothing));
        }
        match due::read(&self.due, now) {
            Ok(due) if errors.is_empty() => return Ok((items, due)),
            Ok(_) => {}
            Err(message) => errors.push(FieldError::new("due", message)),
        }
        Err(errors)
    }
}

impl Entry {
    fn item(&self, target: &Target) -> Result<CorrectionItem, String> {
        let (_, _, missing, _) = refusal(Refusal::ReasonMissing);
        match self.reason.chars().count() {
            _ if !self.ticked => Err(NOT_TICKED.to_owned()),
            0 => Err(missing.to_owned()),
            length if length > REASON_LIMIT => Err(too_long("理由", REASON_LIMIT, length)),
            _ if self.reason.chars().any(is_forbidden) => Err(CHARACTERS.to_owned()),
            _ => Ok(CorrectionItem {
                target: target.of.clone(),
                label: target.full_label.clone(),
                reason: CorrectionReason::Said(self.reason.clone()),
            }),
        }
    }
}

/// `item` for each tick, `reason:<target>` for each reason; 定型文 counts where the certificate's reason is empty.
fn of_pairs(pairs: &[(String, String)]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut said = |target: &str, ticked: bool, reason: &str| {
        let reason = Kind::Text.fold(reason);
        match entries.iter_mut().find(|entry| entry.target == target) {
            Some(entry) => {
                entry.ticked |= ticked;
                if entry.reason.is_empty() {
                    entry.reason = reason;
                }
            }
            None if ticked || !reason.is_empty() => {
                let (target, field) = (target.to_owned(), reason_field(target));
                entries.push(Entry { target, ticked, reason, field });
            }
            None => {}
        }
    };
    for (name, value) in pairs {
        match name.strip_prefix("reason:") {
            Some(target) => said(target, false, value),
            None if name == "item" => said(value, true, ""),
            None => {}
        }
    }
    if let Some((_, canned)) = pairs.iter().find(|(name, _)| name == "canned") {
        said("certificate", false, canned);
    }
    entries
}

fn of_json((number, BodyItem { target, reason }): (usize, BodyItem)) -> Entry {
    Entry { target, ticked: true, reason: Kind::Text.fold(&reason), field: format!("items.{number}.reason") }
}

#[cfg(test)]
mod tests {
    use domain::CorrectionTarget;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2027-02-10T01:00:00Z".parse().unwrap()
    }

    fn sections() -> Vec<Section> {
        let target = |name: &str| Target {
            name: name.to_owned(),
            of: name.parse().unwrap(),
            label: "電話番号（代表）".to_owned(),
            full_label: "1.申請書 電話番号（代表）".to_owned(),
            value: String::new(),
        };
        vec![Section { title: String::new(), targets: vec![target("certificate"), target("application-form/phone")] }]
    }

    fn pairs(pairs: &[(&str, &str)]) -> Typed {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        Typed::posted(&Posted::Pairs(pairs.iter().map(owned).collect()), now()).unwrap()
    }

    fn wrong(typed: &Typed) -> Vec<String> {
        typed.request(&sections(), now()).unwrap_err().into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn a_tick_with_its_reason_is_an_item() {
        let typed = pairs(&[
            ("item", "application-form/phone"),
            ("reason:application-form/phone", " 市外局番から\nご記入ください。"),
            ("reason:certificate", ""),
            ("canned", ""),
        ]);
        let (items, due) = typed.request(&sections(), now()).unwrap();
        assert_eq!(due, "2027-02-24".parse().unwrap(), "14 days, where nothing is said");
        let [item] = items.as_slice() else { panic!("{items:?}") };
        let field = CorrectionTarget::Field { form: "application-form".to_owned(), field: "phone".to_owned() };
        assert_eq!((&item.target, item.label.as_str()), (&field, "1.申請書 電話番号（代表）"));
        assert_eq!(item.reason, CorrectionReason::Said("市外局番から ご記入ください。".to_owned()));
    }

    #[test]
    fn a_canned_reason_counts_where_none_is_typed() {
        let said = |typed: &str| {
            let typed = pairs(&[("item", "certificate"), ("reason:certificate", typed), ("canned", "定型文です。")]);
            typed.of("certificate").unwrap().reason.clone()
        };
        assert_eq!((said(""), said("別の理由")), ("定型文です。".to_owned(), "別の理由".to_owned()));
    }

    #[test]
    fn nothing_that_was_typed_is_lost_in_silence() {
        let phone = "reason:application-form/phone";
        assert_eq!(wrong(&pairs(&[(phone, "理由")])), [phone], "a reason without a tick");
        assert_eq!(wrong(&pairs(&[("item", "application-form/phone"), (phone, " ")])), [phone]);
        assert_eq!(wrong(&pairs(&[("item", "application-form/phone"), (phone, &"字".repeat(501))])), [phone]);
        assert_eq!(wrong(&pairs(&[("item", "application-form/phone"), (phone, "外字\u{E000}")])), [phone]);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        assert_eq!(wrong(&pairs(&[("due", "2027"), ("due", "2"), ("due", "9")])), ["", "due"]);
        assert_eq!(wrong(&pairs(&[("item", "application-form/fax"), ("due", "")])), ["", "due"]);
    }

    #[test]
    fn a_program_is_told_where() {
        let body = |text: &str| Posted::Json(serde_json::from_str(text).unwrap());
        let typed = Typed::posted(&body(r#"{"due":"2027-03-01","items":[{"target":"certificate"}]}"#), now()).unwrap();
        assert_eq!(wrong(&typed), ["items.0.reason"]);
        assert!(Typed::posted(&body(r#"{"items":"certificate"}"#), now()).is_err());
        assert_eq!(wrong(&Typed::posted(&body("{}"), now()).unwrap()), [""]);
    }
}
