//! P8 and P11: durable chained appends against the same inserts without a chain, and verifying.

use crate::Bench;
use crate::measure::Report;
use crate::people::Desk;
use crate::support::{Target, interval, median};
use passdesk::adapters::sqlite::{self, SqliteAuditLog};
use passdesk::domain::audit::{AuditEntry, ChainHead, VerifierKeys};
use passdesk::ports::audit_log::AuditLog;
use passdesk::ports::trail_proof::TrailProof;
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// How long each half of a pair runs.
const SPAN: Duration = Duration::from_millis(1_500);
/// Pairs of halves, in the order A B B A.
const PAIRS: usize = 15;
/// Entries of one commit at most, as the trail's writer has it.
const BATCH: usize = 256;

pub async fn appending(_: &Bench, report: &mut Report) {
    report.begin("P8", "durable chained appends");
    for writers in [1, 16, 256] {
        appends(report, writers).await;
    }
    report.end("one writer and the disk's commits; of the difference most is the trigger that refuses a second chain");
}

/// What a second of one side came to.
struct Rates {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

async fn appends(report: &mut Report, writers: usize) {
    let mut rates = Rates { ours: Vec::new(), theirs: Vec::new() };
    for pair in 0..PAIRS {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for is_ours in if pair % 2 == 0 { [true, false] } else { [false, true] } {
            report.calibrate();
            let folder = tempfile::tempdir_in(".").expect("a folder beside the trail's, on the same disk");
            if is_ours { ours.push(chained(folder.path(), writers).await) } else { theirs.push(plain(folder.path(), writers).await) }
        }
        rates.ours.append(&mut ours);
        rates.theirs.append(&mut theirs);
    }
    let theirs = format!("without a chain: {:.0}/s", median(&rates.theirs));
    let ratios: Vec<f64> = rates.ours.iter().zip(&rates.theirs).map(|(ours, theirs)| ours / theirs).collect();
    let most = (writers == 256).then_some(Target::AtLeast(20_000.0));
    report.sample(&format!("appends, writers: {writers}"), &rates.ours, interval(&rates.ours), "/s", most, &theirs);
    report.sample(&format!("÷ the same inserts without a chain, writers: {writers}"), &ratios, interval(&ratios), "×", Some(Target::AtLeast(0.95)), &theirs);
}

fn entries(seed: u64) -> impl Iterator<Item = AuditEntry> {
    let mut desk = Desk::new(1_000_000 + seed);
    std::iter::from_fn(move || {
        let mut entry = desk.next();
        // Openings alone: each action here is appended once.
        while !entry.kind.opens() {
            entry = desk.next();
        }
        entry.action_id = uuid::Uuid::new_v4();
        Some(entry)
    })
}

async fn chained(folder: &Path, writers: usize) -> f64 {
    let database = sqlite::connect(&format!("sqlite://{}", folder.join("trail.db").display())).await.expect("a database");
    let log = Arc::new(SqliteAuditLog::new(database));
    let began = Instant::now();
    let tasks = (0..writers).map(|writer| {
        let log = Arc::clone(&log);
        tokio::spawn(async move {
            let mut count = 0_u32;
            for entry in entries(writer as u64) {
                if began.elapsed() >= SPAN {
                    break;
                }
                log.append(entry).await.expect("a record");
                count += 1;
            }
            count
        })
    });
    rate(tasks.collect(), began).await
}

/// One writer that commits what waits together, into a table with the same columns and indexes; no hash, no order, no look at what is there.
async fn plain(folder: &Path, writers: usize) -> f64 {
    let path = folder.join("plain.db");
    let made = sqlite::connect(&format!("sqlite://{}", path.display())).await.expect("a database");
    made.close().await;
    let (queue, mut waiting) = mpsc::channel::<(AuditEntry, oneshot::Sender<()>)>(1_024);
    let writer = std::thread::spawn(move || {
        let mut connection = Connection::open(&path).expect("a connection");
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000;
                 DROP TRIGGER audit_records_in_order",
            )
            .expect("settings");
        let mut batch = Vec::new();
        let mut sequence = 0_i64;
        while waiting.blocking_recv_many(&mut batch, BATCH) > 0 {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).expect("a transaction");
            let mut answers = Vec::with_capacity(batch.len());
            {
                let mut insert = transaction
                    .prepare_cached("INSERT INTO audit_records (sequence, previous_hash, hash, encoding, body, opening) VALUES (?, zeroblob(32), zeroblob(32), 1, ?, ?)")
                    .expect("a statement");
                for (entry, answer) in batch.drain(..) {
                    sequence += 1;
                    insert.execute((sequence, serde_json::to_string(&entry).expect("JSON"), sequence)).expect("a row");
                    answers.push(answer);
                }
            }
            transaction.commit().expect("a commit");
            answers.into_iter().for_each(|answer| {
                let _ = answer.send(());
            });
        }
    });
    let began = Instant::now();
    let tasks = (0..writers).map(|number| {
        let queue = queue.clone();
        tokio::spawn(async move {
            let mut count = 0_u32;
            for entry in entries(number as u64) {
                if began.elapsed() >= SPAN {
                    break;
                }
                let (answer, answered) = oneshot::channel();
                queue.send((entry, answer)).await.expect("a writer");
                answered.await.expect("an answer");
                count += 1;
            }
            count
        })
    });
    let rate = rate(tasks.collect(), began).await;
    drop(queue);
    writer.join().expect("the writer");
    rate
}

async fn rate(tasks: Vec<tokio::task::JoinHandle<u32>>, began: Instant) -> f64 {
    let mut count = 0;
    for task in tasks {
        count += task.await.expect("a count");
    }
    f64::from(count) / began.elapsed().as_secs_f64()
}

pub async fn verification(bench: &Bench, report: &mut Report) {
    report.begin("P11", "verifying the chain");
    let database = sqlite::connect(&format!("sqlite://{}", bench.made.trail.display())).await.expect("the trail");
    let log = SqliteAuditLog::new(database);
    let (mut chain, mut whole) = (Vec::new(), Vec::new());
    for round in 0..9 {
        let began = Instant::now();
        let followed = log.follow(ChainHead::EMPTY).await.expect("a report");
        assert!(followed.faults.is_empty(), "{followed:?}");
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        chain.push(followed.records() as f64 / began.elapsed().as_secs_f64());
        if round % 4 > 0 {
            continue;
        }
        let began = Instant::now();
        // The made trail has no checkpoints: keys are not needed.
        let verified = log.verify(VerifierKeys::default(), Vec::new(), Arc::default()).await.expect("a report");
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        whole.push(verified.records() as f64 / began.elapsed().as_secs_f64());
    }
    let floor = format!("one thread that hashes only: {:.0}/s", hashing());
    report.sample("the chain verified", &chain, interval(&chain), "records/s", Some(Target::AtLeast(3_000_000.0)), &floor);
    report.sample("with the lists that are made from it, and SQLite's own check", &whole, interval(&whole), "records/s", None, "");
    report.end("SHA-256 on two cores, and reading the records out of SQLite");
}

/// SHA-256 alone, over bodies as long as a record's.
fn hashing() -> f64 {
    let bodies: Vec<String> = entries(1).take(64).map(|entry| entry.canonical()).collect();
    let bytes: usize = bodies.iter().map(String::len).sum();
    let (mut hash, began, mut rounds) = ([0; 32], Instant::now(), 0_u32);
    while began.elapsed() < Duration::from_secs(1) {
        for body in &bodies {
            hash = passdesk::domain::audit::record_hash(1, &hash, body);
        }
        rounds += 1;
    }
    std::hint::black_box(hash);
    let rate = 64.0 * f64::from(rounds) / began.elapsed().as_secs_f64();
    println!("  {} bytes a record", bytes / bodies.len());
    rate
}
