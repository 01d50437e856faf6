//! ログイン用メールアドレスの変更, and the page of its links.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::calendar::long_minute;
use domain::{AddressChange, EmailAddress};
use form::FieldView;
use serde::Serialize;
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, mypage, with_errors};

use super::File;

/// A change that is under way.
#[derive(Debug, Serialize)]
struct UnderWay {
    /// The address that is to hold, or that held before.
    address: String,
    until: String,
}

/// ログイン用メールアドレスの変更.
#[derive(Debug, Template, Serialize)]
#[template(path = "email.html")]
pub(crate) struct EmailPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// The login address.
    email: String,
    /// Whether one may be asked for now: else who to turn to is said.
    accredited: bool,
    /// What waits for the new address.
    asked: Option<UnderWay>,
    /// What the old address can still take back.
    changed: Option<UnderWay>,
    fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl EmailPage {
    pub(super) fn new(
        web: &Web,
        session: &Session,
        file: &File,
        typed: &str,
        now: DateTime<Utc>,
        errors: &[FieldError],
    ) -> Self {
        let chrome = mypage::chrome(web, session, "ログイン用メールアドレスの変更", &file.held, mypage::EMAIL);
        let account = &file.account.value;
        let under_way = |address: &EmailAddress, until: DateTime<Utc>| {
            (now < until).then(|| UnderWay { address: address.as_str().to_owned(), until: long_minute(until) })
        };
        let (asked, changed) = match &account.address_change {
            Some(AddressChange::Asked { new, until, .. }) => (under_way(new, *until), None),
            Some(AddressChange::Changed { old, until, .. }) => (None, under_way(old, *until)),
            None => (None, None),
        };
        Self {
            chrome: if errors.is_empty() { chrome } else { chrome.with_errors() },
            email: account.email.as_str().to_owned(),
            accredited: file.accredited(now),
            asked,
            changed,
            fields: with_errors(fields(typed), errors),
            errors: error_links(errors),
        }
    }

    /// With a line on what was done.
    pub(super) fn done(self, done: Option<&str>) -> Self {
        let notice = match done {
            Some("asked") => Some("新しいメールアドレスに、確認のメールを送信しました。"),
            Some("cancelled") => Some("メールアドレスの変更を取り消しました。"),
            _ => None,
        };
        Self { chrome: self.chrome.notice(notice.map(str::to_owned)), ..self }
    }
}

fn fields(typed: &str) -> Vec<FieldView> {
    let email = |name, label| FieldView::new(name, label, "email").required().width(40).autocomplete("off");
    vec![
        email("email", "新しいメールアドレス").hint("例) sample@sample.com").value(typed),
        email("email_confirmation", "新しいメールアドレス(確認)"),
        FieldView::new("password", "現在のパスワード", "password")
            .required()
            .width(40)
            .autocomplete("current-password"),
    ]
}

/// The page of a link: what its button does.
#[derive(Debug, Template, Serialize)]
#[template(path = "email-link.html")]
pub(crate) struct LinkPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// `confirm`, `undo`, `confirmed` or `undone`.
    state: &'static str,
    /// The address that holds after it.
    address: String,
}

impl LinkPage {
    /// What the button of a link does to `change`.
    pub(super) fn asking(web: &Web, change: &AddressChange) -> Self {
        let (state, title, address) = match change {
            AddressChange::Asked { new, .. } => ("confirm", "メールアドレス変更の確認", new),
            AddressChange::Changed { old, .. } => ("undo", "メールアドレスの変更の取消", old),
        };
        Self { chrome: Chrome::new(web, title), state, address: address.as_str().to_owned() }
    }

    /// What was done; `confirmed` or `undone`.
    pub(super) fn done(web: &Web, done: &str) -> Self {
        let (state, title) = match done {
            "undone" => ("undone", "メールアドレスの変更を取り消しました。"),
            _ => ("confirmed", "メールアドレスを変更しました。"),
        };
        Self { chrome: Chrome::new(web, title), state, address: String::new() }
    }
}
