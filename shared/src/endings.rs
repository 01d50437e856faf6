//! What follows for the links of an accreditation that ends (E62–E64, E72): each is told in a commit of its own, and when all
//! are, the accreditation says so. Found by looking, so a run that was missed is made up for; done once, whoever runs how often.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::calendar::jst_date;
use domain::{
    Accreditation, AccreditationCommand, AccreditationId, AccreditationKind, Action, Actor, EndCause, Partnership,
    PartnershipCommand, Refusal, Role, Side, authorize,
};

use crate::store::{Cause, Store, StoreError, Versioned, settle, unless_beaten};

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Links that end.
    pub links: u32,
    /// Accreditations whose links were all told.
    pub accreditations: u32,
    /// Not dealt with: the next run tries again.
    pub failed: u32,
}

/// The accreditations whose links are to be told at `now`: those that a commit has marked, and those whose period is over.
pub async fn due(store: &Store, now: DateTime<Utc>) -> Result<Vec<AccreditationId>, StoreError> {
    let (marked, cores, partners) = tokio::try_join!(
        store.endings(),
        store.roster(AccreditationKind::Core),
        store.roster(AccreditationKind::Partner),
    )?;
    let today = jst_date(now);
    let over = cores.iter().chain(&partners).filter(|held| held.has_links_to_tell(today)).map(Accreditation::id);
    let by_number: BTreeMap<_, _> =
        marked.into_iter().chain(over).map(|id| ((id.kind.slug(), id.number.clone()), id)).collect();
    Ok(by_number.into_values().collect())
}

/// Tells the links of every accreditation that ends.
pub async fn tell(store: &Store, system: &Actor, cause: &Cause) -> Result<Told, StoreError> {
    let mut told = Told::default();
    for id in due(store, cause.now).await? {
        // one that fails must not keep the others from being told
        match tell_of(store, system, &id, cause).await {
            Ok(links) => {
                told.links += links;
                told.accreditations += 1;
            }
            Err(error) => {
                told.failed += 1;
                tracing::error!(number = id.number, error = format!("{error:#}"), "links could not be told");
            }
        }
    }
    Ok(told)
}

async fn tell_of(store: &Store, system: &Actor, id: &AccreditationId, cause: &Cause) -> anyhow::Result<u32> {
    let capability = authorize(system, Action::Change, id.clone())?;
    let ending = store.accreditation(&capability).await?.context("an accreditation that ends")?;
    let account = authorize(system, Action::View, id.account.clone())?;
    let mut told = 0;
    for link in store.partnerships_of(&account).await? {
        told += u32::from(end(store, system, &ending.value, link, cause).await?);
    }
    settle(|| async {
        let read = store.accreditation(&capability).await?.context("an accreditation that ends")?;
        let decided = match read.value.clone().decide(AccreditationCommand::LinksTold, Role::System, cause.now) {
            Ok(decided) => decided,
            Err(Refusal::AlreadyTold) => return Ok(Some(())),
            Err(refusal) => return Err(anyhow::Error::new(refusal)),
        };
        let with = vec![store.links_are_told(id)?];
        let committed = store.commit(&capability, &read, decided, cause, with).await;
        Ok(unless_beaten(committed)?.map(|_| ()))
    })
    .await?;
    Ok(told)
}

/// Whose end a link hears of; `None` for a link on the other side of the account.
fn cause_for(ending: &Accreditation, link: &Partnership) -> Option<EndCause> {
    match ending.kind {
        AccreditationKind::Core if link.id.core == ending.account => Some(EndCause::CoreEnded),
        AccreditationKind::Partner if link.id.partner == ending.account => Some(EndCause::PartnerEnded),
        _ => None,
    }
}

/// Ends one link with its accreditation; whether there was something to tell.
async fn end(
    store: &Store,
    system: &Actor,
    ending: &Accreditation,
    link: Versioned<Partnership>,
    cause: &Cause,
) -> anyhow::Result<bool> {
    let Some(why) = cause_for(ending, &link.value) else { return Ok(false) };
    let on = ending.last_day();
    let capability = authorize(system, Action::Change, link.value.id.clone())?;
    let first = tokio::sync::Mutex::new(Some(link));
    settle(|| async {
        let read = match first.lock().await.take() {
            Some(read) => read,
            None => store.partnership(&capability).await?.context("a link that was asked for")?,
        };
        if !read.value.hears_of(on) || read.version == 0 {
            return Ok(Some(false));
        }
        let decided = read.value.clone().decide(PartnershipCommand::End { on, why }, Side::System, cause.now)?;
        let committed = store.commit(&capability, &read, decided, cause, Vec::new()).await;
        Ok(unless_beaten(committed)?.map(|_| true))
    })
    .await
}
