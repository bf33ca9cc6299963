//! What the tests of this folder share: a file, a clock that can be turned, and entries to append.

use super::{Database, connect};
use crate::domain::actor::{Actor, RequestOrigin, Role, StaffId};
use crate::domain::audit::{AuditEntry, RecordKind, RecordedTarget};
use crate::domain::clock::Clock;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use time::{Duration, OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// A database file in a folder of its own, removed at the end.
pub struct TestFile(tempfile::TempDir);

impl TestFile {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("passdesk.db")
    }

    pub fn url(&self) -> String {
        format!("sqlite://{}", self.path().display())
    }

    pub async fn open(&self) -> Database {
        connect(&self.url()).await.unwrap()
    }

    /// A connection past the console, as an intruder or another program has it.
    pub async fn raw(&self) -> SqliteConnection {
        SqliteConnectOptions::new().filename(self.path()).connect().await.unwrap()
    }

    /// A raw connection that may change the trail.
    pub async fn intruder(&self) -> SqliteConnection {
        let mut raw = self.raw().await;
        for trigger in ["DROP TRIGGER audit_records_no_update", "DROP TRIGGER audit_records_no_delete", "DROP TRIGGER audit_records_in_order"] {
            sqlx::query(trigger).execute(&mut raw).await.unwrap();
        }
        raw
    }
}

/// A clock that stands until it is turned; a database's own keeps its file for as long as it lives.
#[derive(Clone)]
pub struct TestClock(Arc<Mutex<OffsetDateTime>>, #[expect(dead_code, reason = "the file is there for as long as something holds it")] Option<Arc<TestFile>>);

impl TestClock {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(datetime!(2026-11-21 09:00 UTC))), None)
    }

    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

/// A fresh database on a test clock, gone when nobody holds either any more.
pub async fn fresh() -> (Database, TestClock) {
    let file = TestFile::new();
    let database = file.open().await;
    let clock = TestClock(TestClock::new().0, Some(Arc::new(file)));
    (database.with_clock(Arc::new(clock.clone())), clock)
}

pub fn actor(sub: &str, name: &str) -> Actor {
    Actor { id: StaffId { issuer: "https://id.example".into(), sub: sub.into() }, name: name.into(), email: None, roles: [Role::HELPDESK].into() }
}

pub fn entry(kind: RecordKind, event: &str, action_id: Uuid) -> AuditEntry {
    let origin = RequestOrigin { request_id: "R1".into(), address: "192.0.2.7".into(), user_agent: "Test".into() };
    let mut entry = AuditEntry::new(kind, event, 1_700_000_000_000_000, Some(&actor("staff-1", "Ana Émile")), &origin);
    entry.action_id = action_id;
    entry.target = Some(RecordedTarget { pool: "eu-west-1_a".into(), username: "j_doe%".into(), sub: "user-1".into(), name: "Jane Doe".into() });
    entry
}

/// Closes a raw connection, so that what it did is in the file.
pub async fn done(raw: SqliteConnection) {
    raw.close().await.unwrap();
}
