//! Two rounds through the pages, from sign-up to the second of November, with calls that break and answers that are lost: after
//! every day the invariants hold. The schedules and the script of years are rehearsed in `rehearsal.rs`; here it is people.

mod facility;
mod office;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::calendar::start_of_day;
use domain::{AccreditationId, AccreditationKind, ApplicationKind, Cycle};
use portal_tests::people::names;
use portal_tests::world::World;

use facility::Facility;

/// One of `of`: the same in every run.
fn choice(about: &str, of: u64) -> u64 {
    portal_tests::rehearsal::choice(SEED, about, of)
}

/// One in which everything happens that is counted at the end.
const SEED: u64 = 2;

/// A number of days after a day.
fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day + Days::new(days)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// One round: when it opens, when its month is over, and from when on its accreditations count.
#[derive(Clone, Copy, Debug)]
struct Round {
    cycle: Cycle,
    opens: NaiveDate,
    closes: NaiveDate,
    start: NaiveDate,
}

impl Round {
    fn of(cycle: &str) -> Self {
        let cycle: Cycle = cycle.parse().unwrap();
        let window = cycle.default_window();
        let [opens, closes] = [window.opens, window.closes].map(domain::calendar::jst_date);
        Self { cycle, opens, closes, start: cycle.accreditation_start() }
    }
}

/// Everybody.
struct Year {
    world: World,
    /// 基幹施設 of before, then those that apply; the account of each is known once it has one.
    facilities: Vec<Facility>,
    rounds: [Round; 2],
}

impl Year {
    /// Two core facilities of before, and in each round three more and five partners, of which the last comes too late.
    async fn new() -> Self {
        let world = World::new().await;
        let rounds = ["2027-02", "2027-08"].map(Round::of);
        world.turns_to("2027-01-25T10:00:00+09:00");
        let mut facilities = Vec::new();
        for number in 0..2 {
            let mut core = Facility::new(&world, ApplicationKind::Core, None, number);
            core.signs_up(&world).await;
            let account = core.account.clone().unwrap();
            let id = AccreditationId { account, kind: AccreditationKind::Core, number: format!("K-000{number}") };
            let held = domain::Accreditation::new(id, names(&core.name), day("2023-04-01"), day("2028-03-31"));
            world.enters(held).await;
            facilities.push(core);
        }
        for round in rounds {
            let kinds = [ApplicationKind::Core; 3].into_iter().chain([ApplicationKind::Partner; 5]);
            facilities.extend(kinds.zip(0..).map(|(kind, number)| Facility::new(&world, kind, Some(round), number)));
        }
        Self { world, facilities, rounds }
    }

    /// The schedules, at nine.
    async fn morning(&self, day: NaiveDate) {
        self.moves_to(start_of_day(day) + TimeDelta::hours(9));
        assert_eq!(self.world.notifies().await.failed, 0);
        let reminded = self.world.reminds().await;
        assert!(reminded.failed == 0 && !reminded.stopped, "{reminded:?}");
        self.evening().await;
    }

    fn moves_to(&self, instant: DateTime<Utc>) {
        self.world.turns_to(&instant.to_rfc3339());
    }

    /// What arrived is looked at, what was decided is mailed.
    async fn evening(&self) {
        self.world.inspects().await;
        self.world.delivers().await;
    }

    /// The core facilities of before, which a partner may name: one of them returns its accreditation.
    fn cores(&self, day: NaiveDate) -> Vec<domain::AccountId> {
        let old = self.facilities.iter().filter(|one| one.round.is_none());
        old.skip(usize::from(day > RETURNED)).filter_map(|one| one.account.clone()).collect()
    }

    async fn people(&mut self, day: NaiveDate) {
        let cores = self.cores(day);
        for facility in &mut self.facilities {
            facility.acts(&self.world, day, &cores).await;
        }
        for round in self.rounds {
            office::acts(&self.world, round, day, &self.facilities).await;
        }
        if day == RETURNS {
            self.facilities[0].asks_to_return(&self.world, RETURNED).await;
        }
        if day == later(RETURNS, 7) {
            self.world.approves_what_waits(&RETURNED.to_string()).await;
        }
        // a returned facility signs up anew, with the address that it had
        if day == later(self.rounds[1].opens, 8) {
            let former = self.facilities[0].account.clone();
            self.facilities[0].signs_up(&self.world).await;
            assert_ne!(self.facilities[0].account, former);
        }
    }
}

/// When the first core facility asks to return its accreditation.
const RETURNS: NaiveDate = NaiveDate::from_ymd_opt(2027, 6, 1).unwrap();

/// Its last day.
const RETURNED: NaiveDate = NaiveDate::from_ymd_opt(2027, 6, 30).unwrap();

#[tokio::test]
async fn after_every_day_of_two_rounds_the_invariants_hold() {
    let mut year = Year::new().await;
    let mut days = 0;
    for day in day("2027-02-01").iter_days().take_while(|today| *today <= day("2027-11-02")) {
        year.morning(day).await;
        year.moves_to(start_of_day(day) + TimeDelta::hours(10));
        year.people(day).await;
        year.evening().await;
        // every change is a transaction, or a file
        let calls = year.world.faults.calls();
        if calls.iter().any(|call| call == "TransactWriteItems" || call.starts_with("S3 PUT")) {
            year.world.holds().await;
            days += 1;
        }
    }
    // a year in which nothing happened would prove nothing
    assert!(days >= 60, "{days} days with changes");
    let world = &year.world;
    for (event, least) in [
        ("submitted", 16),
        ("correction_requested", 4),
        ("correction_extended", 1),
        ("certificate_refused", 2),
        ("judged", 14),
        ("partnership_requested", 5),
        ("partnership_approved", 3),
        ("partnership_declined", 1),
        ("address_changed", 2),
        ("address_restored", 1),
        ("partnership_ended", 1),
        ("closed", 1),
        ("succeeded", 1),
    ] {
        let count = world.count(event).await;
        assert!(count >= least, "{count} {event}");
    }
    assert!(world.faults.struck() >= 100, "{} calls went wrong", world.faults.struck());
    year.world.ends().await;
}
