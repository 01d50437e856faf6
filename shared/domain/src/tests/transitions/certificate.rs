//! The certificate's part of the table.

use super::super::fixture::{attached, ulid, upload};
use super::{Legend, Machine};
use crate::{Certificate, CertificateCommand, Refusal, UploadRefusal, UploadState};

fn samples() -> [(&'static str, Certificate); 6] {
    let refused = UploadState::Refused { reason: UploadRefusal::Encrypted };
    let with = |state| Certificate { latest: Some(upload("B", state)), attached: None };
    [
        ("nothing", Certificate::default()),
        ("announced", with(UploadState::Announced)),
        ("received", with(UploadState::Received)),
        ("refused", with(refused)),
        ("attached", Certificate { latest: None, attached: Some(attached("A")) }),
        ("attached, another received", Certificate { attached: Some(attached("A")), ..with(UploadState::Received) }),
    ]
}

fn commands() -> [(&'static str, CertificateCommand); 5] {
    [
        ("announce", CertificateCommand::Announce(upload("C", UploadState::Announced))),
        ("receive", CertificateCommand::Receive(ulid("B"))),
        ("receive another than the latest", CertificateCommand::Receive(ulid("Z"))),
        ("attach", CertificateCommand::Attach(attached("B"))),
        ("refuse", CertificateCommand::Refuse(ulid("B"), UploadRefusal::Encrypted)),
    ]
}

fn outcome(certificate: Certificate, command: CertificateCommand, legend: &mut Legend) -> String {
    let after = match certificate.decide(command) {
        Ok(decided) => decided.state,
        Err(refusal) => return legend.refused(refusal),
    };
    let latest = after.latest.map(|upload| match upload.state {
        UploadState::Announced => "announced",
        UploadState::Received => "received",
        UploadState::Refused { .. } => "refused",
    });
    let parts = [after.attached.map(|_| "attached"), latest];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    format!("→ {}", parts.join(", another "))
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let mut rows = Vec::new();
    for (name, state) in samples() {
        let mut row = vec![name.to_owned()];
        row.extend(commands().map(|(_, command)| outcome(state.clone(), command, legend)));
        rows.push(row);
    }
    let mut head = vec!["state"];
    head.extend(commands().map(|(name, _)| name));
    Machine {
        title: "Certificate",
        about: "`Certificate::decide`, reached only through the application above, which says who may.",
        head,
        rows,
    }
}

#[test]
fn a_late_word_about_an_earlier_upload_is_never_heard() {
    for (name, state) in samples() {
        let heard = state.decide(CertificateCommand::Receive(ulid("Z")));
        assert_eq!(heard, Err(Refusal::UploadSuperseded), "{name}");
    }
}
