//! What follows from 合格, in the same act: the accreditation, the links to be asked for on its first day, and the end of
//! the accreditation whose place it takes (E65, E82).

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Accreditation, AccreditationCommand, AccreditationId, AccreditationKind, Application, ApplicationState, Check,
    CoreLink, Decided, EndReason, Judgement, Names, Partnership, PartnershipId, Party, Refusal, Role,
};

/// What follows from 合格.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The accreditation.
    pub accreditation: Decided<Accreditation>,
    /// Its links, each to be asked for on the first day.
    pub partnerships: Vec<Partnership>,
}

/// What follows from the judgement of `application`; `None` unless it is 合格. `cores` are the register's 基幹施設, for the
/// names; whether one is accredited on the first day is asked on that day. `holds_training` tells whether the facility was a
/// 認定研修施設 through the day before: then, or where the secretariat has seen it, the claim of the transition measure is true.
pub fn grant(application: &Application, cores: &[Accreditation], holds_training: bool) -> Option<Grant> {
    let ApplicationState::Judged { judgement: Judgement::Pass { number, valid_from, valid_to }, .. } =
        &application.state
    else {
        return None;
    };
    let particulars = &application.filed.as_ref()?.particulars;
    let (account, kind) = (application.id.account.clone(), application.id.kind.accreditation());
    let names = Names {
        facility_name: particulars.facility_name.clone(),
        prefecture: particulars.prefecture.clone(),
        responsible_name: particulars.responsible_name.clone(),
        qualified: particulars.qualified,
    };
    let seen = holds_training || application.review.is_good(Check::Transition);
    let accreditation = Accreditation {
        transition: particulars.claims.transition && seen,
        ..Accreditation::new(AccreditationId { account, kind, number: number.clone() }, names, *valid_from, *valid_to)
    };
    let partner = Party::of(&accreditation, particulars.contact.clone());
    let links = links(application);
    let partnerships = links.into_iter().map(|link| scheduled(link, &accreditation, &partner, cores)).collect();
    Some(Grant { accreditation: accreditation.granted(), partnerships })
}

/// The links of an application: those it names, and the one that the secretariat found.
pub fn links(application: &Application) -> Vec<CoreLink> {
    let named = application.filed.iter().flat_map(|filed| &filed.particulars.core_links);
    let mut links: Vec<CoreLink> = Vec::new();
    for link in named.chain(&application.review.attached) {
        if !links.iter().any(|known| known.core == link.core) {
            links.push(link.clone());
        }
    }
    links
}

fn scheduled(link: CoreLink, own: &Accreditation, partner: &Party, cores: &[Accreditation]) -> Partnership {
    let listed = cores.iter().filter(|core| core.account == link.core).max_by_key(|core| core.valid_to);
    let unlisted = Party {
        facility_name: String::new(),
        prefecture: String::new(),
        responsible_name: String::new(),
        number: String::new(),
        valid_to: own.valid_from,
        contact: String::new(),
    };
    let id = PartnershipId { partner: own.account.clone(), start: own.valid_from, core: link.core };
    let core = listed.map_or(unlisted, |core| Party::of(core, String::new()));
    Partnership { primary: link.primary, ..Partnership::scheduled(id, partner.clone(), core) }
}

/// The 認定研修施設 whose place a new accreditation takes, ended the day before it begins (E82).
pub fn superseded(
    held: Accreditation,
    new: &Accreditation,
    role: Role,
    now: DateTime<Utc>,
) -> Result<Option<Decided<Accreditation>>, Refusal> {
    let takes_its_place = held.kind == AccreditationKind::Training && held.in_force(new.valid_from);
    if !takes_its_place {
        return Ok(None);
    }
    let end = AccreditationCommand::End { on: new.valid_from - TimeDelta::days(1), reason: EndReason::Superseded };
    held.decide(end, role, now).map(Some)
}
