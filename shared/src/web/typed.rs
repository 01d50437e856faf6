//! Days and reasons as they are typed.

use super::{FieldError, Posted, messages};
use domain::{EmailAddress, Refusal, is_forbidden};
use form::Kind;

/// The most characters of a reason.
pub const REASON_LIMIT: u16 = 500;

/// A day as the date control posts it, in three parts, or as a program does.
pub fn day(posted: &Posted, name: &str) -> String {
    let typed = match posted {
        Posted::Json(_) => posted.text(name).unwrap_or("").to_owned(),
        Posted::Pairs(pairs) => {
            let parts: Vec<&str> =
                pairs.iter().filter(|(known, _)| known == name).map(|(_, text)| text.as_str()).collect();
            if parts.iter().all(|part| part.is_empty()) { String::new() } else { parts.join("-") }
        }
    };
    Kind::Date.fold(&typed)
}

/// A text of several lines.
pub fn lines(posted: &Posted, name: &str) -> String {
    Kind::Textarea.fold(posted.text(name).unwrap_or(""))
}

/// An e-mail address that is typed twice, the second time under `again`.
pub fn address_twice(posted: &Posted, name: &str, again: &str) -> Result<EmailAddress, FieldError> {
    let parse = |name| EmailAddress::parse(posted.text(name).unwrap_or(""));
    let address = parse(name).map_err(|invalid| FieldError::new(name, messages::email(invalid)))?;
    match parse(again) {
        Ok(repeated) if repeated.canonical() == address.canonical() => Ok(address),
        _ => Err(FieldError::new(again, messages::EMAIL_MISMATCH)),
    }
}

/// A ticked box.
pub fn is_ticked(posted: &Posted, name: &str) -> bool {
    match posted {
        Posted::Json(value) => value.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false),
        Posted::Pairs(_) => posted.text(name).is_some_and(|text| !matches!(text, "" | "false")),
    }
}

/// What is wrong with a text that was typed, if anything is.
pub fn text_fault(name: &str, label: &str, text: &str, most: u16) -> Option<FieldError> {
    if text.chars().count() > usize::from(most) {
        Some(FieldError::new(name, format!("{label}は{most}字以内で入力してください。")))
    } else if text.chars().any(|c| is_forbidden(c) && c != '\n') {
        Some(FieldError::new(name, format!("{label}に使用できない文字（外字など）が含まれています。")))
    } else {
        None
    }
}

/// A refusal as the sentence at a field.
pub fn refused(name: &str, refusal: Refusal) -> FieldError {
    let (_, _, title, detail) = messages::refusal(refusal);
    // the sentence about a reason says all there is to say
    let sentence = if refusal == Refusal::ReasonMissing { title.to_owned() } else { format!("{title}{detail}") };
    FieldError::new(name, sentence)
}
