//! 申請一覧.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::long_minute;
use domain::{ApplicationKind, Cycle, NextActor, Staff};
use form::FieldView;
use serde::Serialize;
use shared::desk::office_path;
use shared::web::ways::{Way, Ways, counts};
use shared::web::{Chrome, Session, Web, office};

use super::wanted::{Sort, Wanted};
use super::work::{Selection, Work, count, select};
use crate::words;

/// A line of the list.
#[derive(Debug, Serialize)]
struct Item {
    path: String,
    receipt_no: String,
    kind: &'static str,
    #[serde(skip)]
    kind_label: &'static str,
    cycle: Cycle,
    facility_name: String,
    responsible_name: String,
    state: &'static str,
    state_label: String,
    next_actor: NextActor,
    #[serde(skip)]
    next_label: &'static str,
    officer: Option<String>,
    /// The last day of the correction that is asked for.
    due: Option<NaiveDate>,
    submission: u32,
    submitted_at: String,
    submitted_at_utc: DateTime<Utc>,
}

impl Item {
    fn new(work: &Work, now: DateTime<Utc>) -> Self {
        let (application, filed) = (&work.application, &work.filed);
        let id = &application.id;
        Self {
            path: office_path(id),
            receipt_no: filed.receipt_no.clone(),
            kind: id.kind.slug(),
            kind_label: id.kind.label(),
            cycle: id.cycle,
            facility_name: filed.particulars.facility_name.clone(),
            responsible_name: filed.particulars.responsible_name.clone(),
            state: application.state.slug(),
            state_label: words::state(&application.state, now),
            next_actor: work.next,
            next_label: words::next(work.next),
            officer: application.review.officer.clone(),
            due: work.due(),
            submission: filed.submission,
            submitted_at: long_minute(filed.at),
            submitted_at_utc: filed.at,
        }
    }
}

/// 申請一覧.
#[derive(Debug, Template, Serialize)]
#[template(path = "worklist.html")]
pub(crate) struct WorklistPage {
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
    sorts: Ways,
    #[serde(skip)]
    search: FieldView,
    /// What the search must carry along.
    #[serde(skip)]
    kept: Vec<(&'static str, String)>,
    #[serde(skip)]
    all: String,
    #[serde(skip)]
    previous: Option<String>,
    #[serde(skip)]
    next: Option<String>,
}

impl WorklistPage {
    pub(super) fn new(
        web: &Web,
        session: &Session<Staff>,
        all: &[Work],
        wanted: &Wanted,
        cycles: &[Cycle],
        now: DateTime<Utc>,
    ) -> Self {
        let Selection { shown, total, page, pages } = select(all, wanted);
        let turned = |page: usize| Wanted { page, ..wanted.clone() }.path();
        let anew = Wanted { q: String::new(), page: 1, ..wanted.clone() };
        Self {
            chrome: office::chrome(web, session, "申請一覧", office::APPLICATIONS),
            items: shown.into_iter().map(|work| Item::new(work, now)).collect(),
            total,
            page,
            pages,
            filters: filters(all, wanted, cycles),
            sorts: sorts(wanted),
            search: FieldView::new("q", "検索", "text")
                .hint("受付番号・診療施設名・施設責任者・担当者")
                .value(&wanted.q),
            kept: anew.pairs(),
            all: anew.path(),
            previous: (page > 1).then(|| turned(page - 1)),
            next: (page < pages).then(|| turned(page + 1)),
        }
    }
}

fn filters(all: &[Work], wanted: &Wanted, cycles: &[Cycle]) -> Vec<Ways> {
    let way = |value: &str, label: &str, to: Wanted| {
        let to = Wanted { page: 1, ..to };
        let current = to == Wanted { page: 1, ..wanted.clone() };
        let (value, label) = (value.to_owned(), label.to_owned());
        Way { value, label, count: Some(count(all, &to)), href: to.path(), current }
    };
    let next = |next: Option<NextActor>| {
        let (value, label) = next.map_or(("all", "すべて"), |next| (next.slug(), words::next(next)));
        way(value, label, Wanted { next, ..wanted.clone() })
    };
    let kind = |kind: Option<ApplicationKind>| {
        let (value, label) = kind.map_or(("all", "すべて"), |kind| (kind.slug(), kind.label()));
        way(value, label, Wanted { kind, ..wanted.clone() })
    };
    let cycle = |cycle: Option<Cycle>| {
        let text = cycle.map(|cycle| cycle.to_string());
        let label = text.as_deref().unwrap_or("すべて");
        way(text.as_deref().unwrap_or("all"), label, Wanted { cycle, ..wanted.clone() })
    };
    let or_all = std::iter::once(None);
    vec![
        Ways {
            name: "next",
            title: "次の対応",
            links: NextActor::ALL.into_iter().map(Some).chain(or_all).map(next).collect(),
        },
        Ways {
            name: "kind",
            title: "種別",
            links: std::iter::once(None).chain(ApplicationKind::ALL.into_iter().map(Some)).map(kind).collect(),
        },
        Ways {
            name: "cycle",
            title: "申請回",
            links: std::iter::once(None).chain(cycles.iter().copied().map(Some)).map(cycle).collect(),
        },
    ]
}

fn sorts(wanted: &Wanted) -> Ways {
    let link = |sort: Sort| Way {
        value: sort.slug().to_owned(),
        label: sort.label().to_owned(),
        href: Wanted { sort, page: 1, ..wanted.clone() }.path(),
        count: None,
        current: sort == wanted.sort,
    };
    Ways { name: "sort", title: "並べ替え", links: Sort::ALL.into_iter().map(link).collect() }
}
