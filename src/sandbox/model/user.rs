//! A user of a pool.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AuthEvent, Medium, PasswordHash, PasswordPolicy, UserSession, UserStatus};
use crate::sandbox::clock::Moment;

/// The confirmation code a user was last sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SentCode {
    /// Six digits.
    pub code: String,
    /// Until when it works.
    pub expires_at: Moment,
    /// Wrong tries so far.
    pub wrong_tries: u32,
}

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// The canonical username: what every answer carries.
    pub username: String,
    /// The attributes, `sub` among them.
    pub attributes: BTreeMap<String, String>,
    /// UserStatus.
    pub status: UserStatus,
    /// Enabled.
    pub enabled: bool,
    /// UserCreateDate.
    pub created_at: Moment,
    /// UserLastModifiedDate.
    pub modified_at: Moment,
    /// The current password; nobody's before the first sign-in from another provider.
    pub password: Option<PasswordHash>,
    /// Earlier passwords, newest first.
    pub earlier: Vec<PasswordHash>,
    /// When the temporary password was given.
    pub temporary_since: Option<Moment>,
    /// UserMFASettingList: `SMS_MFA`, `SOFTWARE_TOKEN_MFA`.
    pub mfa: Vec<String>,
    /// The names of the user's groups.
    pub groups: Vec<String>,
    /// The code that waits to be used.
    pub code: Option<SentCode>,
    /// The second factor that a sign-in waits for.
    pub factor: Option<SentCode>,
    /// When reset codes were sent lately.
    pub attempts: Vec<Moment>,
    /// Wrong passwords in a row.
    pub failed_sign_ins: u32,
    /// When the last of them was.
    pub failed_at: Option<Moment>,
    /// Until when sign-in is refused after wrong passwords.
    pub locked_until: Option<Moment>,
    /// Sessions, revoked ones among them, oldest first.
    pub sessions: Vec<UserSession>,
    /// What threat protection saw, oldest first.
    pub auth_events: Vec<AuthEvent>,
}

/// Sessions kept for one user; older ones are forgotten.
const SESSIONS: usize = 20;
/// Events kept for one user; older ones are forgotten.
const AUTH_EVENTS: usize = 200;

impl User {
    /// A user without attributes or password.
    pub fn new(username: String, status: UserStatus, now: Moment) -> Self {
        Self {
            username,
            attributes: BTreeMap::new(),
            status,
            enabled: true,
            created_at: now,
            modified_at: now,
            password: None,
            earlier: Vec::new(),
            temporary_since: None,
            mfa: Vec::new(),
            groups: Vec::new(),
            code: None,
            factor: None,
            attempts: Vec::new(),
            failed_sign_ins: 0,
            failed_at: None,
            locked_until: None,
            sessions: Vec::new(),
            auth_events: Vec::new(),
        }
    }

    /// The value of an attribute, if it is there.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The `sub`.
    pub fn sub(&self) -> &str {
        self.attribute("sub").unwrap_or_default()
    }

    /// Whether the e-mail address or the number is there and verified.
    pub fn is_verified(&self, medium: Medium) -> bool {
        let flag = match medium {
            Medium::Email => "email_verified",
            Medium::Sms => "phone_number_verified",
        };
        self.attribute(medium.attribute()).is_some_and(|value| !value.is_empty()) && self.attribute(flag).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Whether a code for sign-in travels by text message.
    pub fn has_sms_mfa(&self) -> bool {
        self.mfa.iter().any(|method| method == "SMS_MFA")
    }

    /// Whether the temporary password is past its days.
    pub fn temporary_is_expired(&self, policy: &PasswordPolicy, now: Moment) -> bool {
        self.status == UserStatus::ForceChangePassword && self.temporary_since.is_some_and(|since| now >= since.plus_days(policy.temporary_days()))
    }

    /// Whether a new password is the current one or one of the earlier ones that count.
    pub fn used_before(&self, password: &str, history: usize) -> bool {
        history > 0 && self.password.iter().chain(self.earlier.iter()).take(history).any(|used| used.matches(password))
    }

    /// Puts a new password in the place of the current one, which joins the earlier ones.
    pub fn replace_password(&mut self, password: PasswordHash) {
        if let Some(old) = self.password.replace(password) {
            self.earlier.insert(0, old);
            // 24 is the longest history a pool can ask for.
            self.earlier.truncate(24);
        }
        self.failed_sign_ins = 0;
        self.locked_until = None;
    }

    /// Begins a session.
    pub fn begin_session(&mut self, session: UserSession) {
        self.sessions.push(session);
        let surplus = self.sessions.len().saturating_sub(SESSIONS);
        self.sessions.drain(..surplus);
    }

    /// Revokes every token of the user.
    pub fn revoke_sessions(&mut self) {
        for session in &mut self.sessions {
            session.is_revoked = true;
        }
    }

    /// The number of sessions whose refresh token works.
    pub fn live_sessions(&self, now: Moment) -> usize {
        self.sessions.iter().filter(|session| !session.is_revoked && now < session.refresh_expires_at).count()
    }

    /// Remembers what threat protection saw.
    pub fn remember(&mut self, event: AuthEvent) {
        self.auth_events.push(event);
        let surplus = self.auth_events.len().saturating_sub(AUTH_EVENTS);
        self.auth_events.drain(..surplus);
    }
}
