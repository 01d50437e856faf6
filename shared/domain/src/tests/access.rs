//! Who may do what to whose data: the whole matrix.

use super::fixture::{application_id, facility, ulid};
use super::office::{a_member, a_partnership, core, the_partner};
use crate::{AccountId, Action, Actor, Denied, Office, Owned, Role, StaffId, StaffRole, WindowId, authorize};

fn staff(role: StaffRole) -> Actor {
    a_member(role).actor()
}

/// Everybody, by name. The objects below are [`facility`]'s, the partnership also [`core`]'s.
fn actors() -> [(&'static str, Actor); 9] {
    [
        ("anonymous", Actor::Anonymous),
        ("own", Actor::Facility(facility())),
        ("core", Actor::Facility(core())),
        ("other", Actor::Facility(ulid("FAC2"))),
        ("viewer", staff(StaffRole::Viewer)),
        ("editor", staff(StaffRole::Editor)),
        ("judge", staff(StaffRole::Judge)),
        ("admin", staff(StaffRole::Admin)),
        ("system", Actor::system("deliver_mail")),
    ]
}

/// What each may do, whatever the object.
const EVERYWHERE: [(&str, &[Action]); 6] = [
    ("anonymous", &[Action::Identify]),
    ("viewer", &[Action::View]),
    ("editor", &[Action::View, Action::Review]),
    ("judge", &[Action::View, Action::Review, Action::Judge]),
    ("admin", &[Action::View, Action::Review, Action::Judge, Action::Administer]),
    ("system", &[Action::View, Action::Change]),
];

/// What a facility may do with what is its own.
const OWN: [Action; 3] = [Action::View, Action::Change, Action::Identify];

/// The matrix of one object; `owners` are the facilities whose it is.
fn is_as_expected<O: Owned + Clone>(name: &str, object: &O, owners: &[&str]) {
    for (who, actor) in actors() {
        let everywhere = EVERYWHERE.iter().find(|(known, _)| *known == who).map(|(_, actions)| *actions);
        let expected = everywhere.unwrap_or(if owners.contains(&who) { &OWN } else { &[] });
        for action in Action::ALL {
            let permitted = authorize(&actor, action, object.clone()).is_ok();
            assert_eq!(permitted, expected.contains(&action), "{who}: {action:?} {name}");
        }
    }
}

#[test]
fn the_whole_matrix() {
    let kind = application_id().kind;
    is_as_expected("an account", &facility(), &["own"]);
    is_as_expected("an application", &application_id(), &["own"]);
    is_as_expected("an accreditation", &the_partner().id(), &["own"]);
    is_as_expected("a partnership", &a_partnership().id, &["own", "core"]);
    is_as_expected("one of the staff", &ulid::<StaffId>("STAFF"), &[]);
    is_as_expected("a window", &WindowId { cycle: application_id().cycle, kind }, &[]);
    is_as_expected("the office's lists", &Office, &[]);
}

#[test]
fn each_role_of_the_secretariat_includes_those_before_it() {
    for pair in StaffRole::ALL.windows(2) {
        let [less, more] = pair else { continue };
        for action in Action::ALL {
            let may = |role: StaffRole| authorize(&staff(role), action, facility()).is_ok();
            assert!(!may(*less) || may(*more), "{more:?} may {action:?} because {less:?} may");
        }
    }
}

#[test]
fn a_role_of_the_secretariat_is_read_as_it_is_written() {
    for role in StaffRole::ALL {
        assert_eq!(role.slug().parse(), Ok(role));
    }
    assert!("Admin".parse::<StaffRole>().is_err());
    assert!("".parse::<StaffRole>().is_err());
}

#[test]
fn a_capability_says_who_what_and_on_which() {
    let actor = Actor::Facility(facility());
    let capability = authorize(&actor, Action::Change, application_id()).unwrap();
    assert_eq!(
        (capability.actor(), capability.action(), capability.object()),
        (&actor, Action::Change, &application_id())
    );
}

#[test]
fn a_refusal_does_not_tell_whether_the_object_exists() {
    let denied = authorize(&Actor::Facility(ulid("FAC2")), Action::View, application_id()).unwrap_err();
    assert_eq!(denied, Denied);
}

#[test]
fn every_role_belongs_to_some_actor() {
    let mut roles: Vec<Role> = actors().iter().map(|(_, actor)| actor.role()).collect();
    roles.dedup();
    assert_eq!(roles, Role::ALL);
}

#[test]
fn a_member_of_the_staff_acts_under_their_own_name() {
    let Actor::Staff { id, name, role } = staff(StaffRole::Judge) else { panic!("staff") };
    assert_eq!((id, name.as_str(), role), (ulid("STAFF"), "仮名　一郎", StaffRole::Judge));
    assert!(!ulid::<StaffId>("STAFF").is_of(&ulid::<AccountId>("STAFF")), "a name is no claim to an account");
}
