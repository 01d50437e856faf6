//! What people do in a rehearsal, day by day: chosen by a seed from dates and names, so that every telling of it is the same. A
//! late schedule must not change what people do, so no act falls into the days after a day on which one may be due.

use chrono::{Datelike, Days, NaiveDate};
use domain::{
    AccountId, Accreditation, AccreditationCommand, AccreditationId, AccreditationKind, DissolutionCommand, EndReason,
    InForce, LinkStanding, Names, Partnership, PartnershipCommand, PartnershipId, PartnershipState, Party,
    ReturnCommand, Role, Side, StaffRole, ask_for_link, held_on,
};

use super::{Books, at};

/// A rehearsal of its own for every seed.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    /// What all choices hang on.
    pub seed: u64,
    /// How many 基幹施設 there are at first; there are half as many 認定研修施設 more.
    pub cores: u64,
    /// How many partners apply in a round.
    pub partners: u64,
}

const JUDGE: Role = Role::Staff(StaffRole::Judge);

/// The days after a request on which it is answered: none within three days of a reminder or after one.
const ANSWERED: [u64; 4] = [5, 22, 26, 45];

/// A name of a facility: its letter is one of those that names have.
fn account(letter: char, number: u64) -> AccountId {
    format!("0{letter}{number:024}").parse().expect("a name")
}

fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

impl Script {
    /// One of `of`, by the seed and what it is about.
    fn choice(&self, about: &str, of: u64) -> u64 {
        super::choice(self.seed, about, of)
    }

    fn names(&self, number: &str, change: u64) -> Names {
        Names {
            facility_name: format!("架空病院 {number}"),
            prefecture: format!("{:02}", 1 + self.choice(number, 47)),
            responsible_name: format!("架空　{change}"),
            qualified: self.choice(&format!("qualified {number} {change}"), 4) != 0,
        }
    }

    fn accreditation(
        &self,
        account: AccountId,
        kind: AccreditationKind,
        number: String,
        to: NaiveDate,
    ) -> Accreditation {
        let names = self.names(&number, 0);
        Accreditation::new(AccreditationId { account, kind, number }, names, ymd(2023, 4, 1), to)
    }

    /// Who is there before it begins.
    pub async fn begins<B: Books>(&self, books: &mut B) {
        for number in 0..self.cores {
            let to = ymd(2028 + i32::try_from(number % 4).unwrap_or(0), 3, 31);
            let core = self.accreditation(account('C', number), AccreditationKind::Core, format!("K-{number:04}"), to);
            books.enters(core).await;
        }
        for number in 0..self.cores + self.cores / 2 {
            let to = ymd(2028 + i32::try_from(number % 3).unwrap_or(0), 3, 31);
            let kind = AccreditationKind::Training;
            books.enters(self.accreditation(account('T', number), kind, format!("N-{number:04}"), to)).await;
        }
    }

    /// What people do on a day, at ten.
    pub async fn acts<B: Books>(&self, books: &mut B, day: NaiveDate) {
        self.judge(books, day).await;
        let held = books.accreditations().await;
        let links = books.links().await;
        for link in &links {
            self.answer(books, &held, link, day).await;
        }
        for own in held.iter().filter(|held| held.kind == AccreditationKind::Partner && held.in_force(day)) {
            self.ask(books, &held, &links, own, day).await;
        }
        for held in &held {
            self.end(books, held, day).await;
        }
    }

    /// Most are judged a week before the start, some three weeks after it.
    async fn judge<B: Books>(&self, books: &mut B, day: NaiveDate) {
        let (month, late) = match (day.month(), day.day()) {
            (3, 25) => (4, false),
            (9, 25) => (10, false),
            (4 | 10, 20) => (day.month(), true),
            _ => return,
        };
        let start = ymd(day.year(), month, 1);
        let round = format!("{}{month:02}", day.year());
        let core = format!("K-{round}");
        if late == (self.choice(&core, 3) == 0) {
            let new =
                self.accreditation(account('D', round.parse().unwrap_or(0)), AccreditationKind::Core, core, start);
            books.grants(lasting(new, start), Vec::new()).await;
        }
        for number in 0..self.partners {
            let name = format!("R-{round}{number:02}");
            if late == (self.choice(&format!("late {name}"), 5) == 0) {
                self.pass(books, start, name, number).await;
            }
        }
    }

    /// A partner with one or two links; or one that was a 認定研修施設 and has none.
    async fn pass<B: Books>(&self, books: &mut B, start: NaiveDate, number: String, place: u64) {
        let held = books.accreditations().await;
        let eve = start.pred_opt().unwrap_or(start);
        let is_partner = |account: &AccountId| {
            held.iter().any(|held| held.kind == AccreditationKind::Partner && held.account == *account)
        };
        let mut training = held.iter().filter(|held| {
            held.kind == AccreditationKind::Training && held.in_force(eve) && !is_partner(&held.account)
        });
        let before = training.next().filter(|_| self.choice(&format!("measure {number}"), 3) == 0).cloned();
        let fresh = account('P', start.format("%Y%m").to_string().parse().unwrap_or(0) * 100 + place);
        let account = before.as_ref().map_or(fresh, |training| training.account.clone());
        let new = self.accreditation(account, AccreditationKind::Partner, number.clone(), start);
        let new = Accreditation { transition: before.is_some(), ..lasting(new, start) };
        let mut links = Vec::new();
        if before.is_none() {
            let cores: Vec<&Accreditation> = held.iter().filter(|held| is_core_on(held, eve)).collect();
            for place in 0..=self.choice(&format!("links {number}"), 2) {
                let chosen = self.choice(&format!("core {number} {place}"), cores.len() as u64);
                let core = cores[usize::try_from(chosen).unwrap_or(0)];
                let id = PartnershipId { partner: new.account.clone(), start, core: core.account.clone() };
                if !links.iter().any(|link: &Partnership| link.id == id) {
                    let party = |of: &Accreditation| Party::of(of, String::new());
                    links.push(Partnership {
                        primary: place == 0,
                        ..Partnership::scheduled(id, party(&new), party(core))
                    });
                }
            }
        }
        books.grants(new, links).await;
        if let Some(training) = before {
            let end = AccreditationCommand::End { on: eve, reason: EndReason::Superseded };
            books.commands(&training.id(), end, JUDGE).await;
        }
    }

    async fn answer<B: Books>(&self, books: &mut B, held: &[Accreditation], link: &Partnership, day: NaiveDate) {
        let name = link.id.to_string();
        let age = day.signed_duration_since(link.id.start).num_days();
        let of = |account: &AccountId| -> Vec<Accreditation> {
            held.iter().filter(|held| held.account == *account).cloned().collect()
        };
        let (core, partner) = (of(&link.id.core), of(&link.id.partner));
        let in_force = InForce {
            core: held_on(&core, AccreditationKind::Core, day).is_some(),
            partner: held_on(&partner, AccreditationKind::Partner, day).is_some(),
        };
        let ends =
            core.iter().chain(&partner).any(|held| held.kind != AccreditationKind::Training && held.ended.is_some());
        let age_is = |days: u64| i64::try_from(days).is_ok_and(|days| days == age);
        match link.state {
            PartnershipState::Requested { .. } => match self.choice(&format!("answer {name}"), 10) {
                1 | 2 if age_is(5) => {
                    let reason = "事前の相談がありませんでした。".to_owned();
                    books.answers(&link.id, PartnershipCommand::Decline { reason }, Side::Core).await;
                }
                // nobody answers
                0..=2 => {}
                chosen if age_is(ANSWERED[usize::try_from(chosen % 4).unwrap_or(0)]) => {
                    books.answers(&link.id, PartnershipCommand::Approve(in_force), Side::Core).await;
                }
                _ => {}
            },
            PartnershipState::Active { .. } if !ends && self.choice(&format!("dissolve {name}"), 4) == 0 => {
                self.dissolve(books, link, age, day).await;
            }
            _ => {}
        }
    }

    /// Asked for by either side, approved three days later; sometimes refused.
    async fn dissolve<B: Books>(&self, books: &mut B, link: &Partnership, age: i64, day: NaiveDate) {
        let name = link.id.to_string();
        let side = if self.choice(&name, 2) == 0 { Side::Core } else { Side::Partner };
        let reason = "体制の変更のため。".to_owned();
        let command = match (age, &link.dissolution) {
            (100, None) => (DissolutionCommand::Ask { on: day + Days::new(20), reason }, side),
            (103, Some(_)) if self.choice(&format!("refuse {name}"), 3) == 0 => {
                (DissolutionCommand::Refuse { reason }, Side::Staff(StaffRole::Judge))
            }
            (103, Some(asked)) => {
                (DissolutionCommand::Approve { on: asked.on, reason: String::new() }, Side::Staff(StaffRole::Judge))
            }
            _ => return,
        };
        books.answers(&link.id, PartnershipCommand::Dissolution(command.0), command.1).await;
    }

    /// A partner whose links came to nothing asks another 基幹施設, twice a year at most.
    async fn ask<B: Books>(
        &self,
        books: &mut B,
        held: &[Accreditation],
        links: &[Partnership],
        own: &Accreditation,
        day: NaiveDate,
    ) {
        let turn = (day.month(), day.day()) == (6, 10) || (day.month(), day.day()) == (12, 10);
        let ours: Vec<Partnership> = links.iter().filter(|link| link.id.partner == own.account).cloned().collect();
        let open = |link: &Partnership| {
            matches!(link.standing(day), LinkStanding::Scheduled | LinkStanding::Requested | LinkStanding::Active)
        };
        let wants = self.choice(&format!("ask {} {day}", own.number), 3) == 0;
        if !turn || !wants || own.ended.is_some() || ours.is_empty() || ours.iter().any(open) {
            return;
        }
        let cores: Vec<&Accreditation> =
            held.iter().filter(|held| is_core_on(held, day) && held.ended.is_none()).collect();
        if cores.is_empty() {
            return;
        }
        let chosen = self.choice(&format!("another {} {day}", own.number), cores.len() as u64);
        let core = cores[usize::try_from(chosen).unwrap_or(0)];
        if let Ok(asked) = ask_for_link(own, String::new(), core, &ours, true, at(day, 10)) {
            books.asks(asked).await;
        }
    }

    /// Returned, revoked, renamed; and one core facility is lost on the last of March.
    async fn end<B: Books>(&self, books: &mut B, held: &Accreditation, day: NaiveDate) {
        let id = held.id();
        let base = held.valid_from.max(ymd(2026, 8, 1));
        let age = day.signed_duration_since(base).num_days();
        let chance = |what: &str, of: u64| self.choice(&format!("{what} {}", id.number), of);
        let returns = i64::try_from(250 + chance("return day", 400)).unwrap_or(0);
        let reason = "指導医が退職するため。".to_owned();
        let ask = |on| ReturnCommand::Ask { on, reason: reason.clone(), informed: true, linked: Vec::new() };
        let approve = |on| ReturnCommand::Approve { on, reason: String::new(), linked: Vec::new() };
        if held.kind == AccreditationKind::Training {
            return;
        }
        let lost = id.number == "K-0003";
        match &held.returning {
            None if lost && day == ymd(2027, 3, 1) => {
                books.commands(&id, AccreditationCommand::Return(ask(ymd(2027, 3, 31))), Role::Facility).await;
            }
            None if !lost && chance("return", 6) == 0 && age == returns => {
                let on = day + Days::new(40);
                books.commands(&id, AccreditationCommand::Return(ask(on)), Role::Facility).await;
            }
            Some(asked) if day.signed_duration_since(domain::calendar::jst_date(asked.at)).num_days() == 7 => {
                books.commands(&id, AccreditationCommand::Return(approve(asked.on)), JUDGE).await;
            }
            _ => {}
        }
        if chance("revoke", 19) == 0 && age == 430 {
            books.commands(&id, AccreditationCommand::End { on: day, reason: EndReason::Revoked }, JUDGE).await;
        }
        if chance("rename", 3) == 0 && age == 90 {
            let (names, from) = (self.names(&id.number, 1), day + Days::new(5));
            books.commands(&id, AccreditationCommand::Rename { names, from }, JUDGE).await;
        }
    }
}

fn is_core_on(held: &Accreditation, day: NaiveDate) -> bool {
    held.kind == AccreditationKind::Core && held.in_force(day)
}

/// With the usual period from a start.
fn lasting(held: Accreditation, start: NaiveDate) -> Accreditation {
    Accreditation { valid_from: start, valid_to: ymd(start.year() + 5, 3, 31), ..held }
}
