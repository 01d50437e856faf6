//! Who must act next: beside the state, every application and every link answers that.

use serde::{Deserialize, Serialize};

/// Who must act next on an application or a partnership: the facility's banner, and the secretariat's worklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextActor {
    /// The secretariat.
    Secretariat,
    /// The facility.
    Facility,
    /// The 基幹施設 that was asked for a link.
    CoreFacility,
    /// Nobody: it was never submitted and its window is over, or all is done.
    Nobody,
}

impl NextActor {
    /// All of them, in the order of the worklist.
    pub const ALL: [Self; 4] = [Self::Secretariat, Self::Facility, Self::CoreFacility, Self::Nobody];

    /// The stable name in links and JSON.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Secretariat => "secretariat",
            Self::Facility => "facility",
            Self::CoreFacility => "core_facility",
            Self::Nobody => "nobody",
        }
    }
}
