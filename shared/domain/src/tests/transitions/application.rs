//! The application's part of the table.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::fixture::*;
use super::{Legend, Machine, ROLES, mails};
use crate::{
    Application, ApplicationCommand, ApplicationState, CertificateCommand, Decided, Refusal, Submission, UploadRefusal,
    UploadState,
};

/// An application at a time that matters to it.
type Sample = (&'static str, Application, DateTime<Utc>);

fn samples() -> [Sample; 9] {
    let after = window().closes;
    let overdue = jst("2027-02-25 00:00:00");
    let mut answered = a_correction();
    answered.certificate.latest = Some(upload("B", UploadState::Received));
    [
        ("Draft, before the window", a_draft(), window().opens - TimeDelta::milliseconds(1)),
        ("Draft, nothing uploaded", Application::untouched(application_id()), now()),
        ("Draft, upload being checked", a_draft_being_checked(), now()),
        ("Draft, certificate attached", a_draft(), now()),
        ("Draft, after the window", a_draft(), after),
        ("Submitted, upload being checked", submitted(a_draft_being_checked()), now()),
        ("Submitted, certificate attached", submitted(a_draft()), now()),
        ("CorrectionRequested, new upload being checked", answered.clone(), now()),
        ("CorrectionRequested, overdue", answered, overdue),
    ]
}

fn commands() -> [(&'static str, ApplicationCommand); 7] {
    let unregistered = Submission { forms_registered: false, ..submission() };
    let certificate = ApplicationCommand::Certificate;
    [
        ("登録 of a form", register()),
        ("申請", submit()),
        ("申請, a form 未完了", ApplicationCommand::Submit(unregistered)),
        ("announce an upload", certificate(CertificateCommand::Announce(upload("C", UploadState::Announced)))),
        ("its bytes arrived", certificate(CertificateCommand::Receive(ulid("B")))),
        ("inspected: attach it", certificate(CertificateCommand::Attach(attached("B")))),
        ("inspected: refuse it", certificate(CertificateCommand::Refuse(ulid("B"), UploadRefusal::Encrypted))),
    ]
}

fn outcome(decided: Result<Decided<Application>, Refusal>, legend: &mut Legend) -> String {
    match decided {
        Ok(Decided { state, notices, .. }) => {
            let name = match state.state {
                ApplicationState::Draft => "Draft".to_owned(),
                ApplicationState::Submitted => "Submitted".to_owned(),
                ApplicationState::CorrectionRequested { round, due, .. } => {
                    format!("CorrectionRequested (round {round}, due {due})")
                }
            };
            let mails = mails(&notices);
            format!("→ {name}{mails}")
        }
        Err(refusal) => legend.refused(refusal),
    }
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let mut rows = Vec::new();
    for (name, state, at) in samples() {
        for (command_name, command) in commands() {
            let mut row = vec![name.to_owned(), command_name.to_owned()];
            let decide = |role| state.clone().decide(command.clone(), around(role, at));
            row.extend(ROLES.map(|(_, role)| outcome(decide(role), legend)));
            rows.push(row);
        }
    }
    Machine {
        title: "Application",
        about: "`Application::decide`. A facility commands only what is its own: `authorize(change)` comes first.",
        head: vec!["state", "command", "not signed in", "facility", "background function"],
        rows,
    }
}

pub(super) fn questions(legend: &mut Legend) -> Machine {
    let mut answer = |permitted: Result<(), Refusal>| match permitted {
        Ok(()) => "→ open".to_owned(),
        Err(refusal) => legend.refused(refusal),
    };
    let rows = samples().map(|(name, state, at)| {
        let (forms, upload) = (state.may_edit_forms(window(), at), state.may_upload(window(), at));
        let next = format!("→ {:?}", state.next_actor(window(), at));
        vec![name.to_owned(), answer(forms), answer(upload), next]
    });
    Machine {
        title: "What is open, and who must act next",
        about: "`may_edit_forms`, `may_upload` and `next_actor` of the same states.",
        head: vec!["state", "the forms", "the certificate", "who must act next"],
        rows: rows.into(),
    }
}
