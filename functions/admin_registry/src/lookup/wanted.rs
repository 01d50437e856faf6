//! What the address of the list asks for. What it cannot mean is taken as not said.

use std::collections::HashMap;

use domain::{AccreditationKind, EmailAddress, Standing, trim};
use shared::web::office::FACILITIES;

/// The kinds, in the order of the list.
pub(super) const KINDS: [AccreditationKind; 3] =
    [AccreditationKind::Core, AccreditationKind::Partner, AccreditationKind::Training];

/// The list as a file.
pub(crate) const FILE: &str = "/admin/facilities.csv";

/// The most characters of a search that are looked at.
const MOST_CHARACTERS: usize = 254;

/// How an accreditation stands, as far as the list tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// 認定中
    Active,
    /// Granted, not begun.
    Scheduled,
    /// Expired, returned, superseded or revoked.
    Over,
}

impl Stands {
    pub(super) const ALL: [Self; 3] = [Self::Active, Self::Scheduled, Self::Over];

    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Scheduled => "scheduled",
            Self::Over => "over",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Active => "認定中",
            Self::Scheduled => "開始前",
            Self::Over => "終了",
        }
    }

    pub(super) const fn of(standing: Standing) -> Self {
        match standing {
            Standing::Active => Self::Active,
            Standing::Scheduled => Self::Scheduled,
            Standing::Expired | Standing::Ended(_) => Self::Over,
        }
    }
}

/// Lists of those that somebody should look after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watch {
    /// Partners in force without a link that counts today (E63, E86, E87).
    Unlinked,
    /// In force today, and no longer in six months.
    Ending,
}

impl Watch {
    pub(super) const ALL: [Self; 2] = [Self::Unlinked, Self::Ending];

    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Unlinked => "unlinked",
            Self::Ending => "ending",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Unlinked => "連携のない連携施設",
            Self::Ending => "6か月以内に認定終了",
        }
    }
}

/// Search, filters and page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The words or the address that is searched for.
    pub(super) q: String,
    /// Which kind; `None` for all.
    pub(super) kind: Option<AccreditationKind>,
    /// How it stands; `None` for however it does.
    pub(super) stands: Option<Stands>,
    /// Which list; `None` for all.
    pub(super) watch: Option<Watch>,
    /// 1 for the first.
    pub(super) page: usize,
}

impl Wanted {
    /// Reads an address.
    pub(super) fn read(query: &HashMap<String, String>) -> Self {
        let said = |name: &str| query.get(name).map(|text| trim(text)).unwrap_or_default();
        Self {
            q: said("q").chars().take(MOST_CHARACTERS).collect(),
            kind: KINDS.into_iter().find(|kind| kind.slug() == said("kind")),
            stands: Stands::ALL.into_iter().find(|stands| stands.slug() == said("standing")),
            watch: Watch::ALL.into_iter().find(|watch| watch.slug() == said("list")),
            page: said("page").parse().ok().filter(|page| *page > 0).unwrap_or(1),
        }
    }

    /// The address that is searched for, if it is one.
    pub(super) fn address(&self) -> Option<EmailAddress> {
        EmailAddress::parse(&self.q).ok()
    }

    /// The words that are searched for; none where it is an address, which is found by the whole of it only.
    pub(super) fn words(&self) -> &str {
        if self.address().is_some() { "" } else { &self.q }
    }

    /// What a link or a form must carry to ask for it: only what differs from what holds anyway.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let said = [
            ("q", Some(self.q.clone()).filter(|q| !q.is_empty())),
            ("kind", self.kind.map(|kind| kind.slug().to_owned())),
            ("standing", self.stands.map(|stands| stands.slug().to_owned())),
            ("list", self.watch.map(|watch| watch.slug().to_owned())),
            ("page", (self.page > 1).then(|| self.page.to_string())),
        ];
        said.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The address that asks for it.
    pub(super) fn path(&self) -> String {
        self.of(FACILITIES)
    }

    /// The address of the same list as a file.
    pub(super) fn file(&self) -> String {
        Self { page: 1, ..self.clone() }.of(FILE)
    }

    fn of(&self, place: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish();
        if query.is_empty() { place.to_owned() } else { format!("{place}?{query}") }
    }
}
