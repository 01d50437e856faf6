//! The staff's authenticators (RFC 6238). The secret is derived and not stored: an HMAC of the pepper over who enrolled
//! and with which invitation, so that no table, stream or backup holds one.

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use domain::{LinkId, StaffId};
use totp_rs::{Builder, Totp};

use crate::config::{SecretKey, Settings};
use crate::secrets::keyed;
use crate::society::Society;

/// Derives the secrets and checks the codes.
#[derive(Clone, Debug)]
pub struct Authenticators {
    pepper: SecretKey,
}

/// The authenticator of one enrolment.
pub struct Authenticator {
    secret: Vec<u8>,
    totp: Totp,
}

/// The bytes of a secret: what RFC 4226 recommends.
const SECRET_BYTES: usize = 20;

impl Authenticators {
    /// Reads the pepper.
    pub fn new(settings: &Settings<'_>) -> Self {
        Self { pepper: settings.key("PASSWORD_PEPPER") }
    }

    /// The authenticator that `staff` enrolled with the invitation `enrolment`.
    pub fn of(&self, staff: &StaffId, enrolment: &LinkId) -> Authenticator {
        let mut secret = keyed(&self.pepper, &format!("authenticator|v1|{staff}|{enrolment}"));
        secret.truncate(SECRET_BYTES);
        let totp = Builder::new().with_secret(secret.clone()).build_noncompliant();
        Authenticator { secret, totp }
    }
}

impl Authenticator {
    /// The secret as an app takes it, in groups of four.
    pub fn spoken(&self) -> String {
        let text = BASE32_NOPAD.encode(&self.secret);
        let groups = text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned());
        groups.collect::<Vec<_>>().join(" ")
    }

    /// The address that a QR code tells an app.
    pub fn uri(&self, account: &str) -> String {
        let issuer = &Society::current().name;
        let encode =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        let label = format!("{}:{}", encode(issuer), encode(account));
        format!("otpauth://totp/{label}?secret={}&issuer={}", BASE32_NOPAD.encode(&self.secret), encode(issuer))
    }

    /// The step whose code this is, give or take one of 30 seconds; `None` if it is wrong.
    pub fn step_of(&self, code: &str, now: DateTime<Utc>) -> Option<u64> {
        let digits: String = code.chars().map(domain::fold_width).filter(|c| !c.is_whitespace()).collect();
        self.totp.check(&digits, seconds(now))
    }

    /// The code of this moment: for the demo and for tests.
    pub fn code(&self, now: DateTime<Utc>) -> String {
        self.totp.generate(seconds(now)).to_string()
    }
}

fn seconds(now: DateTime<Utc>) -> u64 {
    u64::try_from(now.timestamp()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn authenticators() -> Authenticators {
        let lookup = |name: &str| (name == "PASSWORD_PEPPER").then(|| "22".repeat(32));
        Settings::build(&lookup, Authenticators::new).unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_is_good_for_its_step_and_one_beside_it() {
        let own = authenticators().of(&"0".repeat(26).parse().unwrap(), &"1".repeat(26).parse().unwrap());
        let now = at("2027-02-10T01:00:00Z");
        let code = own.code(now);
        let step = own.step_of(&code, now).unwrap();
        assert_eq!(own.step_of(&code, now + TimeDelta::seconds(59)), Some(step));
        assert_eq!(own.step_of(&code, now + TimeDelta::seconds(60)), None);
        assert_eq!(own.step_of(&code, now - TimeDelta::seconds(30)), Some(step));
        let wide: String = code.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        assert_eq!(own.step_of(&format!(" {wide} "), now), Some(step), "full width and blanks are folded");
        assert_eq!(own.step_of("", now), None);
    }

    #[test]
    fn each_enrolment_has_a_secret_of_its_own() {
        let all = authenticators();
        let (staff, other) = ("0".repeat(26).parse().unwrap(), "3".repeat(26).parse().unwrap());
        let (first, second) = ("1".repeat(26).parse().unwrap(), "2".repeat(26).parse().unwrap());
        let secrets =
            [(&staff, &first), (&staff, &second), (&other, &first)].map(|(who, with)| all.of(who, with).spoken());
        assert!(secrets[0] != secrets[1] && secrets[0] != secrets[2]);
        assert_eq!(secrets[0].len(), 32 + 7);
    }

    #[test]
    fn the_uri_names_society_and_account() {
        let own = authenticators().of(&"0".repeat(26).parse().unwrap(), &"1".repeat(26).parse().unwrap());
        let uri = own.uri("staff@example.jp");
        assert!(uri.starts_with("otpauth://totp/%E6%97%A5"), "{uri}");
        assert!(uri.contains(":staff%40example.jp?secret="), "{uri}");
    }
}
