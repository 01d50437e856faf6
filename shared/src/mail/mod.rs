//! Letters: rendered when they are sent, with links derived then, and handed to SES.

mod words;

use anyhow::Context as _;
use askama::Template;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageTag};
use chrono::TimeDelta;
use data_encoding::BASE64;
use domain::calendar::{jst_date, long_date, long_minute, long_second, slash_date};
use domain::delivery::Attempt;
use domain::{
    ApplicationId, ApplicationKind, BlockReason, EmailAddress, EndCause, Judgement, Letter, LinkId, LoginLetter,
    Recipient, TRANSITION_END,
};

use crate::aws::Aws;
use crate::config::Settings;
use crate::desk::office_path;
use crate::secrets::LinkKey;
use crate::society::Society;
use crate::web::{Web, mypage, office};

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
    /// Whether it goes to the secretariat: two letters go to both sides of the counter.
    to_secretariat: bool,
    /// The one-time link.
    link_url: String,
    /// The letter's one time: until when, at, or by when.
    when: String,
    /// The page that it is about.
    screen: String,
}

/// Renders a letter to somebody.
pub fn render(letter: &Letter, to: &Recipient, web: &Web, links: &LinkKey) -> anyhow::Result<Rendered> {
    rendered(letter, to, web, Some(links))
}

/// A letter without a one-time link, to be looked at before it is sent by somebody who has no key.
pub fn preview(letter: &Letter, to: &Recipient, web: &Web) -> anyhow::Result<Rendered> {
    rendered(letter, to, web, None)
}

fn rendered(letter: &Letter, to: &Recipient, web: &Web, links: Option<&LinkKey>) -> anyhow::Result<Rendered> {
    let (mut link_url, mut when, mut screen) = (String::new(), String::new(), String::new());
    match letter {
        Letter::PasswordIssuance { link, expires, .. } | Letter::PasswordReset { link, expires, .. } => {
            link_url = one_time_link("/password/link", link, to, web, links)?;
            when = long_minute(*expires);
        }
        Letter::Login(letter) => {
            if let Some(link) = letter.link() {
                let path = match letter {
                    LoginLetter::AddressRestored { .. } => "/password/link",
                    _ => "/email/link",
                };
                link_url = one_time_link(path, link, to, web, links)?;
            }
            (when, screen) = of_a_login(letter, web);
        }
        Letter::AccountExists { .. } => {}
        Letter::PasswordChanged { at, .. } => when = long_minute(*at),
        Letter::SubmissionReceived { application, submitted_at, .. } => {
            screen = screen_of(web, application);
            when = long_second(*submitted_at);
        }
        Letter::CorrectionRequested { application, request, .. } => {
            screen = screen_of(web, application);
            when = long_date(request.due);
        }
        Letter::Result { application, .. } => screen = screen_of(web, application),
        Letter::PartnershipRequested { .. } => screen = format!("{}{}", web.base_url(), mypage::TRAINING_GROUP),
        Letter::PartnershipApproved { at, .. } => {
            screen = format!("{}{}", web.base_url(), mypage::TRAINING_GROUP);
            when = slash_date(jst_date(*at));
        }
        Letter::PartnershipDeclined { .. } | Letter::PartnershipBlocked { .. } => {
            let page = if *to == Recipient::Secretariat { office::PARTNERSHIPS } else { mypage::TRAINING_GROUP };
            screen = format!("{}{page}", web.base_url());
        }
        letter => (when, screen) = of_the_accredited(letter, to, web),
    }
    let (society, base_url, to_secretariat) = (Society::current(), web.base_url(), *to == Recipient::Secretariat);
    let text = LetterText { letter, society, base_url, to_secretariat, link_url, when, screen };
    let text = text.render().context("rendering a letter")?;
    Ok(Rendered { subject: subject(letter, to), text: format!("{}\n", text.trim()) })
}

/// What only the mailbox of `to` may see.
fn one_time_link(
    path: &str,
    link: &LinkId,
    to: &Recipient,
    web: &Web,
    links: Option<&LinkKey>,
) -> anyhow::Result<String> {
    let (Recipient::LoginAddressOf(account) | Recipient::Address { account, .. }) = to else {
        anyhow::bail!("a link for nobody")
    };
    let links = links.context("a one-time link without its key")?;
    Ok(format!("{}{path}/{}", web.base_url(), links.token(account, link)))
}

/// Time and page of a letter about a login.
fn of_a_login(letter: &LoginLetter, web: &Web) -> (String, String) {
    let at = match letter {
        LoginLetter::AddressConfirmation { expires: at, .. }
        | LoginLetter::AddressRestored { expires: at, .. }
        | LoginLetter::AddressAsked { at, .. }
        | LoginLetter::AddressChanged { at, .. }
        | LoginLetter::AddressConfirmed { at, .. }
        | LoginLetter::AddressDropped { at, .. }
        | LoginLetter::AddressReplaced { at, .. }
        | LoginLetter::SessionsEnded { at, .. } => Some(*at),
        LoginLetter::AddressTaken => None,
    };
    let page = match letter {
        LoginLetter::AddressAsked { .. } => mypage::EMAIL,
        _ => "/login",
    };
    (at.map(long_minute).unwrap_or_default(), format!("{}{page}", web.base_url()))
}

/// Time and page of a letter about what was accredited, or about what a day brings.
fn of_the_accredited(letter: &Letter, to: &Recipient, web: &Web) -> (String, String) {
    let office = *to == Recipient::Secretariat;
    let page = |of_facility: &str, of_office: &str| {
        format!("{}{}", web.base_url(), if office { of_office } else { of_facility })
    };
    match letter {
        Letter::PartnershipUnanswered { .. }
        | Letter::DissolutionRequested { .. }
        | Letter::DissolutionRefused { .. }
        | Letter::PartnershipEnded { .. } => (String::new(), page(mypage::TRAINING_GROUP, office::REQUESTS)),
        Letter::TransitionEnding { .. } => (long_date(TRANSITION_END), page(mypage::TRAINING_GROUP, "")),
        Letter::WindowClosing { application, closes } => {
            (long_minute(*closes - TimeDelta::minutes(1)), screen_of(web, application))
        }
        Letter::CorrectionDue { application, request, .. } if office => {
            (long_date(request.due), format!("{}{}", web.base_url(), office_path(application)))
        }
        Letter::CorrectionDue { application, request, .. } => (long_date(request.due), screen_of(web, application)),
        _ => (String::new(), page(mypage::TOP, office::REQUESTS)),
    }
}

fn screen_of(web: &Web, id: &ApplicationId) -> String {
    format!("{}/applications/{}/{}", web.base_url(), id.cycle, id.kind.slug())
}

/// The subject (rules 3.7).
pub fn subject(letter: &Letter, to: &Recipient) -> String {
    let words = match letter {
        Letter::PasswordIssuance { .. } => "パスワードの設定をお願いいたします",
        Letter::AccountExists { .. } => "アカウント登録について",
        Letter::PasswordReset { .. } => "パスワードの再設定について",
        Letter::PasswordChanged { .. } => "パスワードが変更されました",
        Letter::Login(letter) => subject_of_a_login(letter),
        Letter::SubmissionReceived { application, submission: 1, .. } => match application.kind {
            ApplicationKind::Core => "基幹施設 新規申請を受け付けました（申請完了）",
            ApplicationKind::Partner => "連携施設 新規申請を受け付けました（申請完了）",
        },
        Letter::SubmissionReceived { .. } => "申請データの再申請を受け付けました",
        Letter::CorrectionRequested { .. } => "申請データの修正のお願い",
        Letter::Result { .. } => "施設認定 審査結果のお知らせ",
        Letter::PartnershipRequested { .. } => "連携施設からの連携申請について（承認のお願い）",
        Letter::PartnershipApproved { .. } => "基幹施設との連携が承認されました",
        Letter::PartnershipDeclined { .. } | Letter::PartnershipBlocked { .. } => "連携申請の結果について",
        letter => subject_of_the_accredited(letter, *to == Recipient::Secretariat),
    };
    let society = Society::current();
    let prefix = if *to == Recipient::Secretariat { &society.office_mail_prefix } else { &society.mail_prefix };
    format!("{prefix}{words}")
}

/// The same of a letter about a login (M12).
const fn subject_of_a_login(letter: &LoginLetter) -> &'static str {
    match letter {
        LoginLetter::AddressConfirmation { .. } => "メールアドレス変更の確認",
        LoginLetter::AddressTaken => "メールアドレス変更について",
        LoginLetter::AddressAsked { .. } => "メールアドレス変更のお手続きを受け付けました",
        LoginLetter::AddressChanged { .. }
        | LoginLetter::AddressConfirmed { .. }
        | LoginLetter::AddressReplaced { .. } => "メールアドレス変更のお知らせ",
        LoginLetter::AddressRestored { .. } | LoginLetter::AddressDropped { .. } => {
            "メールアドレスの変更が取り消されました"
        }
        LoginLetter::SessionsEnded { .. } => "ログイン解除のお知らせ",
    }
}

/// The same of a letter about what was accredited, or about what a day brings.
const fn subject_of_the_accredited(letter: &Letter, to_secretariat: bool) -> &'static str {
    match letter {
        Letter::AccreditationStarted { .. } => "認定開始のお知らせ（施設マイページのご案内）",
        Letter::RenewalDue { .. } => "施設認定 更新申請のご案内",
        Letter::AccreditationExpired { .. } => "認定期間終了のお知らせ",
        Letter::TransitionEnding { .. } => "移行措置終了（2029年3月31日）のご案内",
        Letter::ReturnRequested { .. } if to_secretariat => "認定返上申請がありました",
        Letter::ReturnRequested { .. } => "認定返上申請を受け付けました",
        Letter::ReturnApproved { .. } => "認定返上のお知らせ",
        Letter::ReturnRefused { .. } => "認定返上申請の結果について",
        Letter::ChangeRequested { .. } => "変更申請がありました",
        Letter::ChangeApproved { .. } => "変更申請が承認されました",
        Letter::ChangeRefused { .. } => "変更申請の結果について",
        Letter::PartnershipUnanswered { .. } => "【再送】連携申請の承認をお願いいたします",
        Letter::DissolutionRequested { .. } => "連携の解除申請がありました",
        Letter::DissolutionRefused { .. } => "連携の解除申請の結果について",
        Letter::PartnershipEnded { .. } => "連携解除のお知らせ",
        Letter::WindowClosing { .. } => "申請期間終了のご案内（未申請）",
        Letter::CorrectionDue { .. } if to_secretariat => "修正の期限を過ぎた申請があります",
        Letter::CorrectionDue { .. } => "申請データの修正期限のご案内",
        _ => "お知らせ",
    }
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
