//! 判定内容の確認: everything that will happen, before it does.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{AccountId, Accreditation, Application, ApplicationState, Decided, Grant, Recipient, Staff};
use serde::Serialize;
use shared::desk::Desk;
use shared::mail::preview;
use shared::web::{AppError, Chrome, Session, Web, office};

use crate::decision::path;
use crate::linked::period;
use crate::page::Facts;
use crate::register::{Register, asked_when};
use crate::typed::Typed;

/// An accreditation that begins or ends.
#[derive(Debug, Serialize)]
struct Accredited {
    kind: &'static str,
    #[serde(skip)]
    label: &'static str,
    number: String,
    valid_from: NaiveDate,
    /// The last day on which it is in force.
    last_day: NaiveDate,
    #[serde(skip)]
    period: String,
}

impl Accredited {
    fn of(accreditation: &Accreditation) -> Self {
        Self {
            kind: accreditation.kind.slug(),
            label: accreditation.kind.label(),
            number: accreditation.number.clone(),
            valid_from: accreditation.valid_from,
            last_day: accreditation.last_day(),
            period: period(accreditation),
        }
    }
}

/// A 基幹施設 that will be asked.
#[derive(Debug, Serialize)]
struct Asked {
    core: AccountId,
    facility_name: String,
    number: String,
    start: NaiveDate,
    #[serde(skip)]
    when: String,
    /// Whether it is accredited on that day, as far as is known today: otherwise it is not asked.
    in_force: bool,
}

/// A mail as it will be sent.
#[derive(Debug, Serialize)]
struct Mail {
    to: &'static str,
    subject: String,
    text: String,
}

/// 判定内容の確認.
#[derive(Debug, Template, Serialize)]
#[template(path = "check.html")]
pub(crate) struct CheckPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    version: u64,
    #[serde(flatten)]
    facts: Facts,
    /// 合格, 不合格 or 保留.
    judgement: &'static str,
    outcome: String,
    reason: String,
    accreditation: Option<Accredited>,
    /// The 認定研修施設 that end.
    superseded: Vec<Accredited>,
    requests: Vec<Asked>,
    mails: Vec<Mail>,
    /// What is posted again.
    #[serde(skip)]
    hidden: Vec<(&'static str, String)>,
}

impl CheckPage {
    pub(crate) fn new(
        web: &Web,
        session: &Session<Staff>,
        desk: &Desk,
        typed: &Typed,
        decided: &Decided<Application>,
    ) -> Result<Self, AppError> {
        let mails = decided.notices.iter().map(|notice| {
            let mail = preview(&notice.letter, &notice.to, web)?;
            let to = match notice.to {
                Recipient::Secretariat => "学会事務局",
                Recipient::LoginAddressOf(_) | Recipient::Address { .. } => "申請施設のログイン用メールアドレス",
            };
            Ok(Mail { to, subject: mail.subject, text: mail.text })
        });
        let version = desk.file.application.version;
        Ok(Self {
            chrome: office::chrome(web, session, "判定内容の確認", office::APPLICATIONS),
            path: path(desk),
            version,
            facts: Facts::of(desk, decided.state.filed.as_ref()),
            judgement: match &decided.state.state {
                ApplicationState::Judged { judgement, .. } => judgement.label(),
                _ => "",
            },
            outcome: typed.outcome.clone(),
            reason: if typed.outcome == "pass" { String::new() } else { typed.reason.clone() },
            accreditation: None,
            superseded: Vec::new(),
            requests: Vec::new(),
            mails: mails.collect::<Result<_, AppError>>()?,
            hidden: hidden(typed, version),
        })
    }

    /// With what follows from 合格.
    pub(crate) fn granting(
        self,
        grant: Option<&Grant>,
        ending: &[Accreditation],
        register: &Register,
        now: DateTime<Utc>,
    ) -> Self {
        let asked = grant.into_iter().flat_map(|grant| &grant.partnerships).map(|link| Asked {
            core: link.id.core.clone(),
            facility_name: link.core.facility_name.clone(),
            number: link.core.number.clone(),
            start: link.id.start,
            when: asked_when(link.id.start, now),
            in_force: register.core_on(&link.id.core, link.id.start).is_some(),
        });
        Self {
            accreditation: grant.map(|grant| Accredited::of(&grant.accreditation.state)),
            superseded: ending.iter().map(Accredited::of).collect(),
            requests: asked.collect(),
            ..self
        }
    }
}

fn hidden(typed: &Typed, version: u64) -> Vec<(&'static str, String)> {
    vec![
        ("version", version.to_string()),
        ("outcome", typed.outcome.clone()),
        ("number", typed.number.clone()),
        ("valid_from", typed.valid_from.clone()),
        ("valid_to", typed.valid_to.clone()),
        ("reason", typed.reason.clone()),
        ("supersede", if typed.supersede { "true".to_owned() } else { String::new() }),
    ]
}
