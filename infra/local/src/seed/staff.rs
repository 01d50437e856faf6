//! The demo's secretariat: one account for each role, so that a visitor sees what each may do.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::{
    Action, Actor, EmailAddress, Link, LinkId, LinkPurpose, Password, Role, Staff, StaffCommand, StaffId, StaffRole,
    authorize,
};
use shared::authenticator::Authenticators;
use shared::ids::Ids;
use shared::store::{Cause, StaffLogin, StaffPassword, Versioned};

use crate::dev::DemoAccount;
use crate::portal::Portal;

/// The password of the demo's staff.
const PASSWORD: &str = "kumo-no-ue-no-tsukue-42";

/// Role, address, name, and the last characters of the account's and the enrolment's names: fixed, so that their secrets
/// can be derived without reading anything.
const STAFF: [(StaffRole, &str, &str, &str); 4] = [
    (StaffRole::Admin, "staff@example.jp", "事務 見本", "SA"),
    (StaffRole::Judge, "judge@example.jp", "事務 判定", "SB"),
    (StaffRole::Editor, "editor@example.jp", "事務 担当", "SC"),
    (StaffRole::Viewer, "viewer@example.jp", "事務 閲覧", "SD"),
];

fn names(tail: &str) -> anyhow::Result<(StaffId, LinkId)> {
    let name = format!("{tail:0>26}");
    Ok((name.parse().context("a name of the demo")?, name.parse().context("a name of the demo")?))
}

const fn in_words(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Viewer => "事務局（閲覧のみ）",
        StaffRole::Editor => "事務局（受付・修正依頼）",
        StaffRole::Judge => "事務局（判定まで）",
        StaffRole::Admin => "事務局（すべて）",
    }
}

/// The accounts as the page `/dev` lists them, each with its code of this moment.
pub(super) fn accounts(authenticators: &Authenticators, now: DateTime<Utc>) -> Vec<DemoAccount> {
    let account = |(role, email, name, tail): &(StaffRole, &str, &str, &str)| {
        let (staff, enrolment) = names(tail).ok()?;
        let authenticator = authenticators.of(&staff, &enrolment);
        Some(DemoAccount {
            role: in_words(*role).to_owned(),
            name: (*name).to_owned(),
            email: (*email).to_owned(),
            password: PASSWORD.to_owned(),
            totp_secret: Some(authenticator.spoken().replace(' ', "")),
            totp_now: Some(authenticator.code(now)),
        })
    };
    STAFF.iter().filter_map(account).collect()
}

/// Invites and enrols them, by the transitions that the portal uses.
pub(super) async fn seed(portal: &Portal, now: DateTime<Utc>) -> anyhow::Result<()> {
    for (role, email, name, tail) in STAFF {
        let email = EmailAddress::parse(email)?;
        if portal.store.staff_login(&email).await?.is_some() {
            continue;
        }
        let (id, enrolment) = names(tail)?;
        let cause = Cause { now, request_id: "seed".to_owned() };
        let invited = Staff::invite(id.clone(), email.clone(), name.to_owned(), role);
        let system = authorize(&Actor::system("seed"), Action::Change, id.clone())?;
        let unstored = Versioned::unstored(invited.state.clone());
        let staff = portal.store.commit(&system, &unstored, invited, &cause, Vec::new()).await?;
        let link = Link::new(enrolment.clone(), LinkPurpose::Invitation, staff.value.epoch, now);
        let enrolled = staff.value.clone().decide(StaffCommand::Enrol { link }, Role::Anonymous, now)?;
        let hash = portal.passwords.hash(Password::typed(PASSWORD), Ids::Random.salt()).await?;
        let password = Some(StaffPassword { hash, authenticator: enrolment, last_step: 0 });
        let login = StaffLogin { version: 1, staff: id.clone(), epoch: enrolled.state.epoch, password };
        let with = vec![portal.store.put_staff_login(&email, &login)?];
        let holder = authorize(&Actor::Anonymous, Action::Identify, id)?;
        portal.store.commit(&holder, &staff, enrolled, &cause, with).await?;
    }
    Ok(())
}
