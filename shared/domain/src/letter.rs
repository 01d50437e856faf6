//! What the mails are called.

use crate::Letter;

impl Letter {
    /// Whether it carries a one-time link: nobody but the mailbox it is sent to may see it.
    pub const fn has_link(&self) -> bool {
        match self {
            Self::PasswordIssuance { .. } | Self::PasswordReset { .. } => true,
            Self::Login(letter) => letter.link().is_some(),
            _ => false,
        }
    }

    /// The template's stable name, as part of a notice's key.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::PasswordIssuance { .. } => "password_issuance",
            Self::AccountExists { .. } => "account_exists",
            Self::PasswordReset { .. } => "password_reset",
            Self::PasswordChanged { .. } => "password_changed",
            Self::Login(letter) => letter.template(),
            Self::SubmissionReceived { .. } => "submission_received",
            Self::CorrectionRequested { .. } => "correction_requested",
            Self::Result { .. } => "result",
            Self::PartnershipRequested { .. } => "partnership_requested",
            Self::PartnershipApproved { .. } => "partnership_approved",
            Self::PartnershipDeclined { .. } => "partnership_declined",
            Self::PartnershipBlocked { .. } => "partnership_blocked",
            Self::AccreditationStarted { .. } => "accreditation_started",
            Self::RenewalDue { .. } => "renewal_due",
            Self::AccreditationExpired { .. } => "accreditation_expired",
            Self::TransitionEnding { .. } => "transition_ending",
            Self::ReturnRequested { .. } => "return_requested",
            Self::ReturnApproved { .. } => "return_approved",
            Self::ReturnRefused { .. } => "return_refused",
            Self::ChangeRequested { .. } => "change_requested",
            Self::ChangeApproved { .. } => "change_approved",
            Self::ChangeRefused { .. } => "change_refused",
            Self::PartnershipUnanswered { .. } => "partnership_unanswered",
            Self::DissolutionRequested { .. } => "dissolution_requested",
            Self::DissolutionRefused { .. } => "dissolution_refused",
            Self::PartnershipEnded { .. } => "partnership_ended",
            Self::WindowClosing { .. } => "window_closing",
            Self::CorrectionDue { .. } => "correction_due",
        }
    }
}
