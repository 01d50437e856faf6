//! Which of the two forms.

use std::fmt;
use std::str::FromStr;

use domain::UnknownName;
use serde::{Deserialize, Serialize};

/// The two forms of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// 1.申請書
    ApplicationForm,
    /// 2.概要書
    Overview,
}

impl FormKind {
    /// Both forms, in the order of the manual.
    pub const ALL: [Self; 2] = [Self::ApplicationForm, Self::Overview];

    /// The label of the manual.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ApplicationForm => "1.申請書",
            Self::Overview => "2.概要書",
        }
    }

    /// The stable name in URLs.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ApplicationForm => "application-form",
            Self::Overview => "overview",
        }
    }
}

impl FromStr for FormKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|form| form.slug() == text).ok_or(UnknownName)
    }
}

impl fmt::Display for FormKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}
