//! A signed-in session of a user: the digests of its tokens, never the tokens.

use serde::{Deserialize, Serialize};

use crate::sandbox::clock::Moment;

/// Access tokens kept for one session; older ones are forgotten.
const ACCESS_TOKENS: usize = 10;

/// An access token that a session was given.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessToken {
    /// Digest of the token.
    pub digest: String,
    /// When it ends.
    pub expires_at: Moment,
}

/// What began with one sign-in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UserSession {
    /// Digest of the refresh token.
    pub refresh: String,
    /// When the refresh token ends.
    pub refresh_expires_at: Moment,
    /// The access tokens, oldest first.
    pub access: Vec<AccessToken>,
    /// Whether every token of it was revoked.
    pub is_revoked: bool,
}

impl UserSession {
    /// A session with its first tokens.
    pub fn new(refresh: String, refresh_expires_at: Moment, access: AccessToken) -> Self {
        Self { refresh, refresh_expires_at, access: vec![access], is_revoked: false }
    }

    /// Adds a refreshed access token.
    pub fn add(&mut self, access: AccessToken) {
        self.access.push(access);
        let surplus = self.access.len().saturating_sub(ACCESS_TOKENS);
        self.access.drain(..surplus);
    }

    /// The access token of a digest.
    pub fn access_token(&self, digest: &str) -> Option<&AccessToken> {
        self.access.iter().find(|token| token.digest == digest)
    }
}
