//! A link in words, as one of its sides sees it on a day: how it stands, who must act, and only what that side may see of the
//! other (E77).

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{jst_date, slash_date};
use domain::{BlockReason, EndCause, LinkStanding, NextActor, Partnership, PartnershipState, Party, Side};
use serde::Serialize;
use shared::web::mypage;

/// One side of a link, as the other may see it (E77).
#[derive(Debug, Serialize)]
pub(crate) struct OneSide {
    pub(crate) facility_name: String,
    pub(crate) prefecture: String,
    pub(crate) responsible_name: String,
    pub(crate) number: String,
    pub(crate) valid_to: NaiveDate,
    /// 担当者 and 電話番号; of a partner only.
    pub(crate) contact: String,
}

impl OneSide {
    /// `unknown` stands for a facility that is not in the register yet.
    fn of(party: &Party, unknown: &str) -> Self {
        let name = if party.facility_name.is_empty() { unknown } else { &party.facility_name };
        Self {
            facility_name: name.to_owned(),
            prefecture: form::prefecture_in_words(&party.prefecture).to_owned(),
            responsible_name: party.responsible_name.clone(),
            number: party.number.clone(),
            valid_to: party.valid_to,
            contact: party.contact.clone(),
        }
    }
}

/// A link in words.
#[derive(Debug, Serialize)]
pub(crate) struct OneLink {
    /// Its page; there is none before it was asked for.
    #[serde(rename = "path")]
    pub(crate) href: Option<String>,
    pub(crate) partner: OneSide,
    pub(crate) core: OneSide,
    pub(crate) primary: bool,
    /// Asked for by the partner itself, not by its application.
    pub(crate) later: bool,
    pub(crate) state: LinkStanding,
    pub(crate) state_label: &'static str,
    #[serde(skip)]
    pub(crate) tone: &'static str,
    pub(crate) next_actor: NextActor,
    #[serde(skip)]
    pub(crate) next: &'static str,
    /// 「連携開始日 2027/4/1（承認日 2027/4/20）」
    pub(crate) period: String,
    pub(crate) link_start: NaiveDate,
    /// Where it ends before the period of the accreditations does.
    pub(crate) last_day: Option<NaiveDate>,
    pub(crate) requested_at: Option<DateTime<Utc>>,
    /// 「2027/4/1（19日前）」
    #[serde(skip)]
    pub(crate) requested: String,
    /// For how many days the request has waited.
    pub(crate) waiting_days: Option<i64>,
    pub(crate) approved_at: Option<DateTime<Utc>>,
    pub(crate) reason: Option<String>,
    #[serde(skip)]
    as_core: bool,
}

impl OneLink {
    pub(crate) fn of(link: &Partnership, side: Side, today: NaiveDate) -> Self {
        let state = link.standing(today);
        let requested_at = match link.state {
            PartnershipState::Requested { at } => Some(at),
            _ => None,
        };
        let waits = requested_at.filter(|_| state == LinkStanding::Requested).map(jst_date);
        let (next_actor, next) = next(link, state, side);
        let other = if side == Side::Core { &link.id.partner } else { &link.id.core };
        let has_page = link.state != PartnershipState::Scheduled;
        let approved_at = approved(link);
        Self {
            href: has_page.then(|| format!("{}/{}/{other}", mypage::TRAINING_GROUP, link.id.start)),
            partner: OneSide::of(&link.partner, "連携施設"),
            core: OneSide::of(&link.core, "基幹施設"),
            primary: link.primary,
            later: link.later,
            state,
            state_label: label(link, state, side, today),
            tone: tone(state),
            next_actor,
            next,
            period: period(link, state),
            link_start: link.link_start,
            last_day: link.end.map(|_| link.last_day()),
            requested_at,
            requested: waits.map(|day| since(day, today)).unwrap_or_default(),
            waiting_days: waits.map(|day| (today - day).num_days()),
            approved_at,
            reason: reason(link, state),
            as_core: side == Side::Core,
        }
    }

    /// The side that is not ours.
    pub(crate) fn other(&self) -> &OneSide {
        if self.as_core { &self.partner } else { &self.core }
    }

    /// Where its page is; empty where there is none.
    pub(crate) fn page(&self) -> &str {
        self.href.as_deref().unwrap_or("")
    }

    /// Whether it counts, or may come to.
    pub(crate) fn is_open(&self) -> bool {
        self.state.is_open()
    }

    /// Whether it will count from the day of its approval.
    pub(crate) fn counts_upon_approval(&self) -> bool {
        self.period == UPON_APPROVAL
    }

    /// 「2027/4/1」
    pub(crate) fn start_in_words(&self) -> String {
        slash_date(self.link_start)
    }

    /// Why a core facility has nothing to do about it any more.
    pub(crate) fn closed(&self) -> Option<&'static str> {
        match self.state {
            LinkStanding::Declined => Some("この連携申請には、回答済みです。"),
            LinkStanding::Blocked => Some("この連携申請は不成立となりました。お手続きは必要ありません。"),
            LinkStanding::Ended if self.approved_at.is_none() => {
                Some("この連携申請は終了しました。お手続きは必要ありません。")
            }
            LinkStanding::Ended => Some("この連携は終了しました。お手続きは必要ありません。"),
            LinkStanding::Scheduled | LinkStanding::Requested | LinkStanding::Active => None,
        }
    }

    /// What its state means for training, for the partner's eyes (S138, E73).
    pub(crate) fn meaning(&self) -> Option<String> {
        match self.state {
            LinkStanding::Scheduled => Some("連携申請は、認定開始日に基幹施設へ送信されます。".to_owned()),
            LinkStanding::Requested if self.counts_upon_approval() => {
                Some("承認されると、承認日から連携中となり、単体による研修はできなくなります。".to_owned())
            }
            LinkStanding::Requested => Some(format!(
                "承認待ち（承認されると開始日に遡ります）です。承認されると、{}以降は連携中の期間となり、単体による研修の期間には数えられません。",
                slash_date(self.link_start)
            )),
            LinkStanding::Active => Some(SUPERVISED.to_owned()),
            LinkStanding::Declined | LinkStanding::Blocked | LinkStanding::Ended => None,
        }
    }
}

/// S138, to the letter.
const SUPERVISED: &str = "基幹施設と連携中は単体による研修はできません。専攻医は基幹施設の指導医の指導を受けて下さい。";

/// From when a link counts that has no day yet.
const UPON_APPROVAL: &str = "承認された日から";

fn approved(link: &Partnership) -> Option<DateTime<Utc>> {
    match link.state {
        PartnershipState::Active { approved } => Some(approved),
        _ => None,
    }
}

fn since(day: NaiveDate, today: NaiveDate) -> String {
    match (today - day).num_days() {
        ..=0 => format!("{}（本日）", slash_date(day)),
        days => format!("{}（{days}日前）", slash_date(day)),
    }
}

fn label(link: &Partnership, state: LinkStanding, side: Side, today: NaiveDate) -> &'static str {
    match state {
        LinkStanding::Scheduled => "認定開始日に送信",
        LinkStanding::Requested => "承認待ち",
        LinkStanding::Active if link.dissolution.is_some() => "連携中（解除申請中）",
        LinkStanding::Active if today < link.link_start => "連携開始前",
        LinkStanding::Active if link.end.is_some() => "連携中（終了予定）",
        LinkStanding::Active => "連携中",
        LinkStanding::Declined if side == Side::Core => "不承認",
        LinkStanding::Declined | LinkStanding::Blocked => "連携未成立",
        LinkStanding::Ended if approved(link).is_none() => "連携未成立",
        LinkStanding::Ended => "連携終了",
    }
}

const fn tone(state: LinkStanding) -> &'static str {
    match state {
        LinkStanding::Requested => "todo",
        LinkStanding::Declined | LinkStanding::Blocked => "warn",
        LinkStanding::Scheduled | LinkStanding::Active | LinkStanding::Ended => "none",
    }
}

/// Who must act, in the eyes of a side.
fn next(link: &Partnership, state: LinkStanding, side: Side) -> (NextActor, &'static str) {
    match (state, side) {
        (LinkStanding::Active, _) if link.dissolution.is_some() => {
            (NextActor::Secretariat, "学会事務局（解除申請の確認）")
        }
        (LinkStanding::Requested, Side::Core) => (NextActor::CoreFacility, "貴施設（承認のお手続き）"),
        (LinkStanding::Requested, _) => (NextActor::CoreFacility, "基幹施設（承認の手続き）"),
        (LinkStanding::Declined | LinkStanding::Blocked, Side::Partner) => {
            (NextActor::Facility, "貴施設（別の基幹施設との連携の検討）")
        }
        (LinkStanding::Scheduled, _) => (NextActor::Nobody, "なし（認定開始日に自動で送信されます）"),
        _ => (NextActor::Nobody, "なし"),
    }
}

fn period(link: &Partnership, state: LinkStanding) -> String {
    let start = slash_date(link.link_start);
    let told = approved(link).map(|at| format!("（承認日 {}）", slash_date(jst_date(at)))).unwrap_or_default();
    let last = slash_date(link.last_day());
    match state {
        LinkStanding::Requested if link.later && link.set.is_none() => UPON_APPROVAL.to_owned(),
        LinkStanding::Active if link.end.is_some() => format!("連携開始日 {start}{told}、最終日 {last}"),
        LinkStanding::Ended if approved(link).is_some() => format!("{start} ~ {last}{told}"),
        LinkStanding::Declined | LinkStanding::Blocked | LinkStanding::Ended => String::new(),
        LinkStanding::Scheduled | LinkStanding::Requested | LinkStanding::Active => format!("連携開始日 {start}{told}"),
    }
}

/// Why it is not what it might be, or no longer.
fn reason(link: &Partnership, state: LinkStanding) -> Option<String> {
    let words = match (&link.state, state) {
        (PartnershipState::Declined { reason, .. }, _) => return Some(reason.clone()),
        (PartnershipState::Blocked { why, .. }, _) => blocked(*why),
        (_, LinkStanding::Blocked) => "基幹施設の認定が終了したため、連携申請は不成立となりました。",
        (PartnershipState::Requested { .. }, LinkStanding::Ended) => {
            "連携施設の認定が終了したため、連携申請は終了しました。"
        }
        (_, LinkStanding::Active | LinkStanding::Ended) => match link.end {
            Some(end) => cause(end.why),
            None if state == LinkStanding::Ended => "認定期間の満了",
            None => return None,
        },
        _ => return None,
    };
    Some(words.to_owned())
}

/// Why a link ends.
pub(crate) const fn cause(why: EndCause) -> &'static str {
    match why {
        EndCause::Dissolved => "連携の解除",
        EndCause::CoreEnded => "基幹施設の認定の終了",
        EndCause::PartnerEnded => "連携施設の認定の終了",
    }
}

/// Why it could not be asked for.
pub(crate) const fn blocked(why: BlockReason) -> &'static str {
    match why {
        BlockReason::CoreNotAccredited => {
            "基幹施設が認定開始日に認定中ではなかったため、連携申請は送信されませんでした。"
        }
        BlockReason::PartnerNotAccredited => "認定開始日に認定中ではなかったため、連携申請は送信されませんでした。",
    }
}
