//! 本人確認・アカウントの操作.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::calendar::{clock_time, jst_date};
use domain::{EmailAddress, Identified, Identity, Staff, StaffRole};
use form::FieldView;
use serde::Serialize;
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, office, with_errors};

use super::path;
use super::replacing::Replacing;
use super::typed::Typed;
use crate::facility::{FacilityFile, facility_name};
use crate::words;

/// An identity that holds, in words.
#[derive(Debug, Serialize)]
struct Holds {
    requester: String,
    compared: String,
    until: String,
}

impl Holds {
    fn of(Identified { identity, until }: &Identified) -> Self {
        let Identity { requester, member_no, birth_date } = identity;
        let compared = [(*member_no, "会員番号"), (*birth_date, "生年月日")];
        let compared: Vec<_> = compared.into_iter().filter(|(was, _)| *was).map(|(_, what)| what).collect();
        Self { requester: requester.clone(), compared: compared.join("、"), until: clock_time(*until) }
    }
}

/// 本人確認・アカウントの操作.
#[derive(Debug, Template, Serialize)]
#[template(path = "identity.html")]
pub(crate) struct IdentityPage {
    #[serde(flatten)]
    chrome: Chrome,
    path: String,
    #[serde(skip)]
    back: String,
    facility_name: String,
    state: &'static str,
    /// As much of the login address as may be said to anybody.
    masked: String,
    /// 一致 or 不一致, where something was compared just now.
    matched: Option<bool>,
    #[serde(skip)]
    different: bool,
    identified: Option<Holds>,
    /// The login address, where it is told.
    address: Option<String>,
    may_act: bool,
    #[serde(skip)]
    fields: Vec<FieldView>,
    #[serde(skip)]
    replacing: Vec<FieldView>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl IdentityPage {
    pub(super) fn new(
        web: &Web,
        session: &Session<Staff>,
        file: &FacilityFile,
        typed: &Typed,
        holds: Option<&Identified>,
        now: DateTime<Utc>,
    ) -> Self {
        let account = file.account.as_ref().map(|read| &read.value);
        Self {
            chrome: office::chrome(web, session, "本人確認・アカウントの操作", office::FACILITIES),
            path: path(&file.id),
            back: crate::lookup::path(&file.id),
            facility_name: facility_name(file, jst_date(now)),
            state: account.map_or("", |account| words::account(account.state)),
            masked: account.map(|account| words::masked(&account.email)).unwrap_or_default(),
            matched: None,
            different: false,
            identified: holds.map(Holds::of),
            address: None,
            may_act: session.staff().role >= StaffRole::Editor,
            fields: typed.fields(),
            replacing: Replacing::default().fields(),
            errors: Vec::new(),
        }
    }

    /// With a line on what was done.
    pub(super) fn done(self, done: Option<&str>) -> Self {
        let notice = match done {
            Some("matched") => Some("一致しました。"),
            Some("replaced") => {
                Some("ログイン用メールアドレスを変更しました。新旧のメールアドレスに、変更のお知らせを送信しました。")
            }
            Some("ended") => Some("すべての端末のログインを解除しました。"),
            Some("resent") => Some("パスワード設定用のURLを、ログイン用メールアドレスに送信しました。"),
            _ => None,
        };
        let notice = notice.map(str::to_owned);
        Self { chrome: self.chrome.notice(notice), different: done == Some("different"), ..self }
    }

    /// With what a comparison has found.
    pub(super) fn compared(self, matched: bool) -> Self {
        Self { matched: Some(matched), different: !matched, ..self }
    }

    /// With the login address.
    pub(super) fn telling(self, address: &EmailAddress) -> Self {
        Self { address: Some(address.as_str().to_owned()), ..self }
    }

    /// With the address that was typed, and what is wrong with it.
    pub(super) fn replacing(self, replacing: &Replacing, errors: &[FieldError]) -> Self {
        Self {
            chrome: self.chrome.with_errors(),
            replacing: with_errors(replacing.fields(), errors),
            errors: error_links(errors),
            ..self
        }
    }

    pub(super) fn with_errors(self, errors: &[FieldError]) -> Self {
        Self {
            chrome: self.chrome.with_errors(),
            fields: with_errors(self.fields, errors),
            errors: error_links(errors),
            ..self
        }
    }
}
