//! Every mail as it is sent, whole.

use domain::{ApplicationKind, Letter, UploadRefusal};

use super::fixture::{application_id, facility, jst, link_key, ulid, web};
use crate::mail::render;

fn whole(letter: &Letter) -> String {
    let rendered = render(letter, &facility(), &web(), &link_key()).unwrap();
    format!("Subject: {}\n\n{}", rendered.subject, rendered.text)
}

fn name() -> String {
    "架空　花子".to_owned()
}

fn received(kind: ApplicationKind, submission: u32) -> Letter {
    Letter::SubmissionReceived {
        application: application_id(kind),
        receipt_no: "C2027-02-7K4QP".to_owned(),
        submission,
        facility_name: "架空緩和ケア病院".to_owned(),
        responsible_name: name(),
        submitted_at: jst("2027-02-28 23:59:59.999"),
    }
}

fn correction(reason: UploadRefusal) -> Letter {
    Letter::CorrectionRequested {
        application: application_id(ApplicationKind::Core),
        receipt_no: "C2027-02-7K4QP".to_owned(),
        facility_name: "架空緩和ケア病院".to_owned(),
        responsible_name: name(),
        reason,
        due: "2027-03-14".parse().unwrap(),
    }
}

/// Each mail under the name of its snapshot.
fn letters() -> [(&'static str, Letter); 8] {
    let expires = jst("2027-02-11 10:00:00");
    [
        ("password_issuance", Letter::PasswordIssuance { name: name(), link: ulid("1234"), expires }),
        ("account_exists", Letter::AccountExists { name: name() }),
        ("password_reset", Letter::PasswordReset { name: name(), link: ulid("1234"), expires }),
        ("password_changed", Letter::PasswordChanged { name: name(), at: jst("2027-02-10 09:05:00") }),
        ("submission_received_core", received(ApplicationKind::Core, 1)),
        ("submission_received_partner", received(ApplicationKind::Partner, 1)),
        ("submission_received_again", received(ApplicationKind::Core, 2)),
        ("correction_requested", correction(UploadRefusal::Encrypted)),
    ]
}

#[test]
fn every_mail_is_as_reviewed() {
    for (name, letter) in letters() {
        insta::assert_snapshot!(name, whole(&letter));
    }
}

#[test]
fn the_first_mail_has_the_subject_of_the_manual() {
    let [(_, first), ..] = letters();
    let subject = whole(&first).lines().next().unwrap_or_default().to_owned();
    assert_eq!(subject, "Subject: 【日本緩和医療学会】パスワードの設定をお願いいたします");
}

#[test]
fn a_link_in_a_mail_is_one_that_we_can_open() {
    let [(_, first), ..] = letters();
    let text = whole(&first);
    let line = text.lines().find(|line| line.starts_with("https://")).unwrap();
    let token = line.strip_prefix("https://nintei.example/password/link/").unwrap();
    assert_eq!(link_key().open(token), Some((facility(), ulid("1234"))));
}

#[test]
fn a_mail_is_plain_text_without_marks_of_its_template() {
    for (name, letter) in letters() {
        let text = whole(&letter);
        assert!(!text.contains("&#") && !text.contains("{{") && !text.contains("{%"), "{name}: {text}");
        assert!(text.lines().all(|line| !line.ends_with(' ')), "{name}");
        assert!(text.ends_with("jspm@a-youme.jp\n"), "{name}");
    }
}

#[test]
fn a_name_with_signs_of_html_arrives_as_it_was_typed() {
    let text = whole(&Letter::AccountExists { name: "O'Connor <架空> & 花子".to_owned() });
    assert!(text.contains("O'Connor <架空> & 花子 様"), "{text}");
}

#[test]
fn a_correction_says_what_was_wrong_with_the_file() {
    for reason in UploadRefusal::ALL {
        assert!(whole(&correction(reason)).contains(crate::web::messages::upload(reason)));
    }
}
