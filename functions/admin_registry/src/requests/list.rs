//! All that waits for the secretariat, the oldest first; and the links that their core facility has not answered.

use askama::Template;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::calendar::{jst_date, slash_date};
use domain::{AccreditationKind, Action, Actor, LinkStanding, Office, PartnershipState, Staff, authorize};
use serde::Serialize;
use shared::web::{AppError, Chrome, Page, Received, Session, Visitor, Web, office};

use super::{accreditation, change, link};
use crate::Deps;

/// One thing that waits.
#[derive(Debug, Serialize)]
pub(crate) struct Waiting {
    /// `change`, `return`, `dissolution` or `partnership`.
    what: &'static str,
    #[serde(skip)]
    label: &'static str,
    facility_name: String,
    number: String,
    since: DateTime<Utc>,
    #[serde(skip)]
    since_in_words: String,
    /// For how many days.
    days: i64,
    /// Who must act next.
    next: &'static str,
    path: String,
}

/// 申請・届出.
#[derive(Debug, Template, Serialize)]
#[template(path = "requests.html")]
pub(crate) struct RequestsPage {
    #[serde(flatten)]
    chrome: Chrome,
    waiting: Vec<Waiting>,
}

pub(crate) async fn list(
    State(deps): State<Deps>,
    visitor: Visitor<Staff>,
    received: Received,
) -> Result<Page<RequestsPage>, AppError> {
    let load = async |actor: Actor| waiting(&deps, &actor, received.now).await;
    let (session, waiting) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(RequestsPage::new(&deps.web, &session, waiting)))
}

async fn waiting(deps: &Deps, actor: &Actor, now: DateTime<Utc>) -> Result<Vec<Waiting>, AppError> {
    let office = authorize(actor, Action::View, Office)?;
    let store = &deps.store;
    let [training, core, partner] = AccreditationKind::ALL.map(|kind| store.roster(kind));
    let (training, core, partner, changes, links) =
        tokio::try_join!(training, core, partner, store.changes(&office), store.all_partnerships(&office))?;
    let today = jst_date(now);
    let row = |what, label, (facility_name, number): (&str, &str), since: DateTime<Utc>, next, path| Waiting {
        what,
        label,
        facility_name: facility_name.to_owned(),
        number: number.to_owned(),
        since,
        since_in_words: slash_date(jst_date(since)),
        days: (today - jst_date(since)).num_days(),
        next,
        path,
    };
    let mut all = Vec::new();
    for registration in changes.iter().map(|read| &read.value) {
        if let Some(asked) = &registration.asked {
            let names = registration.names();
            let who = (names.facility_name.as_str(), registration.id.number.as_str());
            all.push(row("change", "変更申請", who, asked.at, "学会事務局", change::path(&registration.id)));
        }
    }
    for held in training.iter().chain(&core).chain(&partner) {
        if let Some(asked) = held.returning.as_ref().filter(|_| today <= held.last_day()) {
            let who = (held.facility_name.as_str(), held.number.as_str());
            all.push(row("return", "認定返上申請", who, asked.at, "学会事務局", accreditation::path(&held.id())));
        }
    }
    for one in links.iter().map(|read| &read.value) {
        let who = (one.partner.facility_name.as_str(), one.partner.number.as_str());
        match (&one.dissolution, &one.state) {
            (Some(asked), _) if one.standing(today) == LinkStanding::Active => {
                all.push(row("dissolution", "連携の解除申請", who, asked.at, "学会事務局", link::path(&one.id)));
            }
            (None, PartnershipState::Requested { at }) if one.standing(today) == LinkStanding::Requested => {
                all.push(row("partnership", "連携申請（承認待ち）", who, *at, "基幹施設", link::path(&one.id)));
            }
            _ => {}
        }
    }
    all.sort_by_key(|waiting| (waiting.next != "学会事務局", waiting.since));
    Ok(all)
}

impl RequestsPage {
    fn new(web: &Web, session: &Session<Staff>, waiting: Vec<Waiting>) -> Self {
        Self { chrome: office::chrome(web, session, "申請・届出", office::REQUESTS), waiting }
    }
}
