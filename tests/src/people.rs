//! Who uses the portal in tests, and how they came to where a test begins: by its own pages.

use chrono::NaiveDate;
use domain::{
    AccountId, Accreditation, AccreditationId, AccreditationKind, Action, Actor, Cycle, EmailAddress, Names, Record,
    authorize,
};
use serde_json::{Value, json};
use shared::store::Cause;

use crate::api::Api;
use crate::browser::Browser;
use crate::world::World;
use crate::{fixtures, pdf};

/// A password that every rule allows.
pub const PASSWORD: &str = "kumo-no-ue-42";

/// The screen of the core application of the open window.
pub const CORE: &str = "/applications/2027-02/core";

impl World {
    /// Somebody with an account, a password and a session.
    pub async fn client(&self, email: &str) -> Api {
        let mut api = self.api();
        api.posts("/signup", &person(email)).await.is(200);
        self.delivers().await;
        api.sets_password(&self.last_link(email), PASSWORD).await.is(200);
        api.logs_in(email, PASSWORD).await.is(200);
        api
    }

    /// The same with a browser.
    pub async fn applicant(&self, email: &str) -> Browser {
        let api = self.client(email).await;
        let mut browser = self.browser();
        browser.jar = api.jar;
        browser
    }

    /// Somebody whose core application can be submitted: both forms registered, the certificate attached.
    pub async fn ready(&self, email: &str) -> Api {
        let mut api = self.client(email).await;
        api.uploads(CORE, &pdf::scan(1)).await.is(200);
        self.inspects().await;
        self.registers(&mut api).await;
        api
    }

    /// Both forms of the core application are registered.
    pub async fn registers(&self, api: &mut Api) {
        let forms = [("application-form", fixtures::application_form()), ("overview", fixtures::core_overview())];
        for (form, answers) in forms {
            api.saves(&format!("{CORE}/{form}"), "register", &answers).await.is(200);
        }
    }

    /// The account of an address.
    pub async fn account(&self, email: &str) -> AccountId {
        let address = EmailAddress::parse(email).expect("an address");
        self.portal.store.login(&address).await.expect("a login").expect("somebody").account
    }

    /// Enters a facility that is accredited from 2025-04-01 to 2030-03-31 in the register.
    pub async fn accredits(&self, account: AccountId, kind: AccreditationKind, facility_name: &str) {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        let id = AccreditationId { account, kind, number: "X-0001".to_owned() };
        let accreditation = Accreditation::new(id, names(facility_name), day(2025, 4, 1), day(2030, 3, 31));
        self.enters(accreditation).await;
    }

    /// Enters an accreditation in the register.
    pub async fn enters(&self, accreditation: Accreditation) {
        let who = authorize(&Actor::system("import"), Action::Change, accreditation.id()).expect("the system may");
        let cause = Cause { now: self.now(), request_id: "import".to_owned() };
        let registration = form::registration(accreditation.id(), record(&accreditation), Cycle::current(cause.now));
        let store = &self.portal.store;
        store.enter_accreditation(&who, accreditation, registration, &cause).await.expect("an accreditation");
    }

    /// A core facility that partners can name.
    pub async fn core_facility(&self) -> AccountId {
        let account: AccountId = self.ids.name(self.now());
        self.accredits(account.clone(), AccreditationKind::Core, "架空中央医療センター").await;
        account
    }
}

/// What an accreditation of a facility of that name says.
pub fn names(facility_name: &str) -> Names {
    Names {
        facility_name: facility_name.to_owned(),
        prefecture: "13".to_owned(),
        responsible_name: "架空\u{3000}花子".to_owned(),
        qualified: true,
    }
}

/// What is on file for it.
pub fn record(accreditation: &Accreditation) -> Record {
    let (last, first) = accreditation.responsible_name.split_once('\u{3000}').unwrap_or_default();
    let qualification = if accreditation.qualified { "specialist" } else { "certified_physician" };
    let answers = [
        ("facility_name", accreditation.facility_name.as_str()),
        ("facility_name_kana", "カクウビョウイン"),
        ("facility_kind", "hospital"),
        ("postal_code", "100-0000"),
        ("prefecture", &accreditation.prefecture),
        ("address_city", "架空市"),
        ("address_street", "見本町1-2-3"),
        ("phone", "03-0000-0000"),
        ("director_title", "病院長"),
        ("director_last_name", "架空"),
        ("director_first_name", "太郎"),
        ("director_last_name_kana", "カクウ"),
        ("director_first_name_kana", "タロウ"),
        ("responsible_last_name", last),
        ("responsible_first_name", first),
        ("responsible_last_name_kana", "カクウ"),
        ("responsible_first_name_kana", "ハナコ"),
        ("responsible_member_no", "123456"),
        ("responsible_birth_date", "1975-05-01"),
        ("responsible_qualification", qualification),
        ("responsible_trainer_qualified", "no"),
        ("contact_last_name", "仮名"),
        ("contact_first_name", "次郎"),
        ("contact_phone", "03-0000-0001"),
    ];
    answers.map(|(key, text)| (key.to_owned(), text.to_owned())).into()
}

/// Name and address as 新規登録 takes them.
pub fn person(email: &str) -> Value {
    json!({ "last_name": "架空", "first_name": "花子", "email": email, "entry": "core" })
}
