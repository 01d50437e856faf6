//! The two faces of 新規登録: the form, and the page that says where to look for the mail.

use askama::Template;
use domain::EmailAddress;
use form::FieldView;
use serde::{Deserialize, Serialize};
use shared::web::{Chrome, ErrorLink, FieldError, Web, error_links, with_errors};

/// What is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    pub(crate) last_name: String,
    pub(crate) first_name: String,
    pub(crate) email: String,
    /// The entry that the person came from: `core`, `partner` or nothing.
    pub(crate) entry: String,
}

/// 新規登録.
#[derive(Debug, Template, Serialize)]
#[template(path = "signup.html")]
pub(crate) struct SignUpPage {
    #[serde(flatten)]
    chrome: Chrome,
    state: &'static str,
    #[serde(skip)]
    entry: String,
    fields: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
    /// True when the address is refused as in use: the way out is shown (E2).
    #[serde(skip)]
    in_use: bool,
    /// Where the mail went, as it was typed.
    #[serde(skip)]
    sent_to: Option<String>,
}

impl SignUpPage {
    /// The form, empty or with what was typed.
    pub(crate) fn form(web: &Web, form: &Form, errors: &[FieldError]) -> Self {
        let chrome = Chrome::new(web, "新規登録");
        let chrome = if errors.is_empty() { chrome } else { chrome.with_errors() };
        let (.., title, _) = shared::web::messages::refusal(domain::Refusal::AddressInUse);
        Self {
            chrome,
            state: "form",
            entry: form.entry.clone(),
            fields: with_errors(fields(form), errors),
            errors: error_links(errors),
            in_use: errors.iter().any(|error| error.message == title),
            sent_to: None,
        }
    }

    /// What follows, the same for every address.
    pub(crate) fn sent(web: &Web, form: &Form, to: Option<&EmailAddress>) -> Self {
        Self {
            chrome: Chrome::new(web, "メールをお送りしました"),
            state: "sent",
            entry: form.entry.clone(),
            fields: Vec::new(),
            errors: Vec::new(),
            in_use: false,
            sent_to: to.map(|email| email.as_str().to_owned()),
        }
    }
}

fn fields(form: &Form) -> Vec<FieldView> {
    vec![
        FieldView::new("last_name", "姓", "text")
            .required()
            .width(20)
            .autocomplete("family-name")
            .value(&form.last_name),
        FieldView::new("first_name", "名", "text")
            .required()
            .width(20)
            .autocomplete("given-name")
            .value(&form.first_name),
        FieldView::new("email", "メールアドレス", "email")
            .required()
            .hint("例) sample@sample.com")
            .width(40)
            .autocomplete("email")
            .value(&form.email),
    ]
}
