//! A new account in the place of a finished one (S5, E1, E90, E93).

use super::fixture::{a_draft, a_link, an_account, application_id, day, now, submitted, ulid};
use super::office::{an_accreditation, fail, hold, judged, pass, under_review, withdrawn};
use crate::{
    Account, AccountCommand, AccountState, Accreditation, AccreditationKind, Application, ApplicationKind, Event,
    Letter, Link, LinkPurpose, LoginEvent, PersonName, Refusal, Successor, is_finished,
};

#[test]
fn finished_is_what_held_something_or_was_judged_and_has_nothing_open() {
    let over = || Accreditation {
        valid_from: day("2022-04-01"),
        valid_to: day("2027-03-31"),
        ..an_accreditation(AccreditationKind::Core)
    };
    let to_come = || Accreditation {
        valid_from: day("2030-04-01"),
        valid_to: day("2035-03-31"),
        ..an_accreditation(AccreditationKind::Core)
    };
    let untouched = || Application::untouched(application_id());
    let today = day("2027-04-01");
    for (name, held, filed, drafting, finished) in [
        ("nothing at all", vec![], vec![], false, false),
        ("nothing but a draft of nobody", vec![], vec![untouched()], false, false),
        ("an accreditation that is over", vec![over()], vec![judged(pass())], false, true),
        ("one that is over, entered from a file", vec![over()], vec![untouched()], false, true),
        ("one over, one to come", vec![over(), to_come()], vec![judged(pass())], false, false),
        ("one over, and a new application waits", vec![over()], vec![submitted(a_draft())], false, false),
        ("one over, and a new application is written", vec![over()], vec![judged(pass())], true, false),
        ("refused", vec![], vec![judged(fail())], false, true),
        ("refused and written anew", vec![], vec![judged(fail())], true, false),
        ("withdrawn", vec![], vec![withdrawn()], false, true),
        ("held back", vec![], vec![judged(hold())], false, false),
        ("refused once, under review now", vec![], vec![judged(fail()), under_review()], false, false),
    ] {
        assert_eq!(is_finished(&held, &filed, drafting, today), finished, "{name}");
    }
    let last =
        Accreditation { valid_from: day("2022-04-01"), valid_to: today, ..an_accreditation(AccreditationKind::Core) };
    assert!(!is_finished(&[last], &[], false, today), "on its last day it is in force");
}

fn successor() -> Successor {
    let name = PersonName { last: "架空".to_owned(), first: "次郎".to_owned() };
    Successor { name, entry: Some(ApplicationKind::Partner) }
}

/// A finished account that somebody has signed up with, and the link that was mailed.
fn awaiting() -> (Account, Link) {
    let account = an_account(AccountState::Active);
    let link = a_link(LinkPurpose::Issuance, &account);
    let command = AccountCommand::SignUpAgain { link: link.clone(), person: successor(), finished: true };
    let decided = account.decide(command, now()).unwrap();
    assert_eq!(decided.event, Event::LinkIssued { purpose: LinkPurpose::Issuance });
    let [notice] = decided.notices.as_slice() else { panic!("{:?}", decided.notices) };
    assert!(matches!(&notice.letter, Letter::PasswordIssuance { name, .. } if name == "架空　次郎"));
    (decided.state, link)
}

#[test]
fn signing_up_with_the_address_of_a_finished_account_changes_nothing_for_its_holder() {
    let (account, _) = awaiting();
    let before = an_account(AccountState::Active);
    assert_eq!(Account { successor: None, ..account }, before);
}

#[test]
fn the_password_of_the_new_account_closes_the_old_one() {
    let (account, link) = awaiting();
    let succession = account.clone().succeed(&link, true, ulid("NEW"), now()).unwrap();
    let (closed, opened) = (&succession.closed, &succession.opened);
    assert_eq!((closed.state.state, closed.state.epoch), (AccountState::Closed, account.epoch + 1));
    assert_eq!(closed.event, Event::Login(LoginEvent::Closed { successor: ulid("NEW") }));
    assert_eq!((opened.state.state, opened.state.epoch), (AccountState::Active, 1));
    assert_eq!((opened.state.name.to_string().as_str(), &opened.state.email), ("架空　次郎", &account.email));
    let entry = Some(ApplicationKind::Partner);
    assert_eq!(opened.event, Event::Login(LoginEvent::Succeeded { former: account.id, entry }));
    assert!(closed.notices.is_empty() && opened.notices.is_empty(), "as with every first password");
}

#[test]
fn what_has_begun_meanwhile_is_not_closed() {
    let (account, link) = awaiting();
    let id = || ulid("NEW");
    let refusal = |account: Account, link: &Link, finished| account.succeed(link, finished, id(), now()).unwrap_err();
    assert_eq!(refusal(account.clone(), &link, false), Refusal::LinkInvalid);
    let reset = Link { purpose: LinkPurpose::Reset, ..link.clone() };
    assert_eq!(refusal(account.clone(), &reset, true), Refusal::LinkInvalid);
    assert_eq!(refusal(account.clone(), &Link { used: Some(now()), ..link.clone() }, true), Refusal::LinkUsed);
    assert_eq!(refusal(an_account(AccountState::Active), &link, true), Refusal::LinkInvalid, "nobody signed up anew");
    let set = account.clone().decide(AccountCommand::SetPassword { link: link.clone() }, now());
    assert_eq!(set, Err(Refusal::LinkInvalid), "it is no link for the old account's password");
    let own = account.decide(AccountCommand::SetPassword { link: a_link(LinkPurpose::Reset, &awaiting().0) }, now());
    let own = own.unwrap().state;
    assert_eq!((own.state, &own.successor), (AccountState::Active, &None), "its holder is back");
    assert_eq!(refusal(own, &link, true), Refusal::LinkInvalid);
}
