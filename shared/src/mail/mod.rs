//! Letters: rendered when they are sent, with links derived then, and handed to SES.

use anyhow::Context as _;
use askama::Template;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageTag};
use data_encoding::BASE64;
use domain::calendar::{long_date, long_minute, long_second};
use domain::delivery::Attempt;
use domain::{AccountId, ApplicationId, EmailAddress, Letter};

use crate::aws::Aws;
use crate::config::Settings;
use crate::secrets::LinkKey;
use crate::society::Society;
use crate::web::{Web, messages};

/// Sends mail in the society's name.
#[derive(Clone, Debug)]
pub struct Mailer {
    client: Client,
    from: String,
    configuration_set: Option<String>,
}

/// A letter, ready to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct LetterText<'a> {
    letter: &'a Letter,
    society: &'a Society,
    base_url: &'a str,
    /// The one-time link.
    link_url: String,
    /// The letter's one time: until when, at, or by when.
    when: String,
    /// The application's screen.
    screen: String,
    /// Why the certificate was refused.
    reason: &'static str,
}

/// Renders a letter to the holder of `account`.
pub fn render(letter: &Letter, account: &AccountId, web: &Web, links: &LinkKey) -> anyhow::Result<Rendered> {
    let mut text = LetterText {
        letter,
        society: Society::current(),
        base_url: web.base_url(),
        link_url: String::new(),
        when: String::new(),
        screen: String::new(),
        reason: "",
    };
    match letter {
        Letter::PasswordIssuance { link, expires, .. } | Letter::PasswordReset { link, expires, .. } => {
            text.link_url = format!("{}/password/link/{}", web.base_url(), links.token(account, link));
            text.when = long_minute(*expires);
        }
        Letter::AccountExists { .. } => {}
        Letter::PasswordChanged { at, .. } => text.when = long_minute(*at),
        Letter::SubmissionReceived { application, submitted_at, .. } => {
            text.screen = screen(web, application);
            text.when = long_second(*submitted_at);
        }
        Letter::CorrectionRequested { application, reason, due, .. } => {
            text.screen = screen(web, application);
            text.reason = messages::upload(*reason);
            text.when = long_date(*due);
        }
    }
    let text = text.render().context("rendering a letter")?;
    Ok(Rendered { subject: subject(letter), text: format!("{}\n", text.trim()) })
}

fn screen(web: &Web, id: &ApplicationId) -> String {
    format!("{}/applications/{}/{}", web.base_url(), id.cycle, id.kind.slug())
}

/// The subject (rules 3.7).
pub fn subject(letter: &Letter) -> String {
    let words = match letter {
        Letter::PasswordIssuance { .. } => "パスワードの設定をお願いいたします".to_owned(),
        Letter::AccountExists { .. } => "アカウント登録について".to_owned(),
        Letter::PasswordReset { .. } => "パスワードの再設定について".to_owned(),
        Letter::PasswordChanged { .. } => "パスワードが変更されました".to_owned(),
        Letter::SubmissionReceived { application, submission: 1, .. } => {
            format!("{} 新規申請を受け付けました（申請完了）", application.kind.label())
        }
        Letter::SubmissionReceived { .. } => "申請データの再申請を受け付けました".to_owned(),
        Letter::CorrectionRequested { .. } => "申請データの修正のお願い".to_owned(),
    };
    format!("{}{words}", Society::current().mail_prefix)
}

impl Mailer {
    /// Reads the sender.
    pub fn new(settings: &Settings<'_>, aws: &Aws) -> Self {
        let name = BASE64.encode(Society::current().sender_name.as_bytes());
        Self {
            client: aws.sesv2(),
            from: format!("=?UTF-8?B?{name}?= <{}>", settings.required("MAIL_FROM")),
            configuration_set: settings.optional("MAIL_CONFIGURATION_SET"),
        }
    }

    /// One attempt. `name` tags the mail, so that SES's events can be brought together with the notice.
    pub async fn send(&self, to: &EmailAddress, letter: &Rendered, name: &str) -> anyhow::Result<Attempt> {
        let content = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let message = Message::builder()
            .subject(content(&letter.subject)?)
            .body(Body::builder().text(content(&letter.text)?).build())
            .build();
        let request = self
            .client
            .send_email()
            .from_email_address(&self.from)
            .reply_to_addresses(&Society::current().contact_email)
            .destination(Destination::builder().to_addresses(to.as_str()).build())
            .content(EmailContent::builder().simple(message).build())
            .email_tags(MessageTag::builder().name("notice").value(name).build()?)
            .set_configuration_set_name(self.configuration_set.clone());
        Ok(match request.send().await {
            Ok(answer) => Attempt::Accepted(answer.message_id().unwrap_or_default().to_owned()),
            Err(error) => refused(error.as_service_error()),
        })
    }
}

/// Whether a later attempt could help. `MessageRejected` is also what SES answers in its sandbox and while the sender's
/// address is not verified: no fault of the letter's, so it is left to the outbox, which gives up in the end.
fn refused(error: Option<&SendEmailError>) -> Attempt {
    match error {
        Some(SendEmailError::BadRequestException(_)) => Attempt::Never("BadRequestException".to_owned()),
        Some(error) => Attempt::Later(error.meta().code().unwrap_or("unknown").to_owned()),
        None => Attempt::Later("no answer".to_owned()),
    }
}
