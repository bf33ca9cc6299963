//! Random strings from the operating system, and the comparison that secrets need.

#![expect(clippy::disallowed_methods, reason = "the one room of the sandbox that asks the system for randomness")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::{Rng as _, RngCore as _};
use sha2::{Digest as _, Sha256};

/// 256 random bits, URL-safe.
pub fn token() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Six digits: the form of Cognito's confirmation codes.
pub fn code() -> String {
    format!("{:06}", rand::rng().random_range(0..1_000_000))
}

/// Lower-case letters.
pub fn letters(number: usize) -> String {
    let mut dice = rand::rng();
    (0..number).map(|_| char::from(dice.random_range(b'a'..=b'z'))).collect()
}

/// A request id as AWS writes it.
pub fn request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// SHA-256, URL-safe: what is kept of a token.
pub fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

/// Compares without telling by its duration where two secrets differ: digests are compared, and
/// every byte of them.
pub fn same_secret(left: &str, right: &str) -> bool {
    let left = Sha256::digest(left.as_bytes());
    let right = Sha256::digest(right.as_bytes());
    left.iter().zip(right.iter()).fold(0_u8, |seen, (a, b)| seen | (a ^ b)) == 0
}
