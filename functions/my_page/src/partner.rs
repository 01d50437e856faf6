//! What the page of a kind says of links: a line for each 基幹施設 of a partner, and how many partners a 基幹施設 has.

use chrono::NaiveDate;
use domain::calendar::slash_date;
use domain::{AccountId, Accreditation, AccreditationKind, LinkStanding, Partnership};
use serde::Serialize;
use shared::store::Versioned;

use crate::single_site::SingleSite;

/// A link of a partner in one line.
#[derive(Debug, Serialize)]
pub(crate) struct LinkLine {
    pub(crate) facility_name: String,
    pub(crate) primary: bool,
    standing: LinkStanding,
    pub(crate) status: &'static str,
    pub(crate) period: String,
}

/// What a partner's page says besides.
#[derive(Debug, Serialize)]
pub(crate) struct AsPartner {
    pub(crate) links: Vec<LinkLine>,
    pub(crate) single_site: SingleSite,
    /// What the requests that wait for an answer mean for training (E73).
    pub(crate) waiting: Vec<String>,
}

/// What the page of a 基幹施設 says besides.
#[derive(Debug, Serialize)]
pub(crate) struct AsCore {
    /// Partners that are linked today.
    pub(crate) partners: usize,
    /// Requests that wait for its answer.
    pub(crate) requests: usize,
}

/// The links of an account on one side.
fn on_side<'a>(
    links: &'a [Versioned<Partnership>],
    kind: AccreditationKind,
    account: &'a AccountId,
) -> impl Iterator<Item = &'a Partnership> {
    let is_ours = move |link: &&Partnership| match kind {
        AccreditationKind::Core => link.id.core == *account,
        AccreditationKind::Partner => link.id.partner == *account,
        AccreditationKind::Training => false,
    };
    links.iter().map(|link| &link.value).filter(is_ours)
}

impl AsPartner {
    pub(crate) fn of(partner: &Accreditation, links: &[Versioned<Partnership>], today: NaiveDate) -> Self {
        let mut ours: Vec<&Partnership> = on_side(links, AccreditationKind::Partner, &partner.account).collect();
        // what counts or may come to before what is over
        ours.sort_by_key(|link| !link.standing(today).is_open());
        let waiting = ours.iter().filter(|link| link.standing(today) == LinkStanding::Requested);
        Self {
            single_site: SingleSite::of(partner, &ours, today),
            waiting: waiting.map(|link| waits(link)).collect(),
            links: ours.iter().map(|link| line(link, today)).collect(),
        }
    }
}

impl AsCore {
    pub(crate) fn of(core: &AccountId, links: &[Versioned<Partnership>], today: NaiveDate) -> Self {
        let ours: Vec<&Partnership> = on_side(links, AccreditationKind::Core, core).collect();
        Self {
            partners: ours.iter().filter(|link| link.counts_on(today)).count(),
            requests: ours.iter().filter(|link| link.standing(today) == LinkStanding::Requested).count(),
        }
    }
}

/// The facilities that are concerned when an accreditation ends: linked, or waiting for an answer (E64). A 基幹施設 learns of
/// a partner on the start date; the partner knows before.
pub(crate) fn concerned(held: &Accreditation, links: &[Versioned<Partnership>], today: NaiveDate) -> Vec<String> {
    let is_core = held.kind == AccreditationKind::Core;
    let open = on_side(links, held.kind, &held.account).filter(|link| match link.standing(today) {
        LinkStanding::Requested | LinkStanding::Active => true,
        LinkStanding::Scheduled => !is_core,
        LinkStanding::Declined | LinkStanding::Blocked | LinkStanding::Ended => false,
    });
    let mut names: Vec<String> =
        open.map(|link| if is_core { &link.partner } else { &link.core }.facility_name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// E73: until it is answered, one cannot know how the days since will have counted.
fn waits(link: &Partnership) -> String {
    let core = &link.core.facility_name;
    if link.later && link.set.is_none() {
        return format!("{core}：承認待ち（承認された日から連携中となり、単体による研修はできなくなります）");
    }
    let start = slash_date(link.link_start);
    format!(
        "{core}：承認待ち（承認されると開始日に遡ります）。承認されると、{start}以降は連携中の期間となり、単体による研修の期間には数えられません。"
    )
}

fn line(link: &Partnership, today: NaiveDate) -> LinkLine {
    let (standing, start) = (link.standing(today), slash_date(link.link_start));
    let status = match standing {
        LinkStanding::Scheduled => "認定開始日に送信",
        LinkStanding::Requested => "承認待ち",
        LinkStanding::Active if today < link.link_start => "連携開始前",
        LinkStanding::Active if link.dissolution.is_some() => "連携中（解除申請中）",
        LinkStanding::Active => "連携中",
        LinkStanding::Declined | LinkStanding::Blocked => "連携未成立",
        LinkStanding::Ended => "連携終了",
    };
    let period = match standing {
        LinkStanding::Requested if link.later && link.set.is_none() => "承認された日から".to_owned(),
        LinkStanding::Active if link.end.is_none() => format!("{start} ~"),
        LinkStanding::Active | LinkStanding::Ended => format!("{start} ~ {}", slash_date(link.last_day())),
        LinkStanding::Declined | LinkStanding::Blocked => String::new(),
        LinkStanding::Scheduled | LinkStanding::Requested => format!("連携開始日 {start}"),
    };
    LinkLine {
        facility_name: link.core.facility_name.clone(),
        primary: link.primary && standing.is_open(),
        standing,
        status,
        period,
    }
}
