//! What the pages of the registry call things.

use domain::calendar::{long_date, slash_date};
use domain::{AccountState, Accreditation, EmailAddress, EndReason, LinkStanding, SingleSiteTraining, Standing};

/// How an accreditation stands.
pub(crate) const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Scheduled => "開始前",
        Standing::Active => "認定中",
        Standing::Expired => "満了",
        Standing::Ended(EndReason::Returned) => "返上",
        Standing::Ended(EndReason::Superseded) => "移行",
        Standing::Ended(EndReason::Revoked) => "認定取消",
    }
}

/// From its first day to the last on which it is in force.
pub(crate) fn period(accreditation: &Accreditation) -> String {
    format!("{} ~ {}", slash_date(accreditation.valid_from), slash_date(accreditation.last_day()))
}

/// On what a partner facility without a link trains (E86, E87).
pub(crate) fn training(training: SingleSiteTraining) -> String {
    match training {
        SingleSiteTraining::Allowed { until } => format!("単独研修可（{}まで）", long_date(until)),
        SingleSiteTraining::Linked => "基幹施設と連携中".to_owned(),
        SingleSiteTraining::NotAccredited => "認定期間外".to_owned(),
        SingleSiteTraining::MeasureOver => "研修の根拠なし（移行措置終了）".to_owned(),
        SingleSiteTraining::NotUnderTheMeasure => "研修の根拠なし（移行措置の対象外）".to_owned(),
        SingleSiteTraining::NotQualified => "研修の根拠なし（施設責任者の資格）".to_owned(),
    }
}

/// Where a login stands.
pub(crate) const fn account(state: AccountState) -> &'static str {
    match state {
        AccountState::Invited => "パスワード未設定",
        AccountState::Active => "利用中",
        AccountState::Closed => "終了",
    }
}

/// An address as it may be said to somebody who was not identified (E20): `ab***@example.jp`.
pub(crate) fn masked(address: &EmailAddress) -> String {
    let (local, domain) = address.as_str().rsplit_once('@').unwrap_or_default();
    // of a short one less is told: the rest must not follow from it
    let told = if local.chars().count() > 4 { 2 } else { 1 };
    format!("{}***@{domain}", local.chars().take(told).collect::<String>())
}

/// How a link stands.
pub(crate) const fn link(standing: LinkStanding) -> &'static str {
    match standing {
        LinkStanding::Scheduled => "連携開始日待ち",
        LinkStanding::Requested => "承認待ち",
        LinkStanding::Active => "連携中",
        LinkStanding::Declined => "不承認",
        LinkStanding::Blocked => "連携未成立",
        LinkStanding::Ended => "終了",
    }
}
