//! An accreditation of a facility, and what is on file for it, in words.

use chrono::NaiveDate;
use domain::calendar::{long_date, slash_date};
use domain::{
    AccreditationKind, ApplicationKind, Cycle, Partnership, Record, Registration, SingleSiteTraining, Standing,
};
use form::{Answers, Context, FormKind, SummaryRow, SummarySection, Value, prefecture_in_words, summary};
use serde::Serialize;

use super::file::Holding;
use crate::words;

/// The key that is shown on demand only.
const BIRTH_DATE: &str = "responsible_birth_date";

/// An accreditation in words.
#[derive(Debug, Serialize)]
pub(super) struct HeldView {
    pub(super) kind: &'static str,
    #[serde(skip)]
    pub(super) label: &'static str,
    pub(super) number: String,
    pub(super) facility_name: String,
    pub(super) prefecture: String,
    pub(super) responsible_name: String,
    valid_from: NaiveDate,
    /// The last day on which it is in force.
    last_day: NaiveDate,
    #[serde(skip)]
    pub(super) period: String,
    standing: Standing,
    #[serde(skip)]
    pub(super) standing_label: &'static str,
    /// Granted under the transition measure.
    pub(super) transition: bool,
    /// Of a partner in force: on what it trains.
    #[serde(flatten)]
    training: Option<SingleSiteTraining>,
    #[serde(skip)]
    pub(super) training_label: Option<String>,
    /// What waits for the secretariat.
    pub(super) waiting: Vec<String>,
    /// What is on file, without the birth date.
    pub(super) on_file: Vec<SummarySection>,
    /// Whether there is a birth date to be shown.
    pub(super) has_birth_date: bool,
    /// It, where it was asked for.
    pub(super) birth_date: Option<String>,
}

impl HeldView {
    pub(super) fn of(held: &Holding, links: &[Partnership], day: NaiveDate) -> Self {
        let today = held.accreditation.as_of(day);
        let partner = today.kind == AccreditationKind::Partner && today.in_force(day);
        let training = partner.then(|| SingleSiteTraining::on(&held.accreditation, links, day));
        let registration = held.registration.as_ref().map(|read| &read.value);
        Self {
            kind: today.kind.slug(),
            label: today.kind.label(),
            number: today.number.clone(),
            prefecture: prefecture_in_words(&today.prefecture).to_owned(),
            valid_from: today.valid_from,
            last_day: today.last_day(),
            period: words::period(&today),
            standing: today.standing(day),
            standing_label: words::standing(today.standing(day)),
            transition: today.transition,
            training,
            training_label: training.map(words::training),
            waiting: waiting(held),
            on_file: registration.map(|registration| on_file(registration, day)).unwrap_or_default(),
            has_birth_date: registration.is_some_and(|registration| !registration.text(BIRTH_DATE).is_empty()),
            birth_date: None,
            facility_name: today.facility_name,
            responsible_name: today.responsible_name,
        }
    }

    /// With the birth date that was asked for.
    pub(super) fn showing(self, registration: &Registration) -> Self {
        let day = registration.text(BIRTH_DATE).parse().map_or_else(|_| String::new(), long_date);
        Self { birth_date: Some(day), ..self }
    }
}

fn waiting(held: &Holding) -> Vec<String> {
    let returning = held.accreditation.returning.as_ref();
    let returning = returning.map(|returning| format!("認定返上申請（返上希望日 {}）", slash_date(returning.on)));
    let asked = held.registration.as_ref().and_then(|read| read.value.asked.as_ref());
    let asked = asked.map(|asked| format!("変更申請（変更日 {}）", slash_date(asked.from)));
    returning.into_iter().chain(asked).collect()
}

/// What is on file, in the words of the form that it was asked with. What the form does not know stands under its key.
fn on_file(registration: &Registration, day: NaiveDate) -> Vec<SummarySection> {
    let shown = |key: &str| key != BIRTH_DATE && !registration.text(key).is_empty();
    let Some(definition) = form::by_version(&registration.definition) else {
        let row = |(key, text): (&String, &String)| SummaryRow {
            field: key.clone(),
            label: key.clone(),
            value: text.clone(),
        };
        let rows = registration.record.iter().filter(|(key, _)| shown(key)).map(row).collect();
        return vec![SummarySection { title: String::new(), rows }];
    };
    let kind = match registration.id.kind {
        AccreditationKind::Core => ApplicationKind::Core,
        AccreditationKind::Partner | AccreditationKind::Training => ApplicationKind::Partner,
    };
    let cycle = registration.definition.rsplit('/').next().and_then(|cycle| cycle.parse::<Cycle>().ok());
    let noon = domain::calendar::start_of_day(day);
    let context = Context::new(kind, cycle.unwrap_or_else(|| Cycle::current(noon)), day);
    let answers = answers(&registration.record);
    let sections = summary(definition.form(FormKind::ApplicationForm), &answers, &context);
    let kept = |section: SummarySection| {
        let rows: Vec<SummaryRow> = section.rows.into_iter().filter(|row| shown(&row.field)).collect();
        (!rows.is_empty()).then_some(SummarySection { rows, ..section })
    };
    sections.into_iter().filter_map(kept).collect()
}

fn answers(record: &Record) -> Answers {
    let mut answers = Answers::default();
    for (key, text) in record {
        let value = match text.as_str() {
            "true" => Value::Flag(true),
            "false" => Value::Flag(false),
            text => Value::Text(text.to_owned()),
        };
        answers.set(key, value);
    }
    answers
}
