//! All that the secretariat has about one facility, read in two rounds.

use anyhow::Context as _;
use domain::{
    Account, AccountId, Accreditation, AccreditationId, Action, Actor, Application, ApplicationId, Capability,
    Partnership, Recipient, Registration, authorize,
};
use shared::store::{EventRecord, NamedNotice, Store, StoreError, Versioned, keys};
use shared::web::AppError;
use tokio::task::JoinSet;

/// How many partitions are asked for their mails at once.
const AT_ONCE: usize = 16;

/// An accreditation with what is on file for it.
#[derive(Clone, Debug)]
pub(crate) struct Holding {
    pub(crate) accreditation: Accreditation,
    pub(crate) registration: Option<Versioned<Registration>>,
    /// What happened to both, oldest first.
    events: Vec<EventRecord>,
}

/// One facility: an account, with all that belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct FacilityFile {
    pub(crate) id: AccountId,
    /// Its login; `None` where the register names an account that never was one.
    pub(crate) account: Option<Versioned<Account>>,
    /// What happened to the login, oldest first.
    pub(crate) account_events: Vec<EventRecord>,
    /// All that it holds or held.
    pub(crate) held: Vec<Holding>,
    /// Its links, on both sides.
    pub(crate) links: Vec<Partnership>,
    /// The applications that it submitted.
    pub(crate) applications: Vec<Application>,
}

impl FacilityFile {
    /// Reads it; what nobody ever was is not found.
    pub(crate) async fn of(store: &Store, actor: &Actor, id: AccountId) -> Result<Self, AppError> {
        let capability = authorize(actor, Action::View, id.clone())?;
        let partition = keys::account_partition(&id);
        let (account, account_events, accreditations, links, submitted) = tokio::try_join!(
            store.account(&capability),
            store.events_of(&partition),
            store.accreditations(&capability),
            store.partnerships_of(&capability),
            store.submitted_applications(&capability),
        )?;
        if account.is_none() && accreditations.is_empty() {
            return Err(AppError::NotFound);
        }
        let viewed: Vec<Capability<ApplicationId>> =
            submitted.into_iter().map(|id| authorize(actor, Action::View, id)).collect::<Result<_, _>>()?;
        let (held, applications) = tokio::try_join!(holdings(store, actor, accreditations), async {
            Ok(store.applications_named(&viewed).await?)
        })?;
        let links = links.into_iter().map(|link| link.value).collect();
        let applications = applications.into_iter().map(|application| application.value).collect();
        Ok(Self { id, account, account_events, held, links, applications })
    }

    /// Every event of the login, of the accreditations and of what is on file, oldest first.
    pub(crate) fn events(&self) -> Vec<EventRecord> {
        let of_holdings = self.held.iter().flat_map(|held| held.events.iter());
        let mut all: Vec<EventRecord> = self.account_events.iter().chain(of_holdings).cloned().collect();
        all.sort_by_key(|record| record.at);
        all
    }

    /// Every mail to the facility, newest first.
    pub(crate) async fn mails(&self, store: &Store) -> Result<Vec<NamedNotice>, AppError> {
        let account = std::iter::once(keys::account_partition(&self.id));
        let ids = self.held.iter().map(|held| held.accreditation.id());
        let of_held = ids.flat_map(|id| [keys::accreditation(id.kind, &id.number).pk, keys::registration(&id).pk]);
        let of_links = self.links.iter().map(|link| keys::partnership_partition(&link.id));
        let of_applications = self.applications.iter().map(|application| keys::application_partition(&application.id));
        let mut mails = Vec::new();
        let mut reading: JoinSet<Result<Vec<NamedNotice>, StoreError>> = JoinSet::new();
        for partition in account.chain(of_held).chain(of_links).chain(of_applications) {
            if reading.len() == AT_ONCE
                && let Some(read) = reading.join_next().await
            {
                mails.extend(read.context("reading mails")??);
            }
            let store = store.clone();
            reading.spawn(async move { store.notices_of(&partition).await });
        }
        while let Some(read) = reading.join_next().await {
            mails.extend(read.context("reading mails")??);
        }
        let facility = Recipient::LoginAddressOf(self.id.clone());
        mails.retain(|mail| mail.record.notice.to == facility);
        mails.sort_by(|one, other| (other.record.created, &other.name).cmp(&(one.record.created, &one.name)));
        Ok(mails)
    }
}

async fn holdings(store: &Store, actor: &Actor, accreditations: Vec<Accreditation>) -> Result<Vec<Holding>, AppError> {
    let mut held = Vec::new();
    // a facility holds a handful in its whole life
    for accreditation in accreditations {
        let id = accreditation.id();
        let capability: Capability<AccreditationId> = authorize(actor, Action::View, id.clone())?;
        let (own, on_file) = (keys::accreditation(id.kind, &id.number).pk, keys::registration(&id).pk);
        let (registration, mut events, more) =
            tokio::try_join!(store.registration(&capability), store.events_of(&own), store.events_of(&on_file),)?;
        events.extend(more);
        held.push(Holding { accreditation, registration, events });
    }
    Ok(held)
}
