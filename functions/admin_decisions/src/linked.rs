//! A 基幹施設 of an application, in words.

use chrono::NaiveDate;
use domain::calendar::slash_date;
use domain::{AccountId, Accreditation, Application, links};
use serde::Serialize;

use crate::register::Register;

/// A 基幹施設 that the application wants to be linked to.
#[derive(Debug, Serialize)]
pub(crate) struct Linked {
    core: AccountId,
    pub(crate) facility_name: String,
    pub(crate) number: String,
    pub(crate) prefecture: String,
    /// Of its accreditation on the start date, else of the last one.
    pub(crate) period: String,
    /// Whether it is accredited on the start date, as far as is known today.
    pub(crate) in_force: bool,
    /// 主たる基幹施設
    pub(crate) primary: bool,
    /// Found by the secretariat.
    pub(crate) attached: bool,
}

impl Linked {
    /// Those of an application, as they are on `start`.
    pub(crate) fn all(application: &Application, register: &Register, start: NaiveDate) -> Vec<Self> {
        let named = application.filed.as_ref().map_or(&[][..], |filed| &filed.particulars.core_links);
        let row = |link: domain::CoreLink| {
            let on_start = register.core_on(&link.core, start);
            let known = on_start.or_else(|| latest(register, &link.core));
            let text = |of: fn(&Accreditation) -> &str| known.map_or("", of).to_owned();
            Self {
                facility_name: text(|core| &core.facility_name),
                number: text(|core| &core.number),
                prefecture: text(|core| form::prefecture_in_words(&core.prefecture)),
                period: known.map(period).unwrap_or_default(),
                in_force: on_start.is_some(),
                primary: link.primary,
                attached: !named.iter().any(|named| named.core == link.core),
                core: link.core,
            }
        };
        links(application).into_iter().map(row).collect()
    }
}

fn latest<'a>(register: &'a Register, account: &AccountId) -> Option<&'a Accreditation> {
    register.cores.iter().filter(|core| core.account == *account).max_by_key(|core| core.valid_to)
}

/// `2023/4/1 ~ 2028/3/31` (S12), to the day on which it really ends.
pub(crate) fn period(accreditation: &Accreditation) -> String {
    format!("{} ~ {}", slash_date(accreditation.valid_from), slash_date(accreditation.last_day()))
}
