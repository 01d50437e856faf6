//! Who may do what to whose data.

use super::super::fixture::{facility, ulid};
use super::super::office::{a_member, a_partnership, core};
use super::{Legend, Machine};
use crate::{Action, Actor, Office, Owned, StaffRole, authorize};

type Named = (&'static str, Actor);

fn facilities() -> [Named; 2] {
    [("the facility itself", Actor::Facility(facility())), ("another facility", Actor::Facility(ulid("FAC2")))]
}

/// Everybody but facilities.
fn others() -> [Named; 6] {
    [
        ("somebody not signed in", Actor::Anonymous),
        ("viewer", a_member(StaffRole::Viewer).actor()),
        ("editor", a_member(StaffRole::Editor).actor()),
        ("judge", a_member(StaffRole::Judge).actor()),
        ("admin", a_member(StaffRole::Admin).actor()),
        ("a background function", Actor::system("deliver_mail")),
    ]
}

fn table<O: Owned + Clone>(
    (title, about): (&'static str, &'static str),
    facilities: impl IntoIterator<Item = Named>,
    object: &O,
    legend: &mut Legend,
) -> Machine {
    let mut cell = |actor: &Actor, action| match authorize(actor, action, object.clone()) {
        Ok(_) => "→ a capability".to_owned(),
        Err(denied) => legend.denied(denied),
    };
    let rows = facilities.into_iter().chain(others()).map(|(name, actor)| {
        let cells = Action::ALL.map(|action| cell(&actor, action));
        std::iter::once(name.to_owned()).chain(cells).collect()
    });
    let rows = rows.collect();
    let mut head = vec!["actor"];
    head.extend(Action::ALL.map(name));
    Machine { title, about, head, rows }
}

const fn name(action: Action) -> &'static str {
    match action {
        Action::View => "view",
        Action::Change => "change",
        Action::Identify => "identify",
        Action::Review => "review",
        Action::Judge => "judge",
        Action::Administer => "administer",
    }
}

pub(super) fn of_a_facility(legend: &mut Legend) -> Machine {
    let about = "`authorize`, asked before every load and commit. An account, an application, an accreditation. Identify: \
                 sign up, sign in, use a one-time link.";
    table(("Who may do what to a facility's data", about), facilities(), &facility(), legend)
}

pub(super) fn of_a_partnership(legend: &mut Legend) -> Machine {
    let sides = [
        ("the core facility", Actor::Facility(core())),
        ("the partner", Actor::Facility(facility())),
        ("another facility", Actor::Facility(ulid("FAC2"))),
    ];
    let about = "`authorize`. It belongs to both sides; which of them may answer is said by its machine below.";
    table(("Who may do what to a partnership", about), sides, &a_partnership().id, legend)
}

pub(super) fn of_the_office(legend: &mut Legend) -> Machine {
    let about = "`authorize`. Staff accounts, windows, the lists across facilities.";
    let facilities = [("a facility", Actor::Facility(facility()))];
    table(("Who may do what to what is the secretariat's", about), facilities, &Office, legend)
}
