//! On the start date, each new partner's core facilities are asked for the link (S124, S128–S130, E62, E68–E70). What is
//! due is decided as of its start date, so a run on 4/3 does what one on 4/1 would have done; it is done once, whoever
//! runs how often. The schedule and the table's stream only wake it.
//!
//! And the links of an accreditation that ends are told so, each once, and end with it (E62–E64, E72).
//!
//! `{"dry_run": true, "day": "2027-04-01"}` tells who would get what up to that day, and does nothing.

use chrono::NaiveDate;
use domain::{Action, Actor, BlockReason, PartnershipId, PartnershipState, authorize, last_due};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::Settings;
use shared::partnerships::{Planned, plan};
use shared::store::{Cause, Store, StoreError, Versioned, settle, unless_beaten};

/// What asking needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone)]
pub struct Deps {
    /// What is due, accreditations, links, the outbox.
    pub store: Store,
    /// The time.
    pub clock: Clock,
}

/// What a run did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Everything up to this day.
    pub day: NaiveDate,
    /// Core facilities that were asked.
    pub requested: u32,
    /// Links that could not be asked for: partner and secretariat are told.
    pub blocked: u32,
    /// What another run did meanwhile.
    pub already: u32,
    /// Links that were told that they end.
    pub ended: u32,
    /// Not dealt with: the next run tries again.
    pub failed: u32,
    /// In a dry run: who would get what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<Line>,
}

/// Who would get what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The link.
    pub partnership: PartnershipId,
    /// 連携施設
    pub partner: String,
    /// 基幹施設
    pub core: String,
    /// The mails: template and recipient.
    pub mails: Vec<String>,
    /// Why the core facility would get none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<BlockReason>,
}

/// What an event may ask for. Anything else in it is only a hint.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    dry_run: bool,
    day: Option<NaiveDate>,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self { store: Store::new(settings, aws), clock: Clock::System }
    }
}

/// Asks for every link whose start date has come by nine o'clock, or tells what it would do.
pub async fn run(deps: &Deps, event: &Value) -> anyhow::Result<Report> {
    let wish: Wish = serde_json::from_value(event.clone()).unwrap_or_default();
    let now = deps.clock.now();
    let system = Actor::system("notify_partnerships");
    let day = wish.day.filter(|_| wish.dry_run).unwrap_or_else(|| last_due(now));
    let planned = plan(&deps.store, &system, day, now).await?;
    let mut report = Report { day, ..Report::default() };
    if wish.dry_run {
        report.planned = planned.iter().map(Line::of).collect();
        return Ok(report);
    }
    let cause = Cause { now, request_id: "notify_partnerships".to_owned() };
    let told = shared::endings::tell(&deps.store, &system, &cause).await?;
    (report.ended, report.failed) = (told.links, told.failed);
    for planned in planned {
        // one that fails must not keep the others from being asked for
        match ask(deps, &system, &planned, &cause).await {
            Ok(Outcome::Requested) => report.requested += 1,
            Ok(Outcome::Blocked) => report.blocked += 1,
            Ok(Outcome::Already) => report.already += 1,
            Err(error) => {
                report.failed += 1;
                let partnership = planned.partnership.id.to_string();
                tracing::error!(partnership, error = format!("{error:#}"), "a link could not be asked for");
            }
        }
    }
    Ok(report)
}

#[derive(Clone, Copy)]
enum Outcome {
    Requested,
    Blocked,
    Already,
}

/// State, event, mail and the end of its being due, in one commit. Beaten by another run, there is nothing left to do.
async fn ask(deps: &Deps, system: &Actor, planned: &Planned, cause: &Cause) -> anyhow::Result<Outcome> {
    let id = &planned.partnership.id;
    let capability = authorize(system, Action::Change, id.clone())?;
    let unstored = Versioned::unstored(planned.partnership.clone());
    let attempt = async || -> Result<Option<Outcome>, StoreError> {
        let with = vec![deps.store.asked_for(id)?];
        let committed = deps.store.commit(&capability, &unstored, planned.decided.clone(), cause, with).await;
        match unless_beaten(committed)? {
            Some(done) => Ok(Some(match done.value.state {
                PartnershipState::Blocked { .. } => Outcome::Blocked,
                _ => Outcome::Requested,
            })),
            None if deps.store.is_due(id).await? => Ok(None),
            None => Ok(Some(Outcome::Already)),
        }
    };
    Ok(settle(attempt).await?)
}

impl Line {
    fn of(planned: &Planned) -> Self {
        let after = &planned.decided.state;
        let mail = |notice: &domain::Notice| format!("{} to {}", notice.letter.template(), notice.to.role());
        Self {
            partnership: after.id.clone(),
            partner: after.partner.facility_name.clone(),
            core: after.core.facility_name.clone(),
            mails: planned.decided.notices.iter().map(mail).collect(),
            blocked: match after.state {
                PartnershipState::Blocked { why, .. } => Some(why),
                _ => None,
            },
        }
    }
}
