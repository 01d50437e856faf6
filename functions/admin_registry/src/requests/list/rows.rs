//! What waits, and what the register still tells of what was answered: pure.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{jst_date, slash_date};
use domain::{Accreditation, EndCause, EndReason, LinkStanding, Partnership, PartnershipState, Registration};
use serde::Serialize;

use super::wanted::{Kind, Wanted};
use crate::requests::{accreditation, change, link};

/// How many lines a page shows.
pub(super) const PAGE: usize = 50;

/// Something that was asked for.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    /// `change`, `return`, `dissolution` or `partnership`.
    pub(super) what: Kind,
    pub(super) facility_name: String,
    pub(super) number: String,
    pub(super) path: String,
    #[serde(flatten)]
    pub(super) stands: Stands,
}

/// How it stands.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Stands {
    /// It waits.
    Waiting {
        since: DateTime<Utc>,
        /// For how many days.
        days: i64,
        /// Who must act next.
        next: &'static str,
    },
    /// It does no more.
    Answered {
        result: &'static str,
        /// When it was answered, or the last day that the answer sets; not known of a change.
        on: Option<NaiveDate>,
    },
}

const OFFICE: &str = "学会事務局";

impl Row {
    fn waiting(what: Kind, who: (&str, &str), path: String, since: DateTime<Utc>, today: NaiveDate) -> Self {
        let next = if what == Kind::Partnership { "基幹施設" } else { OFFICE };
        let days = (today - jst_date(since)).num_days();
        Self::new(what, who, path, Stands::Waiting { since, days, next })
    }

    fn answered(
        what: Kind,
        who: (&str, &str),
        path: String,
        result: &'static str,
        on: impl Into<Option<NaiveDate>>,
    ) -> Self {
        Self::new(what, who, path, Stands::Answered { result, on: on.into() })
    }

    fn new(what: Kind, (facility_name, number): (&str, &str), path: String, stands: Stands) -> Self {
        Self { what, facility_name: facility_name.to_owned(), number: number.to_owned(), path, stands }
    }

    pub(super) fn label(&self) -> &'static str {
        match (self.what, &self.stands) {
            (Kind::Partnership, Stands::Waiting { .. }) => "連携申請（承認待ち）",
            (what, _) => what.label(),
        }
    }

    /// 申請日 of what waits; of what was answered, its day.
    pub(super) fn day(&self) -> String {
        match &self.stands {
            Stands::Waiting { since, .. } => slash_date(jst_date(*since)),
            Stands::Answered { on, .. } => on.map(slash_date).unwrap_or_default(),
        }
    }

    /// How long it has waited, or how it was answered.
    pub(super) fn so_far(&self) -> String {
        match &self.stands {
            Stands::Waiting { days, .. } => format!("{days}日"),
            Stands::Answered { result, .. } => (*result).to_owned(),
        }
    }

    /// Who must act next; nobody where it was answered.
    pub(super) fn next(&self) -> &'static str {
        match &self.stands {
            Stands::Waiting { next, .. } => next,
            Stands::Answered { .. } => "",
        }
    }

    const fn is_answered(&self) -> bool {
        matches!(self.stands, Stands::Answered { .. })
    }

    fn is(&self, wanted: Wanted) -> bool {
        self.is_answered() == wanted.answered && wanted.kind.is_none_or(|kind| kind == self.what)
    }

    /// What waits for the secretariat first, the oldest first; of what was answered, the latest first.
    fn order(&self) -> (bool, Option<DateTime<Utc>>, std::cmp::Reverse<Option<NaiveDate>>) {
        match &self.stands {
            Stands::Waiting { since, next, .. } => (*next != OFFICE, Some(*since), std::cmp::Reverse(None)),
            Stands::Answered { on, .. } => (false, None, std::cmp::Reverse(*on)),
        }
    }
}

/// 変更申請: that one was asked for stands on file, how it was answered in its history.
fn of_change(registration: &Registration, today: NaiveDate) -> Row {
    let names = registration.names();
    let who = (names.facility_name.as_str(), registration.id.number.as_str());
    let path = change::path(&registration.id);
    match &registration.asked {
        Some(asked) => Row::waiting(Kind::Change, who, path, asked.at, today),
        None => Row::answered(Kind::Change, who, path, "回答または取り下げ", None),
    }
}

fn of_accreditation(held: &Accreditation, today: NaiveDate) -> Option<Row> {
    let who = (held.facility_name.as_str(), held.number.as_str());
    let path = accreditation::path(&held.id());
    match (&held.returning, held.ended_by) {
        (Some(asked), _) if today <= held.last_day() => Some(Row::waiting(Kind::Return, who, path, asked.at, today)),
        (_, Some(EndReason::Returned)) => Some(Row::answered(Kind::Return, who, path, "承認", held.last_day())),
        _ => None,
    }
}

/// A link was asked for and is answered, and then it may be dissolved.
fn of_link(one: &Partnership, today: NaiveDate) -> Vec<Row> {
    let who = (one.partner.facility_name.as_str(), one.partner.number.as_str());
    let (path, standing) = (|| link::path(&one.id), one.standing(today));
    let asked = match &one.state {
        PartnershipState::Requested { at } if standing == LinkStanding::Requested => {
            Some(Row::waiting(Kind::Partnership, who, path(), *at, today))
        }
        PartnershipState::Active { approved } => {
            Some(Row::answered(Kind::Partnership, who, path(), "承認", jst_date(*approved)))
        }
        PartnershipState::Declined { at, .. } => {
            Some(Row::answered(Kind::Partnership, who, path(), "不承認", jst_date(*at)))
        }
        PartnershipState::Scheduled | PartnershipState::Requested { .. } | PartnershipState::Blocked { .. } => None,
    };
    let dissolved = match (&one.dissolution, one.end) {
        (Some(asked), _) if standing == LinkStanding::Active => {
            Some(Row::waiting(Kind::Dissolution, who, path(), asked.at, today))
        }
        (_, Some(end)) if end.why == EndCause::Dissolved => {
            Some(Row::answered(Kind::Dissolution, who, path(), "承認", end.on))
        }
        _ => None,
    };
    asked.into_iter().chain(dissolved).collect()
}

/// Everything, in the order of the list.
pub(super) fn rows<'a>(
    changes: impl Iterator<Item = &'a Registration>,
    register: impl Iterator<Item = &'a Accreditation>,
    links: impl Iterator<Item = &'a Partnership>,
    today: NaiveDate,
) -> Vec<Row> {
    let changes = changes.map(|registration| of_change(registration, today));
    let returns = register.filter_map(|held| of_accreditation(held, today));
    let mut all: Vec<Row> = changes.chain(returns).chain(links.flat_map(|link| of_link(link, today))).collect();
    all.sort_by_key(Row::order);
    all
}

/// How many there are.
pub(super) fn count(all: &[Row], wanted: Wanted) -> usize {
    all.iter().filter(|row| row.is(wanted)).count()
}

/// A page of the list, from 1, with how many pages there are; beyond the last one, the last one.
pub(super) fn select(all: Vec<Row>, wanted: Wanted) -> (Vec<Row>, usize, usize) {
    let pages = count(&all, wanted).div_ceil(PAGE).max(1);
    let page = wanted.page.clamp(1, pages);
    let found = all.into_iter().filter(|row| row.is(wanted));
    (found.skip((page - 1) * PAGE).take(PAGE).collect(), page, pages)
}
