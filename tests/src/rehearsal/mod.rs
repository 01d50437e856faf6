//! A rehearsal of years: facilities are accredited round by round, asked, approved late, declined, lost, returned, renamed, and
//! every day the schedules run. The same script is played in memory, on the rules alone, and through the store.

mod checks;
mod memory;
mod script;
mod stored;

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::start_of_day;
use domain::{
    Accreditation, AccreditationCommand, AccreditationId, Decided, Partnership, PartnershipCommand, PartnershipId,
    Role, Side,
};

pub use checks::{Daily, outcome};
pub use memory::Memory;
pub use script::Script;
pub use stored::Stored;

/// A mail that was stored: by which aggregate and event, which, to whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// The aggregate.
    pub about: String,
    /// The template.
    pub template: String,
    /// The recipient's role.
    pub role: String,
    /// The event that caused it.
    pub number: u64,
}

/// Where a rehearsal is kept.
#[expect(async_fn_in_trait, reason = "played by one task")]
pub trait Books {
    /// Time passes.
    fn turns_to(&mut self, now: DateTime<Utc>);
    /// An accreditation from before this portal.
    async fn enters(&mut self, accreditation: Accreditation);
    /// 合格, with the links that are to be asked for.
    async fn grants(&mut self, accreditation: Accreditation, links: Vec<Partnership>);
    /// Somebody commands an accreditation; what is refused changes nothing.
    async fn commands(&mut self, id: &AccreditationId, command: AccreditationCommand, role: Role);
    /// Somebody commands a link; what is refused changes nothing.
    async fn answers(&mut self, id: &PartnershipId, command: PartnershipCommand, side: Side);
    /// A partner has asked for a link from its own page.
    async fn asks(&mut self, asked: Decided<Partnership>);
    /// The register.
    async fn accreditations(&self) -> Vec<Accreditation>;
    /// The links that were asked for, or could not be.
    async fn links(&self) -> Vec<Partnership>;
    /// The schedules run.
    async fn schedules(&mut self);
    /// The mails that were stored.
    async fn told(&self) -> Vec<Told>;
}

/// One of `of`, by a seed and what it is about: the same in every telling.
pub fn choice(seed: u64, about: &str, of: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, about).hash(&mut hasher);
    hasher.finish() % of
}

/// An hour of a day in Japan.
pub(crate) fn at(day: NaiveDate, hour: i64) -> DateTime<Utc> {
    start_of_day(day) + TimeDelta::hours(hour)
}

/// Plays the script from one day to another. `runs` says how often the schedules run on a day; `look` sees the books after it.
pub async fn play<B: Books>(
    books: &mut B,
    script: &Script,
    (first, last): (NaiveDate, NaiveDate),
    runs: impl Fn(NaiveDate) -> u8,
    mut look: impl FnMut(&B, NaiveDate),
) {
    books.turns_to(at(first, 0));
    script.begins(books).await;
    for day in first.iter_days().take_while(|day| *day <= last) {
        books.turns_to(at(day, 9));
        for _ in 0..runs(day) {
            books.schedules().await;
        }
        books.turns_to(at(day, 10));
        script.acts(books, day).await;
        look(books, day);
    }
}
