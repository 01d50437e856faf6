//! What is due of the links between facilities, and what becomes of each. The schedule commits it; the secretariat's page
//! and a dry run show it. It is decided as of each link's start date, so it does not matter when it is asked.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AccountId, Accreditation, AccreditationId, AccreditationKind, Action, Actor, Decided, Partnership,
    PartnershipCommand, Refusal, Side, authorize, held_on,
};
use tokio::task::JoinSet;

use crate::store::{Store, StoreError};

/// How many accounts are read at the same time.
const AT_ONCE: usize = 16;

/// What each account holds or held.
type Held = BTreeMap<AccountId, Vec<Accreditation>>;

/// A link that is due, and what becomes of it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// As it was scheduled.
    pub partnership: Partnership,
    /// Asked for, or blocked, with the mails of that.
    pub decided: Decided<Partnership>,
}

/// The links that start on `last` or before and were not asked for, the earliest first, each with what becomes of it. With
/// a later day it is a forecast. Each core facility is read once, in however many links it occurs; partners, whose one
/// accreditation is known by its number, a hundred at a time.
pub async fn plan(
    store: &Store,
    actor: &Actor,
    last: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<Planned>, StoreError> {
    let due = store.due_partnerships(last).await?;
    let cores = held_by(store, actor, due.iter().map(|link| link.id.core.clone()).collect()).await?;
    let partners = own(store, actor, &due).await?;
    let begun = |link: Partnership| {
        let partner = partners.get(&link.partner.number);
        begun(link, &cores, partner, now).context("a due link").map_err(StoreError::Other)
    };
    due.into_iter().map(begun).collect()
}

/// The accreditations with which partners named their core facilities, by number: each is asked for once, however many
/// core facilities its holder named.
async fn own(store: &Store, actor: &Actor, due: &[Partnership]) -> Result<BTreeMap<String, Accreditation>, StoreError> {
    let named: BTreeMap<&str, &AccountId> =
        due.iter().map(|link| (link.partner.number.as_str(), &link.id.partner)).collect();
    let capabilities: Result<Vec<_>, _> = named
        .into_iter()
        .map(|(number, account)| {
            let (account, number) = (account.clone(), number.to_owned());
            authorize(actor, Action::View, AccreditationId { account, kind: AccreditationKind::Partner, number })
        })
        .collect();
    let found = store.accreditations_named(&capabilities.context("reading accreditations")?).await?;
    Ok(found.into_iter().flatten().map(|own| (own.number.clone(), own)).collect())
}

async fn held_by(store: &Store, actor: &Actor, accounts: BTreeSet<AccountId>) -> Result<Held, StoreError> {
    let mut held = Held::new();
    let mut reading: JoinSet<Result<(AccountId, Vec<Accreditation>), StoreError>> = JoinSet::new();
    for account in accounts {
        let capability = authorize(actor, Action::View, account).context("reading accreditations")?;
        if reading.len() == AT_ONCE
            && let Some(read) = reading.join_next().await
        {
            held.extend([read.context("reading accreditations")??]);
        }
        let store = store.clone();
        reading.spawn(async move {
            let all = store.accreditations(&capability).await?;
            Ok((capability.object().clone(), all))
        });
    }
    while let Some(read) = reading.join_next().await {
        held.extend([read.context("reading accreditations")??]);
    }
    Ok(held)
}

/// What becomes of a link, by who is accredited on its start date (E62).
fn begun(
    link: Partnership,
    cores: &Held,
    partner: Option<&Accreditation>,
    now: DateTime<Utc>,
) -> Result<Planned, Refusal> {
    let of_core = cores.get(&link.id.core).map_or(&[][..], Vec::as_slice);
    let core = held_on(of_core, AccreditationKind::Core, link.id.start).cloned().map(Box::new);
    let partner = partner.filter(|partner| partner.in_force(link.id.start)).cloned().map(Box::new);
    let begin = PartnershipCommand::Begin { core, partner };
    Ok(Planned { decided: link.clone().decide(begin, Side::System, now)?, partnership: link })
}

#[cfg(test)]
mod tests {
    use domain::{BlockReason, Letter, Names, PartnershipId, PartnershipState, Party};

    use super::*;
    use crate::tests::fixture::{jst, ulid};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn accreditation(account: &str, kind: AccreditationKind, from: &str, to: &str) -> Accreditation {
        let id = AccreditationId { account: ulid(account), kind, number: "K-0001".to_owned() };
        let names = Names {
            facility_name: "架空中央医療センター".to_owned(),
            prefecture: "13".to_owned(),
            responsible_name: "架空　花子".to_owned(),
            qualified: true,
        };
        Accreditation::new(id, names, day(from), day(to))
    }

    fn core() -> Accreditation {
        accreditation("C0RE", AccreditationKind::Core, "2025-04-01", "2030-03-31")
    }

    fn partner() -> Accreditation {
        accreditation("PART", AccreditationKind::Partner, "2027-04-01", "2032-03-31")
    }

    /// What becomes of the link from 2027-04-01 when it is asked on `today`.
    fn becomes(core: Accreditation, partner: &Accreditation, today: &str) -> Planned {
        let party = Party::of(partner, "架空　花子 03-0000-0000".to_owned());
        let id = PartnershipId { partner: ulid("PART"), start: day("2027-04-01"), core: ulid("C0RE") };
        let link = Partnership::scheduled(id, party, Party::of(&core, String::new()));
        let cores = [(core.account.clone(), vec![core])].into();
        begun(link, &cores, Some(partner), jst(&format!("{today} 09:00:00"))).unwrap()
    }

    fn blocked(planned: &Planned) -> Option<BlockReason> {
        match planned.decided.state.state {
            PartnershipState::Blocked { why, .. } => Some(why),
            _ => None,
        }
    }

    #[test]
    fn a_core_facility_in_force_is_asked() {
        let planned = becomes(core(), &partner(), "2027-04-01");
        assert_eq!(planned.partnership.state, PartnershipState::Scheduled);
        assert!(matches!(planned.decided.state.state, PartnershipState::Requested { .. }));
        let [notice] = &planned.decided.notices[..] else { panic!("one mail") };
        assert!(matches!(notice.letter, Letter::PartnershipRequested { .. }));
    }

    #[test]
    fn a_late_run_decides_as_of_the_start_date() {
        let ended_since = Accreditation { ended: Some(day("2027-04-02")), ..core() };
        assert_eq!(blocked(&becomes(ended_since, &partner(), "2027-04-03")), None);
        let began_since = Accreditation { valid_from: day("2027-04-02"), ..core() };
        assert_eq!(
            blocked(&becomes(began_since, &partner(), "2027-04-03")),
            Some(BlockReason::CoreNotAccredited),
            "nor does it help who came later"
        );
    }

    #[test]
    fn a_core_facility_that_is_lost_the_day_before_is_not_asked() {
        let lost = Accreditation { ended: Some(day("2027-03-31")), ..core() };
        let planned = becomes(lost, &partner(), "2027-04-01");
        assert_eq!(blocked(&planned), Some(BlockReason::CoreNotAccredited));
        assert!(planned.decided.notices.iter().all(|mail| matches!(mail.letter, Letter::PartnershipBlocked { .. })));
    }

    #[test]
    fn a_core_facility_of_the_same_day_is_asked() {
        let new = accreditation("C0RE", AccreditationKind::Core, "2027-04-01", "2032-03-31");
        assert_eq!(blocked(&becomes(new, &partner(), "2027-04-01")), None);
    }

    #[test]
    fn another_kind_of_accreditation_does_not_count() {
        let training = Accreditation { kind: AccreditationKind::Training, ..core() };
        assert_eq!(blocked(&becomes(training, &partner(), "2027-04-01")), Some(BlockReason::CoreNotAccredited));
        let gone = Accreditation { ended: Some(day("2027-03-31")), ..partner() };
        assert_eq!(blocked(&becomes(core(), &gone, "2027-04-01")), Some(BlockReason::PartnerNotAccredited));
    }
}
