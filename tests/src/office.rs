//! The secretariat in tests, and what lies before it.

use domain::{
    AccountId, Action, Actor, ApplicationKind, Cycle, LinkId, StaffId, StaffRole, Window, WindowId, WindowSetting,
    authorize,
};
use serde_json::{Value, json};
use shared::store::{Cause, Versioned};

use crate::api::Api;
use crate::world::World;
use crate::{fixtures, pdf};

/// A password that the staff may have.
pub const STAFF_PASSWORD: &str = "kumo-no-ue-no-tsukue-42";

/// Where the secretariat finds the applications.
pub const WORKLIST: &str = "/admin/applications";

/// Somebody who was invited.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The address.
    pub email: String,
    /// What follows `/admin/link/`.
    pub token: String,
    /// The account.
    pub staff: StaffId,
    /// The name of the invitation, from which the authenticator's secret is derived.
    pub enrolment: LinkId,
}

/// A facility that has submitted an application.
pub struct Applied {
    /// Its session.
    pub api: Api,
    /// Its account.
    pub account: AccountId,
    /// Its screen, `/applications/2027-02/partner`.
    pub path: String,
    /// Where the secretariat finds it.
    pub office: String,
}

impl World {
    /// The operator's command.
    pub async fn invites(&self, email: &str, role: StaffRole) -> Invited {
        let event = json!({ "email": email, "name": format!("事務 {}", role.slug()), "role": role.slug() });
        let report = invite_staff::run(&self.portal.invite_staff, &event).await.expect("an invitation");
        let url = serde_json::to_value(report).expect("a report")["url"].as_str().expect("a URL").to_owned();
        let token = url.rsplit('/').next().expect("a token").to_owned();
        let parts: Vec<String> = token.split('-').map(str::to_ascii_uppercase).collect();
        let (staff, enrolment) = (parts[1].parse().expect("a name"), parts[2].parse().expect("a name"));
        Invited { email: email.to_owned(), token, staff, enrolment }
    }

    /// A window is set, as an admin sets it.
    pub async fn sets_window(&self, cycle: Cycle, kind: ApplicationKind, window: Window) {
        let (id, role) = (WindowId { cycle, kind }, StaffRole::Admin);
        let admin = Actor::Staff { id: self.ids.name(self.now()), name: "事務 見本".to_owned(), role };
        let unset = WindowSetting::unset(id);
        let decided =
            unset.clone().set(window, "通信障害のため".to_owned(), admin.role(), self.now()).expect("a window");
        let who = authorize(&admin, Action::Administer, id).expect("an admin may");
        let cause = Cause { now: self.now(), request_id: "set".to_owned() };
        let unset = Versioned::unstored(unset);
        self.portal.store.commit(&who, &unset, decided, &cause, Vec::new()).await.expect("a window");
    }

    /// The code that an authenticator shows, some steps of 30 seconds from now.
    pub fn code(&self, who: &Invited, steps: i64) -> String {
        let at = self.now() + chrono::TimeDelta::seconds(30 * steps);
        self.portal.authenticators.of(&who.staff, &who.enrolment).code(at)
    }

    /// Password and authenticator are set with the invitation.
    pub async fn enrols(&self, who: &Invited) {
        let body = json!({
            "token": who.token, "password": STAFF_PASSWORD, "password_confirmation": STAFF_PASSWORD,
            "code": self.code(who, 0),
        });
        self.api().posts("/admin/enrol", &body).await.is(200);
    }

    /// One of the staff, signed in. Their last code is the next one: another login needs the one after.
    pub async fn staff(&self, role: StaffRole) -> Api {
        let who = self.invites(&format!("{}@office.example.jp", role.slug()), role).await;
        self.enrols(&who).await;
        let mut api = self.api();
        api.logs_in_as_staff(&who.email, &self.code(&who, 1)).await.is(200);
        api
    }

    /// The secretariat approves the first thing that waits for it from a day, and what follows for links is done.
    pub async fn approves_what_waits(&self, on: &str) {
        let mut judge = self.staff(StaffRole::Judge).await;
        let list = judge.gets("/admin/requests").await.is(200).json();
        let waiting = list["waiting"].as_array().unwrap().iter().find(|one| one["next"] == "学会事務局");
        let path = waiting.unwrap_or_else(|| panic!("nothing waits: {list}"))["path"].as_str().unwrap();
        let version = judge.gets(path).await.is(200).json()["version"].clone();
        judge.posts(path, &json!({ "act": "approve", "on": on, "version": version })).await.is(200);
        self.notifies().await;
    }

    /// A facility that has submitted an application of a kind, with the answers that `change` makes of valid ones.
    pub async fn applies(
        &self,
        email: &str,
        kind: ApplicationKind,
        cores: &[&AccountId],
        change: impl Fn(&mut Value, &mut Value),
    ) -> Applied {
        let mut api = self.client(email).await;
        let account = self.account(email).await;
        let path = format!("/applications/2027-02/{}", kind.slug());
        api.uploads(&path, &pdf::scan(1)).await.is(200);
        self.inspects().await;
        let (mut form, mut overview) = (fixtures::application_form(), overview(kind, cores));
        change(&mut form, &mut overview);
        for (name, answers) in [("application-form", form), ("overview", overview)] {
            api.saves(&format!("{path}/{name}"), "register", &answers).await.is(200);
        }
        api.posts(&format!("{path}/submit"), &json!({})).await.is(200);
        self.delivers().await;
        let office = format!("{WORKLIST}/2027-02/{}/{account}", kind.slug());
        Applied { api, account, path, office }
    }

    /// The same with answers as they are.
    pub async fn applied(&self, email: &str, kind: ApplicationKind, cores: &[&AccountId]) -> Applied {
        self.applies(email, kind, cores, |_, _| {}).await
    }

    /// A core application of which the secretariat had 電話番号（代表） corrected, submitted twice: a minute lies
    /// between one step and the next.
    pub async fn resubmitted(&self, email: &str) -> Applied {
        let mut applied = self.applied(email, ApplicationKind::Core, &[]).await;
        let minute = || self.passes(chrono::TimeDelta::minutes(1));
        minute();
        let mut staff = self.staff(StaffRole::Editor).await;
        staff.receives(&applied.office).await;
        staff.asks(&applied.office, "2027-03-10", &["application-form/phone"]).await.is(200);
        minute();
        let mut form = fixtures::application_form();
        form["phone"] = json!("03-9999-0000");
        applied.api.saves(&format!("{}/application-form", applied.path), "register", &form).await.is(200);
        applied.api.posts(&format!("{}/submit", applied.path), &json!({})).await.is(200);
        self.delivers().await;
        applied
    }
}

fn overview(kind: ApplicationKind, cores: &[&AccountId]) -> Value {
    if kind == ApplicationKind::Core {
        return fixtures::core_overview();
    }
    let primary = |index| cores.len() > 1 && index == 0;
    let link = |(index, core): (usize, &&AccountId)| json!({ "core_facility_id": core.to_string(), "consulted": true, "primary": primary(index) });
    fixtures::linked_overview(&cores.iter().enumerate().map(link).collect())
}

impl Api {
    /// Logs in as one of the staff.
    pub async fn logs_in_as_staff(&mut self, email: &str, code: &str) -> crate::answer::Answer {
        let body = json!({ "email": email, "password": STAFF_PASSWORD, "code": code });
        let answer = self.posts("/admin/login", &body).await;
        if answer.status == 200 {
            self.token = answer.json()["csrf_token"].as_str().map(str::to_owned);
        }
        answer
    }

    /// 受付.
    pub async fn receives(&mut self, office: &str) {
        self.posts(office, &json!({ "action": "receive" })).await.is(200);
    }

    /// 修正依頼 of some targets, each with a reason.
    pub async fn asks(&mut self, office: &str, due: &str, targets: &[&str]) -> crate::answer::Answer {
        let item = |target: &&str| json!({ "target": target, "reason": format!("{target} をご確認ください。") });
        let items: Vec<Value> = targets.iter().map(item).collect();
        self.posts(&format!("{office}/correction"), &json!({ "due": due, "items": items })).await
    }

    /// 合格 from 2027-04-01.
    pub async fn passes(&mut self, office: &str, number: &str) -> crate::answer::Answer {
        let body = json!({
            "action": "judge", "outcome": "pass", "number": number,
            "valid_from": "2027-04-01", "valid_to": "2032-03-31",
        });
        self.posts(&format!("{office}/decision"), &body).await
    }
}
