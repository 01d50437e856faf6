//! What no sequence of commands may bring about.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::fixture::*;
use super::office::{a_core_link, asked, fail, hold, of_certificate, of_field, pass, receive, under_review, withdraw};
use crate::{
    Application, ApplicationCommand, ApplicationState, CertificateCommand, Check, Claims, CorrectionItem, Decided,
    Event, Finding, Judgement, NextActor, OfficeCommand, Particulars, Phase, Refusal, Rest, Role, StaffRole,
    Submission, UploadRefusal, UploadState,
};

const FORMS: [&str; 2] = ["application-form", "overview"];

/// Names of uploads: few, so that commands meet the upload that is there.
fn some_upload() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["B", "C"])
}

fn some_submission() -> impl Strategy<Value = Submission> {
    let claims = (any::<bool>(), any::<bool>(), any::<bool>());
    (prop::bool::weighted(0.9), prop::option::weighted(0.9, prop::bool::weighted(0.9)), claims).prop_map(
        |(forms_registered, rest, (transition, qualification_pending, unlisted_core))| {
            let claims = Claims { transition, qualification_pending, unlisted_core };
            let particulars = Particulars { claims, ..particulars() };
            let now = |same: bool| if same { "same" } else { "other" }.to_owned();
            let rest = rest.map(|same| Rest { before: "same".to_owned(), now: now(same) });
            Submission { forms_registered, particulars, rest, ..submission() }
        },
    )
}

fn some_certificate_command() -> impl Strategy<Value = CertificateCommand> {
    prop_oneof![
        some_upload().prop_map(|id| CertificateCommand::Announce(upload(id, UploadState::Announced))),
        some_upload().prop_map(|id| CertificateCommand::Receive(ulid(id))),
        some_upload().prop_map(|id| CertificateCommand::Attach(attached(id))),
        (some_upload(), prop::sample::select(UploadRefusal::ALL.to_vec()))
            .prop_map(|(id, reason)| CertificateCommand::Refuse(ulid(id), reason)),
    ]
}

fn some_items() -> impl Strategy<Value = Vec<CorrectionItem>> {
    let items = vec![of_field("application-form", "phone"), of_field("overview", "beds"), of_certificate()];
    prop::sample::subsequence(items, 0..=3)
}

fn some_due() -> impl Strategy<Value = chrono::NaiveDate> {
    prop::sample::select(vec![day("2027-02-12"), day("2027-02-24"), day("2027-03-12"), day("2027-04-30")])
}

fn some_office_command() -> impl Strategy<Value = OfficeCommand> {
    let findings = prop::sample::subsequence(Check::ALL.to_vec(), 0..=6);
    prop_oneof![
        4 => Just(receive()),
        1 => Just(OfficeCommand::Assign { officer: "仮名　二郎".to_owned() }),
        2 => findings.prop_map(|good| OfficeCommand::Check(good.into_iter().map(|it| (it, Finding::Good)).collect())),
        1 => Just(OfficeCommand::Note("メモ".to_owned())),
        1 => any::<bool>().prop_map(|found| OfficeCommand::Attach(found.then(a_core_link))),
        4 => (some_items(), some_due()).prop_map(|(items, due)| OfficeCommand::RequestCorrection { items, due }),
        1 => some_due().prop_map(|due| OfficeCommand::ExtendCorrection { due }),
        3 => (prop::sample::select(vec![pass(), fail(), hold(), hold()]), any::<bool>())
            .prop_map(|(judgement, holds_training)| OfficeCommand::Judge { judgement, holds_training }),
        1 => Just(withdraw()),
    ]
}

/// A command, mostly by somebody who may give it.
fn some_step() -> impl Strategy<Value = (ApplicationCommand, Role)> {
    let by_facility = prop_oneof![
        3 => some_submission().prop_map(ApplicationCommand::Submit),
        1 => Just(register()),
        2 => some_certificate_command().prop_map(ApplicationCommand::Certificate),
    ];
    let by_system = some_certificate_command().prop_map(ApplicationCommand::Certificate);
    let by_staff = some_office_command().prop_map(ApplicationCommand::Office);
    let any_role = prop::sample::select(Role::ALL.to_vec());
    prop_oneof![
        9 => (by_facility, prop_oneof![9 => Just(Role::Facility), 1 => any_role.clone()]),
        4 => (by_system, prop_oneof![9 => Just(Role::System), 1 => any_role.clone()]),
        9 => (by_staff, prop_oneof![9 => Just(Role::Staff(StaffRole::Judge)), 1 => any_role]),
    ]
}

/// Where a history begins: nowhere, or far enough for what follows to be reached often.
fn some_beginning() -> impl Strategy<Value = Application> {
    prop::sample::select(vec![
        Application::untouched(application_id()),
        a_draft(),
        submitted(a_draft_being_checked()),
        under_review(),
        a_correction(),
        asked(vec![of_field("application-form", "phone"), of_certificate()]),
    ])
}

/// Commands in the order of time, from before the window to after a correction's due day.
fn any_history() -> impl Strategy<Value = Vec<(ApplicationCommand, Role, DateTime<Utc>)>> {
    let step = (some_step(), 0_i64..3_000);
    (0_i64..35, prop::collection::vec(step, 1..60)).prop_map(|(first_day, steps)| {
        let mut at = jst("2027-01-30 12:00:00") + TimeDelta::days(first_day);
        let dated = steps.into_iter().map(|((command, role), minutes)| {
            at += TimeDelta::minutes(minutes * minutes / 4_000);
            (command, role, at)
        });
        dated.collect()
    })
}

/// Begins as `first` and goes through `history`; `each` sees what was accepted, with the state before it.
fn replay(
    first: Application,
    history: Vec<(ApplicationCommand, Role, DateTime<Utc>)>,
    mut each: impl FnMut(
        &Application,
        &ApplicationCommand,
        Role,
        DateTime<Utc>,
        &Decided<Application>,
    ) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut state = first;
    for (command, role, at) in history {
        let Ok(decided) = state.clone().decide(command.clone(), around(role, at)) else { continue };
        each(&state, &command, role, at, &decided)?;
        state = decided.state;
    }
    Ok(())
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
    match &before.state {
        ApplicationState::Draft => prop_assert_eq!(window().phase(at), Phase::Open),
        ApplicationState::CorrectionRequested(request) => {
            prop_assert!(crate::calendar::jst_date(at) <= request.due);
            prop_assert!(
                submission.rest.as_ref().is_some_and(|rest| rest.before == rest.now),
                "something else changed"
            );
        }
        other => prop_assert!(false, "submitted once more: {other:?}"),
    }
    Ok(())
}

/// What must hold of every application, whatever happened to it.
fn is_sound(application: &Application, at: DateTime<Utc>) -> Result<(), TestCaseError> {
    let drafting = application.state == ApplicationState::Draft && window().phase(at) == Phase::Open;
    let correction = application.correction().filter(|request| crate::calendar::jst_date(at) <= request.due);
    for form in FORMS {
        let named = correction.is_some_and(|request| request.of_form(form).next().is_some());
        prop_assert_eq!(application.may_edit(form, window(), at).is_ok(), drafting || named, "{}", form);
    }
    let named = correction.is_some_and(crate::CorrectionRequest::has_certificate);
    prop_assert_eq!(application.may_upload(window(), at).is_ok(), drafting || named);
    let filed = application.filed.as_ref();
    prop_assert_eq!(filed.is_none(), application.state == ApplicationState::Draft);
    let rounds = filed.map_or((0, 0), |filed| (filed.submission, filed.corrections));
    prop_assert!(rounds.0 <= rounds.1 + 1, "submitted again without being asked: {:?}", rounds);
    if let Some(request) = application.correction() {
        prop_assert_eq!(request.round, rounds.1);
        prop_assert!(!request.items.is_empty());
    }
    let passed = matches!(application.state, ApplicationState::Judged { judgement: Judgement::Pass { .. }, .. });
    if passed || application.state == ApplicationState::Submitted {
        prop_assert!(application.certificate.is_present());
    }
    Ok(())
}

/// Who must act next, said in another way than the code says it.
fn expected_next(application: &Application, at: DateTime<Utc>) -> NextActor {
    let answerable = application.correction().map(|request| crate::calendar::jst_date(at) <= request.due);
    let held = matches!(application.state, ApplicationState::Judged { judgement: Judgement::Hold { .. }, .. });
    let draft = application.state == ApplicationState::Draft;
    let at_office = matches!(application.state, ApplicationState::Submitted | ApplicationState::UnderReview);
    if at_office || held || answerable == Some(false) {
        NextActor::Secretariat
    } else if answerable == Some(true) || draft && window().phase(at) != Phase::Closed {
        NextActor::Facility
    } else {
        NextActor::Nobody
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn no_history_breaks_an_application(first in some_beginning(), history in any_history()) {
        replay(first, history, |before, command, role, at, decided| {
            if let ApplicationCommand::Submit(submission) = command {
                submission_was_due(before, submission, role, at)?;
            }
            let told = matches!(
                decided.event,
                Event::Submitted { .. } | Event::CorrectionRequested(_) | Event::Judged { .. }
            );
            prop_assert_eq!(decided.notices.len(), usize::from(told), "a mail for each of these, and no other");
            is_sound(&decided.state, at)?;
            let later = at + TimeDelta::days(40);
            is_sound(&decided.state, later)?;
            for at in [at, later] {
                prop_assert_eq!(decided.state.next_actor(window(), at), expected_next(&decided.state, at));
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_receipt_number_never_changes_and_submissions_count_up(history in any_history()) {
        let renumbered = history.into_iter().enumerate().map(|(place, (command, role, at))| {
            let command = match command {
                ApplicationCommand::Submit(submission) => {
                    ApplicationCommand::Submit(Submission { receipt_no: format!("C2027-02-{place}"), ..submission })
                }
                other => other,
            };
            (command, role, at)
        });
        replay(submitted(a_draft_being_checked()), renumbered.collect(), |before, _, _, _, decided| {
            let (before, after) = (before.filed.clone().unwrap(), decided.state.filed.clone().unwrap());
            prop_assert_eq!(&after.receipt_no, "C2027-02-7K4QP");
            let submissions = u32::from(matches!(decided.event, Event::Submitted { .. }));
            prop_assert_eq!(after.submission, before.submission + submissions);
            let corrections = u32::from(matches!(decided.event, Event::CorrectionRequested(_)));
            prop_assert_eq!(after.corrections, before.corrections + corrections);
            Ok(())
        })?;
    }

    #[test]
    fn a_judgement_is_final_unless_it_is_held_and_so_is_a_withdrawal(history in any_history()) {
        replay(submitted(a_draft()), history, |before, _, _, _, decided| {
            let held = matches!(before.state, ApplicationState::Judged { judgement: Judgement::Hold { .. }, .. });
            if matches!(before.state, ApplicationState::Judged { .. } | ApplicationState::Withdrawn { .. }) && !held {
                prop_assert_eq!(&decided.state.state, &before.state);
                prop_assert_eq!(&decided.state.filed, &before.filed);
                prop_assert_eq!(&decided.state.review, &before.review);
            }
            Ok(())
        })?;
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
}
