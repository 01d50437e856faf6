//! What is on file, in the words and by the rules of the form that it was filled in with: two parts of that form, one whose
//! answers change at once, and one whose changes need approval.

use crate::web::{AppError, Posted};
use chrono::NaiveDate;
use domain::{AccreditationKind, ApplicationKind, CHANGED_AT_ONCE, Changes, Cycle, Record, Registration};
use form::{
    Answers, Context, Difference, Field, FieldError, Form, FormKind, Kind, Section, SectionView, SummarySection, Value,
    by_version, definition, differences, read_json, read_pairs, sections, summary, validate,
};

/// The sections about the facility and its people.
const SECTIONS: [&str; 4] = ["facility", "director", "responsible", "contact"];

/// What belongs to one application only: whether it named somebody else than before.
const OF_AN_APPLICATION: &str = "responsible_is_new";

/// Which of the two forms of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// すぐに反映される変更
    AtOnce,
    /// 承認が必要な変更
    ByApproval,
}

/// A registration with its form.
pub struct OnFile<'a> {
    registration: &'a Registration,
    all: Form,
    kind: ApplicationKind,
    today: NaiveDate,
}

impl<'a> OnFile<'a> {
    /// With the form of its definition.
    pub fn of(registration: &'a Registration, today: NaiveDate) -> Self {
        // what a 認定研修施設 says is asked as of a partner
        let kind = match registration.id.kind {
            AccreditationKind::Core => ApplicationKind::Core,
            AccreditationKind::Partner | AccreditationKind::Training => ApplicationKind::Partner,
        };
        let known = by_version(&registration.definition);
        let definition = known.unwrap_or_else(|| definition(kind, cycle(today)));
        let all = chosen(definition.form(FormKind::ApplicationForm), |field| field.key != OF_AN_APPLICATION);
        Self { registration, all, kind, today }
    }

    fn context(&self) -> Context<'static> {
        Context::new(self.kind, cycle(self.today), self.today)
    }

    fn part(&self, part: Part) -> Form {
        chosen(&self.all, |field| CHANGED_AT_ONCE.contains(&field.key.as_str()) == (part == Part::AtOnce))
    }

    /// A record as answers of the form. A prefecture may have been stored by its name.
    fn answers(&self, record: &Record) -> Answers {
        let answer = |field: &Field| {
            let text = record.get(&field.key).map_or("", String::as_str);
            let value = match &field.kind {
                Kind::Bool => Value::Flag(text == "true"),
                kind => {
                    let listed = kind.alternatives(&self.context());
                    let by_name = listed.iter().find(|alternative| alternative.label == text);
                    Value::Text(by_name.map_or(text, |found| &found.value).to_owned())
                }
            };
            (field.key.clone(), value)
        };
        self.all.fields().map(answer).collect()
    }

    /// What is on file as answers.
    pub fn current(&self) -> Answers {
        self.answers(&self.registration.record)
    }

    /// Everything on file in words.
    pub fn in_words(&self) -> Vec<SummarySection> {
        summary(&self.all, &self.current(), &self.context())
    }

    /// Changes in words, in the order of the form.
    pub fn differ(&self, changes: &Changes) -> Vec<Difference> {
        let side = |after: bool| -> Record {
            let text = |changed: &domain::Changed| if after { changed.after.clone() } else { changed.before.clone() };
            changes.iter().map(|(key, changed)| (key.clone(), text(changed))).collect()
        };
        differences(&self.all, &self.context(), &self.answers(&side(false)), &self.answers(&side(true)))
    }

    /// Where what was typed differs from what is on file.
    pub fn unsaved(&self, part: Part, typed: &Answers) -> Vec<Difference> {
        differences(&self.part(part), &self.context(), typed, &self.current())
    }

    /// One part as controls.
    pub fn controls(&self, part: Part, answers: &Answers, errors: &[FieldError]) -> Vec<SectionView> {
        let mut drawn = sections(&self.part(part), answers, errors, &[], &self.context());
        for field in drawn.iter_mut().flat_map(|section| &mut section.fields) {
            // this browser's own address and name are not those of the facility
            field.autocomplete = Some("off".to_owned());
        }
        drawn
    }

    /// What was posted for one part. A browser posts all of it; a program names what is to change, and the rest stays.
    pub fn read(&self, part: Part, posted: &Posted) -> Result<Answers, AppError> {
        let form = self.part(part);
        match posted {
            Posted::Pairs(pairs) => read_pairs(&form, pairs.iter().cloned()).map_err(|_| AppError::TooLarge),
            Posted::Json(body) => {
                let Some(given) = body.get("answers") else { return Ok(self.current()) };
                let named: Vec<&String> = given.as_object().map(|object| object.keys().collect()).unwrap_or_default();
                let typed = read_json(&form, given).map_err(|_| AppError::BadRequest)?;
                let mut answers = self.current();
                for key in named {
                    answers.set(key, typed.get(key).cloned().unwrap_or(Value::Text(String::new())));
                }
                Ok(answers)
            }
        }
    }

    /// What is wrong with one part. What was wrong before (an import has gaps) stands in the way only where it was touched.
    pub fn faults(&self, part: Part, typed: &Answers) -> Vec<FieldError> {
        let (form, context, current) = (self.part(part), self.context(), self.current());
        let before = validate(&form, &current, &context);
        let is_new =
            |error: &FieldError| typed.get(&error.field) != current.get(&error.field) || !before.contains(error);
        validate(&form, typed, &context).into_iter().filter(is_new).collect()
    }

    /// The answers of one part that are to become others.
    pub fn wanted(&self, part: Part, typed: &Answers) -> Record {
        let (form, current) = (self.part(part), self.current());
        let changed = form.fields().filter(|field| typed.get(&field.key) != current.get(&field.key));
        changed.map(|field| (field.key.clone(), typed.text(&field.key).to_owned())).collect()
    }
}

fn cycle(today: NaiveDate) -> Cycle {
    Cycle::current(domain::calendar::start_of_day(today))
}

/// The fields of a form that are kept, under their headings.
fn chosen(form: &Form, keep: impl Fn(&Field) -> bool) -> Form {
    let section = |section: &Section| Section {
        fields: section.fields.iter().filter(|field| keep(field)).cloned().collect(),
        ..section.clone()
    };
    let sections = form.sections.iter().filter(|section| SECTIONS.contains(&section.id.as_str())).map(section);
    Form { sections: sections.filter(|section| !section.fields.is_empty()).collect() }
}
