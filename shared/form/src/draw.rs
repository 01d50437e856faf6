//! Drawing a form: definition, answers and sentences become controls. What is posted back from an untouched drawing
//! is what was drawn, whatever was stored; a test does what a browser would.

use std::collections::{HashMap, HashSet};

use crate::answers::Answers;
use crate::context::Context;
use crate::definition::{Field, Form, Section};
use crate::kind::{Computed, Kind, Table};
use crate::pack::{pack, unpack};
use crate::row::Row;
use crate::summary::telling;
use crate::table::cell_name;
use crate::validate::{FieldError, Scope, is_required, longest};
use crate::view::{Choice, FieldView, InWords, Needs, RemovedView, RowView, SectionView};

/// A table of at most so many rows is shown open: a short list is typed and read as one, and nothing in it moves. In a
/// longer one a row is shown in words until something is said of it or somebody opens it, or a page of fifty people has 650
/// controls.
const OPEN_ROWS: usize = 10;

/// The form as controls, with the sentences of `errors` and `warnings` at their fields.
pub fn sections(
    form: &Form,
    answers: &Answers,
    errors: &[FieldError],
    warnings: &[FieldError],
    context: &Context<'_>,
) -> Vec<SectionView> {
    let told = errors.iter().chain(warnings).filter_map(FieldError::row);
    let open_rows = told.chain(context.opened.iter().map(String::as_str)).collect();
    let pen = Pen { answers, context, errors: by_field(errors), warnings: by_field(warnings), open_rows };
    let section = |section: &Section| SectionView {
        id: section.id.clone(),
        title: section.title.clone(),
        hint: section.hint.clone(),
        fields: section.fields.iter().filter(|field| field.is_asked(context)).map(|field| pen.field(field)).collect(),
    };
    form.sections.iter().map(section).collect()
}

/// What a computed field says.
pub(crate) fn computed<'a>(fact: Computed, scope: Scope<'_>, context: &Context<'a>) -> &'a str {
    match fact {
        Computed::ApplicationType => context.kind.label(),
        Computed::TemplateVersion => context.template_version,
        Computed::TransitionClaimed if context.transition_claimed() => "利用する",
        Computed::TransitionClaimed => "利用しない",
        Computed::CoreResponsible => {
            let named = scope.text("core_facility_id");
            let core = context.core_facilities.iter().find(|core| core.id == named);
            core.map_or("", |core| &core.responsible_name)
        }
    }
}

fn by_field(sentences: &[FieldError]) -> HashMap<&str, &str> {
    sentences.iter().rev().map(|sentence| (sentence.field.as_str(), sentence.message.as_str())).collect()
}

/// Everything that is the same for all fields of one drawing.
struct Pen<'a> {
    answers: &'a Answers,
    context: &'a Context<'a>,
    errors: HashMap<&'a str, &'a str>,
    warnings: HashMap<&'a str, &'a str>,
    /// Rows of which something is said, or which somebody opened.
    open_rows: HashSet<&'a str>,
}

impl Pen<'_> {
    fn field(&self, field: &Field) -> FieldView {
        let view = self.control(field, &field.key, Scope::Form(self.answers));
        let view = FieldView {
            read_only: !self.context.is_open(&field.key),
            correction: self.context.correction(&field.key),
            ..view
        };
        match &field.kind {
            Kind::Rows(table) => FieldView {
                rows: self.rows(field, table, view.required && !view.read_only),
                removed: self.removed(field, table).filter(|_| !view.read_only),
                add_label: table.add_label.clone(),
                ..view
            },
            _ => view,
        }
    }

    /// A table that must not stay empty offers a first row.
    fn rows(&self, field: &Field, table: &Table, required: bool) -> Vec<RowView> {
        let blank = [Row::new()];
        let rows = match self.answers.rows(&field.key) {
            [] if required => &blank[..],
            rows => rows,
        };
        let row = |(index, row): (usize, &Row)| {
            let view = RowView::new(&field.key, index, table.row_title(index));
            if rows.len() <= OPEN_ROWS || row.is_blank() || self.open_rows.contains(view.name.as_str()) {
                let fields = table.fields.iter().map(|cell| self.cell(field, index, cell, row));
                return RowView { fields: fields.collect(), ..view };
            }
            let in_words = InWords { text: telling(table, row, self.context), packed: pack(row) };
            RowView { in_words: Some(in_words), ..view }
        };
        rows.iter().enumerate().map(row).collect()
    }

    fn removed(&self, field: &Field, table: &Table) -> Option<RemovedView> {
        let removed = self.context.removed.filter(|removed| removed.table == field.key)?;
        let told = telling(table, &unpack(&removed.packed), self.context);
        let text = format!("{}：{told}", table.row_title(removed.index));
        Some(RemovedView { index: removed.index, text, action: removed.action() })
    }

    fn cell(&self, table: &Field, index: usize, cell: &Field, row: &Row) -> FieldView {
        let view = self.control(cell, &cell_name(table, index, cell), Scope::Row(row));
        FieldView { read_only: !self.context.is_open(&table.key), ..view }
    }

    fn control(&self, field: &Field, name: &str, scope: Scope<'_>) -> FieldView {
        let view = FieldView {
            hint: field.hint.clone(),
            required: is_required(field, scope, self.context),
            value: self.value(field, scope),
            error: self.errors.get(name).map(|&message| message.to_owned()),
            warning: self.warnings.get(name).map(|&message| message.to_owned()),
            autocomplete: field.autocomplete.clone(),
            width: field.width,
            max_chars: spoken_limit(field),
            needs: needs(field, name),
            link: field.link.clone(),
            ..FieldView::new(name, &field.label, control_name(&field.kind))
        };
        match &field.kind {
            Kind::Note(text) => FieldView { hint: Some(text.clone()), ..view },
            Kind::Computed(_) => FieldView { hint: Some(view.value.clone()), ..view },
            Kind::Bool => {
                let box_of = FieldView::checkbox(name, &field.label, view.value == "true");
                FieldView { options: box_of.options, ..view }
            }
            Kind::Radio(_) | Kind::Check(_) | Kind::Select(_) => {
                FieldView { options: self.options(field, scope), ..view }
            }
            _ => view,
        }
    }

    fn value(&self, field: &Field, scope: Scope<'_>) -> String {
        match &field.kind {
            Kind::Note(text) => text.clone(),
            Kind::Computed(fact) => computed(*fact, scope, self.context).to_owned(),
            Kind::Certificate => self.context.certificate.unwrap_or_default().to_owned(),
            Kind::Bool => if scope.text(&field.key) == "true" { "true" } else { "" }.to_owned(),
            Kind::Check(_) => scope.choices(&field.key).join(","),
            _ => scope.text(&field.key).to_owned(),
        }
    }

    /// The choices; a stored value that is none of them (a core facility that left the registry) is shown too, so that
    /// opening and saving a page does not lose it.
    fn options(&self, field: &Field, scope: Scope<'_>) -> Vec<Choice> {
        let text = scope.text(&field.key);
        let mut chosen: Vec<&str> = scope.choices(&field.key).iter().map(String::as_str).collect();
        chosen.extend((!text.is_empty()).then_some(text));
        let mut options: Vec<Choice> = Vec::new();
        if matches!(field.kind, Kind::Select(_)) {
            let nothing = chosen.is_empty();
            options
                .push(Choice { value: String::new(), label: "選択してください".to_owned(), checked: nothing });
        }
        for alternative in field.kind.alternatives(self.context).iter() {
            let checked = chosen.contains(&alternative.value.as_str());
            chosen.retain(|value| *value != alternative.value);
            options.push(Choice { value: alternative.value.clone(), label: alternative.label.clone(), checked });
        }
        options.extend(chosen.into_iter().map(|value| Choice {
            value: value.to_owned(),
            label: format!("選択できない値（{value}）"),
            checked: true,
        }));
        options
    }
}

/// What another control has to say for this one to be needed. `name` is that of this control: cells look in their row.
fn needs(field: &Field, name: &str) -> Option<Needs> {
    let condition = field.condition().filter(|condition| condition.form.is_none())?;
    let row = name.strip_suffix(&field.key).unwrap_or_default();
    Some(Needs {
        name: format!("{row}{}", condition.field),
        any_of: condition.any_of.clone(),
        demanded: field.concerns.is_none(),
        and: condition.and.as_ref().map(|besides| (format!("{row}{}", besides.field), besides.any_of.clone())),
    })
}

/// Only where a long text is expected is the limit worth a line on the page.
fn spoken_limit(field: &Field) -> Option<u16> {
    matches!(field.kind, Kind::Textarea).then(|| u16::try_from(longest(field)).unwrap_or(u16::MAX))
}

const fn control_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Kana | Kind::Url | Kind::Code => "text",
        Kind::Textarea => "textarea",
        Kind::Email => "email",
        Kind::Tel => "tel",
        Kind::Postal | Kind::Int => "numeric",
        Kind::Decimal => "decimal",
        Kind::Date => "date",
        Kind::YearMonth => "month",
        Kind::Bool => "checkbox",
        Kind::Radio(_) => "radio",
        Kind::Check(_) => "checkboxes",
        Kind::Select(_) => "select",
        Kind::Rows(_) => "rows",
        Kind::Note(_) | Kind::Computed(_) => "note",
        Kind::Certificate => "certificate",
    }
}
