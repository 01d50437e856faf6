//! The password rule of the manual (S40, E9), and what stands around it.

use unicode_normalization::UnicodeNormalization;

/// A password as it is hashed: NFKC on both sides, so that the width of a keyboard does not matter.
/// Never printed, never stored.
pub struct Password(String);

/// Why a password cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than eight characters, or no letter, or no digit (S40, E9).
    #[error("shorter than 8 characters, or without a letter or a digit")]
    Rule,
    /// Fewer than the fifteen characters that the staff needs.
    #[error("shorter than 15 characters")]
    TooShort,
    /// More than 128 characters.
    #[error("longer than 128 characters")]
    TooLong,
    /// One that attackers try first.
    #[error("on the list of common passwords")]
    Common,
    /// Made of words that anyone would guess here.
    #[error("contains the address, a name or a word of this portal")]
    Context,
}

const MIN: usize = 8;
const STAFF_MIN: usize = 15;
const MAX: usize = 128;

/// Words that anyone who attacks this portal tries.
const CONTEXT: [&str; 8] = ["kanwa", "jspm", "iryo", "byoin", "hospital", "palliative", "nintei", "password"];

impl Password {
    /// Takes what was typed, for comparison with a stored hash; no rule applies.
    pub fn typed(text: &str) -> Self {
        Self(text.nfkc().take(MAX + 1).collect())
    }

    /// Takes what was typed as a new password. `known` are texts that belong to the account (address, names).
    pub fn new(text: &str, known: &[&str]) -> Result<Self, WeakPassword> {
        let password = Self::typed(text);
        let length = password.0.chars().count();
        if length > MAX {
            return Err(WeakPassword::TooLong);
        }
        let letters = password.0.bytes().any(|byte| byte.is_ascii_alphabetic());
        let digits = password.0.bytes().any(|byte| byte.is_ascii_digit());
        if length < MIN || !letters || !digits {
            return Err(WeakPassword::Rule);
        }
        let lower = password.0.to_lowercase();
        if is_common(&lower) {
            return Err(WeakPassword::Common);
        }
        if is_contextual(&lower, known) { Err(WeakPassword::Context) } else { Ok(password) }
    }

    /// Takes what one of the staff typed as a new password: longer, and no rule of composition (ASVS 6.2.5).
    pub fn of_staff(text: &str, known: &[&str]) -> Result<Self, WeakPassword> {
        let password = Self::typed(text);
        let length = password.0.chars().count();
        if length > MAX {
            return Err(WeakPassword::TooLong);
        }
        if length < STAFF_MIN {
            return Err(WeakPassword::TooShort);
        }
        let lower = password.0.to_lowercase();
        if is_common(&lower) {
            return Err(WeakPassword::Common);
        }
        if is_contextual(&lower, known) { Err(WeakPassword::Context) } else { Ok(password) }
    }

    /// The bytes to hash.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// True for a listed password, also with a few digits or signs around it (`Sakura123!`).
fn is_common(lower: &str) -> bool {
    let listed = |text: &str| COMMON.binary_search(&text).is_ok();
    listed(lower) || listed(lower.trim_end_matches(|c: char| c.is_ascii_punctuation()))
}

/// True when little but guessable words is left: a known word and at most four other letters or digits.
fn is_contextual(lower: &str, known: &[&str]) -> bool {
    let rest_is_short = |word: &str| {
        word.len() >= 4
            && lower.contains(word)
            && lower.replace(word, "").chars().filter(|c| c.is_alphanumeric()).count() <= 4
    };
    CONTEXT.iter().any(|word| rest_is_short(word)) || known.iter().any(|word| rest_is_short(&word.to_lowercase()))
}

/// Made by `scripts/common-passwords.py`. Sorted; each has a letter, a digit and at least eight characters, for no other
/// passes the rule.
const COMMON: &[&str] = &include!("common_passwords.in");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_the_manuals() {
        for (text, expected) in [
            ("abcd123", Some(WeakPassword::Rule)),
            ("abcdefgh", Some(WeakPassword::Rule)),
            ("12345678", Some(WeakPassword::Rule)),
            ("みどりの丘の病院", Some(WeakPassword::Rule)),
            ("midori-7", None),
            ("ｍｉｄｏｒｉ－７", None),
            ("みどりの丘a12", None),
            ("password1", Some(WeakPassword::Common)),
            ("Password1!", Some(WeakPassword::Common)),
            ("Kanwa2027", Some(WeakPassword::Context)),
            ("kaku-zatsu2", None),
        ] {
            assert_eq!(Password::new(text, &[]).err(), expected, "{text}");
        }
    }

    #[test]
    fn the_staff_needs_length_and_nothing_else() {
        for (text, expected) in [
            ("midori-no-oka7", Some(WeakPassword::TooShort)),
            ("midori-no-oka-7", None),
            ("aozora to kaze no", None),
            ("みどりのおかにかぜがふいている", None),
            ("482915736028461", None),
            ("Password1!!!!!!!", Some(WeakPassword::Common)),
            ("kanwa-kanwa-2027", Some(WeakPassword::Context)),
            ("jimukyoku-no-2027", Some(WeakPassword::Context)),
        ] {
            assert_eq!(Password::of_staff(text, &["jimukyoku-no"]).err(), expected, "{text}");
        }
        assert!(Password::of_staff(&"風".repeat(128), &[]).is_ok());
        assert_eq!(Password::of_staff(&"風".repeat(129), &[]).err(), Some(WeakPassword::TooLong));
        assert_eq!(Password::of_staff(&"ｶﾞ".repeat(14), &[]).err(), Some(WeakPassword::TooShort), "NFKC comes first");
    }

    #[test]
    fn length_counts_characters_up_to_128() {
        let of = |length: usize| format!("{}1", "x".repeat(length - 1));
        assert!(Password::new(&of(128), &[]).is_ok());
        assert_eq!(Password::new(&of(129), &[]).err(), Some(WeakPassword::TooLong));
    }

    #[test]
    fn words_of_the_account_are_refused() {
        assert_eq!(Password::new("somebody27", &["somebody"]).err(), Some(WeakPassword::Context));
        assert!(Password::new("somebody-went-home-27", &["somebody"]).is_ok());
    }

    #[test]
    fn the_list_is_sorted_and_each_entry_would_pass_the_rule() {
        assert!(COMMON.is_sorted());
        for entry in COMMON {
            assert!(entry.len() >= 8 && entry.bytes().any(|b| b.is_ascii_digit()), "{entry}");
            assert!(entry.bytes().any(|b| b.is_ascii_alphabetic()), "{entry}");
        }
    }
}
