//! What a power cut leaves behind: whatever was acknowledged is there, once, and the chain holds.
//!
//! A disk is believed to keep what it was told to sync, and to damage nothing beside what it is writing: this is what `synchronous = FULL`
//! rests on. Of everything else any part may have been written, in any order. So the files are taken at a moment, and what was not synced
//! then is left out, zeroed, made noise, or half there. Whether the system's `fsync` reaches the disk cannot be tried here.

use super::super::super::connect::connect;
use super::super::super::direct;
use super::super::batch;
use super::super::verify::verify_records;
use super::*;
use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::Path;

const PAGE: usize = 4_096;
const FRAME: usize = 24 + PAGE;
const HEADER: usize = 32;
/// What a disk writes as a whole, at best.
const SECTOR: usize = 512;
const TASKS: usize = 8;
const ROUNDS: usize = 6;
const CASES: usize = 150;

/// The files at a moment, and how much of the write-ahead log was synced when each record was acknowledged.
struct Files {
    database: Vec<u8>,
    wal: Vec<u8>,
    acknowledged: Vec<(usize, Uuid)>,
}

fn wal_of(file: &TestFile) -> Vec<u8> {
    std::fs::read(file.path().with_extension("db-wal")).unwrap()
}

/// So much of a log is of its present round: the frames with its header's salts. What an earlier round left behind it is not.
fn written(wal: &[u8]) -> usize {
    if wal.len() < HEADER {
        return 0;
    }
    let frames = wal[HEADER..].chunks_exact(FRAME).take_while(|frame| frame[8..16] == wal[16..24]).count();
    HEADER + frames * FRAME
}

/// Several tasks append at once, and each notes how far the log is when its record is acknowledged. Between two rounds nobody writes, so
/// that what is noted last in each is what was synced, to the byte.
async fn append(file: &TestFile, log: &SqliteAuditLog) -> Files {
    let database = std::fs::read(file.path()).unwrap();
    let mut acknowledged = Vec::new();
    for _ in 0..ROUNDS {
        let tasks: Vec<_> = (0..TASKS)
            .map(|_| {
                let (log, wal) = (log.clone(), file.path().with_extension("db-wal"));
                tokio::spawn(async move {
                    let opening = log.append(intent()).await.unwrap();
                    let closing = log.append(ending(opening.entry.action_id, Outcome::Succeeded)).await.unwrap();
                    (written(&std::fs::read(wal).unwrap()), [opening.entry, closing.entry])
                })
            })
            .collect();
        for task in tasks {
            let (at, [opening, _]) = task.await.unwrap();
            acknowledged.push((at, opening.action_id));
        }
    }
    assert_eq!(std::fs::read(file.path()).unwrap(), database, "the log was not folded in meanwhile");
    Files { database, wal: wal_of(file), acknowledged }
}

/// What becomes of a sector that was on its way: as it was, as it should be, zeroed, or noise.
fn unsynced(rng: &mut StdRng, old: &[u8], new: &[u8]) -> Vec<u8> {
    match rng.random_range(0..4) {
        0 => old.to_vec(),
        1 => new.to_vec(),
        2 => vec![0; new.len()],
        _ => {
            let mut noise = vec![0; new.len()];
            rng.fill_bytes(&mut noise);
            noise
        }
    }
}

/// The log that is left where so much of it was synced. `old` is what lay in the file before.
fn cut_log(rng: &mut StdRng, old: &[u8], new: &[u8], synced: usize) -> Vec<u8> {
    let (mut left, rest) = (new[..synced].to_vec(), &new[synced..]);
    match rng.random_range(0..5) {
        // Broken off anywhere, in the middle of a frame as well.
        0 => left.extend_from_slice(&rest[..rng.random_range(0..=rest.len())]),
        1 => {
            left.extend_from_slice(&rest[..rng.random_range(0..=rest.len())]);
            left.resize(new.len(), 0);
        }
        2 => {
            left.extend_from_slice(&rest[..rng.random_range(0..=rest.len())]);
            let mut noise = vec![0; new.len() - left.len()];
            rng.fill_bytes(&mut noise);
            left.extend_from_slice(&noise);
        }
        // What an earlier round of the log left is still there.
        3 => left.extend_from_slice(old.get(synced..).unwrap_or_default()),
        _ => {
            for (number, sector) in rest.chunks(SECTOR).enumerate() {
                let zeros = vec![0; sector.len()];
                let at = synced + number * SECTOR;
                let part = unsynced(rng, old.get(at..at + sector.len()).unwrap_or(&zeros), sector);
                left.extend_from_slice(&part);
            }
        }
    }
    left
}

/// The database file that is left while pages are copied into it: each old, new, or torn between its sectors.
fn cut_checkpoint(rng: &mut StdRng, old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut left = Vec::with_capacity(new.len());
    for (number, page) in new.chunks(PAGE).enumerate() {
        let zeros = vec![0; PAGE];
        let before = old.get(number * PAGE..(number + 1) * PAGE).unwrap_or(&zeros);
        match rng.random_range(0..3) {
            // What is not copied is not touched.
            _ if before == page => left.extend_from_slice(page),
            0 => left.extend_from_slice(before),
            1 => left.extend_from_slice(page),
            _ => before.chunks(SECTOR).zip(page.chunks(SECTOR)).for_each(|(old, new)| left.extend_from_slice(&unsynced(rng, old, new))),
        }
    }
    // The end may not have been reached.
    left.truncate(rng.random_range(old.len()..=new.len()) / PAGE * PAGE);
    left
}

/// Puts the files where a machine that starts again would find them, and gives the database's path.
fn put(folder: &Path, rng: &mut StdRng, database: &[u8], wal: &[u8]) -> std::path::PathBuf {
    let path = folder.join("passdesk.db");
    std::fs::write(&path, database).unwrap();
    std::fs::write(path.with_extension("db-wal"), wal).unwrap();
    // The index of the log lies in memory that processes share; what a file system kept of it means nothing.
    let mut shared = vec![0; 32_768];
    rng.fill_bytes(&mut shared);
    std::fs::write(path.with_extension("db-shm"), shared).unwrap();
    path
}

/// The actions of all records, in order, after the trail has gone on where it stood.
fn actions_after(path: &Path, what: &str) -> Vec<Uuid> {
    let mut connection = direct::open_writer(path).unwrap_or_else(|error| panic!("{what}: {error}"));
    // The copy itself need not outlive anything.
    connection.execute_batch("PRAGMA synchronous = OFF").unwrap_or_else(|error| panic!("{what}: {error}"));
    let read = |connection: &Connection| -> rusqlite::Result<Vec<String>> {
        connection.prepare("SELECT action_id || kind FROM audit_records ORDER BY sequence")?.query_map([], |row| row.get(0))?.collect()
    };
    let records = read(&connection).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(records.iter().collect::<BTreeSet<_>>().len(), records.len(), "{what}: a record is there twice");
    batch::write(&mut connection, vec![intent().into()], false).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(verify_records(path).map(|report| (report.faults, report.head.size)), Ok((Vec::new(), records.len() as i64 + 1)), "{what}");
    let id = |record: &String| record.strip_suffix("outcome").map(|id| id.parse().unwrap());
    records.iter().filter_map(id).collect()
}

/// Many cuts of one moment. Gives how many acknowledged actions were looked for, and how many more there were.
fn cut_often(rng: &mut StdRng, old_wal: &[u8], files: &Files) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let (mut wanted, mut more) = (0, 0);
    let end = written(&files.wal);
    for case in 0..CASES {
        // Synced as far as an acknowledgement needs it, or anywhere behind.
        let least = files.acknowledged[rng.random_range(0..files.acknowledged.len())].0;
        let synced = if case % 2 == 0 { least } else { rng.random_range(HEADER..=end) };
        let wal = cut_log(rng, old_wal, &files.wal[..end.max(synced)], synced);
        let path = put(folder.path(), rng, &files.database, &wal);
        let what = format!("case {case}: {} of {end} bytes, {synced} of them synced", wal.len());
        let there: BTreeSet<Uuid> = actions_after(&path, &what).into_iter().collect();
        for (at, action) in &files.acknowledged {
            assert!(*at > synced || there.contains(action), "{what}: an action that was acknowledged at {at} is gone");
            wanted += usize::from(*at <= synced);
            more += usize::from(*at > synced && there.contains(action));
        }
    }
    (wanted, more)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_power_cut_at_any_byte() {
    let began = Instant::now();
    let mut rng = StdRng::seed_from_u64(0x0FF_0FF);
    let file = TestFile::new();
    let (log, database) = log_in(&file).await;
    let own = direct::open_writer(&file.path()).unwrap();
    let pragma = |name: &str| own.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0)).unwrap();
    assert_eq!((pragma("synchronous"), pragma("journal_mode")), (2.into(), "wal".to_owned().into()), "each commit is synced before it is acknowledged");
    let fold_in = |how: &str| own.query_row(&format!("PRAGMA wal_checkpoint({how})"), [], |row| row.get::<_, i64>(0)).unwrap();

    // A log that begins, and only grows.
    assert_eq!(fold_in("TRUNCATE"), 0);
    let first = append(&file, &log).await;
    let growing = cut_often(&mut rng, &[], &first);
    // The power fails while its pages are copied into the database: the log is whole, and is played again.
    assert_eq!(fold_in("PASSIVE"), 0);
    let folded = std::fs::read(file.path()).unwrap();
    assert!(folded.len() > first.database.len());
    let folder = tempfile::tempdir().unwrap();
    for case in 0..CASES {
        let torn = cut_checkpoint(&mut rng, &first.database, &folded);
        let path = put(folder.path(), &mut rng, &torn, &first.wal);
        let there: BTreeSet<Uuid> = actions_after(&path, &format!("checkpoint, case {case}")).into_iter().collect();
        assert!(first.acknowledged.iter().all(|(_, action)| there.contains(action)), "checkpoint, case {case}");
    }
    // A log that is written over from its beginning, with what it was behind it.
    let second = append(&file, &log).await;
    assert_ne!(first.wal[16..24], second.wal[16..24], "the log began anew");
    assert_eq!(second.database, folded);
    let renewed = cut_often(&mut rng, &first.wal, &second);
    // That cuts do take something shows that the copies are what they are said to be.
    let lost = |(wanted, more): (usize, usize)| CASES * TASKS * ROUNDS - wanted - more;
    for cuts in [growing, renewed] {
        assert!(cuts.0 > 1_000 && lost(cuts) > 1_000, "{cuts:?}");
    }
    // What a console sees of one such machine: it starts, and goes on.
    let synced = first.acknowledged[TASKS].0;
    let wal = cut_log(&mut rng, &[], &first.wal, synced);
    let path = put(folder.path(), &mut rng, &first.database, &wal);
    let after = SqliteAuditLog::new(connect(&format!("sqlite://{}", path.display())).await.unwrap());
    after.append(intent()).await.unwrap();
    after.verify_chain().await.unwrap();
    database.close().await;
    eprintln!("{} power cuts in {:?}; looked for and there beside that: {growing:?}, {renewed:?}", 3 * CASES, began.elapsed());
}
