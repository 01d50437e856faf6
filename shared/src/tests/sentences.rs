//! Every error sentence in one table, for a native reader.

use domain::{Invalid, Refusal, UploadRefusal, WeakPassword};

use crate::web::{AppError, messages};

fn of_the_first_half() -> Vec<Refusal> {
    use Refusal::*;
    vec![
        AlreadySubmitted,
        WindowNotOpen,
        WindowClosed,
        FormsIncomplete,
        AlreadyAccredited,
        CertificateMissing,
        NotInCorrection,
        NothingToCarryOver,
        CorrectionOverdue,
        NotSubmitted,
        UploadSuperseded,
        AddressInUse,
        LinkUsed,
        LinkExpired,
        LinkInvalid,
        AccountClosed,
    ]
}

fn of_the_secretariats_side() -> Vec<Refusal> {
    use Refusal::*;
    vec![
        NothingToCorrect,
        DueDayPast,
        NoCorrectionOpen,
        CorrectionOpen,
        NotToBeReceived,
        NotReceived,
        AlreadyJudged,
        AlreadyWithdrawn,
        NoteEmpty,
        ReasonMissing,
        JudgementIncomplete,
        PeriodInvalid,
        CertificateUnchecked,
        CertificateUnusable,
        TransitionUnverified,
        QualificationUnverified,
        CoreFacilityUnknown,
        NumberTaken,
        AlreadyEnded,
        AlreadyAsked,
        NotAskedYet,
        AlreadyAnswered,
        CoreNotAccredited,
        PartnerNotAccredited,
        WindowInvalid,
        WindowPast,
        SettingInvalid,
        NoSuchNotice,
        TooManyNotices,
        NothingAsked,
        PartnersNotInformed,
        DayOutOfRange,
        AlreadyTold,
        NotLinked,
        TooManyLinks,
        PrimaryTaken,
        LinksOverlap,
        AccreditationOver,
        IdentityUnchecked,
        ImportChanged,
        NothingChanged,
        AddressUnchanged,
        AddressChangedLately,
        NotPermitted,
    ]
}

/// Fails to compile where a new one is listed in neither.
#[rustfmt::skip]
const fn is_listed(refusal: Refusal) {
    use Refusal::*;
    match refusal {
        AlreadySubmitted | WindowNotOpen | WindowClosed | FormsIncomplete | AlreadyAccredited | CertificateMissing
        | NotInCorrection | NothingToCarryOver | CorrectionOverdue | NotSubmitted | UploadSuperseded
        | AddressInUse | LinkUsed | LinkExpired | LinkInvalid | AccountClosed | NothingToCorrect | DueDayPast
        | NoCorrectionOpen | CorrectionOpen | NotToBeReceived | NotReceived | AlreadyJudged | AlreadyWithdrawn
        | NoteEmpty | ReasonMissing | JudgementIncomplete | PeriodInvalid | CertificateUnchecked
        | CertificateUnusable | TransitionUnverified | QualificationUnverified | CoreFacilityUnknown | NumberTaken
        | AlreadyEnded | AlreadyAsked | NotAskedYet | AlreadyAnswered | CoreNotAccredited | PartnerNotAccredited
        | WindowInvalid | WindowPast | SettingInvalid | NoSuchNotice | TooManyNotices | NothingAsked
        | PartnersNotInformed | DayOutOfRange | AlreadyTold | NotLinked | TooManyLinks | PrimaryTaken
        | LinksOverlap | AccreditationOver | IdentityUnchecked | ImportChanged | NothingChanged | AddressUnchanged
        | AddressChangedLately | NotPermitted => {}
    }
}

/// Each refusal.
fn refusals() -> Vec<Refusal> {
    let all = [of_the_first_half(), of_the_secretariats_side()].concat();
    all.iter().copied().for_each(is_listed);
    all
}

fn errors() -> Vec<AppError> {
    vec![
        AppError::NotFound,
        AppError::SignInRequired { next: "/applications/2027-02/core".to_owned() },
        resend(None, false),
        resend(Some("t".to_owned()), false),
        resend(None, true),
        AppError::Forged,
        AppError::BadRequest,
        AppError::Method,
        AppError::TooLarge,
        AppError::TooMany,
        AppError::Conflict,
        AppError::Internal(anyhow::anyhow!("a text that nobody may see")),
    ]
}

fn lines() -> Vec<String> {
    let of_errors = errors().into_iter().map(|error| messages::error(&error));
    let of_refusals = refusals().into_iter().map(messages::refusal);
    let all = of_errors.chain(std::iter::once(messages::INVALID)).chain(of_refusals);
    all.map(|(status, code, title, detail)| format!("{code} | {} | {title} | {detail}", status.as_u16())).collect()
}

fn sentences() -> Vec<String> {
    use WeakPassword::{Common, Context, Rule, TooLong, TooShort};
    let weak = [Rule, TooShort, TooLong, Common, Context];
    let invalid = [Invalid::Empty, Invalid::TooLong, Invalid::Characters, Invalid::HoldsAddress, Invalid::NotAnAddress];
    let mut all = Vec::new();
    all.extend(weak.map(|weak| format!("password {weak:?} | {}", messages::weak_password(weak))));
    all.extend(invalid.map(|invalid| format!("email {invalid:?} | {}", messages::email(invalid))));
    all.extend(invalid.map(|invalid| format!("name {invalid:?} | {}", messages::name_part("姓", invalid))));
    all.extend(UploadRefusal::ALL.map(|reason| format!("upload {reason:?} | {}", messages::upload(reason))));
    all.push(format!("login | {}", messages::LOGIN_FAILED));
    all.push(format!("login blocked | {}", messages::LOGIN_BLOCKED));
    all.push(format!("password differs | {}", messages::PASSWORD_MISMATCH));
    all.push(format!("email differs | {}", messages::EMAIL_MISMATCH));
    all.push(format!("current password | {}", messages::CURRENT_PASSWORD_WRONG));
    all.push(format!("staff login | {}", messages::STAFF_LOGIN_FAILED));
    all.push(format!("staff login blocked | {}", messages::STAFF_LOGIN_BLOCKED));
    all.push(format!("staff code | {}", messages::CODE_WRONG));
    all
}

#[test]
fn the_whole_table() {
    let table = format!("code | status | title | detail\n{}\n\n{}", lines().join("\n"), sentences().join("\n"));
    insta::assert_snapshot!("messages", table);
}

#[test]
fn each_code_means_one_thing() {
    let mut codes: Vec<String> =
        lines().iter().map(|line| line.split(" | ").next().unwrap_or_default().to_owned()).collect();
    codes.sort();
    let all = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), all);
}

#[test]
fn a_sentence_ends_as_a_sentence() {
    for line in lines().iter().chain(&sentences()) {
        assert!(line.ends_with('。'), "{line}");
    }
}

#[test]
fn each_refused_upload_has_its_own_sentence() {
    let distinct: std::collections::BTreeSet<_> = UploadRefusal::ALL.map(messages::upload).into();
    assert_eq!(distinct.len(), UploadRefusal::ALL.len());
}

fn resend(token: Option<String>, others: bool) -> AppError {
    AppError::Resend(crate::web::Resend { path: String::new(), fields: Vec::new(), token, others })
}
