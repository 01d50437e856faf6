//! The outbox's sender: takes what is due, sends it, writes down what became of it. The stream and the schedule only
//! wake it; what their events say is ignored. Nothing is lost; a mail goes twice only where SES's answer was lost.

use chrono::{DateTime, Utc};
use domain::delivery::Attempt;
use domain::{AccountId, EmailAddress};
use domain::{Action, Actor, Delivery, Recipient, authorize};
use serde::Serialize;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::Settings;
use shared::mail::{Mailer, render};
use shared::secrets::LinkKey;
use shared::society::Society;
use shared::store::{Store, StoreError, StoredNotice, keys, settle, unless_beaten};
use shared::web::Web;

/// What sending needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone)]
pub struct Deps {
    /// The outbox and the accounts' addresses.
    pub store: Store,
    /// SES.
    pub mailer: Mailer,
    /// The addresses in letters.
    pub web: Web,
    /// The links in letters.
    pub links: LinkKey,
    /// The time: a run may take a while, so it is asked for each notice.
    pub clock: Clock,
    /// When a restored table was put in use. What it says was decided before may have been mailed already, so it is not.
    pub fence: Option<DateTime<Utc>>,
}

/// The reason of a notice that the fence keeps back.
pub const HELD_BACK: &str = "held back: older than the restore";

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// SES accepted.
    pub sent: u32,
    /// To be tried again later.
    pub retried: u32,
    /// Given up.
    pub failed: u32,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self {
            store: Store::new(settings, aws),
            mailer: Mailer::new(settings, aws),
            web: Web::new(settings),
            links: LinkKey::new(settings),
            clock: Clock::System,
            fence: fence(settings),
        }
    }
}

fn fence(settings: &Settings<'_>) -> Option<DateTime<Utc>> {
    let fence = settings.optional("MAIL_FENCE")?.parse();
    fence.map_err(|error| settings.problem(format!("MAIL_FENCE is no instant: {error}"))).ok()
}

/// Sends everything that is due. What cannot be read or breaks the run does not keep the others from being sent; the
/// run says so at its end.
pub async fn run(deps: &Deps) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut broken = Vec::new();
    for shard in 0..keys::OUTBOX_SHARDS {
        match deps.store.due_notices(shard, deps.clock.now()).await {
            Ok(due) => {
                for notice in due {
                    broken.extend(deliver(deps, notice, &mut report).await.err().map(told));
                }
            }
            Err(error) => broken.push(told(anyhow::Error::from(error).context(format!("partition {shard}")))),
        }
    }
    let count = broken.len();
    let first = broken.into_iter().next();
    first.map_or(Ok(report), |first| Err(first.context(format!("{count} parts of the outbox, {report:?}; the first"))))
}

/// Said at once: the run may be cut off before its end.
fn told(error: anyhow::Error) -> anyhow::Error {
    tracing::error!(error = format!("{error:#}"), "a part of the outbox could not be dealt with");
    error
}

async fn deliver(deps: &Deps, notice: Result<StoredNotice, StoreError>, report: &mut Report) -> anyhow::Result<()> {
    let Some(taken) = deps.store.lease_notice(notice?, deps.clock.now()).await? else { return Ok(()) };
    if matches!(taken.record.delivery, Delivery::Failed { .. }) {
        report.counts(&taken, &taken.record.delivery);
        return Ok(());
    }
    // what never got as far as SES is an attempt, too: else a letter that cannot be made would be tried for ever
    let (attempt, trouble) = match attempt(deps, &taken).await {
        Ok(attempt) => (attempt, Ok(())),
        Err(error) => (Attempt::Later("not handed to SES".to_owned()), Err(error)),
    };
    if let Some(delivery) = taken.record.delivery.after(attempt, deps.clock.now()) {
        report.counts(&taken, &delivery);
        finish(deps, &taken, delivery).await?;
    }
    trouble
}

impl Report {
    fn counts(&mut self, notice: &StoredNotice, delivery: &Delivery) {
        match delivery {
            Delivery::Sent { .. } => self.sent += 1,
            Delivery::Waiting { .. } | Delivery::Sending { .. } => self.retried += 1,
            Delivery::Failed { reason, .. } => {
                self.failed += 1;
                tracing::error!(reason, template = notice.record.notice.letter.template(), "a notice was given up");
            }
        }
    }
}

/// Another transaction may hold an item for a moment: what SES has accepted must be written down all the same, or it
/// would be sent again. A sender that was taken for dead is beaten every time.
async fn finish(deps: &Deps, leased: &StoredNotice, delivery: Delivery) -> anyhow::Result<()> {
    let attempt = async || unless_beaten(deps.store.finish_notice(leased, delivery.clone()).await);
    match settle(attempt).await {
        Ok(()) | Err(StoreError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// One attempt, to the address as it is now (E21).
async fn attempt(deps: &Deps, notice: &StoredNotice) -> anyhow::Result<Attempt> {
    if deps.fence.is_some_and(|fence| notice.record.created < fence) {
        return Ok(Attempt::Never(HELD_BACK.to_owned()));
    }
    let letter = &notice.record.notice.letter;
    let to = &notice.record.notice.to;
    let Some(address) = address_of(deps, to).await? else {
        return Ok(Attempt::Never("no such address".to_owned()));
    };
    let rendered = render(letter, to, &deps.web, &deps.links)?;
    deps.mailer.send(&address, &rendered, &notice.name()).await
}

async fn address_of(deps: &Deps, to: &Recipient) -> anyhow::Result<Option<EmailAddress>> {
    match to {
        Recipient::LoginAddressOf(account) => login_address(deps, account).await,
        Recipient::Address { email, .. } => Ok(Some(email.clone())),
        Recipient::Secretariat => Ok(EmailAddress::parse(&Society::current().contact_email).ok()),
    }
}

async fn login_address(deps: &Deps, account: &AccountId) -> anyhow::Result<Option<EmailAddress>> {
    let capability = authorize(&Actor::system("deliver_mail"), Action::View, account.clone())?;
    Ok(deps.store.account(&capability).await?.map(|account| account.value.email))
}
