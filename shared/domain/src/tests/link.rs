//! One-time links (E10).

use chrono::TimeDelta;

use super::fixture::{a_link, an_account, now};
use crate::{Account, AccountState, LINK_LIFETIME, Link, LinkPurpose, Refusal};

#[test]
fn a_link_works_for_a_day_to_the_millisecond() {
    let account = an_account(AccountState::Invited);
    let link = a_link(LinkPurpose::Issuance, &account);
    assert_eq!(LINK_LIFETIME, TimeDelta::hours(24));
    assert_eq!(link.check(&account, now()), Ok(()));
    assert_eq!(link.check(&account, now() + LINK_LIFETIME - TimeDelta::milliseconds(1)), Ok(()));
    assert_eq!(link.check(&account, now() + LINK_LIFETIME), Err(Refusal::LinkExpired));
}

#[test]
fn a_used_link_says_so_even_when_it_is_also_old() {
    let account = an_account(AccountState::Active);
    let link = Link { used: Some(now()), ..a_link(LinkPurpose::Reset, &account) };
    let later = Account { epoch: account.epoch + 1, ..account.clone() };
    assert_eq!(link.check(&account, now()), Err(Refusal::LinkUsed));
    assert_eq!(link.check(&later, now() + LINK_LIFETIME), Err(Refusal::LinkUsed));
}

#[test]
fn a_link_of_another_epoch_is_void() {
    let account = an_account(AccountState::Active);
    let link = a_link(LinkPurpose::Reset, &account);
    for epoch in [account.epoch - 1, account.epoch + 1] {
        assert_eq!(link.check(&Account { epoch, ..account.clone() }, now()), Err(Refusal::LinkInvalid));
    }
}
