//! The list of links, and one of them.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{jst_date, slash_date};
use domain::{
    AccountId, Accreditation, BlockReason, InForce, NextActor, Partnership, PartnershipState, Party, Refusal,
};
use form::FieldView;
use serde::Serialize;
use shared::store::{PartnershipFile, Versioned};
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, messages, mypage, with_errors};

/// The most characters of a reason.
pub(crate) const REASON_LIMIT: usize = 500;

/// One side of a link, as the other may see it (E77).
#[derive(Debug, Serialize)]
pub(crate) struct OneSide {
    facility_name: String,
    prefecture: String,
    responsible_name: String,
    number: String,
    valid_to: NaiveDate,
    /// 担当者 and 電話番号; of a partner only.
    contact: String,
}

impl OneSide {
    fn of(party: &Party) -> Self {
        Self {
            facility_name: party.facility_name.clone(),
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
    #[serde(rename = "path")]
    href: String,
    partner: OneSide,
    core: OneSide,
    primary: bool,
    /// `scheduled`, `requested`, `active`, `declined` or `blocked`.
    state: &'static str,
    state_label: &'static str,
    next_actor: NextActor,
    /// 「連携開始日 2027/4/1（承認日 2027/4/20）」
    period: String,
    link_start: NaiveDate,
    approved_at: Option<DateTime<Utc>>,
    reason: Option<String>,
}

impl OneLink {
    fn of(link: &Partnership) -> Self {
        let start = slash_date(link.link_start);
        let (state, state_label, approved_at, reason) = match &link.state {
            PartnershipState::Scheduled => ("scheduled", "認定開始日に送信", None, None),
            PartnershipState::Requested { .. } => ("requested", "承認待ち", None, None),
            PartnershipState::Active { approved } => ("active", "連携中", Some(*approved), None),
            PartnershipState::Declined { reason, .. } => ("declined", "連携未成立", None, Some(reason.clone())),
            PartnershipState::Blocked { why, .. } => ("blocked", "連携未成立", None, Some(blocked(*why).to_owned())),
        };
        let period = match approved_at {
            Some(at) => format!("連携開始日 {start}（承認日 {}）", slash_date(jst_date(at))),
            None => format!("連携開始日 {start}"),
        };
        Self {
            href: format!("{}/{}/{}", mypage::TRAINING_GROUP, link.id.start, link.id.partner),
            partner: OneSide::of(&link.partner),
            core: OneSide::of(&link.core),
            primary: link.primary,
            state,
            state_label,
            next_actor: link.next_actor(),
            period,
            link_start: link.link_start,
            approved_at,
            reason,
        }
    }
}

const fn blocked(why: BlockReason) -> &'static str {
    match why {
        BlockReason::CoreNotAccredited => {
            "基幹施設が認定開始日に認定中ではなかったため、連携申請は送信されませんでした。"
        }
        BlockReason::PartnerNotAccredited => "認定開始日に認定中ではなかったため、連携申請は送信されませんでした。",
    }
}

/// (基幹)研修施設群.
#[derive(Debug, Template, Serialize)]
#[template(path = "group.html")]
pub(crate) struct GroupPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// As a core facility: what waits for an answer.
    requests: Vec<OneLink>,
    /// As a core facility: what was answered.
    partners: Vec<OneLink>,
    /// As a partner: its own links.
    own: Vec<OneLink>,
}

impl GroupPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session,
        links: &[Versioned<Partnership>],
        held: &[Accreditation],
        done: Option<&str>,
    ) -> Self {
        let notice = match done {
            Some("approved") => Some("連携を承認しました。"),
            Some("declined") => Some("連携を承認しませんでした。連携施設と事務局にお知らせします。"),
            _ => None,
        };
        let chrome = mypage::chrome(web, session, "(基幹)研修施設群", held, mypage::TRAINING_GROUP);
        let account: &AccountId = &session.account().id;
        let (as_core, as_partner): (Vec<_>, Vec<_>) = links.iter().partition(|link| link.value.id.core == *account);
        let open = |link: &&Versioned<Partnership>| matches!(link.value.state, PartnershipState::Requested { .. });
        let (requests, partners): (Vec<_>, Vec<_>) = as_core.into_iter().partition(open);
        let words = |links: Vec<&Versioned<Partnership>>| links.iter().map(|link| OneLink::of(&link.value)).collect();
        Self {
            chrome: chrome.notice(notice.map(str::to_owned)),
            requests: words(requests),
            partners: words(partners),
            own: words(as_partner),
        }
    }
}

/// One link, with its two answers.
#[derive(Debug, Template, Serialize)]
#[template(path = "link.html")]
pub(crate) struct LinkPage {
    #[serde(flatten)]
    chrome: Chrome,
    link: OneLink,
    /// Whether it waits for an answer.
    open: bool,
    /// Why it cannot be approved now.
    obstacle: Option<&'static str>,
    #[serde(skip)]
    fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl LinkPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session,
        file: &PartnershipFile,
        in_force: InForce,
        reason: &str,
        errors: &[FieldError],
    ) -> Self {
        let chrome = mypage::chrome(web, session, "連携申請の確認", &file.core, mypage::TRAINING_GROUP);
        let obstacle = match in_force {
            InForce { core: false, .. } => Some(Refusal::CoreNotAccredited),
            InForce { partner: false, .. } => Some(Refusal::PartnerNotAccredited),
            InForce { core: true, partner: true } => None,
        };
        let field = FieldView::new("reason", "承認しない理由", "textarea").required().value(reason);
        let field = field.hint("連携施設と学会事務局にお知らせします。").max_chars(500);
        let link = &file.partnership.value;
        Self {
            chrome: if errors.is_empty() { chrome } else { chrome.with_errors() },
            open: matches!(link.state, PartnershipState::Requested { .. }),
            link: OneLink::of(link),
            obstacle: obstacle.map(|refusal| messages::refusal(refusal).2),
            fields: with_errors(vec![field], errors),
            errors: error_links(errors),
        }
    }
}
