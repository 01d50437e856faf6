//! Every mail that the portal can send, as data (rules 3.7). Rendered, and its address resolved, when it is sent.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, Accreditation, AccreditationId, ApplicationId, BlockReason, CorrectionRequest, EmailAddress, EndCause,
    Judgement, LinkId, LoginLetter, Names, Partnership,
};

/// To whom a notice goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The login address that the account has when the mail is sent (E21).
    LoginAddressOf(AccountId),
    /// An address that an account does not, or no longer, log in with.
    Address {
        /// The account.
        account: AccountId,
        /// The address.
        email: EmailAddress,
    },
    /// The secretariat.
    Secretariat,
}

impl Recipient {
    /// The role, as part of a notice's key.
    pub const fn role(&self) -> &'static str {
        match self {
            Self::LoginAddressOf(_) => "login",
            Self::Address { .. } => "address",
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
    /// M12, and what else is told about a login.
    Login(LoginLetter),
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
    /// M7: the accreditation begins.
    AccreditationStarted {
        /// Which.
        accreditation: Box<Accreditation>,
    },
    /// M14: it expires, and can be renewed.
    RenewalDue {
        /// Which.
        accreditation: Box<Accreditation>,
        /// In how many months.
        months: u8,
    },
    /// It has expired.
    AccreditationExpired {
        /// Which.
        accreditation: Box<Accreditation>,
    },
    /// M16: the transition measure ends, and the partner is not linked.
    TransitionEnding {
        /// Whose.
        accreditation: Box<Accreditation>,
    },
    /// M13: a return is asked for; to the facility and to the secretariat.
    ReturnRequested {
        /// Of what.
        accreditation: Box<Accreditation>,
        /// 返上希望日
        on: NaiveDate,
        /// Why.
        reason: String,
        /// The facilities that are linked, by name.
        linked: Vec<String>,
    },
    /// M13: it was approved.
    ReturnApproved {
        /// Of what.
        accreditation: Box<Accreditation>,
        /// The last day.
        on: NaiveDate,
        /// The facilities that are linked, by name.
        linked: Vec<String>,
    },
    /// It was not.
    ReturnRefused {
        /// Of what.
        accreditation: Box<Accreditation>,
        /// Why.
        reason: String,
    },
    /// A change is asked for; to the secretariat.
    ChangeRequested {
        /// Of what.
        id: AccreditationId,
        /// What the accreditation says.
        names: Names,
        /// Why.
        reason: String,
    },
    /// It was approved.
    ChangeApproved {
        /// Of what.
        id: AccreditationId,
        /// What the accreditation says now.
        names: Names,
        /// From which day on.
        from: NaiveDate,
    },
    /// It was not.
    ChangeRefused {
        /// Of what.
        id: AccreditationId,
        /// What the accreditation says.
        names: Names,
        /// Why.
        reason: String,
    },
    /// M10: a link that was asked for is not answered.
    PartnershipUnanswered {
        /// Which.
        partnership: Box<Partnership>,
        /// For how many days.
        days: u8,
    },
    /// 解除 is asked for; to the other side and to the secretariat.
    DissolutionRequested {
        /// Of what.
        partnership: Box<Partnership>,
        /// Whether the core facility asks.
        by_core: bool,
        /// The last day that is wished for.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// It was not approved; to who asked.
    DissolutionRefused {
        /// Of what.
        partnership: Box<Partnership>,
        /// Why.
        reason: String,
    },
    /// M11: a link ends.
    PartnershipEnded {
        /// Which.
        partnership: Box<Partnership>,
        /// Its last day.
        on: NaiveDate,
        /// Why.
        why: EndCause,
    },
    /// M15: the window closes, and nothing was submitted.
    WindowClosing {
        /// Which application.
        application: ApplicationId,
        /// When it closes.
        closes: DateTime<Utc>,
    },
    /// A correction is due soon, to the facility; or overdue, to the secretariat.
    CorrectionDue {
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
}
