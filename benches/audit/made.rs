//! A trail that was made, with a real chain, and a plain table of the same rows for comparison. Kept and used again.

use crate::measure::Report;
use crate::people::Desk;
use passdesk::adapters::sqlite;
use passdesk::domain::audit::{ENCODING_VERSION, record_hash};
use passdesk::ports::trail_filter::Folded;
use rusqlite::{Connection, params_from_iter};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Instant;

/// Files of a trail of this many records.
pub struct Made {
    /// How many were made; each run of the benchmark adds some.
    pub records: u64,
    /// The trail's file.
    pub trail: PathBuf,
    /// The index's file.
    pub index: PathBuf,
    /// A table of the same rows, as one would write it without an index: `plain (sequence, kind, event, occurred_at, who, user, text)`.
    pub plain: PathBuf,
}

struct Row {
    sequence: i64,
    previous_hash: [u8; 32],
    hash: [u8; 32],
    body: String,
    opening: i64,
    opens: bool,
    kind: &'static str,
    event: String,
    occurred_at: i64,
    folded: Folded,
}

impl Made {
    /// Takes the trail of an earlier run, or makes it.
    pub async fn open(folder: &Path, records: u64, report: &mut Report) -> Self {
        let folder = folder.join(format!("audit-{records}"));
        let made = Self { records, trail: folder.join("passdesk.db"), index: folder.join("passdesk-index.db"), plain: folder.join("plain.db") };
        if !folder.join("whole").exists() {
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(&folder).expect("a folder");
            let began = Instant::now();
            made.make().await;
            #[expect(clippy::cast_precision_loss, reason = "a rate")]
            report.figure("records made per second", records as f64 / began.elapsed().as_secs_f64(), "/s");
            std::fs::write(folder.join("whole"), "").expect("a mark");
        }
        made
    }

    async fn make(&self) {
        println!("making {} records in {}", self.records, self.trail.display());
        let database = sqlite::connect(&format!("sqlite://{}", self.trail.display())).await.expect("a database");
        database.close().await;
        let (sender, receiver) = sync_channel(4);
        let records = self.records;
        let making = std::thread::spawn(move || {
            let (mut desk, mut openings, mut previous_hash) = (Desk::new(records), HashMap::new(), [0; 32]);
            for first in (1..=records).step_by(10_000) {
                let batch: Vec<Row> = (first..(first + 10_000).min(records + 1)).map(|sequence| row(&mut desk, &mut openings, &mut previous_hash, sequence)).collect();
                sender.send(batch).expect("the writer");
            }
        });
        self.write(&receiver);
        making.join().expect("rows");
    }

    fn write(&self, rows: &Receiver<Vec<Row>>) {
        let mut trail = Connection::open(&self.trail).expect("the trail");
        trail.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000; PRAGMA wal_autocheckpoint = 20000").expect("settings");
        // Indexes that may be made afterwards are: it is what takes the longest.
        let later: Vec<(String, String)> = {
            let mut statement =
                trail.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'audit_records' AND sql LIKE 'CREATE INDEX%'").expect("indexes");
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("indexes").collect::<Result<_, _>>().expect("indexes")
        };
        later.iter().for_each(|(name, _)| trail.execute_batch(&format!("DROP INDEX {name}")).expect("dropped"));
        let has_texts = trail.prepare("SELECT who_text FROM audit_records").is_ok();
        let columns = if has_texts { ", who_text, user_text" } else { "" };
        let marks = if has_texts { ", ?, ?" } else { "" };
        let insert = format!("INSERT INTO audit_records (sequence, previous_hash, hash, encoding, body, opening{columns}) VALUES (?, ?, ?, ?, ?, ?{marks})");
        let mut plain = Connection::open(&self.plain).expect("the plain table");
        plain.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF").expect("settings");
        plain.execute_batch("CREATE TABLE plain (sequence INTEGER PRIMARY KEY, kind TEXT, event TEXT, occurred_at INTEGER, who TEXT, user TEXT, text TEXT)").expect("a table");
        for (number, batch) in rows.iter().enumerate() {
            let (trail, plain) = (trail.transaction().expect("a transaction"), plain.transaction().expect("a transaction"));
            for row in batch {
                let mut values: Vec<&dyn rusqlite::ToSql> = vec![&row.sequence, &row.previous_hash, &row.hash, &ENCODING_VERSION, &row.body, &row.opening];
                if has_texts {
                    values.extend([&row.folded.who as &dyn rusqlite::ToSql, &row.folded.user]);
                }
                trail.prepare_cached(&insert).expect("a statement").execute(params_from_iter(values)).expect("a row");
                if row.opens {
                    let mut insert = plain.prepare_cached("INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?, ?)").expect("a statement");
                    insert.execute((row.sequence, row.kind, &row.event, row.occurred_at, &row.folded.who, &row.folded.user, &row.folded.text)).expect("a row");
                }
            }
            trail.commit().expect("committed");
            plain.commit().expect("committed");
            if number % 50 == 49 {
                println!("  {} records", (number + 1) * 10_000);
            }
        }
        later.iter().for_each(|(_, sql)| trail.execute_batch(sql).expect("an index"));
        trail.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)").expect("written");
    }
}

fn row(desk: &mut Desk, openings: &mut HashMap<uuid::Uuid, i64>, previous_hash: &mut [u8; 32], sequence: u64) -> Row {
    let (entry, sequence) = (desk.next(), i64::try_from(sequence).expect("a sequence"));
    let opening = if entry.kind.opens() { sequence } else { openings[&entry.action_id] };
    // Only what can be followed is remembered.
    if entry.kind.opens() && entry.outcome.is_none() {
        openings.insert(entry.action_id, sequence);
    }
    let body = entry.canonical();
    let hash = record_hash(sequence, previous_hash, &body);
    let before = std::mem::replace(previous_hash, hash);
    let folded = Folded::of(&entry);
    Row { sequence, previous_hash: before, hash, body, opening, opens: entry.kind.opens(), kind: entry.kind.name(), event: entry.event, occurred_at: entry.occurred_at, folded }
}
