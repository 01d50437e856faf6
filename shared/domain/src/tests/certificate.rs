//! 申請書・在籍証明書 from its announcement to its place in the file (S92–S99, E53–E56).

use super::fixture::{attached, ulid, upload};
use crate::{Certificate, CertificateCommand, Decided, Event, Refusal, UploadRefusal, UploadState};

fn decide(certificate: Certificate, command: CertificateCommand) -> Result<Decided<Certificate>, Refusal> {
    certificate.decide(command)
}

fn announced() -> Certificate {
    Certificate { latest: Some(upload("B", UploadState::Announced)), attached: None }
}

fn received() -> Certificate {
    Certificate { latest: Some(upload("B", UploadState::Received)), attached: None }
}

#[test]
fn an_upload_goes_from_announced_to_attached() {
    let step =
        decide(Certificate::default(), CertificateCommand::Announce(upload("B", UploadState::Announced))).unwrap();
    assert_eq!(step.event, Event::CertificateAnnounced { upload: ulid("B"), size: 1000 });
    assert!(!step.state.is_present() && !step.state.is_checking());

    let step = decide(step.state, CertificateCommand::Receive(ulid("B"))).unwrap();
    assert_eq!(step.event, Event::CertificateReceived { upload: ulid("B") });
    assert!(step.state.is_present() && step.state.is_checking());

    let step = decide(step.state, CertificateCommand::Attach(attached("B"))).unwrap();
    assert_eq!(step.state, Certificate { latest: None, attached: Some(attached("B")) });
    assert!(step.state.is_present() && !step.state.is_checking());
    assert!(step.notices.is_empty());
}

#[test]
fn a_refused_upload_keeps_its_reason_and_the_file_before_it() {
    for reason in UploadRefusal::ALL {
        let before = Certificate { attached: Some(attached("A")), ..received() };
        let step = decide(before, CertificateCommand::Refuse(ulid("B"), reason)).unwrap();
        assert_eq!(step.event, Event::CertificateRefused { upload: ulid("B"), reason });
        assert_eq!(step.state.latest.map(|latest| latest.state), Some(UploadState::Refused { reason }));
        assert_eq!(step.state.attached, Some(attached("A")));
    }
}

#[test]
fn a_refused_upload_is_no_certificate() {
    let step = decide(received(), CertificateCommand::Refuse(ulid("B"), UploadRefusal::NotPdf)).unwrap();
    assert!(!step.state.is_present() && !step.state.is_checking());
}

#[test]
fn a_new_announcement_replaces_the_one_before() {
    let step = decide(received(), CertificateCommand::Announce(upload("C", UploadState::Announced))).unwrap();
    for late in [
        CertificateCommand::Receive(ulid("B")),
        CertificateCommand::Attach(attached("B")),
        CertificateCommand::Refuse(ulid("B"), UploadRefusal::Empty),
    ] {
        assert_eq!(decide(step.state.clone(), late), Err(Refusal::UploadSuperseded));
    }
    assert!(decide(step.state, CertificateCommand::Receive(ulid("C"))).is_ok());
}

#[test]
fn what_was_dealt_with_is_not_dealt_with_again() {
    let refused = decide(received(), CertificateCommand::Refuse(ulid("B"), UploadRefusal::Empty)).unwrap().state;
    let done = decide(received(), CertificateCommand::Attach(attached("B"))).unwrap().state;
    for certificate in [refused, done, Certificate::default()] {
        for command in [
            CertificateCommand::Receive(ulid("B")),
            CertificateCommand::Attach(attached("B")),
            CertificateCommand::Refuse(ulid("B"), UploadRefusal::Empty),
        ] {
            assert_eq!(decide(certificate.clone(), command), Err(Refusal::UploadSuperseded));
        }
    }
}

#[test]
fn inspection_may_come_before_the_browser_says_that_it_is_done() {
    assert!(decide(announced(), CertificateCommand::Attach(attached("B"))).is_ok());
    assert!(decide(announced(), CertificateCommand::Refuse(ulid("B"), UploadRefusal::Empty)).is_ok());
}

#[test]
fn bytes_that_arrive_twice_are_received_once() {
    assert_eq!(decide(received(), CertificateCommand::Receive(ulid("B"))).err(), Some(Refusal::UploadSuperseded));
}

#[test]
fn filing_keeps_only_what_has_arrived() {
    let refused = upload("B", UploadState::Refused { reason: UploadRefusal::Empty });
    for (latest, kept) in [
        (Some(upload("B", UploadState::Announced)), false),
        (Some(refused), false),
        (Some(upload("B", UploadState::Received)), true),
        (None, false),
    ] {
        let filed = Certificate { latest, attached: Some(attached("A")) }.filed();
        assert_eq!((filed.latest.is_some(), filed.attached), (kept, Some(attached("A"))));
    }
}
