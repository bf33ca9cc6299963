//! The trail's records as the verifier reads them.

use super::super::direct;
use crate::domain::audit::verify::{RecordSource, Run, follows};
use crate::domain::audit::{ChainHead, RawRecord};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

/// Hash columns and body as they are stored, whatever their types: what is not of the right one will not verify.
const RECORDS: &str = "SELECT sequence, previous_hash, hash, encoding, body FROM audit_records WHERE sequence > ? ORDER BY sequence LIMIT ?";
/// Records that one thread takes at a time.
const SHARE: i64 = 32_768;
/// More threads than this wait for the disk together.
const THREADS: usize = 8;

/// The records over one connection.
pub(super) struct ConnectionSource<'a> {
    pub connection: &'a Connection,
    /// Where the trail begins.
    pub start: ChainHead,
}

impl RecordSource for ConnectionSource<'_> {
    fn scan(&self, skip: u64, visit: &mut dyn FnMut(&RawRecord<'_>) -> ControlFlow<()>) -> Result<(), String> {
        let after = self.start.size.saturating_add_unsigned(skip);
        read(self.connection, after, -1, visit)
    }
}

/// Shows the records behind a place, this many at most; all of them where `limit` is negative.
pub(super) fn read(connection: &Connection, after: i64, limit: i64, visit: &mut dyn FnMut(&RawRecord<'_>) -> ControlFlow<()>) -> Result<(), String> {
    let words = |error: rusqlite::Error| direct::sentence(&error);
    let mut statement = connection.prepare_cached(RECORDS).map_err(words)?;
    let mut rows = statement.query((after, limit)).map_err(words)?;
    while let Some(row) = rows.next().map_err(words)? {
        if with_record(row, visit).map_err(words)?.is_break() {
            break;
        }
    }
    Ok(())
}

fn with_record(row: &Row<'_>, visit: &mut dyn FnMut(&RawRecord<'_>) -> ControlFlow<()>) -> rusqlite::Result<ControlFlow<()>> {
    let body = match row.get_ref(4)? {
        // What is no text was not written by the console, and an empty body verifies as little.
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
        _ => "",
    };
    let encoding = row.get_ref(3)?.as_i64().unwrap_or(-1);
    Ok(visit(&RawRecord { sequence: row.get(0)?, previous_hash: hash(row.get_ref(1)?), hash: hash(row.get_ref(2)?), encoding, body }))
}

/// A stored hash; one that is none verifies as little as a wrong one.
pub(super) fn hash(value: ValueRef<'_>) -> [u8; 32] {
    match value {
        ValueRef::Blob(bytes) => bytes.try_into().unwrap_or([0xFF; 32]),
        _ => [0xFF; 32],
    }
}

/// The records of a database file, verified by all processors at once: each record names the hash before it, so that stretches can be
/// followed apart and joined afterwards.
pub(super) struct FileSource {
    pub path: PathBuf,
    pub start: ChainHead,
}

/// What one thread found of a stretch.
struct Stretch {
    /// The records behind this place.
    after: i64,
    /// The hash that its first record names.
    claims: [u8; 32],
    run: Run,
}

impl FileSource {
    fn open(&self) -> Result<Connection, String> {
        direct::open_reader(&self.path).map_err(|error| direct::sentence(&error))
    }

    fn last(&self) -> Result<i64, String> {
        let connection = self.open()?;
        let last = connection.query_row("SELECT coalesce(max(sequence), 0) FROM audit_records", [], |row| row.get(0));
        last.map_err(|error| direct::sentence(&error))
    }

    /// Follows the stretches that no other thread has taken, until one does not hold.
    fn follow(&self, next: &AtomicI64, last: i64, sizes: &[i64], progress: &(dyn Fn(u64) + Sync), found: &Mutex<Vec<Stretch>>) -> Result<(), String> {
        let connection = self.open()?;
        loop {
            let after = next.fetch_add(SHARE, Ordering::Relaxed);
            if after >= last {
                return Ok(());
            }
            let until = last.min(after.saturating_add(SHARE));
            let mut stretch: Option<Stretch> = None;
            let first = sizes.partition_point(|size| *size <= after);
            let mut wanted = sizes.iter().copied().skip(first).peekable();
            read(&connection, after, until - after, &mut |record| {
                let stretch = stretch.get_or_insert_with(|| {
                    let head = ChainHead { size: after, hash: record.previous_hash };
                    Stretch { after, claims: record.previous_hash, run: Run::from(head) }
                });
                let Some(head) = follows(&stretch.run.head, record) else { return ControlFlow::Break(()) };
                stretch.run.head = head;
                if wanted.next_if_eq(&head.size).is_some() {
                    stretch.run.hashes.insert(head.size, head.hash);
                }
                ControlFlow::Continue(())
            })?;
            let Some(stretch) = stretch.filter(|stretch| stretch.run.head.size == until) else {
                // Whoever joins the stretches finds the break: there is no need to go on behind it.
                next.store(last, Ordering::Relaxed);
                return Ok(());
            };
            progress((until - after).unsigned_abs());
            if let Ok(mut found) = found.lock() {
                found.push(stretch);
            }
        }
    }
}

impl RecordSource for FileSource {
    fn scan(&self, skip: u64, visit: &mut dyn FnMut(&RawRecord<'_>) -> ControlFlow<()>) -> Result<(), String> {
        ConnectionSource { connection: &self.open()?, start: self.start }.scan(skip, visit)
    }

    fn run(&self, start: ChainHead, sizes: &[i64], progress: &(dyn Fn(u64) + Sync)) -> Result<Run, (String, Run)> {
        let failed = |error: String| (error, Run { is_whole: false, ..Run::from(start) });
        let last = self.last().map_err(failed)?;
        let (next, found) = (AtomicI64::new(start.size), Mutex::new(Vec::new()));
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                // What a thread could not read is missing from the stretches, and read once more below.
                scope.spawn(|| self.follow(&next, last, sizes, progress, &found));
            }
        });
        let mut stretches = found.into_inner().unwrap_or_default();
        stretches.sort_unstable_by_key(|stretch: &Stretch| stretch.after);
        let mut run = Run::from(start);
        if sizes.binary_search(&start.size).is_ok() {
            run.hashes.insert(start.size, start.hash);
        }
        for stretch in stretches {
            if stretch.after != run.head.size || stretch.claims != run.head.hash {
                break;
            }
            run.head = stretch.run.head;
            run.hashes.extend(stretch.run.hashes);
        }
        if run.head.size >= last {
            return Ok(run);
        }
        // One by one from here on: it ends where it breaks.
        let rest = ConnectionSource { connection: &self.open().map_err(failed)?, start: run.head }.run(run.head, sizes, &|_| {});
        let joined = |rest: Run| Run { hashes: run.hashes.into_iter().chain(rest.hashes).collect(), ..rest };
        match rest {
            Ok(rest) => Ok(joined(rest)),
            Err((error, rest)) => Err((error, joined(rest))),
        }
    }
}
