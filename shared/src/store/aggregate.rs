//! What has a version and a chain of events, and where each is written.

use domain::{
    Account, AccountId, Accreditation, AccreditationId, Application, ApplicationId, Office, Owned, Partnership,
    PartnershipId, PartnershipState, PortalSettings, Registration, Staff, StaffId, WindowId, WindowSetting,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::item::from_item;
use super::{Item, Key, StoreError, keys};

/// State with a version and a chain of events.
pub trait Aggregate: Serialize + DeserializeOwned {
    /// Its name.
    type Id: Owned;
    /// The word in the item's `type`.
    const KIND: &'static str;
    /// Whether that is its name.
    fn is(&self, id: &Self::Id) -> bool;
    /// Where it is stored; its events and notices stand in the same partition.
    fn key(&self) -> Key;
    /// Where else it is written, whole: the places where lists look for it.
    fn places(&self) -> Vec<Key> {
        Vec::new()
    }
}

impl Aggregate for Account {
    type Id = AccountId;
    const KIND: &'static str = "account";

    fn is(&self, id: &AccountId) -> bool {
        self.id == *id
    }

    fn key(&self) -> Key {
        keys::account(&self.id)
    }
}

impl Aggregate for Application {
    type Id = ApplicationId;
    const KIND: &'static str = "application";

    fn is(&self, id: &ApplicationId) -> bool {
        self.id == *id
    }

    fn key(&self) -> Key {
        keys::application(&self.id)
    }

    /// From its first submission on, the secretariat sees it.
    fn places(&self) -> Vec<Key> {
        self.filed.iter().map(|_| keys::work(&self.id)).collect()
    }
}

impl Aggregate for Accreditation {
    type Id = AccreditationId;
    const KIND: &'static str = "accreditation";

    fn is(&self, id: &AccreditationId) -> bool {
        Self::id(self) == *id
    }

    fn key(&self) -> Key {
        keys::accreditation(self.kind, &self.number)
    }

    fn places(&self) -> Vec<Key> {
        vec![keys::held(&self.account, self.kind, &self.number), keys::roster(self.kind, &self.number)]
    }
}

impl Aggregate for Registration {
    type Id = AccreditationId;
    const KIND: &'static str = "registration";

    fn is(&self, id: &AccreditationId) -> bool {
        self.id == *id
    }

    fn key(&self) -> Key {
        keys::registration(&self.id)
    }

    /// Once a change was asked for it stays in the list, which looks at what waits.
    fn places(&self) -> Vec<Key> {
        self.ever_asked.then(|| keys::change(&self.id)).into_iter().collect()
    }
}

impl Aggregate for Partnership {
    type Id = PartnershipId;
    const KIND: &'static str = "partnership";

    fn is(&self, id: &PartnershipId) -> bool {
        self.id == *id
    }

    fn key(&self) -> Key {
        keys::partnership(&self.id)
    }

    /// A core facility that was never asked sees nothing.
    fn places(&self) -> Vec<Key> {
        let asked = !matches!(self.state, PartnershipState::Scheduled | PartnershipState::Blocked { .. });
        let both = [keys::link_of_partner(&self.id), keys::link_of_day(&self.id)];
        both.into_iter().chain(asked.then(|| keys::link_of_core(&self.id))).collect()
    }
}

impl Aggregate for WindowSetting {
    type Id = WindowId;
    const KIND: &'static str = "window";

    fn is(&self, id: &WindowId) -> bool {
        self.id == *id
    }

    fn key(&self) -> Key {
        keys::window(self.id.cycle, self.id.kind)
    }
}

impl Aggregate for PortalSettings {
    type Id = Office;
    const KIND: &'static str = "settings";

    fn is(&self, _: &Office) -> bool {
        true
    }

    fn key(&self) -> Key {
        keys::portal_settings()
    }
}

impl Aggregate for Staff {
    type Id = StaffId;
    const KIND: &'static str = "staff";

    fn is(&self, id: &StaffId) -> bool {
        self.id == *id
    }

    fn key(&self) -> Key {
        keys::profile(&keys::staff_partition(&self.id))
    }
}

/// State as it was read: its version is the number of its last event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Versioned<T> {
    /// The number of the last event; 0 where nothing is stored.
    pub version: u64,
    /// SHA-256 of the last event.
    pub(crate) last: String,
    /// The state.
    #[serde(flatten)]
    pub value: T,
}

impl<T> Versioned<T> {
    /// State that was never stored.
    pub const fn unstored(value: T) -> Self {
        Self { version: 0, last: String::new(), value }
    }
}

/// The versioned state of an item, or the unstored state.
pub(crate) fn versioned<T: Aggregate>(item: Option<Item>, unstored: T) -> Result<Versioned<T>, StoreError> {
    item.map_or_else(|| Ok(Versioned::unstored(unstored)), from_item)
}
