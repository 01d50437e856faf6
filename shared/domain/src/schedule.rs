//! What a day brings, over everything there is: who is due which mail, what the next days will bring, and how much more than
//! was expected a run may send before somebody has to look.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{jst_date, start_of_day};
use crate::{
    AccountId, Accreditation, AccreditationId, Application, ApplicationId, Partnership, PartnershipId, Reminder, Window,
};

/// Everything that reminders look at.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The register: 基幹施設, 連携施設, 認定研修施設.
    pub accreditations: Vec<Accreditation>,
    /// All links that were asked for.
    pub links: Vec<Partnership>,
    /// Applications in which something was saved, each with its window.
    pub applications: Vec<(Application, Window)>,
}

/// What a mail is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// An accreditation.
    Accreditation(AccreditationId),
    /// A link.
    Partnership(PartnershipId),
    /// An application.
    Application(ApplicationId),
}

/// A mail that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Due {
    /// Which.
    pub reminder: Reminder,
    /// About what.
    pub about: About,
    /// 診療施設名; empty of a draft.
    pub facility_name: String,
}

/// For how many days a forecast looks ahead.
pub const FORECAST_DAYS: i64 = 14;

/// The hour, in Japan, at which the schedules run.
const HOUR: i64 = 9;

/// How many mails a run may send, whatever was expected.
const ALWAYS: u32 = 50;

/// What a run expects of the days after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// The day of the run.
    pub made: Option<NaiveDate>,
    /// Mails by day.
    pub days: BTreeMap<NaiveDate, u32>,
    /// What somebody has looked at, and lets go.
    pub released: Option<Release>,
}

/// Mails that one of the staff has looked at, and lets go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// On which day.
    pub day: NaiveDate,
    /// How many.
    pub mails: u32,
    /// Who.
    pub by: String,
}

impl Ledger {
    /// The mails that are due at `now` and were not sent, in order.
    pub fn due(&self, now: DateTime<Utc>) -> Vec<Due> {
        let today = jst_date(now);
        let linked: BTreeSet<&AccountId> =
            self.links.iter().filter(|link| link.counts_on(today)).map(|link| &link.id.partner).collect();
        let of_accreditations = self.accreditations.iter().flat_map(|held| {
            let reminders = held.due_reminders(linked.contains(&held.account), today);
            due(reminders, About::Accreditation(held.id()), held.names_on(today).facility_name)
        });
        let of_links = self.links.iter().flat_map(|link| {
            due(link.due_reminders(today), About::Partnership(link.id.clone()), link.core.facility_name.clone())
        });
        let of_applications = self.applications.iter().flat_map(|(application, window)| {
            let name = application.filed.as_ref().map(|filed| filed.particulars.facility_name.clone());
            let reminders = application.due_reminders(*window, now);
            due(reminders, About::Application(application.id.clone()), name.unwrap_or_default())
        });
        let mut all: Vec<Due> = of_accreditations.chain(of_links).chain(of_applications).collect();
        all.sort();
        all
    }

    /// What the days after `now` will bring if nothing happens until then and every run is made.
    pub fn forecast(&self, now: DateTime<Utc>) -> Forecast {
        let today = jst_date(now);
        let mut ledger = self.clone();
        ledger.sent(&self.due(now));
        let days = (1..=FORECAST_DAYS).map(|ahead| {
            let day = today + TimeDelta::days(ahead);
            let due = ledger.due(start_of_day(day) + TimeDelta::hours(HOUR));
            ledger.sent(&due);
            (day, u32::try_from(due.len()).unwrap_or(u32::MAX))
        });
        Forecast { made: Some(today), days: days.collect(), released: None }
    }

    /// Marks mails as sent.
    fn sent(&mut self, all: &[Due]) {
        for due in all {
            match &due.about {
                About::Accreditation(id) => {
                    let of_it = self.accreditations.iter_mut().filter(|held| held.id() == *id);
                    of_it.for_each(|held| _ = held.reminded.insert(due.reminder));
                }
                About::Partnership(id) => {
                    let of_it = self.links.iter_mut().filter(|link| link.id == *id);
                    of_it.for_each(|link| _ = link.reminded.insert(due.reminder));
                }
                About::Application(id) => {
                    let of_it = self.applications.iter_mut().filter(|(application, _)| application.id == *id);
                    of_it.for_each(|(application, _)| _ = application.reminded.insert(due.reminder));
                }
            }
        }
    }
}

fn due(reminders: Vec<Reminder>, about: About, facility_name: String) -> impl Iterator<Item = Due> {
    reminders.into_iter().map(move |reminder| Due {
        reminder,
        about: about.clone(),
        facility_name: facility_name.clone(),
    })
}

impl Forecast {
    /// How many mails a run on `today` may send: twice what was expected since the last one, and always some more; or as
    /// many as somebody has let go.
    pub fn most(&self, today: NaiveDate) -> u32 {
        let expected: u32 = self.days.iter().filter(|(day, _)| **day <= today).map(|(_, mails)| mails).sum();
        let released = self.released.as_ref().filter(|release| release.day == today).map_or(0, |release| release.mails);
        expected.saturating_mul(2).saturating_add(ALWAYS).max(released)
    }
}
