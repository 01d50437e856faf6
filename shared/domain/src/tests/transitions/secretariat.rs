//! The secretariat's part of the application's table.

use std::collections::BTreeMap;

use super::super::fixture::*;
use super::super::office::*;
use super::application::{At, checking, outcome, overdue};
use super::{Legend, Machine, ROLES};
use crate::{ApplicationCommand, Check, Claims, Finding, Judgement, OfficeCommand};

fn samples() -> [(&'static str, At); 15] {
    let claims = Claims::default();
    let field = || asked(vec![of_field("application-form", "phone")]);
    [
        ("Draft", (a_draft(), now())),
        ("Submitted", (submitted(a_draft()), at_work())),
        ("UnderReview", (under_review(), at_work())),
        ("UnderReview, upload being checked", (checking(under_review()), at_work())),
        ("UnderReview, transition claimed", (claiming(Claims { transition: true, ..claims }), at_work())),
        ("UnderReview, qualification pending", (claiming(Claims { qualification_pending: true, ..claims }), at_work())),
        ("UnderReview, core facility unlisted", (claiming(Claims { unlisted_core: true, ..claims }), at_work())),
        ("CorrectionRequested on a field", (field(), at_work())),
        ("CorrectionRequested on a field, overdue", (field(), overdue())),
        ("CorrectionRequested on the certificate", (asked(vec![of_certificate()]), at_work())),
        ("CorrectionRequested by the portal, overdue", (a_correction(), at_work())),
        ("Judged Pass", (judged(pass()), at_work())),
        ("Judged Fail", (judged(fail()), at_work())),
        ("Judged Hold", (judged(hold()), at_work())),
        ("Withdrawn", (withdrawn(), at_work())),
    ]
}

fn commands() -> Vec<(&'static str, ApplicationCommand)> {
    let findings: BTreeMap<_, _> = [(Check::Seal, Finding::Good)].into();
    let note = |text: &str| OfficeCommand::Note(text.to_owned());
    let withdraw_without = OfficeCommand::Withdraw { reason: String::new() };
    let [one, past] = ["2027-03-31", "2027-02-01"].map(day);
    let mut commands = vec![
        ("受付", receive()),
        ("another 担当者", OfficeCommand::Assign { officer: "仮名　二郎".to_owned() }),
        ("checklist", OfficeCommand::Check(findings)),
        ("note", note("メモ")),
        ("note without text", note("")),
        ("attach a 基幹施設", OfficeCommand::Attach(Some(a_core_link()))),
        ("修正依頼", OfficeCommand::RequestCorrection { items: vec![of_certificate()], due: one }),
        ("修正依頼 of nothing", OfficeCommand::RequestCorrection { items: vec![], due: one }),
        (
            "修正依頼 for a day that is past",
            OfficeCommand::RequestCorrection { items: vec![of_certificate()], due: past },
        ),
        ("期限延長", OfficeCommand::ExtendCorrection { due: one }),
        ("期限延長 to a day that is past", OfficeCommand::ExtendCorrection { due: past }),
        ("取下げ", withdraw()),
        ("取下げ without a reason", withdraw_without),
    ];
    commands.extend(judgements());
    commands.into_iter().map(|(name, command)| (name, ApplicationCommand::Office(command))).collect()
}

fn judgements() -> [(&'static str, OfficeCommand); 7] {
    let (valid_from, valid_to) = (day("2027-04-01"), day("2027-03-31"));
    let backwards = Judgement::Pass { number: "K-0042".to_owned(), valid_from, valid_to };
    let unnumbered = Judgement::Pass { number: String::new(), valid_from, valid_to: valid_from };
    [
        ("判定 合格", judge(pass())),
        ("判定 合格, 認定研修施設 is held", OfficeCommand::Judge { judgement: pass(), holds_training: true }),
        ("判定 合格 without a number", judge(unnumbered)),
        ("判定 合格, ends before it begins", judge(backwards)),
        ("判定 不合格", judge(fail())),
        ("判定 不合格 without a reason", judge(Judgement::Fail { reason: String::new() })),
        ("判定 保留", judge(hold())),
    ]
}

pub(super) fn table(legend: &mut Legend) -> Machine {
    let title = "Application, the secretariat's work";
    let about = "`Application::decide`, after `authorize(review)` or `authorize(judge)`. 合格 also enters the accreditation and \
                 its links, in the same commit (`grant`).";
    Machine::of((title, about), &samples(), &commands(), &ROLES, |(state, at), command, role| {
        outcome(state.clone().decide(command.clone(), around(role, *at)), legend)
    })
}
