//! 本人確認: whether somebody who asks the secretariat about a login is the 施設責任者, told by 会員番号 or 生年月日 (S59–S62, E19,
//! E20). The portal compares and answers 一致 or 不一致; what is on file is not shown. Each comparison is an event of the account,
//! and so is what was told after it: the law asks later whose data were looked at (rules 4.11).

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{Account, Actor, Decided, Event, Record, Refusal, Registration, Role, StaffRole};

/// How long an identity that was checked holds: one telephone call.
pub const IDENTITY_LIFETIME: TimeDelta = TimeDelta::minutes(30);

/// What was compared, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Who asks, as they say.
    pub requester: String,
    /// 会員番号 was compared.
    pub member_no: bool,
    /// 生年月日 was compared.
    pub birth_date: bool,
}

/// An identity that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identified {
    /// What was compared, and for whom.
    pub identity: Identity,
    /// Until when it holds.
    pub until: DateTime<Utc>,
}

/// Whether somebody who gives these proves to be the 施設責任者 of the answers on file (S59): all that is given must match, and
/// one must be given.
pub fn is_responsible(record: &Record, member_no: &str, birth_date: Option<NaiveDate>) -> bool {
    let on_file = |key: &str| record.get(key).map_or("", String::as_str);
    let member = (!member_no.is_empty()).then(|| on_file("responsible_member_no").eq_ignore_ascii_case(member_no));
    let born = birth_date.map(|day| on_file("responsible_birth_date") == day.to_string());
    let given: Vec<bool> = member.into_iter().chain(born).collect();
    !given.is_empty() && given.into_iter().all(|matches| matches)
}

/// The identity that `by` has checked last, if it matched and still holds at `now`. A check that failed ends the one before.
pub fn identified<'a>(
    events: impl DoubleEndedIterator<Item = (DateTime<Utc>, &'a Actor, &'a Event)>,
    by: &Actor,
    now: DateTime<Utc>,
) -> Option<Identified> {
    let of_theirs = |actor: &Actor| match (actor, by) {
        (Actor::Staff { id, .. }, Actor::Staff { id: own, .. }) => id == own,
        _ => false,
    };
    let last = events.rev().find_map(|(at, actor, event)| match event {
        Event::IdentityChecked { identity, matched } if of_theirs(actor) => Some((at, identity, *matched)),
        _ => None,
    });
    let (at, identity, _) = last.filter(|(at, _, matched)| *matched && now < *at + IDENTITY_LIFETIME)?;
    Some(Identified { identity: identity.clone(), until: at + IDENTITY_LIFETIME })
}

impl Account {
    /// Somebody's identity was compared.
    pub fn identity_checked(self, identity: Identity, matched: bool, by: Role) -> Result<Decided<Self>, Refusal> {
        for_an_editor(by)?;
        Ok(Decided::quiet(self, Event::IdentityChecked { identity, matched }))
    }

    /// The login address is told to somebody whose identity was checked (S60, E20).
    pub fn address_told(self, identified: Option<Identified>, by: Role) -> Result<Decided<Self>, Refusal> {
        for_an_editor(by)?;
        let Identified { identity, .. } = identified.ok_or(Refusal::IdentityUnchecked)?;
        Ok(Decided::quiet(self, Event::AddressTold { requester: identity.requester }))
    }
}

impl Account {
    /// A note for colleagues about the facility: what it was before, into what it was merged (E94, E95).
    pub fn noted(self, text: String, by: Role) -> Result<Decided<Self>, Refusal> {
        for_an_editor(by)?;
        if text.is_empty() {
            return Err(Refusal::NoteEmpty);
        }
        Ok(Decided::quiet(self, Event::Noted { text }))
    }
}

impl Registration {
    /// The 生年月日 of the 施設責任者 is looked at.
    pub fn birth_date_shown(self, by: Role) -> Result<Decided<Self>, Refusal> {
        for_an_editor(by)?;
        Ok(Decided::quiet(self, Event::BirthDateShown))
    }
}

pub(crate) fn for_an_editor(by: Role) -> Result<(), Refusal> {
    if by.is_staff(StaffRole::Editor) { Ok(()) } else { Err(Refusal::NotPermitted) }
}
