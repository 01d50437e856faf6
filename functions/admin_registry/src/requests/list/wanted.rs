//! What the address of the list asks for. What it cannot mean is taken as not said.

use std::collections::HashMap;

use serde::Serialize;
use shared::web::office::REQUESTS;

/// What a facility may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// 変更申請
    Change,
    /// 認定返上申請
    Return,
    /// 連携の解除申請
    Dissolution,
    /// 連携申請, which its core facility answers.
    Partnership,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Change, Self::Return, Self::Dissolution, Self::Partnership];

    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Return => "return",
            Self::Dissolution => "dissolution",
            Self::Partnership => "partnership",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Change => "変更申請",
            Self::Return => "認定返上申請",
            Self::Dissolution => "連携の解除申請",
            Self::Partnership => "連携申請",
        }
    }
}

/// Filters and page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Which kind; `None` for all.
    pub(super) kind: Option<Kind>,
    /// What is answered, not what waits.
    pub(super) answered: bool,
    /// 1 for the first.
    pub(super) page: usize,
}

impl Wanted {
    /// Reads an address.
    pub(super) fn read(query: &HashMap<String, String>) -> Self {
        let said = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
        Self {
            kind: Kind::ALL.into_iter().find(|kind| kind.slug() == said("kind")),
            answered: said("state") == "answered",
            page: said("page").parse().ok().filter(|page| *page > 0).unwrap_or(1),
        }
    }

    /// The address that asks for it: only what differs from what holds anyway.
    pub(super) fn path(self) -> String {
        let said = [
            ("kind", self.kind.map(|kind| kind.slug().to_owned())),
            ("state", self.answered.then(|| "answered".to_owned())),
            ("page", (self.page > 1).then(|| self.page.to_string())),
        ];
        let said = said.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
        if query.is_empty() { REQUESTS.to_owned() } else { format!("{REQUESTS}?{query}") }
    }
}
