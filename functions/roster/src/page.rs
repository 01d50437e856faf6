//! 名簿.

use askama::Template;
use chrono::NaiveDate;
use domain::Accreditation;
use domain::calendar::{long_date, slash_date};
use form::FieldView;
use serde::Serialize;
use shared::society::{GuidanceNow, RosterColumn, Society};
use shared::web::{Chrome, ErrorLink, FieldError, Web, error_links, with_errors};

use crate::list::Listed;
use crate::wanted::{Typed, Wanted};

const TITLE: &str = "基幹施設・連携施設・認定研修施設名簿";

/// A facility, with what the society publishes of it.
#[derive(Debug, Serialize)]
struct Row {
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facility_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefecture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    responsible_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_to: Option<NaiveDate>,
    /// The same in words, a text for each column.
    #[serde(skip)]
    cells: Vec<String>,
}

impl Row {
    /// Its last day is that of its accreditation, also where that ended before its time.
    fn new(one: &Accreditation, columns: &[RosterColumn]) -> Self {
        let prefecture = form::prefecture_in_words(&one.prefecture);
        let said = |column| columns.contains(&column);
        let text = |column, text: &str| said(column).then(|| text.to_owned());
        let day = |day| said(RosterColumn::Period).then_some(day);
        let cell = |column: &RosterColumn| match column {
            RosterColumn::Number => one.number.clone(),
            RosterColumn::Name => one.facility_name.clone(),
            RosterColumn::Prefecture => prefecture.to_owned(),
            RosterColumn::Responsible => one.responsible_name.clone(),
            RosterColumn::Period => format!("{} ~ {}", slash_date(one.valid_from), slash_date(one.last_day())),
        };
        Self {
            number: text(RosterColumn::Number, &one.number),
            facility_name: text(RosterColumn::Name, &one.facility_name),
            prefecture: text(RosterColumn::Prefecture, prefecture),
            responsible_name: text(RosterColumn::Responsible, &one.responsible_name),
            valid_from: day(one.valid_from),
            valid_to: day(one.last_day()),
            cells: columns.iter().map(cell).collect(),
        }
    }
}

/// The facilities of a kind.
#[derive(Debug, Serialize)]
struct List {
    kind: &'static str,
    #[serde(skip)]
    label: &'static str,
    total: usize,
    facilities: Vec<Row>,
}

/// 名簿.
#[derive(Debug, Template, Serialize)]
#[template(path = "roster.html")]
pub(crate) struct RosterPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// As of which day; `None` where none could be read.
    day: Option<NaiveDate>,
    #[serde(skip)]
    day_label: String,
    total: usize,
    lists: Vec<List>,
    /// The same list as a file.
    csv: String,
    #[serde(skip)]
    columns: &'static [RosterColumn],
    #[serde(skip)]
    fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
    /// The list that the society keeps itself.
    roster_url: String,
}

impl RosterPage {
    pub(crate) fn new(web: &Web, typed: &Typed, wanted: &Wanted, lists: &[Listed]) -> Self {
        let society = Society::current();
        let lists: Vec<List> = lists
            .iter()
            .map(|(kind, listed)| List {
                kind: kind.slug(),
                label: kind.label(),
                total: listed.len(),
                facilities: listed.iter().map(|one| Row::new(one, &society.roster_columns)).collect(),
            })
            .collect();
        Self {
            day: Some(wanted.day),
            day_label: long_date(wanted.day),
            total: lists.iter().map(|list| list.total).sum(),
            lists,
            csv: format!("/roster.csv?{}", wanted.query()),
            ..Self::empty(web, typed)
        }
    }

    /// With the society's own list, where it is now.
    pub(crate) fn beside(self, guidance: GuidanceNow) -> Self {
        Self { roster_url: guidance.roster_url, ..self }
    }

    pub(crate) fn invalid(web: &Web, typed: &Typed, errors: &[FieldError]) -> Self {
        let page = Self::empty(web, typed);
        Self {
            chrome: Chrome { has_errors: true, ..page.chrome },
            fields: with_errors(page.fields, errors),
            errors: error_links(errors),
            ..page
        }
    }

    fn empty(web: &Web, typed: &Typed) -> Self {
        let society = Society::current();
        Self {
            chrome: Chrome::new(web, TITLE),
            day: None,
            day_label: String::new(),
            total: 0,
            lists: Vec::new(),
            csv: String::new(),
            columns: &society.roster_columns,
            fields: typed.fields(),
            errors: Vec::new(),
            roster_url: society.roster_url.clone(),
        }
    }
}
