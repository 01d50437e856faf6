//! Who may do what to whose data: the whole matrix.

use super::fixture::{application_id, facility, ulid};
use crate::{Action, Actor, Denied, Role, authorize};

#[test]
fn the_whole_matrix() {
    let own = Actor::Facility(facility());
    let other = Actor::Facility(ulid("FAC2"));
    let system = Actor::system("deliver_mail");
    for (actor, view, change, identify) in [
        (&Actor::Anonymous, false, false, true),
        (&own, true, true, true),
        (&other, false, false, false),
        (&system, true, true, false),
    ] {
        for (action, permitted) in [(Action::View, view), (Action::Change, change), (Action::Identify, identify)] {
            assert_eq!(authorize(actor, action, facility()).is_ok(), permitted, "{actor:?} {action:?} an account");
            assert_eq!(
                authorize(actor, action, application_id()).is_ok(),
                permitted,
                "{actor:?} {action:?} an application"
            );
        }
    }
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
fn every_actor_has_a_role() {
    let roles = [Actor::Anonymous, Actor::Facility(facility()), Actor::system("site")].map(|actor| actor.role());
    assert_eq!(roles, Role::ALL);
}
