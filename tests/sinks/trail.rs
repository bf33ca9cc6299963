//! A trail in a file, and sinks that read it.

use passdesk::adapters::sqlite::{self, Database, SqliteAuditLog, SqliteFeed, SqliteSignals};
use passdesk::domain::actor::RequestOrigin;
use passdesk::domain::audit::{AuditEntry, AuditRecord, FeedFrom, FeedOf, RecordKind, record_hash};
use passdesk::domain::clock::SystemClock;
use passdesk::features::audit_trail::{FeedTimes, Sink, SinkState, TrailSinks};
use passdesk::ports::audit_log::AuditLog;
use passdesk::ports::trail_feed::{TrailFeed, TrailSink};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// Short, so that what heals is seen to heal.
pub const TIMES: FeedTimes = FeedTimes {
    every: Duration::from_millis(20),
    pause: Duration::from_millis(10),
    longest_pause: Duration::from_millis(100),
    delivery: Duration::from_millis(1_500),
    last: Duration::from_secs(5),
};

pub struct Trail {
    pub log: SqliteAuditLog,
    pub feed: Arc<SqliteFeed>,
    pub folder: TempDir,
    database: Database,
}

impl Trail {
    pub async fn open() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let database = sqlite::connect(&format!("sqlite://{}", folder.path().join("passdesk.db").display())).await.expect("a database");
        Self { log: SqliteAuditLog::new(database.clone()), feed: Arc::new(SqliteFeed::new(database.clone())), folder, database }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Appends so many records, of which each says something else.
    pub async fn append(&self, count: usize) -> Vec<AuditRecord> {
        let appended = (0..count).map(|number| self.append_saying(format!("searched for number {number}")));
        futures::future::join_all(appended).await
    }

    pub async fn append_saying(&self, note: String) -> AuditRecord {
        let mut entry = AuditEntry::new(RecordKind::Read, "user.search", 1_700_000_000_000_000, None, &RequestOrigin { request_id: "R1".into(), ..RequestOrigin::default() });
        entry.note = Some(note);
        self.log.append(entry).await.expect("appended")
    }

    /// What signs are derived from.
    pub fn signals(&self) -> SqliteSignals {
        SqliteSignals::new(self.database.clone())
    }

    /// Past the console, as an intruder has it.
    pub async fn raw(&self, text: &'static str) {
        use sqlx::{ConnectOptions, Connection};
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.path("passdesk.db"));
        let mut raw = options.connect().await.expect("a connection");
        sqlx::raw_sql(text).execute(&mut raw).await.expect("done");
        raw.close().await.expect("closed");
    }

    pub fn sinks(&self, sinks: Vec<Sink>, times: FeedTimes) -> TrailSinks {
        let feed: Arc<dyn TrailFeed> = Arc::clone(&self.feed) as _;
        let sinks = TrailSinks::new(sinks, feed, Arc::new(SystemClock), times);
        sinks.start();
        sinks
    }

    /// The cursor on the disk.
    pub async fn cursor(&self, name: &str) -> Option<i64> {
        self.feed.cursor(name, FeedOf::Records).await.expect("a cursor")
    }

    /// Waits until a sink has come so far, also on the disk.
    pub async fn reaches(&self, name: &str, position: i64) {
        until(&format!("{name} reaches {position}"), async || self.cursor(name).await == Some(position)).await;
    }
}

pub fn sink(name: &str, place: impl TrailSink + 'static) -> Sink {
    Sink { name: name.into(), kind: "file", what: vec![FeedOf::Records], from: FeedFrom::Start, place: Arc::new(place) }
}

/// How this sink stands.
pub async fn state(sinks: &TrailSinks, name: &str) -> SinkState {
    sinks.states().await.expect("states").into_iter().find(|state| state.name == name).expect("the sink")
}

/// Waits for something that is to come, for half a minute at most.
pub async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..3_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come about: {what}");
}

/// The sequence of a line, whose hash must be that of what it says.
pub fn checked(line: &str) -> i64 {
    let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let entry: AuditEntry = serde_json::from_value(line["body"].clone()).expect("an entry");
    let sequence = line["sequence"].as_i64().expect("a sequence");
    let previous: [u8; 32] = hex::decode(line["previous_hash"].as_str().expect("a hash")).expect("hex").try_into().expect("32 bytes");
    assert_eq!(line["hash"].as_str(), Some(hex::encode(record_hash(sequence, &previous, &entry.canonical())).as_str()), "{line}");
    sequence
}

/// Nothing is missing up to here, and what comes for the first time comes in order.
pub fn is_whole(sequences: &[i64], last: i64) {
    let mut next = 1;
    for sequence in sequences {
        assert!(*sequence <= next, "{next} is missing before {sequence}");
        next = next.max(sequence + 1);
    }
    assert_eq!(next, last + 1, "all came");
}
