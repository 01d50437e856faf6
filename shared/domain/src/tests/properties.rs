//! What no sequence of commands may bring about.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::fixture::*;
use crate::delivery::{Attempt, Delivery};
use crate::{
    Application, ApplicationCommand, ApplicationState, CertificateCommand, Phase, Refusal, Role, Submission,
    UploadRefusal, UploadState,
};

/// Names of uploads: few, so that commands meet the upload that is there.
fn some_upload() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["B", "C"])
}

fn any_command() -> impl Strategy<Value = ApplicationCommand> {
    prop_oneof![
        any::<bool>().prop_map(|forms_registered| {
            ApplicationCommand::Submit(Submission { forms_registered, ..submission() })
        }),
        Just(submit()),
        Just(register()),
        some_upload().prop_map(|id| {
            ApplicationCommand::Certificate(CertificateCommand::Announce(upload(id, UploadState::Announced)))
        }),
        some_upload().prop_map(|id| ApplicationCommand::Certificate(CertificateCommand::Receive(ulid(id)))),
        some_upload().prop_map(|id| ApplicationCommand::Certificate(CertificateCommand::Attach(attached(id)))),
        (some_upload(), prop::sample::select(UploadRefusal::ALL.to_vec()))
            .prop_map(|(id, reason)| { ApplicationCommand::Certificate(CertificateCommand::Refuse(ulid(id), reason)) }),
    ]
}

fn any_role() -> impl Strategy<Value = Role> {
    prop_oneof![8 => Just(Role::Facility), 6 => Just(Role::System), 1 => Just(Role::Anonymous)]
}

/// Commands in the order of time, from before the window to after a correction's due day.
fn any_history() -> impl Strategy<Value = Vec<(ApplicationCommand, Role, DateTime<Utc>)>> {
    let step = (any_command(), any_role(), 0_i64..3_000);
    (0_i64..35, prop::collection::vec(step, 1..40)).prop_map(|(first_day, steps)| {
        let mut at = jst("2027-01-30 12:00:00") + TimeDelta::days(first_day);
        let dated = steps.into_iter().map(|(command, role, minutes)| {
            at += TimeDelta::minutes(minutes * minutes / 3_000);
            (command, role, at)
        });
        dated.collect()
    })
}

/// What must hold of a submission that was accepted in `before`.
fn submission_was_due(
    before: &Application,
    submission: &Submission,
    role: Role,
    at: DateTime<Utc>,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(role, Role::Facility);
    prop_assert!(submission.forms_registered);
    prop_assert!(before.certificate.is_present());
    match before.state {
        ApplicationState::Draft => prop_assert_eq!(window().phase(at), Phase::Open),
        ApplicationState::Submitted => prop_assert!(false, "submitted twice"),
        ApplicationState::CorrectionRequested { due, .. } => prop_assert!(crate::calendar::jst_date(at) <= due),
    }
    Ok(())
}

/// What must hold of every application, whatever happened to it.
fn is_sound(application: &Application, at: DateTime<Utc>) -> Result<(), TestCaseError> {
    let forms = application.may_edit_forms(window(), at);
    match application.state {
        ApplicationState::Draft => prop_assert!(application.filed.is_none()),
        ApplicationState::Submitted => {
            prop_assert_eq!(forms, Err(Refusal::AlreadySubmitted));
            prop_assert_eq!(application.may_upload(window(), at), Err(Refusal::AlreadySubmitted));
            prop_assert!(application.certificate.is_present());
            prop_assert!(application.filed.is_some());
        }
        ApplicationState::CorrectionRequested { round, .. } => {
            prop_assert_eq!(forms, Err(Refusal::NotInCorrection));
            let filed = application.filed.as_ref().unwrap();
            prop_assert_eq!((filed.corrections, filed.submission), (round, round));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn no_history_breaks_an_application(history in any_history()) {
        let mut state = Application::untouched(application_id());
        for (command, role, at) in history {
            let Ok(decided) = state.clone().decide(command.clone(), around(role, at)) else { continue };
            if let ApplicationCommand::Submit(submission) = &command {
                submission_was_due(&state, submission, role, at)?;
            }
            let mails = decided.notices.len();
            let told = matches!(decided.event, crate::Event::Submitted { .. } | crate::Event::CorrectionRequested { .. });
            prop_assert_eq!(mails, usize::from(told), "a mail for each submission and each correction, and no other");
            state = decided.state;
            is_sound(&state, at)?;
        }
    }

    #[test]
    fn the_receipt_number_never_changes_and_submissions_count_up(history in any_history()) {
        let mut state = submitted(a_draft_being_checked());
        for (place, (command, role, at)) in history.into_iter().enumerate() {
            let command = match command {
                ApplicationCommand::Submit(submission) => {
                    ApplicationCommand::Submit(Submission { receipt_no: format!("C2027-02-{place}"), ..submission })
                }
                other => other,
            };
            let Ok(decided) = state.clone().decide(command, around(role, at)) else { continue };
            let (before, after) = (state.filed.unwrap(), decided.state.filed.clone().unwrap());
            prop_assert_eq!(&after.receipt_no, "C2027-02-7K4QP");
            let submissions = u32::from(matches!(decided.event, crate::Event::Submitted { .. }));
            prop_assert_eq!(after.submission, before.submission + submissions);
            state = decided.state;
        }
    }

    #[test]
    fn repeating_a_submission_changes_nothing(checking: bool, times in 1_usize..64) {
        let mut state = submitted(if checking { a_draft_being_checked() } else { a_draft() });
        let first = state.clone();
        for _ in 0..times {
            match state.clone().decide(submit(), around(Role::Facility, now())) {
                Ok(decided) => state = decided.state,
                Err(refusal) => prop_assert_eq!(refusal, Refusal::AlreadySubmitted),
            }
        }
        prop_assert_eq!(state, first);
    }

    #[test]
    fn a_notice_is_sent_at_most_once_a_lease_and_its_end_is_final(
        steps in prop::collection::vec((0_u8..5, 0_i64..200), 1..60)
    ) {
        let mut delivery = Delivery::due(now());
        let (mut at, mut held, mut leases) = (now(), false, 0);
        for (step, minutes) in steps {
            at += TimeDelta::seconds(minutes * minutes);
            let attempt = match step {
                0 => Some(Attempt::Accepted("ses-1".to_owned())),
                1 => Some(Attempt::Never("BadRequestException".to_owned())),
                2 => Some(Attempt::Later("TooManyRequestsException".to_owned())),
                _ => None,
            };
            let done = matches!(delivery, Delivery::Sent { .. } | Delivery::Failed { .. });
            let next = match attempt {
                Some(attempt) => delivery.after(attempt, at),
                None => delivery.lease(at),
            };
            prop_assert!(!(done && next.is_some()), "{:?} is final", delivery);
            let Some(next) = next else { continue };
            if step <= 2 {
                prop_assert!(held, "an outcome without a lease");
            }
            held = matches!(next, Delivery::Sending { .. });
            // what a sender takes may turn out to have had its last attempt
            let given_up = matches!(next, Delivery::Failed { .. });
            prop_assert!(step <= 2 || held || given_up);
            prop_assert!(step > 2 || !held);
            leases += u32::from(held);
            prop_assert!(leases <= 10, "ten attempts, whatever became of them");
            delivery = next;
        }
    }
}
