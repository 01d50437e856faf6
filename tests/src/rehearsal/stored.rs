//! The books in the store: the same commands, each a commit, and the schedules as they are deployed.

use chrono::{DateTime, Utc};
use domain::{
    Accreditation, AccreditationCommand, AccreditationId, AccreditationKind, Action, Actor, Capability, Decided,
    Office, Partnership, PartnershipCommand, PartnershipId, ReturnCommand, Role, Side, StaffRole, authorize,
};
use serde_json::Value;
use shared::store::{Cause, Store, Versioned};

use super::memory::system;
use super::{Books, Told};
use crate::world::World;

/// A portal of its own.
pub struct Stored {
    /// It.
    pub world: World,
}

impl Stored {
    fn store(&self) -> &Store {
        &self.world.portal.store
    }

    fn cause(&self) -> Cause {
        Cause { now: self.world.now(), request_id: "rehearsal".to_owned() }
    }
}

fn staff() -> Actor {
    let id = "0000000000000000000000STFF".parse().expect("a name");
    Actor::Staff { id, name: "架空　一郎".to_owned(), role: StaffRole::Judge }
}

fn may<O: domain::Owned>(actor: &Actor, action: Action, object: O) -> Capability<O> {
    authorize(actor, action, object).expect("a right")
}

impl Books for Stored {
    fn turns_to(&mut self, now: DateTime<Utc>) {
        self.world.turns_to(&now.to_rfc3339());
    }

    async fn enters(&mut self, accreditation: Accreditation) {
        self.world.enters(accreditation).await;
    }

    async fn grants(&mut self, accreditation: Accreditation, links: Vec<Partnership>) {
        let who = may(&system(), Action::Change, accreditation.id());
        let mut with = Vec::new();
        for link in &links {
            with.extend(self.store().schedule_partnership(link).expect("writes"));
        }
        let unstored = Versioned::unstored(accreditation.clone());
        let granted = self.store().commit(&who, &unstored, accreditation.granted(), &self.cause(), with).await;
        granted.expect("an accreditation");
    }

    async fn commands(&mut self, id: &AccreditationId, command: AccreditationCommand, role: Role) {
        let (actor, action) = match role {
            Role::Facility => (Actor::Facility(id.account.clone()), Action::Change),
            _ => (staff(), Action::Judge),
        };
        let who = may(&actor, action, id.clone());
        let read = self.store().accreditation(&who).await.expect("a read").expect("an accreditation");
        let ends = matches!(
            command,
            AccreditationCommand::End { .. } | AccreditationCommand::Return(ReturnCommand::Approve { .. })
        );
        let Ok(decided) = read.value.clone().decide(command, role, self.world.now()) else { return };
        // a 認定研修施設 has no links
        let ends = ends && id.kind != AccreditationKind::Training;
        let with = if ends { vec![self.store().links_to_tell(id).expect("a write")] } else { Vec::new() };
        self.store().commit(&who, &read, decided, &self.cause(), with).await.expect("a commit");
    }

    async fn answers(&mut self, id: &PartnershipId, command: PartnershipCommand, side: Side) {
        let (actor, action) = match side {
            Side::Core => (Actor::Facility(id.core.clone()), Action::Change),
            Side::Partner => (Actor::Facility(id.partner.clone()), Action::Change),
            _ => (staff(), Action::Judge),
        };
        let who = may(&actor, action, id.clone());
        let read = self.store().partnership(&who).await.expect("a read").expect("a link");
        let Ok(decided) = read.value.clone().decide(command, side, self.world.now()) else { return };
        self.store().commit(&who, &read, decided, &self.cause(), Vec::new()).await.expect("a commit");
    }

    async fn asks(&mut self, asked: Decided<Partnership>) {
        let who = may(&Actor::Facility(asked.state.id.partner.clone()), Action::Change, asked.state.id.clone());
        let partner = &asked.state.id.partner;
        let viewed = may(&Actor::Facility(partner.clone()), Action::View, partner.clone());
        let known = self.store().partnerships_of(&viewed).await.expect("links");
        let known: Vec<Partnership> = known.into_iter().map(|link| link.value).collect();
        let with = vec![self.store().one_more_link(partner, &known).expect("a write")];
        let unstored = Versioned::unstored(asked.state.clone());
        self.store().commit(&who, &unstored, asked, &self.cause(), with).await.expect("a commit");
    }

    async fn accreditations(&self) -> Vec<Accreditation> {
        let mut all = Vec::new();
        for kind in [AccreditationKind::Training, AccreditationKind::Core, AccreditationKind::Partner] {
            all.extend(self.store().roster(kind).await.expect("a roster"));
        }
        all.sort_by_key(Accreditation::id);
        all
    }

    async fn links(&self) -> Vec<Partnership> {
        let office = may(&staff(), Action::View, Office);
        let links = self.store().all_partnerships(&office).await.expect("links");
        let mut links: Vec<Partnership> = links.into_iter().map(|link| link.value).collect();
        links.sort_by_key(|link| link.id.clone());
        links
    }

    async fn schedules(&mut self) {
        let notified = self.world.notifies().await;
        assert_eq!(notified.failed, 0, "{notified:?}");
        let reminded = self.world.reminds().await;
        assert!(reminded.failed == 0 && !reminded.stopped, "{reminded:?}");
        self.world.holds().await;
    }

    async fn told(&self) -> Vec<Told> {
        let told = |item: &Value| {
            let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
            let sk = text("sk");
            let mut parts = sk.trim_start_matches("NOTICE#").split('#').map(str::to_owned);
            let mut next = || parts.next().expect("a part of a notice's key");
            let number = next().parse().expect("a number");
            Told { about: text("pk"), number, template: next(), role: next() }
        };
        self.world.items("notice").await.iter().map(told).collect()
    }
}
