//! What the secretariat keeps: staff, windows, accreditations and links between facilities.

use chrono::TimeDelta;
use domain::{
    Account, Accreditation, AccreditationId, AccreditationKind, Action, Actor, ApplicationKind, EmailAddress, FormFile,
    Guidance, Link, LinkPurpose, Names, Office, Owned, Partnership, PartnershipCommand, PartnershipId, Party,
    PortalSettings, Registration, Role, SettingsCommand, Side, Staff, StaffCommand, StaffId, StaffRole, TopNotice,
    Window, WindowId, WindowSetting, authorize,
};

use super::super::partnerships::LinkCount;
use super::super::{Key, SessionRow, StaffLogin, StaffPassword, Store, Table, Versioned, keys};
use super::{Wire, applicant, cause, comes_back, holder, id, now, partnership_id};
use crate::tests::fixture::{facility, jst, ulid};

pub(super) fn officer() -> StaffId {
    ulid("5TAFF")
}

pub(super) fn admin<O: Owned>(action: Action, object: O) -> domain::Capability<O> {
    let actor = Actor::Staff { id: officer(), name: "架空　一郎".to_owned(), role: StaffRole::Admin };
    authorize(&actor, action, object).unwrap()
}

fn email() -> EmailAddress {
    EmailAddress::parse("jimu@kakuu.example").unwrap()
}

fn accreditation(kind: AccreditationKind) -> Accreditation {
    let id = AccreditationId { account: facility(), kind, number: "K-0001".to_owned() };
    let names = Names {
        facility_name: "架空中央病院".to_owned(),
        prefecture: "東京都".to_owned(),
        responsible_name: "山﨑　太郎".to_owned(),
        qualified: true,
    };
    Accreditation::new(id, names, "2023-04-01".parse().unwrap(), "2028-03-31".parse().unwrap())
}

fn scheduled() -> Partnership {
    let party = |kind| Party::of(&accreditation(kind), "架空　次郎 03-0000-0000".to_owned());
    Partnership::scheduled(partnership_id(), party(AccreditationKind::Partner), party(AccreditationKind::Core))
}

async fn is_at(wire: &Wire, store: &Store, name: &str, key: &Key) {
    insta::assert_snapshot!(name, wire.print("portal", key));
    comes_back::<Versioned<Partnership>>(store, Table::Portal, key, "partnership").await;
}

#[tokio::test]
async fn an_accreditation_has_a_place_in_every_list() {
    let (wire, store) = Wire::new();
    let held = accreditation(AccreditationKind::Core);
    let record = [("facility_name".to_owned(), "架空中央病院".to_owned())].into();
    let registration = Registration::new(held.id(), "core/2026-08".to_owned(), record);
    let held = held.entered("2027-02-10".parse().unwrap());
    let may = admin(Action::Judge, held.id());
    store.enter_accreditation(&may, held.clone(), registration.clone(), &cause()).await.unwrap();
    let key = keys::registration(&held.id());
    insta::assert_snapshot!("registration", wire.print("portal", &key));
    comes_back::<Versioned<Registration>>(&store, Table::Portal, &key, "registration").await;
    assert_eq!(store.registration(&may).await.unwrap().unwrap().value, registration);
    for (name, key) in [
        ("accreditation", keys::accreditation(AccreditationKind::Core, "K-0001")),
        ("held", keys::held(&facility(), AccreditationKind::Core, "K-0001")),
        ("roster", keys::roster(AccreditationKind::Core, "K-0001")),
    ] {
        insta::assert_snapshot!(name, wire.print("portal", &key));
        comes_back::<Versioned<Accreditation>>(&store, Table::Portal, &key, "accreditation").await;
    }
    let own = authorize(&Actor::Facility(facility()), Action::View, facility()).unwrap();
    assert_eq!(store.accreditations(&own).await.unwrap(), std::slice::from_ref(&held));
    assert_eq!(store.roster(AccreditationKind::Core).await.unwrap(), [held]);
}

#[tokio::test]
async fn a_link_waits_for_its_start_date_and_is_asked_for() {
    let (wire, store) = Wire::new();
    let link = scheduled();
    let writes = store.schedule_partnership(&link).unwrap();
    store.transact(writes.into()).await.unwrap();
    insta::assert_snapshot!("due_partnership", wire.print("portal", &keys::due_partnership(&link.id)));
    is_at(&wire, &store, "partnership_scheduled", &keys::link_of_partner(&link.id)).await;
    assert_eq!(store.due_partnerships(link.id.start).await.unwrap(), std::slice::from_ref(&link));
    assert!(store.due_partnerships(link.id.start.pred_opt().unwrap()).await.unwrap().is_empty(), "the day before");

    let core = Some(Box::new(accreditation(AccreditationKind::Core)));
    let own = Accreditation { valid_from: link.id.start, ..accreditation(AccreditationKind::Partner) };
    let begin = PartnershipCommand::Begin { core, partner: Some(Box::new(own)) };
    let decided = link.clone().decide(begin, Side::System, jst("2027-04-01 00:10:00")).unwrap();
    let system = authorize(&Actor::system("notify_partnerships"), Action::Change, link.id.clone()).unwrap();
    let with = vec![store.asked_for(&link.id).unwrap()];
    store.commit(&system, &Versioned::unstored(link.clone()), decided, &cause(), with).await.unwrap();
    is_at(&wire, &store, "partnership_requested", &keys::partnership(&link.id)).await;
    insta::assert_snapshot!("asking_writes", wire.keys());
    assert!(!store.is_due(&link.id).await.unwrap(), "it is asked for once");
    let office = admin(Action::View, Office);
    assert_eq!(store.partnerships_from(&office, link.id.start).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_link_that_its_partner_asks_for_is_counted() {
    let (wire, store) = Wire::new();
    let of_somebody_else = Partnership {
        id: PartnershipId { partner: ulid("C0RE"), core: facility(), ..partnership_id() },
        ..scheduled()
    };
    let write = store.one_more_link(&facility(), &[scheduled(), of_somebody_else]).unwrap();
    store.transact(vec![write]).await.unwrap();
    insta::assert_snapshot!("link_count", wire.print("portal", &keys::link_count(&facility())));
    comes_back::<LinkCount>(&store, Table::Portal, &keys::link_count(&facility()), "link_count").await;
}

#[tokio::test]
async fn a_window_set_by_the_secretariat() {
    let (wire, store) = Wire::new();
    let of_core = WindowId { cycle: id().cycle, kind: ApplicationKind::Core };
    let window = Window { opens: jst("2027-02-01 00:00:00"), closes: jst("2027-03-06 17:00:00") };
    let unset = Versioned::unstored(WindowSetting::unset(of_core));
    let capability = admin(Action::Administer, of_core);
    let reason = "配達の遅れのため".to_owned();
    let decided = unset.value.clone().set(window, reason, capability.actor().role(), now()).unwrap();
    store.commit(&capability, &unset, decided, &cause(), Vec::new()).await.unwrap();
    let key = keys::window(id().cycle, ApplicationKind::Core);
    insta::assert_snapshot!("window", wire.print("portal", &key));
    comes_back::<Versioned<WindowSetting>>(&store, Table::Portal, &key, "window").await;
    assert_eq!(store.application_file(&applicant()).await.unwrap().window, window);
    let extended = jst("2027-03-03 12:00:00");
    let [(core, open), (partner, next)] = store.windows(extended).await.unwrap();
    assert_eq!((core, open), (id().cycle, window), "an extended window is still the one that is meant");
    assert_eq!((partner, next), (id().cycle.next(), id().cycle.next().default_window()));
}

#[tokio::test]
async fn settings_and_a_notice() {
    let (wire, store) = Wire::new();
    let unset = Versioned::unstored(PortalSettings::default());
    let capability = admin(Action::Administer, Office);
    let role = capability.actor().role();
    let url = "https://www.example.jp/core.html".to_owned();
    let updated = jst("2027-02-01 00:00:00").date_naive();
    let guidance = Guidance { core_guide_url: Some(url), updated: Some(updated), ..Guidance::default() };
    let decided = unset.value.clone().decide(SettingsCommand::SetGuidance(guidance), role, now()).unwrap();
    let set = store.commit(&capability, &unset, decided, &cause(), Vec::new()).await.unwrap();
    let form = FormFile { version: "2027-02".to_owned(), size: 1000, sha256: "ab".repeat(32), pages: 1 };
    let decided = set.value.clone().decide(SettingsCommand::ReplaceForm(form), role, now()).unwrap();
    let set = store.commit(&capability, &set, decided, &cause(), Vec::new()).await.unwrap();
    let (title, text) = ("更新申請のご案内".to_owned(), "1行目\n2行目".to_owned());
    let kinds = vec![AccreditationKind::Core];
    let notice = TopNotice { id: 0, title, text, from: updated, until: None, kinds };
    let decided = set.value.clone().decide(SettingsCommand::AddNotice(notice), role, now()).unwrap();
    store.commit(&capability, &set, decided, &cause(), Vec::new()).await.unwrap();
    let key = keys::portal_settings();
    insta::assert_snapshot!("settings", wire.print("portal", &key));
    insta::assert_snapshot!("event_of_settings", wire.print("portal", &keys::event(&key.pk, 3)));
    comes_back::<Versioned<PortalSettings>>(&store, Table::Portal, &key, "settings").await;
    assert_eq!(store.portal_settings().await.unwrap().version, 3);
}

#[tokio::test]
async fn one_of_the_staff_invited_and_enrolled() {
    let (wire, store) = Wire::new();
    let invited = Staff::invite(officer(), email(), "架空　一郎".to_owned(), StaffRole::Judge);
    let link = Link::new(ulid("1234"), LinkPurpose::Invitation, 0, now());
    let capability = authorize(&Actor::Anonymous, Action::Identify, officer()).unwrap();
    let unstored = Versioned::unstored(invited.state.clone());
    let fresh = StaffLogin { version: 1, staff: officer(), epoch: 0, password: None };
    let with = vec![store.put_invitation(&officer(), &link).unwrap(), store.put_staff_login(&email(), &fresh).unwrap()];
    store.commit(&capability, &unstored, invited, &cause(), with).await.unwrap();
    let password = StaffPassword {
        hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned(),
        authenticator: link.id.clone(),
        last_step: 60_264_000,
    };
    let enrolled = StaffLogin { version: 2, epoch: 1, password: Some(password), ..fresh };
    store.transact(vec![store.put_staff_login(&email(), &enrolled).unwrap()]).await.unwrap();

    let profile = keys::profile(&keys::staff_partition(&officer()));
    insta::assert_snapshot!("staff", wire.print("portal", &profile));
    comes_back::<Versioned<Staff>>(&store, Table::Portal, &profile, "staff").await;
    insta::assert_snapshot!("staff_login", wire.print("portal", &keys::staff_login(&email())));
    comes_back::<StaffLogin>(&store, Table::Portal, &keys::staff_login(&email()), "staff_login").await;
    let found = store.invitation(&capability, &link.id).await.unwrap().unwrap();
    assert_eq!((found.0.value.role, found.1), (StaffRole::Judge, link));
    let other = store.account(&holder()).await.unwrap();
    assert!(other.is_none(), "staff are no facilities");
}

/// Somebody who was invited and has enrolled.
async fn enrolled(store: &Store) -> Staff {
    let invited = Staff::invite(officer(), email(), "架空　一郎".to_owned(), StaffRole::Judge);
    let capability = authorize(&Actor::Anonymous, Action::Identify, officer()).unwrap();
    let unstored = Versioned::unstored(invited.state.clone());
    let read = store.commit(&capability, &unstored, invited, &cause(), Vec::new()).await.unwrap();
    let link = Link::new(ulid("1234"), LinkPurpose::Invitation, 0, now());
    let decided = read.value.clone().decide(StaffCommand::Enrol { link }, Role::Anonymous, now()).unwrap();
    store.commit(&capability, &read, decided, &cause(), Vec::new()).await.unwrap().value
}

#[tokio::test]
async fn a_session_of_the_staff_is_kept_apart_and_lies_idle_for_half_an_hour() {
    let (wire, store) = Wire::new();
    let member = enrolled(&store).await;
    let row = SessionRow::new(member.epoch, false, now());
    store.start_session::<Staff>(&officer(), "secret", &row, Vec::new()).await.unwrap();
    let key = keys::session(&keys::staff_partition(&officer()), "secret");
    insta::assert_snapshot!("staff_session", wire.print("sessions", &key));
    comes_back::<SessionRow>(&store, Table::Sessions, &key, "session").await;
    for (later, alive) in [(TimeDelta::minutes(30) - TimeDelta::milliseconds(1), true), (TimeDelta::minutes(30), false)]
    {
        let found = store.session::<Staff>(&officer(), "secret", now() + later).await.unwrap();
        assert_eq!(found.is_some(), alive, "{later}");
    }
    let as_facility = store.session::<Account>(&facility(), "secret", now()).await.unwrap();
    assert!(as_facility.is_none(), "it opens no facility");
}
