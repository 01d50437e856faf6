//! The pages that anybody may read. A machine sees where they lead, not their prose.

use askama::Template;
use serde::Serialize;
use shared::assets::CERTIFICATE_FORM;
use shared::society::{GuidanceNow, Society};
use shared::web::{Chrome, Web};

/// Where the portal's own list is.
const ROSTER: &str = "/roster";

/// The entry page.
#[derive(Debug, Template, Serialize)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    #[serde(flatten)]
    chrome: Chrome,
    entries: [Entry; 3],
    certificate_form: &'static str,
    #[serde(flatten)]
    guidance: GuidanceNow,
    /// The portal's own list.
    roster: &'static str,
}

/// A way into the portal.
#[derive(Debug, Serialize)]
struct Entry {
    label: &'static str,
    href: &'static str,
    note: &'static str,
}

impl HomePage {
    pub(crate) fn new(web: &Web, guidance: GuidanceNow) -> Self {
        Self {
            chrome: Chrome::new(web, "施設認定 申請システム"),
            entries: [
                Entry {
                    label: "基幹施設 新規申請",
                    href: "/apply/core",
                    note: "基幹施設の認定を新しく申請する施設の方",
                },
                Entry {
                    label: "連携施設 新規申請",
                    href: "/apply/partner",
                    note: "連携施設の認定を新しく申請する施設の方（現在「認定研修施設」の方も含みます）",
                },
                Entry {
                    label: "施設マイページ", href: "/login", note: "現在、施設の認定資格をお持ちの方"
                },
            ],
            certificate_form: CERTIFICATE_FORM,
            guidance,
            roster: ROSTER,
        }
    }
}

/// The guidance, in the six chapters of the society's manual (S2).
#[derive(Debug, Template, Serialize)]
#[template(path = "help.html")]
pub(crate) struct HelpPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(flatten)]
    guidance: GuidanceNow,
    chapters: [Chapter; 6],
    certificate_form: &'static str,
    /// The address of 施設マイページ, written out (S51).
    login_url: String,
    enquiry_subject: &'static str,
    #[serde(skip)]
    enquiry_body: &'static str,
    #[serde(skip)]
    society: &'static Society,
}

/// A chapter of the guidance.
#[derive(Debug, Serialize)]
struct Chapter {
    id: &'static str,
    title: &'static str,
}

/// What a mail about a forgotten address should say (S57–S60).
const ENQUIRY: &str = "1) 認定施設名（可能なら認定番号）\r\n\r\n\
     2) 施設責任者氏名\r\n\r\n\
     3) 施設責任者会員番号または生年月日（本人確認用）\r\n\r\n\
     4) 対応希望内容\r\n\
     ①メールアドレスの確認希望連絡 または ②新しいメールアドレス登録希望連絡 など\r\n";

impl HelpPage {
    pub(crate) fn new(web: &Web, guidance: GuidanceNow) -> Self {
        let society = Society::current();
        let chapter = |id, title| Chapter { id, title };
        Self {
            chrome: Chrome::new(web, "ヘルプ：新規申請の方法"),
            guidance,
            chapters: [
                chapter("account", "アカウント新規作成"),
                chapter("confirm", "アカウント確認方法"),
                chapter("screen", "申請画面"),
                chapter("apply", "新規申請方法"),
                chapter("notes", "基幹施設・連携施設注意事項"),
                chapter("transition", "現認定研修施設の連携施設新規申請：移行措置注意事項"),
            ],
            certificate_form: CERTIFICATE_FORM,
            login_url: format!("{}/login", web.base_url()),
            enquiry_subject: "施設マイページ：メールアドレスについて",
            enquiry_body: ENQUIRY,
            society,
        }
    }
}

/// メールが届かない場合.
#[derive(Debug, Template, Serialize)]
#[template(path = "help-mail.html")]
pub(crate) struct MailHelpPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// Where all mails come from.
    sender: String,
    /// What comes after the `@`: what a mail system is told to let in.
    sender_domain: String,
    /// How every subject begins (S37).
    subject_prefix: &'static str,
    #[serde(skip)]
    society: &'static Society,
}

impl MailHelpPage {
    pub(crate) fn new(web: &Web, mail_from: &str) -> Self {
        let society = Society::current();
        Self {
            chrome: Chrome::new(web, "メールが届かない場合"),
            sender: mail_from.to_owned(),
            sender_domain: mail_from.rsplit('@').next().unwrap_or_default().to_owned(),
            subject_prefix: &society.mail_prefix,
            society,
        }
    }
}

/// 個人情報の取扱い.
#[derive(Debug, Template, Serialize)]
#[template(path = "privacy.html")]
pub(crate) struct PrivacyPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// What the list says of a facility.
    #[serde(skip)]
    published: String,
    roster: &'static str,
    roster_url: String,
    contact_email: &'static str,
    /// The version: what an applicant agrees to is kept with the application.
    updated: &'static str,
}

impl PrivacyPage {
    pub(crate) fn new(web: &Web, guidance: GuidanceNow) -> Self {
        let society = Society::current();
        Self {
            chrome: Chrome::new(web, "個人情報の取扱い"),
            published: society.roster_columns.iter().map(|column| column.label()).collect::<Vec<_>>().join("・"),
            roster: ROSTER,
            roster_url: guidance.roster_url,
            contact_email: &society.contact_email,
            updated: &society.privacy_updated,
        }
    }
}
