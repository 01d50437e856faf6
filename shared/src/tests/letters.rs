//! Every mail as it is sent, whole.

use domain::{
    ApplicationKind, BlockReason, CorrectionItem, CorrectionReason, CorrectionRequest, CorrectionTarget, Judgement,
    Letter, Partnership, PartnershipId, Party, Recipient, UploadRefusal,
};

use super::fixture::{application_id, facility, jst, link_key, ulid, web};
use crate::mail::render;

pub(super) fn whole(letter: &Letter) -> String {
    whole_to(letter, &Recipient::LoginAddressOf(facility()))
}

pub(super) fn whole_to(letter: &Letter, to: &Recipient) -> String {
    let rendered = render(letter, to, &web(), &link_key()).unwrap();
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

fn correction(items: Vec<CorrectionItem>) -> Letter {
    Letter::CorrectionRequested {
        application: application_id(ApplicationKind::Core),
        receipt_no: "C2027-02-7K4QP".to_owned(),
        facility_name: "架空緩和ケア病院".to_owned(),
        responsible_name: name(),
        request: CorrectionRequest { round: 1, items, due: "2027-03-14".parse().unwrap() },
    }
}

fn of_upload(reason: UploadRefusal) -> CorrectionItem {
    let reason = CorrectionReason::Upload(reason);
    CorrectionItem { target: CorrectionTarget::Certificate, label: "申請書・在籍証明書".to_owned(), reason }
}

fn of_field(label: &str, reason: &str) -> CorrectionItem {
    let target = CorrectionTarget::Field { form: "application-form".to_owned(), field: "phone".to_owned() };
    CorrectionItem { target, label: label.to_owned(), reason: CorrectionReason::Said(reason.to_owned()) }
}

fn result(kind: ApplicationKind, judgement: Judgement) -> Letter {
    Letter::Result {
        application: application_id(kind),
        receipt_no: "C2027-02-7K4QP".to_owned(),
        facility_name: "架空緩和ケア病院".to_owned(),
        responsible_name: name(),
        judgement,
    }
}

fn passed() -> Judgement {
    let day = |text: &str| text.parse().unwrap();
    Judgement::Pass { number: "K-0042".to_owned(), valid_from: day("2027-04-01"), valid_to: day("2032-03-31") }
}

pub(super) fn partnership() -> Box<Partnership> {
    let party = |name: &str, number: &str| Party {
        facility_name: name.to_owned(),
        prefecture: "13".to_owned(),
        responsible_name: "架空　花子".to_owned(),
        number: number.to_owned(),
        valid_to: "2032-03-31".parse().unwrap(),
        contact: "架空　次郎 03-0000-0000".to_owned(),
    };
    let start = "2027-04-01".parse().unwrap();
    let id = PartnershipId { partner: facility(), start, core: ulid("C0RE") };
    Box::new(Partnership::scheduled(id, party("架空かわべ病院", "R-0042"), party("架空中央医療センター", "K-0001")))
}

/// Each mail under the name of its snapshot.
fn letters() -> Vec<(&'static str, Letter)> {
    let expires = jst("2027-02-11 10:00:00");
    let said = vec![
        of_field("1.申請書 電話番号（代表）", "市外局番からご記入ください。"),
        of_field("2.概要書 指導医・専門医・認定医一覧", "2人目の会員番号が、学会の登録と一致しません。"),
    ];
    let reason = || "募集要項の条件を満たしていません。".to_owned();
    vec![
        ("password_issuance", Letter::PasswordIssuance { name: name(), link: ulid("1234"), expires }),
        ("account_exists", Letter::AccountExists { name: name() }),
        ("password_reset", Letter::PasswordReset { name: name(), link: ulid("1234"), expires }),
        ("password_changed", Letter::PasswordChanged { name: name(), at: jst("2027-02-10 09:05:00") }),
        ("submission_received_core", received(ApplicationKind::Core, 1)),
        ("submission_received_partner", received(ApplicationKind::Partner, 1)),
        ("submission_received_again", received(ApplicationKind::Core, 2)),
        ("correction_requested_by_the_portal", correction(vec![of_upload(UploadRefusal::Encrypted)])),
        ("correction_requested", correction(said)),
        ("result_pass", result(ApplicationKind::Core, passed())),
        ("result_pass_partner", result(ApplicationKind::Partner, passed())),
        ("result_fail", result(ApplicationKind::Core, Judgement::Fail { reason: reason() })),
        ("result_hold", result(ApplicationKind::Core, Judgement::Hold { reason: reason() })),
        ("partnership_requested", Letter::PartnershipRequested { partnership: partnership() }),
        (
            "partnership_approved",
            Letter::PartnershipApproved { partnership: partnership(), at: jst("2027-04-20 10:00:00") },
        ),
        ("partnership_declined", declined()),
        ("partnership_blocked", blocked(BlockReason::CoreNotAccredited)),
        ("partnership_blocked_by_the_partner", blocked(BlockReason::PartnerNotAccredited)),
    ]
}

fn declined() -> Letter {
    Letter::PartnershipDeclined {
        partnership: partnership(), reason: "事前のご相談がありませんでした。".to_owned()
    }
}

fn blocked(why: BlockReason) -> Letter {
    Letter::PartnershipBlocked { partnership: partnership(), why }
}

#[test]
fn the_secretariat_is_told_in_its_own_words() {
    for (name, letter) in [("office_declined", declined()), ("office_blocked", blocked(BlockReason::CoreNotAccredited))]
    {
        let text = whole_to(&letter, &Recipient::Secretariat);
        assert!(text.starts_with("Subject: 【施設認定システム】連携申請の結果について"), "{text}");
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn every_mail_is_as_reviewed() {
    for (name, letter) in letters() {
        insta::assert_snapshot!(name, whole(&letter));
    }
}

#[test]
fn the_first_mail_has_the_subject_of_the_manual() {
    let (_, first) = letters().remove(0);
    let subject = whole(&first).lines().next().unwrap_or_default().to_owned();
    assert_eq!(subject, "Subject: 【日本緩和医療学会】パスワードの設定をお願いいたします");
}

#[test]
fn a_link_in_a_mail_is_one_that_we_can_open() {
    let (_, first) = letters().remove(0);
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
        assert!(whole(&correction(vec![of_upload(reason)])).contains(crate::web::messages::upload(reason)));
    }
}
