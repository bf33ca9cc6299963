//! A new password: the pool's policy, its history, and the change itself.

use super::Call;
use super::wire::WireError;
use crate::sandbox::chance;
use crate::sandbox::model::PasswordHash;

/// Checks a new password against policy and history, and puts it in the place of the old one.
pub fn change(call: &mut Call<'_>, pool: usize, username: &str, password: &str) -> Result<(), WireError> {
    let policy = &call.pool(pool)?.settings.policy;
    if let Some(rule) = policy.broken_rule(password) {
        return Err(WireError::new("InvalidPasswordException", format!("Password did not conform with policy: {rule}")));
    }
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
