//! One-time links (E10).

use chrono::TimeDelta;

use super::fixture::{a_link, an_account, now, ulid};
use crate::{Account, AccountState, LINK_LIFETIME, Link, LinkPurpose, Refusal};

#[test]
fn a_link_works_for_a_day_to_the_millisecond() {
    let account = an_account(AccountState::Invited);
    let link = a_link(LinkPurpose::Issuance, &account);
    assert_eq!(LINK_LIFETIME, TimeDelta::hours(24));
    assert_eq!(link.check(account.epoch, now()), Ok(()));
    assert_eq!(link.check(account.epoch, now() + LINK_LIFETIME - TimeDelta::milliseconds(1)), Ok(()));
    assert_eq!(link.check(account.epoch, now() + LINK_LIFETIME), Err(Refusal::LinkExpired));
}

#[test]
fn a_used_link_says_so_even_when_it_is_also_old() {
    let account = an_account(AccountState::Active);
    let link = Link { used: Some(now()), ..a_link(LinkPurpose::Reset, &account) };
    let later = Account { epoch: account.epoch + 1, ..account.clone() };
    assert_eq!(link.check(account.epoch, now()), Err(Refusal::LinkUsed));
    assert_eq!(link.check(later.epoch, now() + LINK_LIFETIME), Err(Refusal::LinkUsed));
}

#[test]
fn a_link_of_another_epoch_is_void() {
    let account = an_account(AccountState::Active);
    let link = a_link(LinkPurpose::Reset, &account);
    for epoch in [account.epoch - 1, account.epoch + 1] {
        assert_eq!(link.check(epoch, now()), Err(Refusal::LinkInvalid));
    }
}

#[test]
fn a_fourth_link_is_the_newest_of_three_and_ends_none() {
    let account = an_account(AccountState::Active);
    let issued =
        |tail: &str, hours| Link::new(ulid(tail), LinkPurpose::Reset, account.epoch, now() - TimeDelta::hours(hours));
    let fresh = || Link::new(ulid("9"), LinkPurpose::Reset, account.epoch, now());
    let (first, second, third) = (issued("1", 3), issued("2", 2), issued("3", 1));
    let mailed = |outstanding: &[Link]| fresh().or_newest(outstanding, account.epoch, now()).id;
    assert_eq!(mailed(&[]), ulid("9"));
    assert_eq!(mailed(&[first.clone(), second.clone()]), ulid("9"));
    assert_eq!(mailed(&[third.clone(), first.clone(), second.clone()]), ulid("3"));
    let dead = [
        Link { used: Some(now()), ..second.clone() },
        Link { epoch: account.epoch - 1, ..second.clone() },
        Link { expires: now(), ..second },
    ];
    for dead in dead {
        assert_eq!(mailed(&[first.clone(), dead.clone(), third.clone()]), ulid("9"), "{dead:?} is not alive");
    }
}

#[test]
fn of_links_of_one_moment_the_last_name_is_the_newest() {
    let account = an_account(AccountState::Active);
    let outstanding = ["2", "3", "1"].map(|tail| Link::new(ulid(tail), LinkPurpose::Reset, account.epoch, now()));
    let fresh = Link::new(ulid("9"), LinkPurpose::Reset, account.epoch, now());
    assert_eq!(fresh.or_newest(&outstanding, account.epoch, now()).id, ulid("3"));
}
