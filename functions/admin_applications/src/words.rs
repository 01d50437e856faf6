//! What list, detail and history call things.

use chrono::{DateTime, Utc};
use domain::calendar::slash_date;
use domain::{Actor, Application, ApplicationKind, ApplicationState, Finding, Judgement, NextActor, Partnership};

/// The state of an application.
pub(crate) fn state(state: &ApplicationState, now: DateTime<Utc>) -> String {
    match state {
        ApplicationState::Draft => "入力中".to_owned(),
        ApplicationState::Submitted => "申請済み（未受付）".to_owned(),
        ApplicationState::UnderReview => "審査中（受付済み）".to_owned(),
        ApplicationState::CorrectionRequested(request) if request.is_open(now).is_ok() => {
            format!("修正依頼中（第{}回・期限 {}）", request.round, slash_date(request.due))
        }
        ApplicationState::CorrectionRequested(_) => "修正期限超過".to_owned(),
        ApplicationState::Judged { judgement, .. } => judgement.label().to_owned(),
        ApplicationState::Withdrawn { .. } => "取下げ".to_owned(),
    }
}

/// What there is to say beyond the state: how it was judged, why it was withdrawn.
pub(crate) fn outcome(state: &ApplicationState) -> String {
    match state {
        ApplicationState::Judged { judgement, .. } => self::judgement(judgement),
        ApplicationState::Withdrawn { reason } => reason.clone(),
        ApplicationState::Draft
        | ApplicationState::Submitted
        | ApplicationState::UnderReview
        | ApplicationState::CorrectionRequested(_) => String::new(),
    }
}

/// What a judgement says.
pub(crate) fn judgement(judgement: &Judgement) -> String {
    match judgement {
        Judgement::Pass { number, valid_from, valid_to } => {
            format!("認定番号 {number}\n認定期間 {} ~ {}", slash_date(*valid_from), slash_date(*valid_to))
        }
        Judgement::Fail { reason } | Judgement::Hold { reason } => reason.clone(),
    }
}

/// Who must act next, in a word.
pub(crate) const fn next(next: NextActor) -> &'static str {
    match next {
        NextActor::Secretariat => "事務局",
        NextActor::Facility => "施設",
        NextActor::CoreFacility => "基幹施設",
        NextActor::Nobody => "なし",
    }
}

/// Who acted.
pub(crate) fn who(actor: &Actor) -> &str {
    match actor {
        Actor::Anonymous => "ログイン前の操作",
        Actor::Facility(_) => "施設",
        Actor::Staff { name, .. } => name,
        Actor::System(_) => "システム",
    }
}

/// What a check found.
pub(crate) const fn finding(finding: Option<Finding>) -> &'static str {
    match finding {
        Some(Finding::Good) => "確認済み",
        Some(Finding::Bad) => "要修正",
        None => "未確認",
    }
}

/// Whether 合格 was followed by requests for links.
pub(crate) fn has_links(application: &Application) -> bool {
    application.id.kind == ApplicationKind::Partner
        && matches!(&application.state, ApplicationState::Judged { judgement: Judgement::Pass { .. }, .. })
}

/// Who must act next: after 合格 it may be a 基幹施設 that was asked for a link of the same start.
pub(crate) fn next_actor<'a>(
    application: &Application,
    mut links: impl Iterator<Item = &'a Partnership>,
    now: DateTime<Utc>,
) -> NextActor {
    let ApplicationState::Judged { judgement: Judgement::Pass { valid_from, .. }, .. } = &application.state else {
        // only a draft, which is none of the secretariat's, looks at its window
        return application.next_actor(application.id.cycle.default_window(), now);
    };
    let own = |link: &Partnership| link.id.partner == application.id.account && link.id.start == *valid_from;
    let asked = has_links(application) && links.any(|link| own(link) && link.next_actor() == NextActor::CoreFacility);
    if asked { NextActor::CoreFacility } else { NextActor::Nobody }
}
