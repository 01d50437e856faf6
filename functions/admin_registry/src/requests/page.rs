//! The page of something that waits, and the page before an act is done.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::{Notice, Recipient, Staff, StaffRole};
use serde::Serialize;
use shared::mail::preview;
use shared::web::{AppError, Chrome, ErrorLink, FieldError, Session, Web, error_links, office};

use super::act::{Subject, View};
use super::typed::Typed;

/// One thing that waits, or that may be acted on.
#[derive(Debug, Template, Serialize)]
#[template(path = "request.html")]
pub(crate) struct RequestPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    version: u64,
    #[serde(flatten)]
    view: View,
    #[serde(skip)]
    may_act: bool,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl RequestPage {
    pub(super) fn new<S: Subject>(
        web: &Web,
        session: &Session<Staff>,
        subject: &S,
        now: DateTime<Utc>,
        typed: Option<&Typed>,
        errors: &[FieldError],
    ) -> Self {
        let mut view = subject.view(now);
        view.acts = view.acts.into_iter().map(|act| act.drawn(typed, errors)).collect();
        let chrome = office::chrome(web, session, subject.title(), office::REQUESTS);
        let act = typed.map_or("", |typed| &typed.act);
        let at_act: Vec<FieldError> = errors
            .iter()
            .map(|error| FieldError { field: format!("{act}-{}", error.field), ..error.clone() })
            .collect();
        Self {
            chrome: if errors.is_empty() { chrome } else { chrome.with_errors() },
            path: subject.path(),
            version: subject.version(),
            view,
            may_act: session.staff().role >= StaffRole::Judge,
            errors: error_links(&at_act),
        }
    }

    pub(super) fn notice(self, notice: Option<String>) -> Self {
        Self { chrome: self.chrome.notice(notice), ..self }
    }
}

/// A mail as it will be sent.
#[derive(Debug, Serialize)]
struct Mail {
    to: String,
    subject: String,
    text: String,
}

/// An act before it is done.
#[derive(Debug, Template, Serialize)]
#[template(path = "request-check.html")]
pub(crate) struct CheckPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    #[serde(skip)]
    button: &'static str,
    #[serde(skip)]
    on: String,
    #[serde(skip)]
    text: String,
    mails: Vec<Mail>,
    /// What follows for links, whose other sides are told one by one.
    effects: Vec<String>,
    #[serde(skip)]
    hidden: Vec<(&'static str, String)>,
}

impl CheckPage {
    pub(super) fn new<S: Subject>(
        web: &Web,
        session: &Session<Staff>,
        subject: &S,
        button: &'static str,
        typed: &Typed,
        notices: &[Notice],
        now: DateTime<Utc>,
    ) -> Result<Self, AppError> {
        let mail = |notice: &Notice| {
            let mail = preview(&notice.letter, &notice.to, web)?;
            let to = match &notice.to {
                Recipient::Secretariat => "学会事務局".to_owned(),
                // what an act here causes goes to the address to log in with
                Recipient::LoginAddressOf(account) | Recipient::Address { account, .. } => {
                    format!("{}のログイン用メールアドレス", subject.facility(account))
                }
            };
            Ok(Mail { to, subject: mail.subject, text: mail.text })
        };
        Ok(Self {
            chrome: office::chrome(web, session, format!("{}（確認）", subject.title()), office::REQUESTS),
            path: subject.path(),
            button,
            on: typed.day().map(domain::calendar::slash_date).unwrap_or_default(),
            text: typed.text.clone(),
            mails: notices.iter().map(mail).collect::<Result<_, AppError>>()?,
            effects: if typed.act == "refuse" { Vec::new() } else { subject.view(now).effects },
            hidden: typed.hidden(subject.version()),
        })
    }
}
