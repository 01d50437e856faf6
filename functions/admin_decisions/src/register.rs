//! What the register says around a judgement.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::slash_date;
use domain::{
    AccountId, Accreditation, AccreditationId, AccreditationKind, Action, Actor, ApplicationKind, Judgement, Record,
    Registration, authorize, last_due,
};
use shared::desk::Desk;
use shared::store::{Store, Versioned};
use shared::web::AppError;

/// The lists that a judgement is made with.
#[derive(Debug)]
pub(crate) struct Register {
    /// All of the kind that is applied for.
    same_kind: Vec<Accreditation>,
    /// All 基幹施設; of a partner's application only.
    pub(crate) cores: Vec<Accreditation>,
    /// The 基幹施設 outside the list, in the applicant's words.
    pub(crate) unlisted: Option<String>,
    /// What was submitted, as it is kept on file: the form's definition and the answers.
    filed: Option<(String, Record)>,
}

impl Register {
    /// Reads it side by side.
    pub(crate) async fn of(store: &Store, desk: &Desk) -> Result<Self, AppError> {
        let cores = async {
            match desk.id().kind {
                ApplicationKind::Core => Ok(Vec::new()),
                ApplicationKind::Partner => store.roster(AccreditationKind::Core).await,
            }
        };
        let filed = desk.file.application.value.filed.as_ref();
        let snapshot = async {
            match filed {
                Some(filed) => store.submission(&desk.capability, filed.submission).await,
                None => Ok(None),
            }
        };
        let same_kind = store.roster(desk.id().kind.accreditation());
        let (same_kind, cores, snapshot) = tokio::try_join!(same_kind, cores, snapshot)?;
        let names_one = filed.is_some_and(|filed| filed.particulars.claims.unlisted_core);
        let unlisted = snapshot.as_ref().filter(|_| names_one);
        let unlisted = unlisted.map(|filed| filed.overview.text("core_link_other").to_owned());
        let filed = snapshot.map(|filed| (filed.definition, form::record(&filed.application_form)));
        Ok(Self { same_kind, cores, unlisted, filed })
    }

    /// What is kept on file for a new accreditation.
    pub(crate) fn registration(&self, id: AccreditationId) -> Registration {
        let (definition, record) = self.filed.clone().unwrap_or_default();
        Registration::new(id, definition, record)
    }

    /// The numbers of its kind.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = &str> {
        self.same_kind.iter().map(|known| known.number.as_str())
    }

    /// The accreditation of a 基幹施設 on a day, granted ones that have not begun included.
    pub(crate) fn core_on(&self, account: &AccountId, day: NaiveDate) -> Option<&Accreditation> {
        self.cores.iter().find(|core| core.account == *account && core.in_force(day))
    }
}

/// Whether the number belongs to another accreditation than the one that this judgement grants. One with the same first
/// day is its own: somebody has just pressed the same button.
pub(crate) async fn is_taken(
    store: &Store,
    actor: &Actor,
    desk: &Desk,
    judgement: &Judgement,
) -> Result<bool, AppError> {
    let Judgement::Pass { number, valid_from, .. } = judgement else { return Ok(false) };
    let (account, kind) = (desk.id().account.clone(), desk.id().kind.accreditation());
    let id = AccreditationId { account: account.clone(), kind, number: number.clone() };
    let found = store.accreditation(&authorize(actor, Action::View, id)?).await?;
    Ok(found.is_some_and(|found| found.value.account != account || found.value.valid_from != *valid_from))
}

/// The accreditation of the same kind in which the first day of what a judgement grants would lie (E45). One with the same
/// number is its own.
pub(crate) fn held_already<'a>(desk: &'a Desk, judgement: &Judgement) -> Option<&'a Accreditation> {
    let Judgement::Pass { number, valid_from, .. } = judgement else { return None };
    let same_kind = |held: &&Accreditation| held.kind == desk.id().kind.accreditation() && held.number != *number;
    desk.accreditations().iter().filter(same_kind).find(|held| held.in_force(*valid_from))
}

/// Every 認定研修施設 that the applicant holds on the first day of what a judgement grants (E82), but for one that ends
/// before its time anyway.
pub(crate) async fn held_training(
    store: &Store,
    actor: &Actor,
    desk: &Desk,
    judgement: &Judgement,
) -> Result<Vec<Versioned<Accreditation>>, AppError> {
    let Judgement::Pass { valid_from, .. } = judgement else { return Ok(Vec::new()) };
    let mut held = Vec::new();
    for known in desk.accreditations() {
        if is_superseded(known, *valid_from) {
            held.extend(store.accreditation(&authorize(actor, Action::View, known.id())?).await?);
        }
    }
    Ok(held)
}

/// Whether an accreditation from `start` on can take the place of this one.
pub(crate) fn is_superseded(held: &Accreditation, start: NaiveDate) -> bool {
    held.kind == AccreditationKind::Training && held.ended.is_none() && held.in_force(start)
}

/// When a 基幹施設 is asked for a link, in words (E68, E70).
pub(crate) fn asked_when(start: NaiveDate, now: DateTime<Utc>) -> String {
    if last_due(now) < start {
        format!("{} 9:00", slash_date(start))
    } else {
        "まもなく（認定開始日の9:00を過ぎているため）".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_asked_for_at_nine_or_at_once() {
        let start = "2027-04-01".parse().unwrap();
        let on = |instant: &str| asked_when(start, instant.parse().unwrap());
        assert_eq!(on("2027-04-01T08:59:59+09:00"), "2027/4/1 9:00");
        assert!(on("2027-04-01T09:00:00+09:00").starts_with("まもなく"));
    }
}
