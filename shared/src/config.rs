//! Settings: the only reader of the environment. Every missing or bad one is named at once, at start.

use std::cell::RefCell;
use std::fmt;

/// Reads settings from a lookup function: the environment in a binary, a map in tests and in the local system.
pub struct Settings<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    problems: RefCell<Vec<String>>,
}

/// The settings that are missing or cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("settings: {}", .0.join("; "))]
pub struct BadSettings(Vec<String>);

/// Key material. Never printed.
#[derive(Clone)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// The fewest characters that count as a key.
    const MIN: usize = 32;

    /// The key's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(***)")
    }
}

impl<'a> Settings<'a> {
    /// Builds `T` from settings, or tells all that is wrong with them.
    pub fn build<T>(
        lookup: &'a dyn Fn(&str) -> Option<String>,
        build: impl FnOnce(&Self) -> T,
    ) -> Result<T, BadSettings> {
        let settings = Self { lookup, problems: RefCell::default() };
        let value = build(&settings);
        let problems = settings.problems.into_inner();
        if problems.is_empty() { Ok(value) } else { Err(BadSettings(problems)) }
    }

    /// A setting that may be absent.
    pub fn optional(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }

    /// A setting that must be there.
    pub fn required(&self, name: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.problem(format!("{name} is missing"));
            String::new()
        })
    }

    /// A key of at least 32 characters.
    pub fn key(&self, name: &str) -> SecretKey {
        let text = self.required(name);
        if !text.is_empty() && text.len() < SecretKey::MIN {
            self.problem(format!("{name} is shorter than {} characters", SecretKey::MIN));
        }
        SecretKey(text.into_bytes())
    }

    /// Records that a setting cannot be used.
    pub fn problem(&self, problem: String) {
        self.problems.borrow_mut().push(problem);
    }
}

/// Looks a name up in the process environment.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_told_at_once() {
        let lookup = |name: &str| (name == "LINK_KEY").then(|| "short".to_owned());
        let result =
            Settings::build(&lookup, |s| (s.required("PORTAL_TABLE"), s.key("LINK_KEY"), s.key("PASSWORD_PEPPER")));
        insta::assert_snapshot!(
            result.unwrap_err(),
            @"settings: PORTAL_TABLE is missing; LINK_KEY is shorter than 32 characters; PASSWORD_PEPPER is missing"
        );
    }
}
