//! The account's part of the table.

use super::super::fixture::{a_link, an_account, facility, now};
use super::super::office::a_member;
use super::{Legend, Machine, ROLES, mails};
use crate::{Account, AccountCommand, AccountState, Action, Actor, Link, LinkPurpose, Role, Successor, authorize};

fn commands() -> [(&'static str, AccountCommand); 8] {
    let account = an_account(AccountState::Active);
    let link = || a_link(LinkPurpose::Reset, &account);
    let set = |link| AccountCommand::SetPassword { link };
    let again = |finished| {
        let person = Successor { name: account.name.clone(), entry: None };
        AccountCommand::SignUpAgain { link: a_link(LinkPurpose::Issuance, &account), person, finished }
    };
    [
        ("新規登録 once more", again(false)),
        ("the same, all that it held being over", again(true)),
        ("パスワードをお忘れの方", AccountCommand::RequestReset { link: link() }),
        ("set a password with a good link", set(link())),
        ("with a link for an address", set(a_link(LinkPurpose::AddressConfirmation, &account))),
        ("with a used link", set(Link { used: Some(now()), ..link() })),
        ("with a link from before the last change of password", set(Link { epoch: 0, ..link() })),
        ("with a link after its lifetime", set(Link { expires: now(), ..link() })),
    ]
}

/// Commands on an account are given by whoever can prove to hold it, so `authorize` comes first.
fn outcome(role: Role, account: &Account, command: AccountCommand, legend: &mut Legend) -> String {
    let actor = match role {
        Role::Anonymous => Actor::Anonymous,
        Role::Facility => Actor::Facility(facility()),
        Role::Staff(role) => a_member(role).actor(),
        Role::System => Actor::system("deliver_mail"),
    };
    if let Err(denied) = authorize(&actor, Action::Identify, account.id.clone()) {
        return legend.denied(denied);
    }
    legend.cell(account.clone().decide(command, now()), |decided| {
        let epoch = if decided.state.epoch > account.epoch { "; sessions and links end" } else { "" };
        format!("{:?}{epoch}{}", decided.state.state, mails(&decided.notices))
    })
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let about = "`authorize(identify)`, then `Account::decide`. An address that nobody holds opens an account: \
                 Invited, with the mail password_issuance.";
    let states = [
        ("Invited", an_account(AccountState::Invited)),
        ("Active", an_account(AccountState::Active)),
        ("Closed", an_account(AccountState::Closed)),
    ];
    Machine::of(("Account", about), &states, &commands(), &ROLES, |account, command, role| {
        outcome(role, account, command.clone(), legend)
    })
}
