//! What a control request may say of a user.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ControlError;
use crate::sandbox::chance;
use crate::sandbox::clock::Moment;
use crate::sandbox::cognito::{CODE_SECONDS, check_username};
use crate::sandbox::control::given::{When, or_null};
use crate::sandbox::model::{PasswordHash, Pool, SentCode, User, UserStatus};
use crate::sandbox::seed::SEED_PASSWORD;

/// What to change; absent fields stay, or are plain in a new user.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Patch {
    status: Option<UserStatus>,
    enabled: Option<bool>,
    /// `null` takes an attribute away.
    attributes: BTreeMap<String, Option<String>>,
    groups: Option<Vec<String>>,
    mfa: Option<Vec<String>>,
    /// Set without asking the pool's policy.
    password: Option<String>,
    created_at: Option<When>,
    modified_at: Option<When>,
    /// Since when the temporary password is there; `null`: there is none.
    #[serde(deserialize_with = "or_null")]
    temporary_since: Option<Option<When>>,
    /// The same as an age.
    temporary_age_seconds: Option<i64>,
    /// The code that waits to be used; `null` takes it away.
    #[serde(deserialize_with = "or_null")]
    code: Option<Option<Code>>,
    /// How many codes were sent within the hour.
    attempts: Option<u8>,
}

/// A confirmation code that went out some time ago.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Code {
    /// Random when absent.
    code: Option<String>,
    age_seconds: i64,
    wrong_tries: u32,
}

/// UserMFASettingList's words.
const FACTORS: [&str; 4] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "WEB_AUTHN_MFA"];

impl Patch {
    /// Refuses what no user can be.
    pub fn check(&self) -> Result<(), ControlError> {
        if self.mfa.iter().flatten().any(|factor| !FACTORS.contains(&factor.as_str())) {
            return Err(ControlError::invalid(format!("mfa: only {}", FACTORS.join(", "))));
        }
        if self.temporary_since.is_some() && self.temporary_age_seconds.is_some() {
            return Err(ControlError::invalid("either temporary_since or temporary_age_seconds"));
        }
        Ok(())
    }

    /// Changes a user.
    pub fn apply(self, user: &mut User, now: Moment) {
        if let Some(status) = self.status {
            user.status = status;
            user.temporary_since = (status == UserStatus::ForceChangePassword).then_some(now);
        }
        if let Some(since) = self.temporary_since {
            user.temporary_since = since.map(|when| when.0);
        }
        if let Some(age) = self.temporary_age_seconds {
            user.temporary_since = Some(now.plus_seconds(age.saturating_neg()));
        }
        user.enabled = self.enabled.unwrap_or(user.enabled);
        if self.enabled == Some(false) {
            user.revoke_sessions();
        }
        for (name, value) in self.attributes {
            match value {
                Some(value) => user.attributes.insert(name, value),
                None => user.attributes.remove(&name),
            };
        }
        user.groups = self.groups.unwrap_or_else(|| std::mem::take(&mut user.groups));
        user.mfa = self.mfa.unwrap_or_else(|| std::mem::take(&mut user.mfa));
        if let Some(password) = self.password {
            user.replace_password(PasswordHash::new(&password, chance::token()));
        }
        if let Some(code) = self.code {
            user.code = code.map(|code| code.sent(now));
        }
        if let Some(attempts) = self.attempts {
            user.attempts = vec![now; usize::from(attempts)];
        }
        user.created_at = self.created_at.map_or(user.created_at, |when| when.0);
        user.modified_at = self.modified_at.map_or(now, |when| when.0);
    }

    /// A new user: confirmed, enabled and with the seed's password, unless it says otherwise.
    pub fn into_user(mut self, pool: &Pool, username: String, now: Moment) -> Result<User, ControlError> {
        check_username(&username).map_err(|refused| ControlError::invalid(refused.message))?;
        let status = self.status.unwrap_or(UserStatus::Confirmed);
        let mut user = User::new(username.clone(), status, now);
        // Where an address stands for the username, Cognito's own username is the `sub`.
        let sub = if pool.settings.username_attributes.is_empty() { chance::request_id() } else { username };
        user.attributes.insert("sub".to_owned(), sub);
        if status != UserStatus::ExternalProvider {
            let password = self.password.take().unwrap_or_else(|| SEED_PASSWORD.to_owned());
            user.password = Some(PasswordHash::new(&password, chance::token()));
        }
        self.status = Some(status);
        self.apply(&mut user, now);
        Ok(user)
    }
}

impl Code {
    fn sent(self, now: Moment) -> SentCode {
        SentCode { code: self.code.unwrap_or_else(chance::code), expires_at: now.plus_seconds(CODE_SECONDS.saturating_sub(self.age_seconds)), wrong_tries: self.wrong_tries }
    }
}
