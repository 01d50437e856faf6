//! What a page needs to draw a form. The large forms and the small fixed ones (sign-up, login) use the same types, and
//! `shared/templates/macros.html` draws them; JSON clients get them as they are.

use serde::Serialize;

use crate::definition::Link;

/// A section of a drawn form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SectionView {
    /// Its anchor.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// A sentence below the heading.
    pub hint: Option<String>,
    /// Its controls.
    pub fields: Vec<FieldView>,
}

/// One control with everything around it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldView {
    /// The name that is posted.
    pub name: String,
    /// The id of the control: the name with `-` for `.`.
    pub id: String,
    /// The label, in the words of the manual.
    pub label: String,
    /// Help below the label.
    pub hint: Option<String>,
    /// Whether it is marked 必須.
    pub required: bool,
    /// How it is drawn: `text`, `email`, `password`, `tel`, `numeric`, `decimal`, `date`, `month`, `textarea`, `radio`, `checkbox`,
    /// `checkboxes`, `select`, `rows`, `file`, `certificate` or `note`.
    pub control: &'static str,
    /// The answer; `true` for a ticked box, the text of a note, the file of a certificate.
    pub value: String,
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// The rows of a table.
    pub rows: Vec<RowView>,
    /// The row that was removed last.
    pub removed: Option<RemovedView>,
    /// The words on the button that adds a row.
    pub add_label: String,
    /// What is wrong.
    pub error: Option<String>,
    /// What is worth a second look.
    pub warning: Option<String>,
    /// Why the secretariat asks for a correction.
    pub correction: Option<String>,
    /// The HTML autocomplete token.
    pub autocomplete: Option<String>,
    /// The expected length of the answer, in characters of half width.
    pub width: Option<u16>,
    /// The most characters, where that is worth saying beforehand.
    pub max_chars: Option<u16>,
    /// Whether it is shown but cannot be changed.
    pub read_only: bool,
    /// What another control has to say for this one to be needed; absent: it does not depend on another.
    pub needs: Option<Needs>,
    /// A page to read before answering.
    pub link: Option<Link>,
}

/// Another control, and the values of it that make this one needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Needs {
    /// Its name.
    pub name: String,
    /// Its values.
    pub any_of: Vec<String>,
    /// Whether this one must then be answered.
    pub demanded: bool,
    /// Name and values of a third control that must say so besides.
    pub and: Option<(String, Vec<String>)>,
}

/// One thing to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen.
    pub checked: bool,
}

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// Its place, from 0.
    pub index: usize,
    /// What the names of its controls begin with: `instructors.12`.
    pub name: String,
    /// Its anchor: the name with `-` for `.`.
    pub id: String,
    /// What its buttons name: the name with `:` for `.`.
    #[serde(skip)]
    pub place: String,
    /// 「1人目」
    pub title: String,
    /// Its controls; none while it is shown in words.
    pub fields: Vec<FieldView>,
    /// What is shown in their place, until somebody opens the row.
    pub in_words: Option<InWords>,
}

/// A row that was removed and can be put back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RemovedView {
    /// Where it stood.
    pub index: usize,
    /// Which it was: 「12人目：架空　太郎」
    pub text: String,
    /// What the button posts that puts it back, with nothing in it that HTML would escape.
    pub action: String,
}

/// A row without controls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InWords {
    /// The answers that tell it from the others.
    pub text: String,
    /// All that it holds, with nothing in it that HTML would escape; posted under the name of the table and its index, `instructors.12`.
    pub packed: String,
}

impl RowView {
    /// A row without controls.
    pub(crate) fn new(table: &str, index: usize, title: String) -> Self {
        let number = index.to_string();
        let named = |between: &str| [table, between, &number].concat();
        Self { index, name: named("."), id: named("-"), place: named(":"), title, ..Self::default() }
    }
}

impl FieldView {
    /// A control without an answer.
    pub fn new(name: &str, label: &str, control: &'static str) -> Self {
        Self { name: name.to_owned(), id: name.replace('.', "-"), label: label.to_owned(), control, ..Self::default() }
    }

    /// One box.
    pub fn checkbox(name: &str, label: &str, ticked: bool) -> Self {
        let view = Self::new(name, label, "checkbox").value(if ticked { "true" } else { "" });
        let option = Choice { value: "true".to_owned(), label: label.to_owned(), checked: ticked };
        Self { options: vec![option], ..view }
    }

    /// The removed row, if it stood before the row at `index`, or behind the last one.
    pub fn removed_before(&self, index: usize) -> Option<&RemovedView> {
        self.removed.as_ref().filter(|removed| removed.index.min(self.rows.len()) == index)
    }

    /// Whether it must be answered by those only who said something elsewhere.
    pub fn is_demanded_sometimes(&self) -> bool {
        self.needs.as_ref().is_some_and(|needs| needs.demanded)
    }

    /// Marked 必須.
    #[must_use]
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// With help below the label.
    #[must_use]
    pub fn hint(self, hint: &str) -> Self {
        Self { hint: Some(hint.to_owned()), ..self }
    }

    /// With an answer.
    #[must_use]
    pub fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }

    /// With an HTML autocomplete token.
    #[must_use]
    pub fn autocomplete(self, token: &str) -> Self {
        Self { autocomplete: Some(token.to_owned()), ..self }
    }

    /// With an expected length.
    #[must_use]
    pub fn width(self, characters: u16) -> Self {
        Self { width: Some(characters), ..self }
    }

    /// With a most of characters that is worth saying beforehand.
    #[must_use]
    pub fn max_chars(self, most: u16) -> Self {
        Self { max_chars: Some(most), ..self }
    }

    /// With what is wrong, if anything is.
    #[must_use]
    pub fn error(self, message: Option<String>) -> Self {
        Self { error: message, ..self }
    }

    /// Shown, not to be changed.
    #[must_use]
    pub fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }
}
