//! マイページTOP.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{jst_date, slash_date};
use domain::{
    Accreditation, AccreditationKind, ApplicationId, ApplicationKind, Cycle, EndReason, NextActor, Partnership, Phase,
    Standing, Window,
};
use serde::Serialize;
use shared::store::Versioned;
use shared::web::{Chrome, Session, Web, mypage};

/// An accreditation in words.
#[derive(Debug, Serialize)]
pub(crate) struct Held {
    kind: &'static str,
    #[serde(skip)]
    label: &'static str,
    number: String,
    facility_name: String,
    responsible_name: String,
    /// 認定期間, `2023/4/1 ~ 2028/3/31` (S12).
    period: String,
    in_force: bool,
    status: &'static str,
}

/// A way to an application.
#[derive(Debug, Serialize)]
pub(crate) struct Way {
    label: String,
    href: String,
}

/// マイページTOP.
#[derive(Debug, Template, Serialize)]
#[template(path = "top.html")]
pub(crate) struct TopPage {
    #[serde(flatten)]
    chrome: Chrome,
    held: Vec<Held>,
    /// True while at least one accreditation is in force.
    accredited: bool,
    /// New applications that can be filed now.
    open: Vec<Way>,
    /// Applications that were submitted.
    submitted: Vec<Way>,
    /// Links that wait for this facility's approval.
    requests: usize,
    /// Whether it has a 研修施設群.
    #[serde(skip)]
    in_a_group: bool,
}

impl TopPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session,
        held: &[Accreditation],
        submitted: &[ApplicationId],
        links: &[Versioned<Partnership>],
        windows: [(Cycle, Window); 2],
        now: DateTime<Utc>,
    ) -> Self {
        let chrome = mypage::chrome(web, session, "マイページTOP", held, mypage::TOP);
        let open = ApplicationKind::ALL.into_iter().zip(windows);
        let open = open.filter(|(kind, (cycle, window))| {
            window.phase(now) == Phase::Open && !is_held(held, kind.accreditation(), cycle.accreditation_start())
        });
        let asked = |link: &&Versioned<Partnership>| {
            link.value.id.core == session.account().id && link.value.next_actor() == NextActor::CoreFacility
        };
        Self {
            requests: links.iter().filter(asked).count(),
            in_a_group: chrome.menu.len() > 1,
            chrome,
            accredited: held.iter().any(|held| held.in_force(jst_date(now))),
            held: held.iter().map(|held| in_words(held, now)).collect(),
            open: open
                .map(|(kind, _)| way(format!("{} 新規申請", kind.label()), format!("/applications/{}", kind.slug())))
                .collect(),
            submitted: submitted
                .iter()
                .map(|id| {
                    let label = format!("{} 新規申請（{}）", id.kind.label(), id.cycle);
                    way(label, format!("/applications/{}/{}", id.cycle, id.kind.slug()))
                })
                .collect(),
        }
    }
}

/// Held beyond the day on which a new one would start (E45).
fn is_held(held: &[Accreditation], kind: AccreditationKind, start: NaiveDate) -> bool {
    held.iter().any(|held| held.kind == kind && held.in_force(start))
}

fn way(label: String, href: String) -> Way {
    Way { label, href }
}

fn in_words(held: &Accreditation, now: DateTime<Utc>) -> Held {
    let today = jst_date(now);
    let in_force = held.in_force(today);
    Held {
        kind: held.kind.slug(),
        label: held.kind.label(),
        number: held.number.clone(),
        facility_name: held.facility_name.clone(),
        responsible_name: held.responsible_name.clone(),
        period: format!("{} ~ {}", slash_date(held.valid_from), slash_date(held.last_day())),
        in_force,
        status: match held.standing(today) {
            Standing::Active => "認定中",
            Standing::Scheduled => "認定開始前",
            Standing::Expired => "認定終了",
            Standing::Ended(EndReason::Returned) => "返上済み",
            Standing::Ended(EndReason::Superseded) => "新しい認定に移行済み",
            Standing::Ended(EndReason::Revoked) => "認定取消",
        },
    }
}
