//! The pages around passwords.

use askama::Template;
use domain::{ApplicationKind, LinkPurpose, Refusal};
use form::FieldView;
use serde::Serialize;
use shared::web::{Chrome, ErrorLink, FieldError, Page, Web, error_links, messages, with_errors};

/// パスワードをお忘れの方はこちら.
#[derive(Debug, Template, Serialize)]
#[template(path = "forgot.html")]
pub(crate) struct ForgotPage {
    #[serde(flatten)]
    chrome: Chrome,
    state: &'static str,
    fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl ForgotPage {
    pub(crate) fn form(web: &Web, email: &str, errors: &[FieldError]) -> Self {
        let field = FieldView::new("email", "メールアドレス", "email")
            .required()
            .hint("例) sample@sample.com")
            .width(40)
            .autocomplete("email")
            .value(email);
        Self {
            chrome: chrome(web, "パスワードの再設定", errors),
            state: "form",
            fields: with_errors(vec![field], errors),
            errors: error_links(errors),
        }
    }

    pub(crate) fn sent(web: &Web) -> Self {
        let chrome = Chrome::new(web, "メールをお送りしました");
        Self { chrome, state: "sent", fields: Vec::new(), errors: Vec::new() }
    }
}

/// パスワードの発行.
#[derive(Debug, Template, Serialize)]
#[template(path = "password.html")]
pub(crate) struct PasswordPage {
    #[serde(flatten)]
    chrome: Chrome,
    state: &'static str,
    fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
    /// Where to log in afterwards.
    login: &'static str,
    #[serde(skip)]
    login_label: &'static str,
}

impl PasswordPage {
    pub(crate) fn form(web: &Web, purpose: LinkPurpose, errors: &[FieldError]) -> Self {
        let title = match purpose {
            LinkPurpose::Reset => "パスワードの再設定",
            _ => "パスワードの発行",
        };
        let field =
            |name, label| FieldView::new(name, label, "password").required().width(40).autocomplete("new-password");
        let fields = vec![
            field("password", "パスワード").hint(
                "※パスワードは8文字以上で、英数字を1文字以上含めてください。（英字と数字をそれぞれ1文字以上含めてください。）",
            ),
            field("password_confirmation", "パスワード(確認)"),
        ];
        Self {
            chrome: chrome(web, title, errors),
            state: "form",
            fields: with_errors(fields, errors),
            errors: error_links(errors),
            login: "/login",
            login_label: "",
        }
    }

    pub(crate) fn done(web: &Web, entry: Option<ApplicationKind>) -> Self {
        let (login, login_label) = match entry {
            Some(ApplicationKind::Core) => ("/apply/core/login", "基幹施設 新規申請 ログイン画面へ"),
            Some(ApplicationKind::Partner) => ("/apply/partner/login", "連携施設 新規申請 ログイン画面へ"),
            None => ("/login", "施設マイページ ログイン画面へ"),
        };
        let chrome = Chrome::new(web, "パスワードを設定しました。");
        Self { chrome, state: "done", fields: Vec::new(), errors: Vec::new(), login, login_label }
    }
}

/// A link that cannot be used, and what to do now.
#[derive(Debug, Template, Serialize)]
#[template(path = "dead-link.html")]
pub(crate) struct DeadLinkPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(rename = "type")]
    code: &'static str,
    title: &'static str,
    detail: &'static str,
    #[serde(skip)]
    has_login: bool,
}

impl DeadLinkPage {
    pub(crate) fn answer(web: &Web, refusal: Refusal, has_login: bool) -> Page<Self> {
        let (status, code, title, detail) = messages::refusal(refusal);
        let has_login = has_login || refusal == Refusal::LinkUsed;
        Page::new(Self { chrome: Chrome::new(web, title), code, title, detail, has_login }).status(status)
    }
}

fn chrome(web: &Web, title: &str, errors: &[FieldError]) -> Chrome {
    let chrome = Chrome::new(web, title);
    if errors.is_empty() { chrome } else { chrome.with_errors() }
}
