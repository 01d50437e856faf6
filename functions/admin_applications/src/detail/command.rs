//! What is posted to the detail, as a command.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{ApplicationState, Check, Finding, OfficeCommand, Refusal};
use form::Kind;
use shared::web::{FieldError, Posted, messages::refusal};

use crate::due;
use crate::messages::{DUE_MISSING, too_long};

/// The most characters of a note, and of the reason of a 取下げ.
pub(super) const TEXT_LIMIT: u16 = 2000;

/// Why there is no command.
#[derive(Debug)]
pub(super) enum Fault {
    /// A field has to be filled in otherwise.
    Field(FieldError),
    /// Nothing that the page could have sent.
    Unknown,
}

/// Reads a command; `officer` is who posts it.
pub(super) fn read(posted: &Posted, officer: &str, now: DateTime<Utc>) -> Result<OfficeCommand, Fault> {
    let officer = officer.to_owned();
    match posted.text("action") {
        Some("receive") => Ok(OfficeCommand::Receive { officer }),
        Some("assign") => Ok(OfficeCommand::Assign { officer }),
        Some("check") => findings(posted).map(OfficeCommand::Check),
        Some("note") => text(posted, "note", "メモ", Refusal::NoteEmpty).map(OfficeCommand::Note),
        Some("withdraw") => {
            Ok(OfficeCommand::Withdraw { reason: text(posted, "reason", "理由", Refusal::ReasonMissing)? })
        }
        Some("extend") => {
            let day = due::typed(posted).map_or(Err(DUE_MISSING), |typed| due::read(&typed, now));
            let due = day.map_err(|message| Fault::Field(FieldError::new("due", message)))?;
            Ok(OfficeCommand::ExtendCorrection { due })
        }
        _ => Err(Fault::Unknown),
    }
}

/// What was typed into a text.
pub(super) fn typed(posted: &Posted, name: &str) -> String {
    Kind::Textarea.fold(posted.text(name).unwrap_or_default())
}

fn text(posted: &Posted, name: &str, label: &str, empty: Refusal) -> Result<String, Fault> {
    let text = typed(posted, name);
    let (length, most) = (text.chars().count(), usize::from(TEXT_LIMIT));
    let (_, _, missing, _) = refusal(empty);
    let message = match length {
        0 => missing.to_owned(),
        length if length > most => too_long(label, most, length),
        _ => return Ok(text),
    };
    Err(Fault::Field(FieldError::new(name, message)))
}

/// The checklist as it stands since: what is not posted is not checked.
fn findings(posted: &Posted) -> Result<BTreeMap<Check, Finding>, Fault> {
    let mut findings = BTreeMap::new();
    for check in Check::ALL {
        match posted.text(&field(check)).unwrap_or_default() {
            "good" => findings.insert(check, Finding::Good),
            "bad" => findings.insert(check, Finding::Bad),
            "" => None,
            _ => return Err(Fault::Unknown),
        };
    }
    Ok(findings)
}

/// The name of a check's field.
pub(super) fn field(check: Check) -> String {
    format!("check_{}", check.slug())
}

/// Whether a state is what the command leads to: pressed twice, or by two people at once, it is done once.
pub(super) fn is_done(command: &OfficeCommand, state: &ApplicationState) -> bool {
    match (command, state) {
        (OfficeCommand::Receive { .. }, ApplicationState::UnderReview) => true,
        (OfficeCommand::ExtendCorrection { due }, ApplicationState::CorrectionRequested(request)) => {
            request.due == *due
        }
        (OfficeCommand::Withdraw { reason }, ApplicationState::Withdrawn { reason: known }) => reason == known,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(pairs: &[(&str, &str)]) -> Result<OfficeCommand, Fault> {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        let now = "2027-02-10T01:00:00Z".parse().unwrap();
        read(&Posted::Pairs(pairs.iter().map(owned).collect()), "事務 見本", now)
    }

    fn wrong(pairs: &[(&str, &str)]) -> String {
        let Err(Fault::Field(error)) = posted(pairs) else { panic!("{pairs:?}") };
        error.field
    }

    #[test]
    fn what_is_not_posted_is_not_checked() {
        let read = posted(&[("action", "check"), ("check_seal", "good"), ("check_names", "bad"), ("check_format", "")]);
        let Ok(OfficeCommand::Check(findings)) = read else { panic!() };
        assert_eq!(findings, BTreeMap::from([(Check::Seal, Finding::Good), (Check::Names, Finding::Bad)]));
        assert!(matches!(posted(&[("action", "check"), ("check_seal", "true")]), Err(Fault::Unknown)));
    }

    #[test]
    fn a_note_says_something_and_not_too_much() {
        assert_eq!(wrong(&[("action", "note"), ("note", " \u{3000}\r\n")]), "note");
        assert_eq!(wrong(&[("action", "note"), ("note", &"字".repeat(2001))]), "note");
        assert!(posted(&[("action", "note"), ("note", &"字".repeat(2000))]).is_ok());
        assert_eq!(wrong(&[("action", "withdraw")]), "reason");
    }

    #[test]
    fn a_last_day_is_today_or_later() {
        let due =
            |[year, month, day]: [&'static str; 3]| [("action", "extend"), ("due", year), ("due", month), ("due", day)];
        let today = "2027-02-10".parse().unwrap();
        assert!(
            matches!(posted(&due(["2027", "2", "10"])), Ok(OfficeCommand::ExtendCorrection { due }) if due == today)
        );
        assert!(posted(&[("action", "extend"), ("due", "2027-02-10")]).is_ok());
        for wrong_day in [["2027", "2", "9"], ["2027", "2", "30"], ["", "", ""]] {
            assert_eq!(wrong(&due(wrong_day)), "due");
        }
        assert_eq!(wrong(&[("action", "extend")]), "due");
    }

    #[test]
    fn what_the_page_does_not_send_is_no_command() {
        assert!(matches!(posted(&[("action", "judge")]), Err(Fault::Unknown)));
        assert!(matches!(posted(&[]), Err(Fault::Unknown)));
    }
}
