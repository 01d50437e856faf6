//! The checklist: what is looked at, what was found, and the facts that help.

use chrono::TimeDelta;
use domain::calendar::slash_date;
use domain::{AccreditationKind, Check, Claims, Finding, held_on};
use form::{Choice, FieldView};
use serde::Serialize;
use shared::desk::Desk;

use super::command;
use crate::words;

/// A line of the checklist.
#[derive(Debug, Serialize)]
pub(super) struct CheckView {
    check: Check,
    pub(super) label: &'static str,
    finding: Option<Finding>,
    #[serde(skip)]
    pub(super) finding_label: &'static str,
    /// What the portal itself knows about it.
    pub(super) fact: Option<String>,
}

/// What is to be looked at: two of the checks only where the application claims it.
pub(super) fn checks(desk: &Desk) -> Vec<CheckView> {
    let application = &desk.file.application.value;
    let claims = application.filed.as_ref().map(|filed| filed.particulars.claims).unwrap_or_default();
    let view = |check: Check| {
        let finding = application.review.findings.get(&check).copied();
        let finding_label = words::finding(finding);
        CheckView { check, label: check.label(), finding, finding_label, fact: fact(desk, check) }
    };
    Check::ALL.into_iter().filter(|check| is_asked(*check, claims)).map(view).collect()
}

const fn is_asked(check: Check, claims: Claims) -> bool {
    match check {
        Check::Seal | Check::Format | Check::Names | Check::MemberNumber => true,
        Check::Transition => claims.transition,
        Check::Qualification => claims.qualification_pending,
    }
}

fn fact(desk: &Desk, check: Check) -> Option<String> {
    match check {
        Check::Seal | Check::Format | Check::Names | Check::MemberNumber => None,
        Check::Transition => {
            let eve = desk.id().cycle.accreditation_start() - TimeDelta::days(1);
            let held = held_on(desk.accreditations(), AccreditationKind::Training, eve);
            Some(match held {
                Some(held) => {
                    let period = format!("{} ~ {}", slash_date(held.valid_from), slash_date(held.last_day()));
                    format!(
                        "認定開始日の前日まで有効な認定研修施設の認定があります（認定番号 {}、認定期間 {period}）。",
                        held.number
                    )
                }
                None => "認定開始日の前日まで有効な認定研修施設の認定は、このアカウントにはありません。".to_owned(),
            })
        }
        Check::Qualification => Some("施設責任者の資格が「認定手続中」として申請されています。".to_owned()),
    }
}

impl CheckView {
    /// The control.
    pub(super) fn field(&self) -> FieldView {
        let name = command::field(self.check);
        let choice = |(value, finding): (&str, Option<Finding>)| Choice {
            value: value.to_owned(),
            label: words::finding(finding).to_owned(),
            checked: finding == self.finding,
        };
        let found = [("good", Some(Finding::Good)), ("bad", Some(Finding::Bad)), ("", None)];
        let options = found.into_iter().map(choice).collect();
        FieldView { options, hint: self.fact.clone(), ..FieldView::new(&name, self.label, "radio") }
    }
}
