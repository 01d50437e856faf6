//! マイページTOP: what the facility holds, what waits for it, what it has applied for.

use askama::Template;
use axum::extract::State;
use chrono::NaiveDate;
use domain::calendar::{jst_date, long_minute};
use domain::{
    Accreditation, AccreditationKind, Action, Actor, Application, ApplicationState, Cycle, LinkStanding, Partnership,
    PortalSettings, Window, authorize,
};
use serde::Serialize;
use shared::store::Versioned;
use shared::web::{AppError, Chrome, Page, Received, Session, ShownNotice, Visitor, Web, mypage};

use crate::Deps;
use crate::held::Held;
use crate::partner::AsPartner;
use crate::ways::{Way, open};

/// All that the page shows.
struct Read {
    held: Vec<Accreditation>,
    submitted: Vec<Versioned<Application>>,
    links: Vec<Versioned<Partnership>>,
    windows: [(Cycle, Window); 2],
    settings: PortalSettings,
}

pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    received: Received,
) -> Result<Page<TopPage>, AppError> {
    let load = async |actor: Actor| {
        let Actor::Facility(account) = &actor else { return Err(AppError::NotFound) };
        let capability = authorize(&actor, Action::View, account.clone())?;
        // the applications are named first, and read while the rest is
        let submitted = async {
            let ids = deps.store.submitted_applications(&capability).await?;
            let named: Result<Vec<_>, _> = ids.into_iter().map(|id| authorize(&actor, Action::View, id)).collect();
            Ok::<_, AppError>(deps.store.applications_named(&named?).await?)
        };
        let rest = async {
            Ok(tokio::try_join!(
                deps.store.accreditations(&capability),
                deps.store.partnerships_of(&capability),
                deps.store.windows(received.now),
                deps.store.portal_settings(),
            )?)
        };
        let (submitted, (held, links, windows, settings)) = tokio::try_join!(submitted, rest)?;
        Ok(Read { held, submitted, links, windows, settings: settings.value })
    };
    let (session, read) = visitor.signed_in(&deps.store, &received, load).await?;
    Ok(Page::new(TopPage::new(&deps.web, &session, &read, &received)))
}

/// What the facility holds of one kind, with what waits for it.
#[derive(Debug, Serialize)]
pub(crate) struct Card {
    #[serde(flatten)]
    pub(crate) held: Held,
    pub(crate) waits: Vec<String>,
}

/// An application that was submitted.
#[derive(Debug, Serialize)]
pub(crate) struct Submitted {
    pub(crate) label: String,
    pub(crate) href: String,
    pub(crate) status: &'static str,
    /// Whether the secretariat waits for a correction.
    pub(crate) in_correction: bool,
}

/// マイページTOP.
#[derive(Debug, Template, Serialize)]
#[template(path = "top.html")]
pub(crate) struct TopPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// お知らせ for those who hold what this facility holds, newest first (S78).
    notices: Vec<ShownNotice>,
    held: Vec<Card>,
    /// True while at least one accreditation is in force.
    accredited: bool,
    /// New applications that can be filed now: here only while nothing is in force (E13), else at the bottom of the page of
    /// a kind (S72).
    open: Vec<Way>,
    /// Applications that were submitted.
    submitted: Vec<Submitted>,
    /// Links that wait for this facility's approval.
    requests: usize,
    /// The login address.
    email: String,
    /// When somebody had logged in before (前回のログイン).
    last_login: Option<String>,
}

impl TopPage {
    fn new(web: &Web, session: &Session, read: &Read, received: &Received) -> Self {
        let (held, today) = (&read.held, jst_date(received.now));
        let kinds: Vec<_> = held.iter().filter(|held| held.in_force(today)).map(|held| held.kind).collect();
        let accredited = held.iter().any(|held| held.in_force(today));
        let asked = |link: &&Versioned<Partnership>| {
            link.value.id.core == session.account().id && link.value.standing(today) == LinkStanding::Requested
        };
        let mut cards: Vec<&Accreditation> = held.iter().collect();
        cards.sort_by_key(|held| (!held.in_force(today), std::cmp::Reverse(held.valid_from)));
        let card = |held: &Accreditation| Card { waits: waits(held, &read.links, today), held: Held::of(held, today) };
        Self {
            chrome: mypage::chrome(web, session, "マイページTOP", held, mypage::TOP),
            notices: ShownNotice::all(&read.settings, &kinds, today),
            held: cards.into_iter().map(card).collect(),
            accredited,
            open: if accredited { Vec::new() } else { open(held, read.windows, received.now) },
            submitted: read.submitted.iter().map(|application| submitted(&application.value)).collect(),
            requests: read.links.iter().filter(asked).count(),
            email: session.account().email.as_str().to_owned(),
            last_login: session.last_login().map(long_minute),
        }
    }

    /// The applications that wait for a correction.
    fn corrections(&self) -> impl Iterator<Item = &Submitted> {
        self.submitted.iter().filter(|application| application.in_correction)
    }
}

/// What waits for the facility about one accreditation.
fn waits(held: &Accreditation, links: &[Versioned<Partnership>], today: NaiveDate) -> Vec<String> {
    let partner = held.kind == AccreditationKind::Partner && held.in_force(today);
    let unlinked = partner.then(|| AsPartner::of(held, links, today)).filter(|said| said.single_site.needs_a_link());
    unlinked.map(|said| format!("{}。連携が必要です。", said.single_site.title)).into_iter().collect()
}

fn submitted(application: &Application) -> Submitted {
    let id = &application.id;
    let in_correction = matches!(application.state, ApplicationState::CorrectionRequested(_));
    Submitted {
        label: format!("{} 新規申請（{}）", id.kind.label(), id.cycle),
        href: format!("/applications/{}/{}", id.cycle, id.kind.slug()),
        status: match &application.state {
            ApplicationState::Draft => "入力中",
            ApplicationState::Submitted => "申請済み",
            ApplicationState::UnderReview => "審査中",
            ApplicationState::CorrectionRequested(_) => "修正依頼があります",
            ApplicationState::Judged { judgement, .. } => judgement.label(),
            ApplicationState::Withdrawn { .. } => "取下げ",
        },
        in_correction,
    }
}
