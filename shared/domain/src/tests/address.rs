//! The login address and its change (S21, S60, E18, E19).

use chrono::{DateTime, TimeDelta, Utc};

use super::fixture::{a_link, an_account, facility, now, ulid};
use crate::{
    Account, AccountCommand, AccountState, AddressChange, AddressCommand, Decided, EmailAddress, Event, Identified,
    Identity, LINK_LIFETIME, Letter, Link, LinkPurpose, LoginEvent, LoginLetter, Recipient, Refusal, Role, StaffRole,
    UNDO_LIFETIME,
};

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(super) fn new() -> EmailAddress {
    address("shin@kakuu.example")
}

pub(super) fn ask(account: &Account) -> AddressCommand {
    let link = Link { id: ulid("A"), ..a_link(LinkPurpose::AddressConfirmation, account) };
    AddressCommand::Ask { new: new(), link, accredited: true, taken: false }
}

/// The link that the new address was sent.
pub(super) fn confirmation(account: &Account) -> Link {
    Link { id: ulid("A"), ..a_link(LinkPurpose::AddressConfirmation, account) }
}

/// The link that the old address was sent, in the epoch that the change began.
pub(super) fn undo() -> Link {
    Link { expires: now() + UNDO_LIFETIME, id: ulid("B"), epoch: 2, purpose: LinkPurpose::AddressUndo, used: None }
}

pub(super) fn identified() -> Identified {
    let identity = Identity { requester: "架空 花子".to_owned(), member_no: true, birth_date: false };
    Identified { identity, until: now() + TimeDelta::minutes(10) }
}

pub(super) fn replace(identified: Option<Identified>, reason: &str) -> AddressCommand {
    AddressCommand::Replace { new: new(), reason: reason.to_owned(), identified }
}

pub(super) fn asked() -> Account {
    let account = an_account(AccountState::Active);
    account.clone().decide_address(ask(&account), Role::Facility, now()).unwrap().state
}

pub(super) fn confirm(account: &Account) -> AddressCommand {
    AddressCommand::Confirm { link: confirmation(account), undo: ulid("B") }
}

pub(super) fn changed() -> Account {
    let account = asked();
    account.clone().decide_address(confirm(&account), Role::Anonymous, now()).unwrap().state
}

fn take_back(link: Link) -> AddressCommand {
    AddressCommand::Undo { link, reset: ulid("C") }
}

/// The letters of a decision with the address of each; the login address is the one that holds afterwards.
fn letters(decided: &Decided<Account>) -> Vec<(&str, &'static str)> {
    let address = |to| match to {
        &Recipient::LoginAddressOf(_) => decided.state.email.as_str(),
        Recipient::Address { account, email } => {
            assert_eq!(*account, facility());
            email.as_str()
        }
        Recipient::Secretariat => "the secretariat",
    };
    decided.notices.iter().map(|notice| (address(&notice.to), notice.letter.template())).collect()
}

#[test]
fn asking_changes_nothing_and_tells_both() {
    let account = an_account(AccountState::Active);
    let decided = account.clone().decide_address(ask(&account), Role::Facility, now()).unwrap();
    assert_eq!((&decided.state.email, decided.state.epoch), (&account.email, account.epoch));
    assert_eq!(decided.event, Event::Login(LoginEvent::AddressAsked { new: new() }));
    let told = [("shin@kakuu.example", "address_confirmation"), ("kanri@kakuu.example.jp", "address_asked")];
    assert_eq!(letters(&decided), told);
}

#[test]
fn an_address_that_is_somebodys_is_told_there_and_looks_the_same_here() {
    let account = an_account(AccountState::Active);
    let AddressCommand::Ask { new, link, .. } = ask(&account) else { unreachable!() };
    let taken = AddressCommand::Ask { new: new.clone(), link, accredited: true, taken: true };
    let decided = account.decide_address(taken, Role::Facility, now()).unwrap();
    assert_eq!(decided.event, Event::Login(LoginEvent::AddressAsked { new: new.clone() }));
    assert!(matches!(&decided.state.address_change, Some(AddressChange::Asked { new: shown, .. }) if *shown == new));
    let told = [("shin@kakuu.example", "address_taken"), ("kanri@kakuu.example.jp", "address_asked")];
    assert_eq!(letters(&decided), told);
}

#[test]
fn what_cannot_be_asked_for() {
    let account = an_account(AccountState::Active);
    let AddressCommand::Ask { new, link, .. } = ask(&account) else { unreachable!() };
    let of = |new: EmailAddress, accredited| AddressCommand::Ask { new, link: link.clone(), accredited, taken: false };
    let same = address("KANRI@kakuu.example.jp");
    for (account, command, role, refusal) in [
        (&account, of(new.clone(), false), Role::Facility, Refusal::AccreditationOver),
        (&account, of(same, true), Role::Facility, Refusal::AddressUnchanged),
        (&account, of(new.clone(), true), Role::Staff(StaffRole::Admin), Refusal::NotPermitted),
        (&changed(), of(address("mata@kakuu.example"), true), Role::Facility, Refusal::AddressChangedLately),
        (&an_account(AccountState::Closed), of(new, true), Role::Facility, Refusal::AccountClosed),
    ] {
        assert_eq!(account.clone().decide_address(command, role, now()), Err(refusal));
    }
    let later = now() + UNDO_LIFETIME;
    assert!(changed().decide_address(of(address("mata@kakuu.example"), true), Role::Facility, later).is_ok());
}

#[test]
fn the_new_address_holds_once_it_has_confirmed() {
    let account = asked();
    let decided = account.clone().decide_address(confirm(&account), Role::Anonymous, now()).unwrap();
    assert_eq!((decided.state.email.as_str(), decided.state.epoch), ("shin@kakuu.example", account.epoch + 1));
    let told = [("kanri@kakuu.example.jp", "address_changed"), ("shin@kakuu.example", "address_confirmed")];
    assert_eq!(letters(&decided), told);
    let Letter::Login(LoginLetter::AddressChanged { link, expires, .. }) = &decided.notices[0].letter else {
        panic!("{:?}", decided.notices)
    };
    assert_eq!((link, *expires), (&ulid("B"), now() + UNDO_LIFETIME));
}

fn confirmed_with(account: &Account, link: Link, at: DateTime<Utc>) -> Result<Decided<Account>, Refusal> {
    account.clone().decide_address(AddressCommand::Confirm { link, undo: ulid("B") }, Role::Anonymous, at)
}

#[test]
fn only_the_link_that_was_asked_for_last_confirms_and_for_a_day() {
    let account = asked();
    let link = || confirmation(&account);
    let day_after = now() + LINK_LIFETIME;
    for (link, at, refusal) in [
        (Link { id: ulid("ZZ"), ..link() }, now(), Refusal::LinkInvalid),
        (Link { purpose: LinkPurpose::Reset, ..link() }, now(), Refusal::LinkInvalid),
        (Link { used: Some(now()), ..link() }, now(), Refusal::LinkUsed),
        (Link { epoch: 0, ..link() }, now(), Refusal::LinkInvalid),
        (link(), day_after, Refusal::LinkExpired),
    ] {
        assert_eq!(confirmed_with(&account, link, at), Err(refusal));
    }
    let cancelled = account.clone().decide_address(AddressCommand::Cancel, Role::Facility, now()).unwrap();
    assert_eq!((letters(&cancelled).len(), &cancelled.state.address_change), (0, &None));
    assert_eq!(confirmed_with(&cancelled.state, link(), now()), Err(Refusal::LinkInvalid));
    let again = cancelled.state.decide_address(AddressCommand::Cancel, Role::Facility, now());
    assert_eq!(again, Err(Refusal::NothingAsked));
}

#[test]
fn a_new_password_ends_what_was_asked_for_but_not_the_way_back() {
    let set = |account: Account| {
        let link = Link { epoch: account.epoch, ..a_link(LinkPurpose::Reset, &account) };
        account.decide(AccountCommand::SetPassword { link }, now()).unwrap().state
    };
    assert_eq!(set(asked()).address_change, None);
    let account = set(changed());
    assert_eq!(account.epoch, 3);
    let back = account.decide_address(take_back(undo()), Role::Anonymous, now()).unwrap();
    assert_eq!((back.state.email.as_str(), back.state.epoch), ("kanri@kakuu.example.jp", 4));
    assert_eq!(back.state.address_change, None);
    let told = [("kanri@kakuu.example.jp", "address_restored"), ("shin@kakuu.example", "address_dropped")];
    assert_eq!(letters(&back), told);
}

#[test]
fn the_old_address_takes_a_change_back_once_and_for_a_week() {
    let account = changed();
    let last = now() + UNDO_LIFETIME - TimeDelta::milliseconds(1);
    assert!(account.clone().decide_address(take_back(undo()), Role::Anonymous, last).is_ok());
    for (account, link, at, refusal) in [
        (&account, undo(), now() + UNDO_LIFETIME, Refusal::LinkExpired),
        (&account, Link { used: Some(now()), ..undo() }, now(), Refusal::LinkUsed),
        (&account, Link { id: ulid("ZZ"), ..undo() }, now(), Refusal::LinkInvalid),
        (&account, Link { purpose: LinkPurpose::Reset, ..undo() }, now(), Refusal::LinkInvalid),
        (&asked(), undo(), now(), Refusal::LinkInvalid),
        (&an_account(AccountState::Active), undo(), now(), Refusal::LinkInvalid),
    ] {
        assert_eq!(account.clone().decide_address(take_back(link), Role::Anonymous, at), Err(refusal));
    }
}

#[test]
fn the_secretariat_replaces_for_somebody_whose_identity_was_checked() {
    let editor = Role::Staff(StaffRole::Editor);
    for account in [an_account(AccountState::Active), an_account(AccountState::Invited), asked(), changed()] {
        let other = AddressCommand::Replace {
            new: address("betsu@kakuu.example"),
            reason: "担当者の交代".to_owned(),
            identified: Some(identified()),
        };
        let decided = account.clone().decide_address(other, editor, now()).unwrap();
        assert_eq!((decided.state.email.as_str(), decided.state.epoch), ("betsu@kakuu.example", account.epoch + 1));
        assert_eq!((decided.state.state, &decided.state.address_change), (account.state, &None));
        let told = [(account.email.as_str(), "address_replaced"), ("betsu@kakuu.example", "address_replaced")];
        assert_eq!(letters(&decided), told);
    }
    let account = || an_account(AccountState::Active);
    for (command, role, refusal) in [
        (replace(Some(identified()), "交代"), Role::Staff(StaffRole::Viewer), Refusal::NotPermitted),
        (replace(Some(identified()), "交代"), Role::Facility, Refusal::NotPermitted),
        (replace(None, "交代"), editor, Refusal::IdentityUnchecked),
        (replace(Some(identified()), ""), editor, Refusal::ReasonMissing),
    ] {
        assert_eq!(account().decide_address(command, role, now()), Err(refusal));
    }
}

#[test]
fn ending_the_sessions_ends_the_links_too() {
    let account = asked();
    let end = |role| account.clone().decide_address(AddressCommand::EndSessions, role, now());
    let ended = end(Role::Staff(StaffRole::Editor)).unwrap();
    assert_eq!((ended.state.epoch, &ended.state.address_change), (account.epoch + 1, &None));
    assert_eq!(letters(&ended), [("kanri@kakuu.example.jp", "sessions_ended")]);
    assert_eq!(end(Role::Staff(StaffRole::Viewer)), Err(Refusal::NotPermitted));
    assert_eq!(end(Role::Facility), Err(Refusal::NotPermitted));
}

#[test]
fn a_return_ends_the_sessions_and_the_links_and_keeps_the_way_back() {
    let judge = Role::Staff(StaffRole::Judge);
    let returned = |account: Account, role| account.decide_address(AddressCommand::Return, role, now());
    for account in [an_account(AccountState::Active), an_account(AccountState::Invited), asked()] {
        let decided = returned(account.clone(), judge).unwrap();
        assert_eq!(decided.state, Account { epoch: account.epoch + 1, address_change: None, ..account });
        assert_eq!(decided.event, Event::Login(LoginEvent::SessionsEndedByReturn));
        assert_eq!(letters(&decided), [], "the mail about the return says so");
    }
    let back = returned(changed(), judge).unwrap().state.decide_address(take_back(undo()), Role::Anonymous, now());
    assert_eq!(back.unwrap().state.email.as_str(), "kanri@kakuu.example.jp");
    assert_eq!(returned(an_account(AccountState::Closed), judge), Err(Refusal::AccountClosed));
    for role in [Role::Staff(StaffRole::Editor), Role::Facility, Role::System] {
        assert_eq!(returned(an_account(AccountState::Active), role), Err(Refusal::NotPermitted));
    }
}

#[test]
fn a_link_of_an_address_sets_no_password() {
    for (account, link) in [(asked(), confirmation(&asked())), (changed(), undo())] {
        let set = account.decide(AccountCommand::SetPassword { link }, now());
        assert_eq!(set, Err(Refusal::LinkInvalid));
    }
}

#[test]
fn links_of_an_address_do_not_use_up_those_of_a_password() {
    let account = an_account(AccountState::Active);
    let of = |tail: &str, purpose| Link { id: ulid(tail), ..a_link(purpose, &account) };
    let outstanding = ["1", "2", "3"].map(|tail| of(tail, LinkPurpose::AddressConfirmation));
    let mailed = of("9", LinkPurpose::Reset).or_newest(&outstanding, account.epoch, now());
    assert_eq!(mailed.id, ulid("9"));
}
