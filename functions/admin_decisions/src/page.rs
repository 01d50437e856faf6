//! The page 判定: the facts, what stands in the way, and the form.

use askama::Template;
use domain::{
    Accreditation, AccreditationKind, Application, ApplicationState, Check, Cycle, Filed, Finding, Judgement, Refusal,
    Staff, StaffRole,
};
use form::{Choice, CoreFacility, FieldView, SectionView};
use serde::Serialize;
use shared::desk::{Desk, office_path};
use shared::registry::listed;
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, messages, office, with_errors};

use crate::decision::{holds_training, outcome, path};
use crate::linked::{Linked, period};
use crate::register::{Register, is_superseded};
use crate::typed::{REASON_LIMIT, Typed};

/// What is judged.
#[derive(Debug, Serialize)]
pub(crate) struct Facts {
    pub(crate) receipt_no: String,
    pub(crate) facility_name: String,
    pub(crate) responsible_name: String,
    pub(crate) kind: &'static str,
    #[serde(skip)]
    pub(crate) label: &'static str,
    pub(crate) cycle: Cycle,
    /// 1 for the first submission.
    pub(crate) submission: u32,
}

impl Facts {
    pub(crate) fn of(desk: &Desk, filed: Option<&Filed>) -> Self {
        let text = |of: fn(&Filed) -> &str| filed.map_or("", of).to_owned();
        Self {
            receipt_no: text(|filed| &filed.receipt_no),
            facility_name: text(|filed| &filed.particulars.facility_name),
            responsible_name: text(|filed| &filed.particulars.responsible_name),
            kind: desk.id().kind.slug(),
            label: desk.id().kind.label(),
            cycle: desk.id().cycle,
            submission: filed.map_or(0, |filed| filed.submission),
        }
    }
}

/// One line of the checklist.
#[derive(Debug, Serialize)]
struct Line {
    check: &'static str,
    label: &'static str,
    finding: Option<Finding>,
    #[serde(skip)]
    words: &'static str,
    #[serde(skip)]
    tone: &'static str,
}

/// What stands in the way.
#[derive(Debug, Serialize)]
struct Obstacle {
    code: &'static str,
    title: &'static str,
    detail: &'static str,
}

impl Obstacle {
    fn of(refusal: Refusal) -> Self {
        let (_, code, title, detail) = messages::refusal(refusal);
        Self { code, title, detail }
    }
}

/// What the form is filled with; for a program, which is not shown the form.
#[derive(Debug, Serialize)]
struct Suggestion {
    number: String,
    valid_from: String,
    valid_to: String,
    supersede: bool,
}

/// 判定.
#[derive(Debug, Template, Serialize)]
#[template(path = "decision.html")]
pub(crate) struct DecisionPage {
    #[serde(flatten)]
    chrome: Chrome,
    #[serde(skip)]
    path: String,
    #[serde(skip)]
    file: String,
    version: u64,
    #[serde(flatten)]
    facts: Facts,
    checks: Vec<Line>,
    /// Whether 公印, 書式, 氏名 and 会員番号 are all good.
    checked: bool,
    /// What stands in the way of 合格.
    obstacles: Vec<Obstacle>,
    /// What stands in the way of any judgement.
    closed: Option<Obstacle>,
    /// How it was judged.
    judged: Option<&'static str>,
    links: Vec<Linked>,
    /// The 認定研修施設 held through the day before the start.
    holds_training: bool,
    /// What the applicant wrote of a 基幹施設 outside the list.
    unlisted_core: Option<String>,
    suggestion: Suggestion,
    #[serde(skip)]
    attach: Option<FieldView>,
    #[serde(skip)]
    sections: Vec<SectionView>,
    /// What stands in the form was typed and is not saved.
    #[serde(skip)]
    unsaved: bool,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl DecisionPage {
    pub(crate) fn new(web: &Web, session: &Session<Staff>, desk: &Desk, register: &Register, typed: &Typed) -> Self {
        let application = &desk.file.application.value;
        let filed = application.filed.as_ref();
        let (start, role) = (desk.id().cycle.accreditation_start(), session.staff().role);
        let closed = closed(desk);
        let may_judge = role >= StaffRole::Judge && closed.is_none();
        let obstacles = filed.map(|filed| application.obstacles(filed, holds_training(desk))).unwrap_or_default();
        Self {
            chrome: office::chrome(web, session, "判定", office::APPLICATIONS),
            path: path(desk),
            file: office_path(desk.id()),
            version: desk.file.application.version,
            facts: Facts::of(desk, filed),
            checks: checks(application),
            checked: PAPERS.iter().all(|check| application.review.is_good(*check)),
            obstacles: obstacles.into_iter().filter(|_| closed.is_none()).map(Obstacle::of).collect(),
            judged: match &application.state {
                ApplicationState::Judged { judgement, .. } => Some(judgement.label()),
                _ => None,
            },
            links: Linked::all(application, register, start),
            holds_training: holds_training(desk),
            attach: (role >= StaffRole::Editor && register.unlisted.is_some() && !is_decided(application))
                .then(|| attach(desk, register)),
            unlisted_core: register.unlisted.clone(),
            suggestion: Suggestion {
                number: typed.number.clone(),
                valid_from: typed.valid_from.clone(),
                valid_to: typed.valid_to.clone(),
                supersede: typed.supersede,
            },
            sections: if may_judge { sections(desk, typed) } else { Vec::new() },
            closed: closed.map(Obstacle::of),
            unsaved: false,
            errors: Vec::new(),
        }
    }

    pub(crate) fn notice(self, notice: Option<String>) -> Self {
        Self { chrome: self.chrome.notice(notice), ..self }
    }

    /// With a form that was posted.
    pub(crate) fn unsaved(self) -> Self {
        Self { unsaved: true, ..self }
    }

    pub(crate) fn with_errors(self, errors: &[FieldError]) -> Self {
        let sections = self.sections.into_iter();
        let told = |section: SectionView| SectionView { fields: with_errors(section.fields, errors), ..section };
        let attach = with_errors(self.attach.into_iter().collect(), errors).pop();
        Self {
            chrome: self.chrome.with_errors(),
            sections: sections.map(told).collect(),
            attach,
            errors: error_links(errors),
            ..self
        }
    }
}

/// What every paper is looked at for.
const PAPERS: [Check; 4] = [Check::Seal, Check::Format, Check::Names, Check::MemberNumber];

/// The checklist; what is claimed by nobody is not on it.
fn checks(application: &Application) -> Vec<Line> {
    let claims = application.filed.as_ref().map(|filed| filed.particulars.claims).unwrap_or_default();
    let asked = |check: &Check| match check {
        Check::Transition => claims.transition,
        Check::Qualification => claims.qualification_pending,
        Check::Seal | Check::Format | Check::Names | Check::MemberNumber => true,
    };
    let line = |check: Check| {
        let finding = application.review.findings.get(&check).copied();
        let (words, tone) = match finding {
            Some(Finding::Good) => ("確認済み", "done"),
            Some(Finding::Bad) => ("不備あり", "warn"),
            None => ("未確認", "todo"),
        };
        Line { check: check.slug(), label: check.label(), finding, words, tone }
    };
    Check::ALL.into_iter().filter(asked).map(line).collect()
}

/// Why it cannot be judged at all, whatever the judgement: 保留 with a reason asks nothing of the application but its state.
fn closed(desk: &Desk) -> Option<Refusal> {
    outcome(desk, &Judgement::Hold { reason: "理由".to_owned() }).err()
}

fn is_decided(application: &Application) -> bool {
    match &application.state {
        ApplicationState::Judged { judgement, .. } => !matches!(judgement, Judgement::Hold { .. }),
        ApplicationState::Withdrawn { .. } => true,
        _ => false,
    }
}

/// The 基幹施設 to be put in the place of one that is not in the list.
fn attach(desk: &Desk, register: &Register) -> FieldView {
    let attached = desk.file.application.value.review.attached.as_ref().map(|link| link.core.to_string());
    let chosen = attached.unwrap_or_default();
    let start = desk.id().cycle.accreditation_start();
    let cores = listed(&register.cores, AccreditationKind::Core, start);
    let others = cores.iter().filter(|core| core.account != desk.id().account);
    let none = (String::new(), "選択しない".to_owned());
    let all = std::iter::once(none).chain(others.map(|core| (core.account.to_string(), core_label(core))));
    let options = all.map(|(value, label)| Choice { checked: value == chosen, value, label }).collect();
    let field = FieldView::new("core", "連携する基幹施設", "select").value(chosen);
    FieldView {
        options, ..field.hint("認定開始日に認定中の基幹施設（認定開始前のものを含む）から選択してください。")
    }
}

fn core_label(core: &Accreditation) -> String {
    let listed = CoreFacility {
        id: String::new(),
        name: core.facility_name.clone(),
        prefecture: core.prefecture.clone(),
        number: core.number.clone(),
        responsible_name: String::new(),
    };
    listed.label()
}

/// The judgement form.
fn sections(desk: &Desk, typed: &Typed) -> Vec<SectionView> {
    let start = desk.id().cycle.accreditation_start();
    let choice = |(value, label): (&str, &str)| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        checked: typed.outcome == value,
    };
    let outcome = FieldView::new("outcome", "判定", "radio").required().value(&typed.outcome);
    let options = [("pass", "合格"), ("fail", "不合格"), ("hold", "保留")].map(choice).into();
    let mut pass = vec![
        FieldView::new("number", "認定番号", "text").width(16).value(&typed.number),
        FieldView::new("valid_from", "認定期間の開始日", "date").value(&typed.valid_from),
        FieldView::new("valid_to", "認定期間の終了日", "date").value(&typed.valid_to),
    ];
    if let Some(held) = desk.accreditations().iter().find(|held| is_superseded(held, start)) {
        let box_ = FieldView::checkbox("supersede", SUPERSEDE, typed.supersede);
        pass.push(box_.hint(&format!("認定研修施設 {}（認定期間 {}）", held.number, period(held))));
    }
    let reason = FieldView::new("reason", "理由", "textarea").value(&typed.reason).max_chars(REASON_LIMIT);
    let reason = reason.hint("結果通知のメールに記載されます。");
    let section =
        |id: &str, title: &str, fields| SectionView { id: id.to_owned(), title: title.to_owned(), hint: None, fields };
    vec![
        section("outcome-section", "", vec![FieldView { options, ..outcome }]),
        section("pass-section", "合格の場合", pass),
        section("reason-section", "不合格・保留の場合", vec![reason]),
    ]
}

const SUPERSEDE: &str = "現在の認定研修施設は、認定開始日の前日で終了する";
