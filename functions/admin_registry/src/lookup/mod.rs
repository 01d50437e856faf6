//! 施設一覧: everything that holds or held an accreditation, found by number, name or 施設責任者; and whoever holds an address.

mod file;
mod found;
mod page;
#[cfg(test)]
mod tests;
mod wanted;

use std::collections::HashMap;

use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::calendar::jst_date;
use domain::{
    AccountId, Accreditation, AccreditationKind, Action, Actor, Capability, EmailAddress, Office, Partnership, Staff,
    authorize,
};
use shared::store::{Store, StoreError};
use shared::web::{AppError, Page, Received, Visitor};

use crate::Deps;
pub(crate) use file::download;
use found::Entry;
use page::LookupPage;
pub(crate) use page::path;
use wanted::Wanted;

/// What a search looks through.
#[derive(Clone, Debug)]
struct Register {
    accreditations: Vec<Accreditation>,
    /// Whoever holds the address that was searched for.
    holder: Option<AccountId>,
    links: Vec<Partnership>,
}

impl Register {
    async fn of(store: &Store, actor: &Actor, wanted: &Wanted) -> Result<Self, AppError> {
        let office = authorize(actor, Action::View, Office)?;
        if let Some(address) = wanted.address() {
            return Self::of_address(store, actor, &office, &address).await;
        }
        let (core, partner, training, links) = tokio::try_join!(
            store.roster(AccreditationKind::Core),
            store.roster(AccreditationKind::Partner),
            store.roster(AccreditationKind::Training),
            links(store, &office),
        )?;
        Ok(Self { accreditations: [core, partner, training].concat(), holder: None, links })
    }

    /// An address is found by the whole of it only, whether or not its account is accredited.
    async fn of_address(
        store: &Store,
        actor: &Actor,
        office: &Capability<Office>,
        address: &EmailAddress,
    ) -> Result<Self, AppError> {
        let (login, links) = tokio::try_join!(store.login(address), links(store, office))?;
        let holder = login.map(|login| login.account);
        let accreditations = match &holder {
            Some(account) => store.accreditations(&authorize(actor, Action::View, account.clone())?).await?,
            None => Vec::new(),
        };
        Ok(Self { accreditations, holder, links })
    }

    fn entries(&self, day: NaiveDate) -> Vec<Entry> {
        self.accreditations.iter().map(|accreditation| Entry::new(accreditation, &self.links, day)).collect()
    }
}

async fn links(store: &Store, office: &Capability<Office>) -> Result<Vec<Partnership>, StoreError> {
    Ok(store.all_partnerships(office).await?.into_iter().map(|link| link.value).collect())
}

/// The list, searched and filtered as the address says.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Query(query): Query<HashMap<String, String>>,
    visitor: Visitor<Staff>,
    received: Received,
) -> Result<Page<LookupPage>, AppError> {
    let wanted = Wanted::read(&query);
    let load = async |actor: Actor| Register::of(&deps.store, &actor, &wanted).await;
    let (session, register) = visitor.signed_in(&deps.store, &received, load).await?;
    let entries = register.entries(jst_date(received.now));
    Ok(Page::new(LookupPage::new(&deps.web, &session, &entries, &wanted, register.holder.as_ref())))
}
