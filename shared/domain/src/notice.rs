//! Every mail that the portal can send, as data (rules 3.7). Rendered, and its address resolved, when it is sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AccountId, ApplicationId, BlockReason, CorrectionRequest, Judgement, LinkId, Partnership};

/// To whom a notice goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The login address that the account has when the mail is sent (E21).
    LoginAddressOf(AccountId),
    /// The secretariat.
    Secretariat,
}

impl Recipient {
    /// The role, as part of a notice's key.
    pub const fn role(&self) -> &'static str {
        match self {
            Self::LoginAddressOf(_) => "login",
            Self::Secretariat => "secretariat",
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
    /// M4: something is to be corrected.
    CorrectionRequested {
        /// Which application.
        application: ApplicationId,
        /// 受付番号
        receipt_no: String,
        /// 診療施設名
        facility_name: String,
        /// 施設責任者氏名
        responsible_name: String,
        /// What, why, and until when.
        request: CorrectionRequest,
    },
    /// M6: the judgement.
    Result {
        /// Which application.
        application: ApplicationId,
        /// 受付番号
        receipt_no: String,
        /// 診療施設名
        facility_name: String,
        /// 施設責任者氏名
        responsible_name: String,
        /// How it was judged.
        judgement: Judgement,
    },
    /// M8: a 基幹施設 is asked for a link.
    PartnershipRequested {
        /// Which.
        partnership: Box<Partnership>,
    },
    /// M9: the link was approved.
    PartnershipApproved {
        /// Which.
        partnership: Box<Partnership>,
        /// When.
        at: DateTime<Utc>,
    },
    /// M9: it was not, to the partner and to the secretariat.
    PartnershipDeclined {
        /// Which.
        partnership: Box<Partnership>,
        /// Why.
        reason: String,
    },
    /// The link could not even be asked for, to the partner and to the secretariat.
    PartnershipBlocked {
        /// Which.
        partnership: Box<Partnership>,
        /// Why.
        why: BlockReason,
    },
}

impl Letter {
    /// Whether it carries a one-time link: nobody but the mailbox it is sent to may see it.
    pub const fn has_link(&self) -> bool {
        matches!(self, Self::PasswordIssuance { .. } | Self::PasswordReset { .. })
    }

    /// The template's stable name, as part of a notice's key.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::PasswordIssuance { .. } => "password_issuance",
            Self::AccountExists { .. } => "account_exists",
            Self::PasswordReset { .. } => "password_reset",
            Self::PasswordChanged { .. } => "password_changed",
            Self::SubmissionReceived { .. } => "submission_received",
            Self::CorrectionRequested { .. } => "correction_requested",
            Self::Result { .. } => "result",
            Self::PartnershipRequested { .. } => "partnership_requested",
            Self::PartnershipApproved { .. } => "partnership_approved",
            Self::PartnershipDeclined { .. } => "partnership_declined",
            Self::PartnershipBlocked { .. } => "partnership_blocked",
        }
    }
}
