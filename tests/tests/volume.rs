//! Many links on one day: what a run reads and writes, counted.

use chrono::NaiveDate;
use domain::{
    AccountId, Accreditation, AccreditationId, AccreditationKind, Action, Actor, Partnership, PartnershipId, Party,
    authorize,
};
use portal_tests::people::names;
use portal_tests::world::World;
use shared::store::Cause;

/// As many as the scale of the whole country allows for, on one day.
const LINKS: u32 = 1000;
const CORES: u32 = 300;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facility(account: &AccountId, kind: AccreditationKind, number: String, from: &str) -> Accreditation {
    let id = AccreditationId { account: account.clone(), kind, number };
    Accreditation::new(id, names("架空病院"), day(from), day("2030-03-31"))
}

fn name(kind: &str, number: u32) -> AccountId {
    format!("{:0>26}", format!("{kind}{number:05}")).parse().unwrap()
}

/// 1,000 partners of 300 core facilities have passed, as a judgement leaves them.
async fn due(world: &World) {
    for number in 0..CORES {
        world
            .enters(facility(&name("C", number), AccreditationKind::Core, format!("K-{number:04}"), "2025-04-01"))
            .await;
    }
    let store = &world.portal.store;
    for number in 0..LINKS {
        let partner = facility(&name("P", number), AccreditationKind::Partner, format!("R-{number:04}"), "2027-04-01");
        let core = facility(&name("C", number % CORES), AccreditationKind::Core, String::new(), "2025-04-01");
        let id =
            PartnershipId { partner: partner.account.clone(), start: day("2027-04-01"), core: core.account.clone() };
        let link = Partnership::scheduled(id, Party::of(&partner, String::new()), Party::of(&core, String::new()));
        let who = authorize(&Actor::system("import"), Action::Change, partner.id()).unwrap();
        let cause = Cause { now: world.now(), request_id: "import".to_owned() };
        let unstored = shared::store::Versioned::unstored(partner.clone());
        let with = store.schedule_partnership(&link).unwrap().into();
        store.commit(&who, &unstored, partner.granted(), &cause, with).await.unwrap();
    }
}

#[tokio::test]
async fn a_thousand_links_of_one_day_cost_one_transaction_each_and_little_more() {
    let world = World::new().await;
    due(&world).await;
    world.turns_to("2027-04-01T09:00:00+09:00");
    world.trace.counts();
    let report = world.notifies().await;
    assert_eq!((report.requested, report.failed), (LINKS, 0));
    let counts = world.trace.counts();
    let total: u32 = counts.values().sum();
    #[expect(clippy::print_stdout, reason = "a measurement for people")]
    {
        println!("requests of a run with {LINKS} links of {CORES} core facilities: {counts:?}");
        println!("{:.3} requests a notice", f64::from(total) / f64::from(LINKS));
    }
    assert_eq!(counts.get("TransactWriteItems"), Some(&LINKS), "one commit a notice");
    let reads = total - LINKS;
    // what is due (pages of a megabyte), each core facility once, partners a hundred at a time; and the register, for what ends
    assert!(reads <= CORES + LINKS / 100 + 10, "{counts:?}");
    assert_eq!(world.notifies().await.requested, 0);
    let idle = world.trace.counts();
    // what is due, what ends, and the register of both kinds (pages of a megabyte)
    assert!(idle.keys().eq(["Query"]) && idle["Query"] <= 8, "a run without work: {idle:?}");
    assert_eq!(world.count("partnership_requested").await, LINKS as usize);
    // these facilities have no accounts, so their mails go nowhere
    world.forgets();
}
