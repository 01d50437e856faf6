//! The closed set of answers that a form can ask for.

use std::borrow::Cow;

use serde::Deserialize;

use crate::context::Context;
use crate::definition::Field;
use crate::prefecture::PREFECTURES;
use crate::validate::Scope;

/// What kind of answer a field takes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// One line, kept exactly as typed.
    Text,
    /// Several lines, kept exactly as typed.
    Textarea,
    /// フリガナ, folded to full-width katakana.
    Kana,
    /// An e-mail address.
    Email,
    /// A web address.
    Url,
    /// A telephone number of Japan.
    Tel,
    /// A postal code, `NNN-NNNN`.
    Postal,
    /// A number or code of ASCII letters and digits.
    Code,
    /// A whole number from 0.
    Int,
    /// A number from 0 with at most one decimal place.
    Decimal,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// A month, `YYYY-MM`.
    YearMonth,
    /// One checkbox.
    Bool,
    /// One of a few.
    Radio(Vec<Alternative>),
    /// Any of a few.
    Check(Vec<Alternative>),
    /// One of many.
    Select(Options),
    /// A table that the applicant makes as long as needed.
    Rows(Table),
    /// A text to read; no answer.
    Note(String),
    /// A fact about the application; no answer.
    Computed(Computed),
    /// The place of the upload 申請書・在籍証明書; its answer is not kept here.
    Certificate,
}

impl Kind {
    /// Whether an answer of this kind is kept in [`Answers`](crate::Answers).
    pub const fn is_answered(&self) -> bool {
        !matches!(self, Self::Note(_) | Self::Computed(_) | Self::Certificate)
    }

    /// Whether somebody said nothing here.
    pub(crate) fn is_left_open(&self, name: &str, scope: Scope<'_>) -> bool {
        match self {
            Self::Bool => scope.text(name) != "true",
            Self::Check(_) => scope.choices(name).is_empty(),
            Self::Rows(_) => !scope.has_rows(name),
            _ => scope.text(name).is_empty(),
        }
    }

    /// What can be chosen; empty for a kind without choices.
    pub fn alternatives(&self, context: &Context<'_>) -> Cow<'_, [Alternative]> {
        match self {
            Self::Radio(listed) | Self::Check(listed) | Self::Select(Options::Listed(listed)) => Cow::Borrowed(listed),
            Self::Select(Options::From(Source::Prefectures)) => {
                let numbered = PREFECTURES.iter().zip(1..);
                Cow::Owned(numbered.map(|(name, code)| Alternative::new(format!("{code:02}"), *name)).collect())
            }
            Self::Select(Options::From(Source::CoreFacilities)) => Cow::Owned(context.core_alternatives()),
            _ => Cow::Borrowed(&[]),
        }
    }
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
}

impl Alternative {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// Where a select takes its alternatives from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Options {
    /// The form itself.
    Listed(Vec<Alternative>),
    /// A list that is kept elsewhere.
    From(Source),
}

/// Lists kept elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The 47, by their code of JIS X 0401.
    Prefectures,
    /// The registry of active 基幹施設, by account.
    CoreFacilities,
}

/// A table of rows with the same fields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// How its rows are counted: 人, 件. A row's title is 「1人目」.
    pub counter: String,
    /// The words on the button that adds a row.
    pub add_label: String,
    /// The cells that tell a row of a long table from the others, while it is shown in words; absent: all.
    #[serde(default)]
    pub telling: Vec<String>,
    /// The fields of a row; never a table again.
    pub fields: Vec<Field>,
}

impl Table {
    /// The title of the row at `index`: 「1人目」.
    pub fn row_title(&self, index: usize) -> String {
        [&(index + 1).to_string(), &self.counter, "目"].concat()
    }
}

/// Facts that a form shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Computed {
    /// 施設認定 種別: fixed by the entry used (S109).
    ApplicationType,
    /// 書式版: the version of the template of 申請書・在籍証明書.
    TemplateVersion,
    /// 移行措置の利用: whether the application form claims it (S141).
    TransitionClaimed,
    /// 施設責任者 of the core facility that the same row names.
    CoreResponsible,
}
