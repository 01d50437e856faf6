//! Every mail to who is accredited, and every mail that a day brings, whole.

use chrono::NaiveDate;
use domain::{
    Accreditation, AccreditationId, AccreditationKind, ApplicationKind, CorrectionItem, CorrectionReason,
    CorrectionRequest, CorrectionTarget, EndCause, Letter, Names, Recipient,
};

use super::fixture::{application_id, facility, jst};
use super::letters::{partnership, whole, whole_to};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn names() -> Names {
    Names {
        facility_name: "架空かわべ病院".to_owned(),
        prefecture: "13".to_owned(),
        responsible_name: "架空　花子".to_owned(),
        qualified: true,
    }
}

fn id() -> AccreditationId {
    AccreditationId { account: facility(), kind: AccreditationKind::Partner, number: "R-0042".to_owned() }
}

fn accreditation() -> Box<Accreditation> {
    Box::new(Accreditation::new(id(), names(), day("2027-04-01"), day("2032-03-31")))
}

fn reason() -> String {
    "指導医が退職するため。".to_owned()
}

fn linked() -> Vec<String> {
    vec!["架空中央医療センター".to_owned()]
}

fn correction() -> Letter {
    let target = CorrectionTarget::Field { form: "application-form".to_owned(), field: "phone".to_owned() };
    let reason = CorrectionReason::Said("市外局番からご記入ください。".to_owned());
    let items = vec![CorrectionItem { target, label: "1.申請書 電話番号（代表）".to_owned(), reason }];
    Letter::CorrectionDue {
        application: application_id(ApplicationKind::Partner),
        receipt_no: "R2027-02-7K4QP".to_owned(),
        facility_name: "架空かわべ病院".to_owned(),
        responsible_name: "架空　花子".to_owned(),
        request: CorrectionRequest { round: 1, items, due: day("2027-03-14") },
    }
}

fn of_accreditations() -> Vec<(&'static str, Letter)> {
    let (accreditation, on, from) = (accreditation(), day("2028-09-30"), day("2028-10-01"));
    vec![
        ("accreditation_started", Letter::AccreditationStarted { accreditation: accreditation.clone() }),
        ("renewal_due", Letter::RenewalDue { accreditation: accreditation.clone(), months: 12 }),
        ("accreditation_expired", Letter::AccreditationExpired { accreditation: accreditation.clone() }),
        ("transition_ending", Letter::TransitionEnding { accreditation: accreditation.clone() }),
        ("return_requested", returning()),
        ("return_approved", Letter::ReturnApproved { accreditation: accreditation.clone(), on, linked: linked() }),
        (
            "return_approved_unlinked",
            Letter::ReturnApproved { accreditation: accreditation.clone(), on, linked: vec![] },
        ),
        ("return_refused", Letter::ReturnRefused { accreditation, reason: reason() }),
        ("change_approved", Letter::ChangeApproved { id: id(), names: names(), from }),
        ("change_refused", Letter::ChangeRefused { id: id(), names: names(), reason: reason() }),
    ]
}

fn of_links_and_applications() -> Vec<(&'static str, Letter)> {
    let (partnership, on) = (partnership(), day("2028-09-30"));
    let ended = |why| Letter::PartnershipEnded { partnership: partnership.clone(), on, why };
    vec![
        ("partnership_unanswered", Letter::PartnershipUnanswered { partnership: partnership.clone(), days: 14 }),
        ("dissolution_requested", dissolving(false)),
        ("dissolution_requested_by_core", dissolving(true)),
        ("dissolution_refused", Letter::DissolutionRefused { partnership: partnership.clone(), reason: reason() }),
        ("partnership_dissolved", ended(EndCause::Dissolved)),
        ("partnership_ended_with_core", ended(EndCause::CoreEnded)),
        ("partnership_ended_with_partner", ended(EndCause::PartnerEnded)),
        ("window_closing", closing()),
        ("correction_due", correction()),
    ]
}

fn returning() -> Letter {
    let on = day("2028-09-30");
    Letter::ReturnRequested { accreditation: accreditation(), on, reason: reason(), linked: linked() }
}

fn dissolving(by_core: bool) -> Letter {
    let on = day("2028-09-30");
    Letter::DissolutionRequested { partnership: partnership(), by_core, on, reason: reason() }
}

fn closing() -> Letter {
    let closes = jst("2027-03-01 00:00:00");
    Letter::WindowClosing { application: application_id(ApplicationKind::Core), closes }
}

#[test]
fn every_mail_to_a_facility_is_as_reviewed() {
    for (name, letter) in of_accreditations().into_iter().chain(of_links_and_applications()) {
        let text = whole(&letter);
        assert!(text.starts_with("Subject: 【日本緩和医療学会】"), "{name}: {text}");
        assert!(!text.contains("&#") && !text.contains("{{") && !text.contains("{%"), "{name}: {text}");
        assert!(text.lines().all(|line| !line.ends_with(' ')), "{name}");
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn every_mail_to_the_secretariat_is_as_reviewed() {
    let change = Letter::ChangeRequested { id: id(), names: names(), reason: reason() };
    for (name, letter) in [
        ("office_return_requested", returning()),
        ("office_change_requested", change),
        ("office_dissolution_requested", dissolving(true)),
        ("office_correction_overdue", correction()),
    ] {
        let text = whole_to(&letter, &Recipient::Secretariat);
        assert!(text.starts_with("Subject: 【施設認定システム】"), "{name}: {text}");
        insta::assert_snapshot!(name, text);
    }
}
