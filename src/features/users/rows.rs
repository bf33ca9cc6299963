//! A user as a row of results.

use super::wire::UserRow;
use crate::domain::clock::{relative, rfc3339};
use crate::domain::masking::{mask_email, mask_phone};
use crate::domain::pool::PoolFacts;
use crate::domain::preflight::{Severity, preflight};
use crate::domain::user::User;
use time::OffsetDateTime;

/// The address of a user's page.
pub fn user_href(user: &User) -> String {
    format!("/users/{}/{}", user.pool, user.sub.as_str())
}

/// The row, with contacts masked.
pub(super) fn row(facts: &PoolFacts, user: &User, now: OffsetDateTime) -> UserRow {
    let diagnosis = preflight(facts, user, None, now).diagnosis;
    let contact = user.email().map(mask_email).or_else(|| user.phone().map(mask_phone)).unwrap_or_default();
    let tone = match diagnosis.severity {
        Severity::Fine => "ok",
        Severity::Attention => "attention",
        Severity::Blocked => "blocked",
    };
    UserRow {
        href: user_href(user),
        name: user.shown_name(),
        username: user.username.as_str().to_owned(),
        contact,
        status: user.status.name().to_owned(),
        tone: tone.to_owned(),
        is_disabled: !user.is_enabled,
        changed_at: user.changed_at.map(rfc3339).unwrap_or_default(),
        changed: user.changed_at.map(|at| relative(at, now)).unwrap_or_default(),
        next_step: diagnosis.next_step,
    }
}
