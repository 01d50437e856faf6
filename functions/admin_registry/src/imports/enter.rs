//! Entering what was planned: each facility in commits of its own, so that one that fails keeps none of the others out, and a
//! second run finds what the first has done.

use std::collections::BTreeMap;

use anyhow::Context as _;
use domain::calendar::jst_date;
use domain::{Account, AccountId, Action, Actor, Cycle, authorize};
use shared::registry::import::Row;
use shared::store::{Cause, Login, Store, StoreError, Versioned, Write};
use shared::web::AppError;
use tokio::task::JoinSet;

use super::plan::Planned;
use crate::Deps;

/// How many facilities are entered at once.
const AT_ONCE: usize = 8;
/// How many accreditations go into one commit with a new account: six writes each, and three for the account.
const WITH_ACCOUNT: usize = 3;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Entered {
    /// How many accreditations were entered.
    pub(super) accreditations: usize,
    /// How many accounts were opened.
    pub(super) accounts: usize,
    /// The lines that were not entered.
    pub(super) failed: Vec<usize>,
}

/// A facility that is to be entered.
#[derive(Clone, Debug)]
struct Facility {
    account: AccountId,
    /// Whether the account is to be opened.
    opens: bool,
    rows: Vec<Row>,
}

/// Enters all rows that are new.
pub(super) async fn enter(deps: &Deps, actor: &Actor, planned: &[Planned], cause: &Cause) -> Result<Entered, AppError> {
    let mut entered = Entered::default();
    let mut entering: JoinSet<Entered> = JoinSet::new();
    for facility in facilities(deps, planned, cause) {
        if entering.len() == AT_ONCE
            && let Some(one) = entering.join_next().await
        {
            entered.add(one.context("entering a facility")?);
        }
        let (store, actor, cause) = (deps.store.clone(), actor.clone(), cause.clone());
        entering.spawn(async move { facility.enter(&store, &actor, &cause).await });
    }
    while let Some(one) = entering.join_next().await {
        entered.add(one.context("entering a facility")?);
    }
    entered.failed.sort_unstable();
    Ok(entered)
}

/// The new rows by their facility.
fn facilities(deps: &Deps, planned: &[Planned], cause: &Cause) -> Vec<Facility> {
    let mut found: BTreeMap<String, Facility> = BTreeMap::new();
    for planned in planned.iter().filter(|planned| planned.is_new()) {
        let facility = found.entry(planned.row.email.canonical()).or_insert_with(|| Facility {
            account: planned.account.clone().unwrap_or_else(|| deps.ids.name(cause.now)),
            opens: planned.account.is_none(),
            rows: Vec::new(),
        });
        facility.rows.push(planned.row.clone());
    }
    found.into_values().collect()
}

impl Entered {
    fn add(&mut self, other: Self) {
        self.accreditations += other.accreditations;
        self.accounts += other.accounts;
        self.failed.extend(other.failed);
    }
}

impl Facility {
    /// Enters its rows; at the first that fails the rest are left for a second run.
    async fn enter(self, store: &Store, actor: &Actor, cause: &Cause) -> Entered {
        let mut entered = Entered::default();
        let mut rest = self.rows.as_slice();
        if self.opens {
            let (first, others) = rest.split_at(rest.len().min(WITH_ACCOUNT));
            match self.open(store, actor, cause, first).await {
                Ok(()) => (entered.accounts, entered.accreditations, rest) = (1, first.len(), others),
                Err(error) => return entered.without(rest, &error),
            }
        }
        while let [row, others @ ..] = rest {
            match self.add(store, actor, cause, row).await {
                Ok(()) => (entered.accreditations, rest) = (entered.accreditations + 1, others),
                Err(error) => return entered.without(rest, &error),
            }
        }
        entered
    }

    /// The account without a password, its login, and its first accreditations: one commit.
    async fn open(&self, store: &Store, actor: &Actor, cause: &Cause, rows: &[Row]) -> Result<(), StoreError> {
        let Some(first) = rows.first() else { return Ok(()) };
        let decided = Account::seeded(self.account.clone(), first.email.clone(), first.responsible());
        let found = store.login(&first.email).await?;
        let claimed = Login::claim(found.as_ref(), &self.account, cause.now).ok_or(StoreError::Conflict)?;
        let mut with = vec![store.put_login(&first.email, &Login::of(&decided.state, None), claimed)?];
        for row in rows {
            with.extend(self.writes(store, actor, cause, row)?);
        }
        let capability = authorize(actor, Action::Judge, self.account.clone()).context("opening an account")?;
        let unstored = Versioned::unstored(decided.state.clone());
        store.commit(&capability, &unstored, decided, cause, with).await?;
        Ok(())
    }

    /// One accreditation with what is on file for it.
    fn writes(&self, store: &Store, actor: &Actor, cause: &Cause, row: &Row) -> Result<Vec<Write>, StoreError> {
        let accreditation = row.accreditation(self.account.clone()).entered(jst_date(cause.now));
        let registration = row.registration(self.account.clone(), Cycle::current(cause.now));
        let capability = authorize(actor, Action::Judge, accreditation.id()).context("entering an accreditation")?;
        let unstored = Versioned::unstored(accreditation.clone());
        let (_, mut writes) = store.writes(&capability, &unstored, accreditation.granted(), cause)?;
        let on_file = Versioned::unstored(registration.clone());
        writes.extend(store.writes(&capability, &on_file, registration.entered(), cause)?.1);
        Ok(writes)
    }

    async fn add(&self, store: &Store, actor: &Actor, cause: &Cause, row: &Row) -> Result<(), StoreError> {
        let accreditation = row.accreditation(self.account.clone());
        let registration = row.registration(self.account.clone(), Cycle::current(cause.now));
        let capability = authorize(actor, Action::Judge, accreditation.id()).context("entering an accreditation")?;
        store.enter_accreditation(&capability, accreditation, registration, cause).await?;
        Ok(())
    }
}

impl Entered {
    /// With the rows that were not entered; why is for the log, to repeat it is all that anybody can do.
    fn without(mut self, rows: &[Row], error: &StoreError) -> Self {
        tracing::warn!(error = format!("{error:#}"), "a facility was not entered");
        self.failed.extend(rows.iter().map(|row| row.line));
        self
    }
}
