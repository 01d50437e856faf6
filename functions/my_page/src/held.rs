//! An accreditation in words.

use chrono::{Months, NaiveDate};
use domain::calendar::slash_date;
use domain::{
    Accreditation, AccreditationId, AccreditationKind, Action, Actor, Capability, EndReason, Standing, authorize,
};
use serde::Serialize;
use shared::web::{AppError, mypage};

/// From how many months before its last day a renewal is spoken of.
const RENEWAL: Months = Months::new(12);

/// An accreditation in words.
#[derive(Debug, Serialize)]
pub(crate) struct Held {
    pub(crate) kind: &'static str,
    #[serde(skip)]
    pub(crate) label: &'static str,
    pub(crate) number: String,
    pub(crate) facility_name: String,
    pub(crate) responsible_name: String,
    /// 認定期間, `2023/4/1 ~ 2028/3/31` (S12).
    pub(crate) period: String,
    pub(crate) valid_from: NaiveDate,
    /// The last day on which it is in force.
    pub(crate) last_day: NaiveDate,
    pub(crate) in_force: bool,
    pub(crate) standing: Standing,
    pub(crate) status: String,
    /// The page of its kind.
    pub(crate) path: &'static str,
    /// What its last day calls for.
    pub(crate) ending: Option<String>,
}

impl Held {
    pub(crate) fn of(accreditation: &Accreditation, today: NaiveDate) -> Self {
        let said = accreditation.as_of(today);
        // one that ended before it began still had a period
        let never_began = said.last_day() < said.valid_from;
        let last_day = if never_began { said.valid_to } else { said.last_day() };
        Self {
            kind: said.kind.slug(),
            label: said.kind.label(),
            period: format!("{} ~ {}", slash_date(said.valid_from), slash_date(last_day)),
            valid_from: said.valid_from,
            last_day,
            in_force: said.in_force(today),
            standing: said.standing(today),
            status: status(&said, today),
            path: mypage::kind_page(said.kind),
            ending: ending(&said, today),
            number: said.number,
            facility_name: said.facility_name,
            responsible_name: said.responsible_name,
        }
    }
}

fn status(held: &Accreditation, today: NaiveDate) -> String {
    let last = slash_date(held.last_day());
    let more = match (held.returning.is_some(), held.ended_by) {
        (true, _) => "（返上申請中）".to_owned(),
        (false, Some(EndReason::Returned)) => format!("（返上日 {last}）"),
        (false, Some(_)) => format!("（最終日 {last}）"),
        (false, None) => String::new(),
    };
    let words = match held.standing(today) {
        Standing::Active => "認定中",
        Standing::Scheduled => "認定開始前",
        Standing::Expired => "認定終了",
        Standing::Ended(EndReason::Returned) => "返上済み",
        Standing::Ended(EndReason::Superseded) => "新しい認定に移行済み",
        Standing::Ended(EndReason::Revoked) => "認定取消",
    };
    format!("{words}{more}")
}

/// What is to be said of the last day once it is less than a year off, or another one than was granted.
fn ending(held: &Accreditation, today: NaiveDate) -> Option<String> {
    let last = held.last_day();
    let is_near = last.checked_sub_months(RENEWAL).is_some_and(|soon| soon < today);
    if !is_live(held, today) || !(is_near || held.ended.is_some()) {
        return None;
    }
    let last = slash_date(last);
    Some(match held.ended_by {
        Some(EndReason::Returned) => format!("認定返上が承認されています。認定の最終日（返上日）は{last}です。"),
        Some(EndReason::Superseded) => format!("新しい認定に移行するため、認定の最終日は{last}です。"),
        Some(EndReason::Revoked) => format!("認定の最終日は{last}です。ご不明な点は事務局までお問い合わせください。"),
        None => format!("認定期間の最終日は{last}です。更新のお手続きについては、事務局からご案内します。"),
    })
}

/// Whether it is in force or will be.
pub(crate) fn is_live(held: &Accreditation, today: NaiveDate) -> bool {
    matches!(held.standing(today), Standing::Active | Standing::Scheduled)
}

/// The accreditation that the page of a kind is about: the one in force, else the one to begin, else the last that was.
pub(crate) fn shown(held: &[Accreditation], kind: AccreditationKind, today: NaiveDate) -> Option<&Accreditation> {
    let rank = |held: &&Accreditation| {
        let standing = match held.standing(today) {
            Standing::Active => 2,
            Standing::Scheduled => 1,
            Standing::Expired | Standing::Ended(_) => 0,
        };
        (standing, held.valid_from)
    };
    held.iter().filter(|held| held.kind == kind).max_by_key(rank)
}

/// The accreditation that a path names, with the right to do something with it.
pub(crate) fn named<'a>(
    held: &'a [Accreditation],
    slug: &str,
    actor: &Actor,
    action: Action,
    today: NaiveDate,
) -> Result<(&'a Accreditation, Capability<AccreditationId>), AppError> {
    let kind = mypage::kind_of(slug).ok_or(AppError::NotFound)?;
    let found = shown(held, kind, today).ok_or(AppError::NotFound)?;
    Ok((found, authorize(actor, action, found.id())?))
}
