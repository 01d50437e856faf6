//! A facility, its days, and what it does when a call breaks: it looks at the page, and presses again.

use chrono::{Datelike, NaiveDate, TimeDelta};
use domain::calendar::jst_date;
use domain::{AccountId, ApplicationKind};
use local::faults::Effect;
use portal_tests::answer::{Answer, Jar};
use portal_tests::api::Api;
use portal_tests::people::{PASSWORD, person};
use portal_tests::world::World;
use portal_tests::{fixtures, pdf};
use serde_json::{Value, json};

use super::{RETURNED, Round, choice, later};
use crate::faults::TROUBLE;

/// One of them.
pub(crate) struct Facility {
    /// 診療施設名
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) kind: ApplicationKind,
    /// The round in which it applies; `None` if it is accredited from before.
    pub(crate) round: Option<Round>,
    /// The last of a round comes a millisecond too late.
    pub(crate) too_late: bool,
    pub(crate) account: Option<AccountId>,
    api: Api,
}

impl Facility {
    pub(crate) fn new(world: &World, kind: ApplicationKind, round: Option<Round>, number: u8) -> Self {
        let when = round.map_or_else(|| "before".to_owned(), |round| round.cycle.to_string());
        let name = format!("架空病院 {when} {number}");
        let email = format!("{}{number}.{when}@example.jp", kind.slug());
        Self { name, email, kind, round, too_late: number == 7, account: None, api: world.api() }
    }

    fn choice(&self, about: &str, of: u64) -> u64 {
        choice(&format!("{about} {}", self.email), of)
    }

    /// Its screen.
    pub(crate) fn path(&self, round: Round) -> String {
        format!("/applications/{}/{}", round.cycle, self.kind.slug())
    }

    /// A POST while something breaks; after an error page it is sent once more.
    async fn insists(&mut self, world: &World, path: &str, body: &Value) -> Answer {
        self.meets_trouble(world, &format!("{path} {}", world.now()), "");
        let answer = self.api.posts(path, body).await;
        world.faults.disarm();
        if answer.status.is_success() { answer } else { self.api.posts(path, body).await }
    }

    /// A write that holds a text goes wrong in one of the ways there are.
    fn meets_trouble(&self, world: &World, about: &str, containing: &str) -> Effect {
        let chosen = self.choice(about, TROUBLE.len() as u64);
        let (effect, times) = TROUBLE[usize::try_from(chosen).unwrap()];
        world.breaks(effect, "TransactWriteItems", containing, times);
        effect
    }

    pub(crate) async fn signs_up(&mut self, world: &World) {
        self.api.jar = Jar::default();
        let times = 1 + self.choice("twice", 2);
        for _ in 0..times {
            self.insists(world, "/signup", &person(&self.email)).await.is(200);
        }
        world.delivers().await;
        let link = world.last_link(&self.email);
        let token = link.rsplit('/').next().unwrap();
        let body = json!({ "token": token, "password": PASSWORD, "password_confirmation": PASSWORD });
        let set = self.insists(world, "/password/new", &body).await;
        // the answer was lost, the password was not: the link is used
        assert!(set.status == 200 || set.status == 410, "{}", set.text());
        self.logs_in().await;
        self.account = Some(world.account(&self.email).await);
    }

    async fn logs_in(&mut self) {
        self.api.jar = Jar::default();
        self.api.logs_in(&self.email, PASSWORD).await.is(200);
    }

    /// What it does on a day.
    pub(crate) async fn acts(&mut self, world: &World, day: NaiveDate, cores: &[AccountId]) {
        if let Some(round) = self.round {
            self.applies(world, round, day, cores).await;
            if day == later(round.start, 20) && self.choice("moves", 3) != 2 {
                self.moves(world).await;
            }
        } else if day.day() == 6 || day.day() == 20 {
            self.answers_requests(day).await;
        }
    }

    async fn applies(&mut self, world: &World, round: Round, day: NaiveDate, cores: &[AccountId]) {
        let after = |days: u64| day == later(round.opens, days);
        let last = later(round.opens, 20 + self.choice("submits", 7));
        if after(2 + self.choice("signs up", 6)) {
            self.signs_up(world).await;
        } else if after(10 + self.choice("fills", 8)) {
            self.fills(world, round, cores).await;
        } else if day == last && !self.too_late && self.choice("at the last moment", 4) != 0 {
            self.logs_in().await;
            self.submits(world, round).await;
        } else if day == round.closes.pred_opt().unwrap() {
            self.at_the_last_moment(world, round).await;
        } else if !self.too_late
            && [5 + 7 * self.choice("answers late", 2), 15].map(|days| later(round.closes, days)).contains(&day)
        {
            self.corrects(world, round).await;
        }
    }

    async fn fills(&mut self, world: &World, round: Round, cores: &[AccountId]) {
        self.logs_in().await;
        let path = self.path(round);
        if self.choice("a bad file", 3) == 0 {
            self.api.uploads(&path, &pdf::with_script()).await.is(200);
            world.inspects().await;
            world.passes(TimeDelta::minutes(1));
        }
        self.api.uploads(&path, &pdf::scan(1)).await.is(200);
        let (mut form, mut overview) = (fixtures::application_form(), fixtures::core_overview());
        form["facility_name"] = json!(self.name);
        if self.kind == ApplicationKind::Partner {
            let two = self.choice("two cores", 2) == 0;
            let named = cores.iter().take(1 + usize::from(two)).enumerate();
            let link = |(place, core): (usize, &AccountId)| json!({ "core_facility_id": core.to_string(), "consulted": true, "primary": two && place == 0 });
            overview = fixtures::linked_overview(&named.map(link).collect());
        }
        for (name, answers) in [("application-form", form), ("overview", overview)] {
            let form = format!("{path}/{name}");
            let version = self.api.gets(&form).await.is(200).json()["version"].clone();
            let body = json!({ "action": "register", "version": version, "answers": answers });
            self.insists(world, &form, &body).await.is(200);
            let shown = self.api.gets(&form).await.is(200).json();
            assert_eq!((&shown["status"], &shown["answers"]), (&json!("registered"), &answers));
        }
    }

    /// After an error the page says what is stored (I6), whichever it is; in the end it is submitted once.
    async fn submits(&mut self, world: &World, round: Round) {
        let path = self.path(round);
        let effect = self.meets_trouble(world, "submits", "receipt_no");
        let answer = self.api.posts(&format!("{path}/submit"), &json!({})).await;
        world.faults.disarm();
        let before = world.count("submitted").await;
        let shown = self.api.gets(&path).await.is(200).json()["state"].clone();
        if answer.status.is_success() {
            assert_eq!(shown, "submitted", "{}", answer.text());
            return;
        }
        self.api.posts(&format!("{path}/submit"), &json!({})).await.is(200);
        let more = world.count("submitted").await - before;
        assert_eq!(more, usize::from(shown != "submitted"), "the page said {shown} after {effect:?}");
    }

    /// Who did not submit yet does so in the last millisecond; one comes after it.
    async fn at_the_last_moment(&mut self, world: &World, round: Round) {
        let waits = self.choice("at the last moment", 4) == 0;
        let now = world.now();
        let window = round.cycle.default_window();
        if self.too_late {
            world.turns_to(&window.closes.to_rfc3339());
            self.logs_in().await;
            let refused = self.api.posts(&format!("{}/submit", self.path(round)), &json!({})).await.is(403).json();
            assert_eq!(refused["type"], "window_closed");
        } else if waits {
            world.turns_to(&(window.closes - TimeDelta::milliseconds(1)).to_rfc3339());
            self.logs_in().await;
            self.submits(world, round).await;
        }
        world.turns_to(&now.to_rfc3339());
    }

    /// A correction that is open is answered; one whose last day is over is refused.
    async fn corrects(&mut self, world: &World, round: Round) {
        self.logs_in().await;
        let path = self.path(round);
        if self.api.gets(&path).await.is(200).json()["state"] != "correction_requested" {
            return;
        }
        let mut form = fixtures::application_form();
        form["facility_name"] = json!(self.name);
        form["phone"] = json!("03-9999-0000");
        let saved = self.api.saves(&format!("{path}/application-form"), "register", &form).await;
        let submitted = self.insists(world, &format!("{path}/submit"), &json!({})).await;
        // the day after the last, before it is extended
        let overdue = jst_date(world.now()) == later(round.closes, 12);
        if overdue {
            assert!(saved.status.is_client_error() && submitted.status.is_client_error(), "{}", submitted.text());
        } else {
            submitted.is(200);
        }
    }

    /// Another login address, confirmed by its mail; half of them take it back from the old one.
    async fn moves(&mut self, world: &World) {
        self.api.jar = Jar::default();
        let body = json!({ "email": self.email, "password": PASSWORD });
        let answer = self.api.posts("/login", &body).await.is(200).json();
        self.api.token = answer["csrf_token"].as_str().map(str::to_owned);
        let new = format!("shin.{}", self.email);
        let ask = json!({ "action": "ask", "email": new, "email_confirmation": new, "password": PASSWORD });
        let asked = self.insists(world, "/mypage/email", &ask).await;
        if asked.status == 409 {
            // it was not accepted, so it has no such page
            return;
        }
        asked.is(200);
        world.delivers().await;
        follows(world, &new, "変更を確定する").await;
        if self.choice("takes it back", 2) == 0 {
            follows(world, &self.email, "変更を取り消す").await;
        } else {
            self.email = new;
        }
    }

    /// Every request is approved, declined or left, by its partner.
    async fn answers_requests(&mut self, day: NaiveDate) {
        self.api.jar = Jar::default();
        let login =
            self.api.posts("/login", &json!({ "email": self.email, "password": PASSWORD })).await.is(200).json();
        self.api.token = login["csrf_token"].as_str().map(str::to_owned);
        let group = self.api.gets("/mypage/training-group").await;
        if group.status != 200 {
            // returned long ago
            return;
        }
        for request in group.json()["requests"].as_array().cloned().unwrap_or_default() {
            let path = request["path"].as_str().unwrap().to_owned();
            let body = match (choice(&path, 4), day.day()) {
                (0, _) => json!({ "action": "decline", "reason": "指導体制が整わないため。" }),
                (1, 6) | (2 | 3, 20) => json!({ "action": "approve" }),
                _ => continue,
            };
            let answered = self.api.posts(&path, &body).await;
            // a returned core facility answers nothing any more
            assert!(answered.status == 200 || (answered.status == 409 && day > RETURNED), "{}", answered.text());
        }
    }

    pub(crate) async fn asks_to_return(&mut self, world: &World, on: NaiveDate) {
        self.logs_in().await;
        let path = format!("/mypage/accreditations/{}/relinquishment", self.kind.slug());
        let body = json!({ "on": on.to_string(), "reason": "merger", "detail": "", "informed": true });
        self.insists(world, &path, &body).await.is(200);
    }
}

/// The last link to an address, and its button.
async fn follows(world: &World, email: &str, button: &str) {
    let mut browser = world.browser();
    browser.opens(&world.last_link_to(email, "email")).await.presses(button).await;
    world.delivers().await;
}
