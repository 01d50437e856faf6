//! 施設一覧.

use askama::Template;
use chrono::NaiveDate;
use domain::{AccountId, AccreditationKind, SingleSiteTraining, Staff, Standing};
use form::{FieldView, prefecture_in_words};
use serde::Serialize;
use shared::web::ways::{Way, Ways, counts};
use shared::web::{Chrome, Session, Web, office};

use super::found::{Entry, Selection, count, select};
use super::wanted::{KINDS, Stands, Wanted, Watch};
use crate::words;

/// A line of the list.
#[derive(Debug, Serialize)]
struct Item {
    path: String,
    account: AccountId,
    kind: &'static str,
    #[serde(skip)]
    kind_label: &'static str,
    number: String,
    facility_name: String,
    prefecture: String,
    responsible_name: String,
    valid_from: NaiveDate,
    /// The last day on which it is in force.
    last_day: NaiveDate,
    #[serde(skip)]
    period: String,
    standing: Standing,
    #[serde(skip)]
    standing_label: &'static str,
    /// Of a partner in force: on what it trains.
    #[serde(flatten)]
    training: Option<SingleSiteTraining>,
    #[serde(skip)]
    training_label: String,
}

impl Item {
    fn new(entry: &Entry) -> Self {
        let held = &entry.accreditation;
        Self {
            path: path(&held.account),
            account: held.account.clone(),
            kind: held.kind.slug(),
            kind_label: held.kind.label(),
            number: held.number.clone(),
            facility_name: held.facility_name.clone(),
            prefecture: prefecture_in_words(&held.prefecture).to_owned(),
            responsible_name: held.responsible_name.clone(),
            valid_from: held.valid_from,
            last_day: held.last_day(),
            period: words::period(held),
            standing: entry.standing,
            standing_label: words::standing(entry.standing),
            training: entry.training,
            training_label: entry.training.map(words::training).unwrap_or_default(),
        }
    }
}

/// The page of a facility.
pub(crate) fn path(account: &AccountId) -> String {
    format!("{}/{account}", office::FACILITIES)
}

/// 施設一覧.
#[derive(Debug, Template, Serialize)]
#[template(path = "lookup.html")]
pub(crate) struct LookupPage {
    #[serde(flatten)]
    chrome: Chrome,
    items: Vec<Item>,
    total: usize,
    page: usize,
    pages: usize,
    /// For each filter and value, how many there are while the other filters stay as they are.
    #[serde(rename = "counts", serialize_with = "counts")]
    filters: Vec<Ways>,
    #[serde(skip)]
    search: FieldView,
    /// Whether an address was searched for.
    by_address: bool,
    /// The page of the account that has it.
    holder: Option<String>,
    #[serde(skip)]
    unlinked: bool,
    /// What the search must carry along.
    #[serde(skip)]
    kept: Vec<(&'static str, String)>,
    #[serde(skip)]
    all: String,
    /// The same list as a file.
    csv: String,
    #[serde(skip)]
    previous: Option<String>,
    #[serde(skip)]
    next: Option<String>,
}

impl LookupPage {
    pub(super) fn new(
        web: &Web,
        session: &Session<Staff>,
        entries: &[Entry],
        wanted: &Wanted,
        holder: Option<&AccountId>,
    ) -> Self {
        let Selection { shown, total, page, pages } = select(entries, wanted);
        let turned = |page: usize| Wanted { page, ..wanted.clone() }.path();
        let anew = Wanted { q: String::new(), page: 1, ..wanted.clone() };
        Self {
            chrome: office::chrome(web, session, "施設", office::FACILITIES),
            items: shown.into_iter().map(Item::new).collect(),
            total,
            page,
            pages,
            filters: filters(entries, wanted),
            search: FieldView::new("q", "検索", "text")
                .hint("認定番号・診療施設名・施設責任者の一部、またはログイン用メールアドレスの全体")
                .value(&wanted.q),
            by_address: wanted.address().is_some(),
            holder: holder.map(path),
            unlinked: wanted.watch == Some(Watch::Unlinked),
            kept: anew.pairs(),
            all: anew.path(),
            csv: wanted.file(),
            previous: (page > 1).then(|| turned(page - 1)),
            next: (page < pages).then(|| turned(page + 1)),
        }
    }
}

fn filters(entries: &[Entry], wanted: &Wanted) -> Vec<Ways> {
    let way = |value: Option<(&str, &str)>, to: Wanted| {
        let to = Wanted { page: 1, ..to };
        let current = to == Wanted { page: 1, ..wanted.clone() };
        let (value, label) = value.unwrap_or(("all", "すべて"));
        let count = Some(count(entries, &to));
        Way { value: value.to_owned(), label: label.to_owned(), count, href: to.path(), current }
    };
    let kind = |kind: Option<AccreditationKind>| {
        way(kind.map(|kind| (kind.slug(), kind.label())), Wanted { kind, ..wanted.clone() })
    };
    let stands = |stands: Option<Stands>| {
        way(stands.map(|stands| (stands.slug(), stands.label())), Wanted { stands, ..wanted.clone() })
    };
    let watch = |watch: Option<Watch>| {
        way(watch.map(|watch| (watch.slug(), watch.label())), Wanted { watch, ..wanted.clone() })
    };
    vec![
        Ways { name: "kind", title: "種別", links: or_all(KINDS).map(kind).collect() },
        Ways { name: "standing", title: "状態", links: or_all(Stands::ALL).map(stands).collect() },
        Ways { name: "list", title: "確認が必要な施設", links: or_all(Watch::ALL).map(watch).collect() },
    ]
}

/// No choice, and each.
fn or_all<T, const N: usize>(choices: [T; N]) -> impl Iterator<Item = Option<T>> {
    std::iter::once(None).chain(choices.map(Some))
}
