//! What may be typed into a setting: addresses and texts.

use crate::is_forbidden;

/// The most characters of an address.
pub const URL_LIMIT: usize = 300;
/// The most characters of a notice's title.
pub const NOTICE_TITLE_LIMIT: usize = 60;
/// The most characters of its text.
pub const NOTICE_TEXT_LIMIT: usize = 1000;
/// The most characters of a form's version.
pub const FORM_VERSION_LIMIT: usize = 20;

/// What is wrong with a text or a day that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingFault {
    /// Nothing was typed.
    Missing,
    /// It has too many characters.
    TooLong,
    /// It has characters that cannot be used.
    Characters,
    /// It is not an address that begins with `https://`.
    NotHttps,
    /// The last day is before the first.
    EndsBeforeItBegins,
}

/// What is wrong with an address.
pub fn url_fault(url: &str) -> Option<SettingFault> {
    let host = url.strip_prefix("https://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let printable = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    // what stands before an @ is not where it leads
    let is_host = |host: &str| host.contains('.') && !host.starts_with('.') && !host.contains(['@', ':']);
    match host {
        _ if url.is_empty() => Some(SettingFault::Missing),
        _ if url.len() > URL_LIMIT => Some(SettingFault::TooLong),
        Some(host) if printable && is_host(host) => None,
        _ => Some(SettingFault::NotHttps),
    }
}

/// What is wrong with a text of at most `limit` characters; `lines`: it may have line breaks.
pub fn text_fault(text: &str, limit: usize, lines: bool) -> Option<SettingFault> {
    if text.trim().is_empty() {
        Some(SettingFault::Missing)
    } else if text.chars().count() > limit {
        Some(SettingFault::TooLong)
    } else if text.chars().any(|c| is_forbidden(c) && !(lines && c == '\n')) {
        Some(SettingFault::Characters)
    } else {
        None
    }
}
