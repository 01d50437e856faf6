//! Applications at the secretariat's desk: received, sent back, answered, judged.

use std::collections::BTreeMap;

use domain::{
    Action, Application, ApplicationCommand, Capability, CertificateCommand, Check, CorrectionItem, CorrectionReason,
    CorrectionTarget, Finding, Judgement, OfficeCommand, Rest, Submission,
};

use super::super::{Store, Versioned, Write, keys};
use super::applications::{attached, checking, does, is_stored, submission, submitted};
use super::office::admin;
use super::{Wire, applicant, id, inspector};

fn desk() -> Capability<domain::ApplicationId> {
    admin(Action::Judge, id())
}

async fn office(store: &Store, read: &Versioned<Application>, command: OfficeCommand) -> Versioned<Application> {
    does(store, &desk(), read, ApplicationCommand::Office(command), Vec::<Write>::new()).await
}

/// Submitted with an attached certificate, received, and looked at.
async fn under_review(store: &Store) -> Versioned<Application> {
    let draft = checking(store).await;
    let attach = ApplicationCommand::Certificate(CertificateCommand::Attach(attached()));
    let draft = does(store, &inspector(), &draft, attach, Vec::new()).await;
    let filed = submitted(store, &draft).await;
    let received = office(store, &filed, OfficeCommand::Receive { officer: "架空　一郎".to_owned() }).await;
    let findings: BTreeMap<_, _> = [(Check::Seal, Finding::Good), (Check::MemberNumber, Finding::Bad)].into();
    office(store, &received, OfficeCommand::Check(findings)).await
}

fn correction() -> OfficeCommand {
    let said = |target, label: &str| CorrectionItem {
        target,
        label: label.to_owned(),
        reason: CorrectionReason::Said("市外局番からご記入ください。".to_owned()),
    };
    let field = CorrectionTarget::Field { form: "application-form".to_owned(), field: "phone".to_owned() };
    let items =
        vec![said(field, "1.申請書 電話番号（代表）"), said(CorrectionTarget::Certificate, "申請書・在籍証明書")];
    OfficeCommand::RequestCorrection { items, due: "2027-02-24".parse().unwrap() }
}

#[tokio::test]
async fn an_application_that_is_sent_back_and_answered() {
    let (wire, store) = Wire::new();
    let print = || wire.print("portal", &keys::application(&id()));
    let read = under_review(&store).await;
    insta::assert_snapshot!("application_under_review", print());
    is_stored(&store, &read).await;
    let asked = office(&store, &read, correction()).await;
    insta::assert_snapshot!("application_correction_by_the_secretariat", print());
    is_stored(&store, &asked).await;
    let rest = Some(Rest { before: "ef".repeat(32), now: "ef".repeat(32) });
    let answer = ApplicationCommand::Submit(Submission { rest, ..submission() });
    let answered = does(&store, &applicant(), &asked, answer, Vec::new()).await;
    insta::assert_snapshot!("application_answered", print());
    is_stored(&store, &answered).await;
    let event = keys::event(&keys::application_partition(&id()), answered.version);
    insta::assert_snapshot!("event_of_an_answer", wire.print("portal", &event));
}

#[tokio::test]
async fn an_application_that_is_judged() {
    let (wire, store) = Wire::new();
    let print = || wire.print("portal", &keys::application(&id()));
    let read = under_review(&store).await;
    let judge = |judgement| OfficeCommand::Judge { judgement, holds_training: false };
    let waiting = Judgement::Hold { reason: "資格の登録を待っています。".to_owned() };
    let held = office(&store, &read, judge(waiting)).await;
    insta::assert_snapshot!("application_held", print());
    is_stored(&store, &held).await;
    let day = |text: &str| text.parse().unwrap();
    let pass =
        Judgement::Pass { number: "K-0042".to_owned(), valid_from: day("2027-04-01"), valid_to: day("2032-03-31") };
    let passed = office(&store, &held, judge(pass)).await;
    insta::assert_snapshot!("application_passed", print());
    is_stored(&store, &passed).await;
    insta::assert_snapshot!("judging_writes", wire.keys());
}
