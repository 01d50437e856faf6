//! The pages around signing in.

use askama::Template;
use domain::ApplicationKind;
use form::FieldView;
use serde::Serialize;
use shared::web::{Chrome, ErrorLink, FieldError, Web, error_links};

/// ログイン選択画面.
#[derive(Debug, Template, Serialize)]
#[template(path = "chooser.html")]
pub(crate) struct ChooserPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    label: &'static str,
    kind: &'static str,
    /// Whether applications are received now.
    open: bool,
    /// The period of this or the next round.
    period: String,
}

impl ChooserPage {
    pub(crate) fn new(web: &Web, kind: ApplicationKind, open: bool, period: String) -> Self {
        Self {
            chrome: Chrome::new(web, "ログイン選択画面"), label: kind.label(), kind: kind.slug(), open, period
        }
    }
}

/// Which login screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// 基幹施設 (連携施設) 新規申請 ログイン画面
    Apply(ApplicationKind),
    /// 施設マイページ ログイン画面
    MyPage,
}

impl Screen {
    fn path(self) -> &'static str {
        match self {
            Self::Apply(ApplicationKind::Core) => "/apply/core/login",
            Self::Apply(ApplicationKind::Partner) => "/apply/partner/login",
            Self::MyPage => "/login",
        }
    }

    /// Where a login leads by itself.
    pub(crate) fn landing(self) -> &'static str {
        match self {
            Self::Apply(ApplicationKind::Core) => "/applications/core",
            Self::Apply(ApplicationKind::Partner) => "/applications/partner",
            Self::MyPage => "/mypage",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Apply(ApplicationKind::Core) => "基幹施設 新規申請 ログイン画面",
            Self::Apply(ApplicationKind::Partner) => "連携施設 新規申請 ログイン画面",
            Self::MyPage => "施設マイページ ログイン画面",
        }
    }
}

/// A login screen.
#[derive(Debug, Template, Serialize)]
#[template(path = "login.html")]
pub(crate) struct LoginPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: &'static str,
    /// The kind whose registration is linked; empty on the my-page login, which has none (S54).
    #[serde(skip)]
    entry: &'static str,
    #[serde(skip)]
    next: String,
    fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl LoginPage {
    pub(crate) fn new(web: &Web, screen: Screen, email: &str, next: &str, errors: &[FieldError]) -> Self {
        let chrome = Chrome::new(web, screen.title());
        let entry = match screen {
            Screen::Apply(kind) => kind.slug(),
            Screen::MyPage => "",
        };
        Self {
            chrome: if errors.is_empty() { chrome } else { chrome.with_errors() },
            path: screen.path(),
            entry,
            next: next.to_owned(),
            fields: vec![
                FieldView::new("email", "メールアドレス", "email")
                    .hint("例) sample@sample.com")
                    .width(40)
                    .autocomplete("username")
                    .value(email),
                FieldView::new("password", "パスワード", "password").width(40).autocomplete("current-password"),
                FieldView::checkbox("remember", "ログイン情報を保存する", false),
            ],
            errors: error_links(errors),
        }
    }
}
