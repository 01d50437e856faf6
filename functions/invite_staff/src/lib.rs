//! The operator's command that invites one of the secretariat's staff: it makes the first account, and helps after a lost
//! authenticator. Whoever has the link that it answers sets password and authenticator, so nobody mails it: the operator
//! hands it over.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use domain::{
    Action, Actor, EmailAddress, Link, LinkPurpose, Role, Staff, StaffCommand, StaffRole, authorize, parse_name_part,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::aws::Aws;
use shared::clock::Clock;
use shared::config::Settings;
use shared::ids::Ids;
use shared::secrets::LinkKey;
use shared::store::{Cause, StaffLogin, Store, Versioned, settle, unless_beaten};
use shared::web::Web;

/// What inviting needs; mirrors the policy of this function in `infra/template.yaml`.
#[derive(Clone)]
pub struct Deps {
    /// Staff, their logins and invitations.
    pub store: Store,
    /// Makes links.
    pub links: LinkKey,
    /// The address in a link.
    pub web: Web,
    /// Names of staff and links.
    pub ids: Ids,
    /// The time.
    pub clock: Clock,
}

impl Deps {
    /// Reads the settings; `aws` is where its clients come from.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        Self {
            store: Store::new(settings, aws),
            links: LinkKey::new(settings),
            web: Web::new(settings),
            ids: Ids::Random,
            clock: Clock::System,
        }
    }
}

/// Who was invited, and the link to hand over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The login address.
    pub invited: String,
    /// What they may do.
    pub role: StaffRole,
    /// Where password and authenticator are set.
    pub url: String,
    /// When that stops working.
    pub expires: DateTime<Utc>,
}

/// The payload.
#[derive(Deserialize)]
struct Asked {
    email: String,
    name: String,
    role: StaffRole,
}

/// The payload, read.
struct Invitee {
    email: EmailAddress,
    name: String,
    role: StaffRole,
}

const FUNCTION: &str = "invite_staff";

/// Invites whom the event names: `{"email": …, "name": …, "role": "viewer" | "editor" | "judge" | "admin"}`.
pub async fn run(deps: &Deps, event: &Value) -> anyhow::Result<Report> {
    let invitee = read(event)?;
    let now = deps.clock.now();
    let (staff, link) = settle(|| invite(deps, &invitee, now)).await?;
    Ok(Report {
        invited: staff.email.as_str().to_owned(),
        role: staff.role,
        url: format!("{}/admin/link/{}", deps.web.base_url(), deps.links.token(&staff.id, &link.id)),
        expires: link.expires,
    })
}

fn read(event: &Value) -> anyhow::Result<Invitee> {
    let Asked { email, name, role } = Asked::deserialize(event).context("the payload is email, name and role")?;
    let email = EmailAddress::parse(&email).context("email")?;
    let name = parse_name_part(&name).context("name")?;
    Ok(Invitee { email, name, role })
}

/// One attempt; `None` when somebody else was first.
async fn invite(deps: &Deps, invitee: &Invitee, now: DateTime<Utc>) -> anyhow::Result<Option<(Staff, Link)>> {
    let login = deps.store.staff_login(&invitee.email).await?;
    let id = login.as_ref().map_or_else(|| deps.ids.name(now), |login| login.staff.clone());
    let capability = authorize(&Actor::system(FUNCTION), Action::Change, id.clone())?;
    let (read, decided, mut with) = if login.is_some() {
        let staff = deps.store.staff(&capability).await?.context("a login without its staff account")?;
        let command = StaffCommand::Invite { name: invitee.name.clone(), role: invitee.role };
        let decided = staff.value.clone().decide(command, Role::System, now)?;
        (staff, decided, Vec::new())
    } else {
        let decided = Staff::invite(id.clone(), invitee.email.clone(), invitee.name.clone(), invitee.role);
        let login = StaffLogin { version: 1, staff: id, epoch: decided.state.epoch, password: None };
        let with = vec![deps.store.put_staff_login(&invitee.email, &login)?];
        (Versioned::unstored(decided.state.clone()), decided, with)
    };
    let staff = decided.state.clone();
    let link = Link::new(deps.ids.name(now), LinkPurpose::Invitation, staff.epoch, now);
    with.push(deps.store.put_invitation(&staff.id, &link)?);
    let cause = Cause { now, request_id: FUNCTION.to_owned() };
    let committed = deps.store.commit(&capability, &read, decided, &cause, with).await;
    Ok(unless_beaten(committed)?.map(|_| (staff, link)))
}
