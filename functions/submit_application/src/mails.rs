//! The mails about an application, as the facility can read them in the portal: also one that never arrived.

use askama::Template;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use domain::calendar::long_minute;
use domain::{Delivery, Recipient};
use serde::{Deserialize, Serialize};
use shared::desk::{AtDesk, Desk};
use shared::mail::{preview, subject};
use shared::store::{NamedNotice, keys};
use shared::web::{AppError, Chrome, Page, Session, Web};

use crate::Deps;

/// A mail in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Mail {
    pub(crate) name: String,
    pub(crate) subject: String,
    pub(crate) created_at: String,
    created_at_utc: DateTime<Utc>,
    pub(crate) state: &'static str,
    #[serde(skip)]
    pub(crate) tone: &'static str,
}

impl Mail {
    pub(crate) fn new(NamedNotice { name, record }: &NamedNotice) -> Self {
        Self {
            name: name.clone(),
            subject: subject(&record.notice.letter, &record.notice.to),
            created_at: long_minute(record.created),
            created_at_utc: record.created,
            state: record.delivery.label(),
            tone: tone(&record.delivery),
        }
    }
}

/// How its state is drawn.
const fn tone(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Waiting { .. } | Delivery::Sending { .. } => "none",
        Delivery::Sent { .. } => "done",
        Delivery::Failed { .. } => "warn",
    }
}

/// The mails of an application to its facility, newest first. What is for the secretariat is not for the facility's eyes,
/// and a one-time link for nobody's but the mailbox's.
pub(crate) async fn of(deps: &Deps, desk: &Desk) -> Result<Vec<NamedNotice>, AppError> {
    let facility = Recipient::LoginAddressOf(desk.id().account.clone());
    let mut notices = deps.store.notices_of(&keys::application_partition(desk.id())).await?;
    notices.retain(|NamedNotice { record, .. }| record.notice.to == facility && !record.notice.letter.has_link());
    notices.reverse();
    Ok(notices)
}

/// The mails of an application.
#[derive(Debug, Template, Serialize)]
#[template(path = "mails.html")]
pub(crate) struct MailsPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    #[serde(skip)]
    label: &'static str,
    mails: Vec<Mail>,
}

/// All of them.
pub(crate) async fn list(State(deps): State<Deps>, at: AtDesk) -> Result<Page<MailsPage>, AppError> {
    let AtDesk { session, desk, .. } = at;
    let mails = of(&deps, &desk).await?.iter().map(Mail::new).collect();
    let label = desk.id().kind.label();
    let chrome = Chrome::new(&deps.web, format!("{label}申請についてのメール")).signed_in(&session);
    Ok(Page::new(MailsPage { chrome, path: desk.path(), label, mails }))
}

/// One mail.
#[derive(Debug, Template, Serialize)]
#[template(path = "mail.html")]
pub(crate) struct MailPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    #[serde(flatten)]
    mail: Mail,
    /// The login address.
    to: String,
    sent_at: Option<String>,
    #[serde(skip)]
    failed: bool,
    text: String,
}

impl MailPage {
    fn new(web: &Web, session: &Session, desk: &Desk, notice: &NamedNotice) -> anyhow::Result<Self> {
        let (mail, record) = (Mail::new(notice), &notice.record);
        let sent_at = match record.delivery {
            Delivery::Sent { at, .. } => Some(long_minute(at)),
            Delivery::Waiting { .. } | Delivery::Sending { .. } | Delivery::Failed { .. } => None,
        };
        Ok(Self {
            chrome: Chrome::new(web, format!("メール：{}", mail.subject)).signed_in(session),
            path: desk.path(),
            mail,
            to: session.account().email.as_str().to_owned(),
            sent_at,
            failed: matches!(record.delivery, Delivery::Failed { .. }),
            text: preview(&record.notice.letter, &record.notice.to, web)?.text,
        })
    }
}

/// The last part of a mail's path.
#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    name: String,
}

/// A mail as it is sent.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Path(named): Path<Named>,
    at: AtDesk,
) -> Result<Page<MailPage>, AppError> {
    let AtDesk { session, desk, .. } = at;
    let mails = of(&deps, &desk).await?;
    let notice = mails.iter().find(|notice| notice.name == named.name).ok_or(AppError::NotFound)?;
    Ok(Page::new(MailPage::new(&deps.web, &session, &desk, notice)?))
}
