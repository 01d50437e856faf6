//! The worklist: everything that was submitted in the four latest rounds, by who must act next.

mod page;
mod wanted;
mod work;

#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};

use axum::extract::{Query, State};
use chrono::NaiveDate;
use domain::{
    Action, Actor, Application, ApplicationState, Capability, Cycle, Judgement, Office, Partnership, Staff, authorize,
};
use shared::store::{Store, StoreError, Versioned};
use shared::web::{AppError, Page, Received, Visitor};

use crate::Deps;
use page::WorklistPage;
use wanted::Wanted;
use work::Work;

/// The submitted applications of a round, and the links that begin with its accreditations.
type Round = (Vec<Versioned<Application>>, Vec<Versioned<Partnership>>);

async fn round(store: &Store, office: &Capability<Office>, cycle: Cycle) -> Result<Round, StoreError> {
    let start = cycle.accreditation_start();
    let (applications, mut links) =
        tokio::try_join!(store.submitted_in(office, cycle), store.partnerships_from(office, start))?;
    for day in edited_starts(&applications, start) {
        links.extend(store.partnerships_from(office, day).await?);
    }
    Ok((applications, links))
}

/// The days other than the round's own on which accreditations begin: the judge may write another, seldom does.
fn edited_starts(applications: &[Versioned<Application>], start: NaiveDate) -> BTreeSet<NaiveDate> {
    let begins = |state: &ApplicationState| match state {
        ApplicationState::Judged { judgement: Judgement::Pass { valid_from, .. }, .. } => Some(*valid_from),
        _ => None,
    };
    applications.iter().filter_map(|read| begins(&read.value.state)).filter(|day| *day != start).collect()
}

/// The list, filtered and sorted as the address says.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Query(query): Query<HashMap<String, String>>,
    visitor: Visitor<Staff>,
    received: Received,
) -> Result<Page<WorklistPage>, AppError> {
    let current = Cycle::current(received.now);
    let cycles @ [first, second, third, fourth] =
        [current, current.previous(), current.previous().previous(), current.previous().previous().previous()];
    let load = async |actor: Actor| {
        let office = authorize(&actor, Action::View, Office)?;
        let round = |cycle| round(&deps.store, &office, cycle);
        let (first, second, third, fourth) =
            tokio::try_join!(round(first), round(second), round(third), round(fourth))?;
        Ok([first, second, third, fourth])
    };
    let (session, rounds) = visitor.signed_in(&deps.store, &received, load).await?;
    let all: Vec<Work> =
        rounds.iter().flat_map(|(applications, links)| Work::of_round(applications, links, received.now)).collect();
    let wanted = Wanted::read(&query, &cycles);
    Ok(Page::new(WorklistPage::new(&deps.web, &session, &all, &wanted, &cycles, received.now)))
}
