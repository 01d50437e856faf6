//! (基幹)研修施設群 as it is shown: for a core facility what waits, who is linked and who was; for a partner its own links and
//! what it can do where it has none.

use askama::Template;
use chrono::NaiveDate;
use domain::{
    Accreditation, AccreditationKind, LinkStanding, MOST_LINKS, Partnership, Side, SingleSiteTraining, held_on,
};
use serde::Serialize;
use shared::web::{Chrome, Session, Web, mypage};

use crate::asking::measure_ends;
use crate::words::OneLink;

/// What a partner without a link is told (E60, E62, E87).
#[derive(Debug, Serialize)]
pub(crate) struct Unlinked {
    #[serde(skip)]
    tone: &'static str,
    title: &'static str,
    sentences: Vec<String>,
}

/// What a partner can do besides.
#[derive(Debug, Serialize)]
pub(crate) struct AsPartner {
    unlinked: Option<Unlinked>,
    /// Whether it may ask for another link.
    may_ask: bool,
    #[serde(skip)]
    some_over: bool,
    #[serde(skip)]
    measure: Option<String>,
}

/// (基幹)研修施設群.
#[derive(Debug, Template, Serialize)]
#[template(path = "group.html")]
pub(crate) struct GroupPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// As a core facility: what waits for an answer, what has waited longest first.
    requests: Vec<OneLink>,
    /// As a core facility: who is linked.
    partners: Vec<OneLink>,
    /// As a core facility: what came to nothing or is over.
    ended: Vec<OneLink>,
    /// As a partner: all its own links, what counts or may come to first.
    own: Vec<OneLink>,
    /// As a partner; nothing for a facility that never was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_partner: Option<AsPartner>,
    #[serde(skip)]
    is_core: bool,
    /// Whether one of the requests counts from its start date (S132).
    #[serde(skip)]
    retroactive: bool,
}

impl GroupPage {
    pub(super) fn new(
        web: &Web,
        session: &Session,
        links: &[Partnership],
        held: &[Accreditation],
        today: NaiveDate,
    ) -> Self {
        let account = &session.account().id;
        let words = |side| move |link: &Partnership| OneLink::of(link, side, today);
        let (of_core, of_partner): (Vec<&Partnership>, Vec<_>) =
            links.iter().partition(|link| link.id.core == *account);
        let as_core = of_core.iter().map(|link| words(Side::Core)(link));
        let (mut requests, others): (Vec<_>, Vec<_>) = as_core.partition(|link| link.state == LinkStanding::Requested);
        requests.sort_by_key(|link| link.requested_at);
        let (partners, ended): (Vec<_>, Vec<_>) = others.into_iter().partition(OneLink::is_open);
        let was = |kind| held.iter().any(|held| held.kind == kind);
        let as_partner = of_partner.iter().map(|link| words(Side::Partner)(link));
        let (open, over): (Vec<_>, Vec<_>) = as_partner.partition(OneLink::is_open);
        let own: Vec<_> = open.into_iter().chain(newest_first(over)).collect();
        let is_partner = was(AccreditationKind::Partner) || !own.is_empty();
        Self {
            chrome: mypage::chrome(web, session, "(基幹)研修施設群", held, mypage::TRAINING_GROUP),
            as_partner: is_partner.then(|| AsPartner::of(&own, &of_partner, held, today)),
            is_core: was(AccreditationKind::Core) || !of_core.is_empty(),
            retroactive: requests.iter().any(|link| !link.counts_upon_approval()),
            requests,
            partners,
            ended: newest_first(ended),
            own,
        }
    }

    pub(super) fn notice(self, notice: Option<&str>) -> Self {
        Self { chrome: self.chrome.notice(notice.map(str::to_owned)), ..self }
    }
}

fn newest_first(mut links: Vec<OneLink>) -> Vec<OneLink> {
    links.sort_by_key(|link| std::cmp::Reverse(link.link_start));
    links
}

impl AsPartner {
    fn of(said: &[OneLink], links: &[&Partnership], held: &[Accreditation], today: NaiveDate) -> Self {
        let own = held_on(held, AccreditationKind::Partner, today);
        let open = said.iter().filter(|link| link.is_open()).count();
        let all: Vec<Partnership> = links.iter().map(|link| (*link).clone()).collect();
        Self {
            unlinked: own.filter(|_| open == 0).map(|own| Unlinked::of(own, &all, said.first(), today)),
            some_over: open < said.len(),
            may_ask: own.is_some() && open < MOST_LINKS,
            measure: own.and_then(|own| measure_ends(own, today)),
        }
    }
}

impl Unlinked {
    fn of(own: &Accreditation, links: &[Partnership], last: Option<&OneLink>, today: NaiveDate) -> Self {
        let title = match last.map(|link| link.state) {
            Some(LinkStanding::Declined | LinkStanding::Blocked) => "連携が成立していません",
            Some(_) => "連携は終了しました",
            None => "連携している基幹施設はありません",
        };
        let (tone, sentences) = if SingleSiteTraining::on(own, links, today).is_allowed() {
            let alone = "移行措置により、連携施設単体での研修によっても専門医申請は可能です。";
            let advice = "※ただし、こちらは移行期間による特別措置となり、学会の新制度としてできるだけ早い基幹施設との連携を強く推奨いたします。";
            ("info", vec![alone, advice])
        } else {
            ("warning", vec!["単体による研修はできません。基幹施設との連携について、お手続きをお願いいたします。"])
        };
        let stays = last.is_some().then_some("貴施設の認定は継続しています。");
        let sentences = stays.into_iter().chain(sentences).map(str::to_owned).collect();
        Self { tone, title, sentences }
    }
}
