//! What of an application form stays on file once the facility is accredited.

use domain::{AccreditationId, AccreditationKind, ApplicationKind, Cycle, Record, Registration};

use crate::answers::{Answers, Value};
use crate::context::Context;
use crate::definition::Field;
use crate::library::definition;
use crate::validate::{Scope, fault_of};

/// Keys that belong to the application alone: what is applied for, dates, consents, the paper.
const OF_THE_APPLICATION: [&str; 9] = [
    "application_type",
    "current_accreditation",
    "current_accreditation_no",
    "application_date",
    "application_certificate_pdf",
    "template_version",
    "confirm_requirements",
    "confirm_privacy",
    "remarks",
];

/// The answers about the facility and its people.
pub fn record(application_form: &Answers) -> Record {
    let kept = application_form.iter().filter(|(key, _)| !OF_THE_APPLICATION.contains(key));
    let text = |(key, value): (&str, &Value)| match value {
        Value::Text(text) => Some((key.to_owned(), text.clone())),
        Value::Flag(ticked) => Some((key.to_owned(), ticked.to_string())),
        Value::Choices(_) | Value::Rows(_) => None,
    };
    kept.filter_map(text).collect()
}

/// A registration that no application led to, with the form of a cycle. What a 認定研修施設 says is asked as of a partner.
pub fn registration(id: AccreditationId, record: Record, cycle: Cycle) -> Registration {
    let kind = match id.kind {
        AccreditationKind::Core => ApplicationKind::Core,
        AccreditationKind::Partner | AccreditationKind::Training => ApplicationKind::Partner,
    };
    Registration::new(id, definition(kind, cycle).version().to_owned(), record)
}

/// What is wrong with an answer by itself, whether or not it must be given; `label` is what it is called where it was
/// typed.
pub fn fault_alone(field: &Field, answer: &str, label: &str, context: &Context<'_>) -> Option<String> {
    let mut answers = Answers::default();
    answers.set(&field.key, Value::Text(answer.to_owned()));
    let fault = fault_of(field, Scope::Form(&answers), context).filter(|_| !answer.is_empty());
    fault.map(|fault| fault.sentence(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_about_the_facility_and_its_people() {
        let mut answers = Answers::default();
        answers.set("facility_name", Value::Text("架空病院".to_owned()));
        answers.set("confirm_privacy", Value::Flag(true));
        answers.set("responsible_is_new", Value::Flag(true));
        let kept: Vec<_> = record(&answers).into_iter().collect();
        let expected = [("facility_name", "架空病院"), ("responsible_is_new", "true")];
        assert_eq!(kept, expected.map(|(key, text)| (key.to_owned(), text.to_owned())));
    }
}
