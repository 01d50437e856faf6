//! The application's part of the table: what the facility does, and what becomes of its file.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::fixture::*;
use super::super::office::*;
use super::{Legend, Machine, ROLES, mails};
use crate::{
    Application, ApplicationCommand, ApplicationState, Certificate, CertificateCommand, Decided, Judgement, Refusal,
    Rest, Submission, UploadRefusal, UploadState,
};

/// An application at a time that matters to it.
pub(super) type At = (Application, DateTime<Utc>);

/// The day after the last day of a correction that was asked for [`at_work`].
pub(super) fn overdue() -> DateTime<Utc> {
    jst("2027-03-18 00:00:00")
}

/// The file `B` is being inspected.
pub(super) fn checking(mut application: Application) -> Application {
    application.certificate.latest = Some(upload("B", UploadState::Received));
    application
}

fn announced() -> Application {
    let certificate = Certificate { latest: Some(upload("B", UploadState::Announced)), attached: None };
    Application { certificate, ..a_draft() }
}

fn samples() -> [(&'static str, At); 21] {
    let field = || asked(vec![of_field("application-form", "phone")]);
    [
        ("Draft, before the window", (a_draft(), window().opens - TimeDelta::milliseconds(1))),
        ("Draft, nothing uploaded", (Application::untouched(application_id()), now())),
        ("Draft, upload announced", (announced(), now())),
        ("Draft, upload being checked", (a_draft_being_checked(), now())),
        ("Draft, certificate attached", (a_draft(), now())),
        ("Draft, after the window", (a_draft(), window().closes)),
        ("Submitted, upload being checked", (submitted(a_draft_being_checked()), now())),
        ("Submitted", (submitted(a_draft()), now())),
        ("UnderReview, upload being checked", (checking(under_review()), at_work())),
        ("UnderReview", (under_review(), at_work())),
        ("CorrectionRequested by the portal, nothing uploaded since", (a_correction(), now())),
        ("CorrectionRequested by the portal, upload being checked", (checking(a_correction()), now())),
        ("CorrectionRequested on a field, upload being checked", (checking(field()), at_work())),
        ("CorrectionRequested on a field", (field(), at_work())),
        ("CorrectionRequested on a field, overdue", (field(), overdue())),
        ("CorrectionRequested on the certificate", (asked(vec![of_certificate()]), at_work())),
        ("Judged Pass", (judged(pass()), at_work())),
        ("Judged Fail", (judged(fail()), at_work())),
        ("Judged Hold, upload being checked", (checking(judged(hold())), at_work())),
        ("Judged Hold", (judged(hold()), at_work())),
        ("Withdrawn", (withdrawn(), at_work())),
    ]
}

fn commands() -> [(&'static str, ApplicationCommand); 10] {
    let form = |form: &str| ApplicationCommand::Register { form: form.to_owned(), form_version: 3 };
    let submit = ApplicationCommand::Submit;
    let rest = Some(Rest { before: "ef".repeat(32), now: "fe".repeat(32) });
    let certificate = ApplicationCommand::Certificate;
    [
        ("登録 of 1.申請書", form("application-form")),
        ("登録 of 2.概要書", form("overview")),
        ("申請", resubmit()),
        ("申請, the kind is held already", submit(Submission { already_held: true, ..answer() })),
        ("申請, a form 未完了", submit(Submission { forms_registered: false, ..answer() })),
        ("申請, not as before where a correction names nothing", submit(Submission { rest, ..answer() })),
        ("announce an upload", certificate(CertificateCommand::Announce(upload("C", UploadState::Announced)))),
        ("its bytes arrived", certificate(CertificateCommand::Receive(ulid("B")))),
        ("inspected: attach it", certificate(CertificateCommand::Attach(attached("B")))),
        ("inspected: refuse it", certificate(CertificateCommand::Refuse(ulid("B"), UploadRefusal::Encrypted))),
    ]
}

/// The cell of a decision on an application.
pub(super) fn outcome(decided: Result<Decided<Application>, Refusal>, legend: &mut Legend) -> String {
    legend.cell(decided, |Decided { state, notices, .. }| state_name(&state) + &mails(&notices))
}

fn state_name(application: &Application) -> String {
    match &application.state {
        ApplicationState::Draft => "Draft".to_owned(),
        ApplicationState::Submitted => "Submitted".to_owned(),
        ApplicationState::UnderReview => "UnderReview".to_owned(),
        ApplicationState::CorrectionRequested(request) => {
            let items: Vec<_> = request.items.iter().map(|item| item.target.to_string()).collect();
            format!("CorrectionRequested (round {}, due {}: {})", request.round, request.due, items.join(", "))
        }
        ApplicationState::Judged { judgement: Judgement::Pass { .. }, .. } => "Judged Pass".to_owned(),
        ApplicationState::Judged { judgement: Judgement::Fail { .. }, .. } => "Judged Fail".to_owned(),
        ApplicationState::Judged { judgement: Judgement::Hold { .. }, .. } => "Judged Hold".to_owned(),
        ApplicationState::Withdrawn { .. } => "Withdrawn".to_owned(),
    }
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let about = "`Application::decide`. A facility commands only what is its own: `authorize(change)` comes first. The field \
                 that is asked for is one of 1.申請書.";
    Machine::of(("Application", about), &samples(), &commands(), &ROLES, |(state, at), command, role| {
        outcome(state.clone().decide(command.clone(), around(role, *at)), legend)
    })
}

pub(super) fn questions(legend: &mut Legend) -> Machine {
    let mut answer = |permitted| legend.cell(permitted, |()| "open".to_owned());
    let rows = samples().map(|(name, (state, at))| {
        let form = |form| state.may_edit(form, window(), at);
        let open = [form("application-form"), form("overview"), state.may_upload(window(), at)].map(&mut answer);
        let next = format!("→ {:?}", state.next_actor(window(), at));
        std::iter::once(name.to_owned()).chain(open).chain([next]).collect()
    });
    Machine {
        title: "What is open, and who must act next",
        about: "`may_edit`, `may_upload` and `next_actor` of the same states. Of a form that a correction names, only the \
                fields that it names are open.",
        head: vec!["state", "1.申請書", "2.概要書", "the certificate", "who must act next"],
        rows: rows.into(),
    }
}
