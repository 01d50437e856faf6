//! What the secretariat's pages call things: states, judgements, findings, people.

use chrono::{DateTime, Utc};
use domain::calendar::slash_date;
use domain::{Actor, ApplicationState, Finding, Judgement};

/// The state of an application.
pub fn state(state: &ApplicationState, now: DateTime<Utc>) -> String {
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
pub fn outcome(state: &ApplicationState) -> String {
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
pub fn judgement(judgement: &Judgement) -> String {
    match judgement {
        Judgement::Pass { number, valid_from, valid_to } => {
            format!("認定番号 {number}\n認定期間 {} ~ {}", slash_date(*valid_from), slash_date(*valid_to))
        }
        Judgement::Fail { reason } | Judgement::Hold { reason } => reason.clone(),
    }
}

/// Who acted.
pub fn who(actor: &Actor) -> &str {
    match actor {
        Actor::Anonymous => "ログイン前の操作",
        Actor::Facility(_) => "施設",
        Actor::Staff { name, .. } => name,
        Actor::System(_) => "システム",
    }
}

/// What a check found.
pub const fn finding(finding: Option<Finding>) -> &'static str {
    match finding {
        Some(Finding::Good) => "確認済み",
        Some(Finding::Bad) => "要修正",
        None => "未確認",
    }
}
