//! Sign-ins between authorization request and callback, and logout tokens that were seen.

use super::Database;
use super::database::{sentence, sha256_hex};
use crate::domain::actor::StaffId;
use crate::domain::secret::Secret;
use crate::ports::identity_provider::{KeptAttempt, LoginAttempt, LoginAttemptStore, StepUpFor};
use crate::ports::session_store::SessionStoreError;
use async_trait::async_trait;
use sqlx::Row;

/// Ten minutes, in microseconds.
const ATTEMPT_LIFE: i64 = 10 * 60 * 1_000_000;
/// An hour, in microseconds: longer than any logout token is valid.
const TOKEN_MEMORY: i64 = 60 * 60 * 1_000_000;

const KEEP: &str = "INSERT INTO login_attempts
    (state_hash, browser_hash, nonce, pkce_verifier, return_to, created_at, step_up_session, step_up_issuer, step_up_sub) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
/// Another browser does not use the attempt up: its own browser may still come.
const TAKE: &str = "DELETE FROM login_attempts WHERE state_hash = ? AND browser_hash = ? AND created_at > ?
    RETURNING nonce, pkce_verifier, return_to, created_at, step_up_session, step_up_issuer, step_up_sub";

/// Login attempts in SQLite: `state` and the browser's cookie as SHA-256; nonce and verifier as they are, until they are taken or ten minutes old.
#[derive(Debug, Clone)]
pub struct SqliteLoginAttempts {
    database: Database,
}

impl SqliteLoginAttempts {
    /// The attempts in this database, by its clock.
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl LoginAttemptStore for SqliteLoginAttempts {
    async fn keep(&self, attempt: &LoginAttempt, browser: &str, return_to: &str, step_up: Option<&StepUpFor>) -> Result<(), SessionStoreError> {
        let now = self.database.now();
        sqlx::query("DELETE FROM login_attempts WHERE created_at <= ?").bind(now - ATTEMPT_LIFE).execute(&self.database.writer).await.map_err(failed)?;
        let query = sqlx::query(KEEP).bind(sha256_hex(attempt.state.as_bytes())).bind(sha256_hex(browser.as_bytes()));
        // The callback needs both as they were sent.
        let query = query.bind(attempt.nonce.expose()).bind(attempt.pkce_verifier.expose()).bind(return_to).bind(now);
        let person = step_up.map(|step_up| &step_up.person);
        let query = query.bind(step_up.map(|step_up| &step_up.session)).bind(person.map(|person| &person.issuer)).bind(person.map(|person| &person.sub));
        query.execute(&self.database.writer).await.map_err(failed)?;
        Ok(())
    }

    async fn take(&self, state: &str, browser: &str) -> Result<Option<KeptAttempt>, SessionStoreError> {
        let query = sqlx::query(TAKE).bind(sha256_hex(state.as_bytes())).bind(sha256_hex(browser.as_bytes())).bind(self.database.now() - ATTEMPT_LIFE);
        // All rows are fetched: a RETURNING statement is committed when it has run to its end.
        let rows = query.fetch_all(&self.database.writer).await.map_err(failed)?;
        let Some(row) = rows.first() else { return Ok(None) };
        let secret = |column| row.try_get(column).map(Secret::new).map_err(failed);
        let attempt = LoginAttempt { state: state.to_owned(), nonce: secret(0)?, pkce_verifier: secret(1)? };
        let text = |column| row.try_get::<Option<String>, _>(column).map_err(failed);
        let step_up = match (text(4)?, text(5)?, text(6)?) {
            (Some(session), Some(issuer), Some(sub)) => Some(StepUpFor { session, person: StaffId { issuer, sub } }),
            _ => None,
        };
        Ok(Some(KeptAttempt { attempt, return_to: row.try_get(2).map_err(failed)?, began_at: row.try_get(3).map_err(failed)?, step_up }))
    }

    async fn is_new_logout_token(&self, jti: &str) -> Result<bool, SessionStoreError> {
        let now = self.database.now();
        sqlx::query("DELETE FROM logout_tokens WHERE seen_at <= ?").bind(now - TOKEN_MEMORY).execute(&self.database.writer).await.map_err(failed)?;
        let query = sqlx::query("INSERT INTO logout_tokens (jti_hash, seen_at) VALUES (?, ?) ON CONFLICT DO NOTHING").bind(sha256_hex(jti.as_bytes())).bind(now);
        Ok(query.execute(&self.database.writer).await.map_err(failed)?.rows_affected() == 1)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn failed(error: sqlx::Error) -> SessionStoreError {
    SessionStoreError(sentence(&error))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::fresh;
    use super::*;
    use crate::domain::clock::{Clock, to_micros};
    use time::Duration;

    fn attempt(state: &str) -> LoginAttempt {
        LoginAttempt { state: state.into(), nonce: Secret::new(format!("nonce of {state}")), pkce_verifier: Secret::new("verifier".into()) }
    }

    #[tokio::test]
    async fn an_attempt_is_taken_once_and_only_by_its_browser() {
        let (database, clock) = fresh().await;
        let store = SqliteLoginAttempts::new(database);
        store.keep(&attempt("s1"), "browser", "/users?q=ana", None).await.unwrap();
        store.keep(&attempt("s2"), "browser", "/", None).await.unwrap();
        assert!(store.take("s1", "another browser").await.unwrap().is_none());
        assert!(store.take("s3", "browser").await.unwrap().is_none());
        let kept = store.take("s1", "browser").await.unwrap().unwrap();
        let taken = &kept.attempt;
        assert_eq!((kept.began_at, kept.step_up), (to_micros(clock.now()), None));
        assert_eq!(
            (taken.state.as_str(), taken.nonce.expose().as_str(), taken.pkce_verifier.expose().as_str(), kept.return_to.as_str()),
            ("s1", "nonce of s1", "verifier", "/users?q=ana")
        );
        assert!(store.take("s1", "browser").await.unwrap().is_none(), "single use");
        assert!(store.take("s2", "browser").await.unwrap().is_some(), "another tab's attempt stays");
    }

    #[tokio::test]
    async fn an_attempt_knows_for_which_session_it_was_begun() {
        let (database, _) = fresh().await;
        let store = SqliteLoginAttempts::new(database);
        let step_up = StepUpFor { session: "00ff00ff00ff00ff".into(), person: StaffId { issuer: "https://id.example".into(), sub: "ana".into() } };
        store.keep(&attempt("s"), "browser", "/again/1", Some(&step_up)).await.unwrap();
        assert_eq!(store.take("s", "browser").await.unwrap().unwrap().step_up, Some(step_up));
    }

    #[tokio::test]
    async fn one_of_many_simultaneous_callbacks_gets_the_attempt() {
        let (database, _) = fresh().await;
        let store = SqliteLoginAttempts::new(database);
        store.keep(&attempt("s"), "browser", "/", None).await.unwrap();
        let tasks: Vec<_> = (0..8).map(|_| store.clone()).map(|store| tokio::spawn(async move { store.take("s", "browser").await.unwrap().is_some() })).collect();
        let mut taken = 0;
        for task in tasks {
            taken += usize::from(task.await.unwrap());
        }
        assert_eq!(taken, 1);
    }

    #[tokio::test]
    async fn an_expired_attempt_is_refused_and_then_purged() {
        let (database, clock) = fresh().await;
        let store = SqliteLoginAttempts::new(database.clone());
        store.keep(&attempt("s1"), "browser", "/", None).await.unwrap();
        clock.advance(Duration::minutes(10));
        assert!(store.take("s1", "browser").await.unwrap().is_none());
        store.keep(&attempt("s2"), "browser", "/", None).await.unwrap();
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM login_attempts").fetch_one(&database.readers).await.unwrap();
        assert_eq!(rows, 1);
    }

    #[tokio::test]
    async fn state_and_cookie_are_not_readable_in_the_database() {
        let (database, _) = fresh().await;
        SqliteLoginAttempts::new(database.clone()).keep(&attempt("the-state"), "the-cookie", "/", None).await.unwrap();
        let row: String = sqlx::query_scalar("SELECT state_hash || browser_hash FROM login_attempts").fetch_one(&database.readers).await.unwrap();
        assert!(row.len() == 128 && !row.contains("the-"));
    }

    #[tokio::test]
    async fn a_logout_token_is_new_once_an_hour() {
        let (database, clock) = fresh().await;
        let store = SqliteLoginAttempts::new(database);
        assert!(store.is_new_logout_token("jti").await.unwrap());
        clock.advance(Duration::minutes(59));
        assert!(!store.is_new_logout_token("jti").await.unwrap());
        assert!(store.is_new_logout_token("another").await.unwrap());
        clock.advance(Duration::minutes(1));
        assert!(store.is_new_logout_token("jti").await.unwrap());
    }
}
