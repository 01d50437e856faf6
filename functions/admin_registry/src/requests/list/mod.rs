//! All that facilities have asked for: what waits for an answer, the oldest first, and what was answered.

mod rows;
mod wanted;

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use domain::calendar::jst_date;
use domain::{AccreditationKind, Action, Actor, Office, Staff, authorize};
use serde::Serialize;
use shared::web::ways::{Way, Ways, counts};
use shared::web::{AppError, Chrome, Page, Received, Session, Visitor, Web, office};

use crate::Deps;
use rows::{Row, count, rows, select};
use wanted::{Kind, Wanted};

/// 申請・届出.
#[derive(Debug, Template, Serialize)]
#[template(path = "requests.html")]
pub(crate) struct RequestsPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// What waits; empty where what was answered is asked for.
    waiting: Vec<Row>,
    /// What was answered, where that is asked for.
    answered: Vec<Row>,
    total: usize,
    page: usize,
    pages: usize,
    /// For each filter and value, how many there are while the other filter stays as it is.
    #[serde(rename = "counts", serialize_with = "counts")]
    filters: Vec<Ways>,
    #[serde(skip)]
    done: bool,
    #[serde(skip)]
    previous: Option<String>,
    #[serde(skip)]
    next: Option<String>,
}

pub(crate) async fn list(
    State(deps): State<Deps>,
    Query(query): Query<HashMap<String, String>>,
    visitor: Visitor<Staff>,
    received: Received,
) -> Result<Page<RequestsPage>, AppError> {
    let load = async |actor: Actor| {
        let office = authorize(&actor, Action::View, Office)?;
        let store = &deps.store;
        let [training, core, partner] = AccreditationKind::ALL.map(|kind| store.roster(kind));
        let (training, core, partner, changes, links) =
            tokio::try_join!(training, core, partner, store.changes(&office), store.all_partnerships(&office))?;
        let register = training.iter().chain(&core).chain(&partner);
        let (changes, links) = (changes.iter().map(|read| &read.value), links.iter().map(|read| &read.value));
        Ok(rows(changes, register, links, jst_date(received.now)))
    };
    let (session, all) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(RequestsPage::new(&deps.web, &session, all, Wanted::read(&query))))
}

impl RequestsPage {
    fn new(web: &Web, session: &Session<Staff>, all: Vec<Row>, wanted: Wanted) -> Self {
        let (total, filters) = (count(&all, wanted), filters(&all, wanted));
        let (shown, page, pages) = select(all, wanted);
        let turned = |page: usize| Wanted { page, ..wanted }.path();
        let (waiting, answered) = if wanted.answered { (Vec::new(), shown) } else { (shown, Vec::new()) };
        Self {
            chrome: office::chrome(web, session, "申請・届出", office::REQUESTS),
            waiting,
            answered,
            total,
            page,
            pages,
            filters,
            done: wanted.answered,
            previous: (page > 1).then(|| turned(page - 1)),
            next: (page < pages).then(|| turned(page + 1)),
        }
    }
}

fn filters(all: &[Row], wanted: Wanted) -> Vec<Ways> {
    let way = |value: &str, label: &str, to: Wanted| {
        let to = Wanted { page: 1, ..to };
        let current = to == Wanted { page: 1, ..wanted };
        let (value, label) = (value.to_owned(), label.to_owned());
        Way { value, label, count: Some(count(all, to)), href: to.path(), current }
    };
    let kind = |kind: Option<Kind>| {
        let (value, label) = kind.map_or(("all", "すべて"), |kind| (kind.slug(), kind.label()));
        way(value, label, Wanted { kind, ..wanted })
    };
    let state = |(value, label, answered)| way(value, label, Wanted { answered, ..wanted });
    let states = [("waiting", "処理待ち", false), ("answered", "回答済み", true)];
    vec![
        Ways { name: "state", title: "状態", links: states.into_iter().map(state).collect() },
        Ways {
            name: "kind",
            title: "内容",
            links: std::iter::once(None).chain(Kind::ALL.map(Some)).map(kind).collect(),
        },
    ]
}
