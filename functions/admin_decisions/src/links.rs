//! 連携 of a start date: who will be asked, who was, and what they answered. A dry run of the schedule's own plan.

use askama::Template;
use axum::extract::{Query, State};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::calendar::{jst_date, slash_date};
use domain::{
    AccountId, Action, Actor, BlockReason, NextActor, Office, Partnership, PartnershipState, Party, Staff, authorize,
};
use form::{FieldView, Kind};
use serde::{Deserialize, Serialize};
use shared::partnerships::{Planned, plan};
use shared::web::{
    AppError, Chrome, ErrorLink, FieldError, Page, Received, Session, Visitor, Web, error_links, office, with_errors,
};

use crate::Deps;
use crate::register::asked_when;

#[derive(Deserialize)]
pub(crate) struct Asked {
    start: Option<String>,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
    Query(asked): Query<Asked>,
) -> Result<Page<LinksPage>, AppError> {
    let typed = asked.start.as_deref().map(|text| Kind::Date.fold(text));
    let wanted = typed.as_deref().and_then(|text| text.parse::<NaiveDate>().ok());
    let start = wanted.unwrap_or_else(|| around(jst_date(received.now)).0);
    let load = async |actor: Actor| {
        let capability = authorize(&actor, Action::View, Office)?;
        let planned = plan(&deps.store, &actor, start, received.now);
        Ok(tokio::try_join!(planned, deps.store.partnerships_from(&capability, start))?)
    };
    let (session, (planned, asked)) = visitor.signed_in(&deps.store, &received, load).await?;
    let planned = planned.iter().filter(|planned| planned.partnership.id.start == start);
    let page = LinksPage {
        planned: planned.map(|planned| Plan::of(planned, received.now)).collect(),
        partnerships: asked.iter().map(|link| Row::of(&link.value)).collect(),
        ..LinksPage::new(&deps.web, &session, start)
    };
    match typed.filter(|_| wanted.is_none()) {
        Some(typed) => {
            let errors = vec![FieldError::new("start", "認定開始日を、正しい日付で入力してください。")];
            Ok(Page::invalid(page.with_errors(&typed, &errors), errors))
        }
        None => Ok(Page::new(page)),
    }
}

/// The start dates around a day, each 4/1 or 10/1: the last up to it, and the first after it.
fn around(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let starts = (day.year() - 1..=day.year() + 1)
        .flat_map(|year| [4, 10].into_iter().filter_map(move |month| NaiveDate::from_ymd_opt(year, month, 1)));
    let (past, to_come): (Vec<_>, Vec<_>) = starts.partition(|start| *start <= day);
    (past.last().copied().unwrap_or(day), to_come.first().copied().unwrap_or(day))
}

/// One side of a link.
#[derive(Debug, Serialize)]
struct Side {
    account: AccountId,
    facility_name: String,
    number: String,
}

impl Side {
    fn of(account: &AccountId, party: &Party) -> Self {
        let (facility_name, number) = (party.facility_name.clone(), party.number.clone());
        Self { account: account.clone(), facility_name, number }
    }
}

/// A link that is to be asked for.
#[derive(Debug, Serialize)]
struct Plan {
    partner: Side,
    core: Side,
    /// `request`, or `blocked`.
    result: &'static str,
    /// Why it cannot be asked for.
    blocked: Option<BlockReason>,
    #[serde(skip)]
    words: &'static str,
    #[serde(skip)]
    to: String,
    when: String,
}

impl Plan {
    fn of(planned: &Planned, now: DateTime<Utc>) -> Self {
        let after = &planned.decided.state;
        let core = Side::of(&after.id.core, &after.core);
        let why = match after.state {
            PartnershipState::Blocked { why, .. } => Some(why),
            _ => None,
        };
        Self {
            partner: Side::of(&after.id.partner, &after.partner),
            to: if why.is_none() { core.facility_name.clone() } else { "連携施設、学会事務局".to_owned() },
            core,
            result: if why.is_none() { "request" } else { "blocked" },
            blocked: why,
            words: why.map_or("承認のお願いを送信", unsent),
            when: asked_when(after.id.start, now),
        }
    }
}

const fn cause(why: BlockReason) -> &'static str {
    match why {
        BlockReason::CoreNotAccredited => "基幹施設が認定開始日に認定中ではありませんでした。",
        BlockReason::PartnerNotAccredited => "連携施設が認定開始日に認定中ではありませんでした。",
    }
}

const fn unsent(why: BlockReason) -> &'static str {
    match why {
        BlockReason::CoreNotAccredited => "送信しない（基幹施設が認定開始日に認定中ではありません）",
        BlockReason::PartnerNotAccredited => "送信しない（連携施設が認定開始日に認定中ではありません）",
    }
}

/// A link that was asked for, or could not be.
#[derive(Debug, Serialize)]
struct Row {
    partner: Side,
    core: Side,
    /// `requested`, `active`, `declined` or `blocked`.
    state: &'static str,
    #[serde(skip)]
    label: &'static str,
    #[serde(skip)]
    tone: &'static str,
    /// 「連携開始日 2027/4/1（承認日 2027/4/20）」
    period: String,
    link_start: NaiveDate,
    approved_at: Option<DateTime<Utc>>,
    reason: Option<String>,
    next_actor: NextActor,
    #[serde(skip)]
    next: &'static str,
}

impl Row {
    fn of(link: &Partnership) -> Self {
        let mut period = format!("連携開始日 {}", slash_date(link.link_start));
        let (mut approved_at, mut reason) = (None, None);
        let (state, label, tone) = match &link.state {
            PartnershipState::Scheduled => ("scheduled", "送信予定", "none"),
            PartnershipState::Requested { .. } => ("requested", "承認待ち", "todo"),
            PartnershipState::Active { approved } => {
                period = format!("{period}（承認日 {}）", slash_date(jst_date(*approved)));
                approved_at = Some(*approved);
                ("active", "連携中", "none")
            }
            PartnershipState::Declined { reason: said, .. } => {
                reason = Some(said.clone());
                ("declined", "不承認", "warn")
            }
            PartnershipState::Blocked { why, .. } => {
                reason = Some(cause(*why).to_owned());
                ("blocked", "送信できず", "warn")
            }
        };
        let next = match link.next_actor() {
            NextActor::CoreFacility => "基幹施設の承認",
            NextActor::Facility => "連携施設による別の基幹施設の検討",
            NextActor::Secretariat => "学会事務局の対応",
            NextActor::Nobody => "なし",
        };
        Self {
            partner: Side::of(&link.id.partner, &link.partner),
            core: Side::of(&link.id.core, &link.core),
            state,
            label,
            tone,
            period,
            link_start: link.link_start,
            approved_at,
            reason,
            next_actor: link.next_actor(),
            next,
        }
    }
}

/// 連携.
#[derive(Debug, Template, Serialize)]
#[template(path = "partnerships.html")]
pub(crate) struct LinksPage {
    #[serde(flatten)]
    chrome: Chrome,
    start: NaiveDate,
    #[serde(skip)]
    start_in_words: String,
    previous: NaiveDate,
    #[serde(skip)]
    previous_in_words: String,
    next: NaiveDate,
    #[serde(skip)]
    next_in_words: String,
    planned: Vec<Plan>,
    partnerships: Vec<Row>,
    #[serde(skip)]
    field: FieldView,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl LinksPage {
    fn new(web: &Web, session: &Session<Staff>, start: NaiveDate) -> Self {
        let (previous, next) = (around(start.pred_opt().unwrap_or(start)).0, around(start).1);
        let field = FieldView::new("start", "認定開始日", "text").width(16).value(slash_date(start));
        Self {
            chrome: office::chrome(web, session, "連携", office::PARTNERSHIPS),
            start,
            start_in_words: slash_date(start),
            previous,
            previous_in_words: slash_date(previous),
            next,
            next_in_words: slash_date(next),
            planned: Vec::new(),
            partnerships: Vec::new(),
            field: field.hint("例：2027/4/1"),
            errors: Vec::new(),
        }
    }

    fn with_errors(self, typed: &str, errors: &[FieldError]) -> Self {
        let field = with_errors(vec![self.field.value(typed)], errors).pop().unwrap_or_default();
        Self { chrome: self.chrome.with_errors(), field, errors: error_links(errors), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_date_is_the_first_of_april_or_october() {
        let on = |day: &str| around(day.parse().unwrap());
        let days = |past: &str, to_come: &str| (past.parse().unwrap(), to_come.parse().unwrap());
        assert_eq!(on("2027-02-10"), days("2026-10-01", "2027-04-01"));
        assert_eq!(on("2027-04-01"), days("2027-04-01", "2027-10-01"));
        assert_eq!(on("2027-12-31"), days("2027-10-01", "2028-04-01"));
        assert_eq!(on("2027-03-31"), days("2026-10-01", "2027-04-01"));
    }
}
