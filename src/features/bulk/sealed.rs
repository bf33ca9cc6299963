//! Passwords of a run, sealed for the browser that started it. Nobody is at a browser when they are made: each is encrypted at once to a public key (HPKE,
//! RFC 9180), whose other half stands in a cookie of that browser and nowhere else. Whoever has the database has nothing.

use crate::domain::secret::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_256 as SUITE;
use rustls::crypto::hpke::{EncapsulatedSecret, Hpke, HpkePrivateKey, HpkePublicKey};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Bytes of an encapsulated X25519 key, which stand before each sealed password.
const ENCAPSULATED: usize = 32;
const INFO: &[u8] = b"passdesk passwords of a bulk run";

/// The key pair of a run: what the store keeps, and what the browser keeps.
pub(super) struct RunKeys {
    /// In hexadecimal digits.
    pub public: String,
    /// The `Set-Cookie` line with the other half.
    pub cookie: RunCookie,
}

/// A `Set-Cookie` line with a private key.
pub(super) struct RunCookie(String);

impl std::fmt::Debug for RunCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RunCookie([a private key])")
    }
}

impl RunCookie {
    /// The header's value.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The cookie of a run. `__Host-` ties it to this host, to https (or loopback) and to the whole path.
pub(super) fn cookie_name(run: Uuid) -> String {
    format!("__Host-passdesk-run-{}", run.simple())
}

/// A new key pair; `None` where the system gives no random bytes.
pub(super) fn new_keys(run: Uuid) -> Option<RunKeys> {
    let (public, private) = SUITE.generate_key_pair().inspect_err(|error| tracing::error!(%error, "no keys were made for a run")).ok()?;
    let private = Zeroizing::new(URL_SAFE_NO_PAD.encode(private.secret_bytes()));
    // Without an age, so that browsers keep it in memory and write it to no disk.
    let cookie = RunCookie(format!("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict", cookie_name(run), *private));
    Some(RunKeys { public: hex::encode(public.0), cookie })
}

/// Seals the password of a row.
pub(super) fn seal(public: &str, run: Uuid, line: u32, password: &str) -> Option<Vec<u8>> {
    let key = HpkePublicKey(hex::decode(public).ok()?);
    let (encapsulated, sealed) = SUITE.seal(INFO, bound_to(run, line).as_bytes(), password.as_bytes(), &key).ok()?;
    Some([encapsulated.0, sealed].concat())
}

/// Opens it again with what the cookie holds.
pub(super) fn open(cookie: &str, run: Uuid, line: u32, sealed: &[u8]) -> Option<Secret<String>> {
    let key = HpkePrivateKey::from(URL_SAFE_NO_PAD.decode(cookie).ok()?);
    let (encapsulated, sealed) = sealed.split_at_checked(ENCAPSULATED)?;
    let opened = SUITE.open(&EncapsulatedSecret(encapsulated.to_vec()), INFO, bound_to(run, line).as_bytes(), sealed, &key).ok()?;
    let opened = Zeroizing::new(opened);
    std::str::from_utf8(&opened).ok().map(|password| Secret::new(password.to_owned()))
}

fn bound_to(run: Uuid, line: u32) -> String {
    format!("run {run} line {line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_password_opens_with_the_cookie_of_its_run_and_for_its_row_only() {
        let (run, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (keys, strangers) = (new_keys(run).expect("keys"), new_keys(run).expect("keys"));
        let value = |keys: &RunKeys| keys.cookie.as_str().split(['=', ';']).nth(1).expect("a value").to_owned();
        let sealed = seal(&keys.public, run, 3, "Km7-pass").expect("sealed");
        assert_eq!(open(&value(&keys), run, 3, &sealed).map(|opened| opened.expose().clone()).as_deref(), Some("Km7-pass"));
        assert!(!format!("{:?}", keys.cookie).contains(&value(&keys)));
        for (cookie, run, line) in [(value(&strangers), run, 3), (value(&keys), other, 3), (value(&keys), run, 4), (String::new(), run, 3), ("x".into(), run, 3)] {
            assert!(open(&cookie, run, line, &sealed).is_none());
        }
        assert!(open(&value(&keys), run, 3, &sealed[..40]).is_none() && open(&value(&keys), run, 3, &[]).is_none());
        assert_ne!(sealed, seal(&keys.public, run, 3, "Km7-pass").expect("sealed"), "no two are alike");
    }
}
