//! Every mail that the portal can send, as data (rules 3.7). Rendered, and its address resolved, when it is sent.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::certificate::UploadRefusal;
use crate::{AccountId, ApplicationId, LinkId};

/// To whom a notice goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The login address that the account has when the mail is sent (E21).
    LoginAddressOf(AccountId),
}

impl Recipient {
    /// The role, as part of a notice's key.
    pub const fn role(&self) -> &'static str {
        match self {
            Self::LoginAddressOf(_) => "login",
        }
    }
}

/// A mail that an event causes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// To whom.
    pub to: Recipient,
    /// What it says.
    pub letter: Letter,
}

/// The mails, with what they need beyond settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "template", rename_all = "snake_case")]
pub enum Letter {
    /// M1: the link to set the first password (S37).
    PasswordIssuance {
        /// The person's name as registered.
        name: String,
        /// The one-time link; its secret is derived when the mail is sent.
        link: LinkId,
        /// Until when the link works.
        expires: DateTime<Utc>,
    },
    /// In place of M1 where the address has an account with a password (E1, E2).
    AccountExists {
        /// The person's name as registered.
        name: String,
    },
    /// M2: the link to set a new password.
    PasswordReset {
        /// The person's name as registered.
        name: String,
        /// The one-time link.
        link: LinkId,
        /// Until when the link works.
        expires: DateTime<Utc>,
    },
    /// The password was changed.
    PasswordChanged {
        /// The person's name as registered.
        name: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// M3 (S90, S113) and, from the second submission on, M5.
    SubmissionReceived {
        /// Which application.
        application: ApplicationId,
        /// 受付番号
        receipt_no: String,
        /// 1 for the first submission.
        submission: u32,
        /// 診療施設名
        facility_name: String,
        /// 施設責任者氏名
        responsible_name: String,
        /// When.
        submitted_at: DateTime<Utc>,
    },
    /// M4: the certificate that was submitted turned out to be unusable.
    CorrectionRequested {
        /// Which application.
        application: ApplicationId,
        /// 受付番号
        receipt_no: String,
        /// 診療施設名
        facility_name: String,
        /// 施設責任者氏名
        responsible_name: String,
        /// Why.
        reason: UploadRefusal,
        /// The last day on which it can be corrected.
        due: NaiveDate,
    },
}

impl Letter {
    /// The template's stable name, as part of a notice's key.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::PasswordIssuance { .. } => "password_issuance",
            Self::AccountExists { .. } => "account_exists",
            Self::PasswordReset { .. } => "password_reset",
            Self::PasswordChanged { .. } => "password_changed",
            Self::SubmissionReceived { .. } => "submission_received",
            Self::CorrectionRequested { .. } => "correction_requested",
        }
    }
}
