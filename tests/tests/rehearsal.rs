//! Five years of accredited life, from August 2026 to October 2031: on the rules alone in seconds, and two rounds through the store.

use chrono::{Datelike, NaiveDate};
use portal_tests::rehearsal::{Books, Daily, Memory, Script, Stored, Told, outcome, play};
use portal_tests::world::World;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A few days more, so that what October brings is over.
const YEARS: (&str, &str) = ("2026-08-01", "2031-11-10");

fn script(seed: u64) -> Script {
    Script { seed, cores: 24, partners: 6 }
}

async fn played(seed: u64, runs: impl Fn(NaiveDate) -> u8) -> Memory {
    let mut books = Memory::default();
    play(&mut books, &script(seed), (day(YEARS.0), day(YEARS.1)), runs, |_, _| {}).await;
    books
}

async fn came_to<B: Books>(books: &B) -> (Vec<String>, Vec<String>) {
    outcome(&books.accreditations().await, &books.links().await, &books.told().await)
}

/// Fails with what differs, which is less than all.
fn same(one: &(Vec<String>, Vec<String>), other: &(Vec<String>, Vec<String>)) {
    for (one, other) in [(&one.0, &other.0), (&one.1, &other.1)] {
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|this| !those.contains(this)).take(5).cloned().collect()
        };
        assert_eq!((only(one, other), only(other, one)), (vec![], vec![]));
        assert_eq!(one.len(), other.len(), "something stands twice");
    }
}

fn count(told: &[Told], template: &str) -> usize {
    told.iter().filter(|told| told.template == template).count()
}

#[tokio::test]
async fn after_every_day_of_five_years_everything_holds_and_the_past_stays_what_it_was() {
    for seed in 0..3 {
        let (mut books, mut daily) = (Memory::default(), Daily::default());
        let looks = |books: &Memory, day| daily.looks(books, day);
        play(&mut books, &script(seed), (day(YEARS.0), day(YEARS.1)), |_| 1, looks).await;
        daily.is_what_it_was(&books);
        let told = books.told().await;
        // a rehearsal in which nothing happened would prove nothing
        for (template, least) in [
            ("accreditation_started", 40),
            ("partnership_requested", 40),
            ("partnership_approved", 20),
            ("partnership_declined", 5),
            ("partnership_blocked", 2),
            ("partnership_ended", 10),
            ("partnership_unanswered", 5),
            ("return_approved", 3),
            ("dissolution_requested", 2),
            ("renewal_due", 20),
            ("transition_ending", 1),
            ("accreditation_expired", 10),
        ] {
            assert!(count(&told, template) >= least, "seed {seed}: {} {template}", count(&told, template));
        }
    }
}

#[tokio::test]
async fn every_link_is_asked_for_once_and_every_beginning_is_told_once() {
    let books = played(7, |_| 1).await;
    let told = books.told().await;
    for template in ["partnership_requested", "accreditation_started", "accreditation_expired", "return_approved"] {
        let mut about: Vec<_> =
            told.iter().filter(|told| told.template == template).map(|told| (&told.about, &told.role)).collect();
        let all = about.len();
        about.sort();
        about.dedup();
        assert_eq!(about.len(), all, "{template}");
    }
}

#[tokio::test]
async fn schedules_that_are_dropped_doubled_or_delayed_change_nothing() {
    let once = came_to(&played(1, |_| 1).await).await;
    same(&came_to(&played(1, |_| 2).await).await, &once);
    // on the last day all is made up for
    let last = day(YEARS.1);
    let dropped = |day: NaiveDate| u8::from(day.ordinal0().is_multiple_of(3) || day == last);
    same(&came_to(&played(1, dropped).await).await, &once);
    let unsteady = |day: NaiveDate| match day.day0() % 4 {
        0 | 2 if day != last => 0,
        1 => 3,
        _ => 1,
    };
    same(&came_to(&played(1, unsteady).await).await, &once);
}

#[tokio::test]
async fn two_rounds_through_the_store_come_to_the_same() {
    let (first, last) = (day("2026-09-20"), day("2027-11-30"));
    let script = Script { seed: 5, cores: 8, partners: 4 };
    let mut books = Memory::default();
    play(&mut books, &script, (first, last), |_| 1, |_, _| {}).await;
    // through the store they run twice on the first of a month, and else every third day
    let runs = |day: NaiveDate| match day {
        day if day.day() == 1 => 2,
        day => u8::from(day.ordinal0().is_multiple_of(3) || day == last),
    };
    let mut stored = Stored { world: World::new().await };
    play(&mut stored, &script, (first, last), runs, |_, _| {}).await;
    same(&came_to(&stored).await, &came_to(&books).await);
    assert!(count(&stored.told().await, "partnership_requested") >= 5);
    // nobody has an account, so every mail fails
    stored.world.delivers().await;
    stored.world.ends().await;
}
