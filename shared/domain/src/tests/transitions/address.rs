//! The login address's part of the table.

use super::super::address::{ask, asked, changed, confirmation, identified, new, replace, undo};
use super::super::fixture::{an_account, facility, now, ulid};
use super::super::office::a_member;
use super::{Legend, Machine, ROLES, mails};
use crate::{
    Account, AccountState, Action, Actor, AddressChange, AddressCommand, Link, Role, UNDO_LIFETIME, authorize,
};

fn commands() -> [(&'static str, AddressCommand); 14] {
    let account = an_account(AccountState::Active);
    let confirm = |link| AddressCommand::Confirm { link, undo: ulid("B") };
    let take_back = |link| AddressCommand::Undo { link, reset: ulid("C") };
    let AddressCommand::Ask { link, .. } = ask(&account) else { unreachable!() };
    let asks = |new, accredited| AddressCommand::Ask { new, link: link.clone(), accredited, taken: false };
    [
        ("another is asked for", ask(&account)),
        ("while nothing is in force", asks(new(), false)),
        ("the one of before", asks(account.email.clone(), true)),
        ("taken back", AddressCommand::Cancel),
        ("confirmed", confirm(confirmation(&account))),
        ("confirmed with an earlier link", confirm(Link { id: ulid("0"), ..confirmation(&account) })),
        ("undone", take_back(undo())),
        ("undone with another link", take_back(Link { id: ulid("0"), ..undo() })),
        ("undone after a week", take_back(Link { expires: now(), ..undo() })),
        ("replaced", replace(Some(identified()), "交代")),
        ("replaced without a reason", replace(Some(identified()), "")),
        ("replaced for somebody unknown", replace(None, "交代")),
        ("sessions ended", AddressCommand::EndSessions),
        ("an accreditation returned", AddressCommand::Return),
    ]
}

fn outcome(role: Role, account: &Account, command: AddressCommand, legend: &mut Legend) -> String {
    let actor = match role {
        Role::Anonymous => Actor::Anonymous,
        Role::Facility => Actor::Facility(facility()),
        Role::Staff(role) => a_member(role).actor(),
        Role::System => Actor::system("deliver_mail"),
    };
    let action = match command {
        AddressCommand::Ask { .. } | AddressCommand::Cancel => Action::Change,
        AddressCommand::Confirm { .. } | AddressCommand::Undo { .. } => Action::Identify,
        AddressCommand::Replace { .. } | AddressCommand::EndSessions => Action::Review,
        AddressCommand::Return => Action::Judge,
    };
    if let Err(denied) = authorize(&actor, action, account.id.clone()) {
        return legend.denied(denied);
    }
    legend.cell(account.clone().decide_address(command, role, now()), |decided| {
        let moved = if decided.state.email == account.email { "the same" } else { "another" };
        let under_way = match decided.state.address_change {
            None => "",
            Some(AddressChange::Asked { .. }) => ", asked",
            Some(AddressChange::Changed { .. }) => ", can be undone",
        };
        let epoch = if decided.state.epoch > account.epoch { "; sessions and links end" } else { "" };
        format!("{moved}{under_way}{epoch}{}", mails(&decided.notices))
    })
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let about = "`authorize` (change, identify for a link, review or judge for the secretariat), then `Account::decide_address`. Links \
                 of the old address work whatever happened to the password since.";
    let lapsed = Account {
        address_change: Some(AddressChange::Changed {
            old: an_account(AccountState::Active).email,
            link: ulid("B"),
            until: now(),
        }),
        ..changed()
    };
    assert_eq!(undo().expires, now() + UNDO_LIFETIME);
    let states = [
        ("Active", an_account(AccountState::Active)),
        ("asked", asked()),
        ("changed", changed()),
        ("changed a week ago", lapsed),
        ("Invited", an_account(AccountState::Invited)),
        ("Closed", an_account(AccountState::Closed)),
    ];
    Machine::of(("Login address", about), &states, &commands(), &ROLES, |account, command, role| {
        outcome(role, account, command.clone(), legend)
    })
}
