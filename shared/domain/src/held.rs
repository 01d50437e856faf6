//! What an account holds, and for how long (E1, E89, rules 3.3).

use chrono::{Datelike, NaiveDate};

use crate::{Accreditation, AccreditationKind, Cycle, Refusal};

/// The period that a passed application gets unless the secretariat says otherwise (rules 3.3, E89): to 3/31 of the
/// fifth year after, which is five years from 4/1, and four and a half from 10/1.
pub fn default_period(cycle: Cycle) -> (NaiveDate, NaiveDate) {
    let from = cycle.accreditation_start();
    (from, NaiveDate::from_ymd_opt(from.year() + 5, 3, 31).unwrap_or(from))
}

/// The accreditation of a kind that is in force on `day`, if the account holds one.
pub fn held_on(held: &[Accreditation], kind: AccreditationKind, day: NaiveDate) -> Option<&Accreditation> {
    held.iter().find(|held| held.kind == kind && held.in_force(day))
}

/// Whether 新規登録 with an address is refused in the open (S43, E1): only for a facility whose accreditation is in force.
pub fn address_in_use(accreditations: &[Accreditation], today: NaiveDate) -> Result<(), Refusal> {
    if accreditations.iter().any(|accreditation| accreditation.in_force(today)) {
        Err(Refusal::AddressInUse)
    } else {
        Ok(())
    }
}
