//! Showing a generated password once, without keeping it. The browser holds it encrypted, in a cookie; the database holds the key;
//! whoever has one of them has nothing. Decision 0014 says why.

use crate::domain::audit::{AuditRecord, Outcome, RecordKind, RecordedTarget};
use crate::domain::operation::Action;
use crate::domain::part::part_id;
use crate::domain::secret::Secret;
use crate::features::console::{Caller, Console};
use crate::features::faults::{broke_off, trail_failed};
use crate::features::records::entry;
use crate::ports::audit_log::AuditError;
use crate::ports::reveal_store::{RevealKey, RevealStoreError};
use crate::wire::{ApiError, ErrorCode};
use aws_lc_rs::aead::{AES_256_GCM, Aad, MAX_TAG_LEN, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore;
use rand::rngs::OsRng;
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

/// A `Set-Cookie` line that carries a sealed password.
pub struct RevealCookie(String);

impl std::fmt::Debug for RevealCookie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RevealCookie([sealed])")
    }
}

impl RevealCookie {
    /// The header's value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The cookie of one action. `__Host-` ties it to this host, to https (or loopback) and to the whole path.
pub fn cookie_name(action: Uuid) -> String {
    format!("__Host-passdesk-reveal-{}", action.simple())
}

/// The `Set-Cookie` line that takes the cookie away.
pub fn cookie_end(action: Uuid) -> String {
    format!("{}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict", cookie_name(action))
}

/// Seals a password for this person's session and keeps the key. Nothing where that fails: the password is set all the same, and
/// the result page says that it cannot be shown.
pub(super) async fn seal(console: &Console, caller: &Caller, action: Uuid, password: &str) -> Option<RevealCookie> {
    let mut bytes = Zeroizing::new([0; 32]);
    if let Err(error) = OsRng.try_fill_bytes(bytes.as_mut()) {
        tracing::error!(%error, "the system gives no random bytes");
        return None;
    }
    let key: RevealKey = Secret::new(*bytes);
    let sealed = encrypt(&key, &bound_to(action, &caller.session_handle), password)?;
    if let Err(error) = console.reveals.keep(action, &caller.session_handle, &key).await {
        tracing::error!(request_id = %caller.origin.request_id, %error, "a generated password cannot be shown");
        return None;
    }
    // Without an age, so that browsers keep it in memory and write it to no disk; what ends it is its key's end.
    Some(RevealCookie(format!("{}={sealed}; Path=/; Secure; HttpOnly; SameSite=Strict", cookie_name(action))))
}

/// What became of the attempt to show a password.
#[derive(Debug)]
pub enum Opened {
    /// Here it is; the showing is on record.
    Password(Secret<String>),
    /// It is not to be had (again).
    Gone,
}

/// Opens the cookie of an action, once, for the person and the session that had the password generated. The showing is on record
/// before the password is on the page; the record's id follows from the action's, so there can be one only.
///
/// # Errors
/// `trail_unavailable`, `database_unavailable`: then nothing is shown or used up, and it can be tried again.
pub async fn open(console: &Console, caller: &Caller, opening: &AuditRecord, cookie: String) -> Result<Opened, ApiError> {
    let action = opening.entry.action_id;
    if !opening.entry.is_by(caller.actor()?) || !caller.may(Action::RevealPassword) {
        return Ok(Opened::Gone);
    }
    // Not to be dropped with its request between the record and the key.
    let (console, caller, target) = (console.clone(), caller.clone(), opening.entry.target.clone());
    let reference = caller.clone();
    let work = console.under_way.clone().spawn(async move { record_and_take(&console, &caller, action, target, &cookie).await });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, &reference)))
}

async fn record_and_take(console: &Console, caller: &Caller, action: Uuid, target: Option<RecordedTarget>, cookie: &str) -> Result<Opened, ApiError> {
    let failed = |error: RevealStoreError| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "a reveal key could not be read");
        caller.error(ErrorCode::DatabaseUnavailable)
    };
    if !console.reveals.is_kept(action, &caller.session_handle).await.map_err(failed)? {
        return Ok(Opened::Gone);
    }
    let mut entry = entry(console, caller, RecordKind::Read, Action::RevealPassword);
    entry.action_id = part_id(action, Action::RevealPassword.event());
    entry.part_of = Some(action);
    entry.target = target;
    entry.outcome = Some(Outcome::Succeeded);
    match console.audit.append(entry).await {
        Ok(_) => {}
        Err(AuditError::Duplicate(_)) => return Ok(Opened::Gone),
        Err(error) => return Err(trail_failed(&error, caller)),
    }
    // From here on it is used up, whatever happens: the record stands.
    let taken = console.reveals.take(action, &caller.session_handle).await.map_err(failed);
    let Ok(Some(key)) = taken else { return Ok(Opened::Gone) };
    Ok(decrypt(&key, &bound_to(action, &caller.session_handle), cookie).map_or(Opened::Gone, Opened::Password))
}

/// What the cookie is good for: one action, one session.
fn bound_to(action: Uuid, session_handle: &str) -> String {
    format!("passdesk reveal {action} {session_handle}")
}

/// AES-256-GCM with a random nonce, which stands before the rest; base64url.
fn encrypt(key: &RevealKey, bound_to: &str, password: &str) -> Option<String> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, key.expose()).ok()?;
    let mut text = Zeroizing::new(Vec::with_capacity(password.len() + MAX_TAG_LEN));
    text.extend_from_slice(password.as_bytes());
    let nonce = key.seal_in_place_append_tag(Aad::from(bound_to), &mut *text).ok()?;
    let mut sealed = nonce.as_ref().to_vec();
    sealed.extend_from_slice(&text);
    Some(URL_SAFE_NO_PAD.encode(sealed))
}

fn decrypt(key: &RevealKey, bound_to: &str, sealed: &str) -> Option<Secret<String>> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, key.expose()).ok()?;
    let mut sealed = Zeroizing::new(URL_SAFE_NO_PAD.decode(sealed).ok()?);
    let (nonce, text) = sealed.split_at_mut_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let opened = key.open_in_place(nonce, Aad::from(bound_to), text).ok()?;
    let password = std::str::from_utf8(opened).ok().map(|password| Secret::new(password.to_owned()));
    opened.zeroize();
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_password_opens_with_its_key_and_for_its_action_and_session_only() {
        let (key, other) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let bound = bound_to(Uuid::from_u128(1), "a1");
        let sealed = encrypt(&key, &bound, "Km7-pass").expect("sealed");
        assert!(!sealed.contains("Km7"));
        assert_eq!(decrypt(&key, &bound, &sealed).map(|opened| opened.expose().clone()).as_deref(), Some("Km7-pass"));
        assert!(decrypt(&other, &bound, &sealed).is_none());
        assert!(decrypt(&key, &bound_to(Uuid::from_u128(2), "a1"), &sealed).is_none());
        assert!(decrypt(&key, &bound_to(Uuid::from_u128(1), "b2"), &sealed).is_none());
        for rubbish in ["", "AAAA", "not base64!", &sealed[..sealed.len() - 2]] {
            assert!(decrypt(&key, &bound, rubbish).is_none(), "{rubbish}");
        }
    }

    #[test]
    fn no_two_seals_are_alike() {
        let key = Secret::new([1; 32]);
        assert_ne!(encrypt(&key, "x", "same"), encrypt(&key, "x", "same"));
    }
}
