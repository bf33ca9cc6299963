//! Until when codes and temporary passwords work. Nothing in Cognito shows it.

use crate::domain::pool::PoolFacts;
use crate::domain::user::{User, UserStatus};
use time::{Duration, OffsetDateTime};

/// How long a reset code works (developer guide).
pub const CODE_LASTS: Duration = Duration::hours(1);

/// When a temporary password stops working: some days after the user's last change. `None` where the user has none.
pub fn temporary_password_ends_at(pool: &PoolFacts, user: &User) -> Option<OffsetDateTime> {
    let changed = user.changed_at.filter(|_| user.status == UserStatus::ForceChangePassword)?;
    Some(changed.saturating_add(Duration::days(i64::from(pool.temporary_password_days))))
}

/// When the last reset code stops working; `sent_at` as in [`super::preflight`]. `None` where the user waits for none.
pub fn code_ends_at(user: &User, sent_at: Option<OffsetDateTime>) -> Option<OffsetDateTime> {
    let sent = sent_at.or(user.changed_at).filter(|_| user.status == UserStatus::ResetRequired)?;
    Some(sent.saturating_add(CODE_LASTS))
}
