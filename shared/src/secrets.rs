//! Passwords and one-time links: what is kept is useless to whoever reads the table.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, anyhow};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64_NOPAD;
use domain::{AccountId, LinkId, Password, StaffId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::config::{SecretKey, Settings};
use crate::ids::url_base32;

/// Makes the secret part of one-time links: an HMAC over what the row says, so that no table, stream, log or backup
/// holds a link that works.
#[derive(Clone, Debug)]
pub struct LinkKey {
    key: SecretKey,
    scope: String,
}

/// Whoever can be sent a one-time link: one kind's link opens nothing of the other's.
pub trait LinkHolder: std::fmt::Display + std::str::FromStr {
    /// What the proof says first.
    const WORD: &'static str;
}

impl LinkHolder for AccountId {
    const WORD: &'static str = "link";
}

impl LinkHolder for StaffId {
    const WORD: &'static str = "staff-link";
}

/// The key's name, in every link; a new key gets a new name.
const LINK_KEY_ID: &str = "1";

impl LinkKey {
    /// Reads the key. A link works only under the address it was made for.
    pub fn new(settings: &Settings<'_>) -> Self {
        Self { key: settings.key("LINK_KEY"), scope: settings.required("PUBLIC_BASE_URL") }
    }

    /// The text that follows `/password/link/` or `/admin/link/`.
    pub fn token<H: LinkHolder>(&self, holder: &H, link: &LinkId) -> String {
        let proof = url_base32().encode(&self.proof(holder, link));
        format!("{LINK_KEY_ID}-{holder}-{link}-{proof}").to_ascii_lowercase()
    }

    /// What a token names, if we made it.
    pub fn open<H: LinkHolder>(&self, token: &str) -> Option<(H, LinkId)> {
        let mut parts = token.split('-');
        let _key_id = parts.next().filter(|id| *id == LINK_KEY_ID)?;
        let holder = parts.next()?.to_ascii_uppercase().parse().ok()?;
        let link = parts.next()?.to_ascii_uppercase().parse().ok()?;
        let proof = url_base32().decode(parts.next()?.as_bytes()).ok()?;
        let ours = bool::from(self.proof(&holder, &link).as_slice().ct_eq(&proof));
        (ours && parts.next().is_none()).then_some((holder, link))
    }

    fn proof<H: LinkHolder>(&self, holder: &H, link: &LinkId) -> Vec<u8> {
        keyed(&self.key, &format!("{}|v1|{}|{holder}|{link}", H::WORD, self.scope))
    }

    /// Proof that a device signed in to an account before.
    pub fn device(&self, account: &AccountId, nonce: &str) -> String {
        url_base32().encode(&keyed(&self.key, &format!("device|v1|{}|{account}|{nonce}", self.scope)))
    }

    /// Whether that proof is ours.
    pub fn is_device(&self, account: &AccountId, nonce: &str, proof: &str) -> bool {
        bool::from(self.device(account, nonce).as_bytes().ct_eq(proof.as_bytes()))
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
pub(crate) fn keyed(key: &SecretKey, text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("any length will do");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Hashes and checks passwords: argon2id with a pepper that is not in the table.
#[derive(Clone)]
pub struct Passwords {
    pepper: SecretKey,
    /// One buffer for the life of the process: a fresh 19 MiB for each hash is not given back by the allocator.
    memory: Arc<Mutex<Vec<Block>>>,
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It is not the password.
    Wrong,
    /// It is.
    Right,
    /// It is, but hashed with weaker parameters than today's: hash it again.
    Outdated,
}

/// Memory in KiB, passes, lanes: OWASP's floor.
const COST: (u32, u32, u32) = (19456, 2, 1);

/// Verified when there is no account, so that an unknown address takes the same work as a known one.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm8gc3VjaCBhY2NvdW50IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl Passwords {
    /// Reads the pepper.
    pub fn new(settings: &Settings<'_>) -> Self {
        Self { pepper: settings.key("PASSWORD_PEPPER"), memory: Arc::default() }
    }

    /// The hash to store, as a PHC string.
    pub async fn hash(&self, password: Password, salt: [u8; 16]) -> anyhow::Result<String> {
        let this = self.clone();
        let hash = tokio::task::spawn_blocking(move || this.digest(&password, &salt, COST)).await??;
        let (m, t, p) = COST;
        let (salt, hash) = (BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&hash));
        Ok(format!("$argon2id$v=19$m={m},t={t},p={p}${salt}${hash}"))
    }

    /// Whether `password` belongs to `stored`. Without a stored hash the work is the same and the answer is no.
    pub async fn check(&self, password: Password, stored: Option<&str>) -> anyhow::Result<Checked> {
        let parsed = parse(stored.unwrap_or(DUMMY)).context("reading a stored hash")?;
        let this = self.clone();
        let hash = tokio::task::spawn_blocking(move || this.digest(&password, &parsed.salt, parsed.cost)).await??;
        let same = bool::from(hash.as_slice().ct_eq(&parsed.hash));
        Ok(match (same && stored.is_some(), parsed.cost == COST) {
            (false, _) => Checked::Wrong,
            (true, true) => Checked::Right,
            (true, false) => Checked::Outdated,
        })
    }

    /// The same for what was typed at a login, and the password that it was taken for. White space around it, which comes
    /// along when a password is pasted, is forgiven there. How much work that is depends on the text only where the answer
    /// is no, not on whether there is an account.
    pub async fn check_typed(&self, typed: &str, stored: Option<&str>) -> anyhow::Result<(Checked, Password)> {
        let checked = self.check(Password::typed(typed), stored).await?;
        let trimmed = typed.trim();
        if checked != Checked::Wrong || trimmed == typed {
            return Ok((checked, Password::typed(typed)));
        }
        Ok((self.check(Password::typed(trimmed), stored).await?, Password::typed(trimmed)))
    }

    fn digest(&self, password: &Password, salt: &[u8], (m, t, p): (u32, u32, u32)) -> anyhow::Result<[u8; 32]> {
        let bad = |error| anyhow!("argon2: {error}");
        let params = Params::new(m, t, p, Some(32)).map_err(bad)?;
        let blocks = params.block_count();
        let argon2 = Argon2::new_with_secret(self.pepper.as_bytes(), Algorithm::Argon2id, Version::V0x13, params)
            .map_err(bad)?;
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = blocks.max(memory.len());
        memory.resize(enough, Block::default());
        let mut hash = [0; 32];
        let area = memory.get_mut(..blocks).context("argon2: memory")?;
        argon2.hash_password_into_with_memory(password.as_bytes(), salt, &mut hash, area).map_err(bad)?;
        Ok(hash)
    }
}

struct Parsed {
    cost: (u32, u32, u32),
    salt: Vec<u8>,
    hash: Vec<u8>,
}

fn parse(stored: &str) -> Option<Parsed> {
    let mut parts = stored.strip_prefix("$argon2id$v=19$")?.split('$');
    let mut costs = parts.next()?.split(',').map(|cost| cost.split_once('=')?.1.parse().ok());
    let cost = (costs.next()??, costs.next()??, costs.next()??);
    let mut bytes = || BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok();
    Some(Parsed { cost, salt: bytes()?, hash: bytes()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(name: &str) -> Option<String> {
        (name != "NONE").then(|| format!("https://portal.example/{name}/aaaaaaaaaaaaaaaa"))
    }

    #[test]
    fn a_link_opens_only_as_it_was_made() {
        let key = Settings::build(&lookup, LinkKey::new).unwrap();
        let (account, link) =
            ("01KH1QN300AAAAAAAAAAAAAAAA".parse::<AccountId>().unwrap(), "01KH1QN300BBBBBBBBBBBBBBBB".parse().unwrap());
        let token = key.token(&account, &link);
        assert_eq!(key.open(&token), Some((account, link)));
        assert_eq!(key.open::<StaffId>(&token), None, "a facility's link opens nothing of the staff's");
        for at in 0..token.len() {
            let mut tampered = token.clone().into_bytes();
            tampered[at] = if tampered[at] == b'z' { b'y' } else { b'z' };
            assert_eq!(key.open::<AccountId>(&String::from_utf8(tampered).unwrap()), None, "byte {at}");
        }
    }

    #[tokio::test]
    async fn a_password_is_checked_with_the_pepper_it_was_hashed_with() {
        let passwords = Settings::build(&lookup, Passwords::new).unwrap();
        let stored = passwords.hash(Password::typed("midori-7"), [7; 16]).await.unwrap();
        let check = async |typed, stored| passwords.check(Password::typed(typed), stored).await.unwrap();
        assert_eq!(check("midori-7", Some(&*stored)).await, Checked::Right);
        assert_eq!(check("midori-8", Some(&*stored)).await, Checked::Wrong);
        assert_eq!(check("midori-7", None).await, Checked::Wrong);
        let other = Settings::build(&|name| lookup(name).map(|text| text + "!"), Passwords::new).unwrap();
        assert_eq!(other.check(Password::typed("midori-7"), Some(&stored)).await.unwrap(), Checked::Wrong);
    }

    #[test]
    fn the_parameters_are_not_below_owasps_floor() {
        assert!(COST.0 >= 19456 && COST.1 >= 2 && COST.2 == 1);
        assert_eq!(parse(DUMMY).unwrap().cost, COST);
    }
}
