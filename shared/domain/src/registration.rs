//! What the society has on file about an accredited facility, and changes of it: some hold at once, some when the secretariat
//! has approved them (S13, S44, E84, E95, rules 3.4).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{AccreditationId, Decided, Event, Letter, Names, Notice, Recipient, Refusal, Role, StaffRole, qualifies};

/// The answers on file, by the keys of the application form.
pub type Record = BTreeMap<String, String>;

/// One answer before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// As it was.
    pub before: String,
    /// As it is to be.
    pub after: String,
}

/// Changes, by key.
pub type Changes = BTreeMap<String, Changed>;

/// What is on file for an accreditation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// For which.
    pub id: AccreditationId,
    /// The definition of the form whose keys the record has, `core/2026-08`.
    pub definition: String,
    /// The answers.
    pub record: Record,
    /// 変更申請, while it waits for the secretariat.
    pub asked: Option<ChangeRequest>,
    /// Whether one was ever asked for: then it stands in the secretariat's list.
    pub ever_asked: bool,
}

/// 変更申請
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRequest {
    /// What is to change; empty where it is said in words only (診療形態, the last 指導医).
    pub changes: Changes,
    /// From which day on.
    pub from: NaiveDate,
    /// Why, and what no answer can say.
    pub reason: String,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

/// What may be done to a registration.
#[derive(Clone, Debug)]
pub enum RegistrationCommand {
    /// The facility changes what needs no approval.
    ChangeNow {
        /// The answers that are to hold.
        answers: Record,
    },
    /// The facility asks for a change that needs approval.
    Ask {
        /// The answers that are to hold.
        answers: Record,
        /// From which day on.
        from: NaiveDate,
        /// Why.
        reason: String,
    },
    /// The facility takes it back.
    Cancel,
    /// The secretariat approves.
    Approve {
        /// From which day on.
        from: NaiveDate,
    },
    /// The secretariat does not approve.
    Refuse {
        /// Why.
        reason: String,
    },
}

/// Keys that a facility changes at once; every other needs approval.
pub const CHANGED_AT_ONCE: [&str; 14] = [
    "phone",
    "fax",
    "website_url",
    "responsible_phone",
    "responsible_phone_ext",
    "responsible_email",
    "contact_last_name",
    "contact_first_name",
    "contact_last_name_kana",
    "contact_first_name_kana",
    "contact_department",
    "contact_phone",
    "contact_phone_ext",
    "contact_email",
];

impl Registration {
    /// A fresh one.
    pub fn new(id: AccreditationId, definition: String, record: Record) -> Self {
        Self { id, definition, record, asked: None, ever_asked: false }
    }

    /// Enters it, by judgement or by import.
    pub fn entered(self) -> Decided<Self> {
        Decided::quiet(self, Event::RegistrationEntered)
    }

    /// One answer; empty where there is none.
    pub fn text(&self, key: &str) -> &str {
        self.record.get(key).map_or("", String::as_str)
    }

    /// What the accreditation says of it.
    pub fn names(&self) -> Names {
        names(&self.record)
    }

    /// 担当者 and 電話番号, as a 基幹施設 may see them (E77).
    pub fn contact(&self) -> String {
        let (name, phone) = (full_name(&self.record, "contact"), self.text("contact_phone"));
        format!("{name} {phone}").trim().to_owned()
    }

    /// The one transition function of a registration. `accredited` tells whether its accreditation is in force.
    pub fn decide(
        self,
        command: RegistrationCommand,
        accredited: bool,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        let judge = role.is_staff(StaffRole::Judge);
        match (role, command) {
            (Role::Facility, _) if !accredited => Err(Refusal::AccreditationOver),
            (Role::Facility, RegistrationCommand::ChangeNow { answers }) => self.change_now(&answers),
            (Role::Facility, RegistrationCommand::Ask { answers, from, reason }) => {
                self.ask(&answers, from, reason, now)
            }
            (Role::Facility, RegistrationCommand::Cancel) => {
                self.asked.as_ref().ok_or(Refusal::NothingAsked)?;
                Ok(Decided::quiet(Self { asked: None, ..self }, Event::ChangeCancelled))
            }
            (_, RegistrationCommand::Approve { from }) if judge => self.approve(from),
            (_, RegistrationCommand::Refuse { reason }) if judge => self.refuse(reason),
            _ => Err(Refusal::NotPermitted),
        }
    }

    fn change_now(self, answers: &Record) -> Result<Decided<Self>, Refusal> {
        let changes = self.changes(answers, true);
        if changes.is_empty() {
            return Err(Refusal::NothingChanged);
        }
        let record = applied(self.record.clone(), &changes);
        Ok(Decided::quiet(Self { record, ..self }, Event::RegistrationChanged { changes }))
    }

    fn ask(
        self,
        answers: &Record,
        from: NaiveDate,
        reason: String,
        now: DateTime<Utc>,
    ) -> Result<Decided<Self>, Refusal> {
        if self.asked.is_some() {
            return Err(Refusal::AlreadyAsked);
        }
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        let changes = self.changes(answers, false);
        let asked = ChangeRequest { changes: changes.clone(), from, reason: reason.clone(), at: now };
        let state = Self { asked: Some(asked), ever_asked: true, ..self };
        let letter = state.letter(|id, names| Letter::ChangeRequested { id, names, reason: reason.clone() });
        let notices = vec![Notice { to: Recipient::Secretariat, letter }];
        Ok(Decided { state, event: Event::ChangeRequested { changes, from, reason }, notices })
    }

    fn approve(self, from: NaiveDate) -> Result<Decided<Self>, Refusal> {
        let asked = self.asked.clone().ok_or(Refusal::NothingAsked)?;
        if from < asked.from {
            return Err(Refusal::DayOutOfRange);
        }
        let record = applied(self.record.clone(), &asked.changes);
        let state = Self { record, asked: None, ..self };
        let letter = state.letter(|id, names| Letter::ChangeApproved { id, names, from });
        let notices = vec![state.mail(letter)];
        Ok(Decided { state, event: Event::ChangeApproved { changes: asked.changes, from }, notices })
    }

    fn refuse(self, reason: String) -> Result<Decided<Self>, Refusal> {
        self.asked.as_ref().ok_or(Refusal::NothingAsked)?;
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        let state = Self { asked: None, ..self };
        let letter = state.letter(|id, names| Letter::ChangeRefused { id, names, reason: reason.clone() });
        let notices = vec![state.mail(letter)];
        Ok(Decided { state, event: Event::ChangeRefused { reason }, notices })
    }

    /// What differs from the record among the keys that change at once, or among the others.
    fn changes(&self, answers: &Record, at_once: bool) -> Changes {
        let keys: BTreeSet<&String> = self.record.keys().chain(answers.keys()).collect();
        let differs = |key: &&String| {
            let of_this_kind = CHANGED_AT_ONCE.contains(&key.as_str()) == at_once;
            of_this_kind && answers.get(*key).is_some_and(|after| *after != self.text(key))
        };
        let changed = |key: &String| Changed {
            before: self.text(key).to_owned(),
            after: answers.get(key).cloned().unwrap_or_default(),
        };
        keys.into_iter().filter(differs).map(|key| (key.clone(), changed(key))).collect()
    }

    fn letter(&self, letter: impl FnOnce(AccreditationId, Names) -> Letter) -> Letter {
        letter(self.id.clone(), self.names())
    }

    fn mail(&self, letter: Letter) -> Notice {
        Notice { to: Recipient::LoginAddressOf(self.id.account.clone()), letter }
    }
}

fn applied(mut record: Record, changes: &Changes) -> Record {
    for (key, changed) in changes {
        record.insert(key.clone(), changed.after.clone());
    }
    record
}

/// What an accreditation says, taken from the answers.
pub fn names(record: &Record) -> Names {
    let text = |key: &str| record.get(key).cloned().unwrap_or_default();
    Names {
        facility_name: text("facility_name"),
        prefecture: text("prefecture"),
        responsible_name: full_name(record, "responsible"),
        qualified: qualifies(&text("responsible_qualification"), &text("responsible_trainer_qualified")),
    }
}

/// 姓 and 名 with a full-width blank.
fn full_name(record: &Record, who: &str) -> String {
    let part = |part: &str| record.get(&format!("{who}_{part}_name")).map_or("", String::as_str);
    format!("{}\u{3000}{}", part("last"), part("first")).trim().to_owned()
}
