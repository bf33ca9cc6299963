//! Passwords: how they are kept, and the pool's rules for new ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::sandbox::chance;

/// A salted SHA-256. Too fast for real passwords, and meant to be: these belong to made-up people,
/// are shown in the sandbox's own pages, and hundreds are hashed when a folder is seeded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordHash {
    salt: String,
    hash: String,
}

impl PasswordHash {
    /// Hashes under the given salt.
    pub fn new(password: &str, salt: String) -> Self {
        let hash = Self::hash(password, &salt);
        Self { salt, hash }
    }

    /// Whether this is the password.
    pub fn matches(&self, password: &str) -> bool {
        chance::same_secret(&Self::hash(password, &self.salt), &self.hash)
    }

    fn hash(password: &str, salt: &str) -> String {
        let mut hasher = Sha256::new();
        hasher.update(salt.as_bytes());
        hasher.update([0]);
        hasher.update(password.as_bytes());
        STANDARD_NO_PAD.encode(hasher.finalize())
    }
}

/// Cognito's PasswordPolicyType.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PasswordPolicy {
    /// 6 to 99 characters.
    pub minimum_length: usize,
    /// At least one of `A` to `Z`.
    pub require_uppercase: bool,
    /// At least one of `a` to `z`.
    pub require_lowercase: bool,
    /// At least one digit.
    pub require_numbers: bool,
    /// At least one of Cognito's symbols.
    pub require_symbols: bool,
    /// How many earlier passwords are refused.
    pub password_history_size: usize,
    /// How many days a temporary password can be used; 0 means 7.
    pub temporary_password_validity_days: i64,
}

/// The symbols that count, from the developer guide; a space inside the password counts too.
const SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ";

impl PasswordPolicy {
    /// The days a temporary password lives.
    pub const fn temporary_days(&self) -> i64 {
        if self.temporary_password_validity_days == 0 { 7 } else { self.temporary_password_validity_days }
    }

    /// The first rule that a password breaks, in Cognito's words.
    pub fn broken_rule(&self, password: &str) -> Option<&'static str> {
        let lacks = |belongs: fn(char) -> bool| !password.chars().any(belongs);
        if password.chars().count() < self.minimum_length {
            Some("Password not long enough")
        } else if self.require_lowercase && lacks(|c| c.is_ascii_lowercase()) {
            Some("Password must have lowercase characters")
        } else if self.require_uppercase && lacks(|c| c.is_ascii_uppercase()) {
            Some("Password must have uppercase characters")
        } else if self.require_numbers && lacks(|c| c.is_ascii_digit()) {
            Some("Password must have numeric characters")
        } else if self.require_symbols && lacks(|c| SYMBOLS.contains(c)) {
            Some("Password must have symbol characters")
        } else {
            None
        }
    }
}
