//! Filtering, counting, sorting and paging: pure.

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Application, ApplicationState, Filed, Judgement, NextActor, Partnership};
use shared::store::Versioned;
use unicode_normalization::UnicodeNormalization;

use super::wanted::{Sort, Wanted};
use crate::words;

/// How many applications a page shows.
pub(super) const PAGE: usize = 50;

/// A submitted application with what the list asks of it.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// The application.
    pub(super) application: Application,
    /// What it filed.
    pub(super) filed: Filed,
    /// Who must act next.
    pub(super) next: NextActor,
}

/// A page of the list.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    /// What it shows.
    pub(super) shown: Vec<&'a Work>,
    /// How many there are on all pages.
    pub(super) total: usize,
    /// Which page it is, from 1.
    pub(super) page: usize,
    /// How many pages there are.
    pub(super) pages: usize,
}

impl Work {
    /// The work of a round.
    pub(super) fn of_round(
        applications: &[Versioned<Application>],
        links: &[Versioned<Partnership>],
        now: DateTime<Utc>,
    ) -> Vec<Self> {
        let links = || links.iter().map(|link| &link.value);
        let work = |application: &Application| {
            let next = words::next_actor(application, links(), now);
            Some(Self { application: application.clone(), filed: application.filed.clone()?, next })
        };
        applications.iter().filter_map(|application| work(&application.value)).collect()
    }

    /// The last day of the correction that is asked for.
    pub(super) fn due(&self) -> Option<NaiveDate> {
        self.application.correction().map(|request| request.due)
    }

    fn is(&self, wanted: &Wanted) -> bool {
        let id = &self.application.id;
        wanted.next.is_none_or(|next| next == self.next)
            && wanted.kind.is_none_or(|kind| kind == id.kind)
            && wanted.cycle.is_none_or(|cycle| cycle == id.cycle)
            && self.says(&fold(&wanted.q))
    }

    /// Whether a folded search is found: 受付番号, 診療施設名, 施設責任者, or 担当者 on either side.
    fn says(&self, folded: &str) -> bool {
        let Filed { receipt_no, particulars, .. } = &self.filed;
        let officer = self.application.review.officer.as_deref().unwrap_or_default();
        let texts =
            [receipt_no, &particulars.facility_name, &particulars.responsible_name, &particulars.contact, officer];
        folded.is_empty() || texts.iter().any(|text| fold(text).contains(folded))
    }

    fn order(&self, other: &Self, sort: Sort) -> Ordering {
        let name = |work: &Self| work.filed.particulars.facility_name.clone();
        let by = match sort {
            Sort::Submitted => Ordering::Equal,
            Sort::Facility => name(self).cmp(&name(other)),
            Sort::Due => self.due().unwrap_or(NaiveDate::MAX).cmp(&other.due().unwrap_or(NaiveDate::MAX)),
            Sort::State => rank(&self.application.state).cmp(&rank(&other.application.state)),
        };
        by.then(self.filed.at.cmp(&other.filed.at)).then_with(|| self.application.id.cmp(&other.application.id))
    }
}

/// The place of a state in the order of the work.
const fn rank(state: &ApplicationState) -> u8 {
    match state {
        ApplicationState::Submitted => 0,
        ApplicationState::UnderReview => 1,
        ApplicationState::CorrectionRequested(_) => 2,
        ApplicationState::Judged { judgement: Judgement::Hold { .. }, .. } => 3,
        ApplicationState::Judged { judgement: Judgement::Pass { .. }, .. } => 4,
        ApplicationState::Judged { judgement: Judgement::Fail { .. }, .. } => 5,
        ApplicationState::Withdrawn { .. } => 6,
        ApplicationState::Draft => 7,
    }
}

/// One width, one case, no blanks: 「Ａ－１」 finds 「a-1」, 「架空花子」 finds 「架空　花子」.
fn fold(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// How many there are.
pub(super) fn count(all: &[Work], wanted: &Wanted) -> usize {
    all.iter().filter(|work| work.is(wanted)).count()
}

/// The page that is asked for; beyond the last one, the last one.
pub(super) fn select<'a>(all: &'a [Work], wanted: &Wanted) -> Selection<'a> {
    let mut found: Vec<&Work> = all.iter().filter(|work| work.is(wanted)).collect();
    found.sort_by(|one, other| one.order(other, wanted.sort));
    let (total, pages) = (found.len(), found.len().div_ceil(PAGE).max(1));
    let page = wanted.page.clamp(1, pages);
    let shown = found.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
    Selection { shown, total, page, pages }
}
