//! What is typed into an act of the secretariat's: a day, some words, a tick.

use chrono::NaiveDate;
use domain::Refusal;
use shared::web::typed::{self, REASON_LIMIT, day, is_ticked, lines, text_fault};
use shared::web::{FieldError, Posted, messages};

/// The texts of one act's form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// Which act.
    pub(crate) act: String,
    /// The day.
    pub(crate) on: String,
    /// The words.
    pub(crate) text: String,
    /// The tick.
    pub(crate) ticked: bool,
}

impl Typed {
    pub(crate) fn posted(posted: &Posted) -> Self {
        Self {
            act: posted.text("act").unwrap_or_default().to_owned(),
            on: day(posted, "on"),
            text: lines(posted, "text"),
            ticked: is_ticked(posted, "ticked"),
        }
    }

    /// The day, if it is one.
    pub(crate) fn day(&self) -> Option<NaiveDate> {
        self.on.parse().ok()
    }

    /// What is wrong with it, where the act `needs` a day.
    pub(crate) fn faults(&self, needs: bool) -> Vec<FieldError> {
        let no_day = (needs && self.day().is_none()).then(|| FieldError::new("on", messages::DAY_UNREADABLE));
        no_day.into_iter().chain(text_fault("text", "理由・備考", &self.text, REASON_LIMIT)).collect()
    }

    /// As fields of the next step's form.
    pub(crate) fn hidden(&self, version: u64) -> Vec<(&'static str, String)> {
        vec![
            ("act", self.act.clone()),
            ("on", self.on.clone()),
            ("text", self.text.clone()),
            ("ticked", if self.ticked { "true".to_owned() } else { String::new() }),
            ("version", version.to_string()),
        ]
    }
}

/// The field that a refusal belongs to.
pub(crate) fn refused(refusal: Refusal) -> Option<FieldError> {
    let field = match refusal {
        Refusal::ReasonMissing => "text",
        Refusal::DayOutOfRange | Refusal::AlreadyEnded | Refusal::LinksOverlap => "on",
        _ => return None,
    };
    Some(typed::refused(field, refusal))
}
