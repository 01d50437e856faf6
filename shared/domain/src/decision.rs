//! What a transition gives: the new state, the event that tells of it, and the notices it causes.

use serde::{Deserialize, Serialize};

use crate::{Event, Notice};

/// The outcome of a command that was not refused. Exactly one event, so that an aggregate's version is its event number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided<T> {
    /// The state after the command.
    pub state: T,
    /// What happened.
    pub event: Event,
    /// The mails it causes, stored with it.
    pub notices: Vec<Notice>,
}

impl<T> Decided<T> {
    /// A decision without mail.
    pub const fn quiet(state: T, event: Event) -> Self {
        Self { state, event, notices: Vec::new() }
    }
}

/// Why a command is refused. Each has a code, a status and a Japanese sentence in `shared::web::messages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The application is submitted and not open for correction (S89).
    #[error("already submitted")]
    AlreadySubmitted,
    /// The window has not opened (S81).
    #[error("the window is not open yet")]
    WindowNotOpen,
    /// The window has closed (E26).
    #[error("the window has closed")]
    WindowClosed,
    /// A form is not registered, or no longer valid (E42).
    #[error("a form is not registered")]
    FormsIncomplete,
    /// This kind of accreditation is held beyond the day on which a new one would start (E45).
    #[error("already accredited")]
    AlreadyAccredited,
    /// No certificate was uploaded (S96).
    #[error("the certificate is missing")]
    CertificateMissing,
    /// This field is not part of the correction request.
    #[error("not part of the correction")]
    NotInCorrection,
    /// No earlier application has anything to take over (E34).
    #[error("nothing to carry over")]
    NothingToCarryOver,
    /// The correction's due date has passed (E28).
    #[error("the correction is overdue")]
    CorrectionOverdue,
    /// There is no submission to correct.
    #[error("nothing was submitted")]
    NotSubmitted,
    /// The upload is not the latest one, or was dealt with.
    #[error("not the current upload")]
    UploadSuperseded,
    /// The address belongs to a facility with an accreditation in force (S43, S47, E1).
    #[error("the address is in use")]
    AddressInUse,
    /// The link was used.
    #[error("the link was used")]
    LinkUsed,
    /// The link is older than its lifetime.
    #[error("the link has expired")]
    LinkExpired,
    /// The link is not one of ours, or another one replaced it.
    #[error("the link is not valid")]
    LinkInvalid,
    /// The account is closed.
    #[error("the account is closed")]
    AccountClosed,
    /// A correction names nothing, or gives no reason.
    #[error("nothing to correct, or no reason")]
    NothingToCorrect,
    /// The last day of a correction has passed already.
    #[error("the due day has passed")]
    DueDayPast,
    /// No correction is asked for.
    #[error("no correction is open")]
    NoCorrectionOpen,
    /// A correction is asked for and can still be answered.
    #[error("a correction is open")]
    CorrectionOpen,
    /// Only what was submitted can be received.
    #[error("not to be received")]
    NotToBeReceived,
    /// It must be received first.
    #[error("not received yet")]
    NotReceived,
    /// It was judged.
    #[error("already judged")]
    AlreadyJudged,
    /// It was withdrawn.
    #[error("already withdrawn")]
    AlreadyWithdrawn,
    /// A note says nothing.
    #[error("the note is empty")]
    NoteEmpty,
    /// A reason is needed.
    #[error("a reason is missing")]
    ReasonMissing,
    /// A number or a reason is missing.
    #[error("the judgement is incomplete")]
    JudgementIncomplete,
    /// A period ends before it begins.
    #[error("the period is not valid")]
    PeriodInvalid,
    /// The filed certificate is still being inspected.
    #[error("the certificate is still being inspected")]
    CertificateUnchecked,
    /// Inspection refused the filed certificate, and there is no other.
    #[error("the certificate cannot be used")]
    CertificateUnusable,
    /// The transition measure is claimed, and nobody has seen that it applies (E47).
    #[error("the transition measure is not verified")]
    TransitionUnverified,
    /// The qualification was still to come, and nobody has seen that it has (E51, E88).
    #[error("the qualification is not verified")]
    QualificationUnverified,
    /// A core facility is named that is not in the list, and none was put in its place (E65).
    #[error("the core facility is not known")]
    CoreFacilityUnknown,
    /// The number belongs to another accreditation of this kind.
    #[error("the number is taken")]
    NumberTaken,
    /// The accreditation has ended.
    #[error("already ended")]
    AlreadyEnded,
    /// The link was asked for already.
    #[error("already asked for")]
    AlreadyAsked,
    /// The link is not asked for before its start date.
    #[error("not asked for yet")]
    NotAskedYet,
    /// The link was answered already, or cannot be.
    #[error("already answered")]
    AlreadyAnswered,
    /// The core facility is not accredited.
    #[error("the core facility is not accredited")]
    CoreNotAccredited,
    /// The partner facility is not accredited (E72).
    #[error("the partner facility is not accredited")]
    PartnerNotAccredited,
    /// A window closes before it opens, or is open too long.
    #[error("the window is not valid")]
    WindowInvalid,
    /// A window cannot be changed where it lies in the past.
    #[error("the window lies in the past")]
    WindowPast,
    /// A setting or a notice is not as it must be.
    #[error("the setting is not valid")]
    SettingInvalid,
    /// There is no notice of this number.
    #[error("no such notice")]
    NoSuchNotice,
    /// Forty notices are shown or still to be shown.
    #[error("too many notices")]
    TooManyNotices,
    /// The actor's role may not do this in this state.
    #[error("not permitted")]
    NotPermitted,
    /// What was asked for waits for nobody: it was answered or taken back.
    #[error("nothing is asked for")]
    NothingAsked,
    /// The partners concerned were not informed of a return (E64).
    #[error("the partners were not informed")]
    PartnersNotInformed,
    /// A day before today, or after the last one.
    #[error("the day is out of range")]
    DayOutOfRange,
    /// That mail was sent, those links were told.
    #[error("already told")]
    AlreadyTold,
    /// The link does not count, or ends anyway.
    #[error("not linked")]
    NotLinked,
    /// As many links as there may be (E67).
    #[error("too many links")]
    TooManyLinks,
    /// Another link is the 主たる基幹施設 already (E67).
    #[error("another core facility is the primary one")]
    PrimaryTaken,
    /// Another link of the same two facilities counts on such a day.
    #[error("links of the same two overlap")]
    LinksOverlap,
    /// The accreditation is not in force.
    #[error("the accreditation is over")]
    AccreditationOver,
    /// Nobody's identity was checked, or too long ago.
    #[error("no identity was checked")]
    IdentityUnchecked,
    /// What was shown of an import is no longer what would be done.
    #[error("the import has changed")]
    ImportChanged,
    /// All is as it was.
    #[error("nothing changed")]
    NothingChanged,
    /// The new login address is the one that holds.
    #[error("the address is the one that holds")]
    AddressUnchanged,
    /// The last change of the login address can still be taken back.
    #[error("the address was changed lately")]
    AddressChangedLately,
}
