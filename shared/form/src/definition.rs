//! What a form is: sections of fields, each with a kind, rules and advice. Plain data, read from `shared/forms`.

use std::borrow::Cow;

use domain::{ApplicationKind, Cycle};
use serde::Deserialize;

use crate::context::Context;
use crate::form_kind::FormKind;
use crate::prefecture::PREFECTURES;
use crate::rule::{Advice, Rule};
use crate::transition;

/// Both forms of one kind of application, as they are from one cycle on. Never changed once applications were filled
/// in with it: a change is a new file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    version: String,
    pub(crate) kind: ApplicationKind,
    pub(crate) first_cycle: Cycle,
    application_form: Form,
    overview: Form,
}

impl Definition {
    /// Its name, stored with every draft: `core/2026-08`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// One of its two forms.
    pub const fn form(&self, kind: FormKind) -> &Form {
        match kind {
            FormKind::ApplicationForm => &self.application_form,
            FormKind::Overview => &self.overview,
        }
    }
}

/// One form: a page of sections.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// In the order of the page.
    pub sections: Vec<Section>,
}

impl Form {
    /// All fields, in the order of the page.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The field of a name.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields().find(|field| field.key == key)
    }

    /// The table of a name.
    pub fn table(&self, key: &str) -> Option<&Table> {
        self.field(key).and_then(Field::table)
    }
}

/// Fields under one heading.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its anchor on the page.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// A sentence below the heading.
    #[serde(default)]
    pub hint: Option<String>,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in answers, pairs and JSON.
    pub key: String,
    /// The question, in the words of the manual.
    pub label: String,
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Help below the label.
    #[serde(default)]
    pub hint: Option<String>,
    /// What 登録 demands of the answer.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// What is worth a second look, and never stops anybody.
    #[serde(default)]
    pub advice: Vec<Advice>,
    /// The HTML autocomplete token.
    #[serde(default)]
    pub autocomplete: Option<String>,
    /// The expected length of the answer, in characters of half width.
    #[serde(default)]
    pub width: Option<u16>,
    /// When the question is asked at all; absent: always.
    #[serde(default)]
    pub when: Option<When>,
}

impl Field {
    /// Whether the question is asked in this context.
    pub fn is_asked(&self, context: &Context<'_>) -> bool {
        match self.when {
            None => true,
            Some(When::TransitionOpen) => transition::is_open(context.cycle),
            Some(When::TransitionClaimed) => context.transition_claimed(),
        }
    }

    /// Its table, if it is one.
    pub const fn table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Rows(table) => Some(table),
            _ => None,
        }
    }
}

/// The closed set of answers that a form can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
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
    /// A day, `YYYY-MM-DD`.
    Date,
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
#[serde(untagged)]
pub enum Options {
    /// The form itself.
    Listed(Vec<Alternative>),
    /// A list that is kept elsewhere.
    From(Source),
}

/// Lists kept elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The 47, by their code of JIS X 0401.
    Prefectures,
    /// The registry of active 基幹施設, by account.
    CoreFacilities,
}

/// A table of rows with the same fields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// How its rows are counted: 人, 件. A row's title is 「1人目」.
    pub counter: String,
    /// The words on the button that adds a row.
    pub add_label: String,
    /// The fields of a row; never a table again.
    pub fields: Vec<Field>,
}

impl Table {
    /// The title of the row at `index`: 「1人目」.
    pub fn row_title(&self, index: usize) -> String {
        format!("{}{}目", index + 1, self.counter)
    }
}

/// Facts that a form shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Computed {
    /// 施設認定 種別: fixed by the entry used (S109).
    ApplicationType,
}

/// When a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// While the transition measure can still be used (E80).
    TransitionOpen,
    /// When the application form claims the transition measure.
    TransitionClaimed,
}
