//! Mails that days bring, as tables of (who is due, which notice): pure functions of a day and a state. Each is sent once:
//! what was sent stands in the state. A run that comes late sends what is due then.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::jst_date;
use crate::{
    Accreditation, Application, ApplicationState, Decided, Event, Letter, LinkStanding, Notice, Partnership,
    PartnershipState, Phase, Recipient, Refusal, Standing, TRANSITION_END, Window,
};

/// A mail that a day brings, as it is remembered in the state that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// M7: the accreditation begins.
    Started,
    /// M14: so many months before it expires (S32).
    Renewal(u8),
    /// It has expired.
    Expired,
    /// M16: so many months before the transition measure ends (E86).
    TransitionEnd(u8),
    /// M10: so many days after a link was asked for (E61).
    Unanswered(u8),
    /// M15: so many days before the window closes (E35).
    WindowClosing(u8),
    /// A correction is due soon, by its round.
    CorrectionDue(u32),
    /// A correction was not answered in time, by its round; to the secretariat (E28).
    CorrectionOverdue(u32),
}

/// Months before an expiry.
const RENEWAL_MONTHS: [u8; 3] = [12, 6, 3];

/// Months before the end of the transition measure.
const TRANSITION_MONTHS: [u8; 4] = [12, 6, 3, 1];

/// Days after a link was asked for.
const UNANSWERED_DAYS: [u8; 3] = [7, 14, 30];

/// Days before a window closes.
const CLOSING_DAYS: [u8; 2] = [7, 1];

/// Days before a correction is due.
const CORRECTION_DAYS: i64 = 3;

/// The latest step whose day has come: one that was missed is not made up for when the next has come, too.
fn step<const N: usize>(steps: [u8; N], day: NaiveDate, of: impl Fn(u8) -> NaiveDate) -> Option<u8> {
    steps.into_iter().filter(|step| of(*step) <= day).max_by_key(|step| of(*step))
}

fn months_before(day: NaiveDate, months: u8) -> NaiveDate {
    day.checked_sub_months(Months::new(u32::from(months))).unwrap_or(day)
}

impl Accreditation {
    /// The mails that `day` brings and that were not sent; `linked` tells whether a link of it counts on that day.
    pub fn due_reminders(&self, linked: bool, day: NaiveDate) -> Vec<Reminder> {
        let unlinked = self.transition && !linked && day <= TRANSITION_END;
        let due = match self.standing(day) {
            Standing::Expired => vec![Reminder::Expired],
            Standing::Active => {
                let renewal = step(RENEWAL_MONTHS, day, |months| months_before(self.valid_to, months));
                let renewal = renewal.filter(|_| self.ended.is_none()).map(Reminder::Renewal);
                let measure = step(TRANSITION_MONTHS, day, |months| months_before(TRANSITION_END, months));
                let measure = measure.filter(|_| unlinked).map(Reminder::TransitionEnd);
                [Some(Reminder::Started), renewal, measure].into_iter().flatten().collect()
            }
            Standing::Scheduled | Standing::Ended(_) => Vec::new(),
        };
        due.into_iter().filter(|reminder| !self.reminded.contains(reminder)).collect()
    }

    /// Itself as an import enters it on `today`: it began long ago, and nobody is told so now.
    #[must_use]
    pub fn entered(mut self, today: NaiveDate) -> Self {
        if self.valid_from <= today {
            self.reminded.insert(Reminder::Started);
        }
        if self.standing(today) == Standing::Expired {
            self.reminded.insert(Reminder::Expired);
            self.links_told = true;
        }
        self
    }

    pub(crate) fn remind(mut self, reminder: Reminder, now: DateTime<Utc>) -> Result<Decided<Self>, Refusal> {
        if !self.reminded.insert(reminder) {
            return Err(Refusal::AlreadyTold);
        }
        let accreditation = Box::new(self.as_of(jst_date(now)));
        let letter = match reminder {
            Reminder::Started => Letter::AccreditationStarted { accreditation },
            Reminder::Renewal(months) => Letter::RenewalDue { accreditation, months },
            Reminder::Expired => Letter::AccreditationExpired { accreditation },
            Reminder::TransitionEnd(_) => Letter::TransitionEnding { accreditation },
            _ => return Err(Refusal::NotPermitted),
        };
        let notices = vec![self.mail(letter)];
        Ok(Decided { state: self, event: Event::Reminded { reminder }, notices })
    }
}

impl Partnership {
    /// The mails that `day` brings and that were not sent.
    pub fn due_reminders(&self, day: NaiveDate) -> Vec<Reminder> {
        let PartnershipState::Requested { at } = self.state else { return Vec::new() };
        if self.standing(day) != LinkStanding::Requested {
            return Vec::new();
        }
        let due = step(UNANSWERED_DAYS, day, |days| jst_date(at) + TimeDelta::days(i64::from(days)));
        due.map(Reminder::Unanswered).filter(|due| !self.reminded.contains(due)).into_iter().collect()
    }

    pub(crate) fn remind(mut self, reminder: Reminder) -> Result<Decided<Self>, Refusal> {
        let Reminder::Unanswered(days) = reminder else { return Err(Refusal::NotPermitted) };
        if !self.reminded.insert(reminder) {
            return Err(Refusal::AlreadyTold);
        }
        let letter = Letter::PartnershipUnanswered { partnership: Box::new(self.clone()), days };
        let notices = vec![Notice { to: Recipient::LoginAddressOf(self.id.core.clone()), letter }];
        Ok(Decided { state: self, event: Event::Reminded { reminder }, notices })
    }
}

impl Application {
    /// The mails that `now` brings and that were not sent. A draft is one in which something was saved.
    pub fn due_reminders(&self, window: Window, now: DateTime<Utc>) -> Vec<Reminder> {
        let today = jst_date(now);
        let due = match &self.state {
            ApplicationState::Draft if window.phase(now) == Phase::Open => {
                let last = jst_date(window.closes - TimeDelta::seconds(1));
                step(CLOSING_DAYS, today, |days| last - TimeDelta::days(i64::from(days))).map(Reminder::WindowClosing)
            }
            ApplicationState::CorrectionRequested(request) if today > request.due => {
                Some(Reminder::CorrectionOverdue(request.round))
            }
            ApplicationState::CorrectionRequested(request)
                if today >= request.due - TimeDelta::days(CORRECTION_DAYS) =>
            {
                Some(Reminder::CorrectionDue(request.round))
            }
            _ => None,
        };
        due.filter(|due| !self.reminded.contains(due)).into_iter().collect()
    }

    pub(crate) fn remind(mut self, reminder: Reminder, window: Window) -> Result<Decided<Self>, Refusal> {
        if !self.reminded.insert(reminder) {
            return Err(Refusal::AlreadyTold);
        }
        let letter = match (reminder, self.correction(), &self.filed) {
            (Reminder::WindowClosing(_), ..) => {
                Letter::WindowClosing { application: self.id.clone(), closes: window.closes }
            }
            (Reminder::CorrectionDue(_) | Reminder::CorrectionOverdue(_), Some(request), Some(filed)) => {
                Letter::CorrectionDue {
                    application: self.id.clone(),
                    receipt_no: filed.receipt_no.clone(),
                    facility_name: filed.particulars.facility_name.clone(),
                    responsible_name: filed.particulars.responsible_name.clone(),
                    request: request.clone(),
                }
            }
            _ => return Err(Refusal::NotPermitted),
        };
        let overdue = matches!(reminder, Reminder::CorrectionOverdue(_));
        let notice = if overdue { Notice { to: Recipient::Secretariat, letter } } else { self.mail(letter) };
        Ok(Decided { state: self, event: Event::Reminded { reminder }, notices: vec![notice] })
    }
}
