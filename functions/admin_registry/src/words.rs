//! What the pages of the registry call things.

use domain::calendar::{long_date, slash_date};
use domain::{Accreditation, EndReason, SingleSiteTraining, Standing};

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
