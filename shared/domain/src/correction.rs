//! 修正依頼: what is to be corrected, why, and until when (S82–S84, E28–E33). Only what is named unlocks.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{jst_date, start_of_day};
use crate::certificate::UploadRefusal;
use crate::{Refusal, UnknownName};

/// How many days a facility has to answer a correction request, unless the secretariat says otherwise.
const CORRECTION_DAYS: i64 = 14;

/// The last day of a correction that is asked for at `now`, unless the secretariat says otherwise.
pub fn default_due(now: DateTime<Utc>) -> NaiveDate {
    jst_date(now) + TimeDelta::days(CORRECTION_DAYS)
}

/// One round of corrections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionRequest {
    /// 1 for the first.
    pub round: u32,
    /// What is to be corrected, each with its reason.
    pub items: Vec<CorrectionItem>,
    /// The last day.
    pub due: NaiveDate,
}

/// One thing to correct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionItem {
    /// Which.
    pub target: CorrectionTarget,
    /// Its name as the form has it, so that mail and history need no form.
    pub label: String,
    /// Why.
    pub reason: CorrectionReason,
}

/// What a correction is addressed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionTarget {
    /// 申請書・在籍証明書
    Certificate,
    /// A field of a form, a table being one field.
    Field {
        /// The form's slug.
        form: String,
        /// The field's key.
        field: String,
    },
}

/// `certificate`, or form and field: `application-form/phone`.
impl fmt::Display for CorrectionTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate => f.write_str("certificate"),
            Self::Field { form, field } => write!(f, "{form}/{field}"),
        }
    }
}

impl FromStr for CorrectionTarget {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match text.split_once('/') {
            Some((form, field)) => Ok(Self::Field { form: form.to_owned(), field: field.to_owned() }),
            None if text == "certificate" => Ok(Self::Certificate),
            None => Err(UnknownName),
        }
    }
}

/// Why something is to be corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionReason {
    /// The portal refused the file.
    Upload(UploadRefusal),
    /// The secretariat's words.
    Said(String),
}

/// What 申請書・在籍証明書 is called.
pub const CERTIFICATE_LABEL: &str = "申請書・在籍証明書";

impl CorrectionItem {
    /// The file that was submitted cannot be used.
    pub(crate) fn of_upload(reason: UploadRefusal) -> Self {
        let label = CERTIFICATE_LABEL.to_owned();
        Self { target: CorrectionTarget::Certificate, label, reason: CorrectionReason::Upload(reason) }
    }
}

impl CorrectionRequest {
    /// A round that can be asked for: something to correct, a reason for each, and a day that is still to come.
    pub(crate) fn new(
        round: u32,
        items: Vec<CorrectionItem>,
        due: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let silent = |item: &CorrectionItem| matches!(&item.reason, CorrectionReason::Said(text) if text.is_empty());
        if items.is_empty() || items.iter().any(silent) {
            return Err(Refusal::NothingToCorrect);
        }
        let request = Self { round, items, due };
        request.is_open(now).map_err(|_| Refusal::DueDayPast)?;
        Ok(request)
    }

    /// Whether it can be answered at `now`: to the end of its last day.
    pub fn is_open(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        if now < self.closes() { Ok(()) } else { Err(Refusal::CorrectionOverdue) }
    }

    /// The first instant at which it can no longer be answered.
    pub fn closes(&self) -> DateTime<Utc> {
        start_of_day(self.due) + TimeDelta::days(1)
    }

    /// Whether the certificate is to be corrected.
    pub fn has_certificate(&self) -> bool {
        self.items.iter().any(|item| item.target == CorrectionTarget::Certificate)
    }

    /// The items of one form, each with the key of its field.
    pub fn of_form<'a>(&'a self, slug: &'a str) -> impl Iterator<Item = (&'a str, &'a CorrectionItem)> {
        self.items.iter().filter_map(move |item| match &item.target {
            CorrectionTarget::Field { form, field } if form == slug => Some((field.as_str(), item)),
            CorrectionTarget::Field { .. } | CorrectionTarget::Certificate => None,
        })
    }
}
