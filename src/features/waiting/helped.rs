//! Whom staff have helped since the board was read: the trail knows it before the next reading does.

use super::board::{Kind, Waiting, sort};
use super::reading::Snapshot;
use crate::domain::audit::Outcome;
use crate::domain::clock::{from_micros, to_micros};
use crate::domain::pool::PoolId;
use crate::domain::user::UserStatus;
use crate::ports::audit_log::{AuditError, AuditLog, TrailRow};
use std::collections::HashMap;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// The newest actions of a pool that are looked through: more than a desk does between two readings.
const NEWEST: u32 = 500;
/// `ListUsers` lags behind: what was done so long before a reading may be missing in it.
const LAG: Duration = Duration::MINUTE;
/// Events that give a user something new to sign in with, by their beginning. Signing out, for one, leaves what they have.
const GIVE: [&str; 2] = ["password.", "invitation."];

/// What staff did for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Help {
    /// The user's `sub`.
    pub sub: String,
    /// Their status since.
    pub status: UserStatus,
    /// When, UTC.
    pub at: OffsetDateTime,
}

/// What the trail tells of a pool since shortly before a reading, oldest first.
///
/// # Errors
/// [`AuditError::Store`].
pub async fn since(trail: &dyn AuditLog, pool: &PoolId, begun_at: OffsetDateTime) -> Result<Vec<Help>, AuditError> {
    let from = to_micros(begun_at - LAG);
    let rows = trail.lately(pool.as_str(), from, NEWEST).await?;
    Ok(rows.into_iter().rev().filter_map(help).filter(|help| to_micros(help.at) >= from).collect())
}

fn help(row: TrailRow) -> Option<Help> {
    let is_given = GIVE.iter().any(|start| row.opening.entry.event.starts_with(start));
    if !is_given || !matches!(row.ended(), Some(Outcome::Succeeded | Outcome::TookEffect)) {
        return None;
    }
    let entry = row.reconciled.or(row.outcome)?.entry;
    Some(Help { sub: entry.target?.sub, status: UserStatus::from_name(&entry.state_after?), at: from_micros(entry.occurred_at) })
}

/// The snapshot's users with that laid over it: who was helped has a new clock, or is gone where they wait no more.
pub fn lay_over(snapshot: &Snapshot, helps: Vec<Help>) -> Vec<Arc<Waiting>> {
    if helps.is_empty() {
        return snapshot.users.clone();
    }
    let last: HashMap<String, Help> = helps.into_iter().map(|help| (help.sub.clone(), help)).collect();
    let mut users: Vec<Arc<Waiting>> = snapshot
        .users
        .iter()
        .filter_map(|user| match last.get(user.sub.as_str()) {
            // Cognito told of a later change: that is the newer fact.
            Some(help) if user.since.is_none_or(|since| since < help.at) => Kind::of(help.status).map(|kind| Arc::new(user.helped(kind, help.at, snapshot.temporary_days))),
            _ => Some(Arc::clone(user)),
        })
        .collect();
    sort(&mut users);
    users
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::{Sub, Username};
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-21 09:41:07 UTC);

    fn waiting(sub: &str, kind: Kind, days: i64) -> Arc<Waiting> {
        let since = NOW - Duration::days(days);
        Arc::new(Waiting {
            sub: Sub::try_from(sub.to_owned()).expect("a sub"),
            username: Username::try_from(sub.to_owned()).expect("a username"),
            name: sub.to_owned(),
            contact: String::new(),
            kind,
            since: Some(since),
            ends_at: Some(since + Duration::HOUR),
            is_enabled: true,
            is_reachable: true,
            has_contact: true,
            helped_at: None,
        })
    }

    fn help(sub: &str, status: UserStatus, seconds_ago: i64) -> Help {
        Help { sub: sub.into(), status, at: NOW - Duration::seconds(seconds_ago) }
    }

    #[test]
    fn who_was_helped_moves_to_the_end_or_off_the_board() {
        let users = vec![waiting("again", Kind::ResetCode, 9), waiting("done", Kind::ResetCode, 8), waiting("still", Kind::ResetCode, 7), waiting("later", Kind::ResetCode, 0)];
        let snapshot = Snapshot { begun_at: NOW, read_at: NOW, users, is_part: false, temporary_days: 7 };
        let helps = vec![
            help("again", UserStatus::ResetRequired, 30),
            help("again", UserStatus::ForceChangePassword, 20),
            help("done", UserStatus::Confirmed, 10),
            help("later", UserStatus::ResetRequired, 40),
            help("stranger", UserStatus::ResetRequired, 5),
        ];
        let shown = lay_over(&snapshot, helps);
        let names: Vec<_> = shown.iter().map(|user| (user.username.as_str(), user.kind, user.helped_at.is_some())).collect();
        assert_eq!(names, [("still", Kind::ResetCode, false), ("again", Kind::TemporaryPassword, true), ("later", Kind::ResetCode, false)]);
        assert_eq!(shown[1].since, Some(NOW - Duration::seconds(20)));
    }

    #[test]
    fn without_help_the_board_is_as_it_was_read() {
        let snapshot = Snapshot { begun_at: NOW, read_at: NOW, users: vec![waiting("ana", Kind::ResetCode, 1)], is_part: false, temporary_days: 7 };
        assert_eq!(lay_over(&snapshot, vec![]), snapshot.users);
    }
}
