//! The outbox's sender: takes what is due, sends it, writes down what became of it. The stream and the schedule only
//! wake it; what their events say is ignored. Nothing is lost; a mail goes twice only where SES's answer was lost.

use domain::delivery::Attempt;
use domain::{AccountId, EmailAddress};
use domain::{Action, Actor, Delivery, Recipient, authorize};
use serde::Serialize;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::Settings;
use shared::mail::{Mailer, render};
use shared::secrets::LinkKey;
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
}

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
        }
    }
}

/// Sends everything that is due. A notice that breaks the run does not keep the others from being sent.
pub async fn run(deps: &Deps) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let mut broken = None;
    for shard in 0..keys::OUTBOX_SHARDS {
        for notice in deps.store.due_notices(shard, deps.clock.now()).await? {
            broken = broken.or(deliver(deps, notice, &mut report).await.err());
        }
    }
    broken.map_or(Ok(report), Err)
}

async fn deliver(deps: &Deps, notice: StoredNotice, report: &mut Report) -> anyhow::Result<()> {
    let Some(leased) = deps.store.lease_notice(notice, deps.clock.now()).await? else { return Ok(()) };
    let attempt = attempt(deps, &leased).await?;
    let Some(delivery) = leased.record.delivery.after(attempt, deps.clock.now()) else { return Ok(()) };
    match &delivery {
        Delivery::Sent { .. } => report.sent += 1,
        Delivery::Waiting { .. } | Delivery::Sending { .. } => report.retried += 1,
        Delivery::Failed { reason, .. } => {
            report.failed += 1;
            tracing::error!(reason, template = leased.record.notice.letter.template(), "a notice was given up");
        }
    }
    finish(deps, &leased, delivery).await
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
    let letter = &notice.record.notice.letter;
    let Recipient::LoginAddressOf(account) = &notice.record.notice.to;
    let Some(address) = login_address(deps, account).await? else {
        return Ok(Attempt::Never("no such account".to_owned()));
    };
    let rendered = render(letter, account, &deps.web, &deps.links)?;
    deps.mailer.send(&address, &rendered, &notice.name()).await
}

async fn login_address(deps: &Deps, account: &AccountId) -> anyhow::Result<Option<EmailAddress>> {
    let capability = authorize(&Actor::system("deliver_mail"), Action::View, account.clone())?;
    Ok(deps.store.account(&capability).await?.map(|account| account.value.email))
}
