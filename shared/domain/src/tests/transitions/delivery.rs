//! The outbox's part of the table.

use chrono::TimeDelta;

use super::super::fixture::now;
use super::{Legend, Machine};
use crate::delivery::{Attempt, Delivery, LEASE};

fn samples() -> [(&'static str, Delivery); 10] {
    let soon = now() + TimeDelta::seconds(1);
    [
        ("Waiting, not due", Delivery::due(soon)),
        ("Waiting, due", Delivery::due(now())),
        ("Waiting, due, 9 attempts failed", Delivery::Waiting { due: now(), attempts: 9 }),
        ("Sending, lease runs", Delivery::Sending { until: now() + LEASE, due: now(), attempts: 0 }),
        ("Sending, lease over", Delivery::Sending { until: now(), due: now() - LEASE, attempts: 0 }),
        ("Sending, lease over, 1 attempt failed", Delivery::Sending { until: now(), due: now() - LEASE, attempts: 1 }),
        ("Sending, 9 attempts failed", Delivery::Sending { until: now() + LEASE, due: now(), attempts: 9 }),
        ("Sending, lease over, 9 attempts failed", Delivery::Sending { until: now(), due: now() - LEASE, attempts: 9 }),
        ("Sent", Delivery::Sent { at: now(), ses_id: "ses-1".to_owned() }),
        ("Failed", Delivery::Failed { at: now(), reason: "BadRequestException".to_owned() }),
    ]
}

fn outcome(next: Option<&Delivery>, otherwise: &str) -> String {
    match next {
        None => otherwise.to_owned(),
        Some(Delivery::Waiting { due, attempts }) => {
            format!("→ Waiting, due in {} min, {attempts} failed", (*due - now()).num_minutes())
        }
        Some(Delivery::Sending { until, attempts, .. }) => {
            format!("→ Sending, for {} s, {attempts} failed", (*until - now()).num_seconds())
        }
        Some(Delivery::Sent { .. }) => "→ Sent".to_owned(),
        Some(Delivery::Failed { .. }) => "→ Failed".to_owned(),
    }
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let idle = legend.noted(
        "not_taken",
        "nothing happens: not due yet, held by another sender, waiting after one that died, or done",
    );
    let unheld = legend.noted("not_held", "nothing happens: the outcome of a notice that nobody holds");
    let rows = samples().map(|(name, delivery)| {
        let after = |attempt| outcome(delivery.after(attempt, now()).as_ref(), &unheld);
        vec![
            name.to_owned(),
            outcome(delivery.lease(now()).as_ref(), &idle),
            after(Attempt::Accepted("ses-1".to_owned())),
            after(Attempt::Later("TooManyRequestsException".to_owned())),
            after(Attempt::Never("BadRequestException".to_owned())),
        ]
    });
    Machine {
        title: "Delivery of a notice",
        about: "`Delivery::lease` and `Delivery::after`, called by deliver_mail only; each is stored under the version read.\n\
            A lease that ended unanswered is a failed attempt: the same waits, counted from when it began, and after the\n\
            tenth the notice has failed.",
        head: vec!["state", "take it", "SES accepts", "SES may later", "SES never will"],
        rows: rows.into(),
    }
}
