//! The life of an account (S16–S20, E1, E5–E13).

use chrono::TimeDelta;

use super::fixture::{a_link, an_account, facility, now, ulid};
use crate::{
    Account, AccountCommand, AccountState, ApplicationKind, Decided, EmailAddress, Event, LINK_LIFETIME, Letter, Link,
    LinkPurpose, PersonName, Recipient, Refusal, Successor,
};

fn opened() -> (Decided<Account>, Link) {
    let email = EmailAddress::parse("kanri@kakuu.example").unwrap();
    let name = PersonName { last: "架空".to_owned(), first: "花子".to_owned() };
    Account::open(facility(), email, name, Some(ApplicationKind::Partner), |account| {
        Link::new(ulid("1"), LinkPurpose::Issuance, account.epoch, now())
    })
}

/// 新規登録 once more, by somebody who calls themselves 架空 `first`.
fn again_as(first: &str, link: Link) -> AccountCommand {
    let name = PersonName { last: "架空".to_owned(), first: first.to_owned() };
    AccountCommand::SignUpAgain { link, person: Successor { name, entry: None }, finished: false }
}

/// The only letter of a decision; it goes to the login address.
fn letter(decided: &Decided<Account>) -> &Letter {
    let [notice] = decided.notices.as_slice() else { panic!("one letter, not {:?}", decided.notices) };
    assert_eq!(notice.to, Recipient::LoginAddressOf(facility()));
    &notice.letter
}

#[test]
fn opening_an_account_sends_the_link_for_its_first_password() {
    let (decided, link) = opened();
    assert_eq!((decided.state.state, decided.state.epoch), (AccountState::Invited, 0));
    assert_eq!(decided.event, Event::AccountOpened { entry: Some(ApplicationKind::Partner) });
    let expected =
        Letter::PasswordIssuance {
            name: "架空　花子".to_owned(), link: ulid("1"), expires: now() + LINK_LIFETIME
        };
    assert_eq!(letter(&decided), &expected);
    assert_eq!(link.check(decided.state.epoch, now()), Ok(()));
}

#[test]
fn the_first_password_activates_without_a_mail() {
    let (decided, link) = opened();
    let set = decided.state.decide(AccountCommand::SetPassword { link }, now()).unwrap();
    assert_eq!((set.state.state, set.state.epoch), (AccountState::Active, 1));
    assert_eq!(set.event, Event::PasswordSet { purpose: LinkPurpose::Issuance });
    assert_eq!(set.notices, []);
}

#[test]
fn one_link_used_voids_the_others() {
    let (decided, link) = opened();
    let spare = Link { id: ulid("2"), ..link.clone() };
    let set = decided.state.decide(AccountCommand::SetPassword { link }, now()).unwrap();
    let again = set.state.decide(AccountCommand::SetPassword { link: spare }, now());
    assert_eq!(again, Err(Refusal::LinkInvalid));
}

#[test]
fn a_changed_password_is_told_by_mail() {
    let account = an_account(AccountState::Active);
    let link = a_link(LinkPurpose::Reset, &account);
    let set = account.decide(AccountCommand::SetPassword { link }, now()).unwrap();
    assert_eq!(set.state.epoch, 2);
    assert_eq!(letter(&set), &Letter::PasswordChanged { name: "架空　花子".to_owned(), at: now() });
}

#[test]
fn a_link_that_does_not_hold_changes_nothing() {
    let account = an_account(AccountState::Active);
    let link = a_link(LinkPurpose::Reset, &account);
    for (link, at, refusal) in [
        (Link { used: Some(now()), ..link.clone() }, now(), Refusal::LinkUsed),
        (Link { epoch: 0, ..link.clone() }, now(), Refusal::LinkInvalid),
        (link.clone(), now() + LINK_LIFETIME, Refusal::LinkExpired),
    ] {
        assert_eq!(account.clone().decide(AccountCommand::SetPassword { link }, at), Err(refusal));
    }
    let last = now() + LINK_LIFETIME - TimeDelta::milliseconds(1);
    assert!(account.decide(AccountCommand::SetPassword { link }, last).is_ok());
}

#[test]
fn signing_up_again_gives_another_link_until_there_is_a_password() {
    let account = an_account(AccountState::Invited);
    let link = a_link(LinkPurpose::Issuance, &account);
    let again = account.clone().decide(again_as("花子", link), now()).unwrap();
    assert_eq!(again.state, account);
    assert_eq!(again.event, Event::LinkIssued { purpose: LinkPurpose::Issuance });
    assert!(matches!(letter(&again), Letter::PasswordIssuance { .. }));
}

#[test]
fn the_name_can_be_corrected_until_there_is_a_password() {
    for (state, expected) in [(AccountState::Invited, "架空　花代"), (AccountState::Active, "架空　花子")] {
        let account = an_account(state);
        let link = a_link(LinkPurpose::Issuance, &account);
        let again = account.decide(again_as("花代", link), now()).unwrap();
        assert_eq!(again.state.name.to_string(), expected, "{state:?}");
        let (Letter::PasswordIssuance { name, .. } | Letter::AccountExists { name }) = letter(&again) else {
            panic!("{:?}", letter(&again))
        };
        assert_eq!(name, expected, "{state:?}");
    }
}

#[test]
fn signing_up_again_with_a_password_tells_only_the_holder() {
    let account = an_account(AccountState::Active);
    let link = a_link(LinkPurpose::Issuance, &account);
    let again = account.clone().decide(again_as("花子", link), now()).unwrap();
    assert_eq!(again.state, account);
    assert_eq!(again.event, Event::SignUpRepeated);
    assert_eq!(letter(&again), &Letter::AccountExists { name: "架空　花子".to_owned() });
}

#[test]
fn a_reset_works_with_and_without_a_password() {
    for state in [AccountState::Invited, AccountState::Active] {
        let account = an_account(state);
        let link = a_link(LinkPurpose::Reset, &account);
        let reset = account.clone().decide(AccountCommand::RequestReset { link }, now()).unwrap();
        assert_eq!(reset.state, account, "asking changes nothing");
        assert_eq!(reset.event, Event::LinkIssued { purpose: LinkPurpose::Reset });
        assert!(matches!(letter(&reset), Letter::PasswordReset { .. }));
    }
}

#[test]
fn a_seeded_account_gets_its_first_password_by_a_reset() {
    let account = an_account(AccountState::Invited);
    let link = a_link(LinkPurpose::Reset, &account);
    let set = account.decide(AccountCommand::SetPassword { link }, now()).unwrap();
    assert_eq!(set.state.state, AccountState::Active);
    assert_eq!(set.event, Event::PasswordSet { purpose: LinkPurpose::Reset });
}

#[test]
fn a_closed_account_does_nothing() {
    let account = an_account(AccountState::Closed);
    let link = a_link(LinkPurpose::Reset, &account);
    for command in [
        again_as("花子", link.clone()),
        AccountCommand::RequestReset { link: link.clone() },
        AccountCommand::SetPassword { link },
    ] {
        assert_eq!(account.clone().decide(command, now()), Err(Refusal::AccountClosed));
    }
}
