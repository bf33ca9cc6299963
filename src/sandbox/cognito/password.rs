//! A new password: the pool's policy, its history, and the change itself.

use super::Call;
use super::wire::WireError;
use crate::sandbox::chance;
use crate::sandbox::model::{PasswordHash, PasswordPolicy};

/// Checks a new password against policy and history, and puts it in the place of the old one.
pub fn change(call: &mut Call<'_>, pool: usize, username: &str, password: &str) -> Result<(), WireError> {
    let policy = &call.pool(pool)?.settings.policy;
    let password = conforming(policy, password)?;
    if call.user(pool, username)?.used_before(password, policy.password_history_size) {
        return Err(WireError::new("PasswordHistoryPolicyViolationException", "Password has previously been used. Choose a different password."));
    }
    let now = call.now;
    let user = call.user_mut(pool, username)?;
    user.replace_password(PasswordHash::new(password, chance::token()));
    user.code = None;
    user.modified_at = now;
    Ok(())
}

/// A password that the pool's policy has nothing against.
pub fn conforming<T: AsRef<str>>(policy: &PasswordPolicy, password: T) -> Result<T, WireError> {
    match policy.broken_rule(password.as_ref()) {
        None => Ok(password),
        Some(rule) => Err(WireError::new("InvalidPasswordException", format!("Password did not conform with policy: {rule}"))),
    }
}
