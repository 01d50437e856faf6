//! The books in memory: nothing but the rules, each with the events that led to it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::calendar::jst_date;
use domain::{
    About, Accreditation, AccreditationCommand, AccreditationId, AccreditationKind, Actor, Decided, EndCause, Event,
    Ledger, Partnership, PartnershipCommand, PartnershipId, Role, Side, held_on, last_due,
};

use super::{Books, Told};

/// A state with its events.
#[derive(Clone, Debug)]
pub struct Kept<T> {
    /// As it is.
    pub value: T,
    /// What led to it, each with its instant.
    pub events: Vec<(DateTime<Utc>, Event)>,
}

/// Everything.
#[derive(Clone, Debug)]
pub struct Memory {
    now: DateTime<Utc>,
    /// The register.
    pub accreditations: BTreeMap<AccreditationId, Kept<Accreditation>>,
    /// Links that were asked for, or could not be.
    pub links: BTreeMap<PartnershipId, Kept<Partnership>>,
    due: BTreeMap<PartnershipId, Partnership>,
    told: Vec<Told>,
}

impl Default for Memory {
    fn default() -> Self {
        let now = DateTime::UNIX_EPOCH;
        Self { now, accreditations: BTreeMap::new(), links: BTreeMap::new(), due: BTreeMap::new(), told: Vec::new() }
    }
}

impl Memory {
    fn keep<T>(&mut self, about: &str, events: Vec<(DateTime<Utc>, Event)>, decided: Decided<T>) -> Kept<T> {
        let mut events = events;
        events.push((self.now, decided.event));
        let number = events.len() as u64;
        self.told.extend(shared::store::named(decided.notices).into_iter().map(|(role, notice)| Told {
            about: about.to_owned(),
            template: notice.letter.template().to_owned(),
            role,
            number,
        }));
        Kept { value: decided.state, events }
    }

    fn keep_accreditation(&mut self, decided: Decided<Accreditation>) {
        let id = decided.state.id();
        let events = self.accreditations.get(&id).map(|kept| kept.events.clone()).unwrap_or_default();
        let kept = self.keep(&about_accreditation(&id), events, decided);
        self.accreditations.insert(id, kept);
    }

    fn keep_link(&mut self, decided: Decided<Partnership>) {
        let id = decided.state.id.clone();
        let events = self.links.get(&id).map(|kept| kept.events.clone()).unwrap_or_default();
        let kept = self.keep(&about_link(&id), events, decided);
        self.links.insert(id, kept);
    }

    fn begin(&mut self) {
        let last = last_due(self.now);
        let due: Vec<Partnership> = self.due.values().filter(|link| link.id.start <= last).cloned().collect();
        for link in due {
            let of = |account| -> Vec<Accreditation> {
                self.accreditations
                    .values()
                    .filter(|kept| kept.value.account == account)
                    .map(|k| k.value.clone())
                    .collect()
            };
            let (cores, partners) = (of(link.id.core.clone()), of(link.id.partner.clone()));
            let core = held_on(&cores, AccreditationKind::Core, link.id.start).cloned().map(Box::new);
            let own = |held: &&Accreditation| held.number == link.partner.number && held.in_force(link.id.start);
            let partner = partners.iter().find(own).cloned().map(Box::new);
            self.due.remove(&link.id);
            let decided = link.decide(PartnershipCommand::Begin { core, partner }, Side::System, self.now).unwrap();
            self.keep_link(decided);
        }
    }

    fn tell_ends(&mut self) {
        let today = jst_date(self.now);
        let ending: Vec<Accreditation> = self
            .accreditations
            .values()
            .map(|kept| kept.value.clone())
            .filter(|held| held.has_links_to_tell(today))
            .collect();
        for held in ending {
            let why = match held.kind {
                AccreditationKind::Core => EndCause::CoreEnded,
                _ => EndCause::PartnerEnded,
            };
            let concerned = |link: &Partnership| match why {
                EndCause::CoreEnded => link.id.core == held.account,
                _ => link.id.partner == held.account,
            };
            let links: Vec<Partnership> =
                self.links.values().map(|kept| kept.value.clone()).filter(|link| concerned(link)).collect();
            for link in links.into_iter().filter(|link| link.hears_of(held.last_day())) {
                let end = PartnershipCommand::End { on: held.last_day(), why };
                let decided = link.decide(end, Side::System, self.now).unwrap();
                self.keep_link(decided);
            }
            self.keep_accreditation(held.decide(AccreditationCommand::LinksTold, Role::System, self.now).unwrap());
        }
    }

    fn remind(&mut self) {
        let ledger = Ledger {
            accreditations: self.accreditations.values().map(|kept| kept.value.clone()).collect(),
            links: self.links.values().map(|kept| kept.value.clone()).collect(),
            applications: Vec::new(),
        };
        for due in ledger.due(self.now) {
            match due.about {
                About::Accreditation(id) => {
                    let remind = AccreditationCommand::Remind(due.reminder);
                    let held = self.accreditations[&id].value.clone();
                    self.keep_accreditation(held.decide(remind, Role::System, self.now).unwrap());
                }
                About::Partnership(id) => {
                    let link = self.links[&id].value.clone();
                    let remind = PartnershipCommand::Remind(due.reminder);
                    self.keep_link(link.decide(remind, Side::System, self.now).unwrap());
                }
                About::Application(_) => unreachable!("there are none"),
            }
        }
    }
}

/// The name of an accreditation in [`Told`].
pub(crate) fn about_accreditation(id: &AccreditationId) -> String {
    format!("ACCR#{}#{}", id.kind.slug(), id.number)
}

/// The same of a link.
pub(crate) fn about_link(id: &PartnershipId) -> String {
    format!("PARTNERSHIP#{}#{}#{}", id.partner, id.start, id.core)
}

impl Books for Memory {
    fn turns_to(&mut self, now: DateTime<Utc>) {
        self.now = now;
    }

    async fn enters(&mut self, accreditation: Accreditation) {
        self.keep_accreditation(accreditation.entered(jst_date(self.now)).granted());
    }

    async fn grants(&mut self, accreditation: Accreditation, links: Vec<Partnership>) {
        self.keep_accreditation(accreditation.granted());
        self.due.extend(links.into_iter().map(|link| (link.id.clone(), link)));
    }

    async fn commands(&mut self, id: &AccreditationId, command: AccreditationCommand, role: Role) {
        let held = self.accreditations[id].value.clone();
        if let Ok(decided) = held.decide(command, role, self.now) {
            self.keep_accreditation(decided);
        }
    }

    async fn answers(&mut self, id: &PartnershipId, command: PartnershipCommand, side: Side) {
        let link = self.links[id].value.clone();
        if let Ok(decided) = link.decide(command, side, self.now) {
            self.keep_link(decided);
        }
    }

    async fn asks(&mut self, asked: Decided<Partnership>) {
        self.keep_link(asked);
    }

    async fn accreditations(&self) -> Vec<Accreditation> {
        self.accreditations.values().map(|kept| kept.value.clone()).collect()
    }

    async fn links(&self) -> Vec<Partnership> {
        self.links.values().map(|kept| kept.value.clone()).collect()
    }

    async fn schedules(&mut self) {
        self.tell_ends();
        self.begin();
        self.remind();
    }

    async fn told(&self) -> Vec<Told> {
        self.told.clone()
    }
}

/// Somebody of the system, for the store.
pub(crate) fn system() -> Actor {
    Actor::system("rehearsal")
}
