//! The pages around the staff's sign-in.

use std::fmt::Write as _;

use anyhow::Context as _;
use askama::Template;
use domain::{Refusal, Staff};
use form::FieldView;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;
use shared::authenticator::Authenticator;
use shared::web::{AppError, Chrome, ErrorLink, FieldError, Page, Web, error_links, messages, with_errors};

/// 事務局 ログイン.
#[derive(Debug, Template, Serialize)]
#[template(path = "login.html")]
pub(crate) struct LoginPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// Whether password and authenticator were set just now.
    enrolled: bool,
    #[serde(skip)]
    next: String,
    fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl LoginPage {
    pub(crate) fn new(web: &Web, email: &str, next: &str, errors: &[FieldError]) -> Self {
        Self {
            chrome: chrome(web, "事務局 ログイン", errors),
            enrolled: false,
            next: next.to_owned(),
            fields: vec![
                FieldView::new("email", "メールアドレス", "email").width(40).autocomplete("username").value(email),
                FieldView::new("password", "パスワード", "password").width(40).autocomplete("current-password"),
                code().hint("認証アプリに表示されている6桁の数字"),
            ],
            errors: error_links(errors),
        }
    }

    pub(crate) fn enrolled(web: &Web) -> Self {
        Self { enrolled: true, ..Self::new(web, "", "", &[]) }
    }
}

/// パスワードと認証アプリの設定.
#[derive(Debug, Template, Serialize)]
#[template(path = "enrol.html")]
pub(crate) struct EnrolPage {
    #[serde(flatten)]
    chrome: Chrome,
    name: String,
    email: String,
    /// The authenticator's secret, for an app that cannot see the QR code.
    secret: String,
    /// What the QR code says.
    uri: String,
    #[serde(skip)]
    qr: Picture,
    fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl EnrolPage {
    pub(crate) fn new(
        web: &Web,
        staff: &Staff,
        authenticator: &Authenticator,
        errors: &[FieldError],
    ) -> Result<Self, AppError> {
        let password =
            |name, label| FieldView::new(name, label, "password").required().width(40).autocomplete("new-password");
        let fields = vec![
            password("password", "パスワード").hint("15文字以上で入力してください。文字の種類に決まりはありません。"),
            password("password_confirmation", "パスワード(確認)"),
            code().required().hint("登録した認証アプリに表示されている6桁の数字"),
        ];
        let email = staff.email.as_str().to_owned();
        let uri = authenticator.uri(&email);
        Ok(Self {
            chrome: chrome(web, "パスワードと認証アプリの設定", errors),
            name: staff.name.clone(),
            email,
            secret: authenticator.spoken(),
            qr: Picture::of(&uri)?,
            uri,
            fields: with_errors(fields, errors),
            errors: error_links(errors),
        })
    }
}

/// A QR code, to be drawn with one path.
#[derive(Debug)]
struct Picture {
    /// The length of a side, in modules.
    side: i32,
    /// A square for each dark module.
    path: String,
}

impl Picture {
    fn of(text: &str) -> anyhow::Result<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Low).context("drawing a QR code")?;
        let mut path = String::new();
        for y in 0..code.size() {
            for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
                write!(path, "M{x} {y}h1v1h-1z")?;
            }
        }
        Ok(Self { side: code.size(), path })
    }
}

/// An invitation that cannot be used, and what to do now.
#[derive(Debug, Template, Serialize)]
#[template(path = "dead-invitation.html")]
pub(crate) struct DeadInvitationPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(rename = "type")]
    code: &'static str,
    title: &'static str,
    #[serde(skip)]
    used: bool,
}

impl DeadInvitationPage {
    pub(crate) fn answer(web: &Web, refusal: Refusal) -> Page<Self> {
        // the sentence on what to do next is a facility's; the staff's stands in the template
        let (status, code, title, _) = messages::refusal(refusal);
        let used = refusal == Refusal::LinkUsed;
        Page::new(Self { chrome: Chrome::new(web, title), code, title, used }).status(status)
    }
}

fn code() -> FieldView {
    FieldView::new("code", "認証コード", "numeric").width(8).autocomplete("one-time-code")
}

fn chrome(web: &Web, title: &str, errors: &[FieldError]) -> Chrome {
    let chrome = Chrome::new(web, title);
    if errors.is_empty() { chrome } else { chrome.with_errors() }
}
