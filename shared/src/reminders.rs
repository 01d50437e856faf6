//! The mails that days bring: the ledger that they are decided by, and the sending of each, once. What is due is decided in the
//! domain; each is read again by its key before it is sent.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::calendar::jst_date;
use domain::{
    About, AccreditationCommand, AccreditationKind, Action, Actor, Application, ApplicationCommand, ApplicationId,
    ApplicationKind, Circumstances, Cycle, Decided, Due, Ledger, Office, PartnershipCommand, Reminder, Role, Side,
    Window, WindowId, authorize,
};

use crate::store::{Aggregate, Cause, Store, StoreError, Versioned, settle, unless_beaten};

/// Everything that reminders look at, read side by side: the register, the links, what was saved and submitted in the rounds
/// around `now`.
pub async fn ledger(store: &Store, actor: &Actor, now: DateTime<Utc>) -> anyhow::Result<Ledger> {
    let office = authorize(actor, Action::View, Office)?;
    let [training, core, partner] = [AccreditationKind::Training, AccreditationKind::Core, AccreditationKind::Partner]
        .map(|kind| store.roster(kind));
    let (training, core, partner, links, applications) = tokio::try_join!(
        training,
        core,
        partner,
        store.all_partnerships(&office),
        Box::pin(applications(store, actor, now))
    )?;
    Ok(Ledger {
        accreditations: training.into_iter().chain(core).chain(partner).collect(),
        links: links.into_iter().map(|link| link.value).collect(),
        applications,
    })
}

/// The rounds in which something can wait: drafts and corrections of the one before, the one meant, the one after.
fn rounds(now: DateTime<Utc>) -> [Cycle; 3] {
    let current = Cycle::current(now);
    [current.previous(), current, current.next()]
}

async fn applications(
    store: &Store,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Vec<(Application, Window)>, StoreError> {
    let office = authorize(actor, Action::View, Office).context("reading applications")?;
    let rounds = rounds(now);
    let ids: Vec<WindowId> =
        rounds.into_iter().flat_map(|cycle| ApplicationKind::ALL.map(|kind| WindowId { cycle, kind })).collect();
    let mut named: Vec<ApplicationId> = Vec::new();
    for cycle in rounds {
        let (saved, submitted) = tokio::try_join!(store.drafts_in(&office, cycle), store.submitted_in(&office, cycle))?;
        named.extend(saved);
        named.extend(submitted.into_iter().map(|application| application.value.id));
    }
    named.sort();
    named.dedup();
    let capabilities: Result<Vec<_>, _> = named.into_iter().map(|id| authorize(actor, Action::View, id)).collect();
    let capabilities = capabilities.context("reading applications")?;
    let (windows, found) = tokio::try_join!(store.window_settings(&ids), store.applications_named(&capabilities))?;
    let window = |id: &ApplicationId| {
        let of_it = windows.iter().find(|set| set.value.id.cycle == id.cycle && set.value.id.kind == id.kind);
        of_it.map_or_else(|| id.cycle.default_window(), |set| set.value.window)
    };
    Ok(found.into_iter().map(|read| (window(&read.value.id), read.value)).map(|(w, a)| (a, w)).collect())
}

/// Sends one mail that is due; false if it is not due any more, or another run was first.
pub async fn remind(
    store: &Store,
    system: &Actor,
    due: &Due,
    window: Option<Window>,
    cause: &Cause,
) -> anyhow::Result<bool> {
    let (reminder, now) = (due.reminder, cause.now);
    match &due.about {
        About::Accreditation(id) => {
            let capability = authorize(system, Action::Change, id.clone())?;
            let load = async || store.accreditation(&capability).await;
            once(store, &capability, load, cause, |held: domain::Accreditation| {
                // that it was not linked was seen when this was planned
                still(&held.due_reminders(false, jst_date(now)), reminder)?;
                held.decide(AccreditationCommand::Remind(reminder), Role::System, now)
            })
            .await
        }
        About::Partnership(id) => {
            let capability = authorize(system, Action::Change, id.clone())?;
            let load = async || store.partnership(&capability).await;
            once(store, &capability, load, cause, |link: domain::Partnership| {
                still(&link.due_reminders(jst_date(now)), reminder)?;
                link.decide(PartnershipCommand::Remind(reminder), Side::System, now)
            })
            .await
        }
        About::Application(id) => {
            let capability = authorize(system, Action::Change, id.clone())?;
            let window = window.unwrap_or_else(|| id.cycle.default_window());
            let load = async || {
                let found = store.applications_named(std::slice::from_ref(&capability)).await?;
                Ok(found.into_iter().next())
            };
            once(store, &capability, load, cause, |application: Application| {
                still(&application.due_reminders(window, now), reminder)?;
                let around = Circumstances { window, now, role: Role::System };
                application.decide(ApplicationCommand::Remind(reminder), around)
            })
            .await
        }
    }
}

/// What was answered or submitted since it was planned is not reminded of.
fn still(due: &[Reminder], reminder: Reminder) -> Result<(), domain::Refusal> {
    if due.contains(&reminder) { Ok(()) } else { Err(domain::Refusal::AlreadyTold) }
}

/// Decides and commits, anew whenever somebody else was first; what the domain refuses is not due any more.
async fn once<T: Aggregate + Clone, F>(
    store: &Store,
    capability: &domain::Capability<T::Id>,
    load: impl Fn() -> F,
    cause: &Cause,
    decide: impl Fn(T) -> Result<Decided<T>, domain::Refusal>,
) -> anyhow::Result<bool>
where
    F: Future<Output = Result<Option<Versioned<T>>, StoreError>>,
{
    settle(|| async {
        let Some(read) = load().await? else { return Ok(Some(false)) };
        let Ok(decided) = decide(read.value.clone()) else { return Ok(Some(false)) };
        let committed = store.commit(capability, &read, decided, cause, Vec::new()).await;
        Ok::<_, anyhow::Error>(unless_beaten(committed)?.map(|_| true))
    })
    .await
}
