//! The page of one kind of accreditation: ①認定研修施設 ②基幹施設 ③連携施設 (S11–S15, S72, S74).

use askama::Template;
use axum::extract::{Path, State};
use domain::calendar::jst_date;
use domain::{Accreditation, AccreditationKind, Action, Actor, Cycle, Partnership, Window, authorize};
use serde::Serialize;
use shared::store::Versioned;
use shared::web::{AppError, Chrome, Page, Received, Session, Visitor, Web, mypage};

use crate::Deps;
use crate::held::{Held, is_live, shown};
use crate::partner::{AsCore, AsPartner};
use crate::ways::{Way, open};

/// All that the page shows.
struct Read {
    kind: AccreditationKind,
    held: Vec<Accreditation>,
    links: Vec<Versioned<Partnership>>,
    windows: [(Cycle, Window); 2],
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
    Path(kind): Path<String>,
) -> Result<Page<KindPage>, AppError> {
    let load = async |actor: Actor| {
        let kind = mypage::kind_of(&kind).ok_or(AppError::NotFound)?;
        let Actor::Facility(account) = &actor else { return Err(AppError::NotFound) };
        let capability = authorize(&actor, Action::View, account.clone())?;
        let (held, links, windows) = tokio::try_join!(
            deps.store.accreditations(&capability),
            deps.store.partnerships_of(&capability),
            deps.store.windows(received.now),
        )?;
        Ok(Read { kind, held, links, windows })
    };
    let (session, read) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(KindPage::new(&deps.web, &session, &read, &received)?))
}

/// The page of a kind.
#[derive(Debug, Template, Serialize)]
#[template(path = "kind.html")]
pub(crate) struct KindPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(flatten)]
    held: Held,
    /// The others of its kind, the newest first.
    others: Vec<Held>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_core: Option<AsCore>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_partner: Option<AsPartner>,
    /// New applications that can be filed now.
    open: Vec<Way>,
    /// Whether 認定返上申請 has anything to show or to do.
    #[serde(skip)]
    live: bool,
}

impl KindPage {
    fn new(web: &Web, session: &Session, read: &Read, received: &Received) -> Result<Self, AppError> {
        let (kind, today) = (read.kind, jst_date(received.now));
        let accreditation = shown(&read.held, kind, today).ok_or(AppError::NotFound)?;
        let is_other = |other: &&Accreditation| other.kind == kind && other.number != accreditation.number;
        let mut others: Vec<&Accreditation> = read.held.iter().filter(is_other).collect();
        others.sort_by_key(|other| std::cmp::Reverse(other.valid_from));
        let in_force = accreditation.in_force(today);
        Ok(Self {
            chrome: mypage::chrome(web, session, kind.label(), &read.held, mypage::kind_page(kind)),
            held: Held::of(accreditation, today),
            others: others.into_iter().map(|other| Held::of(other, today)).collect(),
            as_core: (kind == AccreditationKind::Core && in_force)
                .then(|| AsCore::of(&accreditation.account, &read.links, today)),
            as_partner: (kind == AccreditationKind::Partner).then(|| AsPartner::of(accreditation, &read.links, today)),
            open: open(&read.held, read.windows, received.now),
            live: is_live(accreditation, today),
        })
    }
}
