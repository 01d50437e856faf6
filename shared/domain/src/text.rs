//! Text that people typed, parsed once at the edge.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is not what it should be. Each has a Japanese sentence in `shared::web::messages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// More characters than allowed.
    #[error("too long")]
    TooLong,
    /// Control, private-use or direction characters.
    #[error("contains characters that cannot be used")]
    Characters,
    /// A web or mail address, where a name belongs.
    #[error("holds a web or e-mail address")]
    HoldsAddress,
    /// Not an e-mail address.
    #[error("not an e-mail address")]
    NotAnAddress,
}

/// An e-mail address: ASCII, at most 254 characters, kept as typed apart from width (rules 4.4).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address, folding full-width forms and dashes that people paste.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let text: String = trim(typed).chars().map(|c| if is_hyphen(c) { '-' } else { fold_width(c) }).collect();
        if text.is_empty() {
            return Err(Invalid::Empty);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(Invalid::NotAnAddress)?;
        if text.len() <= 254 && is_local_part(local) && is_domain(domain) {
            Ok(Self(text))
        } else {
            Err(Invalid::NotAnAddress)
        }
    }

    /// The address to send to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that decides whether two addresses are the same: the whole in lower case.
    pub fn canonical(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// Debug output goes to logs, so the address is masked.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or(("", ""));
        write!(f, "{}***@{domain}", local.chars().take(1).collect::<String>())
    }
}

fn is_local_part(local: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte);
    !local.is_empty()
        && local.len() <= 64
        && local.bytes().all(allowed)
        && local.split('.').all(|atom| !atom.is_empty())
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last_is_name = domain.rsplit('.').next().is_some_and(|tld| tld.bytes().any(|b| b.is_ascii_alphabetic()));
    domain.contains('.') && last_is_name && domain.split('.').all(label)
}

/// A full-width ASCII character as its half-width form; any other as it is.
pub fn fold_width(typed: char) -> char {
    match typed {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(typed) - 0xFEE0).unwrap_or(typed),
        '\u{3000}' => ' ',
        _ => typed,
    }
}

/// Every dash that a keyboard or a word processor makes of a hyphen.
pub const fn is_hyphen(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{FE63}' | '\u{FF0D}' | '\u{30FC}' | '\u{FF70}'
    )
}

/// Without outer white space of any width, zero-width characters included.
pub fn trim(typed: &str) -> &str {
    typed.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}'))
}

/// Family and given name, kept exactly as typed: variants of a character are part of a name (rules 4.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonName {
    /// 姓
    pub last: String,
    /// 名
    pub first: String,
}

/// The most characters one part of a name may have.
pub const NAME_LIMIT: usize = 50;

/// Reads one part of a name. It is printed in mail to whatever address was typed with it, so it may not lead anywhere.
pub fn parse_name_part(typed: &str) -> Result<String, Invalid> {
    let text = trim(typed);
    if text.is_empty() {
        Err(Invalid::Empty)
    } else if text.chars().count() > NAME_LIMIT {
        Err(Invalid::TooLong)
    } else if text.chars().any(is_forbidden) {
        Err(Invalid::Characters)
    } else if holds_address(text) {
        Err(Invalid::HoldsAddress)
    } else {
        Ok(text.to_owned())
    }
}

/// Whether mail programs could make a link of it, in whatever width and case it is written.
fn holds_address(text: &str) -> bool {
    let folded: String = text.chars().map(fold_width).collect::<String>().to_ascii_lowercase();
    ["://", "www.", "@"].iter().any(|sign| folded.contains(sign))
}

/// Characters no single-line text may hold: control, private use (外字), and those that change direction or hide.
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

impl fmt::Display for PersonName {
    /// 姓 and 名 joined by a full-width space.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{3000}{}", self.last, self.first)
    }
}
