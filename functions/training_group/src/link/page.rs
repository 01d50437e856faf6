//! One link, and the check before a 解除申請, as they are shown.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{long_minute, slash_date};
use domain::{Accreditation, InForce, LinkStanding, Partnership, Refusal, Side};
use form::FieldView;
use serde::Serialize;
use shared::store::Versioned;
use shared::web::typed::REASON_LIMIT;
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, messages, mypage, with_errors};

use super::Found;
use super::dissolution::Typed;
use super::history::{Line, lines};
use crate::words::OneLink;

/// 解除申請, while it waits.
#[derive(Debug, Serialize)]
struct Asked {
    by_core: bool,
    #[serde(skip)]
    by: &'static str,
    on: NaiveDate,
    #[serde(skip)]
    on_in_words: String,
    reason: String,
    at: DateTime<Utc>,
    #[serde(skip)]
    at_in_words: String,
    /// Whether it is ours to take back.
    ours: bool,
}

impl Asked {
    fn of(link: &Partnership, side: Side) -> Option<Self> {
        let asked = link.dissolution.as_ref()?;
        let ours = asked.by_core == (side == Side::Core);
        Some(Self {
            by_core: asked.by_core,
            by: match (ours, asked.by_core) {
                (true, _) => "貴施設",
                (false, true) => "基幹施設",
                (false, false) => "連携施設",
            },
            on: asked.on,
            on_in_words: slash_date(asked.on),
            reason: asked.reason.clone(),
            at: asked.at,
            at_in_words: long_minute(asked.at),
            ours,
        })
    }
}

/// What can be done about a link.
#[derive(Debug, Default)]
struct Ways {
    /// It waits for our answer.
    answer: bool,
    /// Why it cannot be approved now.
    obstacle: Option<&'static str>,
    /// 解除 can be asked for.
    dissolve: bool,
}

/// One link.
#[derive(Debug, Template, Serialize)]
#[template(path = "link.html")]
pub(crate) struct LinkPage {
    #[serde(flatten)]
    chrome: Chrome,
    link: OneLink,
    /// Whether we are its core facility.
    as_core: bool,
    dissolution: Option<Asked>,
    history: Vec<Line>,
    /// What the page was drawn from.
    version: u64,
    #[serde(skip)]
    ways: Ways,
    #[serde(skip)]
    declining: Vec<FieldView>,
    #[serde(skip)]
    dissolving: Vec<FieldView>,
    #[serde(skip)]
    unsaved: bool,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl LinkPage {
    pub(super) fn new(web: &Web, session: &Session, found: &Found, today: NaiveDate) -> Self {
        let link = found.link();
        let words = OneLink::of(link, found.side, today);
        let ways = Ways::of(found, words.state, today);
        let title = if ways.answer { "連携申請の確認" } else { "連携の詳細" };
        Self {
            chrome: chrome(web, session, found, title),
            as_core: found.side == Side::Core,
            dissolution: Asked::of(link, found.side),
            history: lines(&found.history, link, found.side),
            version: found.file.partnership.version,
            declining: vec![declining("")],
            dissolving: dissolving(link, &Typed::default()),
            ways,
            link: words,
            unsaved: false,
            errors: Vec::new(),
        }
    }

    /// A link that its partner has just asked for; its history is on its page.
    pub(crate) fn asked(
        web: &Web,
        session: &Session,
        held: &[Accreditation],
        link: &Versioned<Partnership>,
        today: NaiveDate,
    ) -> Self {
        Self {
            chrome: mypage::chrome(web, session, "連携の詳細", held, mypage::TRAINING_GROUP),
            link: OneLink::of(&link.value, Side::Partner, today),
            as_core: false,
            dissolution: None,
            history: Vec::new(),
            version: link.version,
            ways: Ways::default(),
            declining: Vec::new(),
            dissolving: Vec::new(),
            unsaved: false,
            errors: Vec::new(),
        }
    }

    pub(super) fn notice(self, notice: Option<&str>) -> Self {
        Self { chrome: self.chrome.notice(notice.map(str::to_owned)), ..self }
    }

    /// With a reason for not approving that cannot be taken.
    pub(super) fn declined_for(self, reason: &str, errors: &[FieldError]) -> Self {
        let declining = with_errors(vec![declining(reason)], errors);
        Self { declining, errors: error_links(errors), chrome: self.chrome.with_errors(), ..self }
    }

    /// With what was typed for 解除, and what is wrong with it.
    pub(super) fn typed(self, typed: &Typed, errors: &[FieldError]) -> Self {
        let values = [&typed.on, &typed.reason];
        let with_values = self.dissolving.into_iter().zip(values).map(|(field, value)| field.value(value)).collect();
        let chrome = if errors.is_empty() { self.chrome } else { self.chrome.with_errors() };
        let dissolving = with_errors(with_values, errors);
        Self { dissolving, unsaved: true, errors: error_links(errors), chrome, ..self }
    }

    /// Where it stands.
    pub(super) fn path(&self) -> &str {
        self.link.page()
    }
}

impl Ways {
    fn of(found: &Found, state: LinkStanding, today: NaiveDate) -> Self {
        let link = found.link();
        let obstacle = match found.in_force(today) {
            InForce { core: false, .. } => Some(Refusal::CoreNotAccredited),
            InForce { partner: false, .. } => Some(Refusal::PartnerNotAccredited),
            InForce { core: true, partner: true } => None,
        };
        Self {
            answer: found.side == Side::Core && state == LinkStanding::Requested,
            obstacle: obstacle.map(|refusal| messages::refusal(refusal).2),
            dissolve: state == LinkStanding::Active && link.end.is_none() && link.dissolution.is_none(),
        }
    }
}

fn chrome(web: &Web, session: &Session, found: &Found, title: &str) -> Chrome {
    let held = if found.side == Side::Core { &found.file.core } else { &found.file.partner };
    mypage::chrome(web, session, title, held, mypage::TRAINING_GROUP)
}

fn declining(reason: &str) -> FieldView {
    let field = FieldView::new("reason", "承認しない理由", "textarea").required().value(reason);
    field.hint("連携施設と学会事務局にお知らせします。").max_chars(REASON_LIMIT)
}

fn dissolving(link: &Partnership, typed: &Typed) -> Vec<FieldView> {
    let on = FieldView::new("on", "解除希望日", "date").required().value(&*typed.on).hint(&format!(
        "この日が連携の最終日となります。本日から{}までの日付を入力してください。例：2027年9月30日",
        slash_date(link.last_day())
    ));
    let reason = FieldView::new("reason", "解除の理由", "textarea").required().value(&*typed.reason);
    let hint = "連携先の施設と学会事務局にお知らせします。患者さんを特定できる情報は記入しないでください。";
    vec![on, reason.hint(hint).max_chars(REASON_LIMIT)]
}

/// 連携の解除申請の確認
#[derive(Debug, Template, Serialize)]
#[template(path = "dissolution-check.html")]
pub(super) struct CheckPage {
    #[serde(flatten)]
    chrome: Chrome,
    link: OneLink,
    as_core: bool,
    on: NaiveDate,
    #[serde(skip)]
    on_in_words: String,
    reason: String,
    #[serde(skip)]
    hidden: [(&'static str, String); 3],
}

impl CheckPage {
    pub(super) fn new(
        web: &Web,
        session: &Session,
        found: &Found,
        today: NaiveDate,
        on: NaiveDate,
        typed: &Typed,
    ) -> Self {
        Self {
            chrome: chrome(web, session, found, "連携の解除申請の確認"),
            link: OneLink::of(found.link(), found.side, today),
            as_core: found.side == Side::Core,
            on,
            on_in_words: slash_date(on),
            reason: typed.reason.clone(),
            hidden: [
                ("version", found.file.partnership.version.to_string()),
                ("on", typed.on.clone()),
                ("reason", typed.reason.clone()),
            ],
        }
    }
}
