//! Searching, filtering, counting and paging: pure.

use chrono::{Months, NaiveDate};
use domain::{Accreditation, AccreditationKind, Partnership, SingleSiteTraining, Standing};

use super::wanted::{Stands, Wanted, Watch};
use crate::search::fold;

/// How many accreditations a page shows.
pub(super) const PAGE: usize = 50;

/// An accreditation with what the list asks of it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// As it is today.
    pub(super) accreditation: Accreditation,
    /// How it stands.
    pub(super) standing: Standing,
    /// Of a partner in force: on what it trains.
    pub(super) training: Option<SingleSiteTraining>,
    unlinked: bool,
    ending: bool,
    /// All that can be searched for, folded.
    text: String,
}

/// A page of the list.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    /// What it shows.
    pub(super) shown: Vec<&'a Entry>,
    /// How many there are on all pages.
    pub(super) total: usize,
    /// Which page it is, from 1.
    pub(super) page: usize,
    /// How many pages there are.
    pub(super) pages: usize,
}

impl Entry {
    /// One of the register on a day, with all links that there are.
    pub(super) fn new(accreditation: &Accreditation, links: &[Partnership], day: NaiveDate) -> Self {
        let in_force = accreditation.in_force(day);
        let partner = in_force && accreditation.kind == AccreditationKind::Partner;
        let own = |link: &&Partnership| link.id.partner == accreditation.account;
        let linked = links.iter().filter(own).any(|link| link.counts_on(day));
        let soon = day.checked_add_months(Months::new(6)).unwrap_or(NaiveDate::MAX);
        Self {
            accreditation: accreditation.as_of(day),
            standing: accreditation.standing(day),
            training: partner.then(|| SingleSiteTraining::on(accreditation, links, day)),
            unlinked: partner && !linked,
            ending: in_force && accreditation.last_day() < soon,
            text: searchable(accreditation),
        }
    }

    fn is(&self, wanted: &Wanted) -> bool {
        let watched = |watch| match watch {
            Watch::Unlinked => self.unlinked,
            Watch::Ending => self.ending,
        };
        wanted.kind.is_none_or(|kind| kind == self.accreditation.kind)
            && wanted.stands.is_none_or(|stands| stands == Stands::of(self.standing))
            && wanted.watch.is_none_or(watched)
            && self.text.contains(&fold(wanted.words()))
    }
}

/// 認定番号, and every name that it has or had: a caller may know only the old one.
fn searchable(accreditation: &Accreditation) -> String {
    let former = accreditation.former.iter().map(|former| &former.names);
    let former = former.flat_map(|names| [names.facility_name.as_str(), names.responsible_name.as_str()]);
    let today = [&accreditation.number, &accreditation.facility_name, &accreditation.responsible_name];
    // no search holds a line break, so none is found across two of them
    today.into_iter().map(String::as_str).chain(former).map(fold).collect::<Vec<_>>().join("\n")
}

/// How many there are.
pub(super) fn count(all: &[Entry], wanted: &Wanted) -> usize {
    all.iter().filter(|entry| entry.is(wanted)).count()
}

/// All that is asked for, on whatever page.
pub(super) fn filtered<'a>(all: &'a [Entry], wanted: &Wanted) -> Vec<&'a Entry> {
    let mut found: Vec<&Entry> = all.iter().filter(|entry| entry.is(wanted)).collect();
    if wanted.watch == Some(Watch::Ending) {
        found.sort_by_key(|entry| entry.accreditation.last_day());
    }
    found
}

/// The page that is asked for; beyond the last one, the last one.
pub(super) fn select<'a>(all: &'a [Entry], wanted: &Wanted) -> Selection<'a> {
    let found = filtered(all, wanted);
    let (total, pages) = (found.len(), found.len().div_ceil(PAGE).max(1));
    let page = wanted.page.clamp(1, pages);
    let shown = found.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
    Selection { shown, total, page, pages }
}
