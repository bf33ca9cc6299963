//! Listing sessions, ending them, and noting their use.

use super::super::database::sentence;
use super::super::session_rows;
use super::{SqliteSessions, micros};
use crate::domain::actor::StaffId;
use crate::domain::session_limits::NOTED_EVERY;
use crate::ports::session_store::{PersonFacts, SessionChoice, SessionDirectory, SessionEnd, SessionFacts, SessionStoreError};
use async_trait::async_trait;
use time::Duration;

/// So long after its end a session still tells whose forms it carries.
const ENDED_LATELY: Duration = Duration::hours(1);
const LIST: &str = "SELECT handle, actor, member_of, address, user_agent, created_at, last_seen_at FROM sessions
    WHERE revoked_at IS NULL AND last_seen_at > ?1 AND created_at > ?2 AND actor IS NOT NULL AND (?3 IS NULL OR (issuer = ?3 AND sub = ?4)) ORDER BY last_seen_at DESC";

/// Of several rows with one `max()` the other columns are those of the newest (<https://www.sqlite.org/lang_select.html#bareagg>).
const PEOPLE: &str = "WITH newest AS (SELECT issuer, sub, actor, member_of, ended_reason, max(created_at) AS signed_in_at,
        sum(revoked_at IS NULL AND last_seen_at > ?1 AND created_at > ?2) AS live FROM sessions WHERE actor IS NOT NULL GROUP BY issuer, sub),
    by_others AS (SELECT issuer, sub, max(revoked_at) AS ended_at FROM sessions WHERE ended_reason IN ('ended', 'by_issuer', 'locked') GROUP BY issuer, sub)
    SELECT actor, member_of, signed_in_at, live,
        coalesce(ended_reason IN ('ended', 'by_issuer', 'locked', 'no_role'), 0) OR (live = 0 AND coalesce(ended_at >= signed_in_at, 0)) AS was_ended
    FROM newest LEFT JOIN by_others USING (issuer, sub) ORDER BY signed_in_at DESC";

/// By someone: counted from that moment. By time: from the last use, since the row says `expired` only when somebody looked. One
/// that was signed out of or replaced is not among them: its owner is done with it, and whoever still sends its cookie is not the owner.
const OWNER_OF_ENDED: &str = "SELECT issuer, sub FROM sessions WHERE handle = ?1 AND issuer IS NOT NULL AND sub IS NOT NULL AND (
    (ended_reason IN ('ended', 'ended_by_owner', 'by_issuer') AND revoked_at > ?5)
    OR (last_seen_at > ?4 AND (ended_reason = 'expired' OR (revoked_at IS NULL AND (last_seen_at <= ?2 OR created_at <= ?3)))))";

/// Ends the rows that ?5, ?6 and ?7 choose, and gives what was live. Sessions whose id is just being changed are ended, too: their
/// successor is not there yet, and `create` refuses it when it finds another reason than the change.
macro_rules! end_where {
    ($condition:literal) => {
        (
            concat!("UPDATE sessions SET ended_reason = ?2 WHERE ended_reason = 'replaced' AND revoked_at > ?1 - 60000000 AND ", $condition),
            concat!(
                "UPDATE sessions SET data = '{}', revoked_at = ?1, ended_reason = ?2 WHERE revoked_at IS NULL AND last_seen_at > ?3 AND created_at > ?4 AND ",
                $condition,
                " RETURNING handle, actor, member_of, address, user_agent, created_at, last_seen_at"
            ),
        )
    };
}

/// The statement for sessions whose id is being changed, and the one for live sessions.
type EndStatements = (&'static str, &'static str);

const END_HANDLE: EndStatements = end_where!("handle = ?5");
const END_OTHERS: EndStatements = end_where!("issuer = ?5 AND sub = ?6 AND handle <> ?7");
const END_PERSON: EndStatements = end_where!("issuer = ?5 AND sub = ?6 AND ?7 IS NULL");
/// With a `sid` that session, with a `sub` all of the person, with both what fits both, with neither nothing.
const END_BY_ISSUER: EndStatements = end_where!("issuer = ?5 AND (?6 IS NOT NULL OR ?7 IS NOT NULL) AND (?6 IS NULL OR sid = ?6) AND (?7 IS NULL OR sub = ?7)");

#[async_trait]
impl SessionDirectory for SqliteSessions {
    async fn list(&self, of: Option<(&str, &str)>) -> Result<Vec<SessionFacts>, SessionStoreError> {
        let (seen, created) = self.horizon(self.database.now());
        let query = sqlx::query(LIST).bind(seen).bind(created).bind(of.map(|person| person.0)).bind(of.map(|person| person.1));
        let rows = query.fetch_all(&self.database.readers).await.map_err(failed)?;
        rows.iter().filter_map(|row| session_rows::facts(row).transpose()).collect::<Result<_, _>>().map_err(failed)
    }

    async fn end(&self, choice: &SessionChoice, end: SessionEnd) -> Result<Vec<SessionFacts>, SessionStoreError> {
        let now = self.database.now();
        let (seen, created) = self.horizon(now);
        let (changing, live, first, second, third) = match choice {
            SessionChoice::Handle(handle) => (END_HANDLE.0, END_HANDLE.1, Some(handle), None, None),
            SessionChoice::OthersOf { issuer, sub, keep_handle } => (END_OTHERS.0, END_OTHERS.1, Some(issuer), Some(sub), Some(keep_handle)),
            SessionChoice::Person { issuer, sub } => (END_PERSON.0, END_PERSON.1, Some(issuer), Some(sub), None),
            SessionChoice::Issuer { issuer, sid, sub } => (END_BY_ISSUER.0, END_BY_ISSUER.1, Some(issuer), sid.as_ref(), sub.as_ref()),
        };
        let query = |text| sqlx::query(text).bind(now).bind(end.name()).bind(seen).bind(created).bind(first).bind(second).bind(third);
        // In this order: a successor made before the first statement is ended by the second.
        query(changing).execute(&self.database.writer).await.map_err(failed)?;
        // All rows are fetched: a RETURNING statement is committed when it has run to its end.
        let rows = query(live).fetch_all(&self.database.writer).await.map_err(failed)?;
        rows.iter().filter_map(|row| session_rows::facts(row).transpose()).collect::<Result<_, _>>().map_err(failed)
    }

    async fn owner_of_ended(&self, handle: &str) -> Result<Option<StaffId>, SessionStoreError> {
        let now = self.database.now();
        let (seen, created) = self.horizon(now);
        let lately = now - micros(ENDED_LATELY);
        let query = sqlx::query_as::<_, (String, String)>(OWNER_OF_ENDED).bind(handle).bind(seen).bind(created);
        let query = query.bind(lately - micros(self.limits.idle)).bind(lately);
        let owner = query.fetch_optional(&self.database.readers).await.map_err(failed)?;
        Ok(owner.map(|(issuer, sub)| StaffId { issuer, sub }))
    }

    async fn people(&self) -> Result<Vec<PersonFacts>, SessionStoreError> {
        let (seen, created) = self.horizon(self.database.now());
        let rows = sqlx::query(PEOPLE).bind(seen).bind(created).fetch_all(&self.database.readers).await.map_err(failed)?;
        rows.iter().filter_map(|row| session_rows::person(row).transpose()).collect::<Result<_, _>>().map_err(failed)
    }

    async fn forget_groups(&self, person: &StaffId) -> Result<(), SessionStoreError> {
        let query = sqlx::query("UPDATE sessions SET member_of = '[]' WHERE issuer = ? AND sub = ?").bind(&person.issuer).bind(&person.sub);
        query.execute(&self.database.writer).await.map(|_| ()).map_err(failed)
    }

    async fn shut_out(&self, handle: &str) -> Result<Option<SessionEnd>, SessionStoreError> {
        let query = sqlx::query_scalar::<_, Option<String>>("SELECT ended_reason FROM sessions WHERE handle = ?").bind(handle);
        let reason = query.fetch_optional(&self.database.readers).await.map_err(failed)?.flatten();
        Ok([SessionEnd::Locked, SessionEnd::NoRole].into_iter().find(|end| reason.as_deref() == Some(end.name())))
    }

    async fn touch(&self, handle: &str) -> Result<(), SessionStoreError> {
        let now = self.database.now();
        self.clean(now).await.map_err(failed)?;
        let (seen, created) = self.horizon(now);
        let due = now - micros(NOTED_EVERY);
        let query = sqlx::query_scalar("SELECT count(*) FROM sessions WHERE handle = ? AND revoked_at IS NULL AND last_seen_at <= ?").bind(handle).bind(due);
        let is_due: i64 = query.fetch_one(&self.database.readers).await.map_err(failed)?;
        if is_due > 0 {
            // Use does not bring back what has been idle too long.
            let touch = "UPDATE sessions SET last_seen_at = ?1 WHERE handle = ?2 AND revoked_at IS NULL AND last_seen_at <= ?3 AND last_seen_at > ?4 AND created_at > ?5";
            sqlx::query(touch).bind(now).bind(handle).bind(due).bind(seen).bind(created).execute(&self.database.writer).await.map_err(failed)?;
        }
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn failed(error: sqlx::Error) -> SessionStoreError {
    SessionStoreError(sentence(&error))
}
