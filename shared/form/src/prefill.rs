//! What a form knows before anybody has typed: from the register, the account, the calendar and the other form. It is
//! shown, never saved by itself; whoever presses 一時保存 or 登録 has seen it.

use chrono::{Datelike, Months, NaiveDate};
use domain::{AccreditationKind, Cycle, Round};
use serde::Deserialize;

use crate::answers::{Answers, Cell, Value};
use crate::context::{Context, Held};
use crate::definition::Form;
use crate::prefecture;
use crate::row::Row;

/// Where the first answer of a field comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Prefill {
    /// 診療施設名 of the accreditation held.
    FacilityName,
    /// 都道府県 of the accreditation held.
    Prefecture,
    /// The accreditation held; なし is for the applicant to say.
    Accreditation,
    /// Its 認定番号.
    AccreditationNo,
    /// 姓 of the 施設責任者 of the accreditation held.
    ResponsibleLastName,
    /// 名 of the same.
    ResponsibleFirstName,
    /// The login address.
    LoginAddress,
    /// The first day of the twelve months that the cycle asks about.
    StatisticsFrom,
    /// The last day of them.
    StatisticsTo,
    /// A first row with the 施設責任者 of the application form.
    ResponsiblePhysician,
}

/// The answers that an untouched form begins with.
pub fn prefilled(form: &Form, context: &Context<'_>, login_address: &str) -> Answers {
    let held = held_first(context.held);
    let (from, to) = statistics_period(context.cycle);
    let known = form.fields().filter(|field| field.is_asked(context)).filter_map(|field| {
        let text = match field.prefill? {
            Prefill::FacilityName => held?.facility_name.clone(),
            Prefill::Prefecture => prefecture::code(&held?.prefecture)?,
            Prefill::Accreditation => held?.kind.slug().to_owned(),
            Prefill::AccreditationNo => held?.number.clone(),
            Prefill::ResponsibleLastName => names(held?)?.0,
            Prefill::ResponsibleFirstName => names(held?)?.1,
            Prefill::LoginAddress => login_address.to_owned(),
            Prefill::StatisticsFrom => from.to_string(),
            Prefill::StatisticsTo => to.to_string(),
            Prefill::ResponsiblePhysician => {
                return Some((field.key.clone(), Value::Rows(vec![responsible_row(context.other?)?])));
            }
        };
        Some((field.key.clone(), Value::Text(field.fold(&text))))
    });
    known.collect()
}

/// The one that an applicant would name: 認定研修施設 first, because it opens the transition measure.
fn held_first(held: &[Held]) -> Option<&Held> {
    held.iter().find(|held| held.kind == AccreditationKind::Training).or_else(|| held.first())
}

fn names(held: &Held) -> Option<(String, String)> {
    let (last, first) = held.responsible_name.split_once(['\u{3000}', ' '])?;
    Some((last.to_owned(), first.trim().to_owned()))
}

/// 前年1月1日–12月31日 for February, 前年度4月1日–3月31日 for August.
pub fn statistics_period(cycle: Cycle) -> (NaiveDate, NaiveDate) {
    let start = cycle.accreditation_start();
    let (year, month) = match cycle.round() {
        Round::February => (start.year() - 1, 1),
        Round::August => (start.year() - 1, 4),
    };
    let from = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(start);
    let to = from.checked_add_months(Months::new(12)).and_then(|day| day.pred_opt()).unwrap_or(start);
    (from, to)
}

/// The 施設責任者 as a row of the list of physicians; `None` until the application form names one.
fn responsible_row(application_form: &Answers) -> Option<Row> {
    let text = |name: &str| application_form.text(&format!("responsible_{name}")).to_owned();
    let kana = format!("{}\u{3000}{}", text("last_name_kana"), text("first_name_kana"));
    let cells = [
        ("last_name", text("last_name")),
        ("first_name", text("first_name")),
        ("kana", kana.trim().to_owned()),
        ("member_no", text("member_no")),
        ("qualification", text("qualification")),
        ("employment", text("employment")),
        ("department", text("department")),
        ("valid_to", text("qualification_valid_to")),
    ];
    if text("last_name").is_empty() {
        return None;
    }
    let texts = cells.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, Cell::Text(text)));
    let boxes = [
        ("pending", application_form.flag("responsible_qualification_pending")),
        ("trainer", text("trainer_qualified") == "yes"),
        ("is_responsible", true),
    ];
    let boxes = boxes.map(|(name, ticked)| (name, Cell::Flag(ticked)));
    Some(texts.chain(boxes).map(|(name, cell)| (name.to_owned(), cell)).collect())
}
