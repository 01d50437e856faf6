//! Names of things. ULIDs are names, never secrets.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ApplicationKind, Cycle, UnknownName};

/// Makes a newtype over a ULID in its canonical 26-character form.
macro_rules! ulid_name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The canonical text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                is_ulid(text).then(|| Self(text.to_owned())).ok_or(UnknownName)
            }
        }

        impl TryFrom<String> for $name {
            type Error = UnknownName;

            fn try_from(text: String) -> Result<Self, UnknownName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    };
}

ulid_name! {
    /// An account: one facility's login.
    AccountId
}
ulid_name! {
    /// One of the secretariat's staff.
    StaffId
}
ulid_name! {
    /// One announced upload of a certificate.
    UploadId
}
ulid_name! {
    /// A one-time link.
    LinkId
}

fn is_ulid(text: &str) -> bool {
    text.len() == 26
        && text.starts_with(|first: char| ('0'..='7').contains(&first))
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'Z') && !b"ILOU".contains(&byte))
}

/// An application: one facility's, for one kind, in one cycle. Written `<account>/2027-02/core`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ApplicationId {
    /// Whose it is.
    pub account: AccountId,
    /// The round it is filed in.
    pub cycle: Cycle,
    /// What is applied for.
    pub kind: ApplicationKind,
}

impl fmt::Display for ApplicationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.account, self.cycle, self.kind.slug())
    }
}

impl FromStr for ApplicationId {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let mut parts = text.split('/');
        let mut next = || parts.next().ok_or(UnknownName);
        let id = Self { account: next()?.parse()?, cycle: next()?.parse()?, kind: next()?.parse()? };
        if parts.next().is_none() { Ok(id) } else { Err(UnknownName) }
    }
}
