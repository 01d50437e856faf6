//! What a form is: sections of fields, each with a kind, rules and advice. Plain data, read from `shared/forms`.

use domain::{ApplicationKind, Cycle};
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::form_kind::FormKind;
use crate::kind::{Kind, Table};
use crate::prefill::Prefill;
use crate::rule::{Advice, Condition, Rule};
use crate::transition;

/// Both forms of one kind of application, as they are from one cycle on. Never changed once applications were filled
/// in with it: a change is a new file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Where editors find the schema of this format.
    #[serde(rename = "$schema", default)]
    _schema: Option<String>,
    version: String,
    #[cfg_attr(test, schemars(with = "String"))]
    pub(crate) kind: ApplicationKind,
    #[cfg_attr(test, schemars(with = "String"))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// Whom an optional question concerns; absent: everybody. (A `required_if` says it of one that must be answered.)
    #[serde(default)]
    pub concerns: Option<Condition>,
    /// What stands in it before anything was saved.
    #[serde(default)]
    pub prefill: Option<Prefill>,
    /// Never taken over from an earlier application: it is true of this one only (E34).
    #[serde(default)]
    pub asked_anew: bool,
    /// A page of this portal to read before answering.
    #[serde(default)]
    pub link: Option<Link>,
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

    /// What another field has to say for this one to matter; `None`: it always does.
    pub(crate) fn condition(&self) -> Option<&Condition> {
        let required_if = self.rules.iter().find_map(|rule| match rule {
            Rule::RequiredIf(condition) => Some(condition),
            _ => None,
        });
        self.concerns.as_ref().or(required_if)
    }

    /// Its table, if it is one.
    pub const fn table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Rows(table) => Some(table),
            _ => None,
        }
    }
}

/// A page to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Its path in this portal.
    pub href: String,
    /// The words to press.
    pub label: String,
}

/// When a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// While the transition measure can still be used (E80).
    TransitionOpen,
    /// When the application form claims the transition measure.
    TransitionClaimed,
}
