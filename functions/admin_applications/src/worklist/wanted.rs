//! What the address of the worklist asks for. What it cannot mean is taken as not said.

use std::collections::HashMap;

use domain::{ApplicationKind, Cycle, NextActor, trim};
use shared::web::office::APPLICATIONS;

/// The most characters of a search that are looked at.
const MOST_CHARACTERS: usize = 100;

/// Filters, order and page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Who must act next; `None` for everybody.
    pub(super) next: Option<NextActor>,
    /// Which kind; `None` for both.
    pub(super) kind: Option<ApplicationKind>,
    /// Which round; `None` for all.
    pub(super) cycle: Option<Cycle>,
    /// The words that are searched for.
    pub(super) q: String,
    /// In which order.
    pub(super) sort: Sort,
    /// 1 for the first.
    pub(super) page: usize,
}

/// The orders of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Who has waited longest comes first.
    Submitted,
    /// By name.
    Facility,
    /// By the last day of a correction.
    Due,
    /// By state, in the order of the work.
    State,
}

impl Sort {
    pub(super) const ALL: [Self; 4] = [Self::Submitted, Self::Facility, Self::Due, Self::State];

    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Facility => "facility",
            Self::Due => "due",
            Self::State => "state",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Submitted => "申請日時の古い順",
            Self::Facility => "診療施設名順",
            Self::Due => "修正期限の近い順",
            Self::State => "状態順",
        }
    }
}

impl Wanted {
    /// Reads an address; `cycles` are the rounds that can be asked for.
    pub(super) fn read(query: &HashMap<String, String>, cycles: &[Cycle]) -> Self {
        let said = |name: &str| query.get(name).map(|text| trim(text)).unwrap_or_default();
        let next = NextActor::ALL.into_iter().find(|next| next.slug() == said("next"));
        Self {
            next: if said("next") == "all" { None } else { next.or(Some(NextActor::Secretariat)) },
            kind: said("kind").parse().ok(),
            cycle: said("cycle").parse().ok().filter(|cycle| cycles.contains(cycle)),
            q: said("q").chars().take(MOST_CHARACTERS).collect(),
            sort: Sort::ALL.into_iter().find(|sort| sort.slug() == said("sort")).unwrap_or(Sort::Submitted),
            page: said("page").parse().ok().filter(|page| *page > 0).unwrap_or(1),
        }
    }

    /// What a link or a form must carry to ask for it: only what differs from what holds anyway.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let next = self.next.map_or("all", NextActor::slug);
        let sort = self.sort.slug();
        let said = [
            ("next", (next != NextActor::Secretariat.slug()).then(|| next.to_owned())),
            ("kind", self.kind.map(|kind| kind.slug().to_owned())),
            ("cycle", self.cycle.map(|cycle| cycle.to_string())),
            ("q", Some(self.q.clone()).filter(|q| !q.is_empty())),
            ("sort", (self.sort != Sort::Submitted).then(|| sort.to_owned())),
            ("page", (self.page > 1).then(|| self.page.to_string())),
        ];
        said.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The address that asks for it.
    pub(super) fn path(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        if query.is_empty() { APPLICATIONS.to_owned() } else { format!("{APPLICATIONS}?{query}") }
    }
}
