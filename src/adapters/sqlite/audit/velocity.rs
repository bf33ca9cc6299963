//! How much of a limit is used up, counted from the trail: asked by the writer under its lock, and by pages beside it.

use super::super::Database;
use super::store;
use crate::domain::actor::StaffId;
use crate::domain::audit::AuditEntry;
use crate::domain::velocity::{Counted, Limit, Usage};
use crate::ports::audit_log::AuditError;
use rusqlite::{Connection, ToSql};

/// What counts, in the words of the partial indexes, by which the planner finds them: `user.sign_out` is the one action that does not. The indexes
/// have what follows an approved action too, since its basis is the approval; it belongs to an intent, and what was approved belongs to a request.
macro_rules! counted {
    ($of:literal) => {
        concat!(
            "SELECT effect.occurred_at FROM audit_records AS effect
            WHERE effect.kind = 'intent' AND effect.event <> 'user.sign_out' AND (effect.body ->> '$.part_of' IS NULL OR effect.body ->> '$.basis' = 'approval')
            AND NOT EXISTS (SELECT 1 FROM audit_records AS whole WHERE whole.action_id = effect.body ->> '$.part_of' AND whole.kind = 'intent') AND ",
            $of,
            " AND effect.occurred_at > ?3 ORDER BY effect.occurred_at DESC LIMIT ?4"
        )
    };
}

/// Those of one person. What came to nothing counts too: it is how often somebody tries that is limited. Rows of bulk runs do not: those were
/// confirmed as a whole.
const BY_STAFF: &str = counted!("effect.body ->> '$.actor.sub' = ?1 AND effect.body ->> '$.actor.issuer' = ?2 AND effect.body ->> '$.run' IS NULL");
/// Those on one user. What provably never reached Cognito took nothing from them.
const ON_USER: &str = counted!(
    "effect.user_sub = ?1 AND effect.pool = ?2 AND NOT EXISTS (SELECT 1 FROM audit_records AS ending
        WHERE ending.action_id = effect.action_id AND ending.kind = 'outcome' AND ending.outcome IN ('not_sent', 'denied'))"
);

/// A query and its parameters: whose, since when, how many at most.
struct Question<'a> {
    text: &'static str,
    whose: (&'a str, &'a str),
    since: i64,
    at_most: i64,
}

impl<'a> Question<'a> {
    fn of(limit: Limit, person: (&'a str, &'a str), user: (&'a str, &'a str), now: i64) -> Self {
        let (text, whose) = match limit.of {
            Counted::Staff => (BY_STAFF, person),
            Counted::User => (ON_USER, user),
        };
        // No end: a clock that was turned back, or another instance's that is ahead, must not hide what was done.
        let window = i64::try_from(limit.within.whole_microseconds()).unwrap_or(i64::MAX);
        Self { text, whose, since: now.saturating_sub(window), at_most: i64::from(limit.effects) }
    }
}

/// The limit that an intent would pass; of several, the one that is free again last.
pub(super) fn reached(connection: &Connection, entry: &AuditEntry, limits: &[Limit]) -> rusqlite::Result<Option<Usage>> {
    let person = entry.actor.as_ref().map_or(("", ""), |actor| (actor.sub.as_str(), actor.issuer.as_str()));
    let user = entry.target.as_ref().map_or(("", ""), |target| (target.sub.as_str(), target.pool.as_str()));
    let mut reached: Option<Usage> = None;
    for limit in limits {
        let question = Question::of(*limit, person, user, entry.occurred_at);
        let parameters: [&dyn ToSql; 4] = [&question.whose.0, &question.whose.1, &question.since, &question.at_most];
        let mut statement = connection.prepare_cached(question.text)?;
        let newest = statement.query_map(parameters, |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        let usage = Usage::of(*limit, &newest);
        if usage.is_reached() && reached.is_none_or(|other| other.free_at < usage.free_at) {
            reached = Some(usage);
        }
    }
    Ok(reached)
}

/// How much of each limit is used up, for pages.
pub(super) async fn usage(database: &Database, person: &StaffId, (pool, user_sub): (&str, &str), limits: &[Limit], now: i64) -> Result<Vec<Usage>, AuditError> {
    let mut used = Vec::with_capacity(limits.len());
    for limit in limits {
        let question = Question::of(*limit, (&person.sub, &person.issuer), (user_sub, pool), now);
        let query = sqlx::query_scalar::<_, i64>(question.text).bind(question.whose.0).bind(question.whose.1).bind(question.since).bind(question.at_most);
        used.push(Usage::of(*limit, &query.fetch_all(&database.readers).await.map_err(store)?));
    }
    Ok(used)
}

#[cfg(test)]
mod tests;
