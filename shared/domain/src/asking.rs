//! A link that a partner asks for from its own page, after a decline, a block or an end, or as one more (E60, E62, E67, E75).

use chrono::{DateTime, Utc};

use crate::calendar::jst_date;
use crate::{
    Accreditation, AccreditationKind, Decided, LinkStanding, Partnership, PartnershipId, PartnershipState, Party,
    Refusal,
};

/// How many 基幹施設 a partner may be linked to, or wait for, at once (E67).
pub const MOST_LINKS: usize = 5;

/// A partner asks for a link to `core`; `links` are all that it has or had. The core facility is asked at once.
pub fn ask_for_link(
    partner: &Accreditation,
    contact: String,
    core: &Accreditation,
    links: &[Partnership],
    primary: bool,
    now: DateTime<Utc>,
) -> Result<Decided<Partnership>, Refusal> {
    let today = jst_date(now);
    if partner.kind != AccreditationKind::Partner || !partner.in_force(today) {
        return Err(Refusal::PartnerNotAccredited);
    }
    if core.kind != AccreditationKind::Core || !core.in_force(today) || core.account == partner.account {
        return Err(Refusal::CoreNotAccredited);
    }
    let open: Vec<_> = links.iter().filter(|link| link.id.partner == partner.account && is_open(link, now)).collect();
    // the name of a link holds its day: the same core facility twice a day would be the same link
    let again = |link: &Partnership| link.id.core == core.account && link.id.start == today;
    if open.iter().any(|link| link.id.core == core.account) || links.iter().any(again) {
        return Err(Refusal::AlreadyAsked);
    }
    if open.len() >= MOST_LINKS {
        return Err(Refusal::TooManyLinks);
    }
    if primary && open.iter().any(|link| link.primary) {
        return Err(Refusal::PrimaryTaken);
    }
    let link = Partnership {
        primary: primary || open.is_empty(),
        later: true,
        ..Partnership::scheduled(
            PartnershipId { partner: partner.account.clone(), start: today, core: core.account.clone() },
            Party::of(&partner.as_of(today), contact),
            Party::of(&core.as_of(today), String::new()),
        )
    };
    Ok(link.requested(now))
}

/// Whether it counts, or may come to.
fn is_open(link: &Partnership, now: DateTime<Utc>) -> bool {
    link.standing(jst_date(now)).is_open()
}

impl LinkStanding {
    /// Whether a link counts, or may come to.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Scheduled | Self::Requested | Self::Active)
    }
}

impl Partnership {
    /// To be asked for on its start date.
    pub fn scheduled(id: PartnershipId, partner: Party, core: Party) -> Self {
        Self {
            link_start: id.start,
            id,
            partner,
            core,
            primary: true,
            later: false,
            set: None,
            state: PartnershipState::Scheduled,
            dissolution: None,
            end: None,
            reminded: std::collections::BTreeSet::new(),
        }
    }
}
