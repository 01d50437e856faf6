//! What happened. Appended with the state that it explains, never changed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::certificate::UploadRefusal;
use crate::{
    AccountId, ApplicationKind, BlockReason, Changes, Check, CorrectionRequest, EndCause, EndReason, Finding, Identity,
    Judgement, LinkPurpose, LoginEvent, Names, Reminder, SettingsChange, StaffRole, UploadId,
};

/// One event of an aggregate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// An account was opened without a password.
    AccountOpened {
        /// The entry that the person came from (E12).
        entry: Option<ApplicationKind>,
    },
    /// 新規登録 was tried with an address that has a password; its holder is told by mail.
    SignUpRepeated,
    /// A one-time link was issued.
    LinkIssued {
        /// What for.
        purpose: LinkPurpose,
    },
    /// A password was set with a link.
    PasswordSet {
        /// The link's purpose.
        purpose: LinkPurpose,
    },
    /// What else happened to a login.
    Login(LoginEvent),
    /// A form was registered (登録).
    FormRegistered {
        /// Its slug.
        form: String,
        /// The version of its answers.
        form_version: u64,
    },
    /// An upload was announced.
    CertificateAnnounced {
        /// Which.
        upload: UploadId,
        /// Its size in bytes.
        size: u64,
    },
    /// The announced bytes arrived in quarantine.
    CertificateReceived {
        /// Which.
        upload: UploadId,
    },
    /// The upload was inspected and attached.
    CertificateAttached {
        /// Which.
        upload: UploadId,
        /// SHA-256 of the file, hex.
        sha256: String,
        /// Its pages.
        pages: u32,
        /// True where only a lenient reading opened it.
        lenient: bool,
    },
    /// The upload was inspected and refused.
    CertificateRefused {
        /// Which.
        upload: UploadId,
        /// Why.
        reason: UploadRefusal,
    },
    /// 申請, or 再申請 after a correction.
    Submitted {
        /// 受付番号
        receipt_no: String,
        /// 1 for the first submission.
        submission: u32,
        /// SHA-256 of the submitted snapshot, hex.
        digest: String,
        /// After a correction: SHA-256 of all that was not open, the same as in the submission before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rest: Option<String>,
    },
    /// Fields were opened for correction.
    CorrectionRequested(CorrectionRequest),
    /// 受付
    Received,
    /// Somebody else is 担当者.
    OfficerAssigned {
        /// Who.
        officer: String,
    },
    /// The checklist was filled in.
    Checked {
        /// As it stands since.
        findings: BTreeMap<Check, Finding>,
    },
    /// A note for colleagues.
    Noted {
        /// What it says.
        text: String,
    },
    /// The secretariat found the 基幹施設 that was not in the list, or took that back.
    CoreFacilityAttached {
        /// Its account.
        core: Option<AccountId>,
    },
    /// The correction has another last day.
    CorrectionExtended {
        /// Which round.
        round: u32,
        /// The last day.
        due: NaiveDate,
    },
    /// 判定
    Judged {
        /// How.
        judgement: Judgement,
    },
    /// 取下げ
    Withdrawn {
        /// Why.
        reason: String,
    },
    /// An accreditation was entered in the register.
    AccreditationGranted {
        /// Its first day.
        valid_from: NaiveDate,
        /// Its last.
        valid_to: NaiveDate,
        /// What it says.
        names: Names,
        /// Whether it was granted under the transition measure.
        transition: bool,
    },
    /// What an accreditation says was changed.
    AccreditationRenamed {
        /// From which day on.
        from: NaiveDate,
        /// What it says.
        names: Names,
    },
    /// 認定返上申請
    ReturnRequested {
        /// 返上希望日
        on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// It was taken back.
    ReturnCancelled,
    /// It was not approved.
    ReturnRefused {
        /// Why.
        reason: String,
    },
    /// All links were told that the accreditation ends.
    LinksTold,
    /// A mail that a day brings.
    Reminded {
        /// Which.
        reminder: Reminder,
    },
    /// Somebody's identity was compared with what is on file.
    IdentityChecked {
        /// What was compared, and for whom.
        identity: Identity,
        /// 一致; else 不一致.
        matched: bool,
    },
    /// The login address was told to somebody.
    AddressTold {
        /// Who asked.
        requester: String,
    },
    /// Somebody of the staff looked at the 生年月日 of the 施設責任者.
    BirthDateShown,
    /// What the society has on file was entered.
    RegistrationEntered,
    /// The facility changed what needs no approval.
    RegistrationChanged {
        /// What.
        changes: Changes,
    },
    /// 変更申請
    ChangeRequested {
        /// What is to change.
        changes: Changes,
        /// From which day on.
        from: NaiveDate,
        /// Why.
        reason: String,
    },
    /// It was taken back.
    ChangeCancelled,
    /// It was approved.
    ChangeApproved {
        /// What changed.
        changes: Changes,
        /// From which day on.
        from: NaiveDate,
    },
    /// It was not approved.
    ChangeRefused {
        /// Why.
        reason: String,
    },
    /// An accreditation ends before its time.
    AccreditationEnded {
        /// Its last day.
        on: NaiveDate,
        /// Why.
        reason: EndReason,
        /// What the secretariat noted.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// A 基幹施設 is asked for a link.
    PartnershipRequested {
        /// From when the link counts once it is approved.
        link_start: NaiveDate,
    },
    /// A link could not be asked for.
    PartnershipBlocked {
        /// Why.
        why: BlockReason,
    },
    /// 承認
    PartnershipApproved {
        /// From when the link counts.
        link_start: NaiveDate,
        /// What the secretariat noted when it approved in the core facility's place.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// A link got another first day.
    PartnershipStartSet {
        /// The day.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// 解除申請
    DissolutionRequested {
        /// Whether the core facility asks; else the partner does.
        by_core: bool,
        /// The last day that is wished for.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// It was taken back.
    DissolutionCancelled,
    /// It was not approved.
    DissolutionRefused {
        /// Why.
        reason: String,
    },
    /// A link ends.
    PartnershipEnded {
        /// Its last day.
        on: NaiveDate,
        /// Why.
        why: EndCause,
        /// What the secretariat noted.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// 不承認
    PartnershipDeclined {
        /// Why.
        reason: String,
    },
    /// A window was set.
    WindowSet {
        /// The first instant that belongs to it.
        opens: DateTime<Utc>,
        /// The first that no longer does.
        closes: DateTime<Utc>,
        /// Why.
        reason: String,
    },
    /// The society's settings were changed.
    SettingsChanged {
        /// What, before and after.
        change: SettingsChange,
    },
    /// Somebody was made one of the staff, or invited anew.
    StaffInvited {
        /// What they may do.
        role: StaffRole,
    },
    /// One of the staff set a password and enrolled an authenticator.
    StaffEnrolled,
}
