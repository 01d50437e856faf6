//! What the secretariat's functions and those of links find on the stage.

use chrono::NaiveDate;
use domain::{
    Accreditation, AccreditationId, AccreditationKind, Action, Actor, ApplicationCommand, Circumstances, Cycle,
    OfficeCommand, Particulars, Partnership, PartnershipCommand, PartnershipId, Party, Role, Side, Staff, StaffId,
    StaffRole, Submission, authorize,
};
use shared::store::{SessionRow, Snapshot, StaffLogin, Versioned};

use crate::people::{names, record};

use super::{ACCOUNT, EARLY, NOW, SECRET, Stage, application, cause, instant};

/// These say the same as `scripts/make-events.py`.
const PARTNER: &str = "01JKQZ3V5T8M2N4P6R7S9W0XAC";
const OTHER_CORE: &str = "01JKQZ3V5T8M2N4P6R7S9W0XAD";
const STAFF: &str = "01JKQZ3V5T8M2N4P6R7S9W0XST";
const START: &str = "2027-02-01";
/// Before any clock that this runs under.
const PAST: &str = "2026-01-05";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Stage {
    /// One of the staff with their session.
    pub(super) async fn staff(&self) {
        let (store, id): (_, StaffId) = (self.store(), STAFF.parse().unwrap());
        let email = domain::EmailAddress::parse("staff@example.jp").unwrap();
        let mut invited = Staff::invite(id.clone(), email.clone(), "事務 見本".to_owned(), StaffRole::Admin);
        invited.state.state = domain::StaffState::Active;
        let who = authorize(&Actor::system("sample"), Action::Change, id.clone()).unwrap();
        let login = StaffLogin { version: 1, staff: id.clone(), epoch: 0, password: None };
        let with = vec![store.put_staff_login(&email, &login).unwrap()];
        let unstored = Versioned::unstored(invited.state.clone());
        store.commit(&who, &unstored, invited, &cause(EARLY), with).await.unwrap();
        let session = SessionRow::new(0, false, instant(NOW));
        store.start_session::<Staff>(&id, SECRET, &session, Vec::new()).await.unwrap();
    }

    /// The application is submitted.
    pub(super) async fn submit(&self) {
        let store = self.store();
        let who = authorize(&Actor::Facility(ACCOUNT.parse().unwrap()), Action::Change, application()).unwrap();
        let file = store.application_file(&who).await.unwrap();
        let around = Circumstances { window: file.window, now: instant(NOW), role: Role::Facility };
        let submission = Submission {
            already_held: false,
            forms_registered: true,
            receipt_no: "C2027-02-7K4QP".to_owned(),
            particulars: Particulars { facility_name: "架空総合病院".to_owned(), ..Particulars::default() },
            digest: "cd".repeat(32),
            rest: None,
        };
        let decided = file.application.value.clone().decide(ApplicationCommand::Submit(submission), around).unwrap();
        let snapshot = Snapshot {
            number: 1,
            at: instant(NOW),
            receipt_no: "C2027-02-7K4QP".to_owned(),
            definition: "core/2026-08".to_owned(),
            application_form: file.application_form.answers.clone(),
            overview: file.overview.answers.clone(),
            certificate: file.application.value.certificate.to_file(),
            digest: "cd".repeat(32),
            privacy: None,
        };
        let with = store.put_submission(&who, &snapshot).unwrap();
        store.commit(&who, &file.application, decided, &cause(NOW), with).await.unwrap();
    }

    /// The secretariat has received it.
    pub(super) async fn receive(&self) {
        let (store, staff) = (self.store(), staff_member());
        let who = authorize(&staff, Action::Review, application()).unwrap();
        let file = store.application_file(&who).await.unwrap();
        let around = Circumstances { window: file.window, now: instant(NOW), role: staff.role() };
        let command = ApplicationCommand::Office(OfficeCommand::Receive { officer: "事務 見本".to_owned() });
        let decided = file.application.value.clone().decide(command, around).unwrap();
        store.commit(&who, &file.application, decided, &cause(NOW), Vec::new()).await.unwrap();
    }

    /// The facility is a core facility, and was asked for a link.
    pub(super) async fn asked(&self) {
        let core = self.accredited(ACCOUNT, AccreditationKind::Core, "K-0001").await;
        let partner = self.accredited(PARTNER, AccreditationKind::Partner, "R-0001").await;
        let partner = Accreditation { facility_name: "架空かわべ病院".to_owned(), ..partner };
        let scheduled = scheduled(day(START));
        let begin = PartnershipCommand::Begin { core: Some(Box::new(core)), partner: Some(Box::new(partner)) };
        let decided = scheduled.clone().decide(begin, Side::System, instant(NOW)).unwrap();
        let who = authorize(&Actor::system("sample"), Action::Change, scheduled.id.clone()).unwrap();
        let unstored = Versioned::unstored(scheduled);
        self.store().commit(&who, &unstored, decided, &cause(NOW), Vec::new()).await.unwrap();
    }

    /// The facility is a partner besides, and there is another core facility to ask.
    pub(super) async fn both(&self) {
        self.accredited(ACCOUNT, AccreditationKind::Partner, "R-0002").await;
        self.accredited(OTHER_CORE, AccreditationKind::Core, "K-0002").await;
    }

    /// A link that is to be asked for.
    pub(super) async fn due(&self) {
        self.accredited(ACCOUNT, AccreditationKind::Core, "K-0001").await;
        self.accredited(PARTNER, AccreditationKind::Partner, "R-0001").await;
        let store = self.store();
        let with = store.schedule_partnership(&scheduled(day(PAST))).unwrap();
        // a commit that carries them, as a judgement does
        let id = domain::WindowId { cycle: "2027-02".parse().unwrap(), kind: domain::ApplicationKind::Partner };
        let unset = domain::WindowSetting::unset(id);
        let window = unset.window;
        let decided = unset.clone().set(window, "見本".to_owned(), staff_member().role(), instant(NOW)).unwrap();
        let who = authorize(&staff_member(), Action::Administer, id).unwrap();
        store.commit(&who, &Versioned::unstored(unset), decided, &cause(NOW), with.into()).await.unwrap();
    }

    async fn accredited(&self, account: &str, kind: AccreditationKind, number: &str) -> Accreditation {
        let id = AccreditationId { account: account.parse().unwrap(), kind, number: number.to_owned() };
        let accreditation = Accreditation::new(id, names("架空総合病院"), day("2025-04-01"), day("2030-03-31"));
        let registration = form::registration(accreditation.id(), record(&accreditation), Cycle::current(instant(NOW)));
        let who = authorize(&Actor::system("sample"), Action::Change, accreditation.id()).unwrap();
        self.store().enter_accreditation(&who, accreditation.clone(), registration, &cause(EARLY)).await.unwrap();
        accreditation
    }
}

fn staff_member() -> Actor {
    Actor::Staff { id: STAFF.parse().unwrap(), name: "事務 見本".to_owned(), role: StaffRole::Admin }
}

fn scheduled(start: NaiveDate) -> Partnership {
    let party = |name: &str, number: &str| Party {
        facility_name: name.to_owned(),
        prefecture: "13".to_owned(),
        responsible_name: "架空\u{3000}花子".to_owned(),
        number: number.to_owned(),
        valid_to: day("2030-03-31"),
        contact: String::new(),
    };
    let id = PartnershipId { partner: PARTNER.parse().unwrap(), start, core: ACCOUNT.parse().unwrap() };
    Partnership::scheduled(id, party("架空かわべ病院", "R-0001"), party("架空総合病院", "K-0001"))
}
