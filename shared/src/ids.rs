//! Where names and secrets come from: the operating system, or a seed in tests.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use data_encoding::{BASE32_NOPAD, Specification};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The source of names and secrets.
#[derive(Clone, Debug, Default)]
pub enum Ids {
    /// The operating system's generator.
    #[default]
    Random,
    /// A reproducible sequence: tests only.
    Seeded(Arc<Mutex<ChaCha20Rng>>),
}

/// Crockford's base 32: no I, L, O, U.
const CROCKFORD: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Ids {
    /// A reproducible source.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// Fills `bytes`.
    #[expect(clippy::expect_used, reason = "without randomness nothing may go on")]
    fn fill(&self, bytes: &mut [u8]) {
        match self {
            Self::Random => getrandom::fill(bytes).expect("the operating system has a random generator"),
            Self::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes),
        }
    }

    /// A fresh ULID-shaped name: milliseconds of `now`, then 80 random bits.
    pub fn name<T: std::str::FromStr<Err = domain::UnknownName>>(&self, now: DateTime<Utc>) -> T {
        let mut bytes = [0_u8; 16];
        self.fill(&mut bytes);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        let value = (u128::from(millis) << 80) | (u128::from_be_bytes(bytes) >> 48);
        let text: String = (0..26).rev().map(|place| crockford((value >> (5 * place)) & 31)).collect();
        text.parse().unwrap_or_else(|_| unreachable!("a ULID is 26 characters of Crockford's base 32"))
    }

    /// A secret of 256 bits in base 32.
    pub fn secret(&self) -> String {
        let mut bytes = [0_u8; 32];
        self.fill(&mut bytes);
        BASE32_NOPAD.encode(&bytes)
    }

    /// 16 random bytes: the salt of a password.
    pub fn salt(&self) -> [u8; 16] {
        let mut bytes = [0_u8; 16];
        self.fill(&mut bytes);
        bytes
    }

    /// Five characters that are easy to read aloud: the tail of a 受付番号.
    pub fn receipt_tail(&self) -> String {
        let mut bytes = [0_u8; 5];
        self.fill(&mut bytes);
        bytes.iter().map(|byte| crockford(u128::from(byte & 31))).collect()
    }
}

fn crockford(value: u128) -> char {
    usize::try_from(value).ok().and_then(|index| CROCKFORD.chars().nth(index)).unwrap_or('0')
}

/// Lower-case base 32 without look-alikes, for texts that end in a URL.
#[expect(clippy::expect_used, reason = "a constant specification, checked by a test")]
pub(crate) fn url_base32() -> data_encoding::Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str(&CROCKFORD.to_ascii_lowercase());
    specification.encoding().expect("the alphabet has 32 symbols")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ulids_that_sort_by_time() {
        let ids = Ids::seeded(1);
        let at = |ms| DateTime::from_timestamp_millis(ms).unwrap();
        let first: domain::UploadId = ids.name(at(1_800_000_000_000));
        let second: domain::UploadId = ids.name(at(1_800_000_000_001));
        assert!(first < second);
        insta::assert_snapshot!(first, @"01MCC5RM00K8VM8M25C1HSXHKG");
    }
}
